"""Giving ended cases out as rows to learn from: what leaves is told (个人信息保护法 §51, §54, §55; ADR 0032)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db import transaction

from linli.appeals import events
from linli.appeals.queries import learning
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.facts import Plain
from linli.kernel.ids import new_id
from linli.notices.rules.masking import PiiKind

Row = dict[str, Plain]
Write = Callable[[Iterable[Row]], int]
"""Writes rows to where they go, and returns how many."""
_COVERS = {kind.zh: kind.value for kind in PiiKind}
_COVER = re.compile(f"〔({'|'.join(map(re.escape, _COVERS))})〕")


def give_out(*, actor: Actor, write: Write, operator: int, area_path: str, now: datetime) -> int:
    """Write the ended cases with personal data covered, and tell who took how many with what covered; return how many.

    `operator` is the number of the system's user at whose terminal it happened, for the command line knows no account.
    Whoever writes takes the file back where the fact cannot be kept, so that nothing leaves untold. Two statements.
    """
    covered: Counter[str] = Counter()
    with transaction.atomic():
        count = write(_counted(learning.closed_cases(), covered))
        masks: dict[str, Plain] = {kind: covered[kind] for kind in sorted(covered)}
        told = events.LabelsGivenOut(new_id(), rows=count, operator=operator, masks=masks)
        journal.record(told, actor=actor, at=now, area_path=area_path)
    return count


def _counted(rows: Iterable[Row], covered: Counter[str]) -> Iterator[Row]:
    for row in rows:
        covered.update(_COVERS[found] for found in _COVER.findall(f"{row['title']}{row['detail']}"))
        yield row
