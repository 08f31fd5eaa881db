"""What a report needs before it is taken, and how urgent it is at once. Source: domain-spec §5.2 R5-2, §8.3 T02."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from linli.appeals.words import Channel, Urgency
from linli.kernel.errors import Conflict, Refused
from linli.kernel.words import Text
from linli.people.words import Role

MOST_CHARACTERS = 5000
MOST_FILES = 9
PREVIEW_CHARACTERS = 60
CLOCK_SLACK = timedelta(minutes=5)

SUBMITTERS = (
    Role.PROXY,
    Role.AGENT,
    Role.GRID_WORKER,
    Role.ESTATE_BRANCH,
    Role.COMMUNITY,
    Role.SYSTEM,
)
"""Who may register for somebody else, in the order in which a role is chosen (T02)."""

OPEN_CHANNELS = frozenset({Channel.WEB, Channel.API})
"""Where everybody may report for themselves; the others are somebody's work."""


class NothingSaid(Refused):
    """Neither words nor a photo came with the report."""

    code = "appeals.nothing_said"
    status = 422
    says = Text("请写几句话或附一张照片，我们才知道要办什么。", "Please write a few words or add a photo.")


class TooLong(Refused):
    """The words are longer than one person can be asked to read."""

    code = "appeals.too_long"
    status = 422
    says = Text(
        "文字超过 {most} 字，请写要点，其余作为附件。", "More than {most:character|characters}: add the rest as a file."
    )


class TooManyFiles(Refused):
    """More files than a report takes."""

    code = "appeals.too_many_files"
    status = 422
    says = Text("一次最多 {most} 个附件。", "At most {most:file|files} at a time.")


class KeyTaken(Conflict):
    """The key of this press belongs to a report with other words; both would be lost in one (I14)."""

    code = "appeals.key_taken"
    says = Text(
        "这个提交编号已经用于另一件内容不同的诉求，这一件没有登记；请换一个编号重新提交，要补充原来的请在回执页补充。",
        "This key belongs to a report with other words, so nothing was registered. Send it with a key of its own, "
        "or add to the first report on its own page.",
    )


class NoProxyConsent(Refused):
    """Somebody reports for another person without having asked."""

    code = "appeals.no_proxy_consent"
    status = 422
    says = Text("代他人反映，请先征得本人同意并勾选。", "Please ask the person first and tick that they agree.")


def check_report(text: str, *, files: int, is_proxy: bool, has_proxy_consent: bool) -> None:
    """Return quietly when the report may be taken. Source: T02 guards.

    :raises NothingSaid, TooLong, TooManyFiles, NoProxyConsent:
    """
    if not text.strip() and not files:
        raise NothingSaid
    if len(text) > MOST_CHARACTERS:
        raise TooLong(most=MOST_CHARACTERS)
    if files > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    if is_proxy and not has_proxy_consent:
        raise NoProxyConsent


def acting_role(roles: Collection[str], channel: Channel, *, may_submit: bool) -> str | None:
    """Return under which role a report is registered, or None when the actor may not register at all.

    Everybody may report over the web for themselves. Every other channel is somebody's work: it needs a role of T02
    and the right at that place (`may_submit`).
    """
    if may_submit and channel is not Channel.WEB:
        for role in SUBMITTERS:
            if role.value in roles:
                return role.value
    if Role.RESIDENT.value in roles:
        return Role.RESIDENT.value
    if may_submit and Role.SYSTEM.value in roles:
        return Role.SYSTEM.value
    return None


def urgency_at_once(proposed: Urgency | None, asked: Urgency | None = None) -> Urgency:
    """Return the urgency a report starts with: what its words ask for, only ever raised, never below normal.

    Source: domain-spec §5.2 R5-2, architecture D7.
    """
    known = [Urgency.NORMAL, *(urgency for urgency in (proposed, asked) if urgency is not None)]
    return min(known, key=lambda urgency: urgency.rank)


def moment_found(found_at: datetime | None, now: datetime) -> datetime:
    """Return when it was found: the device's word, unless its clock runs ahead."""
    if found_at is None or found_at > now + CLOCK_SLACK:
        return now
    return min(found_at, now)
