"""Going there: joint home visits (S-084), notices to put it right and their recheck (S-085)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import TextKind
from linli.dispatch.actions import clocks, follow_ups, opening
from linli.dispatch.actions.opening import ask_for, open_order, replayed
from linli.dispatch.actions.taking import arrive
from linli.dispatch.models import RectifyNotice, Visit, WorkOrder
from linli.dispatch.rules import results
from linli.dispatch.words import NoticeState, Step, VisitKind
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.words import Role, UnitKind
from linli.standards import queries as standards

RECHECK = "dispatch.recheck"


class RecheckedBefore(Refused):
    """A notice is rechecked once."""

    code = "dispatch.rechecked_before"
    says = Text("这份整改通知已经复查过。", "This notice was rechecked before.")


class WrongDay(Refused):
    """The day to put it right by lies in the past."""

    code = "dispatch.wrong_day"
    status = 422
    says = Text("整改期限须在今天之后。", "The day must lie after today.")


def visit(
    *,
    actor: Actor,
    order_id: UUID,
    kind: VisitKind,
    purpose: str,
    result: str,
    now: datetime,
    unit_ids: Sequence[UUID] = (),
    account_ids: Sequence[UUID] = (),
    photos: int = 0,
    photo_consent: bool = False,
    client_id: str | None = None,
) -> UUID:
    """Record that people went there together: who, what for, what came of it; return the visit (S-084).

    A photo from a home needs the person's consent. Being there stops the on-site clock.

    :raises NotFound, Forbidden, NoWords, NoPhotoConsent:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.visit", case, order)
        told = replayed(case, client_id)
        if told is not None:
            return UUID(str(told.data["more"]["visit"]))  # type: ignore[call-overload, index]
        results.check_words(purpose=purpose, result=result)
        results.check_visit(photos=photos, has_consent=photo_consent, is_home=kind is VisitKind.HOME)
        why = moving.keep_text(case.appeal, TextKind.PLAN, purpose, actor=actor, now=now, order_id=order.id)
        what = moving.keep_text(case.appeal, TextKind.VISIT, result, actor=actor, now=now, order_id=order.id)
        made = Visit(id=new_id(), order=order, kind=kind.value, photo_consent=photo_consent, at=now)
        made.unit_ids = list(dict.fromkeys([order.unit_id, *unit_ids]))
        made.account_ids = [one for one in dict.fromkeys([actor.account_id, *account_ids]) if one is not None]
        made.purpose_text_id, made.result_text_id = why.id, what.id
        made.save(force_insert=True)
        arrive(case, order, now)
        more = case.more(order, visit=str(made.id), units=[str(one) for one in made.unit_ids], photos=photos)
        said = Telling(reason=kind.value, text=what, more=more, client_id=client_id)
        moving.tell(case.appeal, "visit", actor=unit, now=now, telling=said)
        return made.id


def rectify(
    *,
    actor: Actor,
    order_id: UUID,
    to_words: str,
    notice: str,
    due_on: date,
    now: datetime,
    to_contact_id: UUID | None = None,
    service_attachment_id: UUID | None = None,
    client_id: str | None = None,
) -> UUID:
    """Serve a notice: put it right yourself by `due_on`, then it is rechecked; return the notice (S-085).

    :raises NotFound, Forbidden, NoWords, WrongDay:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.rectify", case, order)
        told = replayed(case, client_id)
        if told is not None:
            return UUID(str(told.data["more"]["notice"]))  # type: ignore[call-overload, index]
        results.check_words(to_words=to_words, notice=notice)
        days = _days_until(due_on, now)
        text = moving.keep_text(case.appeal, TextKind.NOTICE, notice, actor=actor, now=now, order_id=order.id)
        limit = clocks.limit_of(Step.RECTIFY, case.appeal, at=now, category=order.category)
        made = RectifyNotice(
            id=new_id(), order=order, to_contact_id=to_contact_id, to_words=to_words[:120], text_id=text.id,
            service_attachment_id=service_attachment_id, due_at=standards.calendar(now).close_of(due_on), served_at=now,
        )  # fmt: skip
        made.save(force_insert=True)
        more = case.more(order, notice=str(made.id), due_on=due_on.isoformat())
        said = Telling(text=text, more=more, client_id=client_id)
        moving.tell(case.appeal, "rectify", actor=unit, now=now, telling=said)
        owed = Owed(
            ("dispatch", made.id), RECHECK, Step.RECTIFY.value, limit, Role.UNIT.value, case.appeal.area_path, now,
            order.unit_id,
        )  # fmt: skip
        clocks.owe([clocks.with_term(owed, Term(Clock.CALENDAR_DAYS, days))], actor=actor, now=now)
        return made.id


def _days_until(due_on: date, now: datetime) -> int:
    days = (due_on - standards.calendar(now).local_day(now)).days
    if days < 1:
        raise WrongDay(field="due_on")
    return days


def recheck(
    *,
    actor: Actor,
    notice_id: UUID,
    is_complied: bool,
    note: str,
    now: datetime,
    client_id: str | None = None,
) -> UUID | None:
    """Recheck a notice on its day; when it was not followed, enforcement gets a follow-up order, which is returned.

    Compliance may be recorded at once (S-085, S-086).

    :raises NotFound, Forbidden, NoWords, TooEarly, RecheckedBefore:
    """
    with transaction.atomic():
        found, order_id = _notice(notice_id)
        case, order = open_order(order_id)
        unit = ask_for(actor, RECHECK, case, order)
        if replayed(case, client_id) is not None:
            return None
        found.refresh_from_db(fields=["rechecked_at"])
        if found.rechecked_at is not None:
            raise RecheckedBefore
        results.check_words(note=note)
        calendar = standards.calendar(now)
        results.check_recheck(
            due_on=calendar.local_day(found.due_at), today=calendar.local_day(now), is_complied=is_complied
        )
        state = NoticeState.COMPLIED if is_complied else NoticeState.NOT_COMPLIED
        _write(found, state=state.value, rechecked_at=now, rechecked_by_id=actor.account_id)
        text = moving.keep_text(case.appeal, TextKind.ACTION, note, actor=actor, now=now, order_id=order.id)
        clocks.meet(("dispatch", found.id), RECHECK, now)
        said = Telling(reason=state.value, text=text, more=case.more(order, notice=str(found.id)), client_id=client_id)
        moving.tell(case.appeal, "recheck", actor=unit, now=now, telling=said)
        if is_complied:
            return None
        return _enforce(case, order, text.id, actor=actor, now=now)


def _enforce(case: opening.Case, order: WorkOrder, text_id: UUID, *, actor: Actor, now: datetime) -> UUID | None:
    team = people.unit_of_kind(UnitKind.ENFORCEMENT.value, case.appeal.area_path, at=now)
    if team is None:
        return None
    return follow_ups.issue_follow_up(case, order, team.id, text_id, None, actor=actor, now=now).id


def _notice(notice_id: UUID) -> tuple[RectifyNotice, UUID]:
    found = RectifyNotice.objects.filter(id=notice_id).first()
    if found is None:
        raise NotFound
    return found, found.order_id


def _write(found: RectifyNotice, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=list(changes))
