"""What a result needs before it goes out (T41, T42; S-081, S-084, S-085, S-096, S-105)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.appeals.words import Outcome
from linli.kernel.errors import Refused
from linli.kernel.words import Text


class NoEvidence(Refused):
    """A result without proof is a claim (G-ev)."""

    code = "dispatch.no_evidence"
    says = Text(
        "请先补充办理凭证：办理记录，以及照片或文件{hint_zh}。",
        "Add evidence first: a record of what was done, and a photo or document{hint_en}.",
    )


class NoReply(Refused):
    """The resident gets an answer in plain words (S-081)."""

    code = "dispatch.no_reply"
    status = 422
    says = Text(
        "请写给诉求人看的答复（至少 {least} 个字）。",
        "Write the reply for the resident ({least:character|characters}).",
    )


class ReplyShowsOthers(Refused):
    """The reply names or numbers somebody (T42)."""

    code = "dispatch.reply_shows_others"
    says = Text(
        "答复里有个人信息（{found}），请删去后再提交。",
        "The reply contains personal data ({found}); take it out first.",
    )


class UnknownOutcome(Refused):
    """The outcome is none of the list (S-105)."""

    code = "dispatch.unknown_outcome"
    status = 422
    says = Text("请选择办理结果。", "Choose what came of it.")


class NoWords(Refused):
    """The record says nothing."""

    code = "dispatch.no_words"
    status = 422
    says = Text("请填写“{field}”。", "Please fill in “{field}”.")


class NoPhotoConsent(Refused):
    """A photo taken in a home needs consent (S-084)."""

    code = "dispatch.no_photo_consent"
    says = Text("入户拍照须征得本人同意；没有同意请不要上传照片。", "Photos in a home need the person's consent.")


class NoSample(Refused):
    """A count of many needs sample photos (S-096)."""

    code = "dispatch.no_sample"
    status = 422
    says = Text("批量清理须填写数量、范围，并附抽样照片。", "A bulk record has a count, an area and sample photos.")


class NoDanger(Refused):
    """No unit has a danger to remove here now."""

    code = "dispatch.no_danger"
    says = Text(
        "这份工单没有待排除的险情（只有特急事项才有，而且只登记一次）。",
        "No danger is left to remove here; only emergencies have one, and it is recorded once.",
    )


class TooEarly(Refused):
    """The day to put it right has not come (S-085)."""

    code = "dispatch.too_early"
    says = Text(
        "整改期限到 {due} 为止；未到期只能登记“已整改”。", "Time runs until {due}; before, only compliance counts."
    )


LEAST_REPLY = 6
"""Characters; "已处理。" is no answer. Our own choice."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit hands in."""

    outcome: str
    reply: str
    records: int
    files: int
    text_is_enough: bool


def check_result(result: Result, personal: Sequence[str] = ()) -> None:
    """Return quietly when the result can be reviewed: outcome, reply and evidence are there.

    `records` counts logged actions and visits, `files` photos and documents. `personal` are the spans of other
    people's data found in the reply.

    :raises UnknownOutcome, NoReply, NoEvidence, ReplyShowsOthers: it cannot.
    """
    if result.outcome not in {outcome.value for outcome in Outcome}:
        raise UnknownOutcome(field="outcome")
    check_reply(result.reply, personal)
    has_files = result.text_is_enough or result.files > 0
    if result.records == 0 or not has_files:
        zh, en = ("（此类文字即可）", " (words are enough here)") if result.text_is_enough else ("", "")
        raise NoEvidence(hint_zh=zh, hint_en=en)


def check_reply(reply: str, personal: Sequence[str] = ()) -> None:
    """Return quietly when the reply is readable and free of other people's data (T42).

    :raises NoReply, ReplyShowsOthers: it is not.
    """
    if len(reply.strip()) < LEAST_REPLY:
        raise NoReply(field="reply", least=LEAST_REPLY)
    if personal:
        raise ReplyShowsOthers(found="、".join(personal))


def check_words(**fields: str) -> None:
    """Return quietly when every field has words in it.

    :raises NoWords: one is empty; `field` names it.
    """
    for name, words in fields.items():
        if not words.strip():
            raise NoWords(field=name)


def check_batch(count: int | None, area: str, samples: int) -> None:
    """Return quietly when a bulk count is absent, or complete: a number, an area and sample photos (S-096).

    :raises NoSample: it is not.
    """
    if count is None:
        return
    if count < 1 or not area.strip() or samples < 1:
        raise NoSample(field="count")


def check_visit(*, photos: int, has_consent: bool, is_home: bool) -> None:
    """Return quietly when no photo was taken in a home, or the person agreed (S-084).

    :raises NoPhotoConsent: neither holds.
    """
    if is_home and photos and not has_consent:
        raise NoPhotoConsent


def check_recheck(*, due_on: date, today: date, is_complied: bool) -> None:
    """Return quietly when a notice to rectify may be rechecked: on its day or later; compliance counts at once (S-085).

    :raises TooEarly: it is not due.
    """
    if not is_complied and today < due_on:
        raise TooEarly(due=due_on.isoformat())
