"""Deeds after the answer and on the record: asking how it was, reopening, publishing, correcting (T44-T50, T59-T60)."""

from __future__ import annotations

from linli.appeals.actions import correcting, linking, publishing, reopening, revisiting, withdrawing
from linli.appeals.rules.correcting import Field as Column
from linli.appeals.words import RequestKind, Satisfied, Solved, State
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import APPROVE, REASON, Act, Deed
from linli.web.staff.forms import Field, words

T = Text


def _in_revisit(case: CaseFile) -> bool:
    return case.appeal.state is State.REVISIT


def _is_sampled(case: CaseFile) -> bool:
    return any(duty.is_live and duty.deed == "appeals.spot_check" for duty in case.detail.duties)


def _record(act: Act) -> object:
    given = act.values
    return revisiting.record_revisit(
        **act.appeal,
        solved=given["solved"],
        satisfied=given["satisfied"],
        words=given["words"],
        is_justified=not given["unjustified"],
    )


def _value(column: Column, raw: str) -> Plain:
    if column is Column.HOUSEHOLDS:
        if not raw.isdigit():
            raise Invalid(field="value", why_zh="请填整数", why_en="a whole number, please")
        return int(raw)
    if column is Column.HAZARD:
        return raw.lower() in {"1", "yes", "true", "是", "有"}
    return raw


def _correct(act: Act) -> None:
    column = act.values["field"]
    value = _value(column, act.values["value"])
    correcting.ask_correction(**act.appeal, field=column, value=value, reason=act.values["reason"])


DEEDS = (
    Deed(
        "start_revisit",
        "appeals.start_revisit",
        T("开始回访", "Start the call"),
        T("已开始回访。", "Started."),
        lambda act: revisiting.start_revisit(**act.appeal),
        event="start_revisit",
        tone="",
        key="b",
        icon="phone",
    ),
    Deed(
        "record_revisit",
        "appeals.record_revisit",
        T("登记回访结果", "Record what was said"),
        T("回访已登记。", "Recorded."),
        _record,
        (
            Field("solved", T("问题解决了吗", "Is it solved"), "pick", options=words(Solved), parse=Solved),
            Field(
                "satisfied",
                T("对办理满意吗", "Satisfied with the handling"),
                "pick",
                options=words(Satisfied),
                parse=Satisfied,
                required=False,
            ),
            Field("words", T("原话", "In their words"), "words", required=False, rows=3),
            Field(
                "unjustified",
                T("不满意的理由不成立", "The dissatisfaction has no ground"),
                "tick",
                required=False,
                hint=T("勾选后不退回重办，要向诉求人解释两次。", "It is not sent back, but explained twice."),
            ),
        ),
        when=_in_revisit,
        tone="",
        key="b",
        icon="phone",
        hint=T(
            "照着问：我是区里的回访员。您反映的事，承办单位答复了您。请问问题解决了吗？对办理满意吗？还有什么要说的？",
            "Ask: I call for the district. The unit has answered. Is it solved? Are you satisfied? Anything else?",
        ),
    ),
    Deed(
        "record_attempt",
        "appeals.record_revisit",
        T("没有接通", "Nobody answered"),
        T("已记下这次没有接通。", "Noted."),
        lambda act: revisiting.record_attempt(**act.appeal),
        when=_in_revisit,
        hint=T(
            "三次、不少于两天、不同的半天都没接通，就按“未接通”办结。",
            "Three calls on two days or more, in different halves of the day, close it as unreached.",
        ),
    ),
    Deed(
        "explain",
        "appeals.record_revisit",
        T("解释", "Explain"),
        T("已向诉求人解释。", "It was explained."),
        lambda act: revisiting.explain(**act.appeal, body=act.values["body"]),
        (Field("body", T("怎么解释的", "What was explained"), "words"),),
        when=_in_revisit,
    ),
    Deed(
        "ask_explained_close",
        "appeals.explained_close",
        T("解释后办结", "Close after explaining"),
        T("已提出，等第二个人同意。", "A second person decides."),
        lambda act: revisiting.ask_explained_close(**act.appeal, reason=act.values["reason"]),
        (REASON,),
        event="explained_close",
        when=lambda case: case.waiting(RequestKind.EXPLAINED_CLOSE) is None,
    ),
    Deed(
        "decide_explained_close",
        "appeals.explained_close",
        T("复核解释后办结", "Decide on closing"),
        T("已决定。", "Decided."),
        lambda act: revisiting.decide_explained_close(**act.appeal, approve=act.values["approve"]),
        (APPROVE,),
        asks=RequestKind.EXPLAINED_CLOSE,
        tone="",
    ),
    Deed(
        "spot_check",
        "appeals.record_revisit",
        T("撤回抽查", "Check the withdrawal"),
        T("已登记。", "Recorded."),
        lambda act: withdrawing.record_spot_check(
            **act.appeal, was_pressed=act.values["was_pressed"], reached=act.values["reached"]
        ),
        (
            Field("reached", T("电话接通了", "Somebody answered"), "tick", required=False),
            Field("was_pressed", T("有人要求撤回", "Somebody pressed for it"), "tick", required=False),
        ),
        when=_is_sampled,
        tone="",
        owed=frozenset({"appeals.spot_check"}),
    ),
    Deed(
        "reopen",
        "appeals.reopen",
        T("重新办理", "Reopen"),
        T("已重新办理。", "It is handled again."),
        lambda act: reopening.reopen(**act.appeal, reason=act.values["reason"]),
        (REASON,),
        event="reopen",
    ),
    Deed(
        "publish",
        "appeals.publish",
        T("起草公开案例", "Draft a published case"),
        T("已起草，等另一人审核后公开。", "Drafted; another person approves."),
        lambda act: publishing.publish_case(
            **act.appeal,
            title=act.values["title"],
            body=act.values["body"],
            is_identifiable=act.values["is_identifiable"],
        ),
        (
            Field("title", T("标题", "Title"), most=80),
            Field(
                "body",
                T("正文（个人信息已遮盖）", "Text (personal data covered)"),
                "words",
                rows=10,
                initial=lambda case: publishing.suggested(case.appeal.id),
            ),
            Field("is_identifiable", T("读的人可能认出是谁", "Somebody could be recognised"), "tick", required=False),
        ),
        event="publish_case",
        when=lambda case: case.appeal.case_notice_id is None,
        tone="",
    ),
    Deed(
        "renew_link",
        "appeals.renew_link",
        T("给诉求人换新链接", "Renew the reporter's link"),
        T("旧链接已失效，新链接已发给诉求人。", "The old link is dead; the new one went to the reporter."),
        lambda act: linking.renew_link(**act.appeal, reason=act.values["reason"]),
        (REASON,),
        when=lambda case: case.appeal.reporter_id is not None,
        hint=T(
            "先核对是不是本人。新链接只发给本人留的电话或账户，工作人员看不到。",
            "Check first that it is the person. The new link goes only to the phone or account on record.",
        ),
    ),
    Deed(
        "correct",
        "appeals.correct",
        T("更正记录", "Correct the record"),
        T("已提出，等第二位管理员同意。", "A second administrator decides."),
        _correct,
        (
            Field("field", T("更正哪一项", "Which entry"), "pick", options=words(Column), parse=Column),
            Field("value", T("改成", "To what"), most=120),
            REASON,
        ),
        event="correct_record",
        when=lambda case: case.waiting(RequestKind.CORRECT) is None,
    ),
    Deed(
        "decide_correction",
        "appeals.correct",
        T("复核更正", "Decide on the correction"),
        T("已决定。", "Decided."),
        lambda act: correcting.decide_correction(**act.appeal, approve=act.values["approve"]),
        (APPROVE,),
        asks=RequestKind.CORRECT,
        tone="",
    ),
)
