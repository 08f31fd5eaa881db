"""Telling the people of an appeal: the reporter, those joined with it, a unit. Nobody where nobody is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from linli.appeals.actions.moving import subject_of
from linli.appeals.models import Appeal
from linli.appeals.queries.links import number, url
from linli.appeals.words import State
from linli.kernel.words import Text
from linli.notices import actions as notices
from linli.standards import queries as standards


def tell_reporter(appeal: Appeal, text: str, *, now: datetime, key: str = "", **params: object) -> None:
    """Tell the reporter the message `text`; `number` and `link` are filled in. `key` tells repeats apart.

    Two statements; none where nobody is known.
    """
    telling = telling_for(appeal, text, now=now, key=key, **params)
    if telling is not None:
        notices.tell_many([telling], now=now)


def tell_reporters(appeal: Appeal, text: str, *, now: datetime, key: str = "", **params: object) -> None:
    """Tell the reporter and everybody whose report was joined with this one (T10: own right to the answer)."""
    joined = Appeal.objects.filter(master=appeal, state=State.MERGED)
    tell_all([appeal, *joined], text, now=now, key=key, **params)


def tell_all(appeals: Iterable[Appeal], text: str, *, now: datetime, key: str = "", **params: object) -> None:
    """Tell the reporters of several appeals the same. Two statements; none where nobody is known."""
    tellings = [telling_for(appeal, text, now=now, key=key, **params) for appeal in appeals]
    notices.tell_many([telling for telling in tellings if telling is not None], now=now)


def tell_of(ids: Collection[UUID], text: str, *, now: datetime, key: str, **params: object) -> None:
    """Tell each reporter of these appeals the same about the own report; nobody hears of the others. Three statements.

    A room above calls it that has asked for the right (`journeys.actions.proposing`).
    """
    tell_all(Appeal.objects.filter(id__in=ids).order_by("id"), text, now=now, key=key, **params)


def telling_for(appeal: Appeal, text: str, *, now: datetime, key: str = "", **params: object) -> notices.Telling | None:
    """Return the message for the reporter, or None where nobody is known."""
    if appeal.reporter_id is None and appeal.reporter_account_id is None:
        return None
    to = notices.Recipient(account_id=appeal.reporter_account_id)
    if appeal.reporter_account_id is None:
        to = notices.Recipient(contact_id=appeal.reporter_id)
    filled = {"number": number(appeal), "link": url(appeal), **params}
    stable = f"{text}:{appeal.id}:{key or now.isoformat()}"
    return notices.Telling(to, text, filled, subject_of(appeal), stable)


def tell_ended(appeal: Appeal, text: str, reason: Text, *, now: datetime) -> None:
    """Tell the reporter that it ended, why, and until when an objection is possible. Two statements."""
    term = standards.limit("objection", at=now).term
    until = standards.calendar(now).due(now, term)
    tell_reporter(appeal, text, now=now, reason_zh=reason.zh, reason_en=reason.en, until_on=until)
