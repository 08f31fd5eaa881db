"""Opening a case: lock the appeal first, then read its orders; every deed of the room begins here.

All deeds on one appeal wait for each other at the appeal's row, so orders need no lock of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.rules.moves import MOVES as APPEAL_MOVES
from linli.appeals.rules.numbers import number_of
from linli.appeals.words import State
from linli.dispatch.events import BY_EVENT
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules.moves import MOVES
from linli.dispatch.words import LIVE, OrderRole, OrderState
from linli.journal import actions as journal_actions
from linli.journal import queries as journal
from linli.journal.words import FactRow
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Conflict, NotFound, Refused
from linli.kernel.facts import Plain
from linli.kernel.texts import clean
from linli.kernel.words import Text
from linli.notices.rules import pii_spans
from linli.people.words import Role

if TYPE_CHECKING:
    from linli.appeals.models import Appeal

SYSTEM = Actor.system("dispatch", [])


@dataclass
class Case:
    """An appeal, locked, with all its orders by serial; `told` collects the orders' new states for the fact."""

    appeal: Appeal
    orders: list[WorkOrder]
    told: dict[str, Plain] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """Return the case number."""
        return number_of(self.appeal.area_path, self.appeal.day, self.appeal.serial)

    @property
    def lead(self) -> WorkOrder | None:
        """Return the live lead order, if any (I7: there is at most one)."""
        return next((order for order in self.live(OrderRole.LEAD)), None)

    def live(self, *roles: str) -> list[WorkOrder]:
        """Return the orders of these roles on which somebody still owes something."""
        return [order for order in self.orders if order.role in roles and order.state in LIVE]

    def order(self, order_id: UUID) -> WorkOrder:
        """Return one order of the case.

        :raises NotFound: it is not of this case.
        """
        for order in self.orders:
            if order.id == order_id:
                return order
        raise NotFound

    def more(self, order: WorkOrder | None = None, **others: Plain) -> dict[str, Plain]:
        """Return what stands in the fact: the order and its unit, and the new state of every order that moved."""
        said: dict[str, Plain] = {"orders": dict(self.told), **others}
        if order is not None:
            said |= {"order": str(order.id), "unit": str(order.unit_id), "level": order.level, "order_role": order.role}
        return said


def open_case(appeal_id: UUID) -> Case:
    """Return the case, the appeal locked. Two statements.

    :raises NotFound: there is none.
    """
    appeal = moving.lock(appeal_id)
    return Case(appeal, list(WorkOrder.objects.filter(appeal_id=appeal.id).order_by("serial")))


def open_order(order_id: UUID) -> tuple[Case, WorkOrder]:
    """Return the case of an order and the order. Two statements: the appeal is found and locked in one.

    :raises NotFound: there is none.
    """
    case = open_case(WorkOrder.objects.filter(id=order_id).values("appeal_id")[:1])  # type: ignore[arg-type]
    return case, case.order(order_id)


def replayed(case: Case, client_id: str | None) -> FactRow | None:
    """Return the fact that this press of the button left before, if any (I14). One statement, none without an id.

    Asked after the lock, so that two presses at once are one.

    :raises Conflict: the id was used for another appeal.
    """
    fact = journal.was_told(client_id)
    if fact is not None and fact.subject_id != case.appeal.id:
        raise Conflict
    return fact


def check_move(case: Case, event: str) -> None:
    """Return quietly when the appeal's table has a row for `event` from where it stands; asked before anything is
    written, so that whoever comes second is told so.

    :raises NotPossible: it has none.
    """
    APPEAL_MOVES.find(State(case.appeal.state), event)


class NotTheLead(Refused):
    """Only the leading unit may do this."""

    code = "dispatch.not_the_lead"
    says = Text("只有主办单位可以这样做。", "Only the leading unit may do this.")


def check_lead(order: WorkOrder) -> None:
    """Return quietly when the order leads.

    :raises NotTheLead: it assists, is a part or a follow-up.
    """
    if order.role != OrderRole.LEAD:
        raise NotTheLead


def check_step(order: WorkOrder, event: str) -> None:
    """Return quietly when the order's table has a row for `event` from where it stands.

    :raises NotPossible: it has none.
    """
    MOVES.find(OrderState(order.state), event)


def order_of(fact: FactRow) -> UUID:
    """Return the order a told fact speaks of."""
    return UUID(str(_more(fact)["order"]))


def _more(fact: FactRow) -> dict[str, Plain]:
    more = fact.data.get("more")
    return more if isinstance(more, dict) else {}


def ask_for(actor: Actor, deed: str, case: Case, order: WorkOrder) -> Actor:
    """Require `deed` for the order's unit; return the actor, standing in the tables as that unit if he belongs to it.

    In the tables "unit" is whoever handles for the order's unit (domain-spec §8.1), be it an office's clerk, a
    committee's dispatcher or a grid worker.

    :raises NotFound, Forbidden: see `moving.ask`.
    """
    moving.ask(actor, deed, case.appeal, units=(order.unit_id,))
    return as_unit(actor, order.unit_id)


def as_unit(actor: Actor, unit_id: UUID) -> Actor:
    """Return the actor with the table role "unit" when he belongs to `unit_id`, else unchanged."""
    if unit_id not in actor.units:
        return actor
    return replace(actor, roles=actor.roles | {Role.UNIT.value})


def step(case: Case, order: WorkOrder, event: str, actor: Actor, **changes: Any) -> None:
    """Take one row of the order's table and write it with `changes`. One UPDATE.

    :raises NotPossible: the order is in another state.
    :raises Forbidden: none of the actor's roles stands in the row.
    """
    take(case, order, event, actor)
    write(order, "state", **changes)


def begin(case: Case, order: WorkOrder, actor: Actor) -> None:
    """Take the first row of the order's table, in memory.

    :raises Forbidden: none of the actor's roles stands in the row.
    """
    row = MOVES.find(None, "issue")
    moving.role_of(actor, row.who)
    order.state = OrderState.PENDING.value
    case.told[str(order.id)] = order.state


def take(case: Case, order: WorkOrder, event: str, actor: Actor) -> None:
    """Take one row of the order's table in memory; `write` or `save(force_insert)` stores it."""
    row = MOVES.find(OrderState(order.state), event)
    moving.role_of(actor, row.who)
    if row.to is not None:
        order.state = row.to.value
    case.told[str(order.id)] = order.state


def finish(case: Case, order: WorkOrder, actor: Actor) -> None:
    """Take every row from where the order stands to approved, in memory: a follow-up needs no review."""
    if order.state == OrderState.PENDING:
        take(case, order, "accept", actor)
    if order.state == OrderState.PAUSED:
        take(case, order, "resume", SYSTEM)
    take(case, order, "submit", actor)
    take(case, order, "approve", SYSTEM)


def write(order: WorkOrder, *names: str, **changes: Any) -> None:
    """Write the named columns and `changes`. One UPDATE."""
    for name, value in changes.items():
        setattr(order, name, value)
    order.save(update_fields=[*names, *changes])


def tell_order(appeal: Appeal, event: str, *, actor: Actor, now: datetime, telling: Telling, role: str = "") -> UUID:
    """Tell a fact about an order whose appeal does not move. One INSERT."""
    fact = BY_EVENT[event](
        appeal.id,
        role=role,
        reason=telling.reason,
        text_id=telling.text.id if telling.text else None,
        text_digest=moving.digest_of(telling.text) if telling.text else "",
        more=dict(telling.more),
    )
    return journal_actions.record(fact, actor=actor, at=now, area_path=appeal.area_path, client_id=telling.client_id)


def personal(words: str) -> tuple[str, ...]:
    """Return the kinds of other people's data found in a reply (T42), each once; door numbers may stand."""
    return tuple(dict.fromkeys(span.kind.zh for span in pii_spans(clean(words), doors=False)))


def units_with(appeal: Appeal, new: Iterable[UUID]) -> list[UUID]:
    """Return the appeal's units with `new` ones added, each once."""
    return list(dict.fromkeys([*appeal.unit_ids, *new]))


def subject_of(order: WorkOrder) -> Subject:
    """Return the subject under which duties know an order."""
    return ("dispatch", order.id)


def text_id(text: Any) -> UUID | None:
    """Return the id of a stored text, or None."""
    return text.id if text is not None else None


def moment(value: datetime | None) -> str:
    """Return a moment as a fact keeps it."""
    return value.isoformat() if value else ""
