"""王阿姨 reports from her phone: with pin and photo, without script, and comes back to an unfinished report."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import context

WORDS = "楼下小广场天天放音响跳舞,晚上十点还不停,孩子写不了作业。"
NEXT = "form.question-form > .actions button"


def is_within_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_report_with_pin_and_photo_then_withdraw(page: Page, picture: Path) -> None:
    # given
    page.goto("/")
    page.get_by_role("link", name="我要反映").click()
    # when
    page.fill("#id_words", WORDS)
    page.click(NEXT)
    page.locator(".map-cross").wait_for(state="attached")
    page.locator(".map-canvas").click(position={"x": 150, "y": 150})
    expect(page.locator("[data-map-says]")).to_contain_text("已选好地点")
    assert page.input_value("input[name=crs]") == "WGS84"
    page.click(NEXT)
    page.set_input_files("#id_photos", str(picture))
    expect(page.locator("[data-photo-says]")).to_contain_text("已选 1 张")
    page.fill("#id_name", "王阿姨")
    page.fill("#id_phone", "13900000019")
    assert is_within_the_screen(page)
    page.click(NEXT)
    # then
    page.wait_for_url("**/r/*new=1")
    expect(page.get_by_text("收到了，不用再报一遍。")).to_be_visible()
    expect(page.get_by_text("前会定下由谁来办。")).to_be_visible()
    photo = page.locator("ul.photos img")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 320)
    assert is_within_the_screen(page)
    # when she changes her mind
    page.get_by_role("link", name="撤回").click()
    page.get_by_text("问题已经解决").click()
    page.click(NEXT)
    # then
    expect(page.get_by_text("您已经撤回这件诉求。")).to_be_visible()


def test_the_position_of_the_phone(chromium: Browser, house: str) -> None:
    phone = context(
        chromium, house, geolocation={"longitude": 120.375, "latitude": 36.0876}, permissions=["geolocation"]
    )
    page = phone.new_page()
    page.goto("/report/")
    page.fill("#id_words", WORDS)
    page.click(NEXT)
    page.locator(".map-cross").wait_for(state="attached")
    page.get_by_role("button", name="用我现在的位置").click()
    expect(page.locator("[data-map-says]")).to_contain_text("已选您现在的位置")
    assert page.input_value("input[name=lon]") == "120.375000"
    phone.close()


def test_danger_shows_the_numbers_while_typing(page: Page) -> None:
    page.goto("/report/")
    page.locator("#id_words").press_sequentially("楼道里一股很重的煤气味")
    expect(page.locator("#alarm .emergency")).to_be_visible()
    expect(page.locator("#alarm a[href='tel:119']")).to_be_visible()


def test_a_report_without_script(plain_page: Page, picture: Path) -> None:
    page = plain_page
    page.goto("/report/")
    page.fill("#id_words", "楼道里一股很重的煤气味")
    page.click(NEXT)
    expect(page.locator(".emergency").first).to_be_visible()
    page.fill("#id_address", "登州路24号院2号楼")
    page.click(NEXT)
    page.set_input_files("#id_photos", str(picture))
    page.click(NEXT)
    expect(page.get_by_text("收到了，不用再报一遍。")).to_be_visible()
    expect(page.locator("ul.photos img")).to_have_count(1)


def test_an_unfinished_report_survives_a_closed_tab(page: Page) -> None:
    # given
    page.goto("/report/")
    page.fill("#id_words", WORDS)
    page.wait_for_timeout(600)
    # when
    again = page.context.new_page()
    page.close()
    again.goto("/report/")
    # then it is offered, for the other tab might still be writing
    expect(again.locator("#id_words")).to_have_value("")
    again.get_by_role("button", name="填回来").click()
    expect(again.locator("#id_words")).to_have_value(WORDS)
    # and a page loaded anew in the same tab has it at once
    again.reload()
    expect(again.locator("#id_words")).to_have_value(WORDS)
    expect(again.get_by_text("上次没写完的内容已经填好。")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/how/", "/privacy/", "/cases/", "/find/", "/join/", "/report/", "/nothing"])
def test_nothing_scrolls_sideways(page: Page, house: str, path: str) -> None:
    for large in ("0", "1"):
        page.context.add_cookies([{"name": "large", "value": large, "url": house}])
        page.goto(path)
        assert is_within_the_screen(page)
