"""What was told lately, with its words, for the machine that gathers events. Never shown as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.models import AppealText
from linli.appeals.words import State, TextKind


@dataclass(frozen=True, slots=True)
class Report:
    """A report and its words; `reporter_id` is None where no name was left."""

    id: UUID
    area_path: str
    category: str | None
    at: datetime
    reporter_id: UUID | None
    body: str


def reports(*, since: datetime, until: datetime, most: int) -> list[Report]:
    """Return the newest `most` reports of a span, oldest first. One statement.

    None of a child, none that complains of a unit: what several people say about those is for the few who handle it.
    """
    rows = AppealText.objects.filter(
        kind=TextKind.REPORT.value,
        appeal__registered_at__gte=since,
        appeal__registered_at__lte=until,
        appeal__is_minor=False,
        appeal__complained_ids=[],
    ).exclude(appeal__state=State.DRAFT.value)
    found = rows.order_by("-appeal__registered_at", "-appeal_id").values_list(
        "appeal_id", "appeal__area_path", "appeal__category", "appeal__proposal__category", "appeal__registered_at",
        "appeal__reporter_id", "body",
    )[:most]  # fmt: skip
    return [Report(id_, path, said or proposed, at, who, body) for id_, path, said, proposed, at, who, body in found][
        ::-1
    ]
