"""Changing the standards: a new dated row, never an edit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from linli.journal.actions import record
from linli.journal.queries import was_told
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict
from linli.kernel.facts import Plain
from linli.standards import events, queries, rules
from linli.standards.models import CodeEntry, HolidayEntry, Standard
from linli.standards.queries import packs
from linli.standards.words import Code, Holiday, Loaded, Pack, Parameter


def enact(
    *,
    actor: Actor,
    key: str,
    value: Plain,
    citation: str,
    jurisdiction: str,
    valid_from: datetime,
    now: datetime,
    client_id: str | None = None,
) -> UUID:
    """Give `key` a new value from `valid_from` on; return the row's id. Deed ``standards.enact``.

    :raises Forbidden: the actor may not set standards of this district.
    A repeated client id changes nothing and returns the first row (I14).

    :raises Unknown, TooSoon, NoCitation, WrongValue, AlreadyEnacted: see `rules.check_enacting`.
    :raises Conflict: the client id stood for another row or value.
    """
    with transaction.atomic():
        # no row lock: the application may not update this table; the unique constraint stops a second hand
        history = [queries.row_of(row) for row in Standard.objects.filter(key=key).order_by("valid_from")]
        actor.require("standards.enact", settings.LINLI_DISTRICT)
        if _was_enacted(client_id, key=key, value=value, valid_from=valid_from):
            return rules.row_id(key, valid_from)
        before = rules.in_force(history, valid_from)
        rules.check_enacting(before, key=key, value=value, citation=citation, valid_from=valid_from, now=now)
        words = {"zh": before.text.zh, "en": before.text.en} if before else {"zh": "", "en": ""}
        source = {"citation": citation.strip(), "jurisdiction": jurisdiction}
        row = Standard(id=rules.row_id(key, valid_from), key=key, value=value, valid_from=valid_from, **source, **words)
        row.save(force_insert=True)
        _tell(events.StandardEnacted(row.id, key, valid_from), actor, now, client_id)
    queries.forget()
    return row.id


def _was_enacted(client_id: str | None, *, key: str, value: Plain, valid_from: datetime) -> bool:
    told = was_told(client_id)
    if told is None:
        return False
    row = Standard.objects.filter(id=told.subject_id).first()
    if row is None or (row.key, row.value, row.valid_from) != (key, value, valid_from):
        raise Conflict
    return True


def load_pack(*, actor: Actor, name: str, now: datetime) -> Loaded:
    """Add the rows of a pack that are not there yet; twice is once. Deed ``standards.load_pack``.

    A row that is there but differs from the file is left as it is and named in the answer: the past is not rewritten.

    :raises Unknown: there is no pack `name`.
    :raises Forbidden: the actor may not set standards of this district.
    """
    pack = _pack(name)
    actor.require("standards.load_pack", settings.LINLI_DISTRICT)
    with transaction.atomic():
        loaded = _sum(
            _add_parameters(packs.parameters_of(pack)),
            _add_codes(packs.codes_of(pack)),
            _add_holidays(packs.holidays_of(pack)),
        )
        if loaded.added:
            _tell(events.PackLoaded(rules.row_id(f"pack:{name}", now), name, loaded.added), actor, now)
    queries.forget()
    return loaded


def import_holidays(*, actor: Actor, days: Iterable[Holiday], now: datetime) -> int:
    """Enter a holiday notice; return the number of days. Deed ``standards.import_holidays``.

    It is known 60 seconds from `now`. The fact ``standards.holidays_announced`` lets duties compute open deadlines
    anew, only to the resident's favour (architecture §6.8).

    :raises Forbidden: the actor may not set standards of this district.
    :raises PastHoliday: the notice speaks of a day that is over.
    """
    actor.require("standards.import_holidays", settings.LINLI_DISTRICT)
    known_from = now + rules.NOTICE
    notice = [Holiday(day.day, day.is_off, day.name, day.source, known_from) for day in days]
    rules.check_notice(notice, queries.calendar(now).local_day(now))
    if not notice:
        return 0
    with transaction.atomic():
        HolidayEntry.objects.bulk_create([_holiday_entry(day) for day in notice])
        years = tuple(sorted({day.day.year for day in notice}))
        id_ = rules.row_id("holidays", now)
        _tell(events.HolidaysAnnounced(id_, years, len(notice), known_from), actor, now)
    queries.forget()
    return len(notice)


def _pack(name: str) -> Pack:
    for pack in Pack:
        if pack.value == name:
            return pack
    raise rules.Unknown(key=name)


def _tell(
    event: events.StandardEnacted | events.PackLoaded | events.HolidaysAnnounced,
    actor: Actor,
    at: datetime,
    client_id: str | None = None,
) -> None:
    record(event, actor=actor, at=at, area_path=settings.LINLI_DISTRICT, client_id=client_id)


def _sum(*parts: Loaded) -> Loaded:
    different = tuple(key for part in parts for key in part.different)
    return Loaded(sum(part.added for part in parts), sum(part.same for part in parts), different)


def _add_parameters(rows: tuple[Parameter, ...]) -> Loaded:
    there = {(row.key, row.valid_from): row for row in Standard.objects.filter(valid_from=packs.FROM)}
    new = [row for row in rows if (row.key, row.valid_from) not in there]
    Standard.objects.bulk_create([_standard(row) for row in new], ignore_conflicts=True)
    old = [(row, there[row.key, row.valid_from]) for row in rows if (row.key, row.valid_from) in there]
    different = [row.key for row, stored in old if (stored.value, stored.citation) != (row.value, row.citation)]
    return Loaded(len(new), len(old) - len(different), tuple(different))


def _add_codes(rows: tuple[Code, ...]) -> Loaded:
    there = {(row.list_name, row.code): row for row in CodeEntry.objects.filter(valid_from=packs.FROM)}
    new = [(position, row) for position, row in enumerate(rows) if (row.list_name, row.code) not in there]
    CodeEntry.objects.bulk_create([_code_entry(row, position) for position, row in new], ignore_conflicts=True)
    old = [(row, there[row.list_name, row.code]) for row in rows if (row.list_name, row.code) in there]
    different = [
        f"{row.list_name}:{row.code}"
        for row, stored in old
        if (stored.zh, stored.en, stored.attrs) != (row.text.zh, row.text.en, dict(row.attrs))
    ]
    return Loaded(len(new), len(old) - len(different), tuple(different))


def _add_holidays(rows: tuple[Holiday, ...]) -> Loaded:
    there = {row.day: row.is_off for row in HolidayEntry.objects.filter(known_from=packs.FROM)}
    new = [row for row in rows if row.day not in there]
    HolidayEntry.objects.bulk_create([_holiday_entry(row) for row in new], ignore_conflicts=True)
    different = [row.day.isoformat() for row in rows if there.get(row.day, row.is_off) != row.is_off]
    return Loaded(len(new), len(rows) - len(new) - len(different), tuple(different))


def _standard(row: Parameter) -> Standard:
    return Standard(
        id=row.id,
        key=row.key,
        value=row.value,
        citation=row.citation,
        jurisdiction=row.jurisdiction,
        zh=row.text.zh,
        en=row.text.en,
        valid_from=row.valid_from,
    )


def _code_entry(row: Code, position: int) -> CodeEntry:
    return CodeEntry(
        id=rules.row_id(f"{row.list_name}:{row.code}", row.valid_from),
        list_name=row.list_name,
        code=row.code,
        parent=row.parent,
        zh=row.text.zh,
        en=row.text.en,
        attrs=dict(row.attrs),
        citation=row.citation,
        position=position,
        valid_from=row.valid_from,
    )


def _holiday_entry(row: Holiday) -> HolidayEntry:
    return HolidayEntry(
        id=rules.row_id(f"holiday:{row.day.isoformat()}", row.known_from),
        day=row.day,
        is_off=row.is_off,
        name=row.name,
        source=row.source,
        known_from=row.known_from,
    )
