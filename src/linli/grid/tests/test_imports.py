"""Files of grids: every refused line is told, and the same file twice changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.grid import actions, queries
from linli.grid.models import Area, Shape
from linli.grid.rules.crs import from_cgcs2000
from linli.grid.rules.polygons import rectangle, ring_of
from linli.grid.rules.reading import ImportReport, NotReadable, read_csv, read_geojson
from linli.grid.rules.rows import AreaRow
from linli.grid.rules.writing import as_csv, as_geojson
from linli.grid.tests.factories import KEEPER, areas, small_district
from linli.grid.words import AreaKind, Crs, GridType, LineOutcome
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Forbidden, Invalid

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


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_what_is_exported_changes_nothing_when_it_is_imported(form: str) -> None:
    small_district(NOW)
    text = queries.export_areas("", NOW, form=form)
    assert "4490" in text
    report = read(text, form, crs=None)
    assert report.count(LineOutcome.UNCHANGED) == len(report.lines) == Area.objects.count()
    part = read(queries.export_areas("370203/370203008", NOW, form=form), form, crs=None)
    assert part.count(LineOutcome.UNCHANGED) == len(part.lines) == 7


@pytest.mark.django_db
def test_there_are_two_forms() -> None:
    with pytest.raises(Invalid):
        queries.export_areas("", NOW, form="xlsx")


CORNERS = st.tuples(st.integers(119_000_000, 121_000_000), st.integers(35_000_000, 37_000_000))
SPOKEN = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "Sm"]), min_size=1, max_size=12).map(str.strip)


@given(name=SPOKEN.filter(bool), west_south=CORNERS, wide=st.integers(1, 90_000), high=st.integers(1, 90_000), form=...)
def test_every_area_is_read_as_it_was_written(
    name: str, west_south: tuple[int, int], wide: int, high: int, form: bool
) -> None:
    west, south = west_south
    ring = rectangle(west, south, west + wide, south + high)
    row = AreaRow(
        UUID(int=1), "370203008002001", AreaKind.GRID, name, "", "370203/370203008/370203008002/370203008002001", None,
        NOW, None, GridType.BASE, wide, high,
    )  # fmt: skip
    back = read_geojson(as_geojson([row], {row.path: ring})) if form else read_csv(as_csv([row], {row.path: ring}))
    ((_, area),) = back.areas
    assert back.crs is Crs.CGCS2000
    assert (area.kind, area.code, area.name, area.parent_code) == (row.kind, row.code, name, "370203008002")
    assert (area.grid_type, area.declared_households, area.declared_population) == (GridType.BASE, wide, high)
    assert area.outline is not None
    assert set(ring_of(area.outline)) == set(ring)
