"""Deeds of the unit at work: taking, contacting, logging, visiting, results, follow-ups (T15-T22, T41-T43, T57)."""

from __future__ import annotations

from uuid import UUID

from linli.appeals.words import AttachmentUse, Outcome
from linli.dispatch.actions import bouncing, ending, follow_ups, outdoors, results, taking
from linli.dispatch.actions.results import FollowUp
from linli.dispatch.words import ContactMeans, Step, VisitKind
from linli.kernel.words import Text
from linli.web.staff import choices
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import APPROVE, PHOTOS, REASON, Act, Deed
from linli.web.staff.forms import Field, Option, words

T = Text
REPLY = Field(
    "reply",
    T("给居民的答复", "The answer to the resident"),
    "words",
    rows=5,
    hint=T(
        "说清做了什么、结果怎样、没办完的谁在什么时候办。不要写别人的姓名和电话。",
        "What was done, how it stands, who does the rest by when. Nobody else's name or phone.",
    ),
)
WHAT = Field("note", T("做了什么", "What was done"), "words", rows=3, most=2000)
DAYS = Field("days", T("几个工作日内", "Within how many working days"), "number", required=False, least=1)


def _bounce(act: Act) -> None:
    given = act.values
    bouncing.request_bounce(**act.order, reason=given["reason"], basis=given["basis"], suggested_unit_id=given["unit"])


def _log(act: Act) -> None:
    given = act.values
    taking.log_action(
        **act.order,
        note=given["note"],
        is_on_site=given["on_site"],
        is_danger_removed=given["danger_removed"],
        count=given["count"],
        count_area=given["count_area"],
        samples=given.get("kept", ()),
    )


def _submit(act: Act) -> None:
    later = [FollowUp(row["unit"] or UUID(int=0), row["task"], row["days"] or 15) for row in act.values["follow_ups"]]
    results.submit_result(**act.order, outcome=act.values["outcome"], reply=act.values["reply"], follow_ups=later)


def _draft_reply(case: CaseFile) -> str:
    """Return the answer handed in before, for somebody who works on it again."""
    order = case.target_order
    return case.texts.get(order.reply_text_id, "") if order is not None and order.reply_text_id else ""


def _visit(act: Act) -> object:
    given = act.values
    return outdoors.visit(
        **act.order,
        kind=given["kind"],
        purpose=given["purpose"],
        result=given["result"],
        unit_ids=[UUID(raw) for raw in given["units"]],
        photos=len(given["photos"]),
        photo_consent=given["consent"],
    )


def _rectify(act: Act) -> object:
    given = act.values
    kept = given.get("kept") or [None]
    return outdoors.rectify(
        **act.order,
        to_words=given["to_words"],
        notice=given["notice"],
        due_on=given["due_on"],
        service_attachment_id=kept[0],
    )


def _people(case: CaseFile) -> list[Option]:
    order = case.target_order
    return choices.colleagues(case, order.unit.id) if order else []


def _order_units(case: CaseFile) -> list[Option]:
    return [choices.unit_option(order.unit) for order in {order.unit.id: order for order in case.orders}.values()]


DEEDS = (
    Deed(
        "accept",
        "dispatch.accept",
        T("签收", "Take"),
        T("已签收。", "Taken."),
        lambda act: taking.accept(**act.order),
        on="order",
        key="a",
        tone="",
        icon="check",
    ),
    Deed(
        "first_contact",
        "dispatch.first_contact",
        T("首次联系", "First contact"),
        T("联系已记下，响应计时停止。", "Recorded; the response time stops."),
        lambda act: taking.first_contact(**act.order, means=act.values["means"], note=act.values["note"]),
        (
            Field(
                "means",
                T("怎么联系的", "How"),
                "pick",
                options=words(ContactMeans),
                parse=ContactMeans,
                initial=lambda _: "phone",
            ),
            Field("note", T("说了什么", "What was said"), "words", rows=3, most=2000),
        ),
        on="order",
        key="c",
        tone="",
        icon="phone",
    ),
    Deed(
        "log_action",
        "dispatch.log_action",
        T("写记录", "Log"),
        T("已记下。", "Logged."),
        _log,
        (
            PHOTOS,
            WHAT,
            Field(
                "on_site",
                T("我在现场", "I am on site"),
                "tick",
                required=False,
                hint=T("勾选后到场计时停止。", "Stops the on-site clock."),
            ),
            Field(
                "danger_removed",
                T("险情已排除", "The danger is removed"),
                "tick",
                required=False,
                hint=T("只有特急事项要勾，四小时计时停止。", "Emergencies only; stops the clock of four hours."),
            ),
            Field("count", T("批量办理了几处", "How many places at once"), "number", required=False, least=1),
            Field("count_area", T("在哪一片", "In which area"), required=False, most=120),
        ),
        on="order",
        key="l",
        icon="camera",
        files=AttachmentUse.EVIDENCE,
    ),
    Deed(
        "interim_reply",
        "dispatch.log_action",
        T("阶段答复", "Interim reply"),
        T("已告诉居民进展。", "The resident knows how it stands."),
        lambda act: taking.interim_reply(**act.order, reply=act.values["reply"]),
        (REPLY,),
        on="order",
        owed=frozenset({"appeals.interim_reply", f"dispatch.log_action:{Step.WEEKLY_NOTE.value}"}),
    ),
    Deed(
        "file_plan",
        "dispatch.log_action",
        T("提交方案", "File the plan"),
        T("方案已提交。", "The plan is filed."),
        lambda act: taking.file_plan(**act.order, plan=act.values["plan"]),
        (Field("plan", T("方案", "The plan"), "words", rows=6),),
        on="order",
        owed=frozenset({f"dispatch.log_action:{Step.PLAN.value}"}),
    ),
    Deed(
        "reassign_person",
        "dispatch.reassign_person",
        T("换经办人", "Change the person"),
        T("已换人。", "Changed."),
        lambda act: taking.reassign_person(**act.order, account_id=act.values["person"]),
        (Field("person", T("交给谁", "To whom"), "pick", options=_people, parse=UUID),),
        on="order",
    ),
    Deed(
        "request_bounce",
        "dispatch.request_bounce",
        T("申请退单", "Ask to return"),
        T(
            "已申请。有人接手之前，您仍是联系单位，计时不停。",
            "Asked for. Until another takes it you stay the contact; the clock runs.",
        ),
        _bounce,
        (
            Field("reason", T("为什么退", "Why"), "pick", options=choices.codes("bounce_reason")),
            Field("basis", T("依据哪条规定", "By which rule"), "words", rows=2, most=500),
            Field(
                "unit",
                T("建议派给谁", "Who should have it"),
                "select",
                options=choices.units,
                parse=UUID,
                required=False,
            ),
        ),
        on="order",
        key="r",
        hint=T(
            "每件每家只能退一次，且要在两个工作日内（紧急 2 小时，特急 30 分钟）。",
            "Once per unit, within two working days (urgent 2 hours, emergency 30 minutes).",
        ),
    ),
    Deed(
        "submit_result",
        "dispatch.submit_result",
        T("提交结果", "Submit the result"),
        T("已提交，等审核后答复居民。", "Submitted; the reviewer sends the answer."),
        _submit,
        (
            Field("outcome", T("结果怎样", "What came of it"), "pick", options=words(Outcome), parse=Outcome),
            Field("reply", REPLY.label, "words", hint=REPLY.hint, rows=5, initial=_draft_reply),
            PHOTOS,
            Field(
                "follow_ups",
                T("之后还要做的", "What remains"),
                "rows",
                count=1,
                required=False,
                fields=(
                    Field("unit", T("由谁做", "By whom"), "select", options=choices.units, parse=UUID),
                    Field("task", T("做什么", "What"), most=300),
                    DAYS,
                ),
            ),
        ),
        on="order",
        key="f",
        tone="",
        icon="send",
        files=AttachmentUse.EVIDENCE,
    ),
    Deed(
        "approve_result",
        "dispatch.approve_result",
        T("审核通过", "Approve"),
        T("已通过，答复已发给居民。", "Approved; the resident has the answer."),
        lambda act: results.approve_result(**act.order),
        on="order",
        key="y",
        tone="",
        icon="check",
        hint=T("通过后，下面的答复会原样发给居民。", "The answer below goes to the resident as it is."),
        shows=_draft_reply,
    ),
    Deed(
        "return_result",
        "dispatch.return_result",
        T("退回重办", "Send back"),
        T("已退回，计时继续。", "Sent back; the clock runs on."),
        lambda act: results.return_result(**act.order, reason=act.values["reason"]),
        (REASON,),
        on="order",
        shows=_draft_reply,
    ),
    Deed(
        "request_terminate",
        "dispatch.submit_result",
        T("申请终止", "Ask to end it"),
        T("已申请，由区里决定。", "Asked for; the district decides."),
        lambda act: ending.request_terminate(**act.order, reason=act.values["reason"], note=act.values["note"]),
        (
            Field("reason", T("理由", "Reason"), "pick", options=choices.codes("terminate_reason")),
            Field("note", T("书面说明", "In writing"), "words"),
        ),
        on="order",
        tone="grave",
    ),
    Deed(
        "terminate",
        "dispatch.terminate",
        T("审核终止", "Decide on ending"),
        T("已决定。", "Decided."),
        lambda act: ending.terminate(**act.order, approve=act.values["approve"], note=act.values["note"]),
        (APPROVE, Field("note", T("说明", "Note"), "words", rows=3)),
        on="order",
        tone="",
    ),
    Deed(
        "visit",
        "dispatch.visit",
        T("登记走访", "Record a visit"),
        T("走访已登记。", "The visit is recorded."),
        _visit,
        (
            PHOTOS,
            Field(
                "kind",
                T("哪种", "Which"),
                "pick",
                options=words(VisitKind),
                parse=VisitKind,
                initial=lambda _: "on_site",
            ),
            Field("purpose", T("去做什么", "What for"), most=300),
            Field("result", T("结果", "What came of it"), "words", rows=3),
            Field("units", T("一起去的单位", "Who went along"), "many", options=_order_units, required=False),
            Field("consent", T("住户同意拍照", "The household agreed to photos"), "tick", required=False),
        ),
        on="order",
        key="v",
        files=AttachmentUse.VISIT,
    ),
    Deed(
        "rectify",
        "dispatch.rectify",
        T("限期整改", "Notice to rectify"),
        T("通知已送达，到期复查。", "Served; it is rechecked on its day."),
        _rectify,
        (
            Field("to_words", T("发给谁", "To whom"), most=120),
            Field("notice", T("要改什么", "What to put right"), "words"),
            Field("due_on", T("改到哪天", "Until"), "day"),
            PHOTOS,
        ),
        on="order",
        files=AttachmentUse.SERVICE,
    ),
    Deed(
        "recheck",
        "dispatch.recheck",
        T("整改复查", "Recheck"),
        T("复查已登记。", "Recorded."),
        lambda act: outdoors.recheck(
            **act.on("notice_id", act.target), is_complied=act.values["approve"], note=act.values["note"]
        ),
        (
            Field(
                "approve",
                T("改了没有", "Was it put right"),
                "pick",
                parse=lambda raw: raw == "yes",
                options=lambda _: [Option("yes", T("已整改", "Yes")), Option("no", T("没有改", "No"))],
            ),
            WHAT,
        ),
        on="notice",
        tone="",
    ),
    Deed(
        "order_follow_up",
        "dispatch.follow_up",
        T("安排后续", "Order a follow-up"),
        T("后续事项已安排。", "Ordered."),
        lambda act: follow_ups.order_follow_up(
            **act.order, unit_id=act.values["unit"], task=act.values["task"], days=act.values["days"]
        ),
        (
            Field("unit", T("由谁做", "By whom"), "select", options=choices.units, parse=UUID),
            Field("task", T("做什么", "What"), "words", rows=3),
            DAYS,
        ),
        on="order",
    ),
    Deed(
        "finish_follow_up",
        "dispatch.follow_up",
        T("完成后续", "Finish the follow-up"),
        T("后续事项已完成。", "Done."),
        lambda act: follow_ups.finish_follow_up(**act.order, note=act.values["note"]),
        (PHOTOS, WHAT),
        on="order",
        tone="",
        files=AttachmentUse.EVIDENCE,
    ),
)
