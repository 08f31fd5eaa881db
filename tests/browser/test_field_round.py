"""李网格员 walks the round without a line: the way is drawn, deeds lie under the thumb, the diary is signed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from linli.fieldwork.models import Check, DiaryDay, DiaryLine, Finding, Photo
from linli.fieldwork.words import Outcome
from tests.browser.conftest import PHONE
from tests.browser.test_field import (
    RECORD,
    SLOW_MS,
    Server,
    in_hand,
    is_within_the_screen,
    phone,
    ready,
    served,
    server,
    sign_in,
)

__all__ = ["phone", "server"]
UNDER_THE_THUMB = PHONE["height"] / 2


def under_the_thumb(page: Page, selector: str) -> bool:
    """Say whether something lies whole in the lower half of the screen, above the bar."""
    box = page.locator(selector).bounding_box()
    bar = page.locator(".phone-bar").bounding_box()
    assert box is not None
    assert bar is not None
    return box["y"] >= UNDER_THE_THUMB and box["y"] + box["height"] <= bar["y"] + 1


def look_at_the_next(page: Page, done: int, many: int) -> None:
    """Look at the next building and find it in order; the round goes on to the one after it."""
    assert under_the_thumb(page, "[data-next]")
    page.click("[data-next]")
    assert under_the_thumb(page, "[data-screen=check] .field-foot button")
    assert is_within_the_screen(page)
    page.click("[data-screen=check] label[for=fine-light]")
    page.click("[data-screen=check] .field-foot button")
    expect(page.locator("[data-screen=round]")).to_be_visible()
    expect(page.locator("[data-count=round]")).to_have_text(f"{done + 1}/{many}")


def find_something(page: Page, picture: Path, done: int, many: int) -> None:
    """Give somebody notice of what lies in the corridor; nothing goes without a name."""
    page.click("[data-next]")
    page.click("[data-found]")
    page.set_input_files("[data-screen=finding] input[type=file]", str(picture))
    expect(page.locator("[data-screen=finding] [data-photo-says]")).to_contain_text("已选 1 张")
    page.select_option("#f-item", "corridor")
    page.fill("#f-body", "三楼堆了纸箱")
    page.click("[data-screen=finding] label:has([value=notice])")
    expect(page.locator("#f-to")).to_be_visible()
    page.click("[data-screen=finding] .field-foot button")
    expect(page.locator("[data-screen=finding] [data-error]")).to_contain_text("告知谁")
    page.fill("#f-to", "三楼住户")
    assert under_the_thumb(page, "[data-screen=finding] .field-foot button")
    assert is_within_the_screen(page)
    page.click("[data-screen=finding] .field-foot button")
    expect(page.locator("[data-count=round]")).to_have_text(f"{done + 1}/{many}")


def turn_to_another(page: Page) -> None:
    """Any other building can be looked at, too."""
    page.click("[data-go=around]")
    other = page.locator("[data-fill=buildings] li").last
    name = other.locator("strong").inner_text()
    other.get_by_role("link", name="巡查").click()
    expect(page.locator("[data-screen=check] [data-about]")).to_contain_text(name)


def sign_the_day(page: Page) -> None:
    """Add a line to the diary and sign the day."""
    page.click("[data-go=diary]")
    page.fill("#d-body", "和居民聊了加装电梯")
    assert under_the_thumb(page, "[data-sign]")
    assert is_within_the_screen(page)
    page.click("[data-screen=diary] form[data-kind=line] button")
    expect(page.locator("[data-fill=diary]")).to_contain_text("和居民聊了加装电梯")
    page.click("[data-sign]")
    expect(page.locator("[data-diary-says]")).to_contain_text("签字在发件箱里")
    expect(page.locator("[data-sign]")).to_be_hidden()


def test_a_round_without_a_line(phone: BrowserContext, server: Server, picture: Path) -> None:
    # given the day's round on the phone, and no line any more
    page = sign_in(phone, server.url)
    phone.set_offline(True)
    page.goto("/field/#round")
    page.reload()
    ready(page)
    stops = page.locator("[data-fill=round] > li")
    many = stops.count()
    assert many >= 2
    done, checks = page.locator("[data-fill=round] .way-badge-done").count(), Check.objects.count()
    assert many - done >= 2
    expect(page.locator("[data-way] circle.way-stop")).to_have_count(many)
    expect(page.locator("[data-way] polyline")).to_have_count(1)
    assert is_within_the_screen(page)
    # when the next building is looked at, something is found in the one after it, and the day is signed
    look_at_the_next(page, done, many)
    find_something(page, picture, done + 1, many)
    turn_to_another(page)
    sign_the_day(page)
    # and the line is back
    phone.set_offline(False)
    page.click("[data-go=outbox]")
    expect(page.locator("[data-fill=sent] li")).to_have_count(4, timeout=SLOW_MS)
    # then everything is there
    day = timezone.localtime().date()
    assert Check.objects.count() == checks + 2
    assert sorted("light" in one.fine for one in Check.objects.order_by("-id")[:2]) == [False, False]
    found = Finding.objects.get(body="三楼堆了纸箱")
    assert (found.outcome, found.to_words) == (Outcome.NOTICE.value, "三楼住户")
    assert Photo.objects.filter(finding=found).count() == 1
    assert DiaryLine.objects.filter(day=day, body="和居民聊了加装电梯").count() == 1
    signed = DiaryDay.objects.get(day=day)
    assert [entry["kind"] for entry in signed.entries][:2] == ["fieldwork.checked", "fieldwork.found"]
    page.reload()
    ready(page)
    page.click("[data-go=diary]")
    expect(page.locator("[data-diary-says]")).to_contain_text("已签字")


def test_every_main_deed_lies_under_the_thumb(phone: BrowserContext, server: Server) -> None:
    _, order = in_hand("二楼楼道堆了花盆")
    page = sign_in(phone, server.url)
    for screen in ("report", f"log/{order}", f"visit/{order}"):
        page.goto(page.url.partition("#")[0] + f"#{screen}")
        assert under_the_thumb(page, f"[data-screen={screen.partition('/')[0]}] .field-foot button"), screen
        assert is_within_the_screen(page)
    for link in page.locator(".phone-bar a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["y"] > UNDER_THE_THUMB
        assert min(box["width"], box["height"]) >= 48
    # a press on "take photos" opens the camera of this form, not of another
    for screen in ("report", f"log/{order}", f"visit/{order}"):
        page.goto(page.url.partition("#")[0] + f"#{screen}")
        form = page.locator(f"[data-screen={screen.partition('/')[0]}] form")
        with page.expect_file_chooser() as chosen:
            form.locator("label.button", has_text="拍照").click()
        assert (
            chosen.value.element.evaluate("(field) => field.closest('form').dataset.kind") == screen.partition("/")[0]
        )


def test_a_notice_whose_day_has_passed_meanwhile_is_mended(phone: BrowserContext, server: Server) -> None:
    # given a notice recorded without a line, sent only after its day
    building, _ = served(0)
    page = sign_in(phone, server.url)
    yesterday = (timezone.localtime() - timedelta(days=1)).date().isoformat()
    fields = {"building": str(building.id), "item": "corridor", "outcome": "notice", "body": "四楼堆了旧门板",
              "to_words": "四楼住户", "due_on": yesterday}  # fmt: skip
    page.evaluate(RECORD, [["finding", fields, 1]])
    page.goto(page.url.partition("#")[0] + "#outbox")
    card = page.locator("[data-fill=refused] li")
    expect(card).to_contain_text("整改期限", timeout=SLOW_MS)
    assert Finding.objects.filter(body="四楼堆了旧门板").count() == 0
    # when it is mended, everything is there but the day
    card.get_by_role("button", name="改一改再发").click()
    expect(page.locator("#f-item")).to_have_value("corridor")
    expect(page.locator("#f-body")).to_have_value("四楼堆了旧门板")
    expect(page.locator("#f-to")).to_have_value("四楼住户")
    page.fill("#f-due", (timezone.localtime() + timedelta(days=3)).date().isoformat())
    page.click("[data-screen=finding] .field-foot button")
    page.click("[data-go=outbox]")
    expect(page.locator("[data-fill=sent] li")).to_have_count(1, timeout=SLOW_MS)
    # then it stands once, with its picture
    found = Finding.objects.get(body="四楼堆了旧门板")
    assert Photo.objects.filter(finding=found).count() == 1
    expect(page.locator("[data-fill=refused] li")).to_have_count(0)
