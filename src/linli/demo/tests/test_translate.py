"""A translated case is what the real actions would have written there: row by row, column by column."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

from linli.appeals.queries import links
from linli.demo import almanac, bulk, bundles, crowd, ground, history, translate, world
from linli.demo.almanac import Entry
from linli.demo.cast import PASSWORD
from linli.demo.ground import Spot
from linli.demo.places import Map, Setting
from linli.demo.telling import Teller
from linli.people import sealing
from linli.people.backends import NameOrPhoneBackend
from linli.standards import queries as standards

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
STORIES_EACH = 2
UUID_TEXT = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")
LINK = re.compile(r"https?://[^/]+/r/[\w-]+")
NUMBER = re.compile(r"\d{6}-\d{6}-\d{5,}")


def records(bundle: bundles.Bundle) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows of a case as the database has them, opened, without what is made by chance."""
    found: list[tuple[str, dict[str, Any]]] = []
    for label in bundle.rows:
        with connection.cursor() as cursor:
            ids = bundle.values(label, "id") if bundles.has_own_id(label) else None
            tie = dict(bundles.TIES)[label]
            keys = ids if ids is not None else list(dict.fromkeys(bundle.values(label, tie)))
            column = "id" if ids is not None else tie
            cursor.execute(f"SELECT * FROM {bundles.table_of(label)} WHERE {column} = ANY(%s::uuid[])", [keys])
            names = [one.name for one in cursor.description]
            found += [(label, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    return found


def loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def opened(label: str, row: dict[str, Any], texts: dict[str, Any]) -> str:
    table = bundles.table_of(label)
    row = {name: loaded(value) for name, value in row.items()}
    shown = dict(row)
    if not bundles.has_own_id(label):
        shown.pop("id")
    for name, value in row.items():
        if name.endswith("_sealed") and value is not None:
            shown[name] = sealing.unseal(bytes(value), f"{table}.{name}")
        elif isinstance(value, memoryview | bytes) and name != "salt":
            shown[name] = bytes(value).hex()
    shown.pop("salt", None)
    shown.pop("serial", None)
    if label == "appeals.Appeal":
        shown["unit_ids"], shown["complained_ids"] = sorted(map(str, row["unit_ids"])), sorted(row["complained_ids"])
    if label == "journal.Fact" and row["data"].get("text_digest"):
        text = texts[row["data"]["text_id"]]
        assert row["data"]["text_digest"] == sha256(bytes(text["salt"]) + text["body"].encode()).hexdigest()
        shown["data"] = row["data"] | {"text_digest": "right"}
    said = json.dumps(shown, default=str, ensure_ascii=False, sort_keys=True)
    said = LINK.sub(lambda one: f"link of {links.id_of_token(one[0].rpartition('/')[2])}", said)
    return NUMBER.sub("number", said)


def ordered_by_name(text: str) -> str:
    """Return a row's JSON with what was ordered by ids (keys, lists of ids) ordered by their names."""

    def settled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: settled(inner) for key, inner in value.items()}
        if isinstance(value, list) and all(isinstance(one, str) and ("#" in one or "-" in one) for one in value):
            return sorted(value)
        return [settled(one) for one in value] if isinstance(value, list) else value

    return json.dumps(settled(json.loads(text)), ensure_ascii=False, sort_keys=True)


def canonical(bundle: bundles.Bundle) -> list[str]:
    """Return the rows with each own id replaced by the place of its row among all; ids that mean the same agree."""
    rows = records(bundle)
    texts = {str(row["id"]): row for label, row in rows if label == "appeals.AppealText"}
    said = [(label, str(row.get("id", "")), opened(label, row, texts)) for label, row in rows]
    names = {own: label for label, own, _ in said if len(own) == 36}

    def named(text: str) -> str:
        return ordered_by_name(UUID_TEXT.sub(lambda one: names.get(str(UUID(one[0])), one[0]), text))

    for _ in range(4):
        ordered = sorted(said, key=lambda one: (one[0], named(one[2])))
        ranks: dict[str, int] = defaultdict(int)
        fresh: dict[str, str] = {}
        last: dict[str, str] = {}
        for label, own, text in ordered:
            signature = named(text)
            ranks[label] += signature != last.get(label)
            last[label] = signature
            fresh[own] = f"{label}#{ranks[label]}"
        names = {own: fresh[own] for own in names}
    return sorted(named(text) for _, _, text in said)


def differences(wrong: list[tuple[str, str]]) -> str:
    """Return the columns in which the rows of each pair differ."""
    rows = [(json.loads(one), json.loads(other)) for one, other in wrong]
    return "; ".join(
        f"{name}: {one[name]} / {other.get(name)}"
        for one, other in rows
        for name in one
        if one[name] != other.get(name)
    )


def facts_in_order(bundle: bundles.Bundle) -> list[str]:
    kinds, ids = bundle.values("journal.Fact", "kind"), bundle.values("journal.Fact", "id")
    subjects = bundle.values("journal.Fact", "subject_id")
    known = set(bundle.appeals)
    return [kind for _, kind, subject in sorted(zip(ids, kinds, subjects, strict=True)) if subject in known]


def sizes() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = [one for one in connection.introspection.table_names() if not one.startswith("procrastinate")]
        return {one: cursor.execute(f'SELECT count(*) FROM "{one}"').fetchone()[0] for one in tables}


class Stage:
    """A town in which the same plan is carried out in two streets."""

    def __init__(self) -> None:
        self.town, self.ground = world.build("tiny", lambda words: None, now=NOW)
        self.around = Map(self.ground, NOW)

    def carry(self, spot: Spot, entry: Entry) -> list[UUID]:
        before = set(bundles.appeals())
        history._case(Teller(self.town, random.Random(entry.seed), NOW), replace(self.ground, spots=[spot]), entry)
        return [one for one in bundles.appeals() if one not in before]

    def both(self, entry: Entry, turn: int) -> tuple[Setting, list[UUID]]:
        """Carry the plan at a home that has a place like it in the other street; say that place and what was carried.

        A home whose words the rooms understand as nowhere else has none: there a world carries each case itself.
        """
        for shift in range(4):
            carried = self.carry(self.spot("370203005", turn + 5 * shift), entry)
            setting = self.like(carried, turn)
            if setting is not None:
                return setting, carried
        raise AssertionError("no place is like any of four homes")

    def like(self, carried: list[UUID], turn: int) -> Setting | None:
        """Return a place in the other street where all that was carried would go the same way, if there is one."""
        made = [translate.compiled(one, self.around) for one in bundles.read(carried)]
        for step in range(12):
            spot = self.spot("370203015", turn + 7 * step)
            setting = self.around.elsewhere(spot, max(1, *(len(one.home.spots) for one in made)))
            if setting is not None and all(translate.fits(one, setting, {}) for one in made):
                return setting
        return None

    def spot(self, street: str, turn: int) -> Spot:
        members = [one for one in self.ground.spots if one.community.startswith(street) and one.estate not in PRINTED]
        return members[turn % len(members)]


PRINTED = {place.name for place in ground.PRINTED}


def plan() -> list[Entry]:
    """Return entries of every course, of each as many stories as `STORIES_EACH`, and of every beat that is shown."""
    zone = standards.calendar(NOW).zone
    planned = almanac.entries(2_000, now=NOW, zone=zone, since=lambda one: history.since(one, NOW), seed=9)
    chosen: dict[tuple[str, str, str, bool], Entry] = {}
    for entry in planned:
        if entry.estate:
            continue  # the home estate has units of its own: such a case is never moved
        chosen.setdefault((entry.course.value, entry.story, entry.until, bool(entry.repeats)), entry)
    told: dict[tuple[str, str, bool], int] = defaultdict(int)
    found: list[Entry] = []
    for (course, _, until, is_repeated), entry in chosen.items():
        told[course, until, is_repeated] += 1
        if until or told[course, until, is_repeated] <= STORIES_EACH:
            found.append(entry)
    assert {entry.course for entry in planned} - {entry.course for entry in found} == set()
    return found


@pytest.mark.django_db
def test_a_translation_is_what_the_real_actions_write_there(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    stage = Stage()
    pairs = []
    for turn, entry in enumerate(plan()):
        setting, first = stage.both(entry, turn)
        pairs.append((setting, first, stage.carry(setting.spots[0], entry)))
    bulk.catch_up(NOW)
    for setting, first, second in pairs:
        for one, real in zip(bundles.read(first), bundles.read(second), strict=True):
            before = sizes()
            copy = written(translate.compiled(one, stage.around), setting)
            grown = {table: size - before[table] for table, size in sizes().items() if size != before[table]}
            assert grown == {bundles.table_of(label): len(rows) for label, rows in real.rows.items()}
            wrong = [pair for pair in zip(canonical(copy), canonical(real), strict=True) if pair[0] != pair[1]]
            assert wrong == [], differences(wrong)
            assert facts_in_order(copy) == facts_in_order(one)
            for name in copy.values("appeals.Attachment", "file"):
                assert Path(default_storage.path(name)).stat().st_size > 0


def written(template: translate.Template, setting: Any) -> bundles.Bundle:
    values = translate.filled(template, setting, bulk._serials(template.cases), lambda name, phone: (name, phone))
    for label, text in template.tables.items():
        bulk.copy_in(label, [text % values])
    bulk._link(template, values)
    (copy,) = bundles.read([UUID(values[f"id{one.number}"]) for one in template.appeals])
    return copy


ELSEWHERE = {
    # what can be taken back for some seconds: a copy happened long ago; a letter's number is its office's next one, and
    # the demo's history writes none
    "appeals": {"Undo", "Letter", "LetterCount"},
    "dispatch": set(),
    "duties": set(),
    # what is published from a case has an editor, an approver and an area of its own; a choice is an account's, a slip
    # holds a code that was sent
    "notices": {"Notice", "Objection", "Choice", "Slip"},
    # the log and who follows it: filled from the facts
    "journal": {"Leaf", "Node", "Head", "Follower"},
}


def test_every_table_of_a_case_is_in_its_bundle():
    tied = {label for label, _ in bundles.TIES}
    for room, elsewhere in ELSEWHERE.items():
        tables = {model.__name__ for model in apps.get_app_config(room).get_models()}
        assert tables - elsewhere == {label.partition(".")[2] for label in tied if label.startswith(f"{room}.")}


@pytest.mark.django_db
def test_accounts_are_what_registering_writes():
    crowd.open_residents(3, now=NOW, report=lambda words: None)
    columns = bundles.columns_of("people.Account")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_account ORDER BY phone_index IS NULL, opened_at")
        ids = [str(row[0]) for row in cursor.fetchall()]
    accounts = bundles.rows("people.Account", "id", ids)
    facts = bundles.rows("journal.Fact", "subject_id", ids)
    made_anew = {"id", "login", "name_sealed", "phone_sealed", "phone_index"}
    kept = [{one for one in zip(columns, row, strict=False) if one[0] not in made_anew} for row in accounts]
    assert len(accounts) == 3
    assert kept[0] == kept[1] == kept[2]
    assert len({row[columns.index("phone_index")] for row in accounts}) == 3
    told = bundles.columns_of("journal.Fact")
    for row in facts:
        fact = dict(zip(told, row, strict=False))
        assert (fact["kind"], fact["subject_id"], fact["actor_id"]) == ("people.account_opened", row[-1], row[-1])
    copy = NameOrPhoneBackend().authenticate(None, username=crowd.phone_of(2), password=PASSWORD)
    assert copy is not None
    assert str(copy.id) in ids
    assert len(copy.name_sealed or "") >= 2
