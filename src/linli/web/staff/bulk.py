"""One deed on several cases: what would become of each is tried and taken back, then each is done on its own.

The preview is no guess: the deed itself runs in a transaction that is rolled back, so the words are those of the rules.
Then every case gets the single deed, in a transaction and with a client id of its own, so a press sent twice is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.http import HttpRequest

from linli.appeals.actions.undoing import Watch
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.notices.actions.holding import UNDO_S
from linli.web.formats import when
from linli.web.staff import answers, choices, deeds, forms, undoing
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Act, Deed
from linli.web.staff.doing import next_duty
from linli.web.staff.forms import Field, Values
from linli.web.staff.meanwhile import overtaken
from linli.web.staff.names import step as step_name
from linli.web.staff.names import who_owes

MOST = 30
"""So many cases at once: each is read and tried on its own, some sixty statements."""

ASKED: Mapping[str, tuple[str, ...]] = {
    "accept": (),
    "report_in": ("arrival", "note"),
    "ask_info": ("question",),
    "dispatch": ("other", "task"),
    "dispatch_again": ("other", "task"),
    "reassign_person": ("person",),
    "log_action": ("note", "on_site"),
    "interim_reply": ("reply",),
    "file_plan": ("plan",),
    "request_extension": ("days", "plan"),
    "decide_extension": ("decision", "note"),
    "change_urgency": ("to", "reason"),
    "change_mode": ("mode", "reason"),
    "merge": ("number",),
    "supervise": ("note", "unit"),
    "answer_supervision": ("answer",),
    "resume": (),
    "finish_follow_up": ("note",),
}
"""The deeds that may be done on several cases, each with the fields asked once; the others take their first value.

Left out on purpose: triage, review, refusals and calls. Each of those is a judgement on one case's own words.
"""

GONE = Text("这一步现在对它不适用。", "This does not apply to it now.")
UNSEEN = Text("已不在您的范围内。", "It is no longer within your reach.")
BEFORE = Text("已经办过，没有重复办理。", "Done before; nothing was done twice.")


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one case: with `is_good` what happens, else why not. `key` names the case and its thing."""

    number: str
    title: object
    url: str
    says: Text
    is_good: bool
    key: str = ""
    watch: Watch | None = None
    """By which it can be taken back, where it was done."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A deed that is offered on `count` of the chosen cases."""

    deed: Deed
    count: int


def chosen(actor: Actor, raw: Sequence[str], now: datetime) -> list[CaseFile]:
    """Return the cases chosen, in their order, none twice; what is not in reach is left out. Six statements each."""
    found = []
    for id_ in list(dict.fromkeys(raw))[:MOST]:
        try:
            found.append(CaseFile(actor, UUID(id_), now))
        except (ValueError, NotFound):
            continue
    return found


def fitting(cases: Sequence[CaseFile]) -> list[Fit]:
    """Return the deeds offered on any of the cases, those that fit most first."""
    counts: dict[str, int] = {}
    for case in cases:
        for name in {one.deed.name for one in deeds.offers(case)} & set(ASKED):
            counts[name] = counts.get(name, 0) + 1
    order = list(ASKED)
    ranked = sorted(counts, key=lambda name: (-counts[name], order.index(name)))
    return [Fit(deeds.named(name), counts[name]) for name in ranked]


def asked_fields(deed: Deed) -> list[Field]:
    """Return the fields that are asked once for all cases.

    :raises NotFound: the deed is none of those done together.
    """
    if deed.name not in ASKED:
        raise NotFound
    return [one for one in deed.fields if one.name in ASKED[deed.name]]


def _values(deed: Deed, case: CaseFile, request: HttpRequest) -> tuple[Values, Text | None]:
    """Return the values for one case (what was asked, and the first value of everything else) and what is wrong."""
    asked = asked_fields(deed)
    values, errors = forms.read(asked, request, case)
    if not errors:
        values = answers.filled(asked, values, case)
        errors = answers.unfilled(asked, values)
    for one in deed.fields:
        if one.name not in values:
            values[one.name] = _first(one, case)
    return values, next(iter(errors.by_field.values()), None)


def _first(one: Field, case: CaseFile) -> Any:
    if one.kind in {"many", "rows", "photos"}:
        return []
    if one.kind == "tick":
        return False
    empty = None if one.kind in {"number", "day", "moment", "select", "pick"} else ""
    return (one.initial(case) if one.initial else None) or empty


def key_of(case: CaseFile, target: UUID | None) -> str:
    """Return the name of one case and one of its things, as it stands in the form."""
    return f"{case.appeal.id}:{target or ''}"


def client_id(batch: UUID, deed: Deed, key: str) -> str:
    """Return the client id of one case's deed: the same whenever the same press is sent again."""
    return str(uuid5(batch, f"{deed.name}:{key}"))


def preview(cases: Iterable[CaseFile], deed: Deed, request: HttpRequest, batch: UUID) -> list[Line]:
    """Return for each case, and each of its things the deed is offered on, what will happen or why not."""
    lines = []
    for case in cases:
        offered = [one.target for one in deeds.offers(case) if one.deed.name == deed.name]
        lines += [_tried(case, deed, target, request, batch, is_real=False) for target in offered]
        if not offered:
            state = case.appeal.state
            why = Text(f"现在是“{state.zh}”，{GONE.zh}", f"It is “{state.en}” now. {GONE.en}")
            lines.append(line_of(case, None, why, is_good=False))
    return lines


def do(actor: Actor, keys: Sequence[str], deed: Deed, request: HttpRequest, batch: UUID, now: datetime) -> list[Line]:
    """Do the deed on each of `keys` (case and thing), each in its own transaction; return what became of each."""
    lines = []
    many = len(set(keys))
    for key in list(dict.fromkeys(keys))[: 2 * MOST]:
        raw, _, thing = key.partition(":")
        try:
            case, target = CaseFile(actor, UUID(raw), now), UUID(thing) if thing else None
        except (ValueError, NotFound):
            was_told = journal.was_told(client_id(batch, deed, key)) is not None
            lines.append(Line("", "", "", BEFORE if was_told else UNSEEN, was_told, key))
            continue
        lines.append(_tried(case, deed, target, request, batch, is_real=True, many=many))
    return lines


def _tried(
    case: CaseFile, deed: Deed, target: UUID | None, request: HttpRequest, batch: UUID, *, is_real: bool, many: int = 1
) -> Line:
    case.target = target
    press = client_id(batch, deed, key_of(case, target))
    if is_real and journal.was_told(press) is not None:
        return line_of(case, target, BEFORE, is_good=True)
    values, wrong = _values(deed, case, request)
    if wrong is not None:
        return line_of(case, target, wrong, is_good=False)
    # The seconds begin with the request: the first case must still wait when the last is done.
    watching = undoing.watched(case, deed, seconds=UNDO_S + many) if is_real else nullcontext(Watch())
    try:
        with transaction.atomic():
            with watching as watch:
                deed.do(Act(case, target, values, press))
            says = _becomes(case, deed, is_real=is_real)
            if not is_real:
                transaction.set_rollback(True)
    except NotFound:
        return line_of(case, target, UNSEEN, is_good=False)
    except DomainError as error:
        text = (overtaken(case) if is_real and error.status == 409 else None) or error.text
        return line_of(case, target, text, is_good=False)
    return replace(line_of(case, target, says, is_good=True), watch=watch)


def _becomes(case: CaseFile, deed: Deed, *, is_real: bool) -> Text:
    """Return where the case stands after the deed and what comes next, by whom, until when."""
    try:
        state = CaseFile(case.actor, case.appeal.id, case.now).appeal.state
    except NotFound:
        return deed.done if is_real else Text(f"会{deed.label.zh}。", f"Will be done: {deed.label.en}.")
    before = case.appeal.state
    moved = state is not before
    head = deed.done if is_real else Text("可以办。", "Can be done.")
    stands = Text(f"{before.zh} → {state.zh}。", f"{before.en} → {state.en}.") if moved else Text("", "")
    duty = next_duty(case)
    if duty is None:
        return _joined(head, stands)
    name, who, due = step_name(duty.deed, duty.step), who_owes(duty), when(duty.due_at, case.now, with_time=True)
    after = Text(f"下一步：{who.zh}{name.zh}，{due.zh} 前。", f"Next: {name.en} ({who.en}), by {due.en}.")
    return _joined(head, stands, after)


def _joined(*parts: Text) -> Text:
    return Text("".join(one.zh for one in parts), " ".join(one.en for one in parts if one.en))


def line_of(case: CaseFile, target: UUID | None, says: Text, *, is_good: bool) -> Line:
    """Return a case with what is said of it."""
    code = case.appeal.category or str(case.appeal.proposal.get("category") or "")
    return Line(
        number=case.appeal.number,
        title=choices.category_text(code, case.now) if code else "",
        url=f"/desk/case/{case.appeal.id}/",
        says=says,
        is_good=is_good,
        key=key_of(case, target),
    )


def plain_fields(deed: Deed) -> list[Field]:
    """Return the asked fields as drawn for all cases: no hint that speaks of one case."""
    fields = [replace(one, hint=None if callable(one.hint) else one.hint) for one in asked_fields(deed)]
    return [replace(one, label=TO_WHOM, hint=EACH_ITS_OWN) if one.name == "other" else one for one in fields]


TO_WHOM = Text("派给谁", "To which unit")
EACH_ITS_OWN = Text(
    "不选，就各派给建议的第一家；预览里逐件写明是谁。",
    "Left empty, each goes to the unit proposed first; the preview names it case by case.",
)
