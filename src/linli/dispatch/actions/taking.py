"""The unit at work: take the order, make contact, be there, log what is done, tell how it stands.

Source: T15-T17, T22, T57.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import State, TextKind
from linli.dispatch.actions import clocks, opening, telling
from linli.dispatch.actions.opening import SYSTEM, Case, ask_for, open_order, replayed, subject_of, tell_order
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules import results
from linli.dispatch.words import ContactMeans, OrderRole, OrderState, Step
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.people import queries as people

INTERIM = "appeals.interim_reply"
HANDLING = frozenset({State.IN_PROGRESS, State.BOUNCE_REVIEW, State.WHISTLED, State.WAITING_CHILDREN})
"""Where a contact is logged without moving the appeal (T22)."""


class ContactedBefore(Refused):
    """First contact is made once."""

    code = "dispatch.contacted_before"
    says = Text(
        "已登记过首次联系；之后的联系请写入办理记录。", "First contact is on record; log later ones as actions."
    )


class OtherPerson(Refused):
    """The person does not work for the unit of the order."""

    code = "dispatch.other_person"
    says = Text("经办人须是承办单位的工作人员。", "The person must work for the unit of the order.")


def accept(*, actor: Actor, order_id: UUID, now: datetime, client_id: str | None = None) -> None:
    """Take an order: the unit has it in hand from now on (T15).

    The unit that takes the leading order becomes accountable; until then the one before it was (I1, S-077).

    :raises NotFound, Forbidden:
    :raises NotPossible: it was taken, withdrawn or sent elsewhere before.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.accept", case, order)
        if replayed(case, client_id) is not None:
            return
        opening.step(case, order, "accept", unit, accepted_at=now, assignee_id=actor.account_id)
        clocks.meet(subject_of(order), clocks.ACCEPT, now)
        _taken(case, order, "accept", actor=unit, now=now, client_id=client_id)


def accept_late(*, order_id: UUID, now: datetime) -> bool:
    """Take an order in the unit's stead because its time to take it has passed; say whether it still waited (T16).

    It is marked late and the head of the unit is told.

    :raises NotFound: there is no such order.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        if order.state != OrderState.PENDING or order.role == OrderRole.CO:
            return False
        opening.step(case, order, "accept", SYSTEM, accepted_at=now, is_late_accept=True)
        met = clocks.meet(subject_of(order), clocks.ACCEPT, now)
        _taken(case, order, "accept_timeout", actor=SYSTEM, now=now, client_id=None)
        due_at = met.due_at if met is not None else now
        said = telling.to_unit(case, order.unit_id, "order.late_accept", key=str(order.id), due_at=due_at)
        telling.tell(said, now=now)
        return True


def _taken(case: Case, order: WorkOrder, event: str, *, actor: Actor, now: datetime, client_id: str | None) -> None:
    said = Telling(more=case.more(order), client_id=client_id)
    if case.appeal.state != State.DISPATCHED or order.role != OrderRole.LEAD:
        tell_order(case.appeal, "accept", actor=actor, now=now, telling=said)
        return
    changes: dict[str, Any] = {"accountable_id": order.unit_id, "level": order.level}
    if case.appeal.accountable_id != order.unit_id:
        clocks.hand_over(case, order.unit_id)
    moving.move(case.appeal, event, actor=actor, now=now, changes=changes, telling=said)


def first_contact(
    *,
    actor: Actor,
    order_id: UUID,
    means: ContactMeans,
    note: str,
    now: datetime,
    client_id: str | None = None,
) -> None:
    """Record the first contact with the resident: the response time stops (T17; 北京市接诉即办工作条例 §15).

    :raises NotFound, Forbidden, NotPossible:
    :raises NoWords: the contact record is empty.
    :raises ContactedBefore: it is on record.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.first_contact", case, order)
        if replayed(case, client_id) is not None:
            return
        results.check_words(note=note)
        if order.contacted_at is not None:
            raise ContactedBefore
        if order.state != OrderState.WORKING:
            opening.take(case, order, "contact", unit)
        opening.write(order, "state", contacted_at=now, contact_means=means.value)
        text = moving.keep_text(case.appeal, TextKind.CONTACT, note, actor=actor, now=now, order_id=order.id)
        clocks.meet(subject_of(order), clocks.CONTACT, now)
        said = Telling(reason=means.value, text=text, more=case.more(order), client_id=client_id)
        _contacted(case, order, actor=unit, now=now, said=said)


def _contacted(case: Case, order: WorkOrder, *, actor: Actor, now: datetime, said: Telling) -> None:
    changes = {"responded_at": case.appeal.responded_at or now}
    if case.appeal.state == State.ACCEPTED and order.role == OrderRole.LEAD:
        moving.move(case.appeal, "first_contact", actor=actor, now=now, changes=changes, telling=said)
    elif case.appeal.responded_at is None and case.appeal.state in HANDLING:
        moving.move(case.appeal, "log_action", actor=actor, now=now, changes=changes, telling=said)
    else:
        tell_order(case.appeal, "first_contact", actor=actor, now=now, telling=said)


def log_action(
    *,
    actor: Actor,
    order_id: UUID,
    note: str,
    now: datetime,
    is_on_site: bool = False,
    is_danger_removed: bool = False,
    count: int | None = None,
    count_area: str = "",
    samples: Sequence[UUID] = (),
    client_id: str | None = None,
) -> None:
    """Record what was done: a visit, a call, a notice, a photo (T22). Being on site stops that clock.

    In an emergency `is_danger_removed` says so and stops the four hours of §9.2; the resident is told by the timeline.
    `count` is a bulk result (so many places cleaned in `count_area`, with `samples` of photos): S-096.

    :raises NotFound, Forbidden, NotPossible, NoWords, NoSample:
    :raises NoDanger: none is owed on this order, or it is recorded already.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.log_action", case, order)
        if replayed(case, client_id) is not None:
            return
        results.check_words(note=note)
        results.check_batch(count, count_area, len(samples))
        text = moving.keep_text(case.appeal, TextKind.ACTION, note, actor=actor, now=now, order_id=order.id)
        changes = arrive(case, order, now) if is_on_site else {}
        batch: dict[str, Plain] = {"count": count, "count_area": count_area, "samples": [str(one) for one in samples]}
        more = case.more(order, on_site=is_on_site, **(batch if count is not None else {}))
        said = Telling(text=text, more=more, client_id=client_id)
        moving.move(case.appeal, "log_action", actor=unit, now=now, changes=changes, telling=said)
        if is_danger_removed:
            _remove_danger(case, order, actor=unit, now=now)


def _remove_danger(case: Case, order: WorkOrder, *, actor: Actor, now: datetime) -> None:
    met = clocks.meet_danger(order, now)
    if met is None:
        raise results.NoDanger(field="is_danger_removed")
    tell_order(case.appeal, "danger_over", actor=actor, now=now, telling=Telling(more=case.more(order)))


def arrive(case: Case, order: WorkOrder, now: datetime) -> dict[str, Any]:
    """Mark the order's unit as having been on site; return the appeal's columns. Two statements the first time."""
    if order.onsite_at is None:
        opening.write(order, onsite_at=now)
        clocks.meet_onsite(order, now)
    return {"onsite_at": now} if case.appeal.onsite_at is None else {}


def interim_reply(*, actor: Actor, order_id: UUID, reply: str, now: datetime, client_id: str | None = None) -> None:
    """Tell the resident how it stands before it is done; meets the interim and the weekly clock (济南市12345条例 §24).

    Deed ``dispatch.log_action``.

    :raises NotFound, Forbidden, NoReply, ReplyShowsOthers:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.log_action", case, order)
        if replayed(case, client_id) is not None:
            return
        results.check_reply(reply, opening.personal(reply))
        text = moving.keep_text(case.appeal, TextKind.INTERIM, reply, actor=actor, now=now, order_id=order.id)
        clocks.meet(moving.subject_of(case.appeal), INTERIM, now)
        if clocks.meet(subject_of(order), clocks.LOG, now, Step.WEEKLY_NOTE) is not None:
            clocks.owe([clocks.of_unit(case, order, clocks.LOG, Step.WEEKLY_NOTE, now)], actor=unit, now=now)
        said = Telling(text=text, more=case.more(order), client_id=client_id)
        moving.tell(case.appeal, "interim_reply", actor=unit, now=now, telling=said)
        telling.tell(telling.to_reporter(case, "appeal.progress", now=now, key=str(text.id)), now=now)


def file_plan(*, actor: Actor, order_id: UUID, plan: str, now: datetime, client_id: str | None = None) -> None:
    """File the plan of a joint or top-level matter (T36, §9.2). Deed ``dispatch.log_action``.

    :raises NotFound, Forbidden, NotPossible, NoWords:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.log_action", case, order)
        if replayed(case, client_id) is not None:
            return
        results.check_words(plan=plan)
        text = moving.keep_text(case.appeal, TextKind.PLAN, plan, actor=actor, now=now, order_id=order.id)
        opening.write(order, plan_text_id=text.id)
        clocks.meet(subject_of(order), clocks.LOG, now, Step.PLAN)
        said = Telling(reason="plan", text=text, more=case.more(order), client_id=client_id)
        moving.move(case.appeal, "log_action", actor=unit, now=now, telling=said)


def reassign_person(
    *, actor: Actor, order_id: UUID, account_id: UUID, now: datetime, client_id: str | None = None
) -> None:
    """Have another person of the same unit handle the order (T57).

    :raises NotFound, Forbidden:
    :raises OtherPerson: that person holds no role for the unit.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, "dispatch.reassign_person", case.appeal, units=(order.unit_id,))
        if replayed(case, client_id) is not None:
            return
        if all(grant.unit_id != order.unit_id for grant in people.grants_of(account_id, at=now)):
            raise OtherPerson
        opening.write(order, assignee_id=account_id)
        said = Telling(more=case.more(order, assignee=str(account_id)), client_id=client_id)
        moving.move(case.appeal, "reassign_person", actor=actor, now=now, telling=said)
