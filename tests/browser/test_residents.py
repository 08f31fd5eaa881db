"""The resident's phone: the elder view measured page by page, a dead line, names to choose from, "me too", the card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from linli.appeals.models import Appeal, AppealText
from linli.grid.models import Building
from tests.browser.conftest import context

NEXT = "form.question-form > .actions button"
WORDS = "登州路24号院2号楼下水道堵了，污水往外冒。"
NEIGHBOURS = "登州路24号院2号楼的下水道又堵了，一楼都是污水。"

SIZES = (Path(__file__).parent / "sizes.js").read_text()


def elder(chromium: Browser, house: str, size: str = "1", **options: object) -> BrowserContext:
    phone = context(chromium, house, **options)
    phone.add_cookies([{"name": "large", "value": size, "url": house}])
    return phone


def sent(page: Page, words: str = WORDS) -> str:
    """Report; return the address of the receipt."""
    page.goto("/report/")
    page.fill("#id_words", words)
    page.click(NEXT)
    page.click(NEXT)
    page.wait_for_url("**/report/send/")
    page.click(NEXT)
    page.wait_for_url("**/r/*new=1")
    return page.url


@pytest.fixture(scope="module")
def receipt(chromium: Browser, house: str) -> Iterator[str]:
    phone = context(chromium, house)
    yield sent(phone.new_page()).partition("?")[0].removeprefix(house)
    phone.close()


PAGES = (
    "/", "/report/", "/report/place/", "/report/send/", "/find/", "/join/", "/my/sign-in/", "/cases/", "/suspended/",
    "/how/", "/privacy/", "/settings/", "/b/", "/b/?q=登州路24号", "{building}", "{receipt}", "{receipt}/withdraw",
    "{receipt}/add", "{receipt}/contact", "/nothing",
)  # fmt: skip


@pytest.mark.parametrize("size", ["1", "2"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_sizes_of_the_elder_view(chromium: Browser, house: str, receipt: str, size: str, language: str) -> None:
    phone = elder(chromium, house, size, locale=language)
    page = phone.new_page()
    page.goto("/report/")
    page.fill("#id_words", WORDS)
    page.click(NEXT)
    building = f"/b/{Building.objects.order_by('code')[0].code}/"
    wrong = {}
    for pattern in PAGES:
        path = pattern.format(building=building, receipt=receipt)
        page.goto(path)
        found = page.evaluate(SIZES)
        if found:
            wrong[pattern] = found
    phone.close()
    assert wrong == {}


def test_the_call_button_is_always_in_view(chromium: Browser, house: str, receipt: str) -> None:
    phone = elder(chromium, house)
    page = phone.new_page()
    for path in ("/", "/report/", receipt, "/cases/", "/settings/"):
        page.goto(path)
        for place in (0, 100_000):
            page.evaluate(f"scrollTo(0, {place})")
            expect(page.locator(".call-bar")).to_be_in_viewport(ratio=1)
        assert page.locator(".call-bar").get_attribute("href") == "tel:12345"
    phone.close()


def test_the_entry_on_the_home_page_and_in_the_settings(page: Page) -> None:
    page.goto("/")
    page.locator("main").get_by_role("link", name="长辈版").click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "27px"
    page.goto("/settings/")
    page.get_by_role("link", name="长辈版，字再大一些").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 30
    page.get_by_role("link", name="标准版").first.click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
const voice = {
  speak(one) {
    window.said.push([one.text, one.lang]);
    setTimeout(() => { if (one.onstart) one.onstart(); if (one.onend) one.onend(); }, 0);
  },
  cancel() {},
};
Object.defineProperty(window, "speechSynthesis", { value: voice });
"""


def test_a_block_is_read_aloud_by_its_own_button(chromium: Browser, house: str, receipt: str) -> None:
    phone = elder(chromium, house)
    phone.add_init_script(VOICE)
    page = phone.new_page()
    page.goto(receipt)
    buttons = page.get_by_role("button", name="读给我听")
    expect(buttons.nth(2)).to_be_visible()
    buttons.first.click()
    said = " ".join(text for text, _ in page.evaluate("window.said"))
    assert "前会定下由谁来办" in said
    assert "读给我听" not in said
    assert {language for _, language in page.evaluate("window.said")} == {"zh-CN"}
    phone.close()


def test_without_script_the_elder_view_loses_nothing(chromium: Browser, house: str, receipt: str) -> None:
    phone = elder(chromium, house, java_script_enabled=False)
    page = phone.new_page()
    page.goto(receipt)
    expect(page.get_by_text("前会定下由谁来办")).to_be_visible()
    expect(page.locator(".call-bar")).to_be_visible()
    assert page.locator(".speak").count() == 0
    phone.close()


# A dead line


def at_sending(page: Page, words: str, picture: Path) -> None:
    page.goto("/report/")
    page.fill("#id_words", words)
    page.click(NEXT)
    page.click(NEXT)
    page.wait_for_url("**/report/send/")
    page.set_input_files("#id_photos", str(picture))
    expect(page.locator("[data-photo-says]")).to_contain_text("已选 1 张")


def test_a_report_waits_for_the_line_and_goes_once(page: Page, picture: Path) -> None:
    words = WORDS + "等网络"
    at_sending(page, words, picture)
    page.context.set_offline(True)
    page.click(NEXT)
    expect(page.get_by_text("网一通就自动发出去")).to_be_visible()
    assert said(words) == 0
    page.context.set_offline(False)
    page.wait_for_url("**/r/*new=1")
    expect(page.locator("ul.photos img")).to_have_count(1)
    assert said(words) == 1


def test_an_answer_that_got_lost_makes_no_second_report(page: Page, picture: Path) -> None:
    """The house took it, but the line died before it could say so."""
    words = WORDS + "回话丢了"
    at_sending(page, words, picture)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/report/send/", lose)
    page.click(NEXT)
    expect(page.get_by_text("网一通就自动发出去")).to_be_visible()
    assert said(words) == 1
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/r/*new=1")
    assert said(words) == 1


def test_a_waiting_report_goes_from_a_new_tab(page: Page, picture: Path) -> None:
    words = WORDS + "关了页面"
    at_sending(page, words, picture)
    page.context.set_offline(True)
    page.click(NEXT)
    expect(page.get_by_text("网一通就自动发出去")).to_be_visible()
    again = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    again.goto("/")
    again.get_by_role("link", name="看回执").click()
    expect(again.locator("ul.photos img")).to_have_count(1)
    assert said(words) == 1


def test_photos_survive_a_closed_tab(page: Page, picture: Path) -> None:
    at_sending(page, WORDS + "照片还在", picture)
    page.wait_for_timeout(300)
    again = page.context.new_page()
    page.close()
    again.goto("/report/send/")
    expect(again.locator("[data-photo-says]")).to_contain_text("已选 1 张")


def test_words_wait_for_the_line_in_the_first_step(page: Page) -> None:
    page.goto("/report/")
    page.fill("#id_words", WORDS)
    page.context.set_offline(True)
    page.click(NEXT)
    expect(page.get_by_text("网络一恢复就自动到下一步")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**/report/place/")


def said(words: str) -> int:
    return Appeal.objects.filter(preview__startswith=words[:10], id__in=_with(words)).count()


def _with(words: str) -> list[object]:

    return list(AppealText.objects.filter(body=words).values_list("appeal_id", flat=True))


# Names, "me too", the card


def test_a_name_is_chosen_by_the_keyboard(page: Page) -> None:
    page.goto("/report/")
    page.fill("#id_words", "路灯不亮")
    page.click(NEXT)
    page.locator("#id_address").press_sequentially("登州路2")
    page.locator("[data-names] li").first.wait_for(state="visible")
    page.keyboard.press("ArrowDown")
    name = page.locator("[data-names] li[aria-selected=true] strong").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#id_address")).to_have_value(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/send/")
    expect(page.locator(".panel")).to_contain_text(name)


def test_the_camera_is_offered_only_where_it_can_read_codes(chromium: Browser, house: str) -> None:
    for can_read in (True, False):
        phone = context(chromium, house)
        formats = "['qr_code']" if can_read else "[]"
        phone.add_init_script(
            f"window.BarcodeDetector = class {{ static async getSupportedFormats() {{ return {formats}; }} }};"
        )
        page = phone.new_page()
        page.goto("/report/")
        page.click(NEXT)
        page.get_by_text("单元门上有楼栋码？").click()
        expect(page.locator("#id_building_code")).to_be_visible()
        expect(page.get_by_role("button", name="用相机扫一扫")).to_have_count(1 if can_read else 0)
        phone.close()


def test_me_too(chromium: Browser, house: str, receipt: str) -> None:
    phone = context(chromium, house)
    page = phone.new_page()
    page.goto("/report/")
    page.fill("#id_words", NEIGHBOURS)
    page.click(NEXT)
    page.click(NEXT)
    page.get_by_text("我也遇到了：下水道堵塞/污水冒溢").first.click()
    page.click(NEXT)
    page.wait_for_url("**/r/*new=1")
    expect(page.get_by_text("工作人员核对后会一起办")).to_be_visible()
    expect(page.get_by_text(re.compile(r"这件事一共有 \d+ 人反映。"))).to_be_visible()
    assert page.url.partition("?")[0].removeprefix(house) != receipt
    phone.close()


def test_the_card_prints_on_one_sheet_of_a5(chromium: Browser, house: str) -> None:
    phone = context(chromium, house)
    page = phone.new_page()
    page.goto(f"/b/{Building.objects.order_by('code')[0].code}/")
    sheet = page.pdf(prefer_css_page_size=True)
    phone.close()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", sheet)
    assert [(round(float(wide)), round(float(high))) for wide, high in boxes] == [(420, 595)]
