"""The intake desk with the keyboard alone: thirty new cases, one after the other, and everything else by a key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, register
from linli.appeals.words import Channel
from linli.demo import cast
from linli.kernel.actor import Actor
from tests.browser.conftest import context
from tests.houses import wait_until_started

WIDE = {"width": 1440, "height": 900}
CASES = 30
INTAKE = Actor.system("reports", ["appeals.submit"])
WORDS = "我们单元{n}楼的楼道里有人放了好多纸箱和旧家具，走路都要侧着身，请帮忙清掉。"


def report(number: int) -> list[str]:
    """Have so many reports come in; return their numbers."""
    now, place = timezone.now(), Place(address="无棣三路18号2单元")
    news = [NewAppeal(WORDS.format(n=n), channel=Channel.WEB, place=place) for n in range(1, number + 1)]
    return [register(actor=INTAKE, new=new, now=now).number for new in news]


@pytest.fixture
def desk(chromium: Browser, house: str) -> Iterator[Page]:
    """The intake desk on a wide screen; its mouse is never touched after signing in."""
    opened = context(chromium, house, viewport=WIDE)
    page = opened.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/sign-in/?next=/desk/queue/")
    page.fill("[name=name]", "agent")
    page.fill("[name=password]", cast.PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/desk/queue/")
    yield page
    opened.close()
    assert wrong == []


def go(page: Page, letter: str, address: str) -> None:
    wait_until_started(page)
    page.keyboard.press("g")
    with page.expect_navigation(url=f"**{address}"):
        page.keyboard.press(letter)


def test_thirty_cases_with_the_keyboard_only(desk: Page) -> None:
    # given thirty new reports
    numbers = set(report(CASES))
    keys = 0
    go(desk, "i", "/desk/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    seen: list[str] = []
    # when each is read and triaged: one key opens the form, one sends it
    while not numbers <= set(seen):
        number = desk.locator("#case .mono").inner_text()
        assert number not in seen
        seen.append(number)
        if number not in numbers:  # an older one of another story, which may need another deed than this
            desk.keyboard.press("j")
            desk.keyboard.press("Enter")
            expect(desk.locator("#case .mono")).not_to_have_text(number)
            continue
        desk.keyboard.press("t")
        expect(desk.locator("dialog[open] #id_category")).to_be_focused()
        desk.keyboard.press("Control+Enter")
        keys += 2
        # then the next one is open beside the list, with the row in focus
        expect(desk.locator("main .note.tone-met").first).to_be_visible()
        if not numbers <= set(seen):
            expect(desk.locator("#case .mono")).not_to_have_text(number)
            expect(desk.locator("[data-list] [aria-current=true] a.main").first).to_be_focused()
        expect(desk.locator("dialog[open]")).to_have_count(0)
    assert keys == 2 * len(numbers)


def test_a_form_that_lacks_something_stays_open(desk: Page) -> None:
    report(1)
    go(desk, "i", "/desk/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    number = desk.locator("#case .mono").inner_text()
    desk.keyboard.press("q")
    question = desk.locator("dialog[open] #id_question")
    expect(question).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("dialog[open] .summary")).to_be_visible()
    expect(desk.locator("#case .mono")).to_have_text(number)
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)


def test_the_palette_finds_deeds_pages_and_cases_in_both_languages(desk: Page) -> None:
    (number,) = report(1)
    go(desk, "i", "/desk/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("#case .mono")).to_be_visible()
    options = desk.locator("#palette [role=option]")
    # a deed that has no key, by the word of the other language
    desk.keyboard.press("/")
    desk.keyboard.type("hand over")
    expect(options.first).to_contain_text("转办")
    desk.keyboard.press("Enter")
    expect(desk.locator("dialog[open] h1")).to_have_text("转办")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    # a case by its number
    desk.keyboard.press("/")
    desk.keyboard.type(number)
    expect(options.first).to_contain_text(number)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/case/*/")
    expect(desk.locator(".mono").first).to_have_text(number)
    # nothing
    desk.keyboard.press("/")
    desk.keyboard.type("zzzz")
    expect(desk.locator("#palette [role=status]")).to_contain_text("没有找到")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    # a page
    desk.keyboard.press("/")
    desk.keyboard.type("duties")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/")
    # what the keys are
    desk.keyboard.press("?")
    expect(desk.locator("#keys-help")).to_be_visible()
    expect(desk.locator("#keys-help")).to_contain_text("待办")
    desk.keyboard.press("Escape")
    expect(desk.locator("#keys-help")).to_be_hidden()


def test_danger_shows_the_numbers_while_the_desk_types(desk: Page, house: str) -> None:
    desk.goto(f"{house}/desk/report/")
    desk.locator("#id_text").press_sequentially("来电人说三楼在冒黑烟，有人没下来")
    expect(desk.locator("#alarm a[href='tel:119']")).to_be_visible()
