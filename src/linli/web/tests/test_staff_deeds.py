"""Every deed that is possible has a form; the forms do the deeds, tell mistakes in place and say what comes next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.appeals.models import Appeal
from linli.appeals.queries import proxies
from linli.appeals.words import Mode, State
from linli.dispatch.actions import bouncing, issuing, supervising, taking
from linli.dispatch.queries.deeds import OFFERS, possible_deeds
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import LONG_AGO, MONDAY, Town
from linli.dispatch.words import ContactMeans
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.rules.roles import ROLES
from linli.people.words import Purpose
from linli.web.staff import deeds
from linli.web.staff.casefile import CaseFile
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]


def test_every_offer_of_the_room_has_a_form() -> None:
    assert {offer.deed for offer in OFFERS} <= set(deeds.DEEDS)


def test_every_right_of_the_forms_is_in_the_table_of_roles() -> None:
    held = {deed for row in ROLES.values() for deed in row.deeds}
    assert {deed.right for deed in deeds.DEEDS.values()} <= held


def test_every_deed_of_a_role_has_a_form() -> None:
    """What roles may do in the two rooms is done here, except what is seen, revealed or the resident's own.

    A letter has its own page: its words are looked at on paper before they go out.
    """
    held = {d for row in ROLES.values() for d in row.deeds if d.startswith(("appeals.", "dispatch."))}
    met = {deed.right for deed in deeds.DEEDS.values()} | {key for deed in deeds.DEEDS.values() for key in deed.owed}
    elsewhere = {"appeals.view", "appeals.reveal", "appeals.submit", "appeals.save_draft", "appeals.issue_letter"}
    assert held - met == elsewhere


def everybody(town: Town) -> list[Actor]:
    named = [town.agent, town.zhao, town.street, town.district, town.leader, town.supervisor, town.revisitor, town.li]
    return [*named, *(town.of(name) for name in ("office", "committee")), town.head("office")]


def at_every_step(town: Town) -> list[UUID]:
    """Return cases on different steps of their way."""
    fresh = factories.register(town)
    triaged = factories.triaged(town)
    instant = factories.triaged(town, "env.corridor_clutter", mode=Mode.INSTANT)
    sent, taken, working, asked = (factories.triaged(town) for _ in range(4))
    found = [fresh, triaged, instant]
    for number, appeal_id in enumerate((sent, taken, working, asked)):
        order = issuing.dispatch(actor=town.street, appeal_id=appeal_id, unit_id=town.units["office"], now=MONDAY)
        office = town.of("office")
        if number > 0:
            taking.accept(actor=office, order_id=order, now=MONDAY)
        if number > 1:
            taking.first_contact(
                actor=office, order_id=order, means=ContactMeans.PHONE, note="电话里说清了情况", now=MONDAY
            )
        if number > 2:
            bouncing.request_bounce(actor=office, order_id=order, reason="not_our_duty", basis="三定方案", now=MONDAY)
            supervising.supervise(actor=town.supervisor, appeal_id=appeal_id, note="为什么还没办", now=MONDAY)
        found.append(appeal_id)
    return found


def test_the_page_offers_a_form_for_everything_possible(town: Town, sign_in: Any) -> None:
    seen: set[str] = set()
    for appeal_id in at_every_step(town):
        for actor in everybody(town):
            try:
                case = CaseFile(actor, appeal_id, MONDAY)
            except NotFound:
                continue
            possible = {one.deed for one in possible_deeds(actor, case.appeal, now=MONDAY, orders=case.orders)}
            offered = deeds.offers(case)
            assert possible <= {one.deed.name for one in offered}
            client = sign_in(actor)
            for one in offered:
                if one.deed.name not in seen:
                    seen.add(one.deed.name)
                    answer = client.get(one.url(appeal_id))
                    assert answer.status_code == 200, (one.deed.name, answer.content[:300])
    assert {"triage", "dispatch", "accept", "log_action", "decide_bounce", "answer_supervision", "merge"} <= seen


def post(client: Any, appeal_id: UUID, name: str, **values: Any) -> Any:
    return client.post(f"/desk/case/{appeal_id}/do/{name}/", values, follow=True)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_report_travels_over_the_desk(town: Town, sign_in: Any) -> None:
    # given a report that came in
    appeal_id = factories.register(town, "路口有人占道经营,早晚堵得过不去")
    # when each does the own part through the forms
    said = text_of(
        post(
            sign_in(town.agent),
            appeal_id,
            "triage",
            category="street.mobile_vendor",
            urgency="normal",
            mode="fast",
            area="370203/370203008/370203008002",
            kind="complaint",
        )
    )
    assert "已研判" in said
    assert "派单" in said
    office = str(town.units["office"])
    post(sign_in(town.street), appeal_id, "dispatch", unit=office, mode="fast")
    assert factories.state(appeal_id) is State.DISPATCHED
    order = str(factories.orders(appeal_id)[0].id)
    unit = sign_in(town.of("office"))
    assert "已签收" in text_of(post(unit, appeal_id, "accept", on=order))
    post(unit, appeal_id, "first_contact", on=order, means="phone", note="已电话联系")
    photo = SimpleUploadedFile("p.jpg", factories.picture(), "image/jpeg")
    post(unit, appeal_id, "log_action", on=order, note="到现场劝离", on_site="1", photos=photo)
    post(unit, appeal_id, "submit_result", on=order, outcome="solved", reply="已劝离,早晚安排人巡查。")
    assert factories.state(appeal_id) is State.HANDLED
    # then the reviewer sees the answer before it goes out
    reviewer = sign_in(town.street)
    assert "早晚安排人巡查" in text_of(reviewer.get(f"/desk/case/{appeal_id}/do/approve_result/?on={order}"))
    post(reviewer, appeal_id, "approve_result", on=order)
    assert factories.state(appeal_id) is State.FEEDBACK
    caller = sign_in(town.revisitor)
    post(caller, appeal_id, "start_revisit")
    post(caller, appeal_id, "record_revisit", solved="solved", satisfied="satisfied", words="谢谢")
    assert factories.state(appeal_id) is State.CLOSED


def test_a_mistake_is_told_at_its_field(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    appeal_id, order_id = dispatched
    unit = sign_in(town.of("office"))
    post(unit, appeal_id, "accept", on=str(order_id))
    answer = post(unit, appeal_id, "first_contact", on=str(order_id), means="phone", note="")
    assert answer.status_code == 422
    assert 'href="#id_note"' in text_of(answer)
    assert factories.state(appeal_id) is State.ACCEPTED


def test_a_refused_deed_keeps_no_file(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    appeal_id, order_id = dispatched
    unit = sign_in(town.of("office"))
    photo = SimpleUploadedFile("p.jpg", factories.picture(), "image/jpeg")
    answer = post(unit, appeal_id, "submit_result", on=str(order_id), outcome="solved", reply="办好了", photos=photo)
    assert answer.status_code == 422
    assert "file_added" not in " ".join(factories.kinds(appeal_id))


def test_pressing_twice_does_it_once(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    appeal_id, order_id = dispatched
    unit = sign_in(town.of("office"))
    post(unit, appeal_id, "accept", on=str(order_id), client_id="one-press")
    told = factories.kinds(appeal_id)
    post(unit, appeal_id, "accept", on=str(order_id), client_id="one-press")
    assert factories.kinds(appeal_id) == told


def test_what_cannot_be_done_now_says_so(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    appeal_id, _ = dispatched
    answer = sign_in(town.agent).get(f"/desk/case/{appeal_id}/do/triage/", follow=True)
    assert "这一步没有办" in text_of(answer)


def test_showing_the_contact_asks_why_and_is_written_down(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any
) -> None:
    appeal_id, _ = dispatched
    unit = sign_in(town.of("office"))
    refused = unit.post(f"/desk/case/{appeal_id}/reveal/", {})
    assert refused.status_code == 422
    assert "13900000001" not in text_of(refused)
    shown = unit.post(f"/desk/case/{appeal_id}/reveal/", {"purpose": "contact"})
    assert "13900000001" in text_of(shown)


def test_the_unit_complained_of_never_sees_the_reporter(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(
        town, estate=town.estate, complained=(town.units["company"],), text="物业公司张三骂人,我是138号的王阿姨"
    )
    client = sign_in(town.chen)
    answer = client.get(f"/desk/case/{appeal_id}/")
    if answer.status_code == 200:
        assert "王阿姨" not in text_of(answer)
    assert client.get(f"/desk/case/{appeal_id}/reveal/").status_code == 404


@pytest.mark.parametrize("text", ["楼道里堆满了杂物", "三楼漏水"])
def test_registering_for_somebody(town: Town, sign_in: Any, text: str) -> None:
    answer = sign_in(town.agent).post(
        "/desk/report/",
        {"text": text, "channel": "desk", "kind": "help", "name": "王阿姨", "phone": "13900000001", "address": ""},
        follow=True,
    )
    assert answer.redirect_chain[-1][0].startswith("/desk/case/")
    assert text in text_of(answer)


@pytest.mark.parametrize("language, words", [("zh", "有人先办了"), ("en", "somebody was faster")])
def test_who_comes_second_is_told_who_did_what(town: Town, sign_in: Any, language: str, words: str) -> None:
    appeal_id = factories.triaged(town)
    issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["office"], now=MONDAY)
    second = sign_in(town.street, language=language)
    for said in (
        text_of(post(second, appeal_id, "dispatch", unit=str(town.units["office"]), mode="fast")),
        text_of(second.get(f"/desk/case/{appeal_id}/do/dispatch/", follow=True)),
    ):
        assert words in said
        assert "赵书记" in said
    assert len(factories.orders(appeal_id)) == 1


def test_a_helper_reports_with_the_consent_kept_and_goes_on(town: Town, sign_in: Any) -> None:
    """S-317: for whom is named, the words agreed to are kept, the share is on the page, the next one follows."""
    lawyer = Actor.system("begin", ["people.set_consent_text"])
    people_actions.load_consent_texts(actor=lawyer, area_path="", now=LONG_AGO)
    client = sign_in(town.agent)
    said = {"text": "楼道灯不亮", "channel": "window_day", "kind": "help", "phone": "13900000001", "address": ""}
    refused = client.post("/desk/report/", said | {"is_proxy": "1"})
    assert refused.status_code == 422
    assert "请写明是谁" in text_of(refused)
    answer = client.post("/desk/report/", said | {"is_proxy": "1", "name": "王阿姨", "is_more": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/report/?more=1&channel=window_day"
    assert "接着记下一件" in text_of(answer)
    made = Appeal.objects.get()
    assert people.has_consent(Purpose.PROXY, contact_id=made.reporter_id)
    (kept,) = people.consents_of(contact_ids=[made.reporter_id])
    assert (kept.channel, kept.scope) == ("window_day", f"appeals:{made.id}")
    assert client.post("/desk/report/", said | {"name": "李大爷", "phone": "13900000002"}).status_code == 302
    other = Appeal.objects.exclude(id=made.id).get()
    assert people.consents_of(contact_ids=[other.reporter_id]) == []
    shown = proxies.share(town.agent, now=MONDAY)
    assert (shown.proxies, shown.reports, shown.per_mille) == (1, 2, 500)
    assert "代人登记 1 件（500‰）" in text_of(client.get("/desk/report/"))
    assert proxies.share(town.outsider, now=MONDAY).reports == 0
