"""A case is closed; from here the window for reopening and the term of keeping run (T46, T48, T49; D-05)."""

from __future__ import annotations

from datetime import datetime

from linli.appeals.actions import moving, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, AppealText
from linli.appeals.rules import reopening
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
    keep_contacts(appeal, now)
    days = standards.limit("reopen_window", at=now).term.amount
    until = reopening.window_ends(now, days=days, calendar=standards.calendar(now))
    telling.tell_reporters(appeal, "appeal.closed", now=now, until_on=until)


def keep_contacts(appeal: Appeal, now: datetime) -> None:
    """Set how long the contacts of a closed appeal (and of those joined) are kept: its end and two years."""
    joined = Appeal.objects.filter(master=appeal, reporter__isnull=False).values_list("reporter_id", flat=True)
    ids = {appeal.reporter_id, *joined} - {None}
    if ids:
        kind = Keeping.SENSITIVE if appeal.is_minor else Keeping.CONTACT
        until = keep_until(kind, standards.calendar(now).local_day(now))
        people.set_retention(contact_ids=[id_ for id_ in ids if id_ is not None], until=until)
