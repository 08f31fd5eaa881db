"""Receptions on the pages: near a place, booked in three steps, kept at the desk by the keyboard, on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.dispatch.tests.factories import MONDAY, Town, at
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.places import actions
from linli.places.models import Booking, Matter, Plan, Sitting
from linli.places.tests.conftest import HOURS, WEDNESDAYS
from linli.places.words import BookedBy, PlanKind
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

NINE = at("2026-03-18 09:00")
DESK = "/desk/places/"


@pytest.fixture
def sitting(town: Town) -> Sitting:
    plan = actions.make_plan(
        actor=town.street, kind=PlanKind.RECEPTION_DAY, unit_id=town.units["enforcement"], rule=WEDNESDAYS,
        setting=HOURS, now=MONDAY,
    )  # fmt: skip
    return Sitting.objects.filter(plan_id=plan).order_by("starts_at")[0]


@pytest.fixture
def wang() -> Actor:
    return people.actor_for(cast.account("王阿姨", phone="13900000001"), now=MONDAY)


@pytest.mark.parametrize("language, words", [("zh", "接待日"), ("en", "reception day")])
@pytest.mark.parametrize("who", [None, "wang"])
def test_everybody_reads_and_a_few_statements_tell_it(
    town: Town, sitting: Sitting, wang: Actor, sign_in: Any, language: str, words: str, who: str | None
) -> None:
    client = sign_in(wang if who else None, language=language)
    for path, most in (("/reception/", 8), ("/reception/?q=天惠苑", 8), (f"/reception/{sitting.id}/", 12)):
        client.get(path)
        with CaptureQueriesContext(connection) as told:
            answer = client.get(path)
        assert answer.status_code == 200
        assert len(told) <= most, "\n".join(query["sql"][:160] for query in told)
        page = answer.content.decode()
        assert words in page.lower()
        assert "天惠苑" in page
    assert ("/my/sign-in/?next=" in page) is (who is None)
    assert client.get("/reception/?plan=none").status_code == 404


def test_a_booking_in_three_steps_and_back_again(town: Town, sitting: Sitting, wang: Actor, sign_in: Any) -> None:
    client, url = sign_in(wang), f"/reception/{sitting.id}/"
    assert url in client.get("/reception/").content.decode()
    assert client.post(url, {}).status_code == 422
    answer = client.post(url, {"slot": NINE.isoformat()})
    assert (answer.status_code, answer["Location"]) == (302, "/my/bookings/")
    page = client.get("/my/bookings/").content.decode()
    assert "取消预约" in page
    assert "您约好了" in client.get(url).content.decode()
    assert client.post(url, {"slot": (NINE + timedelta(minutes=30)).isoformat()}).status_code == 422
    made = Booking.objects.get()
    event = client.get(f"/my/bookings/{made.id}.ics")
    assert b"DTSTART:20260318T010000Z" in event.content
    other = sign_in(people.actor_for(cast.account("局外人"), now=MONDAY))
    assert other.get(f"/my/bookings/{made.id}.ics").status_code == 404
    assert other.post(f"/my/bookings/{made.id}/cancel").status_code == 404
    assert Booking.objects.get().state == "booked"
    client.post(f"/my/bookings/{made.id}/cancel")
    assert Booking.objects.get().state == "cancelled"


def test_strangers_are_led_to_sign_in(town: Town, sitting: Sitting, sign_in: Any) -> None:
    answer = sign_in(None).post(f"/reception/{sitting.id}/", {"slot": NINE.isoformat()})
    assert answer["Location"].startswith("/my/sign-in/")
    assert not Booking.objects.exists()


def test_the_office_plans_changes_and_ends(town: Town, sign_in: Any) -> None:
    client = sign_in(town.zhao)
    assert client.get(f"{DESK}new/").status_code == 200
    given = {
        "kind": "mobile_office", "unit": str(town.units["committee"]), "every": "week", "weekday": "3", "interval": "2",
        "begins_on": "2026-03-16", "on_holiday": "skip", "place": "天惠苑", "begins": "14:30", "ends": "16:00",
        "slot_min": "30", "seats": "2", "sits": "社区书记", "staff": [str(town.li.account_id)],
    }  # fmt: skip
    assert client.post(f"{DESK}new/", given | {"begins": "早上"}).status_code == 422
    assert not Plan.objects.exists()
    assert client.post(f"{DESK}new/", given).status_code == 302
    plan = Plan.objects.get()
    assert [one.starts_at for one in Sitting.objects.order_by("starts_at")][:2] == [
        at("2026-03-19 14:30"), at("2026-04-02 14:30"),
    ]  # fmt: skip
    assert "每 2 周的周四" in client.get(f"{DESK}?tab=plans").content.decode()
    url = f"{DESK}plan/{plan.id}/"
    assert "天惠苑" in client.get(url).content.decode()
    assert client.post(url, given | {"begins": "15:00"}).status_code == 302
    assert Sitting.objects.order_by("starts_at")[0].starts_at == at("2026-03-19 15:00")
    assert client.get(f"{url}end/").status_code == 200
    client.post(f"{url}end/", {"last_on": "2026-03-20"})
    assert Sitting.objects.filter(state="planned").count() == 1


def test_the_sheet_of_the_day(
    town: Town, sitting: Sitting, wang: Actor, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.book(actor=wang, sitting_id=sitting.id, slot_at=NINE, now=MONDAY)
    actions.book_for(
        actor=town.agent, sitting_id=sitting.id, slot_at=NINE + timedelta(minutes=30), name="李大爷",
        phone="13900000002", by=BookedBy.PHONE, now=MONDAY,
    )  # fmt: skip
    client, url = sign_in(town.of("enforcement")), f"{DESK}sitting/{sitting.id}/"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NINE)
    client.get(url)
    with CaptureQueriesContext(connection) as told:
        page = client.get(url).content.decode()
    assert len(told) <= 18, "\n".join(query["sql"][:160] for query in told)
    assert "李**" in page
    assert "李大爷" not in page
    booking = str(Booking.objects.get(account_id=wang.account_id).id)
    assert "1 号" in client.post(f"{url}do/", {"do": "come"}, follow=True).content.decode()
    assert "2 号" in client.post(f"{url}do/", {"do": "come", "booking": booking}, follow=True).content.decode()
    page = client.post(f"{url}do/", {"do": "next"}, follow=True).content.decode()
    assert "正在接待 2 号" in page
    take = page.partition('href="/desk/report/?sitting=')[2].partition('"')[0].replace("&amp;", "&")
    form = f"/desk/report/?sitting={take}"
    shown = client.get(form).content.decode()
    assert 'value="天惠苑"' in shown
    said = {"text": "楼道灯坏了", "address": "天惠苑", "channel": "window_day", "kind": "help"}
    answer = client.post(form, said)
    assert answer["Location"] == url
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.reporter_account_id) == ("window_day", wang.account_id)
    assert client.get(f"{url}advise/").status_code == 200
    given = {"visit": "", "advice": "where", "result": "told", "note": "打 13900000001"}
    assert client.post(f"{url}advise/", given).status_code == 422
    assert client.post(f"{url}advise/", given | {"note": "去政务大厅"}).status_code == 302
    assert Matter.objects.count() == 2
    for form in ("csv", "xlsx"):
        assert client.get(f"{url}?as={form}").status_code == 200
    report = client.get(f"{DESK}?tab=report").content.decode()
    assert "1/1" in report
    assert client.get(f"{DESK}?tab=report&as=csv").content.decode("utf-8-sig").count("接待日") >= 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paper(town: Town, sitting: Sitting, sign_in: Any, language: str) -> None:
    client = sign_in(town.street, language=language)
    for path in (f"{DESK}plan/{sitting.plan_id}/notice.pdf", f"{DESK}sitting/{sitting.id}/sheet.pdf"):
        answer = client.get(path)
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_agent_books_for_who_calls_and_moves_nothing(town: Town, sitting: Sitting, sign_in: Any) -> None:
    client, url = sign_in(town.agent), f"{DESK}sitting/{sitting.id}/"
    page = client.get(url).content.decode()
    assert "替人预约" in page
    assert "叫下一位" not in page
    given = {"slot": NINE.isoformat(), "name": "李大爷", "phone": "13900000002", "by": "phone"}
    assert client.get(f"{url}book/").status_code == 200
    assert client.post(f"{url}book/", given).status_code == 302
    assert client.post(f"{url}book/", given | {"slot": "x"}).status_code == 422
    assert client.post(f"{url}off/", {"reason": "weather"}).status_code == 422
    assert client.post(f"{url}do/", {"do": "come"}, follow=True).status_code == 200
    assert (Sitting.objects.get(id=sitting.id).state, Booking.objects.count()) == ("planned", 1)
    street = sign_in(town.street)
    moved = {"starts_at": "2026-03-19T14:00", "ends_at": "2026-03-19T16:00", "place": "天惠苑", "sits": ""}
    assert street.get(f"{url}move/").status_code == 200
    assert street.post(f"{url}move/", moved).status_code == 302
    assert Booking.objects.get().slot_at == at("2026-03-19 14:00")
    assert street.get(f"{url}off/").status_code == 200
    assert street.post(f"{url}off/", {"reason": "weather"}).status_code == 302
    assert Booking.objects.get().state == "called_off"


def test_others_learn_nothing(town: Town, sitting: Sitting, wang: Actor, sign_in: Any) -> None:
    url = f"{DESK}sitting/{sitting.id}/"
    paths = (url, f"{url}advise/", f"{url}book/", f"{url}move/", f"{url}off/", f"{url}sheet.pdf",
             f"{DESK}plan/{sitting.plan_id}/", f"{DESK}plan/{sitting.plan_id}/end/",
             f"{DESK}plan/{sitting.plan_id}/notice.pdf", f"/desk/report/?sitting={sitting.id}")  # fmt: skip
    for actor in (
        cast.staff("编辑", "editor", DISTRICT),
        cast.staff("审计员", "auditor", DISTRICT),
        wang,
        town.of("gas"),
    ):
        client = sign_in(actor)
        assert [path for path in paths if client.get(path).status_code != 404] == []
        assert client.post(f"{url}do/", {"do": "come"}).status_code == 404
    assert sign_in(None).get(DESK).status_code == 302
    assert sign_in(cast.staff("编辑二", "editor", DISTRICT)).get(DESK).status_code == 404
    assert Sitting.objects.get(id=sitting.id).state == "planned"
