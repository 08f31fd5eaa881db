"""What fieldwork adds to a person's export of the own data."""

from __future__ import annotations

from linli.fieldwork.models import Check, DiaryDay, DiaryLine, Finding, HouseholdNote, Patrol, SensitiveNote
from linli.kernel.facts import plain
from linli.people.queries.contacts import homes_of_contacts
from linli.people.queries.own_data import Person, Rows, register_export


def rounds_of(person: Person) -> Rows:
    """Return the rounds a person did, with how many buildings."""
    rows = Patrol.objects.filter(account_id=person.account_id).order_by("day") if person.account_id else ()
    return [
        {"day": plain(row.day), "from": plain(row.started_at), "until": plain(row.last_at),
         "buildings": Check.objects.filter(patrol=row).values("building_id").distinct().count()}
        for row in rows
    ]  # fmt: skip


def findings_of(person: Person) -> Rows:
    """Return what a person found on rounds."""
    mine = Finding.objects.filter(found_in__patrol__account_id=person.account_id) if person.account_id else ()
    return [{"at": plain(row.at), "item": row.item, "outcome": row.outcome, "words": row.body} for row in mine]


def lines_of(person: Person) -> Rows:
    """Return what a person wrote in the diary."""
    rows = DiaryLine.objects.filter(account_id=person.account_id).order_by("at") if person.account_id else ()
    return [{"day": plain(row.day), "at": plain(row.at), "words": row.body} for row in rows]


def days_of(person: Person) -> Rows:
    """Return the days a person signed."""
    rows = DiaryDay.objects.filter(account_id=person.account_id).order_by("day") if person.account_id else ()
    return [{"day": plain(row.day), "signed_at": plain(row.signed_at), "entries": row.entries} for row in rows]


def household_of(person: Person) -> Rows:
    """Return what is noted of a person's own homes."""
    homes = homes_of_contacts(person.contact_ids)
    rows = HouseholdNote.objects.filter(dwelling_id__in=homes).order_by("id")
    return [{"dwelling": plain(row.dwelling_id), "tag": row.tag, "purpose": row.purpose, "until": plain(row.until),
             "at": plain(row.at)} for row in rows]  # fmt: skip


def sensitive_of(person: Person) -> Rows:
    """Return what is noted of a person with a separate consent."""
    rows = SensitiveNote.objects.filter(contact_id__in=person.contact_ids).order_by("id")
    return [{"dwelling": plain(row.dwelling_id), "tag": row.tag_sealed, "purpose": row.purpose,
             "until": plain(row.until), "at": plain(row.at)} for row in rows]  # fmt: skip


register_export(HouseholdNote._meta.db_table, household_of)
register_export(SensitiveNote._meta.db_table, sensitive_of)
register_export(DiaryLine._meta.db_table, lines_of)
register_export(DiaryDay._meta.db_table, days_of)
register_export(Patrol._meta.db_table, rounds_of)
register_export(Finding._meta.db_table, findings_of)
