"""`./linli score civic`: real duplicate flags of a city, and how many suggestions a true one costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from linli.appeals.rules.merging import metres
from linli.appeals.scoring import rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage.same.places import Agreement, fading, same_address, score

CITY = "chicago"
DISTANCE_M = 15.0
DAYS = 7
ENOUGH = 0.6
"""Log-odds from which an open request is suggested; set by hand, looking at the whole set."""
_CELL = 5_000  # cells of about 22 m

Rule = Callable[["Case", "Case", float], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """One request. Days count from year 1; `closed` is None while it is open."""

    id: str
    opened: int
    closed: int | None
    lon: float
    lat: float
    address: str
    leaf: str
    is_flagged: bool


def predict(given: Given) -> Iterable[Row]:
    """Return what would be suggested for each request, likest first; see `task.Task`."""
    cases = _cases(rows.read(required(given.predict, "--predict"), *_NEEDED))
    return [{"id": case.id, "suggested": [other.id for other in found]} for case, found in suggested(cases, by_score)]


def measure(given: Given) -> Row:
    """Return recall and cost on both halves of the city's flagged requests, beside plain distance and days."""
    path = given.file or given.shared / "data" / "civic-311" / "requests.csv.gz"
    cases = _cases(row for row in rows.read(path, *_NEEDED, "city", "status") if row["city"] == CITY)
    halves = {"learning_half": 0, "other_half": 1}
    found = {name: list(suggested(cases, rule)) for name, rule in (("score", by_score), ("plain", _anything))}
    return {
        name: {half: figures(pairs, part) for half, part in halves.items()} | {"all": figures(pairs, None)}
        for name, pairs in found.items()
    }


def by_score(case: Case, other: Case, distance: float) -> bool:
    """Say whether an earlier request within reach is suggested: it is open still, and agrees enough."""
    return (other.closed is None or other.closed >= case.opened) and _score(case, other, distance) >= ENOUGH


def suggested(cases: Sequence[Case], rule: Rule) -> Iterator[tuple[Case, list[Case]]]:
    """Yield each request with the earlier ones that the rule suggests, likest first. Cells of a grid, no scan."""
    cells: dict[tuple[int, int], list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda one: (one.opened, one.id)):
        x, y = _cell(case)
        near = [
            (other, metres(case.lon, case.lat, other.lon, other.lat))
            for across in (x - 1, x, x + 1)
            for along in (y - 1, y, y + 1)
            for other in cells[across, along]
            if case.opened - other.opened <= DAYS
        ]
        kept = [(other, far) for other, far in near if far <= DISTANCE_M and rule(case, other, far)]
        kept.sort(key=lambda pair: (-_score(case, *pair), pair[0].id))
        yield case, [other for other, _ in kept]
        cells[x, y].append(case)


def figures(found: Iterable[tuple[Case, Sequence[Case]]], half: int | None) -> dict[str, float]:
    """Return recall, and what a true one costs: requests marked, and single suggestions."""
    part = [pair for pair in found if half is None or crc32(pair[0].id.encode()) % 2 == half]
    flagged = sum(case.is_flagged for case, _ in part)
    right = sum(case.is_flagged and bool(others) for case, others in part)
    marked = sum(bool(others) for _, others in part)
    return {
        "flagged": flagged,
        "recall": round(right / flagged, 4),
        "precision": round(right / marked, 4),
        "marked_per_true": round(marked / right, 3),
        "suggestions_per_true": round(sum(len(others) for _, others in part) / right, 3),
    }


_NEEDED = ("id", "created", "closed", "lat", "lon", "address", "subtype")


def _anything(case: Case, other: Case, distance: float) -> bool:
    return True


def _score(case: Case, other: Case, distance: float) -> float:
    return score(
        Agreement(
            same_address=same_address(case.address, other.address),
            same_building=False,
            same_leaf=bool(case.leaf) and case.leaf == other.leaf,
            closeness=fading(distance, DISTANCE_M),
            freshness=fading(case.opened - other.opened, DAYS),
        )
    )


def _cell(case: Case) -> tuple[int, int]:
    return int(case.lon * _CELL), int(case.lat * _CELL)


def _cases(found: Iterable[Row]) -> list[Case]:
    return [_case(row) for row in found if row["lat"] and row["lon"]]


def _case(row: Row) -> Case:
    try:
        opened, closed = _day(row["created"]), _day(row["closed"]) if row["closed"] else None
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError as problem:
        raise rows.Unreadable(f"{row['id']}: {problem}") from None
    is_flagged = str(row.get("status", "")).endswith("- Dup")
    return Case(str(row["id"]), opened, closed, lon, lat, row["address"], row["subtype"], is_flagged)


def _day(value: str) -> int:
    return date.fromisoformat(value[:10]).toordinal()
