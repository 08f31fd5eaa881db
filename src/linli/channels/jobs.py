"""What the channels do later and by the clock."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from linli.channels import actions
from linli.channels.actions import messages, pulling, reconciling
from linli.channels.actions.exchanging import WORK
from linli.journal import parcels


@parcels.task(WORK, queue=parcels.CHANNELS_QUEUE)
def work(*, key: str) -> None:
    """Try an exchange at once; what fails is tried again by the clock."""
    actions.work(exchange_id=UUID(key), now=timezone.now())


@parcels.periodic("* * * * *", "channels.work_off")
def work_off() -> None:
    """Put the round down where it keeps nobody else waiting: another system may take its time."""
    parcels.enqueue(ROUND, key="round", payload={})


ROUND = "channels.round"


@parcels.task(ROUND, queue=parcels.CHANNELS_QUEUE)
def round_(*, key: str) -> None:
    """Ask who is to be asked, and work off what is due."""
    pulling.pull_all(now=timezone.now())
    actions.work_off(now=timezone.now())


@parcels.periodic("17 5 * * *", "channels.reconcile_all")
def reconcile_all() -> None:
    """Put the nightly comparison down."""
    parcels.enqueue(RECONCILE, key="night", payload={})


RECONCILE = "channels.reconcile"


@parcels.task(RECONCILE, queue=parcels.CHANNELS_QUEUE)
def reconcile(*, key: str) -> None:
    """Compare yesterday with every platform that can be asked, and the days that differed lately."""
    reconciling.reconcile_all(now=timezone.now())


@parcels.periodic("41 3 * * *", "channels.erase")
def erase() -> None:
    """Erase bodies and comparisons whose time has come."""
    actions.erase_bodies(now=timezone.now())
    reconciling.forget(now=timezone.now())
    messages.let_go(now=timezone.now())
