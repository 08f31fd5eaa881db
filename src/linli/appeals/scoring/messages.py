"""Messages of a platform as texts in pieces, in order of time; and the plain baseline to hold against."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from linli.appeals.scoring import rows
from linli.appeals.triage.same.reading import Read, dot, grams, normed, read
from linli.kernel.clocks import SHANGHAI


def load(path: Path) -> list[Read]:
    """Return the messages of a file, oldest first.

    :raises OSError, rows.Unreadable: no such file; a field is missing; a time is not ISO 8601.
    """
    found = [_read(row) for row in rows.read(path, "msg_id", "time", "title", "detail")]
    return sorted(found, key=lambda text: (text.at, text.id))


def _read(row: rows.Row) -> Read:
    try:
        at = datetime.fromisoformat(str(row["time"]))
    except ValueError:
        raise rows.Unreadable(f"{row['msg_id']}: time is not an ISO 8601 time") from None
    at = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    return read(str(row["msg_id"]), str(row.get("user") or ""), at, str(row["title"] or ""), str(row["detail"] or ""))


def vectors(path: Path) -> dict[str, dict[str, float]]:
    """Return id -> TF-IDF of the pairs and triples of characters, length 1: the plain baseline."""
    counts = {
        str(row["msg_id"]): Counter(_plain_grams(f"{row['title']} {row['detail']}"))
        for row in rows.read(path, "msg_id", "title", "detail")
    }
    found_in: Counter[str] = Counter()
    for counted in counts.values():
        found_in.update(counted.keys())
    rarity = {gram: math.log((1 + len(counts)) / (1 + count)) + 1 for gram, count in found_in.items()}
    return {
        id_: normed({gram: (1 + math.log(count)) * rarity[gram] for gram, count in counted.items()})
        for id_, counted in counts.items()
    }


def _plain_grams(text: str) -> list[str]:
    plain = "".join(text.split())
    return grams(plain, 2) + grams(plain, 3)


def cosine(found: Mapping[str, Mapping[str, float]], one: str, other: str) -> float:
    """Return the cosine of two messages of `vectors`."""
    return dot(found[one], found[other])


def chains(
    found: Mapping[str, Mapping[str, float]], order: Sequence[str], thresholds: Iterable[float]
) -> list[dict[str, str]]:
    """Return, for each threshold, id -> cluster of single-link clusters over the cosine (baseline)."""
    steps = sorted(thresholds)
    edges = _edges(found, order, steps[0])
    return [joined(order, [(one, other) for one, other, value in edges if value >= step]) for step in steps]


def _edges(
    found: Mapping[str, Mapping[str, float]], order: Sequence[str], least: float
) -> list[tuple[str, str, float]]:
    common = max(20, len(order) // 12)
    holders: dict[str, list[tuple[str, float]]] = defaultdict(list)
    edges = []
    for id_ in order:
        sums: defaultdict[str, float] = defaultdict(float)
        for gram, value in found[id_].items():
            if len(holders[gram]) < common:  # what stands everywhere adds next to nothing, and costs most
                for other, weight in holders[gram]:
                    sums[other] += value * weight
            holders[gram].append((id_, value))
        edges += [(other, id_, value) for other, value in sums.items() if value >= least]
    return edges


def joined(order: Sequence[str], edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return id -> the id that stands for all that the edges join it with."""
    root = {id_: id_ for id_ in order}

    def top(id_: str) -> str:
        while root[id_] != id_:
            root[id_] = root[root[id_]]
            id_ = root[id_]
        return id_

    for one, other in edges:
        root[top(other)] = top(one)
    return {id_: top(id_) for id_ in order}
