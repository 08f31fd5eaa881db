"""`./linli export`: the grid as a file that `./linli import` reads, closed cases as one that `./linli train` reads."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

from linli.appeals.scoring import rows
from linli.config import environment
from linli.config.commands.check import Subparsers
from linli.config.commands.importing import FORMS


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("export", help="write the grid or closed cases to a file / 导出网格或办结诉求")
    kinds = parser.add_subparsers(dest="what", metavar="grids | labels", required=True)
    grids = kinds.add_parser("grids", help="areas with outlines in EPSG:4490, CSV or GeoJSON / 网格与区域")
    grids.add_argument("file", type=Path, help="FILE.csv or FILE.geojson")
    grids.add_argument("--area", default="", help="path of an area; default: everything / 区域路径")
    grids.set_defaults(run=run)
    labels = kinds.add_parser("labels", help="closed cases to learn categories from / 用于训练类别的办结诉求")
    labels.add_argument("file", type=Path, help="FILE.jsonl or FILE.jsonl.gz")
    labels.set_defaults(run=run_labels)


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


def run_labels(given: argparse.Namespace) -> int:
    """Write the ended cases with the category that a person chose; personal data is covered."""
    environment.read()
    django.setup()
    from linli.appeals.actions import giving_out
    from linli.grid import queries as grid
    from linli.kernel.actor import Actor

    now = datetime.now(UTC)
    try:
        count = giving_out.give_out(
            actor=Actor.system("config.export", ()), write=lambda found: rows.write(given.file, found),
            operator=os.getuid(), area_path=grid.district(now).path, now=now,
        )  # fmt: skip
    except BaseException:
        given.file.unlink(missing_ok=True)
        raise
    given.file.chmod(0o600)
    print(f"linli: {count} -> {given.file}")
    print("linli: 导出已记入存证（谁、几条、遮挡了什么）/ it stands in the journal: who, how many, what was covered")
    print("linli: 个人信息已遮挡；训练后请删除此文件 / personal data is covered; delete the file after training")
    return 0
