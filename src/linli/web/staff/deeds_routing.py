"""Deeds of dispatchers: sending, returning, extending, escalating, splitting, joint handling (T13-T34, T51)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from linli.appeals.words import Mode
from linli.dispatch.actions import (
    bouncing,
    escalating,
    extending,
    issuing,
    parts,
    whistling,
)
from linli.dispatch.actions.parts import Part
from linli.dispatch.actions.whistling import Call
from linli.dispatch.words import Arrival, Decision, OrderRole
from linli.kernel.words import Text
from linli.web.formats import exact
from linli.web.staff import choices
from linli.web.staff.casefile import CaseFile
from linli.web.staff.choices import OTHER_UNIT, UNIT, chosen, needed_unit
from linli.web.staff.deed import NOTE, Act, Deed
from linli.web.staff.forms import Field, Option, uuid_or_none, words

T = Text
DECISION = Field("decision", T("您的决定", "Your decision"), "pick", options=words(Decision), parse=Decision)
TASK = Field("task", T("要求", "What to do"), "words", required=False, rows=3, most=1000)
UNIT_OF_LIST = Field("unit", T("单位", "Unit"), "select", options=choices.units, parse=UUID)
MODE = Field(
    "mode",
    T("办理方式", "Way of handling"),
    "pick",
    options=words(choices.MODES[:5]),
    parse=Mode,
    initial=lambda case: case.appeal.mode or Mode.FAST,
)


def _dispatch(act: Act) -> object:
    given = act.values
    return issuing.dispatch(**act.appeal, unit_id=needed_unit(given), mode=given["mode"], task=given["task"])


def _again(act: Act) -> object:
    return issuing.dispatch_again(**act.appeal, unit_id=chosen(act.values, needed=False), task=act.values["task"])


def _decide_bounce(act: Act) -> object:
    given = act.values
    is_yes = given["decision"] is Decision.ACCEPT
    return bouncing.decide_bounce(
        **act.order, decision=given["decision"], unit_id=chosen(given) if is_yes else None, note=given["note"]
    )


def _designate(act: Act) -> object:
    given = act.values
    return bouncing.designate(**act.order, unit_id=given["unit"], note=given["note"], is_dispute=given["is_dispute"])


def _escalate(act: Act) -> object:
    tried = [line.strip() for line in act.values["tried"].splitlines() if line.strip()]
    return escalating.escalate(**act.order, tried=tried, unit_id=act.values["unit"])


def _split(act: Act) -> object:
    given = [Part(row["category"] or "", row["unit"] or UUID(int=0), row["task"]) for row in act.values["parts"]]
    return parts.split(**act.appeal, parts=given, coordinator_id=act.values["coordinator"])


def _whistle(act: Act) -> object:
    given = act.values
    calls = [Call(row["unit"] or UUID(int=0), row["task"]) for row in given["calls"]]
    at = given["time"]
    time = f"{exact(at).zh}" if at else ""
    return whistling.whistle(**act.appeal, lead_id=given["lead"], calls=calls, place=given["place"], time=time)


def _sub_issues(case: CaseFile) -> list[dict[str, Any]]:
    found = case.appeal.proposal.get("sub_issues")
    return [{"category": str(code)} for code in found] if isinstance(found, list) else []


def _lead(case: CaseFile) -> str:
    for order in case.orders:
        if order.role is OrderRole.LEAD and order.is_live:
            return str(order.unit.id)
    return ""


def _higher(case: CaseFile) -> list[Option]:
    order = case.target_order
    return choices.higher_units(case, order.level if order else 1)


def _due_hint(case: CaseFile) -> Text | str:
    due = next((duty.due_at for duty in case.detail.duties if duty.is_live and duty.step.startswith("close")), None)
    if due is None:
        return ""
    return T(f"现在的期限是 {exact(due).zh}。", f"It is due on {exact(due).en} now.")


CALLS = Field(
    "calls",
    T("叫哪些单位到场", "Which units to call"),
    "rows",
    count=3,
    fields=(UNIT_OF_LIST, TASK),
    hint=T("每家写明任务；空着的行不算。", "A task for each; empty rows do not count."),
)

DEEDS = (
    Deed(
        "dispatch",
        "dispatch.dispatch",
        T("派单", "Dispatch"),
        T("已派单，诉求人会收到消息。", "Sent; the reporter is told."),
        _dispatch,
        (UNIT, OTHER_UNIT, MODE, TASK),
        key="d",
        tone="",
        icon="send",
    ),
    Deed(
        "self_handle",
        "dispatch.self_handle",
        T("我来办", "I take it"),
        T("已由您直接办理。", "You have it in hand."),
        lambda act: issuing.self_handle(**act.appeal, unit_id=act.values.get("unit")),
        (
            Field(
                "unit",
                T("以哪个单位的名义", "For which unit"),
                "select",
                options=choices.own_units,
                parse=UUID,
                is_shown=lambda case: len(case.actor.units) > 1,
            ),
        ),
        key="s",
    ),
    Deed(
        "dispatch_again",
        "dispatch.dispatch_again",
        T("重新派单", "Send out again"),
        T("已重新派单。", "Sent out again."),
        _again,
        (UNIT, OTHER_UNIT, TASK),
        key="d",
        tone="",
        icon="send",
        hint=T("第一次重办回到原单位，第二次提到上一级。", "The first time to the same unit, the second one level up."),
    ),
    Deed(
        "decide_bounce",
        "dispatch.decide_bounce",
        T("审核退单", "Decide on the return"),
        T("已决定。", "Decided."),
        _decide_bounce,
        (DECISION, UNIT, OTHER_UNIT, NOTE),
        on="order",
        tone="",
        hint=T(
            "同意时请选新的承办单位；不同意时原单位继续办理。计时不停。",
            "Agree: choose the new unit. Do not agree: the unit goes on. The clock runs.",
        ),
    ),
    Deed(
        "designate",
        "dispatch.designate",
        T("指定单位", "Designate"),
        T("已指定，这家单位不能再退。", "Designated; it cannot be returned."),
        _designate,
        (
            UNIT_OF_LIST,
            Field("is_dispute", T("单位之间有职责争议", "The units dispute whose duty it is"), "tick", required=False),
            NOTE,
        ),
        on="order",
    ),
    Deed(
        "request_extension",
        "dispatch.request_extension",
        T("申请延期", "Ask for more time"),
        T("已申请。批准之前期限不变。", "Asked for. Until approved, the deadline stays."),
        lambda act: extending.request_extension(**act.order, days=act.values["days"], plan=act.values["plan"]),
        (
            Field("days", T("再要几个工作日", "How many more working days"), "number", least=1, hint=_due_hint),
            Field("plan", T("理由和打算", "Reason and plan"), "words", most=2000),
        ),
        on="order",
        key="e",
    ),
    Deed(
        "decide_extension",
        "dispatch.decide_extension",
        T("审核延期", "Decide on the extension"),
        T("已决定。", "Decided."),
        lambda act: extending.decide_extension(**act.order, decision=act.values["decision"], note=act.values["note"]),
        (DECISION, NOTE),
        on="order",
        tone="",
    ),
    Deed(
        "escalate",
        "dispatch.escalate",
        T("提级", "Escalate"),
        T("已提交上一级，原单位继续协办。", "Handed up; you stay on as helper."),
        _escalate,
        (
            Field("tried", T("已经试过什么", "What was tried"), "words", hint=T("一行写一件。", "One per line.")),
            Field("unit", T("提交给谁", "To whom"), "select", options=_higher, parse=uuid_or_none, required=False),
        ),
        on="order",
    ),
    Deed(
        "decide_overdue",
        "dispatch.decide_overdue",
        T("决定超期工单", "Decide on the overdue order"),
        T("已决定。", "Decided."),
        lambda act: escalating.decide_overdue(
            **act.order, decision=act.values["decision"], note=act.values["note"], unit_id=act.values["unit"]
        ),
        (
            Field(
                "decision",
                T("怎么办", "What now"),
                "pick",
                parse=Decision,
                options=lambda _: [
                    Option("accept", T("提到上一级单位办", "Hand it up")),
                    Option("reject", T("仍由原单位办", "Leave it with the unit")),
                ],
            ),
            Field("unit", T("提交给谁", "To whom"), "select", options=_higher, parse=uuid_or_none, required=False),
            Field("note", T("理由和要求", "Reason and instruction"), "words", rows=3),
        ),
        on="order",
        tone="",
    ),
    Deed(
        "split",
        "dispatch.split",
        T("分办", "Split"),
        T("已分给各单位。", "Split among the units."),
        _split,
        (
            Field(
                "parts",
                T("分成哪几项", "Into which parts"),
                "rows",
                count=3,
                initial=_sub_issues,
                fields=(
                    Field("category", T("是什么事", "What it is"), "select", options=choices.categories),
                    UNIT_OF_LIST,
                    TASK,
                ),
            ),
            Field(
                "coordinator",
                T("由谁统筹", "Who coordinates"),
                "select",
                options=choices.units,
                parse=UUID,
                required=False,
            ),
        ),
    ),
    Deed(
        "whistle",
        "dispatch.whistle",
        T("吹哨", "Whistle"),
        T("已通知各单位到场。", "The units were called."),
        _whistle,
        (
            Field("lead", T("谁牵头", "Who leads"), "select", options=choices.units, parse=UUID, initial=_lead),
            CALLS,
            Field("place", T("在哪里碰头", "Where to meet"), most=120, initial=lambda case: case.appeal.place_words),
            Field("time", T("什么时候", "When"), "moment"),
        ),
        key="w",
    ),
    Deed(
        "report_in",
        "dispatch.report_in",
        T("报到", "Report in"),
        T("已报到。", "Reported in."),
        lambda act: whistling.report_in(**act.order, arrival=act.values["arrival"], note=act.values["note"]),
        (
            Field(
                "arrival",
                T("怎么参加", "How you take part"),
                "pick",
                parse=Arrival,
                options=words([Arrival.ON_SITE, Arrival.OPINION]),
            ),
            Field("note", T("情况", "What you found"), "words", rows=3, most=2000),
        ),
        on="order",
        tone="",
        icon="here",
        key="i",
    ),
    Deed(
        "co_opinion",
        "dispatch.co_opinion",
        T("会办意见", "Give an opinion"),
        T("意见已交给牵头单位。", "The lead has your opinion."),
        lambda act: whistling.co_opinion(**act.order, opinion=act.values["opinion"]),
        (Field("opinion", T("意见", "Opinion"), "words"),),
        on="order",
    ),
)
