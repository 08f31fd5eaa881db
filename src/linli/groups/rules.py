"""The rules of groups: who may join, what may be written, who decides about a removal. Pure.

Source where none is named: ADR 0019.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from linli.groups.words import Joining, RemovalState
from linli.kernel.errors import Conflict, Invalid, Refused
from linli.kernel.texts import clean, clean_line
from linli.kernel.words import Text
from linli.notices.rules.choosing import REST, end_of
from linli.notices.rules.masking import PiiKind, pii_spans

MOST_TITLE, MOST_BODY, MOST_REASON = 80, 4000, 300
INVITATION = timedelta(days=14)
"""So long an invitation opens the group; it hangs in a stairwell or goes round by hand."""
LONGEST_POSTING = timedelta(days=366)
PLAIN_WORDS = frozenset({PiiKind.NAME, PiiKind.DOOR})
"""Neighbours call each other by name and say which house; numbers that open doors elsewhere are covered."""


class NeedsAccount(Refused):
    """Groups are for people with an account; reporting never needs one."""

    code = "groups.needs_account"
    status = 403
    says = Text(
        "请先用手机号开账户或登录。反映问题不用账户。", "Please sign in, or open an account; reporting needs none."
    )


class NeedsAddress(Refused):
    """The group is for those who live there, and the address is not verified."""

    code = "groups.needs_address"
    says = Text(
        "这个群只对住户开放：请先登记住址，网格员核实后就能加入。",
        "This group is for residents: give your address; once the grid worker has verified it you can join.",
    )


class NeedsInvitation(Refused):
    """The group is joined with an invitation."""

    code = "groups.needs_invitation"
    says = Text(
        "这个群凭邀请加入：请用社区或网格员给的邀请链接。",
        "This group is joined by invitation: use the link that the community or the grid worker gave you.",
    )


class GroupClosed(Refused):
    """The group is closed; what was said stays readable."""

    code = "groups.closed"
    says = Text("这个群已停用，只能看，不能再发。", "This group is closed; you can read, but not write.")


class WrongPosting(Refused):
    """What is put up ends in time to come, within a year."""

    code = "groups.wrong_posting"
    status = 422
    says = Text(
        "到期时间要在今天之后、一年之内，到期自动撤下。",
        "It has to end after today and within a year; then it comes down by itself.",
    )


class SentBefore(Conflict):
    """A notice is sent out as news once."""

    code = "groups.sent_before"
    says = Text("这条消息已经推送过了，不会重复发。", "This news was sent before; nobody gets it twice.")


class SameEyes(Refused):
    """Whoever removed a post does not decide about the appeal."""

    code = "groups.same_eyes"
    status = 403
    says = Text(
        "移除的人不能决定申诉，请由另一位同事处理。", "Whoever removed it cannot decide; another colleague has to."
    )


class NotToAppeal(Conflict):
    """The removal was appealed before, or lifted."""

    code = "groups.not_to_appeal"
    says = Text("这次移除已经申诉过了。", "This removal has been appealed already.")


class Gone(Conflict):
    """The post is removed or taken back."""

    code = "groups.gone"
    says = Text("这条已被移除或撤回。", "This post was removed or taken back.")


def check_joining(joining: Joining, *, lives_there: bool, is_invited: bool) -> None:
    """Return quietly when somebody may join a group of this kind of entrance. An invitation opens any group.

    :raises NeedsAddress, NeedsInvitation:
    """
    if joining is Joining.RESIDENTS and not (lives_there or is_invited):
        raise NeedsAddress
    if joining is Joining.INVITED and not is_invited:
        raise NeedsInvitation


def lives_there(
    home: tuple[str, UUID | None, UUID], *, area_path: str, estate_id: UUID | None, building_id: UUID | None
) -> bool:
    """Say whether a verified `home` (area path, estate, building) lies in what the group is for."""
    home_path, home_estate, home_building = home
    if building_id is not None:
        return home_building == building_id
    if estate_id is not None:
        return home_estate == estate_id
    return home_path == area_path or home_path.startswith(area_path + "/")


def covered(text: str) -> str:
    """Return `text` with phones, id and card numbers, plates, e-mails and accounts covered; names and doors stay.

    Covering twice is covering once. Source: 个人信息保护法 §25 (what is said in a group is said in public).
    """
    parts: list[str] = []
    last = 0
    for span in pii_spans(text, doors=False):
        if span.kind not in PLAIN_WORDS:
            parts += [text[last : span.start], f"〔{span.kind.zh}〕"]
            last = span.end
    return "".join([*parts, text[last:]])


def title_of(title: str) -> str:
    """Return the title of a thread as kept.

    :raises Invalid: it is empty, too long, or holds what cannot be stored.
    """
    return _fit("title", clean_line(title, field="title"), MOST_TITLE)


def body_of(body: str) -> str:
    """Return the words of a post as kept.

    :raises Invalid: nothing was said, too much, or what cannot be stored.
    """
    return _fit("body", clean(body, field="body").strip(), MOST_BODY)


def reason_of(words: str, *, field: str = "words") -> str:
    """Return the words of a reason as kept.

    :raises Invalid: nothing was said, too much, or what cannot be stored.
    """
    return _fit(field, clean(words, field=field).strip(), MOST_REASON)


def _fit(field: str, text: str, most: int) -> str:
    if not text:
        raise Invalid(field=field, why_zh="请写几个字", why_en="please write something")
    if len(text) > most:
        raise Invalid(field=field, why_zh=f"最多 {most} 个字", why_en=f"{most} characters at most")
    return covered(text)[:most]


def check_appealed(state: RemovalState) -> None:
    """Return quietly when a removal may be appealed: once, as long as it stands.

    :raises NotToAppeal:
    """
    if state is not RemovalState.STANDING:
        raise NotToAppeal


def decided(state: RemovalState, *, removed_by: UUID, decided_by: UUID | None, upheld: bool) -> RemovalState:
    """Return what an appealed removal becomes; the second pair of eyes is another person's.

    :raises Conflict: it is not under appeal. SameEyes: the decider removed the post.
    """
    if state is not RemovalState.APPEALED:
        raise Conflict
    if decided_by is None or decided_by == removed_by:
        raise SameEyes
    return RemovalState.RESTORED if upheld else RemovalState.CONFIRMED


def check_posting(now: datetime, until: datetime) -> None:
    """Return quietly when something may hang on the board until `until`.

    :raises WrongPosting: it would end before it begins, or hang longer than a year.
    """
    if not now < until <= now + LONGEST_POSTING:
        raise WrongPosting


def after_quiet(now: datetime) -> datetime:
    """Return when news may be told: `now`, or the end of the `REST` it falls into; each person's own hours come on top.

    Source: S-300; `notices.rules.choosing.quiet_until` joins the two for every person.
    """
    return end_of(REST, now) or now
