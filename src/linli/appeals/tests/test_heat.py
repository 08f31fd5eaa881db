"""How hot an event is: people, not messages; the fresh before the old; alerts when enough different people tell."""

from __future__ import annotations

from linli.appeals.triage.same.heat import ALERT_PEOPLE, Told, heat, is_alert, people


def told(*users: str, at: float = 100.0, agreed: int = 0) -> list[Told]:
    return [Told(f"{at}-{number}", user, at, agreed) for number, user in enumerate(users)]


def test_people_count_once_and_the_nameless_each() -> None:
    assert people(told("甲", "甲", "乙", "", "")) == 4
    once, often = heat(told("甲"), now=100, days=30), heat(told("甲", "甲", "甲"), now=100, days=30)
    assert (often.people, often.value) == (1, once.value)


def test_the_fresh_is_hotter_and_the_old_is_out() -> None:
    assert heat(told("甲", "乙", at=99), now=100, days=30).value > heat(told("甲", "乙", at=80), now=100, days=30).value
    assert heat(told("甲", at=60), now=100, days=30).people == 0


def test_agreement_and_growth_add() -> None:
    base = heat(told("甲", "乙", at=90), now=100, days=30)
    assert heat(told("甲", "乙", at=90, agreed=50), now=100, days=30).value > base.value
    grown = heat([*told("甲", "乙", at=90), *told("丙", at=99)], now=100, days=30)
    assert (base.this_week, base.week_before, grown.this_week) == (0, 2, 1)


def test_an_alert_needs_different_people_within_the_window() -> None:
    users = [f"u{number}" for number in range(ALERT_PEOPLE)]
    assert is_alert(told(*users), now=101)
    assert not is_alert(told(*users[1:], *users[1:]), now=101)
    assert not is_alert(told(*users), now=200)
