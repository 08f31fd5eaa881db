"""Words go out small, and no page of a session betrays a secret by its length."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from linli.config.compression import CompressionMiddleware

PAGE = "<p>" + "邻里 linli " * 200
TAKES_GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def answered(
    answer: HttpResponse | None = None, *, session: bool = False, headers: dict[str, str] = TAKES_GZIP
) -> HttpResponse:
    request = RequestFactory().get("/desk/queue/?q=guess", headers=headers)
    if session:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "somebody"
    return CompressionMiddleware(lambda _: answer or HttpResponse(PAGE))(request)


def test_a_page_goes_out_small_and_whole() -> None:
    answer = answered()
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == PAGE
    assert int(answer["Content-Length"]) == len(answer.content) < len(PAGE.encode()) / 5
    assert "Accept-Encoding" in answer["Vary"]


def test_the_same_page_has_not_the_same_length_twice() -> None:
    assert len({len(answered().content) for _ in range(20)}) > 1


@pytest.mark.parametrize("what, session, site, is_small", [
    ("nobody in particular, led here by another site", False, "cross-site", True),
    ("nobody in particular, an old browser", False, "", True),
    ("somebody, from our own page", True, "same-origin", True),
    ("somebody, who typed the address", True, "none", True),
    ("somebody, whom another site made ask", True, "cross-site", False),
    ("somebody, whom a sister site made ask", True, "same-site", False),
    ("somebody with a browser that does not tell", True, "", False),
])  # fmt: skip
def test_what_a_session_sees_is_not_measured_from_elsewhere(
    what: str, session: bool, site: str, is_small: bool
) -> None:
    headers = TAKES_GZIP | ({"Sec-Fetch-Site": site} if site else {})
    answer = answered(session=session, headers=headers)
    assert answer.has_header("Content-Encoding") is is_small
    assert "Accept-Encoding" in answer["Vary"], "also the large one, or a cache would hand the small one to all"


@pytest.mark.parametrize("what, answer", [
    ("a picture", HttpResponse(b"\xff\xd8" * 900, content_type="image/jpeg")),
    ("a part of a file", HttpResponse(PAGE, status=206)),
    ("packed already", HttpResponse(PAGE, headers={"Content-Encoding": "br"})),
    ("a few words", HttpResponse("<p>ok")),
])  # fmt: skip
def test_what_would_gain_nothing_stays_as_it_is(what: str, answer: HttpResponse) -> None:
    before = answer.content
    after = answered(answer)
    assert after.content == before
    assert after.get("Content-Encoding") in {None, "br"}


def test_who_takes_no_gzip_gets_the_page_as_it_is() -> None:
    assert answered(headers={"Accept-Encoding": "identity"}).content.decode() == PAGE


def body(answer: Any) -> bytes:
    parts: Iterator[bytes] = answer.streaming_content
    return b"".join(parts)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["linli/linli.css", "linli/linli.js", "linli/icons.svg", "vendor/htmx/htmx.min.js"])
def test_styles_and_scripts_go_out_small(path: str) -> None:
    client = Client()
    plain, small = client.get(f"/static/{path}"), client.get(f"/static/{path}", headers=TAKES_GZIP)
    assert small["Content-Encoding"] == "gzip"
    sent, whole = body(small), body(plain)
    assert gzip.decompress(sent) == whole
    assert int(small["Content-Length"]) == len(sent) < len(whole) / 2
    again = client.get(f"/static/{path}", headers=TAKES_GZIP | {"If-None-Match": small["ETag"]})
    assert again.status_code == 304
