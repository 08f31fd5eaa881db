"""The field: a shell without anybody's data, a copy as far as the reach goes, queued deeds that arrive once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.appeals.actions import withdrawing
from linli.appeals.models import Appeal, AppealText, Attachment
from linli.appeals.words import Channel, Mode
from linli.dispatch.actions import issuing
from linli.dispatch.models import Visit
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.journal.models import Fact
from linli.people.tests import factories as cast
from linli.web.field import shell
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

DAY_MS = 24 * 3600 * 1000
NOW_MS = round(MONDAY.timestamp() * 1000)


@pytest.fixture
def in_hand(town: Town) -> tuple[UUID, UUID]:
    """An instant matter in 李网格员's grid that the worker has in hand."""
    appeal_id = factories.triaged(town, "env.corridor_clutter", mode=Mode.INSTANT)
    return appeal_id, issuing.self_handle(actor=town.li, appeal_id=appeal_id, now=MONDAY)


def sent(client: Client, deed: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    given = {"client_id": str(uuid4()), "made_ms": NOW_MS, "sent_ms": NOW_MS, **fields}
    answer = client.post(f"/field/send/{deed}/", given)
    return answer.status_code, json.loads(answer.content)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", factories.picture(), "image/jpeg")


# the shell


def test_the_shell_holds_nobody_and_is_the_same_for_all(town: Town, sign_in: Any) -> None:
    mine, nobodys = sign_in(town.li).get("/field/"), sign_in(None).get("/field/")
    assert mine.content == nobodys.content
    assert "李网格员" not in mine.content.decode()
    assert "csrf" not in mine.content.decode().replace("csrfmiddlewaretoken", "")
    assert not nobodys.cookies


@pytest.mark.parametrize("language, word", [("zh", "发件箱"), ("en", "Outbox")])
def test_the_shell_speaks_both_languages(town: Town, sign_in: Any, language: str, word: str) -> None:
    assert word in sign_in(None, language=language).get("/field/").content.decode()


@pytest.mark.parametrize("path", ["/field/", "/field/worker.js"])
def test_the_shell_allows_nothing_but_itself(town: Town, sign_in: Any, path: str) -> None:
    allowed = sign_in(None).get(path).headers["Content-Security-Policy"]
    told = dict(part.strip().partition(" ")[::2] for part in allowed.split(";"))
    assert told["default-src"] == "'none'"
    assert {told[name] for name in ("script-src", "style-src", "connect-src", "worker-src", "manifest-src")} == {
        "'self'"
    }
    assert "unsafe" not in allowed
    assert "http" not in allowed


def test_the_worker_names_its_version_and_its_files(town: Town, sign_in: Any) -> None:
    first = sign_in(None).get("/field/worker.js").content.decode().splitlines()[0]
    told = json.loads(first.removeprefix("const KEPT = ").removesuffix(";"))
    assert told["version"] == shell.version()
    assert told["shell"] == "/field/"
    for file in told["files"]:
        answer = sign_in(None).get(file)
        assert answer.status_code == 200
        answer.close()


def test_every_file_that_the_page_asks_for_is_kept(town: Town, sign_in: Any) -> None:
    page = sign_in(None).get("/field/").content.decode()
    asked = {part.split('"')[0].split("#")[0] for part in page.split('"/static/')[1:]}
    assert {one for one in asked if not one.startswith("field/")} <= set(shell.FILES)


def test_the_manifest_stays_in_its_scope(town: Town, sign_in: Any) -> None:
    told = json.loads(sign_in(None).get("/field/app.webmanifest").content)
    assert (told["scope"], told["start_url"], told["display"]) == ("/field/", "/field/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }


# the copy


def test_the_copy_holds_duties_cases_and_orders_in_hand(town: Town, sign_in: Any, in_hand: tuple[UUID, UUID]) -> None:
    appeal_id, order_id = in_hand
    client = sign_in(town.li)
    client.get("/field/copy.json")
    with CaptureQueriesContext(connection) as told:
        answer = client.get("/field/copy.json")
    copy = json.loads(answer.content)
    assert len(told) <= 24, "\n".join(query["sql"][:160] for query in told)
    assert answer.headers["Cache-Control"].split(", ").count("no-store") == 1
    assert copy["account"] == str(town.li.account_id)
    assert [case["id"] for case in copy["cases"]] == [str(appeal_id)]
    (order,) = copy["cases"][0]["orders"]
    assert (order["id"], order["deeds"]) == (str(order_id), ["log_action", "visit"])
    assert {duty["case"] for duty in copy["duties"]} == {str(appeal_id)}
    assert "13900000001" not in answer.content.decode()
    assert "王阿姨" not in answer.content.decode()


def test_the_copy_of_another_grid_shows_nothing_of_this_one(
    town: Town, sign_in: Any, in_hand: tuple[UUID, UUID]
) -> None:
    other = cast.staff("别处网格员", "grid_worker", "370203/370203009", unit=town.units["gas"])
    copy = json.loads(sign_in(other).get("/field/copy.json").content)
    assert (copy["cases"], copy["duties"], copy["buildings"]) == ([], [], [])


def test_the_copy_is_for_staff_who_signed_in(town: Town, sign_in: Any) -> None:
    assert sign_in(None).get("/field/copy.json").status_code == 401
    plain = Client()
    plain.force_login(
        get_user_model().objects.get(pk=cast.account("局外人")), backend="linli.people.backends.NameOrPhoneBackend"
    )
    assert plain.get("/field/copy.json").status_code == 404


# what arrives


def test_a_report_arrives_once(town: Town, sign_in: Any) -> None:
    client, key = sign_in(town.li), str(uuid4())
    first = sent(client, "report", client_id=key, text="三单元门口井盖松动", urgency="urgent", photos=[photo()])
    again = sent(client, "report", client_id=key, text="三单元门口井盖松动", urgency="urgent", photos=[photo()])
    assert (first[0], again[0]) == (200, 200)
    assert first[1]["number"] == again[1]["number"]
    assert (first[1]["is_repeat"], again[1]["is_repeat"]) == (False, True)
    (made,) = Appeal.objects.filter(client_id=key)
    assert made.channel == Channel.GRID_PATROL.value
    assert Attachment.objects.filter(appeal=made).count() == 1


def test_a_key_is_never_taken_for_two_reports(town: Town, sign_in: Any) -> None:
    client, key = sign_in(town.li), str(uuid4())
    sent(client, "report", client_id=key, text="井盖松动")
    status, said = sent(client, "report", client_id=key, text="路灯不亮")
    assert (status, said["code"]) == (409, "appeals.key_taken")
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    "what, ahead_ms, away_ms, found_before_min, is_told",
    [
        ("made an hour ago", 0, 3_600_000, 60, False),
        ("a clock a day fast", DAY_MS, 3_600_000, 60, True),
        ("a clock a day slow", -DAY_MS, 3_600_000, 60, True),
        ("set back in between", 0, -3_600_000, 0, False),
        ("older than a month", 0, 31 * DAY_MS, 0, False),
    ],
)
def test_the_clock_of_the_phone_does_no_harm(
    town: Town, sign_in: Any, what: str, ahead_ms: int, away_ms: int, found_before_min: int, is_told: bool
) -> None:
    key = str(uuid4())
    sent_ms = NOW_MS + ahead_ms
    status, said = sent(
        sign_in(town.li), "report", client_id=key, text="井盖松动", sent_ms=sent_ms, made_ms=sent_ms - away_ms
    )
    made = Appeal.objects.get(client_id=key)
    assert status == 200
    assert made.registered_at == MONDAY
    assert made.found_at == MONDAY - timedelta(minutes=found_before_min)
    assert (said["clock"] is not None) is is_told
    if is_told:
        assert "1 天" in said["clock"]["zh"]


def test_a_report_for_a_resident_needs_the_consent(town: Town, sign_in: Any) -> None:
    client = sign_in(town.li)
    status, _ = sent(client, "report", text="水管漏水", name="王阿姨", phone="13900000001", is_proxy="1")
    assert status == 200
    made = Appeal.objects.get()
    assert made.reporter_id is not None
    (fact,) = Fact.objects.filter(kind="appeals.registered", subject_id=made.id)
    assert fact.data["more"]["is_proxy"] is True
    assert fact.actor_id == town.li.account_id
    status, said = sent(client, "report", text="水管漏水", phone="13900000001", is_proxy="1")
    assert (status, said["code"]) == (422, "web.unfit")
    assert "姓名" in said["says"]["zh"]
    assert Appeal.objects.count() == 1


def test_a_log_arrives_once_and_says_when_it_was_made(town: Town, sign_in: Any, in_hand: tuple[UUID, UUID]) -> None:
    appeal_id, order_id = in_hand
    client, key = sign_in(town.li), str(uuid4())
    given = {
        "client_id": key, "order": str(order_id), "note": "已清走楼道杂物", "on_site": "1",
        "sent_ms": NOW_MS + DAY_MS, "made_ms": NOW_MS + DAY_MS - 7_200_000,
    }  # fmt: skip
    first = sent(client, "log", **given, photos=[photo()])
    again = sent(client, "log", **given, photos=[photo()])
    assert (first[0], again[0]) == (200, 200)
    (body,) = AppealText.objects.filter(appeal_id=appeal_id, kind="action").values_list("body", flat=True)
    assert body.startswith("已清走楼道杂物\n（现场记下：2026年3月16日 周一 07:00。手机的钟快了 1 天")
    assert Attachment.objects.filter(appeal_id=appeal_id).count() == 1
    assert Fact.objects.filter(client_id=key).count() == 1


def test_a_visit_arrives_once(town: Town, sign_in: Any, in_hand: tuple[UUID, UUID]) -> None:
    _, order_id = in_hand
    client, key = sign_in(town.li), str(uuid4())
    given = {"client_id": key, "order": str(order_id), "kind": "on_site", "purpose": "看现场", "result": "已清走"}
    assert [sent(client, "visit", **given)[0] for _ in range(2)] == [200, 200]
    assert Visit.objects.filter(order_id=order_id).count() == 1


def test_a_deed_that_became_impossible_tells_who_did_what(town: Town, sign_in: Any, in_hand: tuple[UUID, UUID]) -> None:
    # given: while there was no line, the reporter took it back
    appeal_id, order_id = in_hand
    by_link = cast.resident(("appeals", appeal_id))
    withdrawing.withdraw(actor=by_link, appeal_id=appeal_id, reason="solved", now=MONDAY)
    told = Fact.objects.count()
    # when
    status, said = sent(sign_in(town.li), "log", order=str(order_id), note="已清走")
    # then
    assert (status, said["code"]) == (409, "web.overtaken")
    assert "诉求人" in said["says"]["zh"]
    assert "撤回" in said["says"]["zh"]
    assert Fact.objects.count() == told
    assert not AppealText.objects.filter(appeal_id=appeal_id, kind="action").exists()


@pytest.mark.parametrize(
    "deed, fields", [("log", {"note": ""}), ("visit", {"kind": "home", "purpose": "看", "result": ""})]
)
def test_what_is_left_empty_is_told(
    town: Town, sign_in: Any, in_hand: tuple[UUID, UUID], deed: str, fields: dict[str, str]
) -> None:
    status, said = sent(sign_in(town.li), deed, order=str(in_hand[1]), **fields)
    assert (status, said["code"]) == (422, "web.unfit")
    assert said["says"]["zh"]
    assert said["says"]["en"]


@pytest.mark.parametrize("deed", ["report", "log", "visit"])
def test_who_may_send(town: Town, sign_in: Any, in_hand: tuple[UUID, UUID], deed: str) -> None:
    fields = {
        "text": "井盖",
        "note": "做了",
        "kind": "on_site",
        "purpose": "看",
        "result": "好",
        "order": str(in_hand[1]),
    }
    told = Fact.objects.count()
    stranger, elsewhere = sign_in(None), sign_in(town.of("gas"))
    assert sent(stranger, deed, **fields)[0] == 401
    assert sent(elsewhere, deed, **fields)[0] == (403 if deed == "report" else 404)
    assert sent(sign_in(town.li), deed, **{**fields, "client_id": "short"})[0] == 422
    assert Fact.objects.count() == told
    assert stranger.get(f"/field/send/{deed}/").status_code == 405


def test_an_unknown_order_is_not_found(town: Town, sign_in: Any) -> None:
    for order in (str(uuid4()), "nonsense", ""):
        assert sent(sign_in(town.li), "log", order=order, note="做了")[0] == 404


def test_signing_out_empties_the_device(town: Town, sign_in: Any) -> None:
    answer = sign_in(town.li).post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
