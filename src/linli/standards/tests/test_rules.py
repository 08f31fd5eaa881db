"""Which limit binds: one row per boundary; and what a new row may be."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.clocks import Clock, Term
from linli.kernel.tests.calendars import local
from linli.kernel.words import Text
from linli.standards import rules
from linli.standards.queries.book import Book
from linli.standards.tests.factories import book
from linli.standards.words import Holiday, Limit, LimitKind, LimitRow, Parameter, Question

NOW = local("2026-03-11 10:00")


@lru_cache(maxsize=1)
def packs() -> Book:
    """Return the packs as one book."""
    return book()


def ask(step: str, urgency=None, mode=None, category=None, facets=(), at=NOW) -> Limit:
    """Return the limit of the packs."""
    day = packs().calendar(at).local_day(at)
    return packs().limit(Question(step, day, urgency, mode, category, frozenset(facets)), at)


@pytest.mark.parametrize("what, step, urgency, mode, category, facets, term", [
    ("§9.1 triage", "triage", "emergency", None, None, (), "5 min"),
    ("§9.1 triage", "triage", "urgent", None, None, (), "15 min"),
    ("§9.1 triage", "triage", "normal", None, None, (), "20 wm"),
    ("§9.1 triage", "triage", "low", None, None, (), "60 wm"),
    ("§9.1 accept", "accept", "low", None, None, (), "120 wm"),
    ("§9.1 first contact", "contact", "emergency", None, None, (), "5 min"),
    ("§9.1 first contact", "contact", "urgent", None, None, (), "30 min"),
    ("§9.1 first contact", "contact", "normal", None, None, (), "60 wm"),
    ("§9.1 first contact", "contact", "low", None, None, (), "1 wd"),
    ("§9.1 on site", "onsite", "emergency", None, "env.burning", (), "30 min"),
    ("§9.1 on site", "onsite", "urgent", None, "env.dead_tree", (), "120 min"),
    ("§9.1 return", "bounce", "emergency", None, None, (), "30 min"),
    ("§9.1 return", "bounce", "urgent", None, None, (), "120 wm"),
    ("§9.1 return", "bounce", "low", None, None, (), "2 wd"),
    ("§9.1 interim", "interim", "normal", "joint", "meta.other", (), "5 wd"),
    ("§9.2 instant", "close", "normal", "instant", None, (), "1 wd"),
    ("§9.2 instant, urgent 24 h", "close", "urgent", "instant", None, (), "1440 min"),
    ("§9.2 fast", "close", "normal", "fast", None, (), "3 wd"),
    ("§9.2 fast, urgent is half", "close", "urgent", "fast", None, (), "630 wm"),
    ("§9.2 fast, low as normal", "close", "low", "fast", None, (), "3 wd"),
    ("§9.2 emergency: made safe first", "danger", "emergency", "fast", None, (), "240 min"),
    ("§9.2 emergency: then the mode's term", "close", "emergency", "fast", None, (), "3 wd"),
    ("§9.2 split", "close", "normal", "split", None, (), "5 wd"),
    ("§9.2 parent of a split", "close_parent", "normal", "split", None, (), "6 wd"),
    ("§9.2 joint", "close", "normal", "joint", None, (), "10 wd"),
    ("§9.2 joint, urgent is half", "close", "urgent", "joint", None, (), "5 wd"),
    ("§9.2 top", "close", "normal", "top", None, (), "15 wd"),
    ("§9.2 joint plan", "plan", "normal", "joint", None, (), "2 wd"),
    ("§9.2 top plan", "plan", "normal", "top", None, (), "5 wd"),
    ("§9.2 arrival", "arrival", "urgent", "joint", None, (), "120 min"),
    ("§9.2 arrival", "arrival", "normal", "joint", None, (), "1 wd"),
    ("§9.3 order of the 12345 line", "close", "normal", "joint", None, ("hotline",), "5 wd"),
    ("§9.3 the default is stricter than the 12345 line", "close", "normal", "fast", None, ("hotline",), "3 wd"),
    ("§9.3 sewer: 2 days", "close", "normal", "fast", "util.sewer", (), "2 d"),
    ("§9.3 sewer: half a fast term is stricter", "close", "urgent", "fast", "util.sewer", (), "630 wm"),
    ("§9.3 street lamp: 2 days", "close", "normal", "fast", "util.streetlight", (), "2 d"),
    ("§9.3 sunken road: 5 days", "close", "low", "joint", "util.road_collapse", (), "5 d"),
    ("§9.3 sunken road: a tie names the law", "close", "normal", "fast", "util.road_collapse", (), "5 d"),
    ("§9.3 water on site", "onsite", "urgent", "fast", "util.water_pipe", (), "60 min"),
    ("§9.3 water answered", "interim", "normal", "fast", "util.water_quality", (), "3 d"),
    ("§9.3 the next category has no such rule", "onsite", "urgent", "fast", "util.ponding", (), "120 min"),
    ("§9.3 gas at once", "onsite", "emergency", "instant", "util.gas", (), "30 min"),
    ("§9.3 gas, not an emergency", "onsite", "urgent", "fast", "util.gas", (), "60 min"),
    ("§9.1 utilities in an emergency", "onsite", "emergency", "fast", "util.power", (), "60 min"),
    ("§9.3 heating leak", "onsite", "urgent", "fast", "util.heat", ("leak",), "60 min"),
    ("§9.5 review", "review", "normal", None, None, (), "1 wd"),
    ("§9.5 reopening", "reopen_window", "low", None, None, (), "15 d"),
    ("§9.5 suspension, street", "suspension", "normal", None, None, (), "30 d"),
    ("§9.5 suspension, district", "suspension", "normal", None, None, ("district",), "90 d"),
    ("§9.3 extension", "extension", "normal", "joint", None, (), "10 wd"),
    ("§9.2 extension of a fast order", "extension", "normal", "fast", None, (), "2 wd"),
    ("S-080 response", "response_5210", "normal", None, None, (), "5 min"),
    ("S-080 on site", "onsite_5210", "low", None, None, (), "120 min"),
])  # fmt: skip
def test_limits_of_the_packs(what, step, urgency, mode, category, facets, term) -> None:
    limit = ask(step, urgency, mode, category, facets)
    assert limit.term == Term.parse(term), what
    assert limit.citation
    assert limit.text.zh
    assert limit.text.en


@pytest.mark.parametrize("what, day, term", [
    ("the day before the season", "2026-11-15", "120 min"),
    ("the first day", "2026-11-16", "300 min"),
    ("the tenth day", "2026-11-25", "300 min"),
    ("the eleventh day", "2026-11-26", "120 min"),
    ("new year", "2027-01-01", "120 min"),
    ("the last day", "2027-04-05", "120 min"),
])  # fmt: skip
def test_cold_rooms(what: str, day: str, term: str) -> None:
    limit = ask("onsite", "urgent", "fast", "util.heat", at=local(f"{day} 10:00"))
    assert limit.term == Term.parse(term), what


def test_cold_rooms_after_the_season_follow_the_default() -> None:
    assert ask("onsite", "normal", "fast", "util.heat", at=local("2026-04-05 10:00")).term == Term.parse("120 min")
    assert ask("onsite", "normal", "fast", "util.heat", at=local("2026-04-06 10:00")).term == Term.parse("1 wd")


def test_the_ceiling_binds_only_when_it_does_not_end_later() -> None:
    assert ask("bounce", "urgent").kind is LimitKind.DEFAULT
    assert ask("bounce", "normal").kind is LimitKind.CEILING
    assert ask("close", "normal", "fast", "util.sewer").kind is LimitKind.CEILING
    friday = ask("close", "urgent", "instant", "util.sewer", at=local("2026-03-13 10:00"))
    assert friday.term == Term.parse("1440 min")


@pytest.mark.parametrize("urgency, term", [("emergency", "30 min"), ("urgent", "1 wd"), (None, "1 wd")])
def test_escalation_after_the_red_card(urgency, term) -> None:
    assert ask("reopen_window", urgency).escalation == Term.parse(term)


def test_no_limit_for_an_unknown_step() -> None:
    with pytest.raises(rules.NoLimit) as caught:
        ask("dancing")
    assert caught.value.text == Text("没有为“dancing”规定时限。", "No time limit is set for “dancing”.")


def row(key: str, term: str, kind=LimitKind.DEFAULT, **conditions) -> LimitRow:
    """Return a limit that mentions only what matters."""
    id_ = rules.row_id(key, NOW)
    return LimitRow(id_, key, "close", Term.parse(term), kind, "§", "CN", Text("时限", "limit"), **conditions)


days = st.integers(1, 30).map(lambda n: f"{n} wd")


@given(days, days, days, st.permutations(range(3)))
def test_a_ceiling_only_ever_makes_it_stricter_whatever_the_order(default, rule, ceiling, order) -> None:
    rows = [
        row("a", default),
        row("b", rule, LimitKind.RULE, category="util"),
        row("c", ceiling, LimitKind.CEILING),
    ]
    question = Question("close", date(2026, 3, 11), category="util.gas")
    due = lambda term: packs().calendar(NOW).due(NOW, term)  # noqa: E731
    chosen = rules.limit_in_force([rows[i] for i in order], question, due)
    assert chosen.term.amount == min(Term.parse(rule).amount, Term.parse(ceiling).amount)


@pytest.mark.parametrize("what, after, index", [
    ("before the first row", timedelta(seconds=-1), None),
    ("at the first row", timedelta(0), 0),
    ("the last moment of the first row", timedelta(days=1) - timedelta.resolution, 0),
    ("at the second row", timedelta(days=1), 1),
])  # fmt: skip
def test_validity_is_half_open(what, after, index) -> None:
    rows = [parameter(1, NOW), parameter(2, NOW + timedelta(days=1))]
    found = rules.in_force(rows, NOW + after)
    assert found == (None if index is None else rows[index]), what


def parameter(value, valid_from=datetime(2020, 1, 1, tzinfo=UTC), key="metrics.min_sample") -> Parameter:
    """Return a dated value."""
    return Parameter(rules.row_id(key, valid_from), key, value, "§", "CN", valid_from, Text("甲", "a"))


LIMIT_VALUE = {"step": "close", "kind": "default", "term": "3 wd"}


@pytest.mark.parametrize("what, before, value, seconds, citation, error", [
    ("the earliest moment", parameter(10), 20, 60, "§", None),
    ("a moment too soon", parameter(10), 20, 59, "§", rules.TooSoon),
    ("no such key", None, 20, 60, "§", rules.Unknown),
    ("no source", parameter(10), 20, 60, " ", rules.NoCitation),
    ("another type", parameter(10), "20", 60, "§", rules.WrongValue),
    ("yes for a number", parameter(10), True, 60, "§", rules.WrongValue),
    ("another key inside", parameter({"a": 1}), {"b": 1}, 60, "§", rules.WrongValue),
    ("another term", parameter(LIMIT_VALUE, key="limit.x"), {**LIMIT_VALUE, "term": "2 wd"}, 60, "§", None),
    ("no term", parameter(LIMIT_VALUE, key="limit.x"), {**LIMIT_VALUE, "term": "soon"}, 60, "§", rules.WrongValue),
    ("another step", parameter(LIMIT_VALUE, key="limit.x"), {**LIMIT_VALUE, "step": "plan"}, 60, "§", rules.WrongValue),
    ("the same moment", parameter(10, NOW + timedelta(seconds=60)), 20, 60, "§", rules.AlreadyEnacted),
])  # fmt: skip
def test_what_a_new_row_may_be(what, before, value, seconds, citation, error) -> None:
    given_ = {"key": before.key if before else "x", "value": value, "citation": citation, "now": NOW}
    valid_from = NOW + timedelta(seconds=seconds)
    if error is None:
        rules.check_enacting(before, valid_from=valid_from, **given_)
    else:
        with pytest.raises(error):
            rules.check_enacting(before, valid_from=valid_from, **given_)


def test_a_later_notice_replaces_an_earlier_one_from_the_moment_it_is_known() -> None:
    day = date(2027, 2, 6)
    first = Holiday(day, True, "春节", "x", NOW)
    second = Holiday(day, False, "春节调休上班", "y", NOW + timedelta(days=1))
    assert rules.known_days([second, first], NOW) == {day: (True, "春节")}
    assert rules.known_days([second, first], NOW + timedelta(days=1)) == {day: (False, "春节调休上班")}
    assert rules.known_days([first], NOW - timedelta(seconds=1)) == {}


@pytest.mark.parametrize("term, natural", [("60 wm", "60 min"), ("2 wd", "2880 min"), ("1 d", "1440 min")])
def test_in_emergency_mode_all_clocks_run_day_and_night(term: str, natural: str) -> None:
    assert rules.in_natural_time(Term.parse(term)) == Term.parse(natural)
    assert rules.in_natural_time(Term.parse(term)).clock is Clock.NATURAL
