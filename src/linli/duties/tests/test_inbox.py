"""The inbox: from reach, keyset paged, one statement; list and single question agree."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.duties import actions, queries
from linli.duties.models import Duty
from linli.duties.tests.factories import NOW, owe, owed, subject, unit
from linli.duties.words import Card, Counts, InboxFilter, Tally
from linli.kernel.actor import STRANGER, Actor, Scope
from linli.kernel.errors import Invalid
from linli.kernel.tests.calendars import local

pytestmark = pytest.mark.django_db

STREET, OTHER, COMMUNITY = "370203/370203008", "370203/370203010", "370203/370203008/370203008002"
LATER = local("2026-03-11 09:50")


def actor(*scopes: Scope, deed: str = "dispatch.accept", **more) -> Actor:
    """Return somebody who may do one deed in some scopes."""
    return Actor(name="account", scopes={deed: scopes}, **more)


def ids(person: Actor, **more) -> list[UUID]:
    """Return the ids of the first page."""
    return [row.id for row in queries.inbox(person, now=LATER, **more).rows]


def test_reach_decides_what_is_shown(django_assert_num_queries) -> None:
    office = unit(STREET)
    about = subject()
    mine, below, elsewhere, other_deed = owe(
        owed(about, owed_by=office, area=STREET),
        owed(area=COMMUNITY),
        owed(area=OTHER),
        owed(deed="dispatch.submit_result", area=STREET),
    )
    with django_assert_num_queries(1):
        assert set(ids(actor(Scope(STREET)))) == {mine, below}
    assert ids(actor(Scope(COMMUNITY))) == [below]
    assert ids(actor(Scope("", office))) == [mine]
    assert set(ids(actor(Scope("")))) == {mine, below, elsewhere}
    assert ids(actor(Scope(""), deed="dispatch.submit_result")) == [other_deed]
    assert ids(STRANGER) == []
    assert ids(actor(Scope(STREET), recusals=frozenset({about}))) == [below]
    assert ids(actor(holds=frozenset({about}), held_deeds=frozenset({"dispatch.accept"}))) == [mine]


def test_over_duties_are_not_shown() -> None:
    about = subject()
    owe(owed(about))
    actions.meet(subject=about, deed="dispatch.accept", now=NOW)
    assert ids(actor(Scope(""))) == []


def test_pages_follow_due_and_id_without_gap_or_repeat(django_assert_num_queries) -> None:
    for term in ("60 wm", "30 wm", "60 wm", "90 wm", "60 wm"):
        owe(owed(term=term))
    seen, cursor = [], ""
    while True:
        with django_assert_num_queries(1):
            page = queries.inbox(actor(Scope("")), now=LATER, cursor=cursor, size=2)
        seen += [row.id for row in page.rows]
        if page.next is None:
            break
        cursor = page.next
    assert seen == list(Duty.objects.order_by("due_at", "id").values_list("id", flat=True))
    with pytest.raises(Invalid):
        queries.inbox(actor(Scope("")), now=LATER, cursor="nonsense")


def test_filters_and_counts(django_assert_num_queries) -> None:
    paused = subject()
    red, yellow, green, still = owe(
        owed(term="30 wm"), owed(term="55 wm"), owed(term="5 wd", area=OTHER), owed(paused, step="close")
    )
    actions.pause(subjects=[paused], now=NOW)
    everywhere = actor(Scope(""))
    with django_assert_num_queries(1):
        assert queries.counts(everywhere, now=LATER) == Counts(open=3, yellow=1, red=1, paused=1)
    for card, id_ in ((Card.RED, red), (Card.YELLOW, yellow), (Card.GREEN, green), (Card.STILL, still)):
        assert ids(everywhere, filter=InboxFilter(card=card)) == [id_]
    assert ids(everywhere, filter=InboxFilter(area=OTHER)) == [green]
    assert ids(everywhere, filter=InboxFilter(rooms=frozenset({"dispatch"}))) == []
    assert len(ids(everywhere, filter=InboxFilter(deeds=frozenset({"dispatch.accept"}), role="unit"))) == 4


def test_how_duties_ran(django_assert_num_queries) -> None:
    about, other = subject(), subject()
    first, second = owe(owed(about), owed(about, deed="dispatch.first_contact"))
    owe(owed(other), owed(about, deed="dispatch.submit_result"))
    actions.meet(subject=about, deed="dispatch.accept", now=NOW)
    actions.drop(subject=about, now=NOW, deeds=["dispatch.first_contact"])
    with django_assert_num_queries(1):
        found = queries.ran([about[1]], ["dispatch.accept", "dispatch.first_contact"])
    assert {row.id: (row.is_kept, row.met_at) for row in found[about[1]]} == {first: (True, NOW), second: (None, NOW)}
    with django_assert_num_queries(0):
        assert queries.ran([], ["dispatch.accept"]) == {}


def test_what_shows_a_card_in_one_room(django_assert_num_queries) -> None:
    about = subject()
    owe(owed(about))
    row = Duty.objects.get(subject_id=about[1])

    def shown(card: Card, now, room: str = about[0]) -> list[UUID]:
        return [one["subject_id"] for one in queries.showing(card, room, now)]

    late = row.due_at + timedelta(microseconds=1)
    assert (shown(Card.RED, row.due_at), shown(Card.RED, late)) == ([], [about[1]])
    assert (shown(Card.YELLOW, row.due_at), shown(Card.YELLOW, late)) == ([about[1]], [])
    assert shown(Card.RED, late, "elsewhere") == []


def test_tally_by_step(django_assert_num_queries) -> None:
    first, second = subject(), subject()
    owe(owed(first), owed(second), owed(), owed(step="close", term="3 wd"), owed(area=OTHER))
    actions.meet(subject=first, deed="dispatch.accept", now=LATER)
    actions.meet(subject=second, deed="dispatch.accept", now=local("2026-03-11 11:00"))
    with django_assert_num_queries(1):
        rows = queries.tally(STREET, since=NOW, until=NOW + timedelta(days=1), now=local("2026-03-11 11:00"))
    assert rows == [Tally("accept", 1, 1, 1, 1), Tally("close", 0, 0, 1, 0)]


areas = st.sampled_from(["", "370203", STREET, COMMUNITY, OTHER, "370203/37020300"])
deeds = st.sampled_from(["dispatch.accept", "dispatch.submit_result"])
serials = st.integers(0, 3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_list_and_the_single_question_agree(data) -> None:
    Duty.objects.all().delete()
    things = [subject(), subject("dispatch"), subject(), subject()]
    offices = [UUID(int=0), UUID(int=1)]
    for thing in things:
        owe(owed(thing, deed=data.draw(deeds), area=data.draw(areas.filter(bool))))
    scopes = st.lists(st.builds(Scope, areas, st.sampled_from([None, *offices])), max_size=2).map(tuple)
    some = st.frozensets(st.sampled_from(things), max_size=2)
    person = Actor(
        name="account",
        scopes=data.draw(st.dictionaries(deeds, scopes)),
        holds=data.draw(some),
        held_deeds=data.draw(st.frozensets(deeds)),
        recusals=data.draw(some),
    )
    allowed = {
        row.id
        for row in map(queries.row_of, Duty.objects.all())
        if person.may(row.deed, row.area_path, units=[row.owed_by] if row.owed_by else [], subject=row.subject)
    }
    assert set(ids(person)) == allowed
