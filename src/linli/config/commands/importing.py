"""`./linli import`: orders of the hotline, patrols and areas out of files, with a report of every line."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from linli.config import environment, past
from linli.config.commands.check import Subparsers

FORMS = {".csv": "csv", ".txt": "csv", ".geojson": "geojson", ".json": "geojson"}


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "import", help="import hotline orders, patrols, grids, past requests / 导入热线工单、巡查、网格、历史诉求"
    )
    kinds = parser.add_subparsers(dest="what", metavar="hotline | patrol | grids | requests", required=True)
    for what, run_one, says in (
        ("hotline", run_hotline, "orders or events, CSV or XLSX / 热线工单或网格事件"),
        ("patrol", run_patrol, "finds of grid patrols, CSV or XLSX / 网格巡查"),
        ("grids", run_grids, "areas with outlines, CSV or GeoJSON / 网格与区域"),
    ):
        one = kinds.add_parser(what, help=says)
        one.add_argument("file", type=Path)
        one.add_argument("--crs", default="", help="coordinate system of points without one / 坐标系")
        one.add_argument("--json", action="store_true", help="print the report as JSON / 以 JSON 输出")
        one.add_argument("--report", type=Path, help="where the report goes; default: FILE.report.json")
        one.set_defaults(run=run_one)
        if what == "grids":
            one.add_argument("--source", default="", help="where the areas come from / 来源")
            one.add_argument("--schematic", action="store_true", help="outlines are schematic / 示意图形")
        else:
            one.add_argument("--with-closed", action="store_true", help="also orders closed there / 含对方已办结的")
    past.register(kinds)


def run_hotline(given: argparse.Namespace) -> int:
    """Import either field list, told by its header."""
    return _run_file(given, None)


def run_patrol(given: argparse.Namespace) -> int:
    """Import a list of events."""
    return _run_file(given, "events")


def _run_file(given: argparse.Namespace, kind: str | None) -> int:
    content = _read(given.file)
    _set_up()
    from linli.channels.actions.files import import_file
    from linli.journeys.words import FileKind
    from linli.kernel.errors import DomainError

    wanted = {known.value: known for known in FileKind}.get(kind or "")
    try:
        report = import_file(
            content=content, now=datetime.now(UTC), kind=wanted, crs=given.crs, with_closed=given.with_closed,
            progress=_progress(given.json),
        )  # fmt: skip
    except DomainError as error:
        return _refused(error.text.zh, error.text.en)
    rows = [
        {
            "line": line.number,
            "external_number": line.external_number,
            "outcome": line.outcome.value,
            "number": line.case_number,
            "why": {"zh": line.says.zh, "en": line.says.en} if line.says else None,
        }
        for line in report.lines
    ]
    return _tell(given, {"list": report.kind.value}, rows)


def run_grids(given: argparse.Namespace) -> int:
    """Import areas; borders that are there already change by re-delineation only."""
    content = _read(given.file)
    form = FORMS.get(given.file.suffix.lower(), "csv")
    _set_up()
    from linli.grid import actions
    from linli.kernel.actor import Actor
    from linli.kernel.decoding import decoded
    from linli.kernel.errors import DomainError

    now = datetime.now(UTC)
    try:
        report = actions.import_areas(
            actor=Actor.system("config.import", ["grid.import_areas"]),
            text=decoded(content),
            form=form,
            crs=given.crs or None,
            source=given.source or given.file.name,
            valid_from=now,
            now=now,
            is_schematic=given.schematic,
        )
    except DomainError as error:
        return _refused(error.text.zh, error.text.en)
    rows = [
        {
            "line": line.number,
            "external_number": line.code,
            "outcome": line.outcome.value,
            "number": "",
            "why": {"zh": line.text.zh, "en": line.text.en} if line.text else None,
        }
        for line in report.lines
    ]
    return _tell(given, {"list": "areas"}, rows)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SystemExit(f"linli: 读不到文件 / cannot read {file}: {error.strerror}") from None


def _set_up() -> None:
    environment.read()
    import django

    django.setup()


def _progress(is_quiet: bool) -> Callable[[int], None]:
    def tell(done: int) -> None:
        if not is_quiet and done % 200 == 0:
            print(f"linli: {done} ...", file=sys.stderr, flush=True)

    return tell


def _refused(zh: str, en: str) -> int:
    print(f"linli: {zh} / {en}", file=sys.stderr)
    return 1


def _tell(given: argparse.Namespace, head: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    """Print what became of the file and write every line's fate beside it; exit 2 when lines were refused."""
    counts = {outcome: sum(row["outcome"] == outcome for row in rows) for outcome in _in_order(rows)}
    whole = {"file": given.file.name, **head, "counts": counts, "lines": rows}
    target = given.report or given.file.with_name(given.file.name + ".report.json")
    target.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if given.json:
        print(json.dumps(whole, ensure_ascii=False))
    else:
        for row in rows:
            if row["why"]:
                print(f"  {row['line']:>6}  {row['external_number']}  {row['why']['zh']} / {row['why']['en']}")
        print("linli: " + ", ".join(f"{name} {count}" for name, count in counts.items()) + f"; {target}")
    return 2 if counts.get("refused") else 0


def _in_order(rows: Iterable[dict[str, Any]]) -> list[str]:
    return sorted({str(row["outcome"]) for row in rows})
