"""The rules of groups: who may join, what may be written, who decides about a removal. Pure.

Source where none is named: ADR 0019.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.grid.words import AreaKind
from linli.groups.words import BroadcastState, Joining, RemovalState
from linli.kernel.errors import Conflict, Invalid, Refused
from linli.kernel.texts import clean, clean_line
from linli.kernel.words import Text
from linli.notices.rules.choosing import REST, end_of
from linli.notices.rules.masking import PiiKind, pii_spans
from linli.notices.rules.messages import is_private

MOST_TITLE, MOST_BODY, MOST_REASON = 80, 4000, 300
INVITATION = timedelta(days=14)
"""So long an invitation opens the group; it hangs in a stairwell or goes round by hand."""
LONGEST_POSTING = timedelta(days=366)
MOST_PHOTOS = 6
PROOF_KEPT = timedelta(days=90)
"""So long after it came down the pictures of a posting stay, for whoever doubts that it hung (ADR 0019)."""
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


class EnoughPhotos(Refused):
    """A posting has as many pictures as it may."""

    code = "groups.enough_photos"
    status = 422
    says = Text(f"一条公示最多留 {MOST_PHOTOS} 张照片。", f"A posting keeps {MOST_PHOTOS} pictures at most.")


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


def check_photos(count: int) -> None:
    """Return quietly when a posting with `count` pictures may get one more.

    :raises EnoughPhotos:
    """
    if count >= MOST_PHOTOS:
        raise EnoughPhotos


def after_quiet(now: datetime) -> datetime:
    """Return when news may be told: `now`, or the end of the `REST` it falls into; each person's own hours come on top.

    Source: S-300; `notices.rules.choosing.quiet_until` joins the two for every person.
    """
    return end_of(REST, now) or now


MOST_WORDS_ZH, MOST_WORDS_EN, MOST_LINK = 200, 400, 200
LONGEST_BROADCAST = timedelta(days=31)
ALONE = frozenset({AreaKind.STREET, AreaKind.COMMUNITY, AreaKind.GRID, AreaKind.MICROGRID})
"""Up to a street one person sends; what is for more than a street is read by a second person first (S-110)."""


class NeedsAnother(Refused):
    """Whoever asked for a broadcast does not agree to it."""

    code = "groups.needs_another"
    status = 403
    says = Text(
        "发给一个街道以上的通知，要由另一位同事同意。",
        "What goes to more than one subdistrict is agreed to by a colleague.",
    )


class Nobody(Refused):
    """Nobody lives there or subscribed, so nobody would be told."""

    code = "groups.nobody"
    status = 422
    says = Text(
        "这个范围里还没有登记住址或订阅的人，发了也没有人收到。可以换大一点的范围，或者张贴到公示栏。",
        "Nobody there has a verified address or a subscription, so nobody would get it. Choose a larger area, or put "
        "it up on the board.",
    )


class WrongEnd(Refused):
    """A broadcast counts until a moment to come, within a month."""

    code = "groups.wrong_end"
    status = 422
    says = Text("有效时间要在现在之后、31 天之内。", "It has to end after now and within 31 days.")


class TooLate(Conflict):
    """The broadcast has ended, was refused or called off."""

    code = "groups.too_late"
    says = Text(
        "这条通知已经结束、叫停或没同意发，不能再改。", "This notice has ended or was stopped; it stays as it is."
    )


def needs_second(kind: AreaKind) -> bool:
    """Say whether a second person has to agree to what goes to an area of this kind. Source: S-110, ADR 0009."""
    return kind not in ALONE


@dataclass(frozen=True, slots=True)
class Words:
    """What a broadcast says, in both languages, and where it leads."""

    zh: str
    en: str
    link: str


def _said(field: str, words: str, most: int) -> str:
    """Return the words of a broadcast as sent: one line. Private data is no matter for everybody."""
    line = clean_line(words, field=field)
    if not line:
        raise Invalid(
            field=field, why_zh="请写几个字，中文英文都要写", why_en="please write something, in both languages"
        )
    if len(line) > most:
        raise Invalid(field=field, why_zh=f"最多 {most} 个字", why_en=f"{most} characters at most")
    if is_private(line):
        raise Invalid(
            field=field,
            why_zh="不能带手机号、证件号或邮箱；要留联系方式，请写 12345 或单位名称",
            why_en="no phone, id number or e-mail address; name 12345 or the unit instead",
        )
    return line


def _link(link: str) -> str:
    """Return the link as sent: of a page of our own, or of the web."""
    given = link.strip()
    is_ours = given.startswith("/") and not given.startswith("//")
    if given and (not (is_ours or given.startswith("https://")) or len(given) > MOST_LINK or len(given.split()) > 1):
        raise Invalid(field="link", why_zh="链接要以 https:// 开头", why_en="a link begins with https://")
    return given


def broadcast_words(words_zh: str, words_en: str, link: str, *, now: datetime, good_until: datetime) -> Words:
    """Return what a broadcast says, as sent.

    :raises WrongEnd: it would end before it begins, or count longer than a month. Invalid: as its parts say.
    """
    if not now < good_until <= now + LONGEST_BROADCAST:
        raise WrongEnd
    zh = _said("words_zh", words_zh, MOST_WORDS_ZH)
    return Words(zh, _said("words_en", words_en, MOST_WORDS_EN), _link(link))


def agreed(
    state: BroadcastState, *, asked_by: UUID, decided_by: UUID, good_until: datetime, agrees: bool, now: datetime
) -> BroadcastState:
    """Return what a broadcast that waits for a second person becomes. Source: ADR 0009.

    :raises TooLate: it does not wait, or has ended. NeedsAnother: the decider asked for it.
    """
    if state is not BroadcastState.ASKED or now >= good_until:
        raise TooLate
    if decided_by == asked_by:
        raise NeedsAnother
    return BroadcastState.SENDING if agrees else BroadcastState.REFUSED


def check_called_off(state: BroadcastState, *, good_until: datetime, now: datetime) -> None:
    """Return quietly when a broadcast may be called off: as long as it counts and was not stopped before.

    :raises TooLate:
    """
    if state in {BroadcastState.REFUSED, BroadcastState.CALLED_OFF} or now >= good_until:
        raise TooLate
