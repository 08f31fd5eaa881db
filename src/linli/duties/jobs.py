"""Because time passes: cards, escalation, new holidays."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from uuid import UUID

from linli.duties import actions, queries
from linli.duties.reactions import RECOMPUTE, SWITCH
from linli.duties.words import Breach, Swept
from linli.grid import queries as grid
from linli.journal import parcels
from linli.kernel.actor import Actor
from linli.standards import queries as standards

SWITCHER = Actor.system("duties.switch", ["duties.sweep"])
SWEEPER = Actor.system("duties.sweep", ["duties.sweep"])
_log = logging.getLogger(__name__)


def sweep(now: datetime, limit: int = 1000) -> Swept:
    """Tell every breach reached at `now`, at most `limit` of each kind; safe to run in several workers at once.

    Red comes before escalation, so that both are told in order after a standstill; yellow is passed over once red.
    One duty whose telling breaks does not hold up the others: it is logged and tried again next time.
    """
    switch_clocks(now)
    overdue, broken = _sweep(Breach.OVERDUE, now, limit)
    escalated, broken_above = _sweep(Breach.ESCALATE, now, limit)
    yellow, broken_below = _sweep(Breach.YELLOW, now, limit)
    return Swept(yellow, overdue, escalated, broken + broken_above + broken_below)


def switch_clocks(now: datetime) -> int:
    """Let what is owed in an area in emergency count day and night, and what is no longer so as before; return how many
    duties were switched (domain-spec §6.4).

    Two statements where nothing is to be switched. What is owed anew in an emergency is switched within a sweep.
    """
    spells = grid.spells(now)
    calendar = standards.calendar(now)
    switched = 0
    while count := actions.switch_clocks(actor=SWITCHER, spells=spells, now=now, calendar=calendar):
        switched += count
    return switched


def _sweep(breach: Breach, now: datetime, limit: int) -> tuple[int, int]:
    told = failed = 0
    for duty_id in queries.breached(breach, now, limit):
        try:
            told += actions.tell_breach(actor=SWEEPER, duty_id=duty_id, breach=breach, now=now)
        except Exception:
            failed += 1
            _log.exception("duty %s: %s could not be told", duty_id, breach.value)
    return told, failed


def recompute(now: datetime) -> None:
    """Set all open deadlines anew after a holiday notice."""
    calendar = standards.calendar(now)
    last: UUID | None = actions.recompute(after=None, now=now, calendar=calendar)
    while last is not None:
        last = actions.recompute(after=last, now=now, calendar=calendar)


@parcels.periodic("* * * * * */15", "duties.sweep")
def sweep_now() -> None:
    """Sweep every 15 seconds."""
    sweep(datetime.now(UTC))


@parcels.task(RECOMPUTE)
def recompute_now(key: str) -> None:
    """Open the parcel of a holiday notice."""
    recompute(datetime.now(UTC))


@parcels.task(SWITCH)
def switch_clocks_now(key: str) -> None:
    """Open the parcel of an area that was switched to emergency, or back."""
    switch_clocks(datetime.now(UTC))
