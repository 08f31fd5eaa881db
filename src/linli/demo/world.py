"""Making the demo world: standards, ground, offices, people, and a year of cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from linli.demo import (
    answers,
    bulk,
    cast,
    circles,
    crowd,
    ground,
    history,
    households,
    needs,
    neighbours,
    plan,
    receptions,
    rounds,
    touches,
    wires,
)
from linli.demo.cast import BUILDER
from linli.duties import jobs as duties
from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.journal import actions as journal
from linli.people import actions as people
from linli.standards import actions as standards

CASES = {"tiny": 200, "standard": 20_000, "scale": 1_000_000}
RESIDENTS = {"scale": 317_700}
CIRCLES = {"scale": circles.Sizes(groups=9_145, threads=253_000)}
"""Cases, residents' accounts, their groups and threads (domain-spec §18.6); topics of deliberation are not built."""
BY_HAND = 2_000
"""Up to so many cases all go through the real actions, more are translated (ADR 0015)."""
PACKS = ("base", "parameters", "limits", "codes", "categories", "holidays")
Report = Callable[[str], None]


def make(profile: str, report: Report, *, now: datetime | None = None, cases: int | None = None) -> cast.Town:
    """Make the world of `profile` and return who and what is in it.

    tiny: four streets of 市北区; standard and scale: the whole district with microgrids. `cases` sets another number
    of cases than the profile's.
    """
    today = now or timezone.now()
    wanted = CASES[profile] if cases is None else cases
    town, laid = build(profile, report, now=today)
    populate(town, RESIDENTS.get(profile, 0), CIRCLES.get(profile), now=today, report=report)
    is_large = wanted > BY_HAND
    (bulk.tell if is_large else history.tell)(town, laid, count=wanted, now=today, report=report)
    report(f"公开案例 {touches.publish_cases(town, now=today)} 件 / published cases")
    report(f"邻里群 {neighbours.settle_in(town, laid, now=today)} 个 / groups of neighbours")
    report(f"巡查 {rounds.walk(town, now=today)} 栋 / buildings checked on rounds")
    if wanted:
        report(f"接待日和行走办公 {receptions.receive(town, laid, now=today)} 次 / receptions held")
    report(f"住户情况 {households.know(town, now=today)} 户 / households known")
    if is_large:
        bulk.settle(today, report)
    else:
        report(f"对接 {wires.connect(town, laid, now=today)} 个，都是模拟的 / connections, all simulated")
    settle(today)
    report(f"上周的诉求 {needs.name_owners(town, now=today)} 类 / kinds of needs last week")
    settle(today)
    bulk.analyse()
    return town


def populate(town: cast.Town, residents: int, sizes: circles.Sizes | None, *, now: datetime, report: Report) -> None:
    """Open accounts for so many residents, and groups of that size in which they talk."""
    members = crowd.open_residents(residents, now=now, report=report)
    if sizes is not None:
        grids = grid.below("", now, kind=AreaKind.GRID)
        circles.gather(town.accounts["community"], members, grids, sizes, now=now, report=report)


def build(profile: str, report: Report, *, now: datetime) -> tuple[cast.Town, ground.Ground]:
    """Make all of the world but its cases: standards, ground, offices, people."""
    today, since = now, now - timedelta(days=400)
    for name in PACKS:
        standards.load_pack(actor=BUILDER, name=name, now=since)
    report("标准已载入 / standards")
    drawn = plan.draw(
        settings.LINLI_DISTRICT,
        only=plan.TINY if profile == "tiny" and settings.LINLI_DISTRICT == "370203" else (),
        with_microgrids=True,
    )
    laid = ground.lay_out(drawn, since=since, now=since)
    ground.aliases(laid, now=since)
    report(f"网格 {len(drawn.grids)} 个，楼栋 {len(laid.spots)} 栋 / grids and buildings")
    town = cast.Town(drawn.code)
    cast.open_offices(town, drawn, since=since)
    if laid.home_estate is not None:
        cast.open_estates(town, laid.home_estate, laid.home, since, zh=laid.home_name, en=laid.home_name_en)
    people.load_consent_texts(actor=BUILDER, area_path=drawn.code, now=since)
    cast.open_accounts(town, drawn, estate=laid.home_estate, home=laid.home, now=since)
    report(f"单位 {len(town.units)} 个，账户 {len(town.accounts)} 个 / units and accounts")
    touches.set_charges(town, drawn, now=since)
    touches.set_rosters(town, drawn, now=today - timedelta(hours=1))
    touches.plant_defects(drawn, now=since)
    touches.plant_neglect(town, laid, drawn, now=since, today=today)
    answers.write(drawn.code, now=since)
    return town, laid


def settle(now: datetime) -> None:
    """Let what runs in the background catch up: cards, the log of facts, the figures."""
    while duties.sweep(now).overdue:
        pass
    while journal.integrate(log=settings.LOG_NAME, now=now):
        pass
    while journal.feed_followers():
        pass
