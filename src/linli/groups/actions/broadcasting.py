"""One notice to all of an area: asked for, agreed to where it is for many, told in batches, called off (S-110)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid import queries as grid
from linli.groups import events, rules
from linli.groups.actions.places import account_of
from linli.groups.models import Broadcast
from linli.groups.queries.audience import Place, concerned, next_ones
from linli.groups.queries.broadcasts import AGREE, SEND, TEMPLATES, params_of, reach_of
from linli.groups.words import BroadcastKind, BroadcastState, NewsTopic
from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.notices import actions as notices
from linli.notices.actions import Recipient, Telling
from linli.people import queries as people

SPREAD = "groups.spread"
AT_ONCE = 500
"""So many people are told in one transaction."""


def place_of(area_path: str, *, estate_id: UUID | None = None, building_id: UUID | None = None, now: datetime) -> Place:
    """Return where a broadcast goes: a building lies in its grid and an estate in its community, whatever is said.

    :raises NotFound: no such area, estate or building.
    """
    if building_id is not None:
        return Place(grid.building(building_id, now).area_path, None, building_id)
    if estate_id is not None:
        return Place(grid.estate(estate_id, now).community_path, estate_id)
    return Place(grid.area_by_path(area_path, now).path)


def broadcast(
    *,
    actor: Actor,
    kind: BroadcastKind,
    topic: NewsTopic,
    words_zh: str,
    words_en: str,
    area_path: str,
    good_until: datetime,
    estate_id: UUID | None = None,
    building_id: UUID | None = None,
    link: str = "",
    client_id: str | None = None,
    now: datetime,
) -> UUID:
    """Send one notice to all of an area, an estate or a building; return its id. Pressed twice it is sent once.

    What is for more than a street waits until a second person agrees. Everybody gets it once, by the ways the person
    chose; news and service notices wait for the end of quiet hours, an emergency does not.

    :raises NotFound: no such area, estate or building. Forbidden: the actor lacks `groups.broadcast` there.
    :raises WrongEnd, Nobody, Invalid:
    """
    place = place_of(area_path, estate_id=estate_id, building_id=building_id, now=now)
    actor.require(SEND, place.area_path)
    earlier = _earlier(account_of(actor, SEND), client_id)
    if earlier is not None:
        return earlier
    words = rules.broadcast_words(words_zh, words_en, link, now=now, good_until=good_until)
    asked = Broadcast(
        kind=kind.value, topic=topic.value, words_zh=words.zh, words_en=words.en, link=words.link,
        area_path=place.area_path, estate_id=place.estate_id, building_id=place.building_id, good_until=good_until,
        asked_by_id=account_of(actor, SEND), at=now, client_id=client_id,
    )  # fmt: skip
    return _ask(asked, place, actor=actor)


def _ask(asked: Broadcast, place: Place, *, actor: Actor) -> UUID:
    """Keep a broadcast and put its first batch down, or have it wait for a second person."""
    kind, now = BroadcastKind(asked.kind), asked.at
    reach = reach_of(kind, NewsTopic(asked.topic), place, good_until=asked.good_until, now=now)
    if reach.people == 0:
        raise rules.Nobody
    waits = rules.needs_second(grid.area_by_path(place.area_path, now).kind)
    asked.expected = reach.people
    asked.state = (BroadcastState.ASKED if waits else BroadcastState.SENDING).value
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
            told = events.BroadcastAsked(asked.id, asked.kind, reach.people, asked.good_until, waits)
            journal.record(told, actor=actor, at=now, area_path=place.area_path)
            if not waits:
                _go_on(asked)
    except IntegrityError:
        earlier = _earlier(asked.asked_by_id, asked.client_id)
        if earlier is None:
            raise
        return earlier
    return asked.id


def _earlier(by: UUID, client_id: str | None) -> UUID | None:
    if client_id is None:
        return None
    return Broadcast.objects.filter(asked_by_id=by, client_id=client_id).values_list("id", flat=True).first()


def decide_broadcast(*, actor: Actor, broadcast_id: UUID, agrees: bool, reason: str = "", now: datetime) -> None:
    """Agree to a broadcast that a colleague asked for, and it goes out; or do not, and say why.

    :raises NotFound: there is none in the actor's reach. NeedsAnother: the actor asked for it. TooLate, Invalid:
    """
    with transaction.atomic():
        found = _locked(broadcast_id)
        if not actor.may(AGREE, found.area_path):
            raise NotFound
        by = account_of(actor, AGREE)
        state = rules.agreed(
            BroadcastState(found.state), asked_by=found.asked_by_id, decided_by=by, good_until=found.good_until,
            agrees=agrees, now=now,
        )  # fmt: skip
        found.state, found.decided_by_id, found.decided_at = state.value, by, now
        found.reason = "" if agrees else rules.reason_of(reason, field="reason")
        found.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        journal.record(events.BroadcastDecided(found.id, agrees), actor=actor, at=now, area_path=found.area_path)
        if agrees:
            _go_on(found)


def call_off(*, actor: Actor, broadcast_id: UUID, now: datetime) -> None:
    """Call a broadcast off: nobody else is told, and what waits is taken back. What has left stays told.

    :raises NotFound: there is none where the actor has `groups.broadcast` or `groups.agree_broadcast`. TooLate:
    """
    with transaction.atomic():
        found = _locked(broadcast_id)
        if not (actor.may(SEND, found.area_path) or actor.may(AGREE, found.area_path)):
            raise NotFound
        rules.check_called_off(BroadcastState(found.state), good_until=found.good_until, now=now)
        taken_back = notices.call_off(("groups", found.id), now=now)
        found.state, found.called_off_at = BroadcastState.CALLED_OFF.value, now
        found.save(update_fields=["state", "called_off_at"])
        told = events.BroadcastCalledOff(found.id, found.reached, taken_back)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)


def spread(*, broadcast_id: UUID, after: UUID | None, now: datetime) -> int:
    """Tell the next people of a broadcast, in the order of their accounts; return how many.

    Safe to run twice: a step counts only where the last one stopped. What has ended or was called off goes no further.
    """
    with transaction.atomic():
        found = Broadcast.objects.select_for_update().filter(id=broadcast_id).first()
        if found is None or found.state != BroadcastState.SENDING.value or found.last_told != after:
            return 0
        next_ids: list[UUID] = []
        if now < found.good_until:
            place = Place(found.area_path, found.estate_id, found.building_id)
            sources = concerned(BroadcastKind(found.kind), NewsTopic(found.topic), place)
            next_ids = next_ones(sources, after, AT_ONCE)
        open_ones = people.open_among(next_ids) if next_ids else set()
        told = [account_id for account_id in next_ids if account_id in open_ones]
        notices.tell_many([_telling(found, account_id) for account_id in told], now=now)
        found.reached += len(told)
        found.last_told = next_ids[-1] if next_ids else after
        found.save(update_fields=["reached", "last_told"])
        if len(next_ids) < AT_ONCE:
            _finish(found, now)
        else:
            _go_on(found)
        return len(told)


def _finish(found: Broadcast, now: datetime) -> None:
    found.state, found.finished_at = BroadcastState.SENT.value, now
    found.save(update_fields=["state", "finished_at"])
    actor = Actor.system("groups", ())
    journal.record(events.BroadcastSent(found.id, found.reached), actor=actor, at=now, area_path=found.area_path)


def _telling(found: Broadcast, account_id: UUID) -> Telling:
    kind, topic = BroadcastKind(found.kind), NewsTopic(found.topic)
    words = rules.Words(found.words_zh, found.words_en, found.link)
    return Telling(
        to=Recipient(account_id=account_id),
        text=TEMPLATES[kind],
        params=params_of(topic, words, found.good_until),
        subject=("groups", found.id),
        key=f"broadcast:{found.id}:{account_id}",
    )


def _go_on(found: Broadcast) -> None:
    """Put the next batch down; an emergency goes before everything else of its queue."""
    after = str(found.last_told) if found.last_told else ""
    payload = {"broadcast": str(found.id), "after": after}
    is_hasty = found.kind == BroadcastKind.EMERGENCY.value
    parcels.enqueue(SPREAD, key=f"{found.id}:{after or 'first'}", payload=payload, is_hasty=is_hasty)


def _locked(broadcast_id: UUID) -> Broadcast:
    found = Broadcast.objects.select_for_update().filter(id=broadcast_id).first()
    if found is None:
        raise NotFound
    return found
