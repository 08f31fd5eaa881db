"""What appeals adds to a person's export of the own data (个人信息保护法 §45)."""

from __future__ import annotations

from django.db.models import Q

from linli.appeals.models import Appeal, AppealText, Attachment, Rating
from linli.appeals.queries.detail import FROM_REPORTER
from linli.appeals.queries.links import number
from linli.appeals.queries.resident import READABLE
from linli.kernel.facts import plain
from linli.people.queries.own_data import Person, Rows, register_export


def appeals_of(person: Person) -> Rows:
    """Return the person's reports."""
    return [
        {
            "number": number(row),
            "state": row.state,
            "kind": row.kind,
            "category": row.category,
            "area": row.area_path,
            "place": row.place_words,
            "registered_at": plain(row.registered_at),
            "answered_at": plain(row.answered_at),
            "solved": row.solved,
            "satisfied": row.satisfied,
        }
        for row in Appeal.objects.filter(_of(person)).order_by("id")
    ]


def texts_of(person: Person) -> Rows:
    """Return what the person wrote and was answered."""
    own = Appeal.objects.filter(_of(person)).values("id")
    kinds = sorted({kind.value for kind in READABLE | FROM_REPORTER})
    rows = AppealText.objects.filter(appeal_id__in=own, kind__in=kinds).order_by("at", "id")
    return [{"appeal": str(row.appeal_id), "kind": row.kind, "text": row.body, "at": plain(row.at)} for row in rows]


def files_of(person: Person) -> Rows:
    """Return the list of files the person sent."""
    own = Appeal.objects.filter(_of(person)).values("id")
    rows = Attachment.objects.filter(appeal_id__in=own, use__in=["report", "addition"], erased_at__isnull=True)
    return [
        {"appeal": str(row.appeal_id), "type": row.media_type, "bytes": row.size_bytes, "at": plain(row.at)}
        for row in rows.order_by("at", "id")
    ]


def ratings_of(person: Person) -> Rows:
    """Return the person's ratings."""
    own = Appeal.objects.filter(_of(person)).values("id")
    rows = Rating.objects.filter(appeal_id__in=own).order_by("at", "id")
    return [
        {"appeal": str(row.appeal_id), "solved": row.solved, "satisfied": row.satisfied, "at": plain(row.at)}
        for row in rows
    ]


def _of(person: Person) -> Q:
    condition = Q(reporter_id__in=person.contact_ids)
    return condition | Q(reporter_account_id=person.account_id) if person.account_id else condition


register_export(Appeal._meta.db_table, appeals_of)
register_export(AppealText._meta.db_table, texts_of)
register_export(Attachment._meta.db_table, files_of)
register_export(Rating._meta.db_table, ratings_of)
