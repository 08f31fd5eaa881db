"""The main job with the keyboard alone: report, triage, dispatch, accept, result, approve, rate. No pointer is used."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from linli.appeals import models as appeals
from linli.demo import cast
from tests.browser.conftest import DESK, PATIENCE_MS, context
from tests.browser.test_main_job import ITEMS

MOST_TABS = 120
ITEM = ITEMS["P-012"]


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus stands on `wanted`, and see that the focus shows."""
    target = wanted.first
    expect(target).to_be_attached()
    for _ in range(MOST_TABS):
        if target.evaluate("(one) => one === document.activeElement"):
            ring = target.evaluate("""(one) => {
              const face = one.matches(".choice input, .photo-input") ? one.nextElementSibling : one;
              return [one, face, one.parentElement].some((shown) => getComputedStyle(shown).outlineStyle !== "none");
            }""")
            assert ring, "the focus is not to be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} presses of Tab do not lead to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    """Go there and press Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, field: str, words: str) -> None:
    """Go to a field and write."""
    tab_to(page, page.locator(field))
    page.keyboard.insert_text(words)


def choose(page: Page, choice: Locator) -> None:
    """Go to the group of a choice, move with the arrows, take it."""
    expect(choice.first).to_be_visible()
    group = choice.first.locator("xpath=ancestor::fieldset[1]").locator("input")
    place = group.evaluate_all("(all) => all.findIndex((one) => one.checked)")
    tab_to(page, group.nth(max(place, 0)))
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if choice.first.locator("input").is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the arrows do not lead to the choice")


def signed_in(chromium: Browser, house: str, login: str) -> Page:
    """Sign in at a desk without the pointer."""
    page = context(chromium, house, viewport=DESK).new_page()
    page.goto("/sign-in/")
    write(page, "[name=name]", login)
    write(page, "[name=password]", cast.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    return page


def begin(page: Page, case: str, deed: str) -> None:
    """Open a case and, in it, the form of a deed."""
    page.goto(case)
    fold = page.locator("main details.fold", has=page.locator(f"a[href*='/do/{deed}/']"))
    if fold.count():
        press(page, fold.locator("summary"))
    press(page, page.locator(f"main a[href*='/do/{deed}/']"))
    expect(form(page)).to_be_visible()


def form(page: Page) -> Locator:
    """Return the form of the deed: in the dialog, or on a page of its own."""
    return page.locator("dialog[open] form, main form[data-draft]").first


def finish(page: Page) -> None:
    """Send it and read that it was done."""
    press(page, form(page).locator(".actions button"))
    expect(page.locator("main .note.tone-met").first).to_be_visible(timeout=PATIENCE_MS)


def report(phone: Page) -> None:
    """Tell of it in three steps."""
    phone.goto("/")
    press(phone, phone.get_by_role("link", name="我要反映"))
    write(phone, "#id_words", ITEM.words)
    press(phone, phone.locator("form.question-form > .actions button"))
    write(phone, "#id_address", ITEM.address)
    press(phone, phone.locator("form.question-form > .actions button"))
    write(phone, "#id_phone", "13900000019")
    press(phone, phone.locator("form.question-form > .actions button"))


def work(unit: Page, case: str, picture: Path) -> None:
    """Do what the unit does, from taking the order to its result."""
    begin(unit, case, "accept")
    finish(unit)
    begin(unit, case, "first_contact")
    write(unit, "#id_note", "电话问清了位置。")
    finish(unit)
    begin(unit, case, "log_action")
    tab_to(unit, form(unit).locator("#id_photos"))
    unit.set_input_files("#id_photos", str(picture))  # the file window belongs to the system, not to the page
    write(unit, "#id_note", ITEM.done)
    tab_to(unit, form(unit).locator("#id_on_site"))
    unit.keyboard.press("Space")
    finish(unit)
    begin(unit, case, "submit_result")
    choose(unit, form(unit).locator("label.choice", has_text="已解决"))
    write(unit, "#id_reply", ITEM.reply)
    finish(unit)


def test_the_main_job_without_a_pointer(chromium: Browser, house: str, picture: Path) -> None:
    # given a report
    phone = context(chromium, house).new_page()
    report(phone)
    phone.wait_for_url("**/r/*new=1")
    receipt, case = phone.url.partition("?")[0], f"/desk/case/{appeals.Appeal.objects.latest('registered_at').id}/"
    # when the desks do their part
    agent = signed_in(chromium, house, "agent")
    begin(agent, case, "triage")
    tab_to(agent, form(agent).locator("#id_category"))
    agent.locator("#id_category").select_option(ITEM.category)  # typing ahead chooses by the label, as it is drawn
    finish(agent)
    sender = signed_in(chromium, house, "community")
    begin(sender, case, "dispatch")
    choose(sender, form(sender).locator("label.choice", has_text=ITEM.unit))
    finish(sender)
    unit = signed_in(chromium, house, "unit")
    work(unit, case, picture)
    street = signed_in(chromium, house, "street")
    begin(street, case, "approve_result")
    finish(street)
    # then the resident reads the answer and rates it
    phone.goto(receipt)
    expect(phone.get_by_text(ITEM.reply).first).to_be_visible()
    press(phone, phone.get_by_role("link", name="评价"))
    choose(phone, phone.locator("#id_solved label.choice", has_text="解决了"))
    choose(phone, phone.locator("#id_satisfied label.choice", has_text="满意"))
    press(phone, phone.locator("form.question-form > .actions button"))
    expect(phone.get_by_role("heading", name="已办结")).to_be_visible()
    for page in (phone, agent, sender, unit, street):
        page.context.close()


def test_the_first_stop_leads_past_the_head_of_the_page(chromium: Browser, house: str) -> None:
    page = context(chromium, house).new_page()
    page.goto("/")
    press(page, page.locator("a.skip"))
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()
