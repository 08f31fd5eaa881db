"""What notices adds to a person's export of the own data."""

from __future__ import annotations

from django.db.models import Q

from linli.kernel.facts import plain
from linli.notices.models import Message, Objection
from linli.notices.rules import messages
from linli.people.queries.own_data import Person, Rows, register_export


def messages_of(person: Person) -> Rows:
    """Return the messages to a person, written out."""
    rows = Message.objects.filter(_of(person)).order_by("at", "id")
    return [
        {"at": plain(row.at), "text": messages.write(row.template, row.params).zh, "read_at": plain(row.read_at)}
        for row in rows
    ]


def objections_of(person: Person) -> Rows:
    """Return the objections of a person."""
    rows = Objection.objects.filter(_of(person)).order_by("at", "id")
    return [{"at": plain(row.at), "words": row.words_sealed, "state": row.state, "answer": row.answer} for row in rows]


def _of(person: Person) -> Q:
    condition = Q(contact_id__in=person.contact_ids)
    return condition | Q(account_id=person.account_id) if person.account_id else condition


register_export(Message._meta.db_table, messages_of)
register_export(Objection._meta.db_table, objections_of)
