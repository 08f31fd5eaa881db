"""Deeds of leaders and supervisors: the top, suspension, the way of handling, supervision (T35-T40, T55, T58)."""

from __future__ import annotations

from uuid import UUID

from linli.dispatch.actions import changing, supervising, suspending, topping
from linli.dispatch.queries import tops
from linli.dispatch.rules.joint import COUNTED, TopFacts, TopTriggers
from linli.dispatch.words import TopReason
from linli.kernel.words import Text
from linli.web.staff import choices
from linli.web.staff.casefile import CaseFile
from linli.web.staff.choices import OTHER_UNIT, UNIT, chosen, needed_unit
from linli.web.staff.deed import NOTE, REASON, Act, Deed
from linli.web.staff.deeds_routing import DECISION, MODE
from linli.web.staff.forms import Field, Option

T = Text


def _request_top(act: Act) -> None:
    given = act.values
    topping.request_top(
        **act.appeal,
        reason=given["reason"],
        note=given["note"],
        households=given["households"],
    )


def _top_reasons(case: CaseFile) -> list[Option]:
    """Return the reasons, each counted one with how it stands and how much it takes."""
    have, need = tops.facts_of(case.appeal.id, now=case.now), tops.triggers(case.now)
    return [Option(reason.value, reason.text, _standing(reason, have, need)) for reason in TopReason]


def _standing(reason: TopReason, have: TopFacts, need: TopTriggers) -> Text | str:
    name = COUNTED.get(reason)
    if name is None:
        return ""
    stands, takes = getattr(have, name), getattr(need, name)
    return T(f"现在 {stands}，要到 {takes}", f"{stands} now, {takes} needed")


DEEDS = (
    Deed(
        "request_top",
        "dispatch.request_top",
        T("提请顶格", "Put before the leader"),
        T("已提请区领导决定。", "Put before the leader."),
        _request_top,
        (
            Field("reason", T("为什么", "Why"), "pick", options=_top_reasons, parse=TopReason),
            Field(
                "households",
                T("涉及多少户", "Households concerned"),
                "number",
                required=False,
                least=0,
                initial=lambda case: case.appeal.households,
            ),
            Field("note", T("情况说明", "The matter in short"), "words"),
        ),
    ),
    Deed(
        "take_top",
        "dispatch.take_top",
        T("领办", "Take it on"),
        T("已由领导领办，牵头单位要交方案。", "Taken on; the lead unit owes a plan."),
        lambda act: topping.take_top(**act.appeal, unit_id=needed_unit(act.values), note=act.values["note"]),
        (UNIT, OTHER_UNIT, NOTE),
        tone="",
    ),
    Deed(
        "decline_top",
        "dispatch.decline_top",
        T("不作顶格", "Decline"),
        T("已退回办理。", "Sent back to be handled as before."),
        lambda act: topping.decline_top(
            **act.appeal, reason=act.values["reason"], unit_id=chosen(act.values, needed=False)
        ),
        (REASON, OTHER_UNIT),
    ),
    Deed(
        "request_suspend",
        "dispatch.request_suspend",
        T("申请挂账", "Ask to suspend"),
        T("已申请。批准之前继续计时。", "Asked for. Until approved, the clock runs."),
        lambda act: suspending.request_suspend(
            **act.order, reason=act.values["reason"], plan=act.values["plan"], review_on=act.values["review_on"]
        ),
        (
            Field("reason", T("理由", "Reason"), "pick", options=choices.codes("suspend_reason")),
            Field("plan", T("之后怎么办", "What happens then"), "words"),
            Field(
                "review_on",
                T("哪天复核", "Review on"),
                "day",
                hint=T("街道最多批 30 天，区里最多 90 天。", "A street may grant 30 days, the district 90."),
            ),
        ),
        on="order",
    ),
    Deed(
        "decide_suspend",
        "dispatch.decide_suspend",
        T("审核挂账", "Decide on the suspension"),
        T("已决定。", "Decided."),
        lambda act: suspending.decide_suspend(**act.order, decision=act.values["decision"], note=act.values["note"]),
        (DECISION, NOTE),
        on="order",
        tone="",
    ),
    Deed(
        "resume",
        "dispatch.resume",
        T("恢复办理", "Resume"),
        T("已恢复，计时继续。", "Resumed; the clock runs on."),
        lambda act: suspending.resume(**act.order),
        on="order",
        tone="",
    ),
    Deed(
        "change_mode",
        "dispatch.change_mode",
        T("调整办理方式", "Change the way"),
        T("已调整；期限只会提前。", "Changed; dates only get earlier."),
        lambda act: changing.change_mode(**act.appeal, mode=act.values["mode"], reason=act.values["reason"]),
        (MODE, REASON),
    ),
    Deed(
        "supervise",
        "appeals.supervise",
        T("督办", "Supervise"),
        T("已督办，单位须在一个工作日内答复。", "The unit answers within a working day."),
        lambda act: supervising.supervise(**act.appeal, note=act.values["note"], unit_id=act.values["unit"]),
        (
            Field("note", T("问什么", "What to explain"), "words", most=1000),
            Field(
                "unit",
                T("督办哪家", "Which unit"),
                "select",
                options=choices.units,
                parse=UUID,
                required=False,
                hint=T("不选就是现在的承办单位。", "Left empty: the accountable unit."),
            ),
        ),
    ),
    Deed(
        "answer_supervision",
        "dispatch.log_action",
        T("答复督办", "Answer the supervision"),
        T("督办已答复。", "Answered."),
        lambda act: supervising.answer_supervision(**act.on("supervision_id", act.target), answer=act.values["answer"]),
        (Field("answer", T("答复", "Answer"), "words"),),
        on="supervision",
        tone="",
        owed=frozenset({"dispatch.log_action:supervision"}),
    ),
    Deed(
        "close_supervision",
        "appeals.supervise",
        T("了结督办", "Close the supervision"),
        T("督办已了结。", "Closed."),
        lambda act: supervising.close_supervision(**act.on("supervision_id", act.target), note=act.values["note"]),
        (
            Field(
                "note",
                T("说明", "Note"),
                "words",
                required=False,
                rows=3,
                most=1000,
                hint=T(
                    "单位已答复的可以不写；没有答复就了结，要写原因。",
                    "Not needed after an answer; without one, say why.",
                ),
            ),
        ),
        on="supervision",
    ),
)
