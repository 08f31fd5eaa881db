"""How right proposals were: counted, with small numbers left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.appeals.models import Appeal
from linli.appeals.queries import proposals
from linli.appeals.rules.proposals import ENOUGH, FEWEST, Confusion, GroupRow, Outcome, record, sure_enough
from linli.appeals.tests.factories import NOW, registered, triaged

RIGHT = Outcome("util.sewer", "util.sewer", 90, 95)
WRONG = Outcome("util.sewer", "util.gas", 40, 5)


def test_the_record_counts_leaves_groups_and_confusions() -> None:
    found = record([RIGHT, WRONG, Outcome("prop.fee", "util.gas", 30, 4)])
    assert (found.count, found.right, found.right_group) == (104, 95, 100)
    assert found.confusions == (Confusion("util.sewer", "util.gas", 5),)
    assert found.few == 4
    assert found.groups == (GroupRow("util", 104, 95, 100),)


@pytest.mark.parametrize("count, said", [(ENOUGH - 1, None), (ENOUGH, ENOUGH)])
def test_with_too_few_cases_no_share_is_said(count: int, said: int | None) -> None:
    found = record([Outcome("a.b", "a.b", 90, count)])
    assert (found.auto_95, found.auto_98) == (said, said)


@pytest.mark.parametrize("percent, taken", [(95, 100), (98, 95), (100, 95)])
def test_the_surest_are_taken_until_too_many_are_wrong(percent: int, taken: int) -> None:
    assert sure_enough([WRONG, RIGHT], percent) == taken
    assert sure_enough([], percent) == 0


def test_cases_equally_sure_are_taken_together() -> None:
    assert sure_enough([Outcome("a.b", "a.b", 80, 9), Outcome("a.b", "a.c", 80, 1)], 95) == 0
    assert sure_enough([Outcome("a.b", "a.b", 80, 9), Outcome("a.b", "a.c", 80, 1)], 90) == 10


@pytest.mark.parametrize("count, listed", [(FEWEST - 1, 0), (FEWEST, 1)])
def test_a_rare_confusion_is_not_listed(count: int, listed: int) -> None:
    found = record([Outcome("a.b", "a.c", 10, count)])
    assert (len(found.confusions), found.few) == (listed, 0 if listed else count)


@pytest.mark.django_db
def test_only_what_a_person_decided_is_counted(here, django_assert_num_queries) -> None:
    first = triaged(here)
    triaged(here)
    registered(here)
    Appeal.objects.filter(id=first).update(category="util.gas")
    path = Appeal.objects.get(id=first).area_path
    with django_assert_num_queries(1):
        found = proposals.outcomes(path, since=NOW - timedelta(days=1))
    assert {(row.proposed, row.decided, row.count) for row in found} == {
        ("util.sewer", "util.gas", 1),
        ("util.sewer", "util.sewer", 1),
    }
    assert all(0 < row.sure <= 100 for row in found)
    assert proposals.outcomes(path, since=NOW + timedelta(days=1)) == []
    assert proposals.outcomes("999999", since=NOW - timedelta(days=1)) == []
