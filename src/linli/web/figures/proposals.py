"""How right the machine's proposals of categories were, beside what people decided (R5-1; ADR 0034)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import proposals
from linli.appeals.rules.proposals import ENOUGH, FEWEST, Confusion, GroupRow, Record, record
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, desk
from linli.web.staff import choices
from linli.web.staff.pages import page

T = Text
YEAR = timedelta(days=365)
FEW = T("少于 5", "fewer than 5")
UNSAID = T("件数太少，不说", "too few to say")


@never_cache
@staff_only
@require_safe
def right(request: HttpRequest) -> HttpResponse:
    """Show how often proposals of the last twelve months were right, and which leaves were taken for another.

    Who is bound to units sees no area's record.
    """
    now = now_of(request)
    mine = desk.own(actor_of(request), request, request.GET.get("area", ""))
    if mine.units is not None:
        raise NotFound
    found = record(proposals.outcomes(mine.area.path, since=now - YEAR))
    return page(
        request, "web/figures/proposals.html", area=mine.area, place=asking.name_of(mine.area), count=found.count,
        facts=_facts(found), groups=[_group(row, now) for row in found.groups if row.count >= FEWEST],
        confusions=[_confusion(row, now) for row in found.confusions], few=_number(found.few),
        is_few=found.count < FEWEST, is_enough=found.count >= ENOUGH, enough=ENOUGH,
    )  # fmt: skip


def _facts(found: Record) -> list[tuple[Text, Text]]:
    return [
        (T("人定过类别的诉求", "Cases that a person put into a category"), _number(found.count)),
        (T("建议的类别就是最后定的", "Proposed as it was decided"), share(found.right, found.count)),
        (T("至少大类对了", "At least the group was right"), share(found.right_group, found.count)),
        (T("95% 准确时可自动采用", "May be taken over unseen at 95 % right"), share(found.auto_95, found.count)),
        (T("98% 准确时可自动采用", "May be taken over unseen at 98 % right"), share(found.auto_98, found.count)),
    ]


def share(part: int | None, whole: int) -> Text:
    """Return the share with its numbers, or that there are too few to say.

    A part, or a rest, of one to four cases is told as the share alone is not: it would give the number away.
    """
    if part is None or whole < FEWEST:
        return UNSAID
    if 0 < part < FEWEST:
        return FEW
    if 0 < whole - part < FEWEST:
        return T("几乎全部", "nearly all")
    said = f"{part * 1000 // whole / 10:.1f}%"
    return T(f"{said}（{part:,} / {whole:,} 件）", f"{said} ({part:,} of {whole:,})")


def _number(count: int) -> Text:
    return FEW if 0 < count < FEWEST else T(f"{count:,}", f"{count:,}")


def _group(row: GroupRow, now: Any) -> dict[str, Text]:
    return {
        "name": choices.category_text(row.group, now),
        "count": _number(row.count),
        "right": share(row.right, row.count),
        "right_group": share(row.right_group, row.count),
    }


def _confusion(row: Confusion, now: Any) -> dict[str, Text]:
    return {
        "proposed": choices.category_text(row.proposed, now),
        "decided": choices.category_text(row.decided, now),
        "count": _number(row.count),
    }
