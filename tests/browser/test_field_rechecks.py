"""A notice served on an order is rechecked at the door, without a line, on the screen of the round's own notices."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from linli.dispatch.actions import outdoors
from linli.dispatch.models import RectifyNotice
from tests.browser.test_field import (
    SLOW_MS,
    Server,
    actor,
    in_hand,
    is_within_the_screen,
    phone,
    ready,
    server,
    sign_in,
)

__all__ = ["phone", "server"]


def test_an_orders_notice_is_rechecked_without_a_line(phone: BrowserContext, server: Server) -> None:
    # given a notice on an order in hand, on the phone, and no line any more
    _, order_id = in_hand("楼道里堆了纸箱，已告知二楼西户")
    tomorrow = timezone.localtime().date() + timedelta(days=1)
    made = outdoors.rectify(
        actor=actor("grid"), order_id=order_id, to_words="二楼西户复查用", notice="请清走纸箱", due_on=tomorrow,
        now=timezone.now(),
    )  # fmt: skip
    page = sign_in(phone, server.url)
    phone.set_offline(True)
    page.reload()
    ready(page)
    # when the worker goes there from the duty
    page.click(f"[data-fill=inbox] a[href='#recheck/{made}']")
    expect(page.locator("[data-screen=recheck] [data-about]")).to_contain_text("二楼西户复查用")
    expect(page.locator("[data-screen=recheck] [name=complied][value=no]")).to_be_disabled()
    assert is_within_the_screen(page)
    page.fill("#c-body", "纸箱已经清走")
    page.click("[data-screen=recheck] .field-foot button")
    # then it waits in the outbox and arrives with the line
    phone.set_offline(False)
    page.click("[data-go=outbox]")
    expect(page.locator("[data-fill=sent] li")).to_have_count(1, timeout=SLOW_MS)
    assert RectifyNotice.objects.get(id=made).state == "complied"
