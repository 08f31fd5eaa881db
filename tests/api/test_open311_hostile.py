"""Open311: bad input gets a clear list of what is wrong, floods end, honest reports pass, nothing is lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.appeals.models import Appeal, AppealText, Attachment
from linli.people.models import Rate
from tests.api.open311 import LAMP, form, get, send, system_key
from tests.api.test_hostile import picture
from tests.api.town import Town

URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def town(borrowed_town: Town) -> Town:
    return borrowed_town


def said(answer: Any) -> str:
    """Return the words that were stored."""
    assert answer.status == 200, answer.body
    return AppealText.objects.get(appeal_id=answer.body[0]["service_request_id"]).body


def raw(town: Town, key: str, words: bytes, **more: Any) -> bytes:
    """Return a form whose description is these bytes."""
    return urlencode(form(town, key, description=None, first_name=None, last_name=None, **more)).encode() + (
        b"&description=" + quote(words).encode()
    )


def test_a_named_encoding_is_read(town: Town) -> None:
    key = system_key(town)
    for encoding in ("gb18030", "GBK", "gb2312", "big5", "utf-8"):
        words = "路燈壞了" if encoding == "big5" else "路灯坏了"
        sent = send(
            raw(town, key, words.encode(encoding), client_id=encoding), kind=f"{URLENCODED}; charset={encoding}"
        )
        assert said(sent) == words


@pytest.mark.parametrize("what, words, kind, code", [
    ("GBK that says nothing", "路灯坏了".encode("gbk"), URLENCODED, 400),
    ("half a letter", b"\xe8\xb7", URLENCODED, 400),
    ("an encoding nobody knows", b"x", f"{URLENCODED}; charset=klingon", 400),
    ("an encoding of zip files", b"x", f"{URLENCODED}; charset=zlib", 400),
    ("JSON", b"x", "application/json", 400),
    ("a broken form with files", b"x", "multipart/form-data; boundary=x", 403),
    ("a form with files without a boundary", b"x", "multipart/form-data", 400),
])  # fmt: skip
def test_what_cannot_be_read_is_told(what: str, words: bytes, kind: str, code: int, town: Town) -> None:
    answer = send(raw(town, system_key(town), words), kind=kind)
    assert (answer.status, answer.codes) == (code, [code]), what
    assert not Appeal.objects.exists()


def test_raw_bytes_in_the_form_are_read_too(town: Town) -> None:
    body = urlencode(form(town, system_key(town), description=None)).encode() + b"&description=" + LAMP.encode()
    assert said(send(body)) == LAMP


def test_emoji_and_line_ends_stay_and_what_nobody_sees_goes(town: Town) -> None:
    words = "路灯坏了😡👨‍👩‍👧\n第二行\u202e<script>alert(1)</script>&amp;"
    made = send(form(town, system_key(town), description=words))
    assert said(made) == words.replace("\u202e", "")


def test_a_rant_is_told_its_length_and_a_long_report_passes(town: Town) -> None:
    key = system_key(town)
    for to in ("json", "xml"):
        answer = send(form(town, key, description="骂" * 10_000), to=to)
        assert (answer.status, answer.codes) == (400, [400])
    assert "10000" in send(form(town, key, description="骂" * 10_000)).said
    assert len(said(send(form(town, key, description="坏" * 4000)))) == 4000


def test_a_long_address_is_not_lost(town: Town) -> None:
    where = "辽阳西路" * 60
    made = send(form(town, system_key(town), lat=None, long=None, address_string=where))
    assert where in said(made)


def test_a_photo_may_come_along(town: Town) -> None:
    file = SimpleUploadedFile("lamp.png", picture().read(), "image/png")
    sent = Client().post("/open311/v2/requests.json", {**form(town, system_key(town)), "media": file})
    (made,) = sent.json()
    assert Attachment.objects.filter(appeal_id=made["service_request_id"]).count() == 1
    broken = SimpleUploadedFile("lamp.png", b"no picture", "image/png")
    refused = Client().post(
        "/open311/v2/requests.json", {**form(town, system_key(town, role="community")), "media": broken}
    )
    assert (refused.status_code, refused.json()[0]["code"]) == (400, 400)
    assert Appeal.objects.count() == 1


def test_too_many_fields_and_too_much_are_told(town: Town) -> None:
    many = b"&".join(b"a%d=1" % number for number in range(400))
    assert send(many).codes == [400]
    assert send(b"a=" + b"x" * (6 * 1024 * 1024)).codes == [413]
    answer = Client().post("/open311/v2/requests.xml", b"x", content_type=URLENCODED, CONTENT_LENGTH=str(10**9))
    assert [one.text for one in ElementTree.fromstring(answer.content).iter("code")] == ["413"]


def test_control_characters_never_break_the_xml(town: Town) -> None:
    for path in ("v2/requests/%00%01%0b.xml", "v2/services/%EF%BF%BE.xml", "v2/tokens/%1b.xml"):
        assert get(path).status == 404  # parsed by ElementTree in `get`
    assert get("v2/requests.xml", service_code="\x08<&>").status == 404
    assert get("v2/requests.json", status="\ud800".encode("utf-8", "surrogatepass")).status == 400


def test_a_flood_ends_and_honest_reports_pass(town: Town, settings: Any) -> None:
    settings.LINLI_REPORTS_PER_MINUTE = 5
    key, other = system_key(town), system_key(town, role="community", area=town.here)

    def flood(device: str, by: str, count: int) -> list[int]:
        sent = [send(form(town, by, device_id=device, client_id=f"{device}-{one}")) for one in range(count)]
        return [answer.status for answer in sent]

    assert flood("spammer", key, 8) == [200] * 5 + [429] * 3
    stopped = send(form(town, key, device_id="spammer"), to="xml")
    assert (stopped.status, stopped.codes) == (429, [429])
    assert 0 < int(stopped.headers["Retry-After"]) <= 61
    assert flood("neighbour", key, 2) == [200, 200]  # another phone with the same program
    assert flood("spammer", other, 1) == [200]  # another program
    assert Appeal.objects.count() == 8


def test_keys_cannot_be_guessed_and_reading_has_its_limit(town: Town, settings: Any) -> None:
    settings.LINLI_REPORTS_PER_MINUTE = 3
    tried = [send(form(town, f"linli_{number}")).status for number in range(5)]
    assert tried == [403] * 3 + [429] * 2
    assert send(form(town, system_key(town))).status == 200  # a good key is not stopped by wrong ones
    settings.LINLI_REQUESTS_PER_MINUTE = 4
    Rate.objects.all().delete()
    assert [get("v2/services.json").status for _ in range(6)] == [200] * 4 + [429] * 2


def test_a_foreign_client_id_opens_nothing(town: Town) -> None:
    """A name of a press is of one key: another program that sends the same gets an own report, no link of others."""
    first = send(form(town, system_key(town), client_id="1"))
    second = send(form(town, system_key(town, role="community", area=town.here), client_id="1"))
    assert first.body[0]["service_request_id"] != second.body[0]["service_request_id"]
    changed = send(form(town, system_key(town, role="estate_branch", area=town.here), client_id="1"))
    assert changed.status == 200


def test_the_same_press_with_other_words_is_refused(town: Town) -> None:
    key = system_key(town)
    send(form(town, key, client_id="1"))
    answer = send(form(town, key, client_id="1", description="别的事"))
    assert (answer.status, answer.codes) == (400, [400])
    assert Appeal.objects.count() == 1
