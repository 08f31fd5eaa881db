"""The transition table T01-T60."""

from __future__ import annotations

from linli.appeals.rules.moves import MOVES
from linli.appeals.words import State


def test_every_state_but_the_last_leads_on():
    dead = {state for state in State if not any(state in row.sources and row.to is not None for row in MOVES)}
    assert dead == {State.ARCHIVED}


def test_every_row_of_the_specification_is_there():
    codes = {row.code[:3] for row in MOVES}
    assert codes == {f"T{number:02d}" for number in range(1, 61)}


def test_every_row_names_its_source_and_somebody():
    assert all(row.source and row.who for row in MOVES)


def test_an_emergency_is_never_suspended_by_the_table_without_a_guard():
    (row,) = [row for row in MOVES if row.event == "request_suspend"]
    assert "never emergency (I9)" in row.guards
