"""What was told lately, with its words, for the machine that gathers events. Never shown as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.appeals.models import Appeal, AppealText
from linli.appeals.words import State, TextKind
from linli.people.queries import within

COMMUNITY_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Report:
    """A report and its words; `reporter_id` is None where no name was left."""

    id: UUID
    area_path: str
    category: str | None
    at: datetime
    reporter_id: UUID | None
    body: str


def reports(ids: Collection[UUID], *, since: datetime) -> dict[UUID, Report]:
    """Return those of the reports that were registered from `since` on, by id. One statement, none without ids.

    None of a child, none that complains of a unit: what several people say about those is for the few who handle it.
    """
    if not ids:
        return {}
    rows = AppealText.objects.filter(
        kind=TextKind.REPORT.value,
        appeal_id__in=ids,
        appeal__registered_at__gte=since,
        appeal__is_minor=False,
        appeal__complained_ids=[],
    ).exclude(appeal__state=State.DRAFT.value)
    found = rows.values_list(
        "appeal_id", "appeal__area_path", "appeal__category", "appeal__proposal__category", "appeal__registered_at",
        "appeal__reporter_id", "body",
    )  # fmt: skip
    return {
        id_: Report(id_, path, said or proposed, at, who, body) for id_, path, said, proposed, at, who, body in found
    }


def newest() -> datetime | None:
    """Return when the newest report was registered, None without any. One statement."""
    return Appeal.objects.order_by("-registered_at", "-id").values_list("registered_at", flat=True).first()


@dataclass(frozen=True, slots=True)
class Leaf:
    """The reports of one leaf in one community within some days."""

    category: str
    community_path: str
    ids: tuple[UUID, ...]


def of_leaf(appeal_id: UUID, *, days: int) -> Leaf | None:
    """Return the reports of the same leaf in the same community within `days` before this one, itself among them.

    None where it has no leaf, or its community is not known. Two statements. Source: R5-7.
    """
    found = Appeal.objects.filter(id=appeal_id).values_list("category", "area_path", "registered_at").first()
    if found is None or found[0] is None or found[1].count("/") + 1 < COMMUNITY_DEPTH:
        return None
    category, path, at = str(found[0]), found[1], found[2]
    community = "/".join(path.split("/")[:COMMUNITY_DEPTH])
    rows = Appeal.objects.filter(
        within("area_path", community), category=category, registered_at__gt=at - timedelta(days=days),
        registered_at__lte=at, is_minor=False, complained_ids=[],
    )  # fmt: skip
    return Leaf(category, community, tuple(rows.order_by("registered_at", "id").values_list("id", flat=True)))
