"""The transition table of a work order. Source: domain-spec §8.2 (states), §8.3 (rows named in `effects`)."""

from __future__ import annotations

from linli.dispatch.words import LIVE, OrderState
from linli.kernel.moves import Move, Moves
from linli.people.words import Role

S = OrderState
_HANDLERS = (Role.UNIT, Role.UNIT_HEAD, Role.GRID_WORKER, Role.ESTATE_BRANCH, Role.COMMUNITY)
_DISPATCHERS = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)


def _row(
    code: str, event: str, sources: tuple[OrderState, ...], to: OrderState | None, who: tuple[Role, ...], effects: str
) -> Move[OrderState]:
    return Move(
        code, event, frozenset(sources), to, frozenset(role.value for role in who), (), effects, "domain-spec §8.2-8.3"
    )


MOVES: Moves[OrderState] = Moves(
    (
        _row(
            "O01",
            "issue",
            (),
            S.PENDING,
            (*_DISPATCHERS, Role.ESTATE_BRANCH, Role.GRID_WORKER, Role.LEADER, Role.SYSTEM),
            "T13",
        ),
        _row("O02", "accept", (S.PENDING,), S.ACCEPTED, (*_HANDLERS, Role.SYSTEM), "T15, T16"),
        _row("O03", "contact", (S.ACCEPTED,), S.WORKING, (*_HANDLERS, Role.SYSTEM), "T17"),
        _row("O04", "ask_bounce", (S.ACCEPTED, S.WORKING), S.BOUNCE_REQUESTED, (Role.UNIT, Role.UNIT_HEAD), "T18"),
        _row("O05", "bounce", (S.BOUNCE_REQUESTED,), S.BOUNCED, _DISPATCHERS, "T19"),
        _row("O06", "keep", (S.BOUNCE_REQUESTED,), S.WORKING, _DISPATCHERS, "T20"),
        _row(
            "O07",
            "submit",
            (S.ACCEPTED, S.WORKING, S.RETURNED),
            S.SUBMITTED,
            (*_HANDLERS, Role.SYSTEM),
            "T41; an assisting unit submits its opinion (T34); the whole of a split (T30)",
        ),
        _row("O08", "approve", (S.SUBMITTED,), S.APPROVED, (*_DISPATCHERS, Role.SYSTEM), "T42, T29"),
        _row("O09", "return", (S.SUBMITTED,), S.RETURNED, _DISPATCHERS, "T43"),
        _row("O10", "pause", (S.ACCEPTED, S.WORKING, S.RETURNED), S.PAUSED, (Role.STREET, Role.DISTRICT), "T39"),
        _row("O11", "resume", (S.PAUSED,), S.WORKING, (*_HANDLERS, Role.DISTRICT, Role.STREET, Role.SYSTEM), "T40"),
        _row("O12", "cancel", tuple(sorted(LIVE)), S.CANCELLED, tuple(Role), "withdrawn, escalated, redesignated"),
    )
)
"""The whole table of a work order."""
