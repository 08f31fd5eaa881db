"""The resident's pages as a browser without script meets them: three questions, the receipt, its deeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from linli.appeals.actions import asking, triaging
from linli.appeals.models import Appeal, Attachment
from linli.appeals.queries import links
from linli.appeals.tests import factories
from linli.appeals.tests.factories import CLUTTER, DECIDED, GAS, SEWER, Town
from linli.appeals.words import State
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.actions import load_consent_texts
from linli.people.models import Consent, Contact
from linli.standards import queries as standards

pytestmark = pytest.mark.django_db
LAWYER = Actor.system("tests", ["people.set_consent_text"])


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    settings.LINLI_REPORTS_PER_MINUTE = 0
    cache.clear()
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (900, 700), (90, 120, 90)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def walk(client: Client, words: str = SEWER, place: dict[str, Any] | None = None, **reach: Any) -> Any:
    client.post("/report/", {"words": words})
    client.post("/report/place/", place or {"address": "天惠苑小区1号楼"})
    return client.post("/report/send/", reach)


def token_of(answer: Any) -> str:
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"]).removeprefix("/r/").partition("?")[0]


# Reporting


def test_three_steps_lead_to_a_receipt(here: Town, client: Client) -> None:
    # given / when
    assert client.post("/report/", {"words": SEWER})["Location"] == "/report/place/"
    assert client.post("/report/place/", {"address": "天惠苑小区1号楼"})["Location"] == "/report/send/"
    answer = client.post("/report/send/", {"name": "王阿姨", "phone": "13900000001", "photos": [photo()]})
    # then
    token = token_of(answer)
    page = text_of(client.get(f"/r/{token}?new=1"))
    assert "收到了，不用再报一遍。" in page
    assert "前会定下由谁来办。" in page
    assert SEWER in page
    appeal = Appeal.objects.get(id=links.id_of_token(token))
    assert (appeal.channel, appeal.place_words) == ("web", "天惠苑小区1号楼")
    assert Attachment.objects.get(appeal=appeal).thumbnail.url.endswith("-s.jpg")


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/report/", "发生了什么事？", "What is the matter?"),
        ("/report/place/", "在哪儿？", "Where is it?"),
        ("/report/send/", "有照片吗？怎么联系您？", "Any photos? How can we reach you?"),
        ("/find/", "我的诉求到哪一步了？", "Where is my report?"),
        ("/join/", "开一个账户", "Open an account"),
    ],
)
def test_both_languages(here: Town, client: Client, path: str, zh: str, en: str) -> None:
    client.post("/report/", {"words": SEWER})
    for language, words in (("zh", zh), ("en", en)):
        client.cookies["lang"] = language
        answer = client.get(path)
        assert answer.status_code == 200
        assert words in text_of(answer)


def test_the_words_may_name_the_place(here: Town, client: Client) -> None:
    client.post("/report/", {"words": "天惠苑小区1号楼楼道灯坏了"})
    assert "从您写的话看，是在" in text_of(client.get("/report/place/"))


def test_no_words_and_no_photo(here: Town, client: Client) -> None:
    answer = walk(client, words="")
    assert answer.status_code == 422
    assert "请写几句话或附一张照片" in text_of(answer)
    assert Appeal.objects.count() == 0


def test_a_photo_alone_is_enough(here: Town, client: Client) -> None:
    assert token_of(walk(client, words="", photos=[photo()]))


@pytest.mark.parametrize(("length", "status"), [(4000, 302), (4001, 422)])
def test_most_words(here: Town, client: Client, length: int, status: int) -> None:
    answer = client.post("/report/", {"words": "堵" * length})
    assert answer.status_code == status
    if status == 422:
        assert "写了 4001 个字，最多 4000 个" in text_of(answer)


def test_a_wrong_building_code(here: Town, client: Client) -> None:
    client.post("/report/", {"words": SEWER})
    answer = client.post("/report/place/", {"building_code": "NOSUCH"})
    assert answer.status_code == 422
    assert "没有这个楼栋码，请重新扫码。" in text_of(answer).replace(",", "，")


def test_a_point_without_its_system(here: Town, client: Client) -> None:
    client.post("/report/", {"words": SEWER})
    answer = client.post("/report/place/", {"lon": "120.38", "lat": "36.09"})
    assert answer.status_code == 422
    assert "report_draft" in client.session
    assert "lon" not in client.session["report_draft"]


def test_a_point_outside_is_asked_about_once(here: Town, client: Client) -> None:
    # given
    client.post("/report/", {"words": "天惠苑小区1号楼楼道灯坏了"})
    far = {"lon": "121.5", "lat": "31.2", "crs": "WGS84"}
    # when / then
    asked = client.post("/report/place/", far)
    assert (asked.status_code, "您选的地点在本区以外" in text_of(asked)) == (422, True)
    assert 'name="outside_meant"' in asked.content.decode()
    assert 'name="lon" value="121.5"' in asked.content.decode()
    assert client.post("/report/place/", far | {"outside_meant": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("what", "file", "says"),
    [
        ("a PDF named .jpg is kept as a document", SimpleUploadedFile("a.jpg", b"%PDF-1.4\n%%EOF\n" * 9), ""),
        ("a program named .jpg", SimpleUploadedFile("a.jpg", b"MZ" + b"\0" * 400, "image/jpeg"), "只收照片"),
        ("half a photo", SimpleUploadedFile("a.jpg", photo().read()[:300], "image/jpeg"), "附件打不开"),
        ("an empty file", SimpleUploadedFile("a.jpg", b"", "image/jpeg"), "附件是空的"),
    ],
)
def test_files_are_what_they_are(here: Town, client: Client, what: str, file: SimpleUploadedFile, says: str) -> None:
    file.seek(0)
    answer = walk(client, photos=[file])
    if not says:
        assert Attachment.objects.get(appeal_id=links.id_of_token(token_of(answer))).media_type == "application/pdf"
        return
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert Appeal.objects.count() == 0


def test_fifty_megabytes_are_refused_before_they_are_read(here: Town, client: Client) -> None:
    client.post("/report/", {"words": SEWER})
    answer = client.post("/report/send/", {"phone": "13900000001"}, CONTENT_LENGTH=str(50 * 1024 * 1024))
    assert answer.status_code == 413
    assert "照片加起来有 50 MB，一次最多 40 MB" in text_of(answer)
    assert SEWER in text_of(answer)


def test_sending_twice_is_one_report(here: Town, client: Client) -> None:
    # given
    client.post("/report/", {"words": SEWER})
    client.post("/report/place/", {})
    draft = client.session["report_draft"]
    first = client.post("/report/send/", {"phone": "13900000001"})
    # when the second press of the button arrives
    session = client.session
    session["report_draft"] = draft
    session.save()
    second = client.post("/report/send/", {"phone": "13900000001"})
    # then
    assert first["Location"] == second["Location"]
    assert Appeal.objects.count() == 1


def test_a_form_without_its_token_is_refused(here: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/report/send/", {"phone": "1"}).status_code == 403
    assert strict.post("/r/x/rate", {}).status_code == 403


def test_too_many_reports_in_a_minute(here: Town, client: Client, settings: Any) -> None:
    settings.LINLI_REPORTS_PER_MINUTE = 1
    token_of(walk(client))
    answer = walk(client)
    assert answer.status_code == 429
    assert "一分钟内发送的次数太多" in text_of(answer)
    assert SEWER in text_of(answer)


def test_danger_brings_up_the_numbers(here: Town, client: Client) -> None:
    assert "119" in text_of(client.post("/report/check/", {"words": GAS}))
    assert "119" not in text_of(client.post("/report/check/", {"words": CLUTTER}))
    assert "119" in text_of(client.post("/report/check/", {"text": GAS}))  # the form of the staff
    assert "119" in text_of(client.post("/report/check/", {"title": "快来人", "body": GAS}))  # a neighbourhood group
    client.post("/report/", {"words": GAS})
    assert "先打电话" in text_of(client.get("/report/place/"))


@pytest.mark.parametrize(
    ("what", "reach", "status"),
    [
        ("with phone and consent", {"for_child": "1", "guardian": "1", "phone": "13900000001"}, 302),
        ("without consent", {"for_child": "1", "phone": "13900000001"}, 422),
        ("a child alone, naming the guardian", {"for_child": "1", "guardian_phone": "13900000006"}, 302),
        ("a child alone, naming nobody to call", {"for_child": "1", "guardian_name": "妈妈"}, 422),
        ("without phone", {"for_child": "1", "guardian": "1"}, 422),
    ],
)
def test_a_child_needs_its_guardian(here: Town, client: Client, what: str, reach: dict[str, Any], status: int) -> None:
    load_consent_texts(actor=LAWYER, area_path="", now=timezone.now())
    answer = walk(client, **reach)
    assert answer.status_code == status
    assert Consent.objects.filter(purpose="minor").count() == (1 if status == 302 and "guardian" in reach else 0)
    assert Appeal.objects.filter(is_minor=True).count() == (1 if status == 302 else 0)


# The receipt and its deeds


def a_report(here: Town, **fields: Any) -> tuple[UUID, str]:
    receipt = factories.registered(here, now=timezone.now(), **fields)
    return receipt.id, receipt.token


@pytest.mark.parametrize("token", ["x", "a" * 38, "AZrb7C5AfLC8-lot7e_ZO4loTk7VOPhXhFFqcQ"])
def test_forged_links_find_nothing(here: Town, client: Client, token: str) -> None:
    a_report(here)
    for path in (f"/r/{token}", f"/r/{token}/rate", f"/r/{token}/contact"):
        assert client.get(path).status_code == 404


def test_a_photo_is_for_its_holder_only(here: Town, client: Client) -> None:
    # given
    token = token_of(walk(client, photos=[photo()]))
    _, others = a_report(here)
    file = Attachment.objects.get()
    # when / then
    own: Any = client.get(f"/r/{token}/file/{file.id}?small=1")
    assert (own.status_code, own["Content-Type"]) == (200, "image/jpeg")
    assert "private" in own["Cache-Control"]
    assert b"".join(own.streaming_content).startswith(b"\xff\xd8")
    assert client.get(f"/r/{others}/file/{file.id}").status_code == 404
    assert client.get(f"/media/{file.file.name}").status_code == 404


def test_adding_what_was_asked(here: Town, client: Client) -> None:
    # given
    appeal_id, token = a_report(here)
    asking.ask_info(actor=here.agent, appeal_id=appeal_id, question="是几单元？", now=timezone.now())
    assert "是几单元？" in text_of(client.get(f"/r/{token}"))
    # when nothing is said / when it is
    assert client.post(f"/r/{token}/add", {"client_id": "k1"}).status_code == 422
    sent = {"words": "2单元", "client_id": "k2", "photos": [photo()]}
    assert client.post(f"/r/{token}/add", sent).status_code == 302
    # then twice is once
    sent = {"words": "2单元", "client_id": "k2", "photos": [photo()]}
    assert client.post(f"/r/{token}/add", sent).status_code == 302
    assert Attachment.objects.filter(appeal_id=appeal_id, use="addition").count() == 1
    assert Appeal.objects.get(id=appeal_id).state == State.RECEIVED


def test_a_bad_photo_leaves_nothing_half_written(here: Town, client: Client) -> None:
    appeal_id, token = a_report(here)
    asking.ask_info(actor=here.agent, appeal_id=appeal_id, question="是几单元？", now=timezone.now())
    bad = SimpleUploadedFile("a.jpg", b"MZ" + b"\0" * 400)
    answer = client.post(f"/r/{token}/add", {"words": "2单元", "photos": [bad]})
    assert (answer.status_code, "2单元" in answer.content.decode()) == (422, True)
    assert Appeal.objects.get(id=appeal_id).state == State.NEED_INFO


def test_withdrawing_asks_for_a_reason(here: Town, client: Client) -> None:
    appeal_id, token = a_report(here, text=CLUTTER)
    assert client.post(f"/r/{token}/withdraw", {"reason": "whatever"}).status_code == 422
    assert client.post(f"/r/{token}/withdraw", {"reason": "solved"}).status_code == 302
    assert Appeal.objects.get(id=appeal_id).state == State.WITHDRAWN
    assert "您已经撤回这件诉求。" in text_of(client.get(f"/r/{token}"))


def test_a_hazard_stays_without_its_reporter(here: Town, client: Client) -> None:
    _, token = a_report(here, text=GAS)
    answer = client.post(f"/r/{token}/withdraw", {"reason": "changed_mind"}, follow=True)
    assert "与您有关的信息都去掉了" in text_of(answer)
    assert client.get(f"/r/{token}").status_code == 404


def test_rating_closes_it(here: Town, client: Client) -> None:
    # given
    appeal_id = factories.answered(here, now=timezone.now() - timedelta(days=2))
    token = links.token(Appeal.objects.get(id=appeal_id))
    assert "污水管已疏通" in text_of(client.get(f"/r/{token}"))
    # when half of it is answered / when all is
    assert client.post(f"/r/{token}/rate", {"solved": "solved"}).status_code == 422
    assert Appeal.objects.get(id=appeal_id).state == State.FEEDBACK
    given = {"solved": "solved", "satisfied": "satisfied", "client_id": "k"}
    assert client.post(f"/r/{token}/rate", given).status_code == 302
    assert client.post(f"/r/{token}/rate", given).status_code == 302
    # then it may be reopened within the window
    assert Appeal.objects.get(id=appeal_id).state == State.CLOSED
    page = text_of(client.get(f"/r/{token}"))
    assert "前都可以要求重办" in page
    assert client.post(f"/r/{token}/reopen", {"words": " "}).status_code in (409, 422)
    assert client.post(f"/r/{token}/reopen", {"words": "又堵了"}).status_code == 302
    assert Appeal.objects.get(id=appeal_id).state == State.REOPENED


def test_a_merged_report_says_so_and_may_leave(here: Town, client: Client) -> None:
    now = timezone.now()
    master = factories.registered(here, now=now).id
    joined = factories.merged(here, master, now=now)
    token = links.token(Appeal.objects.get(id=joined))
    assert links.number(Appeal.objects.get(id=master)) in text_of(client.get(f"/r/{token}"))
    assert client.get(f"/r/{token}/unmerge").status_code == 200
    assert client.post(f"/r/{token}/unmerge", {}).status_code == 302
    assert Appeal.objects.get(id=joined).state == State.RECEIVED


def test_what_cannot_be_done_now_leads_back(here: Town, client: Client) -> None:
    _, token = a_report(here)
    answer = client.get(f"/r/{token}/rate", follow=True)
    assert answer.redirect_chain[-1][0] == f"/r/{token}"
    assert "这一步现在不能办" in text_of(answer)


def test_the_contact_page(here: Town, client: Client) -> None:
    # given
    appeal_id, token = a_report(here)
    assert "王** 139****0001" in text_of(client.get(f"/r/{token}/contact"))
    # when
    assert client.post(f"/r/{token}/contact", {"phone": "abc"}).status_code == 422
    assert client.post(f"/r/{token}/contact", {"name": "王姨", "phone": "13900000002"}).status_code == 302
    assert client.post(f"/r/{token}/contact", {"do": "delete"}).status_code == 302
    # then
    contact = Contact.objects.get(id=str(Appeal.objects.get(id=appeal_id).reporter_id))
    assert (contact.name_sealed, contact.phone_sealed) == ("王姨", "13900000002")
    assert "删除 · 待办理" in text_of(client.get(f"/r/{token}/contact"))


def test_statements_are_bounded(here: Town, client: Client) -> None:
    appeal_id, token = a_report(here)
    triaging.triage(actor=here.agent, appeal_id=appeal_id, decided=DECIDED, now=timezone.now())
    for path, most in ((f"/r/{token}", 14), (f"/r/{token}/withdraw", 10), ("/report/", 4), ("/find/", 3)):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= most, (path, len(seen))
