"""The sheet of a walking office by the keyboard alone: somebody comes, is called, heard, answered (S-213, S-317)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from linli.appeals.models import Appeal
from linli.demo import cast
from linli.grid import queries as grid
from linli.kernel.clocks import SHANGHAI
from linli.people import queries as people
from linli.people.words import UnitKind
from linli.places import actions
from linli.places.actions import Setting
from linli.places.models import Matter, Sitting
from linli.places.rules.recurring import Recurrence
from linli.places.words import Every, OnHoliday, PlanKind
from tests.browser.conftest import DESK, context
from tests.browser.test_keyboard import tab_to

PLACE = "天惠苑"


@pytest.fixture
def sheet(chromium: Browser, house: str) -> Iterator[Page]:
    sitting = yesterday(timezone.now())
    opened = context(chromium, house, viewport=DESK)
    page = opened.new_page()
    page.goto(f"/sign-in/?next=/desk/places/sitting/{sitting}/")
    page.fill("[name=name]", "community")
    page.fill("[name=password]", cast.PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/desk/places/sitting/**")
    yield page
    opened.close()


def yesterday(now: datetime) -> object:
    """Plan a walking office that sat yesterday; return that sitting, of which nothing was said yet."""
    before = now - timedelta(days=2)
    account = people.account_by_name("community")
    assert account is not None
    path = grid.place(address=PLACE, at=now).area.path
    unit = people.unit_of_kind(UnitKind.COMMUNITY.value, path, at=now)
    assert unit is not None
    day = (now - timedelta(days=1)).astimezone(SHANGHAI).date()
    plan = actions.make_plan(
        actor=people.actor_for(account, now=now), kind=PlanKind.MOBILE_OFFICE, unit_id=unit.id, now=before,
        rule=Recurrence(Every.DAYS, day, days=(day,), on_holiday=OnHoliday.KEEP), setting=Setting(540, 660, PLACE),
    )  # fmt: skip
    return Sitting.objects.get(plan_id=plan).id


def test_one_after_the_other_with_the_keyboard_alone(sheet: Page) -> None:
    before = set(Appeal.objects.values_list("id", flat=True))
    sheet.keyboard.press("w")
    expect(sheet.locator("main .note.tone-met")).to_contain_text("1 号")
    sheet.keyboard.press("c")
    expect(sheet.locator("main .panel")).to_contain_text("1 号")
    sheet.keyboard.press("n")
    expect(sheet.locator("#id_text")).to_be_focused()
    expect(sheet.locator("#id_address")).to_have_value(PLACE)
    expect(sheet.locator("#id_channel")).to_have_value("mobile_office")
    sheet.keyboard.type("楼道灯坏了三天", delay=1)
    sheet.keyboard.press("Control+Enter")
    sheet.wait_for_url("**/desk/places/sitting/**")
    (made,) = Appeal.objects.exclude(id__in=before)
    assert made.channel == "mobile_office"
    sheet.keyboard.press("a")
    tab_to(sheet, sheet.locator("[name=advice]"))
    sheet.keyboard.press("Space")
    sheet.keyboard.press("Control+Enter")
    sheet.wait_for_url("**/desk/places/sitting/**")
    expect(sheet.locator("main .note.tone-met")).to_be_visible()
    assert [one.visit_id is not None for one in Matter.objects.order_by("at")] == [True, True]
