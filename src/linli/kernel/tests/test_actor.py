"""Reach: the single question agrees with its scopes; recusal beats everything."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.actor import STRANGER, Actor, Scope, is_within
from linli.kernel.errors import Forbidden, Invalid
from linli.kernel.ids import new_id
from linli.kernel.pages import decode, encode, page_of

STREET = "370203/370203008"
GRID = STREET + "/370203008002/370203008002001"
UNIT, OTHER = new_id(), new_id()
APPEAL = ("appeals", new_id())


@pytest.mark.parametrize(
    ("what", "scope", "area", "units", "may"),
    [
        ("the area itself", Scope(STREET), STREET, (), True),
        ("below it", Scope(STREET), GRID, (), True),
        ("above it", Scope(STREET), "370203", (), False),
        ("a sibling whose code starts alike", Scope(STREET), STREET + "1", (), False),
        ("everywhere", Scope(""), GRID, (), True),
        ("the own unit", Scope(STREET, UNIT), GRID, (OTHER, UNIT), True),
        ("another unit", Scope(STREET, UNIT), GRID, (OTHER,), False),
        ("the own unit elsewhere", Scope(STREET, UNIT), "370203/370203005", (UNIT,), False),
    ],
)
def test_a_scope_covers(what, scope, area, units, may):
    actor = Actor(name="account", scopes={"appeals.view": (scope,)})
    assert actor.may("appeals.view", area, units=units) is may, what
    assert not actor.may("appeals.triage", area, units=units)


def test_a_holder_may_what_holders_may_and_nothing_else():
    actor = Actor(name="resident", holds=frozenset({APPEAL}), held_deeds=frozenset({"appeals.rate"}))
    assert actor.may("appeals.rate", GRID, subject=APPEAL)
    assert not actor.may("appeals.rate", GRID, subject=("appeals", new_id()))
    assert not actor.may("appeals.triage", GRID, subject=APPEAL)
    assert not actor.may("appeals.rate", GRID)


def test_a_recusal_beats_every_right():
    actor = Actor(
        name="account",
        scopes={"appeals.view": (Scope(""),)},
        holds=frozenset({APPEAL}),
        held_deeds=frozenset({"appeals.view"}),
        recusals=frozenset({APPEAL}),
    )
    assert not actor.may("appeals.view", GRID, subject=APPEAL)
    with pytest.raises(Forbidden) as refused:
        actor.require("appeals.view", GRID, subject=APPEAL)
    assert "appeals.view" in refused.value.text.zh
    assert "appeals.view" in refused.value.text.en


def test_the_system_has_a_name_and_exactly_its_deeds():
    sweep = Actor.system("duties.sweep", ["duties.sweep"])
    assert sweep.name == "system:duties.sweep"
    assert sweep.may("duties.sweep", GRID)
    assert not sweep.may("appeals.view", GRID)
    assert not STRANGER.may("appeals.view", GRID)


paths = st.lists(st.sampled_from(["1", "2", "11"]), min_size=1, max_size=4).map("/".join)


@given(paths, paths)
def test_within_means_prefix_of_whole_codes(area, prefix):
    assert is_within(area, prefix) == (area.split("/")[: len(prefix.split("/"))] == prefix.split("/"))


@given(st.lists(st.one_of(st.integers(-5, 10**12), st.text(max_size=20), st.none()), min_size=1, max_size=4))
def test_a_cursor_comes_back_as_it_went(key):
    assert decode(encode(tuple(key)), len(key)) == tuple(key)


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "W10", "W3t9XQ", "中文", encode(("one",)), encode((1, 2, 3))])
def test_any_other_text_is_refused_with_a_reason(cursor):
    with pytest.raises(Invalid) as refused:
        decode(cursor, 2)
    assert refused.value.field == "cursor"


def test_a_page_knows_whether_there_is_another():
    rows = [(number, UUID(int=number)) for number in range(4)]
    page = page_of(rows, 3, lambda row: (row[0],))
    assert page.rows == tuple(rows[:3])
    assert page.next == encode((2,))
    assert page_of(rows[:3], 3, lambda row: (row[0],)).next is None
