"""Bad input and hard days: what was typed is not lost, one deed stays one deed, and a refusal says why and who.

Not here: a line that is dead (the pages that queue test it themselves), and the window
in which files are chosen, which belongs to the system.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.appeals import models as appeals
from tests.browser.conftest import DESK, Staff, context
from tests.browser.test_main_job import ITEMS, NEXT, begin, choose_unit, finish, found, report

NARROW = {"width": 320, "height": 640}
TYPED = "电话打通了，约好明天上午九点到现场。"
MIXED = "مرحبا 楼下 👨‍👩‍👧‍👦🔥 \u202eabc\u202c שלום ok"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 400


def words(page: Page, text: str) -> None:
    """Begin a report and go to its last page."""
    page.goto("/report/")
    page.fill("#id_words", text)
    page.click(NEXT)
    page.fill("#id_address", "无棣三路18号2单元")
    page.click(NEXT)


def is_within(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
def case(page: Page, staff: Staff, picture: Path) -> str:
    """A case that waits for its unit to take it."""
    item = ITEMS["P-012"]
    report(page, item, picture)
    address = found(staff("agent"), page.locator("main .mono").first.inner_text())
    begin(staff("agent"), address, "triage")
    staff("agent").select_option("#id_category", item.category)
    finish(staff("agent"))
    begin(staff("community"), address, "dispatch")
    choose_unit(staff("community"), item.unit)
    finish(staff("community"))
    return address


def test_a_deed_overtaken_says_who_did_what_and_a_lost_session_loses_no_word(
    case: str, staff: Staff, chromium: Browser, house: str
) -> None:
    # given two windows with the same form
    unit = staff("unit")
    begin(unit, case, "accept")
    other = unit.context.new_page()
    begin(other, case, "accept")
    finish(unit)
    # when the second presses too
    other.locator("main form .actions button").first.click()
    # then it is told who was faster, and by what
    expect(other.locator("main .summary")).to_contain_text("有人先办了")
    expect(other.locator("main .summary")).to_contain_text("郑经办")
    other.close()
    # given somebody who types for so long that the session ends
    begin(unit, case, "first_contact")
    unit.fill("#id_note", TYPED)
    unit.context.clear_cookies(name="sessionid")
    unit.locator("main form .actions button").first.click()
    # then the desk asks who it is, and the words are still there
    unit.wait_for_url("**/sign-in/**")
    unit.fill("[name=name]", "unit")
    unit.fill("[name=password]", "Linli-demo-2026")
    unit.click("main form button")
    expect(unit.locator("#id_note")).to_have_value(TYPED)
    finish(unit)
    # then nothing of it waits for the next time
    assert unit.evaluate("Object.keys(localStorage).filter((key) => key.includes('first_contact'))") == []


def test_a_double_tap_and_the_way_back_make_one_report(page: Page) -> None:
    words(page, "双击测试：楼道灯不亮，两层都不亮。")
    before = appeals.Appeal.objects.count()
    page.locator(NEXT).dblclick()
    page.wait_for_url("**/r/*")
    assert appeals.Appeal.objects.count() == before + 1
    # when the person goes back and presses again
    page.go_back()
    button = page.locator(NEXT)
    if button.count():
        button.click()
        page.wait_for_load_state()
    assert appeals.Appeal.objects.count() == before + 1


def test_very_long_names_and_words_of_all_directions(page: Page) -> None:
    # given a name of 4,000 characters, past the limit of the field
    words(page, MIXED + "长" * 3900)
    page.evaluate("document.querySelector('#id_name').removeAttribute('maxlength')")
    page.fill("#id_name", "王" * 4000)
    page.click(NEXT)
    # then it is told where to mend it, and the words are still there
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("main")).to_contain_text("👨‍👩‍👧‍👦🔥")
    page.set_viewport_size(NARROW)
    assert is_within(page)
    # when it is mended
    page.fill("#id_name", MIXED[:38])
    page.click(NEXT)
    page.wait_for_url("**/r/*")
    # then the words are shown as written, and turn nothing around them
    expect(page.locator("main")).to_contain_text("👨‍👩‍👧‍👦🔥")
    assert is_within(page)
    assert page.evaluate("getComputedStyle(document.querySelector('main span')).unicodeBidi") == "isolate"


@pytest.mark.parametrize("name, content, told", [
    ("a.heic", HEIC, "HEIC"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 300, "打不开"),
    ("a.jpg", b"", "空的"),
])  # fmt: skip
def test_a_picture_that_cannot_be_opened_is_told_and_loses_nothing(
    page: Page, name: str, content: bytes, told: str
) -> None:
    words(page, "照片测试：井盖松了，夜里响。")
    page.set_input_files("#id_photos", {"name": name, "mimeType": "image/jpeg", "buffer": content})
    page.fill("#id_phone", "13900000019")
    page.click(NEXT)
    expect(page.locator(".summary")).to_contain_text(told)
    expect(page.locator("main")).to_contain_text("照片测试")
    expect(page.locator("#id_phone")).to_have_value("13900000019")
    page.click(NEXT)
    page.wait_for_url("**/r/*")


def test_a_phone_whose_clock_is_a_day_off_counts_the_same(
    case: str, chromium: Browser, house: str, staff: Staff
) -> None:
    said = set()
    for days in (-1, 0, 1):
        desk = context(chromium, house, viewport=DESK, storage_state=staff("unit").context.storage_state())
        desk.add_init_script(f"const real = Date.now; Date.now = () => real() + {days * 86_400_000};")
        page = desk.new_page()
        page.goto(case)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        chip = page.locator(".due[data-due] .due-text").first.inner_text()
        said.add(re.sub(r"\d+", "#", chip))  # minutes may pass between the three, days must not
        desk.close()
    assert len(said) == 1, said


def test_an_office_with_nothing_but_a_printer(case: str, staff: Staff) -> None:
    desk = staff("unit")
    desk.goto(case)
    desk.emulate_media(media="print")
    expect(desk.locator("main article")).to_be_visible()
    expect(desk.locator("main article")).to_contain_text(ITEMS["P-012"].words)
    for hidden in ("header nav", ".switches", "footer", "main article .actions"):
        assert not any(one.is_visible() for one in desk.locator(hidden).all())
    desk.emulate_media(media="screen")


def test_two_tabs_write_two_reports(page: Page) -> None:
    """What one tab writes is neither shown in the other nor sent by it; what is left is offered."""
    first, second = "两个标签一：楼道灯坏了三天。", "两个标签二：井盖松动，夜里很响。"
    other = page.context.new_page()
    page.goto("/report/")
    other.goto("/report/")
    page.fill("#id_words", first)
    page.click(NEXT)
    # when the second goes on with its own words
    expect(other.locator("#id_words")).to_have_value("")
    other.fill("#id_words", second)
    other.click(NEXT)
    other.fill("#id_address", "无棣三路18号2单元")
    other.click(NEXT)
    expect(other.locator("main")).to_contain_text(second)
    # then the first still has its own
    page.click(NEXT)
    expect(page.locator("main")).to_contain_text(first)
    third = page.context.new_page()
    third.goto("/report/")
    expect(third.locator("#id_words")).to_have_value("")
    expect(third.locator("[data-unfinished]")).to_have_count(2)
    # and both arrive
    for tab in (other, page):
        tab.click(NEXT)
        tab.wait_for_url("**/r/*")
    kept = set(appeals.AppealText.objects.filter(body__startswith="两个标签").values_list("body", flat=True))
    assert kept == {first, second}
    third.reload()
    expect(third.locator("[data-unfinished]")).to_have_count(0)
