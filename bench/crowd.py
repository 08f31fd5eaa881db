"""A hundred thousand cases at once, for measurements only: rows as a year of work leaves them.

The demo world comes about through the real actions; that would take an hour for so many. Here COPY writes appeals,
their texts, orders, duties and facts in the proportions of domain-spec §18, consistent enough for lists and pages.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

TEXTS = (
    "{n}号楼污水管又堵了,污水从一楼地漏返上来,请尽快疏通", "路口商贩占道经营,影响通行,早晚高峰尤其严重",
    "楼前私自设置地锁,占用公共车位,物业不管", "楼道堆放杂物和电动车,影响消防通道",
    "路灯不亮,晚上很黑,老人出门不安全",
    "{n}号楼电梯坏了三天没人修,住在高层的老人下不了楼", "供暖温度不够,家里只有十五度,请核实",
    "广场舞音量太大,晚上九点还在扰民",
    "小区垃圾桶满溢,气味很大,清运不及时", "{n}单元楼顶漏水,顶层住户家里墙皮脱落",
)  # fmt: skip
CATEGORIES = (
    "house.leak",
    "street.mobile_vendor",
    "street.ground_lock",
    "env.corridor_clutter",
    "util.streetlight",
    "prop.elevator",
    "util.heat",
    "noise.square_dance",
    "env.garbage_sorting",
    "house.leak",
)
# State and its share in ten thousand of a year's cases.
STATES = (
    ("archived", 5200), ("closed", 2900), ("answered", 500), ("redirected", 350), ("refused", 80), ("withdrawn", 120),
    ("merged", 150), ("terminated", 40), ("received", 60), ("triaged", 50), ("dispatched", 80), ("accepted", 90),
    ("in_progress", 260), ("handled", 30), ("feedback", 40), ("revisit", 40), ("suspended", 10),
)  # fmt: skip
OPEN = frozenset(
    {"received", "triaged", "dispatched", "accepted", "in_progress", "handled", "feedback", "revisit", "suspended"}
)
WITHOUT_UNIT = frozenset(
    {"received", "triaged", "answered", "redirected", "refused", "withdrawn", "merged", "terminated"}
)
STORY = (
    ("registered", "received", 0), ("triaged", "triaged", 1), ("dispatched", "dispatched", 2),
    ("accepted", "accepted", 4), ("contacted", "in_progress", 8), ("action_logged", "in_progress", 20),
    ("handled", "handled", 40), ("replied", "feedback", 44), ("revisit_started", "revisit", 60),
    ("rated", "closed", 70), ("archived", "archived", 700),
)  # fmt: skip
YEAR = timedelta(days=365)


@dataclass
class Crowd:
    """What was written: all ids, oldest first; a unit and a community for the filters; rows by table."""

    ids: list[UUID] = field(default_factory=list)
    unit: UUID | None = None
    area: str = ""
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Town:
    grids: Sequence[tuple[UUID, str, float, float]]
    units: Sequence[UUID]
    standard: UUID


def fill(owner_url: str, count: int, now: datetime) -> Crowd:
    """Write `count` cases of the year before `now`."""
    # Django must be set up; that is the caller's, before this module is imported.
    from linli.appeals.rules.searching import bigrams
    from linli.kernel.ids import new_id

    chance = random.Random(9)
    crowd = Crowd()
    tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
    with psycopg.connect(owner_url) as connection:
        town = _town(connection)
        crowd.unit, crowd.area = town.units[0], "/".join(town.grids[0][1].split("/")[:3])
        states = [state for state, share in STATES for _ in range(share)]
        contacts = [new_id(now) for _ in range(max(1, count // 5))]
        tables["people_contact"] = [(one, False, now - YEAR, (now + YEAR).date()) for one in contacts]
        for index in range(count):
            # Open cases are of the last weeks, closed ones of the whole year; ids are in the order of time.
            age = YEAR * (1 - index / count)
            at = now - age
            state = chance.choice(states)
            if age > timedelta(days=45) and state in OPEN:
                state = "archived"
            one = _Case(new_id(at), at, state, chance.choice(town.grids), chance.randrange(len(TEXTS)))
            crowd.ids.append(one.id)
            unit = None if state in WITHOUT_UNIT else chance.choice(town.units)
            body = TEXTS[one.topic].format(n=chance.randint(1, 90)) + f"(第{index}件,{chance.random():.6f})"
            tables["appeals_appeal"].append(_appeal(one, index, unit, chance, contacts, body))
            tables["appeals_appealtext"].append(
                (new_id(at), one.id, "report", body, b"0" * 16, at, bigrams(body), None)
            )
            _work(tables, one, unit, town, chance, now, new_id)
            if len(tables["appeals_appeal"]) >= 20_000:
                _copy(connection, tables, crowd)
        _copy(connection, tables, crowd)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for table in COLUMNS:
            connection.execute(f"VACUUM ANALYZE {table}")
    return crowd


@dataclass(frozen=True)
class _Case:
    id: UUID
    at: datetime
    state: str
    grid: tuple[UUID, str, float, float]
    topic: int


COLUMNS = {
    "people_contact": "id, is_minor, kept_at, retain_until",
    "appeals_appeal": "id, day, serial, channel, kind, state, category, urgency, mode, is_hazard, reply_requested,"
    " proposal, area_id, area_path, lon, lat, place_words, preview, reporter_id, is_minor, publish_consent,"
    " first_unit_id, accountable_id, unit_ids, complained_ids, bounce_count, reopen_count, joint_rounds,"
    " extension_count, suspend_count, explained_count, outcome, end_reason, told_receipt, found_at, registered_at,"
    " triaged_at, answered_at, ended_at, changed_at",
    "appeals_appealtext": "id, appeal_id, kind, body, salt, at, grams, author_id",
    "dispatch_workorder": "id, appeal_id, serial, role, state, unit_id, area_path, category, mode, level, round, hop,"
    " is_designated, is_late_accept, is_self_handled, from_level, follow_ups, redo_count, dispatched_at",
    "duties_duty": "id, subject_room, subject_id, deed, step, owed_by_id, owed_role, area_path, term, escalation,"
    " standard_id, citation, set_by, started_at, computed_at, due_at, yellow_at, escalate_at, is_postponed, state,"
    " met_at",
    "journal_fact": "id, kind, room, subject_id, area_path, actor_name, at, data, position",
}


def _town(connection: psycopg.Connection[Any]) -> _Town:
    grids = connection.execute(
        "SELECT a.id, a.path FROM grid_area a WHERE a.kind = 'grid' AND a.valid_to IS NULL ORDER BY a.path"
    ).fetchall()
    units = connection.execute("SELECT id FROM people_organisation WHERE level >= 3 ORDER BY id").fetchall()
    standard = connection.execute("SELECT id FROM standards_standard LIMIT 1").fetchone()
    chance = random.Random(1)
    spots = [(id_, path, chance.uniform(120.32, 120.42), chance.uniform(36.07, 36.13)) for id_, path in grids]
    return _Town(spots, [row[0] for row in units], standard[0])


def _appeal(
    one: _Case, index: int, unit: UUID | None, chance: random.Random, contacts: Sequence[UUID], body: str
) -> tuple[Any, ...]:
    category = CATEGORIES[one.topic]
    is_done = one.state not in OPEN
    urgency = "normal" if chance.random() < 0.9 else chance.choice(["urgent", "emergency"])
    if one.state == "suspended":
        urgency = "normal"
    return (
        one.id, one.at.date(), 1_000_000 + index, chance.choice(["web", "phone_12345", "grid_patrol"]), "help",
        one.state, None if one.state == "received" else category, urgency, "fast", chance.random() < 0.05, True,
        json.dumps({"category": category, "confidence_percent": 80}), one.grid[0], one.grid[1],
        one.grid[2] + chance.uniform(-0.001, 0.001), one.grid[3] + chance.uniform(-0.001, 0.001), "", body[:40],
        chance.choice(contacts), False, False, unit, unit, [unit] if unit else [], [], 0, int(chance.random() < 0.05),
        0, 0, 0, 0, "solved" if one.state in {"closed", "archived"} else None, "", "", one.at, one.at,
        None if one.state == "received" else one.at + timedelta(hours=1),
        one.at + timedelta(days=3) if is_done else None, one.at + timedelta(days=5) if is_done else None, one.at,
    )  # fmt: skip


def _work(
    tables: dict[str, list[tuple[Any, ...]]], one: _Case, unit: UUID | None, town: _Town, chance: random.Random,
    now: datetime, new_id: Any,
) -> None:  # fmt: skip
    path, order = one.grid[1], new_id(one.at)
    reached = next((step for step, (_, state, _) in enumerate(STORY) if state == one.state), len(STORY) - 1)
    if one.state in WITHOUT_UNIT - {"received", "triaged"}:
        reached = 1
    for kind, state, hours in STORY[: reached + 1]:
        at = min(one.at + timedelta(hours=hours), now)
        data = {"move": "T", "source": "", "to": state, "role": "unit", "reason": "", "text_id": None, "more": {}}
        tables["journal_fact"].append(
            (new_id(at), f"appeals.{kind}", "appeals", one.id, path, "unit", at, json.dumps(data), None)
        )
    subjects = [("appeals", one.id, "appeals.triage", "triage", None)]
    if unit is not None:
        tables["dispatch_workorder"].append(
            (order, one.id, 1, "lead", "working" if one.state in OPEN else "approved", unit, path,
             CATEGORIES[one.topic], "fast", 3, 1, 0, False, False, False, 4, "[]", 0, one.at + timedelta(hours=2))
        )  # fmt: skip
        subjects += [
            ("dispatch", order, "dispatch.accept", "accept", unit),
            ("dispatch", order, "dispatch.first_contact", "contact", unit),
            ("dispatch", order, "dispatch.submit_result", "close", unit),
        ]
    for number, (room, subject, deed, step, owner) in enumerate(subjects):
        start = one.at + timedelta(hours=number)
        due = start + timedelta(days=1 + 4 * number, hours=chance.randint(0, 60))
        is_live = one.state in OPEN and number == len(subjects) - 1
        tables["duties_duty"].append(
            (new_id(start), room, subject, deed, step, owner, "unit", path, "5 wd", "1 wd", town.standard, "§9.1",
             "system", start, start, due, due - timedelta(hours=12), due + timedelta(days=1), False,
             "open" if is_live else "met", None if is_live else due - timedelta(hours=1))
        )  # fmt: skip


def _copy(connection: psycopg.Connection[Any], tables: dict[str, list[tuple[Any, ...]]], crowd: Crowd) -> None:
    for table, rows in tables.items():
        crowd.rows[table] = crowd.rows.get(table, 0) + len(rows)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        rows.clear()
    connection.commit()
