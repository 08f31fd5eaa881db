"""The reception day: one person after the other by the keyboard alone, none longer than half a minute (S-210, S-317).

What is measured is the machine's part and the keys: typed one by one at five keys a second, as a practised clerk does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.appeals.models import Appeal
from linli.demo import cast
from linli.people import queries as people
from linli.people.words import Purpose
from tests.browser.conftest import DESK, context
from tests.browser.test_keyboard import tab_to

CASES = (
    ("楼道灯坏了三天", "无棣三路18号2单元", "王阿姨", "13900000011"),
    ("下水道堵了冒脏水", "无棣三路18号1单元", "李大爷", "13900000012"),
    ("门口垃圾没人收", "无棣三路18号3单元", "赵奶奶", "13900000013"),
)
A_KEY_MS = 200


@pytest.fixture
def window(chromium: Browser, house: str) -> Iterator[Page]:
    opened = context(chromium, house, viewport=DESK)
    page = opened.new_page()
    page.goto("/sign-in/?next=/desk/report/%3Fmore%3D1%26channel%3Dwindow_day")
    page.fill("[name=name]", "agent")
    page.fill("[name=password]", cast.PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/desk/report/**")
    yield page
    opened.close()


def take_down(page: Page, words: str, place: str, name: str, phone: str) -> int:
    """Take one matter down for somebody who agreed; return how many keys it took (a Chinese character is two)."""
    expect(page.locator("#id_text")).to_be_focused()
    expect(page.locator("#id_text")).to_have_value("")
    for field, said in (("#id_text", words), ("#id_address", place), ("#id_name", name), ("#id_phone", phone)):
        tab_to(page, page.locator(field))
        page.keyboard.type(said, delay=1)
    tab_to(page, page.locator("#id_is_proxy"))
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main .note.tone-met").first).to_be_visible()
    return sum(2 if letter > "\x7f" else 1 for letter in words + place + name + phone) + 16


def test_three_people_at_the_window_with_the_keyboard_alone(
    window: Page, record_property: Callable[[str, object], None]
) -> None:
    before = set(Appeal.objects.values_list("id", flat=True))
    spent = []
    for case in CASES:
        begun = time.monotonic()
        keys = take_down(window, *case)
        spent.append((round(time.monotonic() - begun, 1), keys))
        assert keys * A_KEY_MS / 1000 <= 30
    record_property("machine_seconds_and_keys", spent)
    made = Appeal.objects.exclude(id__in=before)
    assert made.count() == len(CASES)
    for one in made:
        assert one.channel == "window_day"
        assert one.reporter_id is not None
        assert [kept.purpose for kept in people.consents_of(contact_ids=[one.reporter_id])] == [Purpose.PROXY]
    # the form is ready for the next: channel and tick stand, nothing of the person before
    assert window.locator("#id_name").input_value() == ""
    assert window.locator("#id_channel").input_value() == "window_day"
    assert window.locator("#id_is_more").is_checked()
