"""Gathering reports into events as they come: one after the other in the order of the log, each exactly once (S-097).

The mark says up to which fact reports were taken, and is the lock: it moves in the transaction that writes what came of
them, so that a worker that is killed loses nothing and two workers take nothing twice. Nothing of this runs in the
transaction that accepts a report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from linli.appeals.queries import told
from linli.appeals.queries.told import Report
from linli.dashboards.actions import alerting, cooling
from linli.dashboards.actions.neighbourhood import FIRST_TEXTS, Counted, Loaded, Near
from linli.dashboards.actions.pieces import key_of, taken_apart, words_of
from linli.dashboards.models import HotBetween, HotSpot, HotText, HotWord, Mark
from linli.journal import queries as journal
from linli.people import queries as people

NAME = "dashboards.hot"
KINDS = frozenset({"appeals.registered", "appeals.registered_from_draft"})
TRIAGED = "appeals.triaged"
AT_ONCE = 40
"""Reports in one transaction: two seconds of one core at most."""
FACTS = 2000
_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+08:00")


def gather(*, now: datetime) -> int:
    """Take the next reports of the log into events; return how many facts were passed. Safe to repeat and to run twice.

    `now` is when alerts count as raised. Reports that left the window before the newest one came are passed over.
    About sixteen statements a report, however many there are; two where nothing is new.
    """
    with transaction.atomic():
        Mark.objects.get_or_create(name=NAME, defaults={"position": 0, "at": _LONG_AGO})
        mark = Mark.objects.select_for_update().get(name=NAME)
        facts = journal.facts_from(mark.position, FACTS)
        if not facts:
            return 0
        wanted = [number for number, fact in enumerate(facts) if fact.kind in KINDS or fact.kind == TRIAGED][:AT_ONCE]
        read = len(facts) if len(wanted) < AT_ONCE else wanted[-1] + 1
        since = (told.newest() or now) - timedelta(days=cooling.window(now).days)
        coming = [facts[number].subject_id for number in wanted if facts[number].kind in KINDS]
        found = told.reports(coming, since=since)
        same = people.same_people({row.reporter_id for row in found.values() if row.reporter_id})
        for number in wanted:
            fact = facts[number]
            report = found.get(fact.subject_id)
            if fact.kind == TRIAGED and fact.at >= since:
                alerting.tell_of_leaf(fact.subject_id, now=now)
            elif report is not None and fact.kind in KINDS and not HotText.objects.filter(id=report.id).exists():
                _take(report, str(same[report.reporter_id]) if report.reporter_id else "", now=now)
        mark.position, mark.at = (facts[read - 1].position or 0) + 1, facts[read - 1].at
        mark.save(update_fields=["position", "at"])
        return read


def gather_anew() -> None:
    """Empty what was gathered and go back to the beginning of the log; `gather` fills it again. Alerts and what was
    decided stay: they are deeds, and none is raised twice. Six statements.
    """
    with transaction.atomic():
        Mark.objects.get_or_create(name=NAME, defaults={"position": 0, "at": _LONG_AGO})
        Mark.objects.select_for_update().get(name=NAME)
        for table in (HotBetween, HotSpot, HotWord, HotText):
            table._default_manager.all().delete()
        Mark.objects.filter(name=NAME).update(position=0, at=_LONG_AGO)


def _take(report: Report, who: str, *, now: datetime) -> None:
    window = cooling.window(now)
    cooling.forget(report.at - timedelta(days=window.days))
    text, pieces = taken_apart(str(report.id), who, report.at, report.body)
    stream = Counted(before=FIRST_TEXTS)
    stream.hold(_count_in(words_of(text)))
    if who:
        heads = [row["head"] for row in HotText.objects.filter(who=who).values_list("pieces", flat=True)]
        stream.wrote(who, [text.head, *heads])
    around = Near(stream)
    events = Loaded(around)
    event = events.take(text)
    HotText.objects.create(
        id=report.id, at=report.at, who=who, area_path=report.area_path, category=report.category, event=UUID(event),
        keys=sorted({key_of(pair) for pair in text.whole}), pieces=pieces, near=dict(around.changed(text.id)),
    )  # fmt: skip
    _say_near(text.id, around.changed(text.id))
    _merge(events)
    if len(events.members(event)) > 1:
        cooling.settle(UUID(event), now=max(now, report.at), window=window)


def _count_in(words: Mapping[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    keys = sorted(words)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dashboards_hotword AS word (key, texts, named)"
            " SELECT * FROM unnest(%s::text[], %s::int[], %s::int[])"
            " ON CONFLICT (key) DO UPDATE SET texts = word.texts + excluded.texts, named = word.named + excluded.named"
            " RETURNING key, texts, named",
            [keys, [words[key][0] for key in keys], [words[key][1] for key in keys]],
        )
        return list(cursor.fetchall())


def _say_near(id_: str, near: Mapping[str, float]) -> None:
    if not near:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dashboards_hottext SET near = near || jsonb_build_object(%s::text, new.value)"
            " FROM unnest(%s::uuid[], %s::float8[]) AS new(id, value) WHERE dashboards_hottext.id = new.id",
            [id_, list(near), list(near.values())],
        )


def _merge(events: Loaded) -> None:
    for gone, kept in events.gone().items():
        HotText.objects.filter(event=UUID(gone)).update(event=UUID(kept))
        HotSpot.objects.filter(id=UUID(gone)).delete()
    links = events.between()
    if links != events.links:
        changed = {pair: count for pair, count in links.items() if events.links.get(pair) != count}
        dropped = [pair for pair in events.links if pair not in links]
        _write_between(changed, dropped)


def _write_between(changed: Mapping[tuple[str, str], int], dropped: Sequence[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM dashboards_hotbetween WHERE (one, other) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))",
            [[one for one, _ in dropped], [other for _, other in dropped]],
        )
    HotBetween.objects.bulk_create(
        [HotBetween(one=UUID(one), other=UUID(other), texts=count) for (one, other), count in sorted(changed.items())],
        update_conflicts=True, unique_fields=["one", "other"], update_fields=["texts"],
    )  # fmt: skip
