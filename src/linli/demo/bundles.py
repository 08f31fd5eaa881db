"""All rows that one case has in the database, read for many cases at once (ADR 0015).

A *case* here is an appeal with those joined to it or following it: they refer to each other and belong together. Rows
are read in COPY's text format, the form in which they will be written again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from linli.appeals.words import State

NULL = r"\N"
_ESCAPED = re.compile(r"\\(.)")
_MEANS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}

TIES: tuple[tuple[str, str], ...] = (
    ("people.Contact", "id"),
    ("people.Consent", "contact_id"),
    ("appeals.Appeal", "id"),
    ("appeals.AppealText", "appeal_id"),
    ("appeals.Attachment", "appeal_id"),
    ("appeals.Rating", "appeal_id"),
    ("appeals.RevisitAttempt", "appeal_id"),
    ("appeals.Request", "appeal_id"),
    ("dispatch.WorkOrder", "appeal_id"),
    ("dispatch.Supervision", "appeal_id"),
    ("dispatch.Visit", "order_id"),
    ("dispatch.RectifyNotice", "order_id"),
    ("duties.Duty", "subject_id"),
    ("duties.DutyPause", "duty_id"),
    ("duties.DutyMove", "duty_id"),
    ("notices.Message", "subject_id"),
    ("notices.Delivery", "message_id"),
    ("journal.Fact", "subject_id"),
)
"""Table by table what ties a row to its case, in an order in which rows may be written: what is referred to first."""


@dataclass(slots=True)
class Bundle:
    """The rows of one case: table -> rows -> column texts. `appeals` are its appeals, the master first."""

    appeals: list[str] = field(default_factory=list)
    rows: dict[str, list[list[str]]] = field(default_factory=dict)

    def values(self, label: str, column: str) -> list[str]:
        """Return the texts of one column of a table, row by row."""
        at = columns_of(label).index(column)
        return [row[at] for row in self.rows.get(label, ())]

    def own_ids(self) -> list[str]:
        """Return the ids of all its rows that are globally unique."""
        return [one for label in self.rows if has_own_id(label) for one in self.values(label, "id")]


def model_of(label: str) -> type[models.Model]:
    """Return the model with this label."""
    return apps.get_model(label)


def table_of(label: str) -> str:
    """Return the name of the table."""
    return str(model_of(label)._meta.db_table)


@cache
def columns_of(label: str) -> tuple[str, ...]:
    """Return the columns that are written: all but numbers that the database counts itself."""
    fields = model_of(label)._meta.concrete_fields
    return tuple(str(one.column) for one in fields if not isinstance(one, models.AutoField | models.BigAutoField))


def has_own_id(label: str) -> bool:
    """Say whether rows of the table have an id of their own that others may refer to."""
    return "id" in columns_of(label)


def appeals(*, without: Sequence[State] = ()) -> list[UUID]:
    """Return all appeals but those in the states `without`, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM appeals_appeal WHERE state <> ALL(%s) ORDER BY id", [[one.value for one in without]]
        )
        return [row[0] for row in cursor.fetchall()]


def read(appeal_ids: Iterable[UUID]) -> list[Bundle]:
    """Return the cases of these appeals, each whole. One statement per table, whatever the number of cases."""
    groups = _groups({str(one) for one in appeal_ids})
    bundles = [Bundle(appeals=group) for group in groups]
    owner = {one: bundle for bundle in bundles for one in bundle.appeals}
    owner |= _reporters(owner)
    for label, tie in TIES:
        place = len(columns_of(label))
        for row in rows(label, tie, list(owner)):
            bundle = owner[row[place]]
            bundle.rows.setdefault(label, []).append(row[:place])
            if has_own_id(label):
                owner[row[columns_of(label).index("id")]] = bundle
    return bundles


def _groups(wanted: set[str]) -> list[list[str]]:
    """Return the appeals by case: whoever is joined to, or follows, another one stands with it."""
    leader: dict[str, str] = {}

    def top(one: str) -> str:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id::text, other::text FROM appeals_appeal,"
            " unnest(ARRAY[master_id, follows_id, same_as_id]) AS other WHERE other IS NOT NULL"
        )
        for one, other in cursor.fetchall():
            leader[top(one)] = top(other)
    tops = {top(one) for one in wanted}
    groups: dict[str, list[str]] = {}
    for one in sorted(leader):
        if top(one) in tops:
            groups.setdefault(top(one), []).append(one)
    return list(groups.values())


def _reporters(owner: dict[str, Bundle]) -> dict[str, Bundle]:
    """Return the contacts that were kept for one report; whoever has an account keeps the own contact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id::text, a.id::text FROM appeals_appeal a JOIN people_contact c ON c.id = a.reporter_id"
            " WHERE c.account_id IS NULL AND a.id = ANY(%s)",
            [list(map(UUID, owner))],
        )
        return {contact: owner[appeal] for contact, appeal in cursor.fetchall()}


def rows(label: str, tie: str, owners: Sequence[str]) -> list[list[str]]:
    """Return the rows whose column `tie` is one of `owners`: the columns of `columns_of`, then the tie."""
    statement = sql.SQL("COPY (SELECT {}, {} FROM {} WHERE {} = ANY({}::uuid[]) ORDER BY 1) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns_of(label))),
        sql.Identifier(tie),
        sql.Identifier(table_of(label)),
        sql.Identifier(tie),
        sql.Literal(list(owners)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        read = b"".join(bytes(part) for part in stream).decode()
    return [line.split("\t") for line in read.split("\n") if line]


def plain(text: str) -> str | None:
    """Return a column's text as it was before COPY escaped it."""
    if text == NULL:
        return None
    return _ESCAPED.sub(lambda found: _MEANS.get(found[1], found[1]), text) if "\\" in text else text
