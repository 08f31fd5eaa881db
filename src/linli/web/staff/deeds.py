"""The desk's table of deeds, and which of them stand on a page now.

What is possible with orders is told by `dispatch.queries.deeds`; of the room appeals the published table of moves, the
actor's reach and the waiting requests decide. The page shows exactly these; the deed itself decides again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from linli.appeals.rules.moves import MOVES
from linli.dispatch.queries.deeds import OFFERS, Possible, possible_deeds
from linli.dispatch.words import NoticeState
from linli.duties.words import DutyRow
from linli.kernel.errors import NotFound
from linli.kernel.moves import NotPossible
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.staff import (
    deeds_after,
    deeds_children,
    deeds_handling,
    deeds_intake,
    deeds_leading,
    deeds_routing,
)
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Deed

_NAMED = {offer.deed: offer.label for offer in OFFERS}
_TABLES = (
    deeds_children.DEEDS,
    deeds_intake.DEEDS,
    deeds_routing.DEEDS,
    deeds_leading.DEEDS,
    deeds_handling.DEEDS,
    deeds_after.DEEDS,
)
DEEDS: dict[str, Deed] = {
    deed.name: replace(deed, label=_NAMED.get(deed.name, deed.label)) for table in _TABLES for deed in table
}
"""Every deed of the desk by the name in its address."""

_ROW = {name: number for number, name in enumerate(DEEDS)}


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed that may be done now, on the case or on one of its things."""

    deed: Deed
    target: UUID | None = None
    about: Text | None = None
    is_due: bool = False

    def url(self, appeal_id: UUID) -> str:
        """Return the address of its form."""
        address = f"/desk/case/{appeal_id}/do/{self.deed.name}/"
        return f"{address}?on={self.target}" if self.target else address


def named(name: str) -> Deed:
    """Return a deed of the table.

    :raises NotFound: there is none.
    """
    if name not in DEEDS:
        raise NotFound
    return DEEDS[name]


def offers(case: CaseFile) -> list[Offer]:
    """Return what this person may do now: what is owed first, then in the table's order."""
    owed = {key for duty in _live(case) for key in (duty.deed, f"{duty.deed}:{duty.step}")}
    found = [replace(one, is_due=_is_owed(one.deed, owed)) for one in _all(case)]
    return sorted(found, key=lambda one: (not one.is_due, _ROW[one.deed.name]))


def _live(case: CaseFile) -> Sequence[DutyRow]:
    return [duty for duty in case.all_duties if duty.is_live]


def _is_owed(deed: Deed, owed: set[str]) -> bool:
    return bool((deed.owed or {f"{deed.right.partition('.')[0]}.{deed.name}"}) & owed)


def _all(case: CaseFile) -> Iterator[Offer]:
    several = len([order for order in case.orders if order.is_live]) > 1
    for possible in _of_orders(case):
        if possible.deed in DEEDS:
            order = case.order(possible.order_id) if possible.order_id else None
            yield Offer(DEEDS[possible.deed], possible.order_id, order.unit.name if order and several else None)
    for deed in (*deeds_children.DEEDS, *deeds_intake.DEEDS, *deeds_after.DEEDS):
        if _is_possible(deed, case):
            yield Offer(deed)
    yield from _of_notices(case)
    yield from _of_supervisions(case)


def _of_orders(case: CaseFile) -> Sequence[Possible]:
    return possible_deeds(case.actor, case.appeal, now=case.now, orders=case.orders, clocks=case.order_duties)


def _may(deed: Deed, case: CaseFile, units: Sequence[UUID] | None = None) -> bool:
    appeal = case.appeal
    if case.detail.sight.is_complained_of:
        return False
    involved = appeal.unit_ids if units is None else units
    return case.actor.may(deed.right, appeal.area_path, units=involved, subject=("appeals", appeal.id))


def _is_possible(deed: Deed, case: CaseFile) -> bool:
    if not _may(deed, case):
        return False
    if deed.asks is not None:
        asked = case.waiting(deed.asks)
        return asked is not None and asked.asked_by_id != case.actor.account_id
    if deed.event and not _leads(deed, case):
        return False
    return deed.when is None or deed.when(case)


def _leads(deed: Deed, case: CaseFile) -> bool:
    try:
        row = MOVES.find(case.appeal.state, deed.event)
    except NotPossible:
        return False
    return bool(row.who & case.actor.roles)


def _of_notices(case: CaseFile) -> Iterator[Offer]:
    deed = DEEDS["recheck"]
    units = {order.id: order.unit.id for order in case.orders}
    if not units or not _may(deed, case, list(units.values())):
        return
    for notice in case.notices:
        if notice.state is NoticeState.SERVED and _may(deed, case, [units[notice.order_id]]):
            yield Offer(deed, notice.id, Text(notice.to_words, notice.to_words))


def _of_supervisions(case: CaseFile) -> Iterator[Offer]:
    answering, closing = DEEDS["answer_supervision"], DEEDS["close_supervision"]
    running = [one for one in case.supervisions if one.closed_at is None]
    for one in running:
        unit = people.unit(one.unit_id).name if one.unit_id and len(running) > 1 else None
        if one.answered_at is None and _may(answering, case, [one.unit_id] if one.unit_id else []):
            yield Offer(answering, one.id, unit)
        if _may(closing, case):
            yield Offer(closing, one.id, unit)


def offered(case: CaseFile, deed: Deed, target: UUID | None) -> bool:
    """Say whether a deed stands on the page of this case now."""
    return any(one.deed.name == deed.name and one.target == target for one in _all(case))


def target_for(case: CaseFile, deed: Deed, target: UUID | None) -> UUID | None:
    """Return the thing a form is about; where the address names none, the first the deed may be done on."""
    if target is not None or deed.on == "appeal":
        return target
    return next((one.target for one in _all(case) if one.deed.name == deed.name), None)
