"""Where a report stands, told as a neighbour at the counter would: who has it, what they do next, until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from linli.appeals.queries.resident import Own
from linli.appeals.words import State
from linli.dispatch.queries.orders import OrderRow
from linli.dispatch.words import OrderRole
from linli.duties.words import DutyRow
from linli.kernel.words import Text
from linli.people.rules.units import UnitRow
from linli.web import formats

CONTACT, SUBMIT, REVIEW = "dispatch.first_contact", "dispatch.submit_result", "dispatch.approve_result"
NOBODY = Text("承办单位", "the unit in charge")
LATE = Text(
    "原定 {at} 前办好这一步，已经晚了；负责人已收到提醒，这里会照实显示。",
    "This step was due by {at} and is late. Those in charge have been reminded; this page shows it as it is.",
)
PAUSED = Text("现在计时暂停。", "The clock is standing still for now.")

STEPS: Mapping[str, Text] = {
    "appeals.triage": Text("看完并定下由谁办", "reading it and deciding who handles it"),
    "appeals.add_info": Text("等您补充", "waiting for what you add"),
    "appeals.start_revisit": Text("等您评价", "waiting for your rating"),
    "appeals.record_revisit": Text("电话回访", "a follow-up call"),
    "appeals.uphold_objection": Text("答复您的异议", "answering your objection"),
    "appeals.interim_reply": Text("先给您一个阶段答复", "an interim reply"),
    "dispatch.dispatch": Text("派给承办单位", "sending it to a unit"),
    "dispatch.dispatch_again": Text("重新派给承办单位", "sending it to a unit again"),
    "dispatch.accept": Text("承办单位签收", "the unit takes it up"),
    CONTACT: Text("承办单位联系您", "the unit calls you"),
    "dispatch.log_action": Text("到现场查看", "coming to look"),
    SUBMIT: Text("办完并答复您", "settling it and answering you"),
    REVIEW: Text("审核办理结果", "checking the result"),
    "dispatch.take_top": Text("区里定办理方案", "the district decides on a plan"),
    "dispatch.resume": Text("再看一次能不能办", "looking again whether it can be done"),
}
"""What each clock that a resident may see waits for; others stay inside the house."""

_CALL = (CONTACT, Text("他们会在 {at} 前联系您。", "They will call you by {at}."))
_ANSWER = (SUBMIT, Text("最迟 {at} 给您答复。", "You will have an answer by {at}."))
_HANDLING = (_CALL, _ANSWER)
_HELPING = frozenset({OrderRole.CO, OrderRole.PART})


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is said in a state: how it stands, then the first promise whose clock runs."""

    lead: Text
    promises: tuple[tuple[str, Text], ...] = ()


CHAPTERS: Mapping[State, Chapter] = {
    State.DRAFT: Chapter(Text("这份还没有提交。", "This has not been sent yet.")),
    State.RECEIVED: Chapter(
        Text("您反映的事我们收到了，正有人看。", "We have your report and somebody is reading it."),
        (
            ("appeals.uphold_objection", Text("您的异议会在 {at} 前答复。", "Your objection is answered by {at}.")),
            ("appeals.triage", Text("{at} 前会定下由谁来办。", "By {at} it is decided who handles it.")),
        ),
    ),
    State.NEED_INFO: Chapter(
        Text("要办这件事，还需要您补充一点情况，问题写在下面。", "To go on we need a little more from you; see below."),
        (("appeals.add_info", Text("请在 {at} 前补充。", "Please add it by {at}.")),),
    ),
    State.TRIAGED: Chapter(
        Text("我们看过了，已经受理。", "We have read it and taken it on."),
        (("dispatch.dispatch", Text("{at} 前会派给承办单位。", "By {at} it goes to the unit that handles it.")),),
    ),
    State.DISPATCHED: Chapter(
        Text("您的诉求已派给{unit}。", "Your report went to {unit}."), _HANDLING
    ),
    State.ACCEPTED: Chapter(Text("{unit}已经签收。", "{unit} has taken it up."), _HANDLING),
    State.IN_PROGRESS: Chapter(Text("{unit}正在办理。", "{unit} is working on it."), _HANDLING),
    State.BOUNCE_REVIEW: Chapter(
        Text("正在商定由哪个单位负责，您的时限照样走。", "It is being settled who is responsible; your clock goes on."),
        (_ANSWER,),
    ),
    State.WHISTLED: Chapter(
        Text("{unit}牵头，几个部门正赶到现场一起办。", "{unit} leads; several departments are coming to the spot."),
        _HANDLING,
    ),
    State.WAITING_CHILDREN: Chapter(
        Text("这里面有几件事，分给了不同单位同时办。", "It holds several matters; each went to its own unit."),
        (_ANSWER,),
    ),
    State.TOP_REVIEW: Chapter(
        Text("这件事难办，已提请区里协调。", "This is hard to settle and was put before the district."),
        (("dispatch.take_top", Text("{at} 前会定下怎么办。", "By {at} it is decided what is done.")), _ANSWER),
    ),
    State.SUSPENDED: Chapter(
        Text("这件事眼下办不了，原因写在下面，没有放下。", "It cannot be done for now; the reason is below."),
        (("dispatch.resume", Text("{at} 前会再看一次，并告诉您。", "By {at} we look again and tell you.")),),
    ),
    State.HANDLED: Chapter(
        Text(
            "{unit}已经办完，正由没有经手的人审核，审完就答复您。",
            "{unit} has done its work; somebody else is checking it, then you get the answer.",
        ),
        ((REVIEW, Text("审核最迟 {at} 完成。", "The check is done by {at}.")), _ANSWER),
    ),
    State.FEEDBACK: Chapter(
        Text(
            "{unit}已经答复，请看下面，再告诉我们解决了没有。",
            "{unit} has answered. Please read it and tell us whether it is settled.",
        ),
        (
            (
                "appeals.start_revisit",
                Text("您没空评价的话，我们会打电话问您。", "If you have no time to rate it, we will call you."),
            ),
        ),
    ),
    State.REVISIT: Chapter(
        Text("我们会问您办得怎么样；您也可以现在就评价。", "We will ask how it went; you can also rate it now."),
        (("appeals.record_revisit", Text("最迟 {at} 打给您。", "We call by {at}.")),),
    ),
    State.REOPENED: Chapter(
        Text("这件事重新办理。", "It is being handled again."),
        (("dispatch.dispatch_again", Text("{at} 前会派出去。", "By {at} it goes out.")), *_HANDLING),
    ),
    State.CLOSED: Chapter(Text("这件事已经办结。", "This matter is closed.")),
    State.ARCHIVED: Chapter(Text("这件事已经办结并归档。", "This matter is closed and filed.")),
    State.MERGED: Chapter(Text("您的诉求和同一件事一起办理。", "Your report is handled with the same matter.")),
    State.ANSWERED: Chapter(Text("您问的事已经答复，请看下面。", "Your question is answered below.")),
    State.REDIRECTED: Chapter(
        Text("这件事归别处办，已替您转过去，对方是谁写在下面。", "It belongs elsewhere and was handed over; see below.")
    ),
    State.REFUSED: Chapter(
        Text("这件事不能受理，原因和别的办法写在下面。不同意可以提出异议。",
             "It could not be taken on; the reason and other ways are below. You may object."),
        (("appeals.uphold_objection", Text("您的异议会在 {at} 前答复。", "Your objection is answered by {at}.")),),
    ),
    State.TERMINATED: Chapter(
        Text(
            "这件事没有办下去，原因写在下面。不同意可以提出异议。",
            "It was ended; the reason is below. You may object.",
        ),
        (("appeals.uphold_objection", Text("您的异议会在 {at} 前答复。", "Your objection is answered by {at}.")),),
    ),
    State.WITHDRAWN: Chapter(Text("您已经撤回这件诉求。", "You withdrew this report.")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The story so far: sentences, the unit that answers for it, others at work, and the clocks a resident may see."""

    sentences: tuple[Text, ...]
    unit: UnitRow | None
    helpers: tuple[UnitRow, ...] = ()
    clocks: tuple[DutyRow, ...] = field(default=())


def tell(
    own: Own, *, unit: UnitRow | None, orders: Sequence[OrderRow], clocks: Sequence[DutyRow], now: datetime
) -> Told:
    """Return the story of a report; `clocks` are the live ones of the case and of its orders."""
    chapter = CHAPTERS[own.standing]
    name = unit.name if unit else NOBODY
    lead = Text(chapter.lead.zh.replace("{unit}", name.zh), _sentence(chapter.lead.en.replace("{unit}", name.en)))
    shown = sorted((duty for duty in clocks if duty.deed in STEPS), key=lambda duty: duty.due_at)
    first = _first(chapter, shown, is_reachable=own.appeal.reporter_id is not None)
    sentences = [lead]
    if first is not None:
        sentences.append(_promise(*first, now))
    if own.reopen_until is not None and now <= own.reopen_until:
        until = formats.when(own.reopen_until, now)
        sentences.append(
            Text(f"没有真正解决的话，{until.zh}前都可以要求重办。",
                 f"If it is not really settled, you can ask until {until.en} to have it handled again.")
        )  # fmt: skip
    helpers = [order.unit for order in orders if order.is_live and order.role in _HELPING and order.unit != unit]
    relevant = [duty for duty in shown if duty.deed in {SUBMIT, *(deed for deed, _ in chapter.promises)}]
    return Told(tuple(sentences), unit, tuple(dict.fromkeys(helpers)), tuple(_one_each(relevant)))


def _first(chapter: Chapter, clocks: Sequence[DutyRow], *, is_reachable: bool) -> tuple[DutyRow, Text] | None:
    """Return the first promise whose clock runs; who left no phone is promised no call."""
    for deed, words in chapter.promises:
        if deed == CONTACT and not is_reachable:
            continue
        found = next((duty for duty in clocks if duty.deed == deed), None)
        if found is not None:
            return found, words
    return None


def _promise(duty: DutyRow, words: Text, now: datetime) -> Text:
    if duty.paused_at is not None:
        return PAUSED
    at = formats.when(duty.due_at, now, with_time=True)
    said = LATE if now > duty.due_at else words
    return Text(said.zh.replace("{at}", at.zh), said.en.replace("{at}", at.en))


def _one_each(clocks: Sequence[DutyRow]) -> list[DutyRow]:
    """Return the soonest clock of each deed: several units may owe the same."""
    seen: dict[str, DutyRow] = {}
    for duty in clocks:
        seen.setdefault(duty.deed, duty)
    return list(seen.values())


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
