"""A district's own ended cases as rows to learn from (ADR 0032, 0034)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from linli.appeals.models import AppealText
from linli.appeals.words import ENDED_STATES, State, TextKind
from linli.kernel.facts import Plain
from linli.notices.rules import mask
from linli.people import queries as people

_ENDED = sorted(state.value for state in ENDED_STATES | {State.ARCHIVED})
_AT_ONCE = 2_000


def closed_cases() -> Iterator[dict[str, Plain]]:
    """Return the ended cases whose category a person chose, oldest first, with personal data and doors covered.

    Reports of one matter share a `group`. Rows carry running numbers, no id of a case, no place, no time. What
    children said and what was erased is left out. One statement, and one for each reporter, whose name is covered.
    """
    rows = (
        AppealText.objects.filter(
            kind=TextKind.REPORT.value,
            erased_at__isnull=True,
            appeal__state__in=_ENDED,
            appeal__triaged_at__isnull=False,
            appeal__category__isnull=False,
            appeal__is_minor=False,
        )
        .order_by("appeal_id")
        .values_list("appeal_id", "appeal__master_id", "appeal__category", "body", "appeal__reporter_id")
    )
    groups: dict[UUID, int] = {}
    for number, (appeal_id, master_id, category, body, contact) in enumerate(rows.iterator(chunk_size=_AT_ONCE)):
        group = groups.setdefault(master_id or appeal_id, len(groups))
        yield {"row": number, "group": f"g{group}", "label": category, "text_kind": "raw", "title": "",
               "detail": mask(body, people.words_of_contact(contact) if contact else ()).text}  # fmt: skip
