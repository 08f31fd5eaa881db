"""Rows written at once are the rows that Django's own `save` writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from linli.journal import parcels
from linli.journal.models import Fact, Follower
from linli.journal.planning import planned_anew
from linli.journal.rows import insert, put, put_all
from linli.journal.together import together
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


def values(**more: object) -> dict[str, object]:
    one = fact(**more)
    return {field.attname: getattr(one, field.attname) for field in Fact._meta.concrete_fields}


@pytest.mark.django_db
def test_values_read_back_as_a_row_does_and_the_model_fills_in_what_is_not_named(django_assert_num_queries):
    given = values(client_id="a", actor_id=new_id())
    with django_assert_num_queries(1):
        put(Fact, **given)
    read = Fact.objects.get(id=given["id"])
    assert {name: getattr(read, name) for name in given} == given
    put(Follower, name="one")
    assert Follower.objects.get().position == 0


@pytest.mark.django_db
def test_several_rows_are_one_statement(django_assert_num_queries):
    rows = [values(client_id="a"), values(position=7), values()]
    with django_assert_num_queries(1):
        put_all(Fact, rows)
    found = {row.id: (row.client_id, row.position) for row in Fact.objects.all()}
    assert [found[row["id"]] for row in rows] == [("a", None), (None, 7), (None, None)]
    with django_assert_num_queries(0):
        put_all(Fact, [])


@pytest.mark.django_db
def test_a_repeat_is_refused_or_left_out():
    insert(Follower(name="one", position=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Follower(name="one", position=4))
    with pytest.raises(IntegrityError), transaction.atomic():
        put(Follower, name="one", position=4)
    put_all(Follower, [{"name": "one"}, {"name": "two"}], unless_there=True)
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


def all_together(*names: str, fails: bool = False) -> None:
    with together():
        for name in names:
            put(Follower, name=name)
        if fails:
            raise ZeroDivisionError


@pytest.mark.django_db
def test_what_goes_together_is_refused_together():
    insert(Follower(name="one"))
    with pytest.raises(IntegrityError):
        all_together("two", "one", "three")
    assert list(Follower.objects.values_list("name", flat=True)) == ["one"]


@pytest.mark.django_db
def test_answers_are_there_where_they_are_read():
    with together():
        put(Follower, name="one")
        put(Follower, name="two")
        assert Follower.objects.filter(name__in=["one", "two", "three"]).update(position=4) == 2
        row = fact()
        insert(row)
        assert Fact.objects.get().id == row.id
    assert list(Follower.objects.values_list("position", flat=True)) == [4, 4]


@pytest.mark.django_db(transaction=True)
def test_what_goes_together_holds_or_not():
    with together():
        put(Follower, name="one")
    with pytest.raises(IntegrityError):
        all_together("two", "one")
    with pytest.raises(ZeroDivisionError):
        all_together("two", fails=True)
    connection.close()
    assert list(Follower.objects.values_list("name", flat=True)) == ["one"]
