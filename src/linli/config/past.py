"""`./linli import requests`: what another system did before, many rows at once, again without doubling (ADR 0039)."""

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from linli.config import environment
from linli.config.commands.check import Subparsers

HOME_ZONE = "Asia/Shanghai"
SHOWN = 10


def register(kinds: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the kind of file."""
    one = kinds.add_parser("requests", help="requests of another system, CSV or CSV.gz / 其他系统的历史诉求")
    one.add_argument("file", type=Path)
    one.add_argument("--source", default="", help="the other system, where no column says it / 来源系统")
    one.add_argument("--crs", help="coordinate system of the points: WGS84, CGCS2000, GCJ02, BD09 / 坐标系")
    one.add_argument("--zone", action="append", default=[], metavar="[SOURCE=]ZONE",
                     help=f"time zone of moments without one; default {HOME_ZONE} / 时区")  # fmt: skip
    one.add_argument("--outlines", type=Path, help="GeoJSON to compare a column with / 用来核对的轮廓")
    one.add_argument(
        "--outlines-of", default="", metavar="SOURCE", help="compare only rows of this source / 只核对该来源"
    )
    one.add_argument(
        "--outline-name", default="name", metavar="PROPERTY", help="property that names an outline / 名称属性"
    )
    one.add_argument("--outline-column", default="district", choices=("district", "neighborhood"))
    one.add_argument("--report", type=Path, help="where the report goes; default: FILE.report.json")
    one.add_argument("--json", action="store_true", help="print the report as JSON / 以 JSON 输出")
    one.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Read the file in; 2 when rows could not be used (they stand beside it, with the reason), 1 when it could not."""
    try:
        content, outlines = _read(given.file), _read(given.outlines) if given.outlines else b""
        zones = _zones(given.zone)
    except (OSError, EOFError, ZoneInfoNotFoundError, ValueError) as error:
        print(f"linli: 读不到 / cannot read: {error}", file=sys.stderr)
        return 1
    environment.read()
    import django

    django.setup()
    from linli.kernel.errors import DomainError

    try:
        return _tell(given, _import(given, content, outlines, zones))
    except DomainError as error:
        print(f"linli: {error.text.zh} / {error.text.en}", file=sys.stderr)
        return 1


def _import(given: argparse.Namespace, content: bytes, outlines: bytes, zones: dict[str, ZoneInfo]) -> Any:
    from linli.kernel.actor import Actor
    from linli.past import actions
    from linli.past.rules.outlines import outlines as read_outlines
    from linli.past.rules.reading import Manner

    now = datetime.now(UTC)
    index = read_outlines(outlines.decode(), given.outline_name) if outlines else None
    return actions.import_requests(
        actor=Actor.system("config.import", [actions.DEED]),
        content=content,
        manner=Manner(given.source, zones, now),
        now=now,
        crs=given.crs,
        compare=actions.Compare(index, given.outlines_of, given.outline_column) if index else None,
        progress=_progress(given.json),
    )


def _read(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def _zones(given: list[str]) -> dict[str, ZoneInfo]:
    pairs = [one.rpartition("=") for one in given]
    return {"": ZoneInfo(HOME_ZONE)} | {source: ZoneInfo(zone) for source, _, zone in pairs}


def _progress(is_quiet: bool) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if not is_quiet:
            print(f"linli: {done} / {of} ...", file=sys.stderr, flush=True)

    return tell


def _tell(given: argparse.Namespace, report: Any) -> int:
    """Write the report and the rows that cannot be used beside the file, and say the counts."""
    whole = {
        "file": given.file.name,
        "rows": report.rows,
        "counts": {fate.value: count for fate, count in report.counts.items()},
        "with_point": report.with_point,
        "in_a_grid": report.in_grid,
        "columns_not_read": list(report.unread),
        "compared": {name: getattr(report.compared, name) for name in ("points", "agree", "differ", "nowhere")},
        "remarked": [
            {
                "line": one.line,
                "source": one.source,
                "number": one.number,
                "remarks": [mark.value for mark in one.remarks],
            }
            for one in report.remarked
        ],
    }
    target = given.report or given.file.with_name(given.file.name + ".report.json")
    target.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    refused = target.with_name(target.name.removesuffix(".report.json") + ".refused.csv")
    if report.refused:
        _write_refused(refused, report)
    if given.json:
        print(json.dumps(whole, ensure_ascii=False))
    else:
        _say(report, target, refused)
    return 2 if report.refused else 0


def _write_refused(target: Path, report: Any) -> None:
    from linli.past.actions import refused_file

    with target.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(refused_file(report))


def _say(report: Any, target: Path, refused: Path) -> None:
    for bad in report.refused[:SHOWN]:
        print(f"  {bad.line:>7}  {bad.why.zh} / {bad.why.en}")
    for one in report.remarked[:SHOWN]:
        says = ", ".join(f"{mark.zh} / {mark.en}" for mark in one.remarks)
        print(f"  {one.line:>7}  {one.source} {one.number}  {says}")
    counts = ", ".join(f"{fate.zh} {fate.value} {count}" for fate, count in report.counts.items())
    print(
        f"linli: {counts}; 有疑点 remarked {len(report.remarked)}; {target}"
        + (f"; {refused}" if report.refused else "")
    )
