"""Every page in both languages: no barrier, nothing to scroll sideways, no word of the other language, no foreign line.

Pages are found by following links from where each role begins: one page of each address, one case of each state, one
form of each kind. So a new page is looked at without anybody adding it here; what no link leads to stands in BEGIN.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from linli.appeals import models as appeals
from linli.appeals.queries import links
from tests.houses import DESK, PHONE, context
from tests.pages import eyes

POLICY = {
    "default-src": {"'self'", "'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:", "blob:"},
    "connect-src": {"'self'"},
    "worker-src": {"'self'"},
    "manifest-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'self'", "'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
}
"""What a page may allow; those of NAMED must stand in each."""
NAMED = {"default-src", "script-src", "style-src", "object-src", "base-uri", "form-action", "frame-ancestors"}
ROLES = (
    "", "resident", "agent", "unit", "street", "community", "grid", "head", "district", "revisit", "editor",
    "approver", "leader", "admin", "security", "auditor",
)  # fmt: skip
BEGIN = {
    "": (
        "/",
        "/report/",
        "/find/",
        "/join/",
        "/sign-in/",
        "/my/sign-in/",
        "/suspended/",
        "/sso/goodbye/",
        "/nothing-here",
    ),
    "resident": ("/my/", "/my/data/", "/my/data/relative/"),
}  # fmt: skip
STAFF_BEGIN = ("/desk/", "/desk/queue/", "/desk/groups/board/", "/desk/groups/broadcast/", "/account/")
HREF = re.compile(r"<a\b[^>]*\bhref=\"([^\"#]+)\"")
KINDS = r"<(textarea|select|fieldset|table)\b|\btype=\"(\w+)\"|\bclass=\"(tabs|map|photos|timeline)\""
NO_PAGES = {
    "preferences": "keeps a choice and leads back",
    "desk/find/": "a part of the palette, asked for while typing",
    "map/areas.json": "JSON of the map",
    "map/near.json": "JSON of the map",
    "report/check/": "a part of a page, asked for while typing",
    "report/place/": "after a first step: tests/browser",
    "report/send/": "after two steps: tests/browser",
    "sign-in/code/": "after a password: tests/browser",
    "sign-out/": "a form's address",
}
"""Addresses that are no page of their own, and why."""


NEXT = "form.question-form > .actions button"
Browsers = dict[tuple[str, str], BrowserContext]
"""By login and language."""


class Place(NamedTuple):
    """A page, what makes it different from others, and who looks at it."""

    key: tuple[str, str]
    path: str
    login: str
    html: str


def key_of(path: str) -> tuple[str, str] | None:
    """Return the address and what varies below it: the deed, the state of the case."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ("nothing", "") if path == "/nothing-here" else None
    if match.route in NO_PAGES or not match.func.__module__.startswith("linli.web"):
        return None
    if match.route == "desk/case/<uuid:appeal_id>/":
        return match.route, appeals.Appeal.objects.values_list("state", flat=True).get(id=match.kwargs["appeal_id"])
    return match.route, str(match.kwargs.get("name", ""))


def receipts() -> list[str]:
    """Return one receipt of each state."""
    return [f"/r/{links.token(one)}" for one in appeals.Appeal.objects.order_by("state", "id").distinct("state")]


def cases() -> list[str]:
    """Return one case of each state."""
    return [f"/desk/case/{one.id}/" for one in appeals.Appeal.objects.order_by("state", "id").distinct("state")]


def session(login: str) -> Client:
    """Return the client of somebody signed in, or of a stranger."""
    client = Client(headers={"Accept-Language": "zh-CN"})
    if login:
        client.force_login(get_user_model().objects.get(login=login), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def found_by(login: str, client: Client, known: set[tuple[str, str]]) -> Iterator[Place]:
    """Yield the pages that somebody reaches by links and nobody before reached, nearest first."""
    first = BEGIN.get(login, (*STAFF_BEGIN, *cases()))
    waiting, seen = deque([*first, *([] if login else receipts())]), set[tuple[str, str]]()
    while waiting:
        path = waiting.popleft()
        key = key_of(path)
        # A page without a thing in it leads each role elsewhere; those of one thing are alike.
        if key is None or key in seen or (key in known and "<" in key[0] and path not in first):
            continue
        seen.add(key)
        answer = client.get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code in {301, 302}:
            answer.close()  # a file, or a page for somebody else
            continue
        html = answer.content.decode()
        waiting.extend(urljoin(path, unescape(href)) for href in HREF.findall(html) if not urlsplit(href).netloc)
        if key not in known:
            known.add(key)
            yield Place(key, path, login, html)


@pytest.fixture(scope="module")
def people(house: str) -> dict[str, Client]:
    return {login: session(login) for login in ROLES}


@pytest.fixture(scope="module")
def places(people: dict[str, Client]) -> list[Place]:
    known: set[tuple[str, str]] = set()
    return [place for login, client in people.items() for place in found_by(login, client, known)]


def test_no_page_is_left_out(places: list[Place], people: dict[str, Client]) -> None:
    """Every address without a thing in it that somebody may open; one with a thing is there when its thing is."""
    looked_at = {place.key[0] for place in places}
    missing = set(routes(get_resolver().url_patterns)) - looked_at - set(NO_PAGES)
    left_out = sorted(one for one in missing if "<" not in one and is_page(f"/{one}", people))
    assert not left_out, "\n".join(left_out)


def is_page(path: str, people: dict[str, Client]) -> bool:
    """Say whether anybody gets a page there; a file, a form's address and a way elsewhere are none."""
    for client in people.values():
        answer = client.get(path)
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        answer.close()
        if answer.status_code == 200 and is_html:
            return True
    return False


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Yield the addresses of pages that answer to GET."""
    for one in patterns:
        if isinstance(one, URLResolver) and one.namespace is None:
            yield from routes(one.url_patterns)
        elif isinstance(one, URLPattern) and one.callback.__module__.startswith("linli.web"):
            yield str(one.pattern)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_one_language(language: str, places: list[Place], people: dict[str, Client]) -> None:
    ears, wrong = eyes.Ears(), []
    for place in places:
        client = people[place.login]
        client.cookies["lang"] = language
        html = client.get(place.path).content.decode()
        wrong += [f"{place.path}: {one}" for one in ears.wrong(eyes.spoken(html), language)]
    assert not wrong, "\n".join(wrong)


def test_a_word_of_the_other_language_is_heard(house: str) -> None:
    """The test above must be able to fail."""
    ears = eyes.Ears()
    html = "<main><p>待办</p><p>尤**</p><p lang='zh-CN'>中文</p><a title='从未写过的鼈甏句子'>x</a></main>"
    assert ears.wrong(eyes.spoken(html), "en") == ["从未写过的鼈甏句子", "待办"]
    html = "<main><p>Nothing is waiting for you</p><p>PDF、DOCX</p><p lang='en'>Skip to the page</p></main>"
    assert ears.wrong(eyes.spoken(html), "zh") == ["Nothing is waiting for you"]


def test_a_barrier_is_found(chromium: Browser, house: str) -> None:
    """So must the one below."""
    page = context(chromium, house).new_page()
    page.goto("/how/")
    page.evaluate("""() => {
      const picture = document.createElement("img"), words = document.createElement("p");
      const wide = document.createElement("p");
      words.textContent = "hardly to be read"; words.style.color = "#ccc";
      wide.textContent = "wide"; wide.style.minWidth = "2000px";
      document.querySelector("main").append(picture, words, wide);
    }""")
    assert {one.partition(":")[0] for one in eyes.barriers(page)} == {"image-alt", "color-contrast"}
    assert len(eyes.sideways(page)) == 2
    page.context.close()


@pytest.fixture(scope="module")
def browsers(
    chromium: Browser, house: str, people: dict[str, Client]
) -> Iterator[dict[tuple[str, str], BrowserContext]]:
    opened = {}
    for login, client in people.items():
        mark = client.cookies.get(settings.SESSION_COOKIE_NAME)
        for language, size in (("zh", PHONE), ("en", DESK)):
            one = context(chromium, house, viewport=size, locale="zh-CN" if language == "zh" else "en-GB")
            if mark is not None:
                one.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": mark.value, "url": house}])
            opened[login, language] = one
    yield opened
    for one in opened.values():
        one.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_has_a_barrier(language: str, places: list[Place], browsers: Browsers) -> None:
    """Chinese on a phone, English at a desk. Pages of one address are looked at again when made of other parts."""
    shapes = {(place.key[0], shape_of(place.html)): place for place in reversed(places)}
    wrong = [one for place in shapes.values() for one in look(browsers[place.login, language], place)]
    assert not wrong, "\n".join(wrong)


def shape_of(html: str) -> frozenset[str]:
    """Return what kinds of fields and boxes a page is made of; words and their number leave it the same."""
    return frozenset("".join(found) for found in re.findall(KINDS, html))


def look(browser: BrowserContext, place: Place) -> list[str]:
    """Return what is wrong with a page in a real browser."""
    page = browser.new_page()
    found: list[str] = []
    page.on("console", lambda message: listen(message, found))
    page.on("pageerror", lambda error: found.append(str(error)))
    answer = page.goto(place.path)
    found += eyes.barriers(page) + eyes.sideways(page)
    policy = answer.headers.get("content-security-policy", "") if answer else ""
    said = {name: set(sources) for name, *sources in (part.split() for part in policy.split(";") if part.strip())}
    if not said.keys() >= NAMED or any(not sources <= POLICY.get(name, set()) for name, sources in said.items()):
        found.append(f"another policy: {policy}")
    page.close()
    return [f"{place.path} ({place.login}): {one}" for one in found]


def listen(message: ConsoleMessage, found: list[str]) -> None:
    """Keep what the browser refused or could not run; that an address answers 404 is no fault of its page."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        found.append(message.text)


def test_no_step_of_a_report_has_a_barrier(chromium: Browser, house: str) -> None:
    """What comes in between: danger, each step, a refusal, the elder view; in both languages at 360 px."""
    found: list[str] = []
    for lang in ("zh-CN", "en-GB"):
        for large in ("", "1"):
            page = context(chromium, house, locale=lang).new_page()
            page.goto(f"/preferences?large={large}&next=/report/")
            page.fill("#id_words", "楼道里闻到煤气味，很浓。")
            page.click(NEXT)
            page.wait_for_url("**/report/place/")
            found += stand(page, f"place {lang} {large}")
            page.fill("#id_address", "无棣三路18号2单元")
            page.click(NEXT)
            page.wait_for_url("**/report/send/")
            page.fill("#id_phone", "139")
            page.click(NEXT)
            expect(page.locator(".summary")).to_be_visible()
            found += stand(page, f"refused {lang} {large}")
            page.context.close()
    assert not found, "\n".join(found)


def test_no_window_of_the_desk_has_a_barrier(browsers: Browsers) -> None:
    """The form of a deed as a dialog, its refusal, the palette, the list of keys."""
    found: list[str] = []
    received = appeals.Appeal.objects.filter(state="received").latest("id")
    for lang in ("zh", "en"):
        page = browsers["agent", lang].new_page()
        page.goto(f"/desk/case/{received.id}/")
        page.keyboard.press("q")
        expect(page.locator("dialog[open] form").first).to_be_visible()
        found += stand(page, f"dialog {lang}")
        page.keyboard.press("Control+Enter")
        expect(page.locator("form .summary, main .summary").last).to_be_visible()
        found += stand(page, f"refused {lang}")
        page.goto(f"/desk/case/{received.id}/")
        page.keyboard.press("/")
        page.keyboard.type("转")
        expect(page.locator("#palette [role=option]").first).to_be_visible()
        found += stand(page, f"palette {lang}")
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        page.locator("h1, h2").first.click()
        page.keyboard.press("?")
        expect(page.locator("dialog[open]")).to_have_count(1)
        found += stand(page, f"keys {lang}")
        page.close()
    assert not found, "\n".join(found)


def stand(page: Page, where: str) -> list[str]:
    """Return what is wrong with a page as it stands."""
    return [f"{where}: {one}" for one in eyes.barriers(page) + eyes.sideways(page)]
