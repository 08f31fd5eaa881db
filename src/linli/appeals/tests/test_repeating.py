"""What repeats what: one table, one number moved across one boundary in each row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from linli.appeals.rules.repeating import Told, repeated, repeats
from linli.kernel.tests.calendars import local

AT = local("2026-03-01 09:00")
FIRST = Told(UUID(int=1), "util.sewer", UUID(int=70), UUID(int=80), AT)
AGAIN = replace(FIRST, id=UUID(int=2), at=AT + timedelta(days=90))
OTHER = UUID(int=99)


@pytest.mark.parametrize(
    "what, changed, expected",
    [
        ("the last moment of ninety days", {}, True),
        ("one moment later", {"at": AGAIN.at + timedelta.resolution}, False),
        ("the same person elsewhere", {"building_id": OTHER}, True),
        ("somebody else in the same building", {"reporter_id": OTHER}, True),
        ("somebody else elsewhere", {"reporter_id": OTHER, "building_id": OTHER}, False),
        ("nobody known, no building", {"reporter_id": None, "building_id": None}, False),
        ("another kind", {"category": "util.gas"}, False),
        ("no kind yet", {"category": None}, False),
        ("at the same moment, the higher id is the later", {"at": AT}, True),
        ("at the same moment, the lower id is the earlier", {"at": AT, "id": UUID(int=0)}, False),
        ("before", {"at": AT - timedelta(days=1)}, False),
    ],
)
def test_repeats(what, changed, expected):
    assert repeats(replace(AGAIN, **changed), FIRST, days=90) is expected


def test_unknown_is_not_the_same():
    nobody = replace(FIRST, reporter_id=None, building_id=None)
    assert not repeats(replace(AGAIN, reporter_id=None, building_id=None), nobody, days=90)


def test_the_latest_earlier_one_counts():
    second = replace(FIRST, id=UUID(int=5), at=AT + timedelta(days=30))
    later = replace(FIRST, id=UUID(int=6), at=AGAIN.at + timedelta(days=1))
    assert repeated(AGAIN, [second, FIRST, AGAIN, later], days=90) == second.id
    assert repeated(FIRST, [second, FIRST], days=90) is None
