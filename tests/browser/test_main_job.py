"""The main job: four reports in the spirit of the printed 12345 items travel from a phone to a rated answer.

P-012 to P-015 in our own words; the places are those the sources name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Staff, context

NEXT = "form.question-form > .actions button"


@dataclass(frozen=True)
class Item:
    """What a resident says, who should get it, and how it ends."""

    words: str
    address: str
    category: str
    unit: str
    done: str
    reply: str
    area: str = ""
    """Where the desk puts it when the words leave the place open."""


ITEMS = {
    "P-012": Item(
        "我们单元七楼的楼道里有人放了好多垃圾和旧东西,走路都要侧着身,请帮忙清掉。",
        "无棣三路18号2单元",
        "env.corridor_clutter",
        "辽宁路街道城市管理办公室",
        "和社区一起入户做了工作,当事人一起把楼道清了。",
        "七楼楼道的垃圾和旧物已经清完,当事人答应以后不再堆放。",
    ),
    "P-013": Item(
        "建材一厂宿舍2号楼的单元里堆着装修剩下的料和旧柜子,麻烦派人清一清。",
        "辽阳西路184号",
        "env.corridor_clutter",
        "辽源路街道城市管理办公室",
        "服务队到现场,把施工废料和大件清走了。",
        "2号楼单元内的废料和大件已清走,圈占的地方会同执法部门另行处理。",
    ),
    "P-014": Item(
        "丹东路跟齐东路交叉的路口这阵子摆满水果摊,人车都过不去,请管一管。",
        "丹东路和齐东路路口",
        "street.mobile_vendor",
        "综合行政执法",
        "现场劝离了摊贩,安排早晚两次巡查。",
        "路口的水果摊已经劝离,早晚各巡查一次,通行恢复了。",
        area="370203/370203005/370203005014",
    ),
    "P-015": Item(
        "万科未来城11号楼前面的店家在门口空地装了地锁,本来是大家停车的地方,请拆掉。",
        "长城路88号万科未来城11号楼",
        "street.ground_lock",
        "综合行政执法",
        "核实为公共停车位,店家当场拆除了地锁。",
        "店门前的地锁已经拆除,车位恢复公用。",
    ),
}


def report(page: Page, item: Item, picture: Path) -> str:
    """Report as a resident; return the address of the receipt."""
    page.goto("/")
    page.get_by_role("link", name="我要反映").click()
    page.fill("#id_words", item.words)
    page.click(NEXT)
    page.fill("#id_address", item.address)
    page.click(NEXT)
    page.set_input_files("#id_photos", str(picture))
    expect(page.locator("[data-photo-says]")).to_contain_text("已选 1 张")
    page.fill("#id_name", "王阿姨")
    page.fill("#id_phone", "13900000019")
    page.click(NEXT)
    page.wait_for_url("**/r/*new=1")
    return page.url.partition("?")[0]


def found(desk: Page, number: str) -> str:
    """Return the address of a case, found by its number in the list of the desk."""
    desk.goto(f"/desk/queue/?q={number}")
    return desk.locator("main a.main[href^='/desk/case/']").first.get_attribute("href") or ""


def begin(desk: Page, case: str, deed: str) -> None:
    """Open the case and the form of a deed that the page offers."""
    desk.goto(case)
    link = desk.locator(f"main a[href*='/do/{deed}/']").first
    desk.goto(link.get_attribute("href") or "")


def finish(desk: Page) -> None:
    """Send the form; the desk says what was done."""
    desk.locator("main form .actions button").first.click()
    expect(desk.locator("main .note.tone-met").first).to_be_visible()


def choose_unit(desk: Page, wanted: str) -> None:
    """Choose the unit named, among the proposed cards or in the list of all."""
    card = desk.locator("label.choice", has_text=wanted)
    if card.count():
        card.first.click()
        return
    field = desk.locator("select").filter(has=desk.locator("option", has_text=wanted)).first
    field.select_option(field.locator("option", has_text=wanted).first.get_attribute("value"))


def work(unit: Page, case: str, item: Item, picture: Path) -> None:
    """Do what the unit does, from taking the order to its result."""
    begin(unit, case, "accept")
    finish(unit)
    begin(unit, case, "first_contact")
    unit.fill("#id_note", "电话问清了位置,今天到场。")
    finish(unit)
    begin(unit, case, "log_action")
    unit.set_input_files("#id_photos", str(picture))
    unit.fill("#id_note", item.done)
    unit.locator("label[for=id_on_site]").click()
    finish(unit)
    begin(unit, case, "submit_result")
    unit.locator("label.choice", has_text="已解决").first.click()
    unit.fill("#id_reply", item.reply)
    finish(unit)


@pytest.mark.parametrize("name", ITEMS)
def test_from_a_report_to_a_rated_answer(name: str, chromium: Browser, house: str, staff: Staff, picture: Path) -> None:
    item = ITEMS[name]
    phone = context(chromium, house)
    page = phone.new_page()
    # given a report
    receipt = report(page, item, picture)
    number = page.locator("main .mono").first.inner_text()
    # when the intake desk triages and the unit gets it
    case = found(staff("agent"), number)
    begin(staff("agent"), case, "triage")
    staff("agent").select_option("#id_category", item.category)
    if item.area:
        staff("agent").select_option("#id_area", item.area)
    finish(staff("agent"))
    sender = staff("community")
    begin(sender, case, "dispatch")
    choose_unit(sender, item.unit)
    finish(sender)
    page.goto(receipt)
    expect(page.locator(".lead")).to_contain_text("您的诉求已派给")
    expect(page.locator(".lead")).to_contain_text(item.unit)
    expect(page.locator(".lead")).to_contain_text("前联系您。")
    # when the unit works
    work(staff("unit"), case, item, picture)
    # when somebody else looks at the result
    reviewer = staff("street")
    begin(reviewer, case, "approve_result")
    finish(reviewer)
    # then the answer is there, and the resident rates it
    page.goto(receipt)
    expect(page.get_by_text(item.reply).first).to_be_visible()
    page.get_by_role("link", name="评价").click()
    page.locator("#id_solved label.choice", has_text="解决了").first.click()
    page.locator("#id_satisfied label.choice", has_text="满意").first.click()
    page.click(NEXT)
    expect(page.get_by_role("heading", name="已办结")).to_be_visible()
    expect(page.get_by_text("前都可以要求重办")).to_be_visible()
    phone.close()
