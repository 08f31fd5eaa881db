"""What changes while a page is open is told in quiet lines; the focus stays where it is."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from linli.demo import cast
from tests.browser.conftest import context
from tests.browser.test_desk_keys import WIDE, desk, go, report

__all__ = ["desk"]
SEEN = "document.dispatchEvent(new Event('visibilitychange'))"
"""What a browser says when a page is looked at again; the page asks then, without waiting for its twenty seconds."""


def test_news_is_a_quiet_line_and_two_people_see_each_other(chromium: Browser, house: str, desk: Page) -> None:
    report(1)
    go(desk, "q", "/desk/queue/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("#case .mono")).to_be_visible()
    focused = desk.evaluate("document.activeElement.href")
    # when new ones come in and somebody else opens the same case
    report(2)
    other = context(chromium, house, viewport=WIDE).new_page()
    other.goto("/sign-in/?next=/desk/")
    other.fill("[name=name]", "community")
    other.fill("[name=password]", cast.PASSWORD)
    other.click("main form button")
    other.wait_for_url("**/desk/")
    with other.expect_response("**/here/"):
        other.goto(focused)
    desk.evaluate(SEEN)
    # then two quiet lines say so, and the keys are where they were
    expect(desk.locator("[data-news]")).to_have_text("有 2 件新的，看看")
    expect(desk.locator("#case [data-here]")).to_contain_text("赵书记 也在看")
    assert desk.evaluate("document.activeElement.href") == focused
    other.evaluate(SEEN)
    expect(other.locator("[data-here]")).to_contain_text("周值班员 也在看")
    other.context.close()
