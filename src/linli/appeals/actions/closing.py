"""A case is closed; from here the window for reopening and the term of keeping run (T46, T48, T49; D-05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.appeals.actions import moving, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, AppealText
from linli.appeals.rules import reopening
from linli.appeals.words import State
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.people import actions as people
from linli.people.rules.retention import Keeping, keep_until
from linli.standards import queries as standards


def close(
    appeal: Appeal,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    text: AppealText | None = None,
    client_id: str | None = None,
) -> None:
    """Close a locked appeal by a row of the table and tell the reporter(s) until when it may be reopened.

    :raises NotPossible, Forbidden:
    """
    told = Telling(reason, text, {"outcome": appeal.outcome, "level": appeal.closed_level}, client_id)
    moving.move(appeal, event, actor=actor, now=now, changes={"ended_at": now}, telling=told)
    duties.drop(subject=moving.subject_of(appeal), now=now)
    joined = list(Appeal.objects.filter(master=appeal, state=State.MERGED))
    keep_contacts([appeal, *joined], now)
    days = standards.limit("reopen_window", at=now).term.amount
    until = reopening.window_ends(now, days=days, calendar=standards.calendar(now))
    telling.tell_all([appeal, *joined], "appeal.closed", now=now, until_on=until)


def keep_contacts(appeals: Sequence[Appeal], now: datetime) -> None:
    """Set how long the contacts of closed appeals are kept: the end and two years. One statement."""
    ids = [appeal.reporter_id for appeal in appeals if appeal.reporter_id is not None]
    if ids:
        until = keep_until(Keeping.CONTACT, standards.calendar(now).local_day(now))
        people.set_retention(contact_ids=ids, until=until)
