"""Files of grids: every refused line is told, and the same file twice changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from linli.grid import actions, queries
from linli.grid.models import Area, Shape
from linli.grid.rules.crs import from_cgcs2000
from linli.grid.rules.reading import ImportReport, NotReadable
from linli.grid.tests.factories import KEEPER, areas, small_district
from linli.grid.words import AreaKind, Crs, LineOutcome
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Forbidden

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
HEADER = "kind,code,name,parent_code,households,population,outline\n"


def read(text: str, form: str = "csv", crs: str | None = "CGCS2000", actor: Actor = KEEPER) -> ImportReport:
    return actions.import_areas(
        actor=actor, text=text, form=form, crs=crs, source="file", valid_from=NOW, now=NOW, is_schematic=True
    )


def geojson(crs: Crs, named: str | None) -> str:
    features = []
    for area in areas():
        ring = [list(from_cgcs2000(lon, lat, crs)) for lon, lat in area.outline or ()]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": area.code, "name": area.name, "kind": area.kind.value},
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
        )
    whole: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if named:
        whole["crs"] = {"type": "name", "properties": {"name": named}}
    return json.dumps(whole)


def test_geojson_is_opened_and_again_unchanged(db):
    report = read(geojson(Crs.CGCS2000, "urn:ogc:def:crs:EPSG::4490"), "geojson", crs=None)
    assert report.count(LineOutcome.OPENED) == 15
    assert queries.audit("", NOW) == []
    again = read(geojson(Crs.CGCS2000, "EPSG:4490"), "geojson", crs=None)
    assert again.count(LineOutcome.UNCHANGED) == 15
    assert (Area.objects.count(), Shape.objects.count()) == (15, 15)


def test_gcj_02_is_converted_at_the_edge(db):
    read(geojson(Crs.GCJ02, None), "geojson", crs="GCJ02")
    shape = Shape.objects.select_related("area").get(area__kind="district")
    assert (shape.crs, shape.given_crs) == ("CGCS2000", "GCJ02")
    assert shape.geom[0] == (120_310_000, 36_060_000)
    assert queries.audit("", NOW) == []


def test_without_a_system_every_outline_is_refused(db):
    report = read(geojson(Crs.CGCS2000, None), "geojson", crs=None)
    assert len(report.refused) == 15
    assert report.refused[0].text is not None
    assert "GCJ02" in report.refused[0].text.zh
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    "line, word",
    [
        ("grid,370203008002009,,370203008002,,,", "名称"),
        ("grid,3702030080020091,第九网格,370203008002,,,", "15位"),
        ("grid,370203008002009,第九网格,370203008003,,,", "不存在"),
        ("grid,370203008002009,第九网格,370203008002,-4,,", "非负整数"),
        ("grid,370203008002009,第九网格,370203008002,,,POLYGON((1 2))", "三个"),
        ("grid,370203008002009,第九网格,370203008002,,,POINT(1 2)", "POLYGON"),
        ('grid,370203008002009,第九网格,370203008002,,,"POLYGON((x 2, 3 4, 5 6))"', "数字"),
        ("village,370203008002009,第九网格,370203008002,,,", "级别"),
        ("grid,370203008002001,改名网格,370203008002,,,", "更名"),
        ("district,370202,市南区,,,,", "370203"),
    ],
)
def test_a_bad_line_says_what_would_make_it_right(db, line, word):
    small_district(NOW)
    report = read(HEADER + line + "\ngrid,370203008002008,第八网格,370203008002,300,900,\n")
    (refused,) = report.refused
    assert refused.number == 2
    assert refused.text is not None
    assert word in refused.text.zh
    assert report.count(LineOutcome.OPENED) == 1
    assert queries.area_by_code("370203008002008", NOW).declared_households == 300


def test_a_code_twice_in_the_file_is_refused_once(db):
    small_district(NOW)
    line = "grid,370203008002008,第八网格,370203008002,,,\n"
    report = read(HEADER + line + line)
    assert [item.outcome for item in report.lines] == [LineOutcome.OPENED, LineOutcome.REFUSED]


@pytest.mark.parametrize("form, text", [("csv", "a,b\n1,2\n"), ("geojson", "{"), ("geojson", '{"type": "Feature"}')])
def test_a_file_that_is_not_what_it_says(db, form, text):
    with pytest.raises(NotReadable):
        read(text, form)


def test_a_stranger_opens_nothing(db):
    small_district(NOW)
    with pytest.raises(Forbidden):
        read(HEADER + "grid,370203008002008,第八网格,370203008002,,,\n", actor=STRANGER)
    assert len(queries.below("", NOW, kind=AreaKind.GRID)) == 8
