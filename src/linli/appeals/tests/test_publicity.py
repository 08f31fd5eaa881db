"""What strangers may be told of single reports (ADR 0038)."""

from __future__ import annotations

import pytest

from linli.appeals.rules.joining import may_be_shown
from linli.appeals.rules.publicity import HIDDEN_STATES, is_open, listed_categories
from linli.appeals.words import ENDED_STATES, OPEN_STATES, State


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_open_closed_or_untold(state: State) -> None:
    assert is_open(state) is (state in OPEN_STATES)
    assert not (is_open(state) and state in HIDDEN_STATES)
    assert is_open(state) or state in HIDDEN_STATES or state in ENDED_STATES or state is State.ARCHIVED


def test_listed_is_what_neighbours_are_told_of() -> None:
    leaves = ("util.streetlight", "noise.neighbour", "prop.elevator", "welfare.elder_alone", "meta.conduct")
    assert listed_categories(leaves) == ("util.streetlight", "prop.elevator")
    assert all(may_be_shown(leaf) for leaf in listed_categories(leaves))
