"""What desks adds to a person's export of the own data."""

from __future__ import annotations

from linli.desks.models import Presence, SavedFilter
from linli.kernel.facts import plain
from linli.people.queries.own_data import Person, Rows, register_export


def filters_of(person: Person) -> Rows:
    """Return the filters a person keeps."""
    rows = SavedFilter.objects.filter(owner_id=person.account_id).order_by("at", "id") if person.account_id else ()
    return [{"at": plain(row.at), "list": row.listed, "name": row.name, "query": row.query} for row in rows]


def presence_of(person: Person) -> Rows:
    """Return which cases a person has open, as long as that is kept."""
    rows = Presence.objects.filter(account_id=person.account_id).order_by("id") if person.account_id else ()
    return [{"case": plain(row.appeal_id), "since": plain(row.since), "seen_at": plain(row.seen_at)} for row in rows]


register_export(Presence._meta.db_table, presence_of)
register_export(SavedFilter._meta.db_table, filters_of)
