"""What is refused before any view is asked, over every address of the house: in words, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linli.dispatch.tests.factories import Town
from linli.grid import queries as grid
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.standards import queries as standards
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]

OTHERS = ("/api/", "/open311/", "/connect/", "/healthz", "/readyz", "/metrics")
"""Programs call there: they sign or carry a key, and are answered in their own form."""
FILLED = {"uuid": str(uuid4()), "path": DISTRICT, "slug": "add", "str": "370203008002", "int": "2026"}


def _paths(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern, before + str(pattern.pattern))
        else:
            yield before + _filled(pattern)


def _filled(pattern: URLPattern) -> str:
    shape = str(pattern.pattern).replace(r"(?P<form>json|zip)", "json").replace("\\.", ".").strip("^$")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: FILLED.get(found[1] or "str", "x"), shape)


PAGES = sorted({path for path in _paths(get_resolver()) if not path.startswith(OTHERS)})


def test_the_walk_knows_every_page() -> None:
    assert len(PAGES) > 80
    assert not [path for path in PAGES if any(mark in path for mark in "<>^$?")]


@pytest.fixture
def guarded(town: Town) -> Client:
    """A browser of the most powerful officer, whose forms carry no mark of their own."""
    officer = cast.staff("管理员一", "admin", DISTRICT)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.Account.objects.get(id=officer.account_id), "linli.people.backends.NameOrPhoneBackend")
    return client


@pytest.mark.parametrize("language, words", [("zh", "打开得太久"), ("en", "open for too long")])
def test_no_page_takes_a_form_without_its_mark(guarded: Client, language: str, words: str) -> None:
    guarded.cookies["lang"] = language
    for path in PAGES:
        answer = guarded.post(path, {"words": "x"})
        assert answer.status_code == 403, path
        assert words in answer.content.decode(), path


@pytest.mark.parametrize("language, words", [("zh", "不能直接打开"), ("en", "cannot be opened like this")])
def test_a_method_that_a_page_does_not_know_is_refused_in_words(town: Town, language: str, words: str) -> None:
    client = Client()
    client.cookies["lang"] = language
    for path, method in (("/sign-out/", "get"), ("/report/check/", "get"), ("/", "post"), ("/report/", "put")):
        answer = client.generic(method.upper(), path)
        assert answer.status_code == 405, path
        assert answer["Allow"], path
        assert words in answer.content.decode(), path
        assert "<html" in answer.content.decode(), path


@pytest.mark.parametrize("language, words", [("zh", "一次最多 40 MB"), ("en", "40 MB is the most")])
def test_no_page_reads_fifty_megabytes(guarded: Client, language: str, words: str) -> None:
    """The length is announced and nothing follows: who would read the body would find it broken."""
    guarded.cookies["lang"] = language
    session = guarded.session
    session["report_draft"] = {"words": "灯坏了", "client_id": "x"}
    session.save()
    for path in PAGES:
        answer = guarded.generic("POST", path, b"", content_type="text/plain", CONTENT_LENGTH=str(50 * 1024 * 1024))
        assert answer.status_code in (404, 413), (path, answer.status_code)
        assert answer.status_code == 404 or words in answer.content.decode(), path
        assert answer.status_code == 413 or path.startswith("/r/"), path


def test_more_fields_than_a_form_has_are_refused_in_words(town: Town) -> None:
    many = "&".join(f"a{number}=1" for number in range(2000))
    answer = Client().post("/report/", many, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "分几次提交" in answer.content.decode()


def test_an_unknown_host_is_told_so_and_nothing_is_asked(town: Town) -> None:
    page = Client(headers={"host": "evil.example"}).get("/")
    assert (page.status_code, "请求无法读取" in page.content.decode()) == (400, True)
    call = Client(headers={"host": "evil.example"}).get("/api/v1/people/roles")
    assert (call.status_code, call["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/how/", "/report/", "/cases/", "/sign-in/", "/desk/", "/nothing/", "/b/X1"])
def test_a_site_that_is_not_set_up_says_what_to_do(path: str) -> None:
    for room in (grid, standards):
        room.forget()
    answer = Client().get(path, follow=True)
    assert answer.status_code == 503
    assert "./linli begin" in answer.content.decode()
    assert "not set up" in answer.content.decode()


def test_what_no_table_stores_is_refused_in_words(town: Town, sign_in: Any) -> None:
    client = sign_in(cast.staff("管理员二", "admin", DISTRICT))
    answer = client.post("/office/area/370203008002/name/", {"name": "小\x00区"})
    assert answer.status_code == 422
    assert b"<html" in answer.content
