"""What a proposal needs, and whether a kind of matter is rather talked over or rather done.

Source: S-093, S-097, R5-7.
"""

from __future__ import annotations

from datetime import date

from linli.journeys.words import ProposalKind, ProposalState
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.texts import clean

MOST_DAYS = 60
MOST_TITLE = 120
MOST_WORDS = 500
QUIET_DAYS = 30
"""So long after a decision a rule proposes the same leaf in the same community again (R5-7: thirty days)."""
TALKED_OVER = (
    "dispute.neighbour", "dog.", "house.elevator_install", "house.group_rental", "noise.neighbour",
    "noise.square_dance", "prop.",
)  # fmt: skip
"""Beginnings of leaves that neighbours settle among themselves (S-093: group rental, dogs, quality of property
services …); the rest is something to do."""


def kind_of(category: str) -> ProposalKind:
    """Return whether a leaf is rather a topic or a project; whoever decides may do otherwise."""
    return ProposalKind.TOPIC if category.startswith(TALKED_OVER) else ProposalKind.PROJECT


def check_due(due_on: date, *, today: date) -> date:
    """Return the day by which the office decides.

    :raises Invalid: it is not within the next sixty days.
    """
    if not 1 <= (due_on - today).days <= MOST_DAYS:
        raise Invalid(field="due_on", why_zh="请选明天到 60 天内的一天", why_en="choose a day within the next 60 days")
    return due_on


def check_title(title: str) -> str:
    """Return the title in clean words.

    :raises Invalid: there is none.
    """
    said = clean(title, field="title").strip()[:MOST_TITLE]
    if not said:
        raise Invalid(field="title", why_zh="请写一个名称", why_en="please give it a name")
    return said


def check_answer(state: str, *, taken_up: bool, reason: str) -> str:
    """Return the reason; a refusal owes one, and nothing is decided twice.

    :raises Conflict: it is decided. Invalid: a refusal without a reason.
    """
    if state != ProposalState.PROPOSED:
        raise Conflict
    said = clean(reason, field="reason").strip()[:MOST_WORDS]
    if not taken_up and not said:
        raise Invalid(field="reason", why_zh="不采纳请写明理由", why_en="say why it is not taken up")
    return said
