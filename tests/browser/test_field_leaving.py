"""Whoever signs out leaves nothing on the phone; what was not sent is asked about first."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.browser.test_field import NOWHERE, RECORD, SLOW_MS, Server, in_hand, phone, ready, server, sign_in, waits_for

__all__ = ["phone", "server"]
KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open('linli-field', 1);
  asked.onsuccess = () => {
    const base = asked.result, deal = base.transaction(['kept', 'outbox']);
    let sum = 0;
    for (const name of ['kept', 'outbox']) {
      const many = deal.objectStore(name).count();
      many.onsuccess = () => { sum += many.result; };
    }
    deal.oncomplete = () => { base.close(); done(sum); };
  };
})"""


def test_signing_out_empties_the_phone(phone: BrowserContext, server: Server) -> None:
    # given a copy and something that was not sent
    in_hand("七楼楼道有异味")
    page = sign_in(phone, server.url)
    assert page.evaluate(KEPT) > 0
    phone.set_offline(True)
    page.click("[data-go=report]")
    page.fill("#r-text", "垃圾桶满了")
    page.fill("#r-address", "小区东门")
    page.click("[data-screen=report] form .actions button")
    expect(page.locator("[data-fill=waiting] li")).to_have_count(1)
    # when the person signs out: the first press warns
    leave = page.locator("[data-leave]")
    leave.click()
    expect(leave).to_contain_text("还有 1 条没有送到")
    # the second is meant: even without a line the phone is empty
    leave.click()
    expect(page.locator("[data-fill=inbox] li")).to_have_count(0)
    assert page.evaluate(KEPT) == 0


def test_signing_out_on_another_page_asks_first_and_then_empties(phone: BrowserContext, server: Server) -> None:
    in_hand("八楼楼道灯不亮")
    page = sign_in(phone, server.url)
    expect(page.locator("[data-fill=inbox]")).to_contain_text("八楼楼道灯不亮")
    # given something that the server refuses, so that it stays
    page.evaluate(RECORD, [["log", {"order": NOWHERE, "note": "第 0 次到场"}, 0]])
    waits_for(page, lambda found: set(found.values()) == {"refused"}, SLOW_MS)
    # when signing out on the account's page
    page.goto("/account/")
    page.locator("form[action='/sign-out/'] button").click()
    # then the outbox is asked about first
    page.wait_for_url("**/field/#outbox")
    ready(page)
    discard = page.locator("[data-fill=refused] li").get_by_role("button", name="不要了")
    discard.click()
    page.get_by_role("button", name="真的不要？再按一次").click()
    expect(page.locator("[data-fill=refused] li")).to_have_count(0)
    page.goto("/account/")
    page.locator("form[action='/sign-out/'] button").click()
    page.wait_for_url(lambda url: url.rstrip("/").count("/") == 2)
    # then nothing is left, and the next person finds nothing
    page.goto("/field/")
    ready(page)
    expect(page.locator("#door")).to_be_visible()
    assert page.evaluate(KEPT) == 0
    assert "八楼楼道灯不亮" not in page.content()
