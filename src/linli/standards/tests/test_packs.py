"""The packs that come with linli."""

from datetime import date

from linli.kernel.clocks import Term
from linli.kernel.tests.calendars import MADE_UP_2026, calendar_2026, local
from linli.standards.queries import packs
from linli.standards.tests.factories import book
from linli.standards.words import Mode, Urgency

NOW = local("2026-03-11 10:00")


def test_the_tree_has_19_groups_and_101_leaves_in_both_languages() -> None:
    codes = book().codes("category", NOW)
    groups = {code for code, row in codes.items() if row.parent is None}
    leaves = book().categories(NOW)
    assert (len(groups), len(leaves)) == (19, 101)
    assert {leaf.group for leaf in leaves.values()} == groups
    assert all(row.text.zh and row.text.en for row in codes.values())


def test_every_leaf_names_a_known_unit_mode_and_urgency() -> None:
    units = book().codes("unit_kind", NOW)
    for leaf in book().categories(NOW).values():
        assert leaf.lead_unit in units, leaf.code
        assert leaf.mode in set(Mode), leaf.code
        assert leaf.urgency in set(Urgency), leaf.code
        assert bool(leaf.note.zh) == bool(leaf.note.en), leaf.code


def test_one_leaf_is_as_printed_in_the_specification() -> None:
    leaf = book().categories(NOW)["util.sewer"]
    assert (leaf.text.zh, leaf.gbt) == ("下水道堵塞/污水冒溢", "突发事件·下水道堵塞或破损")
    assert (leaf.lead_unit, leaf.mode, leaf.urgency) == ("drainage", "fast", "urgent")
    assert (leaf.onsite, leaf.hazard, leaf.text_is_enough, leaf.community_list) == (True, True, False, False)


def test_every_domain_of_a_group_is_in_its_list() -> None:
    domains = set(book().codes("domain", NOW))
    assert len(domains) == 9
    assert {row.attrs["domain"] for row in book().codes("category", NOW).values() if row.parent is None} <= domains


def test_all_closed_lists_are_there_and_speak_both_languages() -> None:
    sizes = {"unit_kind": 40, "redirect_reason": 9, "refuse_reason": 5, "terminate_reason": 5, "suspend_reason": 5}
    sizes |= {"bounce_reason": 4, "extension_reason": 4, "outcome": 4, "exempt_reason": 4, "withdraw_reason": 4}
    for name, size in sizes.items():
        rows = book().codes(name, NOW).values()
        assert len(rows) == size, name
        assert all(row.text.zh and row.text.en and row.citation for row in rows), name
    for name in ("redirect_reason", "refuse_reason", "terminate_reason", "suspend_reason", "outcome"):
        assert all(row.told.zh and row.told.en for row in book().codes(name, NOW).values()), name


def test_every_standard_has_a_text_a_source_and_every_limit_a_term() -> None:
    rows = book().parameters(NOW)
    assert all(row.citation and row.text.zh and row.text.en for row in rows)
    assert len({row.id for row in rows}) == len(rows)
    assert all(isinstance(row.term, Term) for row in book().limit_rows(NOW))


def test_nothing_is_confirmed_without_a_person_by_default() -> None:
    assert book().parameter("triage.auto_confirm", NOW).value == {"categories": [], "threshold_percent": 95}


def test_2026_is_as_announced() -> None:
    ours = {day: off for day, (off, _) in book().calendar(NOW).days.items() if day.year == 2026}
    theirs = {day: off for day, (off, _) in calendar_2026().days.items()}
    assert ours == theirs
    assert sorted(day.isoformat() for day, off in ours.items() if not off) == sorted(MADE_UP_2026)


def test_holidays_reach_from_2015_to_2026() -> None:
    years = {holiday.day.year for holiday in packs.holidays()}
    assert years == set(range(2015, 2027))
    calendar = book().calendar(NOW)
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2027, 1, 1))


def test_the_calendar_is_kept() -> None:
    kept = book()
    assert kept.calendar(NOW) is kept.calendar(local("2026-03-12 10:00"))
