"""A grid with its worker, its leader and neighbours, for the tests of groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from linli.groups import actions
from linli.groups.words import GroupKind, Joining
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.tests.calendars import local
from linli.people import queries as people
from linli.people.tests import areas, factories

NOW = local("2026-03-11 19:00")
LATER = NOW + timedelta(hours=1)
GRID, COMMUNITY, OTHER = areas.GRID, areas.COMMUNITY, areas.OTHER_GRID


@dataclass(frozen=True)
class Town:
    """李网格员 works the grid, 赵书记 leads the community, 王阿姨 and 刘大爷 live there, 局外人 does not."""

    li: Actor
    zhao: Actor
    wang: Actor
    liu: Actor
    stranger: Actor


def found() -> Town:
    """Plant the areas and open the accounts."""
    areas.plant()
    neighbours = [factories.account(name) for name in ("王阿姨", "刘大爷", "局外人")]
    wang, liu, stranger = (people.actor_for(one, now=NOW) for one in neighbours)
    return Town(
        li=factories.staff("李网格员", "grid_worker", GRID),
        zhao=factories.staff("赵书记", "community", COMMUNITY),
        wang=wang,
        liu=liu,
        stranger=stranger,
    )


def open_group(town: Town, *members: Actor, joining: Joining = Joining.OPEN, area_path: str = GRID) -> UUID:
    """Open a grid group and let neighbours join it with an invitation."""
    made = actions.open_group(
        actor=town.zhao, kind=GroupKind.GRID, name="三网格邻里群", area_path=area_path, joining=joining, now=NOW
    )
    if members:
        secret = actions.invite(actor=town.zhao, group_id=made, now=NOW)
        for member in members:
            actions.join(actor=member, group_id=made, invitation=secret, now=NOW)
    return made


def told(kind: str) -> int:
    """Return how many facts of a kind were told."""
    return Fact.objects.filter(kind=kind).count()
