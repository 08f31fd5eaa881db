"""What the machine proposed beside what people decided, counted (R5-1)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.db.models.fields.json import KT

from linli.appeals.models import Appeal
from linli.appeals.rules.proposals import Outcome
from linli.people.queries import within


def outcomes(area_path: str, *, since: datetime) -> list[Outcome]:
    """Return the triaged cases below `area_path` since `since`, by what was proposed and decided. One statement."""
    rows = (
        Appeal.objects.filter(
            within("area_path", area_path),
            registered_at__gte=since,
            triaged_at__isnull=False,
            category__isnull=False,
            proposal__category__isnull=False,
        )
        .annotate(proposed=KT("proposal__category"), sure=KT("proposal__confidence_percent"))
        .values_list("proposed", "category", "sure")
        .annotate(count=Count("id"))
        .order_by()
    )
    return [Outcome(proposed, decided, int(sure or 0), count) for proposed, decided, sure, count in rows if decided]
