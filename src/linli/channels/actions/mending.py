"""What a person does to an exchange that is stuck: reads it, mends it, plays it again, drops it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.channels import events
from linli.channels.actions.exchanging import put_down, release
from linli.channels.models import Exchange
from linli.channels.queries import MEND, digest_of, file_of, reached
from linli.channels.words import STUCK, ExchangeFile, ExchangeState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound, Refused
from linli.kernel.texts import clean
from linli.kernel.words import Text

LONGEST_REASON = 200


class NoReason(Refused):
    """What another system sent is not changed or dropped without saying why."""

    code = "channels.no_reason"
    status = 422
    says = Text("请写明理由（200 字以内）。", "Say why, in 200 characters at most.")


class Erased(Refused):
    """The body is gone."""

    code = "channels.erased"
    says = Text("内容已到期删除，只能作废。", "The words were erased when their time had come; it can only be dropped.")


class SameAsAnother(Refused):
    """Mended like this it would be what came in before."""

    code = "channels.same_as_another"
    says = Text(
        "改后与另一条完全相同；请作废这一条。", "Changed like this it is the same as another one; drop this one."
    )


def open_body(*, actor: Actor, exchange_id: UUID, now: datetime) -> ExchangeFile:
    """Return a stuck exchange with its body, for mending; that somebody read it is told. Deed `channels.mend`.

    What is no longer stuck is a case with a guarded reporter, or waits for those of its place: no second way to it.

    :raises NotFound: there is none in the actor's reach. Forbidden: it may only be counted. Conflict: it is not stuck.
    """
    with transaction.atomic():
        found = stuck(actor, exchange_id)
        told = events.BodyOpened(found.connection_id, found.id)
        journal.record(told, actor=actor, at=now, area_path=found.connection.area_path)
        return file_of(found)


def mend(*, actor: Actor, exchange_id: UUID, body: str, reason: str, now: datetime) -> None:
    """Change what a stuck exchange says and try it again. Deed `channels.mend` at the connection's area.

    :raises NotFound: there is none in the actor's reach.
    :raises Conflict: it is not stuck (any more). NoReason: nothing was said why. Erased: its body is gone.
    :raises SameAsAnother: it would be what came before.
    """
    why = reason_of(reason)
    with transaction.atomic():
        found = stuck(actor, exchange_id)
        if found.body_sealed is None:
            raise Erased
        before, found.digest = found.digest, digest_of(body)
        found.body_sealed, found.reason, found.mended_by_id = body, why, actor.account_id
        try:
            with transaction.atomic():
                found.save(update_fields=["body_sealed", "digest", "reason", "mended_by"])
        except IntegrityError:
            raise SameAsAnother from None
        _put_back(found, now)
        told = events.ExchangeMended(found.connection_id, found.id, before, found.digest)
        journal.record(told, actor=actor, at=now, area_path=found.connection.area_path)


def drop(*, actor: Actor, exchange_id: UUID, reason: str, now: datetime) -> None:
    """Give an exchange up for good. Deed `channels.mend`; also for one that still waits.

    :raises NotFound: there is none in the actor's reach.
    :raises Conflict: it is done or dropped. NoReason: nothing was said why.
    """
    why = reason_of(reason)
    with transaction.atomic():
        found = stuck(actor, exchange_id, also=(ExchangeState.WAITING.value,))
        found.state, found.done_at, found.next_at = ExchangeState.DROPPED.value, now, None
        found.reason, found.mended_by_id = why, actor.account_id
        found.save(update_fields=["state", "done_at", "next_at", "reason", "mended_by"])
        release(found.connection_id, found.direction, found.number, now=now)
        told = events.ExchangeDropped(found.connection_id, found.id)
        journal.record(told, actor=actor, at=now, area_path=found.connection.area_path)


def replay(*, actor: Actor, connection_id: UUID, exchange_id: UUID | None = None, now: datetime) -> int:
    """Try stuck exchanges again as they are, one or (without `exchange_id`) all of a connection; return how many.

    Deed `channels.manage` or `channels.mend`: nothing is read and nothing changed.

    :raises NotFound: none is stuck in the actor's reach.
    """
    with transaction.atomic():
        rows = Exchange.objects.select_for_update(of=("self",)).select_related("connection").filter(
            reached(actor, "connection__area_path"), connection_id=connection_id, state__in=STUCK,
            body_sealed__isnull=False,
        )  # fmt: skip
        if exchange_id is not None:
            rows = rows.filter(id=exchange_id)
        found = list(rows.order_by("id"))
        if not found:
            raise NotFound
        for one in found:
            _put_back(one, now)
        told = events.ExchangesReplayed(connection_id, len(found))
        journal.record(told, actor=actor, at=now, area_path=found[0].connection.area_path)
        return len(found)


def _put_back(found: Exchange, now: datetime) -> None:
    found.state, found.attempts, found.since, found.next_at = ExchangeState.WAITING.value, 0, now, now
    found.save(update_fields=["state", "attempts", "since", "next_at"])
    release(found.connection_id, found.direction, found.number, now=now)
    put_down(found.id)


def reason_of(reason: str) -> str:
    """Return the reason as it is kept.

    :raises NoReason: there is none, or it is too long.
    """
    said = clean(reason).strip()
    if not said or len(said) > LONGEST_REASON:
        raise NoReason
    return said


def _found(actor: Actor, exchange_id: UUID) -> Exchange:
    rows = Exchange.objects.select_for_update(of=("self",)).select_related("connection")
    found = rows.filter(reached(actor, "connection__area_path"), id=exchange_id).first()
    if found is None:
        raise NotFound
    return found


def stuck(actor: Actor, exchange_id: UUID, also: tuple[str, ...] = ()) -> Exchange:
    """Return an exchange that waits for a person, locked. Deed `channels.mend`. One statement.

    :raises NotFound: there is none in the actor's reach. Forbidden: it may only be counted. Conflict: it waits no more.
    """
    found = _found(actor, exchange_id)
    actor.require(MEND, found.connection.area_path)
    if found.state not in (*STUCK, *also):
        raise Conflict
    return found
