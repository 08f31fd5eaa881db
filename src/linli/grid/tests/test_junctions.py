"""Where two roads meet that nobody registered as a junction: derived from the areas which the roads touch."""

from __future__ import annotations

import pytest

from linli.grid import actions, queries
from linli.grid.rules.drafts import NewJunction
from linli.grid.rules.names import meeting
from linli.grid.tests.test_queries import KEEPER, NOW, small
from linli.grid.words import Certainty

__all__ = ["small"]

STREET, OTHER_STREET = "370203/370203008", "370203/370203005"
ONE, TWO = f"{STREET}/370203008002", f"{STREET}/370203008012"
GRID, NEXT_GRID = f"{ONE}/370203008002001", f"{ONE}/370203008002002"


@pytest.mark.parametrize(
    ("what", "first", "second", "where"),
    [
        ("one community in common", {ONE, TWO}, {TWO}, TWO),
        ("a grid of a community the other touches", {ONE}, {GRID}, GRID),
        ("two grids of one community", {GRID, NEXT_GRID}, {ONE}, ONE),
        ("two communities of one street", {ONE, TWO}, {ONE, TWO}, STREET),
        ("two streets: the district says nothing", {STREET, OTHER_STREET}, {STREET, OTHER_STREET}, None),
        ("nothing in common", {ONE}, {TWO}, None),
        ("one road is not registered", {ONE}, set(), None),
    ],
)
def test_two_roads_meet_where_both_are(what: str, first: set[str], second: set[str], where: str | None) -> None:
    assert meeting(first, second) == meeting(second, first) == where


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "certainty", "code"),
    [
        ("延安路与辽宁路路口", Certainty.JUNCTION, "370203008012"),
        ("辽宁路和延安路交叉口的红绿灯", Certainty.JUNCTION, "370203008012"),
        ("延安路与齐东路路口", Certainty.UNKNOWN, "370203"),
        ("延安路与辽宁路", Certainty.UNKNOWN, "370203"),
    ],
)
def test_a_junction_is_derived_from_registered_roads(
    small: object, address: str, certainty: Certainty, code: str
) -> None:
    roads = {"延安路": ["370203008002", "370203008012"], "辽宁路": ["370203008012"], "齐东路": []}
    actions.register_roads(actor=KEEPER, roads=roads, now=NOW)
    placed = queries.place(address=address, at=NOW)
    assert (placed.certainty, placed.area.code) == (certainty, code)


@pytest.mark.django_db
def test_a_registered_junction_comes_first(small: object) -> None:
    roads = {"延安路": ["370203008012"], "辽宁路": ["370203008012"]}
    actions.register_roads(actor=KEEPER, roads=roads, now=NOW)
    known = NewJunction("辽宁路", "延安路", "370203008002001")
    actions.register_junctions(actor=KEEPER, junctions=[known], source="示意", now=NOW)
    assert queries.place(address="延安路与辽宁路路口", at=NOW).area.code == "370203008002001"
