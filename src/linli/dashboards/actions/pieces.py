"""A text of the stream as it is kept in the read model, and as it is taken apart for comparing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.appeals.triage.same.reading import Read, read
from linli.dashboards.models import HotText

OPENING = 30
"""Characters of a report that stand for its title: what the matter is, is said first."""
_SIGNED = 1 << 31


def taken_apart(id_: str, who: str, at: datetime, body: str) -> tuple[Read, dict[str, Any]]:
    """Return a report as it is compared, and its pieces as they are kept."""
    text = read(id_, who, at, "", body)
    opening = read(id_, who, at, body[:OPENING], "").title
    kept = {
        "head": dict(text.often),
        "rest": sorted(text.whole - text.head),
        "triples": sorted(text.triples),
        "named": sorted(text.names & text.whole),
        "topics": dict(text.topics),
        "opening": sorted(opening),
    }
    return text, kept


def put_together(row: HotText) -> Read:
    """Return a kept text as it is compared."""
    pieces = row.pieces
    head = frozenset(pieces["head"])
    return Read(
        id=str(row.id),
        user=row.who,
        at=row.at.timestamp() / 86_400,
        title=frozenset(),
        head=head,
        whole=head | frozenset(pieces["rest"]),
        triples=frozenset(pieces["triples"]),
        names=frozenset(pieces["named"]),
        often=pieces["head"],
        topics=pieces["topics"],
    )


def titled(row: HotText) -> Read:
    """Return a kept text with its opening as the title, for telling matters."""
    whole = put_together(row)
    return Read(
        id=whole.id, user=whole.user, at=whole.at, title=frozenset(row.pieces["opening"]), head=whole.head,
        whole=whole.whole, triples=whole.triples, names=whole.names, often=whole.often, topics=whole.topics,
    )  # fmt: skip


def key_of(pair: str) -> int:
    """Return the number under which a pair of characters is found; signed, of 32 bits."""
    found = (ord(pair[0]) & 0xFFFF) << 16 | ord(pair[1]) & 0xFFFF
    return found - (_SIGNED << 1) if found >= _SIGNED else found


def words_of(text: Read) -> dict[str, tuple[int, int]]:
    """Return key -> (texts, named) that the text adds to the counts; the empty key counts the text."""
    named = text.names & text.whole
    found = {pair: (1, int(pair in named)) for pair in text.whole}
    return found | {triple: (1, 0) for triple in text.triples} | {"": (1, 0)}
