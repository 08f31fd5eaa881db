"""Every personal column of the room is declared, and every person gets the own data."""

from __future__ import annotations

from linli.appeals.models import Appeal, AppealText, Attachment, Rating
from linli.appeals.queries import exports
from linli.appeals.tests.factories import CLUTTER, PHONE, rated, registered
from linli.people import inventory
from linli.people import queries as people
from linli.people.queries.own_data import Person, exported_tables


def test_every_column_is_declared():
    assert inventory.missing("appeals") == []
    declared = {column for column in inventory.unknown() if column.startswith("appeals_")}
    assert declared == set()


def test_the_tables_of_a_person_are_exported():
    assert {model._meta.db_table for model in (Appeal, AppealText, Attachment, Rating)} <= exported_tables()


def test_a_person_gets_the_own_reports_and_nobody_elses(here):
    rated(here)
    registered(here, CLUTTER, reporter=None)
    person = Person(None, frozenset(people.contact_ids_by_phone(PHONE)))
    assert [row["category"] for row in exports.appeals_of(person)] == ["util.sewer"]
    assert [row["kind"] for row in exports.texts_of(person)] == ["report", "reply"]
    assert [row["solved"] for row in exports.ratings_of(person)] == ["solved"]
    assert exports.files_of(person) == []
