"""`./linli export`: the grid as a file that `./linli import` reads."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

from linli.config import environment
from linli.config.commands.check import Subparsers
from linli.config.commands.importing import FORMS


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("export", help="write the grid to a file / 导出网格")
    kinds = parser.add_subparsers(dest="what", metavar="grids", required=True)
    grids = kinds.add_parser("grids", help="areas with outlines in EPSG:4490, CSV or GeoJSON / 网格与区域")
    grids.add_argument("file", type=Path, help="FILE.csv or FILE.geojson")
    grids.add_argument("--area", default="", help="path of an area; default: everything / 区域路径")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the areas in force now."""
    form = FORMS.get(given.file.suffix.lower())
    if form is None:
        sys.stderr.write("linli: 文件名须以 .csv 或 .geojson 结尾 / the file is named .csv or .geojson\n")
        return 2
    environment.read()
    django.setup()
    from linli.grid import queries as grid

    text = grid.export_areas(given.area, datetime.now(UTC), form=form)
    given.file.write_text(text, encoding="utf-8", newline="")
    print(f"linli: 已导出 {given.file}（EPSG:4490）/ written")
    return 0
