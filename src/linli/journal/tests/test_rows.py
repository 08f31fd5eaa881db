"""Rows written at once are the rows that Django's own `save` writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from linli.journal import parcels
from linli.journal.models import Fact, Follower
from linli.journal.planning import planned_anew
from linli.journal.rows import insert, insert_all
from linli.kernel.ids import new_id

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def fact(**values: object) -> Fact:
    given = {"kind": "streets.lamp_lit", "room": "streets", "subject_id": new_id(), "area_path": "370203"}
    return Fact(**given | {"actor_name": "clerk", "at": NOW, "data": {"watts": [1, "二"]}} | values)


@pytest.mark.django_db
def test_a_row_reads_back_as_it_was_written(django_assert_num_queries):
    one, other = fact(client_id="a", actor_id=new_id()), fact()
    with django_assert_num_queries(1):
        insert(one)
    other.save(force_insert=True)
    assert not one._state.adding
    for written in (one, other):
        read = Fact.objects.get(id=written.id)
        for field in Fact._meta.concrete_fields:
            assert getattr(read, field.attname) == getattr(written, field.attname), field.name


@pytest.mark.django_db
def test_several_rows_are_one_statement_and_keep_their_empty_columns(django_assert_num_queries):
    rows = [fact(client_id="a"), fact(position=7), fact()]
    with django_assert_num_queries(1):
        insert_all(rows)
    found = {row.id: (row.client_id, row.position) for row in Fact.objects.all()}
    assert [found[row.id] for row in rows] == [("a", None), (None, 7), (None, None)]
    with django_assert_num_queries(0):
        insert_all([])


@pytest.mark.django_db
def test_a_repeat_is_refused_or_left_out():
    insert(Follower(name="one", position=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Follower(name="one", position=4))
    insert_all([Follower(name="one", position=5), Follower(name="two")], unless_there=True)
    assert dict(Follower.objects.values_list("name", "position")) == {"one": 3, "two": 0}


@pytest.mark.django_db
def test_a_parcel_is_one_statement_and_waits_until_its_time(django_assert_num_queries):
    with django_assert_num_queries(1):
        parcels.enqueue("streets.unknown_yet", key="k", payload={"n": 1}, at=NOW + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, task_name, args, scheduled_at, status FROM procrastinate_jobs")
        (row,) = cursor.fetchall()
    assert row[:2] == ("default", "streets.unknown_yet")
    assert "k" in str(row[2])
    assert (row[3], row[4]) == (NOW + timedelta(hours=1), "todo")


@pytest.mark.django_db
def test_what_is_planned_anew_leaves_no_prepared_statement():
    def prepared() -> int:
        with connection.cursor() as cursor:
            for number in range(4):
                cursor.execute("SELECT %s::int + 4711", [number])
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 4711%%'")
            return int(cursor.fetchone()[0])

    with planned_anew():
        assert prepared() == 0
    assert prepared() == 1
