"""Letters that desks write in a case: the words, and the places in them that the case fills.

A letter is offered where the case can fill all its places, so nothing is typed twice and nothing is left open. What is
told when: 北京市接诉即办工作条例 §11, §15 (taking on, answering); 济南市12345条例 §24 (an extension with its date),
§27 (the answer); 行政处罚法 §28 (order to put right). Source of the form: ADR 0028.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from linli.desks.rules.blanks import Unfilled
from linli.kernel.words import Text, Word


class LetterKind(Word):
    """Which letter."""

    RECEIPT = "receipt", "受理告知书", "Acknowledgement"
    TRANSFER = "transfer", "转办告知书", "Notice of transfer"
    REPLY = "reply", "答复函", "Reply"
    EXTENSION = "extension", "延期告知书", "Notice of extension"
    RECTIFY = "rectify", "限期整改通知书", "Notice to rectify"
    HANDOVER = "handover", "转办函", "Letter of hand-over"


@dataclass(frozen=True, slots=True)
class Form:
    """The words of a letter. `to_reporter`: it greets whoever reported; else it is addressed to `{to}`."""

    body: Text
    close: Text
    to_reporter: bool = True


FORMS: Mapping[LetterKind, Form] = {
    LetterKind.RECEIPT: Form(
        Text(
            "您于{registered}反映的“{category}”（{place}）已经收到并登记，编号 {number}。\n"
            "下一步由{who}{step}，时间在{next}前。\n"
            "您可以凭回执链接，或凭编号和预留的手机号，随时查看进展、补充情况。",
            "Your report of {registered} about “{category}” ({place}) has been received. Its number is {number}.\n"
            "Next: {step} ({who}), by {next}.\n"
            "With the receipt link, or the number and your phone, you can see how it stands and add to it at any time.",
        ),
        Text("特此告知。", "So that you know."),
    ),
    LetterKind.TRANSFER: Form(
        Text(
            "您于{registered}反映的“{category}”（{place}，编号 {number}）已转{unit}办理。\n"
            "{unit}会与您联系，并在{due}前办结、答复您。",
            "Your report of {registered} about “{category}” ({place}, number {number}) has gone to {unit}.\n"
            "{unit} will contact you, and settle and answer it by {due}.",
        ),
        Text("特此告知。", "So that you know."),
    ),
    LetterKind.REPLY: Form(
        Text(
            "您于{registered}反映的“{category}”（{place}，编号 {number}），由{unit}办理，现答复如下：\n"
            "{reply}\n"
            "您可以凭回执链接评价这次办理；没有解决的，可以申请重新办理。",
            "Your report of {registered} about “{category}” ({place}, number {number}) was handled by {unit}. "
            "The answer:\n{reply}\n"
            "With the receipt link you can rate how it was handled; if it is not settled, you can have it reopened.",
        ),
        Text("特此函复。", "This is our answer."),
    ),
    LetterKind.EXTENSION: Form(
        Text(
            "您于{registered}反映的“{category}”（{place}，编号 {number}），由{unit}办理。"
            "因情况复杂，不能按原定时间办结，经批准延长 {days} 个工作日。\n"
            "新的办结时间是{due}前。办理期间的进展，我们会及时告诉您。",
            "Your report of {registered} about “{category}” ({place}, number {number}) is handled by {unit}. "
            "It cannot be settled in the time first told; {days} more working days were approved.\n"
            "It will be settled by {due}. We tell you of every step until then.",
        ),
        Text("特此告知。", "So that you know."),
    ),
    LetterKind.RECTIFY: Form(
        Text(
            "经查，存在以下问题：\n{notice}\n请于{due}前自行整改完毕。到期我们将进行复查；逾期没有整改的，依法处理。\n"
            "对本通知有异议的，可以在整改期限内向{unit}说明。",
            "We found the following:\n{notice}\nPlease put it right by {due}. It will be rechecked then; "
            "what has not been put right is dealt with by law.\nIf you disagree, tell {unit} before that day.",
        ),
        Text("特此通知。", "You are hereby notified."),
        to_reporter=False,
    ),
    LetterKind.HANDOVER: Form(
        Text(
            "我们于{registered}收到一件诉求（编号 {number}，地点：{place}），属于你单位职责范围，现转请依法办理：\n"
            "{report}\n"
            "请将受理凭证号告知我们，办结后直接答复诉求人。诉求人的联系方式另行提供，请勿用于其他用途。",
            "On {registered} a report reached us (number {number}, place: {place}). It falls to you, as we see it:\n"
            "{report}\n"
            "Please tell us your receipt number and answer the reporter yourselves. How to reach the reporter is told "
            "apart; use it for nothing else.",
        ),
        Text("此函。", "Yours faithfully,"),
        to_reporter=False,
    ),
}

_PLACE = re.compile(r"{(\w+)}")


def places(kind: LetterKind) -> tuple[str, ...]:
    """Return the places of a letter that the case has to fill, in their order, none twice."""
    form = FORMS[kind]
    extra = () if form.to_reporter else ("to",)
    return (*extra, *dict.fromkeys(_PLACE.findall(form.body.zh)))


def can_fill(kind: LetterKind, values: Mapping[str, Text]) -> bool:
    """Say whether every place of the letter has a value."""
    return all(values.get(name) is not None and values[name].zh.strip() for name in places(kind))


def write(kind: LetterKind, values: Mapping[str, Text]) -> Text:
    """Return the paragraphs of a letter, one a line.

    :raises Unfilled: the case does not tell one of its places.
    """
    if not can_fill(kind, values):
        left = [name for name in places(kind) if name not in values or not values[name].zh.strip()]
        raise Unfilled(field="", blanks=" ".join(left))
    body = FORMS[kind].body
    return Text(
        body.zh.format(**{name: value.zh for name, value in values.items()}),
        body.en.format(**{name: value.en for name, value in values.items()}),
    )


def numbered(year: int, serial: int) -> Text:
    """Return the number of a letter: of its office and year, without gaps."""
    return Text(f"〔{year}〕{serial} 号", f"No. {serial} of {year}")
