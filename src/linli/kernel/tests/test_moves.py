"""A transition table: finds its row, says what else can be done, refuses two rows for one key."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest

from linli.kernel.errors import Broken
from linli.kernel.facts import Event, plain
from linli.kernel.ids import new_id
from linli.kernel.moves import Move, Moves, NotPossible
from linli.kernel.words import Text, Word


class Lamp(Word):
    OFF = "off", "灭", "off"
    LIT = "lit", "亮", "lit"


def row(event, sources, to):
    return Move("L1", event, frozenset(sources), to, frozenset({"unit"}), (), "", "ADR 0001")


TABLE = Moves(
    (row("install", (), Lamp.OFF), row("light", (Lamp.OFF,), Lamp.LIT), row("clean", (Lamp.OFF, Lamp.LIT), None))
)


def test_the_row_is_found():
    assert TABLE.find(Lamp.OFF, "light").to is Lamp.LIT
    assert TABLE.find(None, "install").to is Lamp.OFF
    assert TABLE.events(Lamp.LIT) == ("clean",)
    assert TABLE.events(None) == ("install",)


def test_what_is_not_possible_says_what_is():
    with pytest.raises(NotPossible) as refused:
        TABLE.find(Lamp.LIT, "light")
    assert "亮" in refused.value.text.zh
    assert "clean" in refused.value.text.en


def test_two_rows_for_one_key_break():
    with pytest.raises(Broken):
        Moves((row("light", (Lamp.OFF,), Lamp.LIT), row("light", (Lamp.OFF,), None)))


def test_words_carry_both_languages():
    assert Lamp("lit") is Lamp.LIT
    assert Lamp.LIT.text.say("zh-hans") == "亮"
    assert Lamp.LIT.text.say("en") == "lit"
    assert Lamp.choices() == [("off", "灭"), ("lit", "亮")]
    assert Text("{n} 盏", "{n} lamps").format(n=3) == Text("3 盏", "3 lamps")


def test_an_event_is_plain():
    @dataclass(frozen=True)
    class Lit(Event):
        kind: ClassVar[str] = "lamps.lit"
        lamp: Lamp = Lamp.LIT
        day: date = date(2026, 11, 21)
        at: datetime = datetime(2026, 11, 21, tzinfo=UTC)
        ids: frozenset = frozenset({"b", "a"})

    event = Lit(new_id())
    assert event.room == "lamps"
    assert event.payload() == {"lamp": "lit", "day": "2026-11-21", "at": "2026-11-21T00:00:00+00:00", "ids": ["a", "b"]}
    with pytest.raises(Broken):
        plain(object())
