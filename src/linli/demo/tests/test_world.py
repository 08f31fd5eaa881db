"""The demo world stands: real names, one account per role, printed places that are found."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from linli.appeals.queries import lists
from linli.appeals.words import State
from linli.demo import cast, touches, world
from linli.grid import queries as grid
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.notices import queries as notices
from linli.notices.rules import mask
from linli.notices.words import NoticeKind
from linli.people import queries as people

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_tiny_world_stands():
    told: list[str] = []
    town = world.make("tiny", told.append, now=NOW, cases=40)
    tree = grid.tree("370203", NOW)
    assert [row.name for row in grid.children("370203", NOW)] == [
        "辽宁路街道",
        "延安路街道",
        "辽源路街道",
        "兴隆路街道",
    ]
    assert len(tree) > 100
    placed = grid.place(address="登州路24号院", at=NOW)
    assert placed.area.path.startswith("370203/370203005/370203005011")
    assert grid.place(address="建材一厂宿舍2号楼", at=NOW).area.path.startswith("370203/370203015/370203015006")
    assert len(town.accounts) == len(cast.CAST)
    for who in cast.CAST:
        actor = people.actor_for(town.accounts[who.login], now=NOW)
        assert who.role.value in actor.roles


@pytest.mark.django_db
def test_its_cases_are_facts_and_its_defects_are_found():
    world.make("tiny", lambda words: None, now=NOW, cases=60)
    assert journal.verify(settings.LOG_NAME) == []
    actor = Actor.system("test", ["appeals.view"])
    rows = lists.staff_list(actor, now=NOW, size=100).rows
    assert len(rows) == 60
    assert sum(row.state is State.CLOSED for row in rows) > 30
    assert lists.counts(actor, now=NOW).open > 3
    shown = notices.published(kind=NoticeKind.HOTLINE_CASE, now=NOW).rows
    assert len(shown) == touches.PUBLISHED
    assert not any(mask(case.body).spans for case in shown)
    crossings = grid.net_crossings(NOW)
    assert crossings
