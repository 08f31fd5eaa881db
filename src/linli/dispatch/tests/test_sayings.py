"""Every fact about a case reads as words in both languages, for staff and for the reporter."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from linli.appeals import events as appeal_events
from linli.appeals.queries import rows
from linli.dispatch import events
from linli.journal.words import FactRow
from linli.kernel.ids import new_id

KINDS = {**appeal_events.BY_KIND, **events.BY_KIND}
HAN = re.compile("[\u4e00-\u9fff]")


def line(kind: str) -> rows.Happening:
    now = datetime(2026, 3, 16, tzinfo=UTC)
    return rows.happening(FactRow(new_id(), kind, kind.partition(".")[0], new_id(), "370203", "system", None, now, {}))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_words_where_it_is_shown(kind):
    shown = line(kind)
    assert HAN.search(shown.says.zh), kind
    assert shown.says.en, kind
    assert not HAN.search(shown.says.en), kind
    assert kind not in (shown.says.zh, shown.says.en)
    assert shown.is_for_resident is KINDS[kind].resident


def test_a_kind_without_words_would_show_itself():
    assert line("dispatch.nothing").says.zh == "dispatch.nothing"
