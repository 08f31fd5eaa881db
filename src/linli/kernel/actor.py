"""Who acts, and how far the arm reaches. One reach answers the single question and filters the list (architecture §5).

A *scope* is an area-path prefix and, perhaps, a unit. A deed is allowed where one of its scopes holds, or where the
actor holds the subject itself (a resident and the own appeal) and the deed is one that holders have. A recusal beats
both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from linli.kernel.errors import Forbidden

Subject = tuple[str, UUID]
"""(room, id) of a thing, e.g. ``("appeals", appeal.id)``."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a deed holds: every area at or below `area` ('' is everywhere), for `unit` or (None) any unit."""

    area: str
    unit: UUID | None = None

    def covers(self, area: str, units: Collection[UUID]) -> bool:
        """Say whether (area, one of units) lies inside. `area` is a path like ``370203/370203005/…``."""
        return is_within(area, self.area) and (self.unit is None or self.unit in units)


def is_within(area: str, prefix: str) -> bool:
    """Say whether path `area` is `prefix` or below it; the empty prefix contains everything."""
    return not prefix or area == prefix or area.startswith(prefix + "/")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody (or a named part of the system) who acts, with the reach of each deed.

    `name` is shown in the journal: ``account``, ``resident``, ``system:duties.sweep``. `roles` are the role codes of
    domain-spec §8.1 under which the actor may appear in a transition table. `units` are those the actor acts for;
    `ties` give no right, they only bar: units of a post, the office behind a role without a unit, and every unit above.
    """

    name: str
    account_id: UUID | None = None
    roles: frozenset[str] = frozenset()
    units: frozenset[UUID] = frozenset()
    scopes: Mapping[str, tuple[Scope, ...]] = field(default_factory=dict)
    holds: frozenset[Subject] = frozenset()
    held_deeds: frozenset[str] = frozenset()
    recusals: frozenset[Subject] = frozenset()
    ties: frozenset[UUID] = frozenset()

    def reach(self, deed: str) -> tuple[Scope, ...]:
        """Return the scopes in which `deed` holds; list filters are built from these (and `holds`, `recusals`)."""
        return self.scopes.get(deed, ())

    @property
    def barred_by(self) -> frozenset[UUID]:
        """Return the units of which a complaint keeps the actor from the matter (I13): the own ones and the ties."""
        return self.units | self.ties

    def is_barred(self, complained: Collection[UUID], subject: Subject | None = None) -> bool:
        """Say whether a complaint about `complained` keeps the actor away; whoever holds the thing is its reporter."""
        if not complained or (subject is not None and subject in self.holds):
            return False
        return not self.barred_by.isdisjoint(complained)

    def may(self, deed: str, area: str, *, units: Collection[UUID] = (), subject: Subject | None = None) -> bool:
        """Say whether the actor may do `deed` at `area` (path), on a thing handled by `units`."""
        if subject is not None and subject in self.recusals:
            return False
        if subject is not None and deed in self.held_deeds and subject in self.holds:
            return True
        return any(scope.covers(area, units) for scope in self.reach(deed))

    def require(self, deed: str, area: str, *, units: Collection[UUID] = (), subject: Subject | None = None) -> None:
        """Return quietly when the actor may.

        :raises Forbidden: the reach does not contain it.
        """
        if not self.may(deed, area, units=units, subject=subject):
            raise Forbidden(deed=deed)

    @classmethod
    def system(cls, part: str, deeds: Iterable[str]) -> Actor:
        """Return the named part of the system that may do exactly `deeds`, everywhere."""
        everywhere = (Scope(""),)
        return cls(
            name=f"system:{part}", roles=frozenset({"system"}), scopes={deed: everywhere for deed in sorted(set(deeds))}
        )


STRANGER = Actor(name="stranger")
