"""The office's tree of areas, and from a point to its grid, in a district of 940 grids."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import datetime, timedelta

import django
import stage

POINTS = 100_000
ROUNDS = 5


def main() -> None:
    """Lay out the district, ask, print one JSON object."""
    with stage.stage():
        subprocess.run(
            [sys.executable, "-c", "import django; django.setup(); from linli.demo import world;"
             " world.make('standard', print, cases=0)"],
            check=True, stdout=subprocess.DEVNULL, cwd=stage.ROOT / "src",
        )  # fmt: skip
        django.setup()
        measure()


def measure() -> None:
    """Measure in this process, one after the other."""
    import lists
    from django.test import Client
    from django.utils import timezone

    from linli.grid import queries as grid

    now = timezone.now()
    person = Client()
    lists.sign_in(person, "admin")
    street = next(row for row in grid.below("", now) if row.kind.value == "street")
    stage.show(
        "tree",
        {
            "goal": "tree page <= 300 ms, point -> grid >= 50,000/s",
            "grids": sum(row.kind.value == "grid" for row in grid.below("", now)),
            "areas": len(grid.below("", now)),
            "tree page": lists.timed(lambda: person.get("/office/"), 20),
            "branch of a street": lists.timed(lambda: person.get(f"/office/branch/{street.code}/"), 20),
            "tree over the interface": lists.timed(lambda: person.get("/api/v1/grid/areas"), 20),
            "share of points in an area": _share_found(now),
            "points per second": stage.spread([_points_per_second(now) for _ in range(ROUNDS)]),
            "one at a time, with its coordinate system": stage.spread([_calls_per_second(now) for _ in range(ROUNDS)]),
        },
    )


def _somewhere() -> list[tuple[float, float]]:
    """Return points of the rectangle around the district's middle; all lie in some grid or just outside."""
    chance = random.Random(3)
    return [(chance.uniform(120.32, 120.42), chance.uniform(36.07, 36.13)) for _ in range(POINTS)]


def _share_found(now: datetime) -> float:
    from linli.grid import queries as grid

    points = _somewhere()[:5_000]
    return round(sum(grid.grid_at(*point, crs="EPSG:4490", at=now) is not None for point in points) / len(points), 3)


def _points_per_second(now: datetime) -> float:
    """Return how many points of the lattice the index in memory finds in a second of CPU."""
    from linli.grid.queries.memory import snapshot
    from linli.grid.rules.polygons import micro

    find = snapshot(now).index.find
    points = [(micro(lon), micro(lat)) for lon, lat in _somewhere()]
    began = time.process_time()
    for x, y in points:
        find(x, y)
    return POINTS / (time.process_time() - began)


def _calls_per_second(now: datetime) -> float:
    """Return the same for `grid_at`, which reads the coordinate system and asks whether memory is fresh."""
    from linli.grid import queries as grid

    points = _somewhere()
    began = time.process_time()
    for lon, lat in points:
        grid.grid_at(lon, lat, crs="EPSG:4490", at=now + timedelta(0))
    return POINTS / (time.process_time() - began)


if __name__ == "__main__":
    main()
