"""Ids sort by time, also within a millisecond."""

from datetime import UTC, datetime, timedelta

from linli.kernel.ids import new_id

AT = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_what_is_told_one_after_the_other_sorts_in_that_order() -> None:
    made = [new_id() for _ in range(2_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_an_id_says_its_version_and_its_moment() -> None:
    one = new_id(AT)
    assert (one.version, one.int >> 80) == (7, int(AT.timestamp() * 1000))
    assert new_id(AT + timedelta(microseconds=500)) > one
    assert new_id(AT + timedelta(microseconds=999)).int >> 80 == one.int >> 80
