"""Reading in 100,920 past requests of four cities: time, again, oddities, council districts; beside plain ways."""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
import stage

ZONES = {
    "chicago": "America/Chicago",
    "los_angeles": "America/Los_Angeles",
    "new_york": "America/New_York",
    "san_francisco": "America/Los_Angeles",
}
OUTLINES = "data/civic-311/geo/la_council_districts.geojson"


def main() -> None:
    """Import twice, count, print one JSON object."""
    given = argparse.ArgumentParser()
    given.add_argument("--file", type=Path)
    asked = given.parse_args()
    file = asked.file or stage.shared("data/civic-311/requests.csv.gz")
    outlines = stage.shared(OUTLINES)
    with stage.stage() as here:
        subprocess.run(
            [sys.executable, "-c", "import django; django.setup(); from linli.demo import world;"
             " world.make('tiny', print, cases=0)"],
            check=True, stdout=subprocess.DEVNULL, cwd=stage.ROOT / "src",
        )  # fmt: skip
        words = [
            sys.executable, "-m", "linli", "import", "requests", str(file), "--crs", "WGS84", "--json",
            "--outlines", str(outlines), "--outlines-of", "los_angeles",
            "--report", str(here.home / "bulk.report.json"),
        ]  # fmt: skip
        for source, zone in ZONES.items():
            words += ["--zone", f"{source}={zone}"]
        first, again = _timed(words), _timed(words)
        with psycopg.connect(here.owner_url) as connection:
            (kept,) = connection.execute("SELECT count(*) FROM past_pastrequest").fetchone() or (0,)
            plain = _plain(connection, file)
    closed_first = [one for one in first["report"]["remarked"] if "closed_first" in one["remarks"]]
    stage.show(
        "bulk",
        {
            "rows_kept": kept,
            "first": _without(first),
            "again": _without(again),
            "closed_before_opened": len(closed_first),
            "council_districts": _shares(first["report"]["compared"]) | {"plain_first_box": _boxes(file, outlines)},
            "plain_insert_of_the_same_rows_s": plain,
        },
    )


def _timed(words: Sequence[str]) -> dict[str, object]:
    """Run the command; return its report, wall and CPU seconds (its own process; the database's are not in it)."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, cwd=stage.ROOT / "src")
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "report": json.loads(done.stdout)}


def _without(run: dict[str, object]) -> dict[str, object]:
    report = run["report"]
    assert isinstance(report, dict)
    return {
        "wall_s": run["wall_s"],
        "cpu_s": run["cpu_s"],
        "counts": report["counts"],
        "in_a_grid": report["in_a_grid"],
    }


def _shares(compared: dict[str, int]) -> dict[str, float]:
    return compared | {"agree_share": round(compared["agree"] / max(1, compared["points"]), 5)}


def _boxes(file: Path, outlines: Path) -> float:
    """Return the share that the plainest way gets right: the first outline whose box holds the point."""
    boxes = []
    for feature in json.loads(outlines.read_text())["features"]:
        corners = [corner for part in feature["geometry"]["coordinates"] for corner in part[0]]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        boxes.append((feature["properties"]["name"], min(xs), min(ys), max(xs), max(ys)))
    right = points = 0
    for row in _rows(file):
        if row["city"] != "los_angeles" or not row["lat"] or not row["district"]:
            continue
        x, y = float(row["lon"]), float(row["lat"])
        points += 1
        found = next((name for name, w, s, e, n in boxes if w <= x <= e and s <= y <= n), "")
        right += found == row["district"]
    return round(right / max(1, points), 5)


def _plain(connection: psycopg.Connection[tuple[object, ...]], file: Path) -> float:
    """Return the seconds that one INSERT a row takes for the bare text of the same rows, without any check."""
    rows = [list(row.values()) for row in _rows(file)]
    columns = ", ".join(f"c{place} text" for place in range(len(rows[0])))
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE plain ({columns})")
        for row in rows:
            cursor.execute(f"INSERT INTO plain VALUES ({', '.join(['%s'] * len(row))})", row)
    return round(time.monotonic() - begun, 1)


def _rows(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main()
