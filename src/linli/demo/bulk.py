"""A large demo world: some cases by the real actions, the others as their translations to other places (ADR 0015)."""

from __future__ import annotations

import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from psycopg import sql

from linli.appeals.words import State
from linli.demo import bundles, history, translate
from linli.demo.cast import Town
from linli.demo.ground import Ground
from linli.demo.places import Map, Setting
from linli.demo.texts import GIVEN, NAMES
from linli.demo.translate import Bound, Template
from linli.duties import jobs as duties
from linli.journal import actions as journal
from linli.journal.wiring import followers
from linli.notices import delivery
from linli.notices.rules.messages import ZONE

Report = Callable[[str], None]
SEEDS = 1_200
"""So many cases go through the real actions: three a day and more in the last days, every kind of course among them."""
ROUND = 200
"""So many copies are written in one transaction: a few megabytes."""
TRIES = 8
SAID_EVERY = 40_000
SEED_S, COPY_S, SETTLE_S = 0.15, 0.005, 0.004
"""Processor seconds of a case really told, of a copy, of a case's facts in the log and the figures; 20,000 cases took
254 s by the clock on two idle cores, migrations and ground included."""
CASE_KB = 30
"""What a case takes in the database, its indexes and its place in the log counted."""
WORKERS = 2
MOMENTARY = (State.NEED_INFO, State.BOUNCE_REVIEW, State.WHISTLED, State.TOP_REVIEW, State.SUSPENDED, State.REVISIT)
"""Where a matter stands for a moment only: shown once for a visitor, it would be every fiftieth if it were copied."""


@dataclass
class Press:
    """One process that prints copies."""

    around: Map
    templates: Sequence[Template]
    dice: random.Random
    known: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    def somewhere(self, template: Template) -> Setting:
        """Return a place where the case would have gone the same way; its own where none is found soon."""
        count = len(template.home.spots)
        for _ in range(TRIES):
            there = self.around.elsewhere(self.dice.choice(self.around.ground.spots), count)
            if there is not None and translate.fits(template, there, self.known):
                return there
        return template.home

    def somebody(self, name: str, phone: str) -> tuple[str, str]:
        """Return another invented person (domain-spec §18.7)."""
        other = self.dice.choice(NAMES) + self.dice.choice(GIVEN) if name else ""
        return other, f"1390000{self.dice.randint(1000, 9999)}" if phone else ""

    def write(self, chosen: Sequence[Template]) -> int:
        """Write a copy of each template in one transaction; return how many appeals that are."""
        serials = _serials(sum(template.cases for template in chosen))
        texts: dict[str, list[str]] = defaultdict(list)
        with transaction.atomic():
            for template in chosen:
                values = translate.filled(template, self.somewhere(template), serials, self.somebody)
                for label, text in template.tables.items():
                    texts[label].append(text % values)
                _link(template, values)
            for label, _ in bundles.TIES:
                if label in texts:
                    copy_in(label, texts[label])
        return sum(template.cases for template in chosen)


def tell(town: Town, ground: Ground, *, count: int, now: datetime, report: Report) -> None:
    """Let `count` cases happen over the last twelve months: `SEEDS` of them really, the others as translations."""
    seeds = min(SEEDS, count)
    report(expected(count))
    history.tell(town, ground, count=seeds, now=now, report=report)
    catch_up(now)
    multiply(ground, count=count, now=now, report=report, station=town.station)


def expected(count: int) -> str:
    """Return what `count` cases will cost on two cores that have nothing else to do."""
    seconds = (SEEDS * SEED_S + count * COPY_S) / WORKERS + count * SETTLE_S
    minutes, size = max(1, round(seconds / 60)), f"{count * CASE_KB / 1_000_000:.1f} GB"
    return f"两核空闲时约需 {minutes} 分、{size} / about {minutes} minutes and {size} on two idle cores"


def catch_up(now: datetime) -> None:
    """Do what the clock and the post owe the seeds, so that nothing of a copy is left to do."""
    while duties.sweep(now).overdue:
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM notices_message WHERE NOT EXISTS (SELECT FROM notices_delivery d"
                       " WHERE d.message_id = notices_message.id) AND unit_id IS NULL ORDER BY id")  # fmt: skip
        waiting: list[UUID] = [row[0] for row in cursor.fetchall()]
    with suppress(delivery.NotSent):
        for start in range(0, len(waiting), 500):
            delivery.deliver(waiting[start : start + 500], now=_last_noon(now))


def _last_noon(now: datetime) -> datetime:
    """Return the last noon in China: a year's post loaded at night is not kept for the morning."""
    noon = now.astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
    return noon if noon <= now else noon - timedelta(days=1)


def templates(ground: Ground, now: datetime, station: UUID | None = None) -> tuple[Map, list[Template], int]:
    """Return the cases that are there as templates, and how many cannot leave their place."""
    around = Map(ground, now)
    made: list[Template] = []
    bound = 0
    for bundle in bundles.read(bundles.appeals(without=MOMENTARY)):
        if station is not None and str(station) in bundle.values("dispatch.WorkOrder", "unit_id"):
            bound += 1  # what the small station solved is counted to the single matter (S-103)
            continue
        try:
            made.append(translate.compiled(bundle, around))
        except Bound:
            bound += 1
    return around, made, bound


def multiply(ground: Ground, *, count: int, now: datetime, report: Report, station: UUID | None = None) -> None:
    """Translate the cases that are there until `count` are."""
    there = len(bundles.appeals())
    around, made, bound = templates(ground, now, station)
    report(
        f"样本 {len(made)} 件，另 {bound} 件离不开本地 / {len(made)} cases to translate, {bound} tied to their place"
    )
    wanted = count - there
    if wanted <= 0 or not made:
        return
    connections.close_all()
    fork = get_context("fork")
    shares = [wanted // WORKERS + (1 if index < wanted % WORKERS else 0) for index in range(WORKERS)]
    presses = [
        fork.Process(target=_print, args=(around, made, share, index, report if index == 0 else None))
        for index, share in enumerate(shares)
    ]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    if any(press.exitcode for press in presses):
        raise RuntimeError("a translation failed; see above")


def _print(around: Map, made: Sequence[Template], share: int, index: int, report: Report | None) -> None:
    press = Press(around, made, random.Random(history.SEED + index))
    began, done = time.monotonic(), 0
    for chosen in _rounds(made, share, press.dice):
        done += press.write(chosen)
        if report is not None:
            left = (share - done) * (time.monotonic() - began) / done
            report(f"移植 {done * WORKERS}/{share * WORKERS}，约剩 {left / 60:.0f} 分 / translated, minutes left")


def _rounds(made: Sequence[Template], share: int, dice: random.Random) -> Iterator[list[Template]]:
    """Yield templates in turn, each as often as the others, until they hold `share` appeals."""
    chosen: list[Template] = []
    open_ = 0
    while share > 0:
        for template in dice.sample(made, len(made)):
            if template.cases > share - open_:
                continue
            chosen.append(template)
            open_ += template.cases
            if len(chosen) == ROUND or open_ == share:
                yield chosen
                share, open_, chosen = share - open_, 0, []
            if share <= 0:
                return


def copy_in(label: str, lines: Sequence[str]) -> None:
    """Write rows in COPY's text form into a table."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(bundles.table_of(label)),
        sql.SQL(", ").join(map(sql.Identifier, bundles.columns_of(label))),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write("".join(lines))


def _serials(count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('appeals_serial') FROM generate_series(1, %s)", [count])
        return iter([row[0] for row in cursor.fetchall()])


def _link(template: Template, values: dict[str, str]) -> None:
    """Give a copy's pictures their own names: a second name of the same file, gone when the last name goes."""
    for old, new in template.files:
        target = Path(default_storage.path(new % values))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(default_storage.path(old), target)


def settle(now: datetime, report: Report) -> None:
    """Give the facts their places in the log and feed the figures: one process each, for both take long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_fact WHERE position IS NULL")
        waiting = int(cursor.fetchone()[0]) * len(followers())  # each is handed every fact
    connections.close_all()
    sequencer = get_context("fork").Process(target=_integrate, args=(now,))
    sequencer.start()
    began, fed, said = time.monotonic(), 0, 0
    while True:
        is_last = not sequencer.is_alive()
        handed = journal.feed_followers()
        fed += handed
        if fed - said >= SAID_EVERY:
            said, left = fed, max(0, waiting - fed) * (time.monotonic() - began) / fed
            report(f"记录 {fed}/{waiting}，约剩 {left / 60:.0f} 分 / facts counted, minutes left")
        if not handed:
            if is_last:
                break
            time.sleep(0.2)
    sequencer.join()
    if sequencer.exitcode:
        raise RuntimeError("the facts could not be integrated; see above")


def _integrate(now: datetime) -> None:
    while journal.integrate(log=settings.LOG_NAME, now=now):
        pass


def analyse() -> None:
    """Let PostgreSQL learn what the tables hold now, so that the first pages are planned well."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
