"""Closed lists of reasons, and what may be answered at once. Source: domain-spec §4.3, T06-T08; 北京市条例 §11."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from string import Formatter

from linli.appeals.words import Kind, Mode, Urgency
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text


class UnknownReason(Invalid):
    """The reason is not in the closed list."""

    code = "appeals.unknown_reason"
    says = Text("理由“{reason}”不在清单内，可选：{known}", "“{reason}” is not in the list; choose one of: {known}")


class MissingPlace(Invalid):
    """The sentence told to the resident has an empty place."""

    code = "appeals.told_incomplete"
    says = Text("告知语还缺少：{missing}", "The sentence to tell still lacks: {missing}")


class NeverRefused(Refused):
    """Dangers and emergencies are handled, whoever is responsible in the end."""

    code = "appeals.never_refused"
    says = Text("涉及危险或紧急情况，不能不予受理；请转办或派单。", "A danger is never refused: hand over or dispatch.")


class NotAnswerable(Refused):
    """It needs somebody to act, so an answer alone does not do."""

    code = "appeals.not_answerable"
    says = Text(
        "这件事需要有人去办，不能只作答复；请研判后派单。", "Somebody must act on this; triage and dispatch it."
    )


class NoSource(Refused):
    """An answer at once rests on a knowledge item."""

    code = "appeals.no_knowledge_item"
    status = 422
    says = Text("请注明答复依据的知识条目。", "Name the knowledge item the answer rests on.")


ANSWERABLE_KINDS = frozenset({Kind.INQUIRY, Kind.PRAISE})


def check_reason(reason: str, known: Collection[str]) -> None:
    """Return quietly when `reason` is a member of its closed list.

    :raises UnknownReason:
    """
    if reason not in known:
        raise UnknownReason(field="reason", reason=reason, known="、".join(known))


def told(sentence: Text, params: Mapping[str, str]) -> Text:
    """Return the sentence for the resident with its places filled.

    :raises MissingPlace: a place has no value.
    """
    places = {name for _, name, _, _ in Formatter().parse(sentence.zh + sentence.en) if name}
    missing = sorted(name for name in places if not params.get(name, "").strip())
    if missing:
        raise MissingPlace(field=missing[0], missing="、".join(missing))
    return sentence.format(**params)


def check_refusable(urgency: Urgency, *, is_hazard: bool) -> None:
    """Return quietly when refusing may be thought of at all.

    :raises NeverRefused:
    """
    if is_hazard or urgency is Urgency.EMERGENCY:
        raise NeverRefused


def check_answerable(kind: Kind, *, category_mode: str | None, urgency: Urgency, knowledge: str) -> None:
    """Return quietly when it may be answered at once (T06): an inquiry, praise, or a category that is answered.

    :raises NotAnswerable, NoSource:
    """
    if urgency is Urgency.EMERGENCY:
        raise NotAnswerable
    if kind not in ANSWERABLE_KINDS and category_mode != Mode.ANSWER.value:
        raise NotAnswerable
    if not knowledge.strip():
        raise NoSource
