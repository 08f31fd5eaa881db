"""Telling the nearest dispatcher that several people tell of one thing; a person decides what comes of it (D-07)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions.owing import dispatcher_of
from linli.appeals.queries import told as told_of
from linli.dashboards import events
from linli.dashboards.models import HotAlert, HotSpot, HotText
from linli.dashboards.rules import hot
from linli.dashboards.words import Verdict
from linli.duties import actions as duties
from linli.journal import actions as journal
from linli.journal import queries as facts
from linli.kernel.actor import Actor
from linli.kernel.errors import Broken, NotFound
from linli.notices import actions as notices
from linli.people import queries as people
from linli.people.words import Role, UnitKind
from linli.standards import queries as standards

DECIDE, STEP = "dashboards.decide_hot_spot", "hotspot"
_ANSWERED = frozenset({"answer", "redirect"})
WATCHER = Actor.system("dashboards.hot", ())
UNIT_OF = {Role.COMMUNITY: UnitKind.COMMUNITY, Role.STREET: UnitKind.STREET_CITY_MGMT}
"""Whose inbox is told, beside the duty of the role; the district's dispatchers have the duty alone."""


def alert(spot: HotSpot, appeal_ids: Sequence[UUID], *, now: datetime) -> UUID | None:
    """Raise the alert of an event once; return its id, None where it was raised before.

    A duty of the nearest dispatcher (community, street, else district) to decide, and a word to its inbox. Five
    statements, one where it was raised.
    """
    if HotAlert.objects.filter(appeal_ids__overlap=list(appeal_ids)).exists():
        return None
    made = HotAlert.objects.create(
        spot_id=spot.id, area_path=spot.area_path, category=spot.category, words=spot.words,
        appeal_ids=list(appeal_ids), people=spot.people, at=now,
    )  # fmt: skip
    role, calendar = dispatcher_of(spot.area_path), standards.calendar(now)
    limit = standards.limit(STEP, at=now)
    duties.owe(
        actor=WATCHER, subject=("dashboards", made.id), deed=DECIDE, step=STEP, limit=limit, owed_by=None,
        owed_role=role.value, area_path=spot.area_path, start=now, now=now, calendar=calendar,
    )  # fmt: skip
    kind = UNIT_OF.get(role)
    unit = people.unit_of_kind(kind.value, spot.area_path, at=now) if kind else None
    if unit is not None:
        params = {"people": spot.people, "due_at": calendar.due(now, limit.term)}
        notices.tell(
            to=notices.Recipient(unit_id=unit.id), text="duty.hot_spot", params=params, now=now,
            subject=("dashboards", made.id), key=f"duty.hot_spot:{made.id}",
        )  # fmt: skip
    told = events.HotSpotAlerted(made.id, spot.id, spot.people, len(appeal_ids))
    journal.record(told, actor=WATCHER, at=now, area_path=spot.area_path)
    return made.id


def decide_hot_spot(
    *, actor: Actor, spot_id: UUID, verdict: Verdict, reason: str = "", unit_id: UUID | None = None, now: datetime
) -> HotAlert:
    """Decide what comes of a hot event; the duty is met, the deciding person stands in the row (D-07).

    `spot_id` is the event's or its alert's; a person may decide before an alert was raised. A topic or a project
    begins in `journeys.actions.proposing`, which calls this.

    :raises NotFound: there is no such alert, or the actor decides nothing there, or there is no such unit.
    :raises Conflict: it is decided. Invalid: no reason where one is owed, no unit where one is to be told.
    """
    with transaction.atomic():
        found = _held(spot_id, now=now)
        if actor.account_id is None or not actor.may(DECIDE, found.area_path):
            raise NotFound
        hot.check_open(found.decided)
        said = hot.check_reason(verdict, reason)
        unit = people.unit(hot.check_unit(unit_id)) if verdict is Verdict.TELL else None
        now_there = HotText.objects.filter(event=found.spot_id).values_list("id", flat=True)
        found.appeal_ids = sorted({*found.appeal_ids, *now_there}, key=str)
        found.decided, found.reason, found.unit_id = verdict.value, said, unit.id if unit else None
        found.decided_by_id, found.decided_at = actor.account_id, now
        found.save(update_fields=["appeal_ids", "decided", "reason", "unit_id", "decided_by", "decided_at"])
        duties.meet(subject=("dashboards", found.id), deed=DECIDE, now=now)
        if unit is not None:
            notices.tell(
                to=notices.Recipient(unit_id=unit.id), text="duty.hot_spot_told", now=now,
                params={"people": found.people, "reports": len(found.appeal_ids)},
                subject=("dashboards", found.id), key=f"duty.hot_spot_told:{found.id}",
            )  # fmt: skip
        told = events.HotSpotDecided(found.id, verdict.value, found.unit_id)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return found


def _held(id_: UUID, *, now: datetime) -> HotAlert:
    """Return the alert of an event, locked; one that a person opens where none was raised.

    :raises NotFound: there is no such event or alert.
    """
    alerts = HotAlert.objects.select_for_update()
    spot = HotSpot.objects.select_for_update().filter(id=id_).first()
    if spot is None:
        raised = alerts.filter(id=id_).first()
        if raised is None:
            raise NotFound
        return raised
    ids = list(HotText.objects.filter(event=id_).values_list("id", flat=True))
    return alerts.filter(appeal_ids__overlap=ids).first() or HotAlert.objects.create(
        spot_id=spot.id, area_path=spot.area_path, category=spot.category, words=spot.words, appeal_ids=ids,
        people=spot.people, at=now,
    )  # fmt: skip


def tell_of_leaf(appeal_id: UUID, *, now: datetime) -> bool:
    """Tell that one leaf was reported often in one community (R5-7), at every so manieth; say whether it was told.

    Questions, praise and what another channel answers are nothing to deliberate: leaves that are answered or handed on.
    """
    value = standards.parameter("hotspot", now).value
    if not isinstance(value, dict):
        raise Broken(why="hotspot says appeals and days")
    leaf = told_of.of_leaf(appeal_id, days=int(str(value["days"])))
    kind = standards.categories(now).get(leaf.category) if leaf is not None else None
    if leaf is None or kind is None or kind.mode in _ANSWERED or not leaf.ids:
        return False
    if len(leaf.ids) % int(str(value["appeals"])):
        return False
    if any(fact.kind == events.LeafRepeated.kind for fact in facts.facts_of(appeal_id)):
        return False
    told = events.LeafRepeated(appeal_id, leaf.category, leaf.community_path, leaf.ids)
    journal.record(told, actor=WATCHER, at=now, area_path=leaf.community_path)
    return True
