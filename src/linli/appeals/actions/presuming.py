"""Who is complained of before anybody has triaged: presumed from the words, the form and the case before (ADR 0014)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, UUIDField, Value

from linli.appeals.models import Appeal
from linli.appeals.triage import blame
from linli.appeals.words import State
from linli.kernel.errors import Invalid
from linli.people import queries as people
from linli.people.queries.units import Directory, directory
from linli.people.rules.units import prefixes


class _Kept:
    """The matcher, as long as the directory holds the same names; `held` is the directory they were last seen in."""

    def __init__(self, names: Mapping[UUID, str]) -> None:
        self.names = names
        self.matcher = blame.Names(names)
        self.held: Directory | None = None


_kept: list[_Kept] = []


def presumed(
    text: str,
    *,
    category: str,
    kind: str,
    area_path: str,
    estate_id: UUID | None,
    now: datetime,
) -> frozenset[UUID]:
    """Return the units that a text complains of. No statement: most texts complain of nobody, the others are compared
    with the directory in memory (two statements when it is older than its term).

    An office without a name ("the property company") is that of the place; where nothing is known of it, nobody.
    """
    if not blame.is_suspect(text, category=category, kind=kind):
        return frozenset()
    held = directory()
    named = list(_matcher(held).find(text))
    said = [
        blame.Mention(start, end, _offices(held, kinds, area_path, estate_id, now))
        for start, end, kinds in blame.without_named(blame.said_kinds(text), named)
    ]
    return blame.blamed(text, [*named, *said], category=category, kind=kind)


def _matcher(held: Directory) -> blame.Names:
    kept = _kept[0] if _kept else None
    if kept is None or (kept.held is not held and kept.names != _names(held)):
        kept = _Kept(_names(held))
    kept.held = held
    _kept[:] = [kept]
    return kept.matcher


def _names(held: Directory) -> dict[UUID, str]:
    return {unit.id: unit.name.zh for unit in held.units.values()}


def _offices(
    held: Directory, kinds: Collection[str], area_path: str, estate_id: UUID | None, now: datetime
) -> frozenset[UUID]:
    """Return the open offices of each of these kinds nearest to the place; of an estate's only its own."""
    found: set[UUID] = set()
    for kind in kinds:
        for place in prefixes(area_path):
            units = [unit for unit in held.by_place.get((kind, place), ()) if unit.is_open(now)]
            own = [unit.id for unit in units if estate_id is None or unit.estate_id in (None, estate_id)]
            found.update(own)
            if own:
                break
    return frozenset(found)


def with_added(appeal: Appeal, body: str, *, now: datetime) -> list[UUID]:
    """Return who is complained of once the reporter has added `body`: more units at most, never fewer."""
    said = presumed(
        body,
        category=str((appeal.proposal or {}).get("category") or ""),
        kind=appeal.kind,
        area_path=appeal.area_path,
        estate_id=appeal.estate_id,
        now=now,
    )
    return sorted(said.union(appeal.complained_ids), key=str)


def pointed_at(unit_id: UUID | None) -> frozenset[UUID]:
    """Return the unit that the reporter chose in the form ("this is about an office or a person of it").

    :raises Invalid: there is no such unit.
    """
    if unit_id is None:
        return frozenset()
    if not people.units([unit_id]):
        raise Invalid(field="about_unit", why_zh="没有这个单位", why_en="there is no such unit")
    return frozenset({unit_id})


def inherited(follows: UUID | None) -> frozenset[UUID]:
    """Return who was complained of in the case that this one follows. One statement, none for a first report."""
    if follows is None:
        return frozenset()
    before = Appeal.objects.filter(id=follows).values_list("complained_ids", flat=True).first()
    return frozenset(before or ())


def bar_from_joined(appeal: Appeal) -> None:
    """Keep the complained-of units from the reporters of joined reports as well (I13). One UPDATE.

    What a joined report complains of by itself stays.
    """
    joined = Appeal.objects.filter(master_id=appeal.id, state=State.MERGED.value)
    named = Value(list(appeal.complained_ids), output_field=ArrayField(UUIDField()))
    joined.update(complained_ids=Func(F("complained_ids"), named, function="array_cat"))
