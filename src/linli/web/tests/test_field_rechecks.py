"""Notices that were served on an order: on the phone beside those of the round, rechecked under one key (S-085)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.appeals.models import Attachment
from linli.dispatch.actions import outdoors
from linli.dispatch.models import RectifyNotice, WorkOrder
from linli.dispatch.tests.factories import MONDAY, Town
from linli.journal.models import Fact
from linli.people.tests import factories as cast
from linli.people.tests.areas import OTHER_GRID
from linli.web.tests.test_field import in_hand, photo, sent
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["in_hand", "sign_in", "town"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def notice(town: Town, in_hand: tuple[UUID, UUID]) -> UUID:
    """A notice of 李网格员 on the own order, due on Wednesday."""
    return outdoors.rectify(
        actor=town.li, order_id=in_hand[1], to_words="二楼西户 13900000001", notice="请清走楼道里的纸箱",
        due_on=date(2026, 3, 18), now=MONDAY,
    )  # fmt: skip


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + days * DAY)


def copy_of(client: Any) -> dict[str, Any]:
    return dict(json.loads(client.get("/field/copy.json").content))


@pytest.mark.parametrize("days, is_due", [(0, False), (1, False), (2, True), (3, True)])
def test_the_phone_shows_the_notice_and_whether_it_is_due(
    town: Town, sign_in: Any, monkeypatch: pytest.MonkeyPatch, notice: UUID, days: int, is_due: bool
) -> None:
    client = sign_in(town.li)
    later(monkeypatch, days)
    copy = copy_of(client)
    (row,) = copy["notices"]
    assert (row["id"], row["is_due"], row["case"]) == (str(notice), is_due, copy["cases"][0]["id"])
    assert "13900000001" not in json.dumps(copy), "numbers are covered"
    assert "纸箱" not in json.dumps(row, ensure_ascii=False), "its words need a line"
    assert [one["finding"] for one in copy["duties"] if one["finding"]] == [str(notice)]


def test_it_is_nobody_elses(town: Town, sign_in: Any, notice: UUID) -> None:
    for who in (town.agent, town.of("gas"), town.leader):
        assert copy_of(sign_in(who))["notices"] == []


def test_a_recheck_arrives_once_with_its_picture(town: Town, sign_in: Any, notice: UUID) -> None:
    client, key = sign_in(town.li), str(uuid4())
    given = {"client_id": key, "finding": str(notice), "complied": "yes", "body": "已经清走"}
    for _ in range(2):
        status, said = sent(client, "recheck", **given, photos=[photo()])
        assert (status, said["says"]["zh"]) == (200, "复查已登记：已整改。")
    found = RectifyNotice.objects.get(id=notice)
    assert (found.state, found.rechecked_by_id) == ("complied", town.li.account_id)
    assert (Attachment.objects.count(), Fact.objects.filter(kind="appeals.rectify_rechecked").count()) == (1, 1)
    assert copy_of(client)["notices"] == []


def test_what_was_not_put_right_waits_for_its_day_and_goes_to_enforcement(
    town: Town, sign_in: Any, monkeypatch: pytest.MonkeyPatch, notice: UUID
) -> None:
    client = sign_in(town.li)
    given = {"finding": str(notice), "complied": "no", "body": "还在"}
    told = Fact.objects.count()
    assert sent(client, "recheck", **given, photos=[photo()])[0] == 409
    assert (Fact.objects.count(), Attachment.objects.count()) == (told, 0), "the picture goes with the refused recheck"
    later(monkeypatch, 2)
    assert sent(client, "recheck", **given)[0] == 200
    assert RectifyNotice.objects.get(id=notice).state == "not_complied"
    assert WorkOrder.objects.filter(unit_id=town.units["enforcement"]).count() == 1


def test_who_comes_second_hears_of_it_and_nothing_is_written(town: Town, sign_in: Any, notice: UUID) -> None:
    outdoors.recheck(actor=town.li, notice_id=notice, is_complied=True, note="清走了", now=MONDAY)
    told = Fact.objects.count()
    status, said = sent(sign_in(town.li), "recheck", finding=str(notice), complied="yes", body="清走了")
    assert (status, bool(said["says"]["zh"]), Fact.objects.count()) == (409, True, told)


@pytest.mark.parametrize("who", ["away", "gas", "agent"])
def test_nobody_else_rechecks_it(town: Town, sign_in: Any, notice: UUID, who: str) -> None:
    away = cast.staff("别处网格员", "grid_worker", OTHER_GRID)
    actor = {"away": away, "gas": town.of("gas"), "agent": town.agent}[who]
    told = Fact.objects.count()
    assert sent(sign_in(actor), "recheck", finding=str(notice), complied="yes", body="清走了")[0] in (403, 404)
    assert (Fact.objects.count(), RectifyNotice.objects.get(id=notice).state) == (told, "served")
