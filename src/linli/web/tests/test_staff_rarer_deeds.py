"""The rarer deeds, each done through the form that the page draws: what stands in it is sent back with the changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from linli.appeals.words import Mode, State, Urgency
from linli.dispatch.actions import issuing, taking
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans, OrderRole, OrderState
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]


def drawn(fields: Any) -> dict[str, Any]:
    """Return what a browser would send for the fields as they were drawn."""
    sent: dict[str, Any] = {}
    for field in fields:
        if field.kind == "rows":
            sent[f"{field.name}-count"] = len(field.lines)
            for line in field.lines:
                sent |= drawn(line)
        elif field.kind not in {"photos", "tick"}:
            sent[field.name] = field.value
    return sent


def do(client: Any, appeal_id: UUID, name: str, on: UUID | None = None, /, **changes: Any) -> str:
    """Open a form, fill in the changes, send it; return the page that follows, which must not be the form again."""
    address = f"/desk/case/{appeal_id}/do/{name}/" + (f"?on={on}" if on else "")
    asked = client.get(address)
    assert asked.status_code == 200, (name, asked.headers.get("Location"))
    sent = {**drawn(asked.context["fields"]), "client_id": asked.context["client_id"], **changes}
    unknown = {key for key in changes if f'name="{key}"' not in asked.content.decode()}
    assert not unknown, unknown
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["errors"]
    return str(client.get(answer["Location"]).content.decode())


def refused(client: Any, appeal_id: UUID, name: str, on: UUID | None = None, **values: Any) -> str:
    """Send a form that is refused; return the page that says why."""
    answer = client.post(f"/desk/case/{appeal_id}/do/{name}/" + (f"?on={on}" if on else ""), values)
    assert answer.status_code == 422
    return str(answer.content.decode())


def handled_by(town: Town, unit: str, category: str = "street.mobile_vendor", **more: Any) -> tuple[UUID, UUID]:
    """Return a case and its order in the hands of `unit`."""
    appeal_id = factories.triaged(town, category, **more)
    order = issuing.dispatch(actor=town.street, appeal_id=appeal_id, unit_id=town.units[unit], now=MONDAY)
    clerk = town.of(unit)
    taking.accept(actor=clerk, order_id=order, now=MONDAY)
    taking.first_contact(actor=clerk, order_id=order, means=ContactMeans.PHONE, note="电话里说清了", now=MONDAY)
    return appeal_id, order


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", factories.picture(), "image/jpeg")


def test_split(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(town, "util.sewer", mode=Mode.SPLIT)
    do(
        sign_in(town.zhao), appeal_id, "split",
        **{
            "parts-0-category": "util.sewer", "parts-0-unit": str(town.units["drainage"]), "parts-0-task": "疏通",
            "parts-1-category": "street.mobile_vendor", "parts-1-unit": str(town.units["office"]),
            "parts-1-task": "劝离",
        },
    )  # fmt: skip
    assert factories.state(appeal_id) is State.WAITING_CHILDREN
    assert len(factories.orders(appeal_id)) >= 2


def test_whistle_and_report_in(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(town, "env.illegal_building", mode=Mode.JOINT, urgency=Urgency.URGENT)
    do(
        sign_in(town.street), appeal_id, "whistle", lead=str(town.units["enforcement"]), place="宣化路路口",
        time="2026-03-16T11:00",
        **{
            "calls-0-unit": str(town.units["fire"]), "calls-0-task": "查消防通道",
            "calls-1-unit": str(town.units["police"]), "calls-1-task": "核实租住",
        },
    )  # fmt: skip
    assert factories.state(appeal_id) is State.WHISTLED
    called = {order.unit_id: order.id for order in factories.orders(appeal_id) if order.role == OrderRole.CO}
    fire = called[town.units["fire"]]
    do(sign_in(town.of("fire")), appeal_id, "report_in", fire, arrival="on_site", note="已到场,通道被占")
    assert factories.order(fire).arrival == "on_site"


def test_the_top(town: Town, sign_in: Any) -> None:
    appeal_id, _ = handled_by(town, "enforcement")
    asking = sign_in(town.district)
    assert 'href="#id_' in refused(asking, appeal_id, "request_top", reason="households", note="")
    do(asking, appeal_id, "request_top", reason="households", households="120", note="全小区没有热水")
    assert factories.state(appeal_id) is State.TOP_REVIEW
    do(sign_in(town.leader), appeal_id, "take_top", other=str(town.units["housing"]), unit="", note="住建牵头")
    assert factories.appeal(appeal_id).leader_id == town.leader.account_id


def test_suspension(town: Town, sign_in: Any) -> None:
    appeal_id, order = handled_by(town, "enforcement")
    asking = {"reason": "season", "plan": "开春施工", "review_on": "2026-04-10"}
    do(sign_in(town.head("enforcement")), appeal_id, "request_suspend", order, **asking)
    do(sign_in(town.street), appeal_id, "decide_suspend", order, decision="accept", note="同意")
    assert factories.state(appeal_id) is State.SUSPENDED
    assert factories.resident_clock(appeal_id).state == "paused"


def test_notice_to_rectify_and_recheck(town: Town, sign_in: Any) -> None:
    appeal_id, order = handled_by(town, "enforcement")
    clerk = sign_in(town.of("enforcement"))
    do(clerk, appeal_id, "rectify", order, to_words="路口早点摊", notice="三日内清走", due_on="2026-03-20")
    url = clerk.get(f"/desk/case/{appeal_id}/").content.decode()
    assert "/do/recheck/" in url
    do(clerk, appeal_id, "recheck", approve="yes", note="已清走")
    assert "appeals.rectify_rechecked" in factories.kinds(appeal_id)


def test_return_of_an_order(town: Town, sign_in: Any) -> None:
    appeal_id, order = handled_by(town, "office")
    asking = {"reason": "not_our_duty", "basis": "三定方案第四条", "unit": str(town.units["enforcement"])}
    do(sign_in(town.of("office")), appeal_id, "request_bounce", order, **asking)
    assert factories.state(appeal_id) is State.BOUNCE_REVIEW
    reviewer = sign_in(town.street)
    page = reviewer.get(f"/desk/case/{appeal_id}/do/decide_bounce/?on={order}").content.decode()
    assert "三定方案第四条" in page
    other = str(town.units["enforcement"])
    name = "unit" if f'name="unit" value="{other}"' in page else "other"
    chosen = {"unit": "", "other": "", name: other}
    do(reviewer, appeal_id, "decide_bounce", order, decision="accept", note="改派", **chosen)
    assert factories.state(appeal_id) is State.DISPATCHED
    assert factories.appeal(appeal_id).bounce_count == 1


def test_extension(town: Town, sign_in: Any) -> None:
    appeal_id, order = handled_by(town, "enforcement")
    before = factories.resident_clock(appeal_id).due_at
    do(sign_in(town.of("enforcement")), appeal_id, "request_extension", order, days="2", plan="需要联合执法")
    assert factories.resident_clock(appeal_id).due_at == before
    do(sign_in(town.district), appeal_id, "decide_extension", order, decision="accept", note="同意")
    assert factories.resident_clock(appeal_id).due_at > before


def test_merge_and_unmerge(town: Town, sign_in: Any) -> None:
    master, other = factories.triaged(town), factories.triaged(town, text="路口又有人占道经营")
    agent = sign_in(town.agent)
    do(agent, other, "merge", master=str(master), number="")
    assert factories.state(other) is State.MERGED
    do(agent, other, "unmerge")
    assert factories.state(other) is not State.MERGED


def test_redirect(town: Town, sign_in: Any) -> None:
    appeal_id = factories.register(town, "我的社保卡丢了")
    reason = sign_in(town.agent).get(f"/desk/case/{appeal_id}/do/redirect/").context["fields"][0].options[0].value
    do(sign_in(town.agent), appeal_id, "redirect", reason=reason, target="市北区12345", phone="12345", receipt="SB-1")
    assert factories.state(appeal_id) is State.REDIRECTED


def test_refusal_needs_a_second_person(town: Town, sign_in: Any) -> None:
    appeal_id = factories.register(town, "邻居欠我钱不还")
    agent = sign_in(town.agent)
    form = agent.get(f"/desk/case/{appeal_id}/do/refuse/").context["fields"]
    reasons = [str(option.value) for option in form[0].options]
    do(agent, appeal_id, "refuse", reason=reasons[-1], number="370203-260301-00001", channel="区人民法院")
    assert agent.get(f"/desk/case/{appeal_id}/do/confirm_refuse/").status_code == 302
    second = sign_in(cast.staff("第二位值班员", "agent", DISTRICT))
    do(second, appeal_id, "confirm_refuse", approve="yes", note="同意")
    assert factories.state(appeal_id) is State.REFUSED


def test_escalate(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(town, "env.corridor_clutter")
    unit = town.units["committee"]
    order = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=unit, now=MONDAY)
    clerk = sign_in(town.of("committee"))
    taking.accept(actor=town.of("committee"), order_id=order, now=MONDAY)
    assert 'href="#id_tried"' in refused(clerk, appeal_id, "escalate", order, tried="")
    do(clerk, appeal_id, "escalate", order, tried="上门劝导两次\n张贴通知")
    assert factories.order(order).role == OrderRole.CO
    assert factories.orders(appeal_id)[-1].level == 3


def test_another_way_of_handling(town: Town, sign_in: Any) -> None:
    appeal_id, _ = handled_by(town, "enforcement")
    do(sign_in(town.zhao), appeal_id, "change_mode", mode="joint", reason="要几家一起办")
    assert factories.appeal(appeal_id).mode == Mode.JOINT


def test_lower_urgency_needs_a_second_person(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(town, urgency=Urgency.URGENT)
    agent = sign_in(town.agent)
    do(agent, appeal_id, "change_urgency", to="normal", reason="现场已安全")
    assert factories.appeal(appeal_id).urgency == Urgency.URGENT
    assert agent.get(f"/desk/case/{appeal_id}/do/decide_urgency/").status_code == 302
    do(sign_in(town.street), appeal_id, "decide_urgency", approve="yes")
    assert factories.appeal(appeal_id).urgency == Urgency.NORMAL


def test_photos_of_a_visit_need_consent_at_home(town: Town, sign_in: Any) -> None:
    appeal_id, order = handled_by(town, "office")
    clerk = sign_in(town.of("office"))
    went = {"kind": "home", "purpose": "看漏水", "result": "已看过,约了维修"}
    refused(clerk, appeal_id, "visit", order, **went, photos=photo())
    assert "file_added" not in " ".join(factories.kinds(appeal_id))
    do(clerk, appeal_id, "visit", order, **went, photos=photo(), consent="1")
    assert any("visit" in kind for kind in factories.kinds(appeal_id))


def test_supervision_is_answered(town: Town, sign_in: Any) -> None:
    appeal_id, order = handled_by(town, "office")
    do(sign_in(town.supervisor), appeal_id, "supervise", note="为什么还没有结果")
    do(sign_in(town.of("office")), appeal_id, "answer_supervision", answer="明天上午完成")
    assert "appeals.supervision_answered" in factories.kinds(appeal_id)
    assert factories.order(order).state == OrderState.WORKING
