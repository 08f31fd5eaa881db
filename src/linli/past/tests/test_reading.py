"""Rows of other systems: what is refused, what is kept with a remark, which moments can be read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from linli.past.rules import outlines, reading
from linli.past.rules.reading import Bad, Draft, Manner
from linli.past.words import Remark

HEADER = ["city", "id", "created", "closed", "status", "descriptor", "lat", "lon", "reporter"]
GOOD = ["qingdao", "A-1", "2026-03-01T08:00:00", "2026-03-02T08:00:00", "Closed", "路灯不亮", "36.08", "120.37", "张三"]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
MANNER = Manner("", {"": ZoneInfo("Asia/Shanghai"), "chicago": ZoneInfo("America/Chicago")}, NOW)


def published(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - as files write it, without a zone


def one(**changed: str) -> Draft | Bad:
    row = [changed.get(name, value) for name, value in zip(HEADER, GOOD, strict=True)]
    places = reading.columns(HEADER, has_source=False)
    (found,) = reading.read([(2, row)], places, len(HEADER), MANNER)
    return found


@pytest.mark.parametrize(
    "changed, remarks",
    [
        ({}, ()),
        ({"closed": "2026-03-01T08:00:00"}, ()),
        ({"closed": "2026-03-01T07:59:59"}, (Remark.CLOSED_FIRST,)),
        ({"closed": "1900-01-01T00:00:00"}, (Remark.CLOSED_FIRST,)),
        ({"closed": ""}, ()),
        ({"created": "2026-11-23 08:00", "closed": ""}, ()),
        ({"created": "2026-11-23 08:01", "closed": ""}, (Remark.OPENED_AHEAD,)),
        ({"lat": "90", "lon": "180"}, ()),
        ({"lat": "90.1"}, (Remark.NO_SUCH_POINT,)),
        ({"lat": "0", "lon": "0"}, (Remark.NO_SUCH_POINT,)),
        ({"lat": "north"}, (Remark.NO_SUCH_POINT,)),
        ({"lat": ""}, ()),
    ],
)
def test_what_is_odd_is_kept_with_a_remark(changed: dict[str, str], remarks: tuple[Remark, ...]) -> None:
    found = one(**changed)
    assert isinstance(found, Draft)
    assert found.remarks == remarks


@pytest.mark.parametrize(
    "changed, word",
    [
        ({"id": " "}, "no number"),
        ({"city": ""}, "no source"),
        ({"created": ""}, "no moment of opening"),
        ({"created": "03/05/2021"}, "created is no date"),
        ({"closed": "2026-02-30"}, "closed is no date"),
        ({"created": "1899-12-31"}, "created is no date"),
        ({"status": "x" * 61}, "status has more than 60 characters"),
        ({"descriptor": "x\0"}, "cannot be stored"),
    ],
)
def test_what_cannot_be_told_apart_or_dated_is_refused(changed: dict[str, str], word: str) -> None:
    found = one(**changed)
    assert isinstance(found, Bad)
    assert found.line == 2
    assert word in found.why.en


def test_a_line_of_another_width_is_refused_and_an_empty_one_is_none() -> None:
    places = reading.columns(HEADER, has_source=False)
    (found,) = reading.read([(2, ["", ""]), (3, ["qingdao", "A-2"])], places, len(HEADER), MANNER)
    assert isinstance(found, Bad)
    assert (found.line, found.cells) == (3, ("qingdao", "A-2"))


@pytest.mark.parametrize(
    "text, found",
    [
        ("2021-03-05T08:01:02", published(2021, 3, 5, 8, 1, 2)),
        ("2021-03-05", published(2021, 3, 5)),
        ("20210305", published(2021, 3, 5)),
        ("2021/3/5 8:01", published(2021, 3, 5, 8, 1)),
        ("2021年3月5日", published(2021, 3, 5)),
        ("44260", published(2021, 3, 5)),
        ("44260.5", published(2021, 3, 5, 12)),
        ("2021-03-05T08:01:02+08:00", datetime(2021, 3, 5, 0, 1, 2, tzinfo=UTC)),
    ],
)
def test_moments_as_files_write_them(text: str, found: datetime) -> None:
    assert reading.moment(text, "created") == found


def test_moments_get_the_zone_of_their_source() -> None:
    home, there = one(), one(city="chicago")
    assert isinstance(home, Draft)
    assert isinstance(there, Draft)
    assert home.opened_at == datetime(2026, 3, 1, 0, tzinfo=UTC)
    assert there.opened_at == datetime(2026, 3, 1, 14, tzinfo=UTC)


def test_an_hour_put_back_makes_no_oddity() -> None:
    """Closed at 01:30 after opened at 01:45 would be wrong; 01:30 the same night before the clock went back is not."""
    found = one(city="chicago", created="2025-11-02T00:50:00", closed="2025-11-02T01:30:00")
    assert isinstance(found, Draft)
    assert found.remarks == ()


def test_people_are_not_read_in() -> None:
    """A column of reporters has no place here, and numbers of people in free words are covered."""
    found = one(descriptor="请打 13900000001 找我")
    assert isinstance(found, Draft)
    assert found.words["descriptor"] == "请打 〔电话〕 找我"
    assert not any("张三" in value for value in found.words.values())


def test_a_header_says_what_it_lacks() -> None:
    with pytest.raises(reading.NotReadable) as refused:
        reading.columns(["id", "status"], has_source=False)
    assert refused.value.text.en.endswith("created, source")
    assert reading.columns(["工单编号", "受理时间"], has_source=True) == {"number": 0, "opened": 1}


def square(west: float, south: float, size: float) -> list[list[float]]:
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def test_the_smallest_outline_counts_and_several_parts_are_one() -> None:
    around = {"type": "MultiPolygon", "coordinates": [[square(0, 0, 10), square(4, 4, 2)], [square(20, 0, 1)]]}
    within = {"type": "Polygon", "coordinates": [square(4, 4, 2)]}
    features = [
        {"properties": {"name": "1"}, "geometry": around},
        {"properties": {"name": "2"}, "geometry": within},
        {"properties": {}, "geometry": within},
    ]
    index = outlines.outlines(json.dumps({"features": features}), "name")
    points = [(1, 1), (5, 5), (20.5, 0.5), (30, 30)]
    assert [index.find(round(x * 1e6), round(y * 1e6)) for x, y in points] == ["1", "2", "1", None]
    with pytest.raises(reading.NotReadable):
        outlines.outlines(json.dumps({"features": features}), "code")
    with pytest.raises(reading.NotReadable):
        outlines.outlines("[]", "name")


def test_agreement_is_counted() -> None:
    counted = outlines.Compared()
    for found in ("a", "B", None):
        counted = counted.with_one("A", found)
    assert (counted.agree, counted.differ, counted.nowhere, counted.points) == (1, 1, 1, 3)
