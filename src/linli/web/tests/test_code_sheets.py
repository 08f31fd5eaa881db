"""Sheets of codes: twelve on a page, each code beside its own building, read back out of the PDF itself."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import LONG_AGO, Town
from linli.grid import queries as grid
from linli.grid.models import Area, Building, BuildingPlacement
from linli.grid.rules.codes import is_short_code, short_code
from linli.kernel.ids import new_id
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET
from linli.web.staff import codes
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

CODE = GRID.rpartition("/")[2]
URL = f"/desk/codes/{CODE}/"
STREAM = re.compile(rb"(?<!end)stream\r?\n")
DRAWN = re.compile(r"/Alt<FEFF([0-9A-F]+)>>>BDC(.*?)EMC", re.DOTALL)
DASH = re.compile(r"(\d+) (\d+)\.5 m (\d+) (\d+)\.5 l")
QUIET = 4


def build(town: Town, count: int) -> list[Building]:
    made = []
    for number in range(1, count + 1):
        one = Building(id=new_id(), number=str(number), estate_id=town.estate, registered_at=LONG_AGO)
        one.code = short_code(one.id)
        one.save(force_insert=True)
        BuildingPlacement.objects.create(building=one, area=Area.objects.get(path=GRID), valid_from=LONG_AGO)
        made.append(one)
    grid.forget()
    return made


def parts(pdf: bytes) -> Iterator[str]:
    """Yield the drawing instructions of each page."""
    for begin in STREAM.finditer(pdf):
        try:
            plain = zlib.decompressobj().decompress(pdf[begin.end() :])
        except zlib.error:
            continue
        if b"/Alt<" in plain:
            yield plain.decode("latin-1")


def codes_of(drawing: str) -> dict[str, set[tuple[int, int]]]:
    """Return for each code of a page what stands beside it and its dark modules (column, row)."""
    found = {}
    for words, strokes in DRAWN.findall(drawing):
        dark = set()
        for x1, y1, x2, y2 in DASH.findall(strokes):
            assert y1 == y2
            dark |= {(x - QUIET, int(y1) - QUIET) for x in range(int(x1), int(x2))}
        found[bytes.fromhex(words).decode("utf-16-be")] = dark
    return found


def dark_of(address: str) -> set[tuple[int, int]]:
    rows = segno.make(address, error="m", micro=False).matrix
    return {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


@pytest.mark.parametrize("count, sizes", [(12, [12]), (13, [12, 1])])
def test_twelve_on_a_page_and_each_leads_to_its_own_building(
    town: Town, sign_in: Any, settings: Any, count: int, sizes: list[int]
) -> None:
    settings.LINLI_PUBLIC_URL = "https://linli.example"
    built = build(town, count)
    client = sign_in(cast.staff("社区", "community", COMMUNITY))
    answer = client.get(f"{URL}sheet.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = [codes_of(drawing) for drawing in parts(answer.content)]
    assert [len(found) for found in pages] == sizes
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == len(sizes)
    shown = {words: dark for found in pages for words, dark in found.items()}
    estate = grid.estate(town.estate).name
    for one in built:
        address = codes.address_of(one.code)
        assert shown[f"{estate}{one.number}号楼 {one.code}"] == dark_of(address)
        assert dark_of(address) != dark_of(codes.address_of("ANOTHER00"))
        assert urlsplit(address).netloc == "linli.example"
        (code,) = parse_qs(urlsplit(address).query)["code"]
        assert is_short_code(code)
    numbers = [int(re.findall(r"(\d+)号楼", words)[0]) for words in shown]
    assert numbers == sorted(numbers)


def test_the_address_opens_the_form_with_the_place_filled_in(town: Town, sign_in: Any) -> None:
    (one,) = build(town, 1)
    parts = urlsplit(codes.address_of(one.code))
    client = sign_in(None)
    answer = client.get(f"{parts.path}?{parts.query}", follow=True)
    assert answer.status_code == 200
    assert grid.estate(town.estate).name in answer.content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_offers_estates_and_what_lies_below(town: Town, sign_in: Any, language: str) -> None:
    build(town, 13)
    client = sign_in(cast.staff("区专员", "district", DISTRICT), language=language)
    client.get(URL)
    with CaptureQueriesContext(connection) as told:
        page = client.get(URL).content.decode()
    assert len(told) <= 14
    assert ("全部 13 栋（2 页）" if language == "zh" else "Print all 13") in page
    assert f"sheet.pdf?estate={town.estate}" in page
    above = client.get(f"/desk/codes/{DISTRICT}/").content.decode()
    assert f"/desk/codes/{STREET.rpartition('/')[2]}/" in above
    assert client.get(f"{URL}sheet.pdf?estate={town.courtyard}").status_code == 404


def test_too_many_are_refused_with_a_way_on(town: Town, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    build(town, 3)
    monkeypatch.setattr(codes, "MOST", 2)
    client = sign_in(cast.staff("社区", "community", COMMUNITY))
    assert client.get(f"{URL}sheet.pdf").status_code == 422
    assert "sheet.pdf" not in client.get(URL).content.decode()


def test_others_learn_nothing(town: Town, sign_in: Any) -> None:
    build(town, 1)
    for role in ("auditor", "admin"):
        client = sign_in(cast.staff(f"{role}一", role, DISTRICT))
        assert client.get(URL).status_code == 404
        assert client.get(f"{URL}sheet.pdf").status_code == 404
    assert sign_in(None).get(URL).status_code == 302
