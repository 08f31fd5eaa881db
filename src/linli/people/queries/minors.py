"""What was done with children's data in a year: counts only, and who looked (D-06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from linli.kernel.facts import plain
from linli.people.models import Consent, Contact, MinorApproval, MinorsAudit, Reveal
from linli.people.rules.minors import year_bounds
from linli.people.words import Purpose


@dataclass(frozen=True, slots=True)
class Looks:
    """How often somebody looked at children's contacts for a purpose, was refused, or approved another's look."""

    account_id: UUID | None
    purpose: str
    shown: int = 0
    refused: int = 0
    approved: int = 0


@dataclass(frozen=True, slots=True)
class MinorsFigures:
    """The counts of a year. `unapproved` are looks without anybody's approval: it has to be nought."""

    children: int
    with_guardian: int
    without_guardian: int
    erased: int
    agreed: int
    withdrawn: int
    shown: int
    refused: int
    unapproved: int
    approved: int
    looks: tuple[Looks, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedAudit:
    """An audit as it was signed."""

    id: UUID
    year: int
    figures: MinorsFigures
    finding: str
    name: str
    signed_at: datetime


def minors_figures(year: int) -> MinorsFigures:
    """Return the counts of a year: children by when they were kept, all else by when it happened. Four statements."""
    start, end = year_bounds(year)
    kept = Contact.objects.filter(is_minor=True, kept_at__gte=start, kept_at__lt=end).aggregate(
        children=Count("id"),
        with_guardian=Count("id", filter=Q(guardian__isnull=False)),
        without_guardian=Count("id", filter=Q(guardian__isnull=True, erased_at__isnull=True)),
        erased=Count("id", filter=Q(erased_at__isnull=False)),
    )
    of_children = Consent.objects.filter(purpose=Purpose.MINOR)
    said = of_children.aggregate(
        agreed=Count("id", filter=Q(given_at__gte=start, given_at__lt=end)),
        withdrawn=Count("id", filter=Q(withdrawn_at__gte=start, withdrawn_at__lt=end)),
    )
    seen = _seen(start, end)
    looks = _by_person([*seen, *_approved(start, end)])
    return MinorsFigures(
        **kept,
        **said,
        shown=sum(row["shown"] for row in seen),
        refused=sum(row["refused"] for row in seen),
        unapproved=sum(row["unapproved"] for row in seen),
        approved=sum(one.approved for one in looks),
        looks=looks,
    )


def _seen(start: datetime, end: datetime) -> list[dict[str, Any]]:
    approval = MinorApproval.objects.filter(
        contact_id=OuterRef("contact_id"),
        account_id=OuterRef("account_id"),
        purpose=OuterRef("purpose"),
        valid_from__lte=OuterRef("at"),
        valid_to__gt=OuterRef("at"),
    )
    rows = Reveal.objects.filter(contact__is_minor=True, at__gte=start, at__lt=end).values("account_id", "purpose")
    counted = rows.annotate(
        looked=Count("id", filter=Q(refused="")),
        denied=Count("id", filter=~Q(refused="")),
        unapproved=Count("id", filter=Q(~Exists(approval), refused="")),
    )
    return [{**row, "shown": row["looked"], "refused": row["denied"]} for row in counted]


def _approved(start: datetime, end: datetime) -> list[dict[str, Any]]:
    rows = MinorApproval.objects.filter(valid_from__gte=start, valid_from__lt=end)
    counted = rows.values("approved_by_id", "purpose").annotate(approved=Count("id"))
    return [{"account_id": row["approved_by_id"], **row} for row in counted]


def _by_person(rows: Iterable[Mapping[str, Any]]) -> tuple[Looks, ...]:
    """Return one row for each person and purpose, whoever looked most first."""
    found: dict[tuple[UUID | None, str], dict[str, int]] = {}
    for row in rows:
        counts = found.setdefault((row["account_id"], row["purpose"]), {"shown": 0, "refused": 0, "approved": 0})
        for name in counts:
            counts[name] += row.get(name, 0)
    looks = [Looks(account_id, purpose, **counts) for (account_id, purpose), counts in found.items()]
    return tuple(sorted(looks, key=lambda one: (-one.shown, -one.refused, str(one.account_id), one.purpose)))


def as_stored(figures: MinorsFigures) -> dict[str, Any]:
    """Return the counts as the signed row keeps them."""
    return asdict(figures) | {"looks": [plain(asdict(one)) for one in figures.looks]}


def signed_audit(year: int) -> SignedAudit | None:
    """Return the signed audit of a year, as it was counted then. One statement."""
    row = MinorsAudit.objects.filter(year=year).first()
    if row is None:
        return None
    looks = tuple(
        Looks(**one | {"account_id": UUID(one["account_id"]) if one["account_id"] else None})
        for one in row.figures["looks"]
    )
    figures = MinorsFigures(**row.figures | {"looks": looks})
    return SignedAudit(row.id, row.year, figures, row.finding, row.name_sealed or "", row.signed_at)
