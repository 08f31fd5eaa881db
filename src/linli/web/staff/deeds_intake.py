"""Deeds of the intake: triage, asking, answering, handing over, refusing, joining (T03-T12, T56)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.appeals.actions import asking, diverting, merging, refusing, triaging
from linli.appeals.actions.diverting import Handover
from linli.appeals.actions.placing import Place
from linli.appeals.actions.triaging import Triage
from linli.appeals.queries import links
from linli.appeals.queries.nearby import Near
from linli.appeals.rules.triaging import TRIAGERS
from linli.appeals.words import OPEN_STATES, AttachmentUse, Kind, Mode, RequestKind, State, Urgency
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text
from linli.web.formats import when
from linli.web.staff import choices
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import APPROVE, NOTE, PHOTOS, REASON, Act, Deed
from linli.web.staff.forms import Field, Option, words

T = Text


def _proposed(name: str) -> Any:
    return lambda case: case.appeal.proposal.get(name) or ""


def _first_urgency(case: CaseFile) -> str:
    """Return the more urgent of what is set and what the words sound like."""
    proposed = str(case.appeal.proposal.get("urgency") or "")
    known = [case.appeal.urgency, *(word for word in Urgency if word.value == proposed)]
    return min(known, key=lambda word: word.rank).value


def _pointed_at(case: CaseFile) -> str:
    return next((str(near.id) for near in case.duplicates if near.id == case.appeal.same_as_id), "")


def _near(case: CaseFile) -> list[Option]:
    return [
        Option(str(near.id), choices.category_text(near.category, case.now), hint=_told(near, case))
        for near in case.duplicates
    ]


def _told(near: Near, case: CaseFile) -> Text:
    """Return what speaks for it: that the reporter called it the same (ADR 0025), and which parts agree (ADR 0035)."""
    said = [T("诉求人说是同一件事", "the reporter says it is the same")] if near.id == case.appeal.same_as_id else []
    state = T(near.state.zh, near.state.en)
    parts = [*said, T(near.number, near.number), state, when(near.registered_at, case.now), *near.agrees]
    return T(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts))


TRIAGE = (
    Field(
        "category",
        T("是什么事", "What it is"),
        "select",
        options=choices.categories,
        hint=T("前几项是按文字提出的建议，由您决定。", "The first ones are proposed from the words; you decide."),
        initial=lambda case: case.appeal.category or case.appeal.proposal.get("category") or "",
    ),
    Field(
        "urgency",
        T("有多急", "How urgent"),
        "pick",
        options=words(Urgency),
        parse=Urgency,
        initial=_first_urgency,
    ),
    Field(
        "mode",
        T("怎么办", "How to handle it"),
        "pick",
        options=words(choices.MODES),
        parse=Mode,
        initial=_proposed("mode"),
    ),
    Field("area", T("在哪里", "Where"), "select", options=choices.places, initial=lambda case: case.appeal.area_path),
    Field(
        "address",
        T("或者写准地址", "Or write the exact address"),
        required=False,
        most=200,
        hint=T("写了地址就按地址定位。", "An address decides the place."),
    ),
    Field(
        "kind", T("诉求类型", "Kind"), "select", options=words(Kind), parse=Kind, initial=lambda case: case.appeal.kind
    ),
    Field(
        "presumed",
        T("按文字看，反映的是", "From the words it complains of"),
        "many",
        required=False,
        options=choices.presumed_units,
        initial=lambda case: case.appeal.complained_ids,
        parse=UUID,
        is_shown=lambda case: bool(case.appeal.complained_ids),
        hint=T(
            "勾着的单位看不到诉求人，也不会承办；不是反映它的，就去掉。",
            "These do not see the reporter and cannot handle it; take away what is wrong.",
        ),
    ),
    Field(
        "complained",
        T("反映的是哪家单位", "Which unit is complained of"),
        "select",
        required=False,
        options=choices.complainable,
        hint=T("选了以后，这家单位看不到诉求人，也不会承办。", "It will not see the reporter and cannot handle it."),
    ),
    Field("households", T("涉及多少户", "Households concerned"), "number", required=False, least=0),
    Field(
        "hazard", T("有公共安全隐患", "A danger to the public"), "tick", required=False, initial=_proposed("is_hazard")
    ),
)


def _complained(given: Mapping[str, Any]) -> tuple[UUID, ...]:
    """Return the presumed units that were left ticked, and the one that was chosen."""
    chosen = [UUID(given["complained"])] if given["complained"] else []
    return tuple(dict.fromkeys([*given.get("presumed", ()), *chosen]))


def _triage(act: Act) -> object:
    given = act.values
    moved = given["area"] if given["area"] != act.case.appeal.area_path else None
    decided = Triage(
        category=given["category"],
        urgency=given["urgency"],
        mode=given["mode"],
        kind=given["kind"],
        place=Place(address=given["address"]) if given["address"] else None,
        area_path=moved if not given["address"] else None,
        complained_units=_complained(given),
        is_hazard=given["hazard"] or None,
        households=given["households"],
    )
    return triaging.triage(**act.appeal, decided=decided)


def _redirect(act: Act) -> object:
    given = act.values
    to = Handover(given["reason"], given["target"], given["phone"], given["receipt"])
    return diverting.redirect(**act.appeal, to=to)


def _refuse(act: Act) -> None:
    params = {name: act.values[name] for name in ("number", "channel") if act.values[name]}
    refusing.refuse(**act.appeal, reason=act.values["reason"], params=params)


def _merge(act: Act) -> None:
    number = act.values["number"]
    master = links.id_of_number(number) if number else None
    if number and master is None:
        raise NotFound
    chosen = act.values["master"]
    if master is None and not chosen:
        raise Invalid(field="master", why_zh="请选择一件，或写编号", why_en="choose one, or write its number")
    merging.merge(**act.appeal, master_id=master or UUID(chosen))


def _attach(act: Act) -> None:
    if not act.values["photos"]:
        raise Invalid(field="photos", why_zh="请选择文件", why_en="choose a file")


def _may_triage(case: CaseFile) -> bool:
    """The district triages only where a unit complained of keeps out (ADR 0014)."""
    return bool(case.appeal.complained_ids) or not TRIAGERS.isdisjoint(case.actor.roles)


def _is_redirected(case: CaseFile) -> bool:
    return case.appeal.state is State.REDIRECTED and not case.appeal.told_receipt


def _is_open(case: CaseFile) -> bool:
    return case.appeal.state in OPEN_STATES


PHONE = Field("phone", T("对方电话", "Their phone"), required=False, most=40)
RECEIPT = Field("receipt", T("对方给的编号", "Their receipt number"), required=False, most=80)

DEEDS = (
    Deed(
        "triage",
        "appeals.triage",
        T("研判", "Triage"),
        T("已研判。", "Triaged."),
        _triage,
        TRIAGE,
        event="triage",
        when=_may_triage,
        key="t",
        tone="",
        icon="check",
    ),
    Deed(
        "ask_info",
        "appeals.ask_info",
        T("请补充", "Ask for more"),
        T("已请诉求人补充，研判计时暂停。", "The reporter was asked; the triage clock stands still."),
        lambda act: asking.ask_info(**act.appeal, question=act.values["question"]),
        (
            Field(
                "question",
                T("还缺什么", "What is missing"),
                "words",
                most=1000,
                hint=T(
                    "一次问清，比如：哪个单元、几楼、什么时候开始的。",
                    "Ask once: which entrance, which floor, since when.",
                ),
            ),
        ),
        event="ask_info",
        key="q",
    ),
    Deed(
        "add_info",
        "appeals.add_info",
        T("代为补充", "Add for the reporter"),
        T("已补充。", "Added."),
        lambda act: asking.add_info(**act.appeal, body=act.values["body"]),
        (Field("body", T("诉求人补充说", "What the reporter adds"), "words"), PHOTOS),
        event="add_info",
        files=AttachmentUse.ADDITION,
        owed=frozenset({"appeals.add_info"}),
    ),
    Deed(
        "answer_now",
        "appeals.answer_now",
        T("直接答复", "Answer now"),
        T("已答复诉求人。", "The reporter was answered."),
        lambda act: diverting.answer_now(**act.appeal, reply=act.values["reply"], knowledge=act.values["knowledge"]),
        (
            Field(
                "reply",
                T("答复", "The answer"),
                "words",
                hint=T("写清怎么办、去哪里、找谁、电话多少。", "Say what to do, where, whom to ask, which number."),
            ),
            Field("knowledge", T("依据的知识条目", "The knowledge item it rests on"), most=120),
        ),
        event="answer_now",
        key="n",
    ),
    Deed(
        "redirect",
        "appeals.redirect",
        T("转办", "Hand over"),
        T("已转办，并把去处告诉了诉求人。", "Handed over; the reporter knows where."),
        _redirect,
        (
            Field("reason", T("转到哪里", "Why and where to"), "pick", options=choices.codes("redirect_reason")),
            Field("target", T("对方单位", "To whom"), required=False, most=80),
            PHONE,
            RECEIPT,
        ),
        event="redirect",
    ),
    Deed(
        "record_receipt",
        "appeals.redirect",
        T("登记回执", "Record their receipt"),
        T("回执已登记，诉求人已收到编号。", "Recorded; the reporter was told the number."),
        lambda act: diverting.record_receipt(**act.appeal, receipt=act.values["receipt"], target=act.values["target"]),
        (
            Field("receipt", T("对方给的编号", "Their receipt number"), most=80),
            Field("target", T("对方单位", "To whom"), required=False, most=80),
        ),
        when=_is_redirected,
        tone="",
        owed=frozenset({"appeals.record_receipt"}),
    ),
    Deed(
        "call_line",
        "appeals.redirect",
        T("已转告热线", "A line was told"),
        T("已记下，本件继续办理。", "Noted; it goes on here."),
        lambda act: diverting.call_line(**act.appeal, line=act.values["line"], receipt=act.values["receipt"]),
        (
            Field(
                "line",
                T("转告了哪条线", "Which line"),
                most=40,
                hint=T("如 119、110、燃气抢修 96188。", "Such as 119, 110."),
            ),
            RECEIPT,
        ),
        when=_is_open,
    ),
    Deed(
        "refuse",
        "appeals.refuse",
        T("不予受理", "Not accept"),
        T("已提出，等第二个人复核后才告诉诉求人。", "Proposed; a second person agrees before the reporter is told."),
        _refuse,
        (
            Field("reason", T("理由", "Reason"), "pick", options=choices.codes("refuse_reason")),
            Field("number", T("同类诉求的编号", "Number of the same report"), required=False, most=40),
            Field("channel", T("可以走的途径", "The channel that can help"), required=False, most=80),
        ),
        event="refuse",
        tone="grave",
        when=lambda case: case.waiting(RequestKind.REFUSE) is None,
    ),
    Deed(
        "confirm_refuse",
        "appeals.confirm_refuse",
        T("复核不予受理", "Check the refusal"),
        T("已复核。", "Checked."),
        lambda act: refusing.confirm_refuse(**act.appeal, approve=act.values["approve"], note=act.values["note"]),
        (APPROVE, NOTE),
        asks=RequestKind.REFUSE,
        tone="",
    ),
    Deed(
        "uphold_objection",
        "appeals.uphold_objection",
        T("答复异议", "Decide on the objection"),
        T("已答复诉求人的异议。", "The objection was answered."),
        lambda act: refusing.decide_objection(**act.appeal, uphold=act.values["approve"], reason=act.values["reason"]),
        (APPROVE, REASON),
        asks=RequestKind.OBJECTION,
        tone="",
    ),
    Deed(
        "merge",
        "appeals.merge",
        T("并案", "Join"),
        T("已并入，两位诉求人都会收到答复。", "Joined; both reporters get the answer."),
        _merge,
        (
            Field(
                "master", T("并入哪一件", "Join with which"), "pick", options=_near, required=False, initial=_pointed_at
            ),
            Field("number", T("或者写编号", "Or its number"), required=False, most=40),
        ),
        event="merge",
        key="m",
    ),
    Deed(
        "unmerge",
        "appeals.unmerge",
        T("撤销并案", "Separate"),
        T("已单独办理。", "Handled on its own again."),
        lambda act: merging.unmerge(**act.appeal),
        event="unmerge",
    ),
    Deed(
        "change_urgency",
        "appeals.change_urgency",
        T("调整紧急程度", "Change urgency"),
        T("已记下。升高立即生效，降低要另一人同意。", "Noted. Raising holds at once; lowering needs a second person."),
        lambda act: triaging.change_urgency(**act.appeal, to=act.values["to"], reason=act.values["reason"]),
        (
            Field(
                "to",
                T("改为", "Change to"),
                "pick",
                options=words(Urgency),
                parse=Urgency,
                initial=lambda case: case.appeal.urgency,
            ),
            REASON,
        ),
        event="change_urgency",
    ),
    Deed(
        "decide_urgency",
        "appeals.change_urgency",
        T("是否降低紧急程度", "Lower the urgency?"),
        T("已决定。", "Decided."),
        lambda act: triaging.decide_urgency(**act.appeal, approve=act.values["approve"]),
        (APPROVE,),
        asks=RequestKind.LOWER_URGENCY,
        tone="",
    ),
    Deed(
        "attach",
        "appeals.add_info",
        T("补充材料", "Add files"),
        T("材料已收好。", "The files are kept."),
        _attach,
        (PHOTOS,),
        when=_is_open,
        files=AttachmentUse.ADDITION,
    ),
)
