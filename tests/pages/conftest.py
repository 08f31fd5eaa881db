"""The walk through all pages has a house of its own, with one case of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from pytest_django import DjangoDbBlocker

from linli.channels import actions
from linli.channels.actions.messages import GroupSender, receive_messages
from linli.channels.actions.orders import Sender, receive_orders
from linli.channels.rules.messages import Said
from linli.channels.tests.simulator import order
from linli.channels.words import System
from linli.dashboards import actions as dashboards
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.people import queries as people
from tests.houses import open_house

CASES = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/pages" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a running house with cases."""
    with open_house(django_db_blocker, tmp_path_factory.mktemp("media"), cases=CASES) as address:
        connect()
        gather()
        yield address


def connect() -> None:
    """Connect a simulated hotline that brought one order and one that cannot be registered, and a group that spoke."""
    now = datetime.now(UTC)
    admin = people.actor_for(get_user_model().objects.get(login="admin").pk, now=now)
    here = grid.district(now).path
    hotline, _ = actions.open_connection(
        actor=admin, new=actions.NewConnection(System.HOTLINE, "12345 热线（模拟）", here), now=now
    )
    items = [order("12345-1"), order("12345-2", "")]
    receive_orders(sender=Sender(hotline, System.HOTLINE.value, {}), items=items, now=now)
    group, _ = actions.open_connection(
        actor=admin, new=actions.NewConnection(System.GROUP, "业主群（模拟）", here), now=now
    )
    said = [Said("m-1", "g1", "王阿姨", "楼道的灯不亮了", now)]
    receive_messages(sender=GroupSender(group, here, {}), said=said, now=now)


def gather() -> None:
    """Have what the house was told gathered into hot events, so that there is one to walk to."""
    now = datetime.now(UTC)
    while journal.integrate(log=settings.LOG_NAME, now=now):
        pass
    while dashboards.gather(now=now):
        pass
