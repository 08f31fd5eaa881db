"""Knowing a household: only in the own grid, sensitive only with a consent, gone on its day, every look on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from linli.dispatch.tests.factories import MONDAY
from linli.fieldwork import actions, jobs, queries, reactions
from linli.fieldwork.models import HouseholdNote, SensitiveNote
from linli.fieldwork.queries.homes import NOTE, SEE
from linli.fieldwork.rules import knowing
from linli.fieldwork.tests.conftest import Place
from linli.fieldwork.words import NotePurpose, Tag
from linli.grid.models import Dwelling, Entrance
from linli.journal.models import Fact
from linli.kernel.actor import Actor, Scope
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.notices.models import Message
from linli.people import actions as people
from linli.people.models import Consent, DataRequest, Residence, Reveal
from linli.people.queries.own_data import own_data
from linli.people.rules.reveals import NeedsPurpose
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, GRID, OTHER_GRID
from linli.people.words import Purpose, RequestKind

DAY = timedelta(days=1)
TODAY = date(2026, 3, 16)
SUMMER = date(2026, 6, 16)
YEAR = date(2027, 3, 16)
LAWYER = Actor.system("tests", ["people.set_consent_text"])


@dataclass
class Home:
    """王阿姨's home in 李网格员's grid, and a home in the neighbours' grid."""

    place: Place
    home: UUID
    away: UUID
    wang: Actor
    contact: UUID
    residence: UUID


def dwelling(building: UUID, number: str = "101") -> UUID:
    entrance, _ = Entrance.objects.get_or_create(building_id=building, number="1")
    return Dwelling.objects.create(building_id=building, entrance=entrance, number=number).id


@pytest.fixture
def home(place: Place) -> Home:
    people.load_consent_texts(actor=LAWYER, area_path="", now=MONDAY - DAY)
    account = cast.account("王阿姨", phone="13900000077")
    contact = cast.contact("王阿姨", "13900000077", account_id=account)
    here = dwelling(place.first)
    lives = people.settle(
        actor=place.town.li, contact_id=contact, dwelling_id=here, area_path=GRID, kind="owner",  # type: ignore[arg-type]
        now=MONDAY - DAY,
    )  # fmt: skip
    wang = cast.resident(account_id=account)
    return Home(place, here, dwelling(place.away), wang, contact, lives)


def noted(home: Home, tag: Tag = Tag.MORNING, until: date = SUMMER, **more: object) -> UUID:
    given: dict[str, object] = {"actor": home.place.town.li, "dwelling_id": home.home, "tag": tag, "until": until}
    given |= {"purpose": NotePurpose.VISIT, "now": MONDAY}
    return actions.note(**{**given, **more})  # type: ignore[arg-type]


def sensitive(home: Home, tag: Tag = Tag.LIVES_ALONE, **more: object) -> UUID:
    return noted(home, tag, **{"contact_id": home.contact, "has_agreed": True, **more})


def told(kind: str) -> int:
    return Fact.objects.filter(kind=kind).count()


def kept() -> tuple[int, int]:
    return HouseholdNote.objects.count(), SensitiveNote.objects.count()


# rules


@pytest.mark.parametrize("until, fits", [(TODAY, False), (TODAY + DAY, True), (YEAR, True), (YEAR + DAY, False)])
def test_a_note_stands_a_year_at_most(until: date, fits: bool) -> None:
    if fits:
        knowing.check_until(until, today=TODAY)
        return
    with pytest.raises(Invalid):
        knowing.check_until(until, today=TODAY)


def test_whatever_says_something_about_somebody_needs_care() -> None:
    """A new tag is sensitive unless it only says how to come: this list is looked at by a person."""
    plain = {tag for tag in Tag if knowing.may_carry(tag)}
    how_to_come = {Tag.MORNING, Tag.AFTERNOON, Tag.EVENING, Tag.WEEKEND, Tag.CALL_FIRST, Tag.KNOCK, Tag.DOG}
    assert plain == how_to_come
    assert {tag for tag in Tag if knowing.is_sensitive(tag)} == set(Tag) - how_to_come


@pytest.mark.parametrize(
    "area, path, may",
    [
        (GRID, GRID, True),
        (f"{GRID}/1", f"{GRID}/1", True),
        (GRID, OTHER_GRID, False),
        (COMMUNITY, GRID, False),
        ("", GRID, False),
        (GRID, "", False),
    ],
)
def test_a_role_wider_than_a_grid_opens_no_household(area: str, path: str, may: bool) -> None:
    actor = Actor(name="account", scopes={SEE: (Scope(area),)})
    assert knowing.may_know(actor, SEE, path) is may


def test_how_to_come_is_for_visiting_only() -> None:
    knowing.check_purpose(Tag.DOG, NotePurpose.VISIT)
    knowing.check_purpose(Tag.NEEDS_CARE, NotePurpose.EMERGENCY)
    with pytest.raises(Invalid):
        knowing.check_purpose(Tag.DOG, NotePurpose.EMERGENCY)


# noting


def test_how_to_come_is_noted_once_and_renewed(home: Home) -> None:
    first = noted(home)
    assert noted(home, until=YEAR) == first
    (row,) = queries.households(home.place.town.li, home.place.first, now=MONDAY)
    (note,) = row.notes
    assert (note.tag, note.until, note.noted_by) == (Tag.MORNING, YEAR, home.place.town.li.account_id)
    assert (row.dwelling_id, row.has_more, told("fieldwork.household_noted")) == (home.home, False, 2)


@pytest.mark.parametrize("who", ["zhao", "agent", "chen", "street", "district", "leader", "branch"])
def test_nobody_else_notes_or_sees(home: Home, who: str) -> None:
    made, other = noted(home), getattr(home.place.town, who)
    sensitive(home)
    before = kept()
    for attempt in (
        lambda: noted(home, Tag.DOG, actor=other),
        lambda: actions.forget_note(actor=other, note_id=made, now=MONDAY),
        lambda: queries.households(other, home.place.first, now=MONDAY),
        lambda: queries.household(other, home.home, now=MONDAY),
        lambda: actions.look_at(actor=other, dwelling_id=home.home, purpose="visit", now=MONDAY),
        lambda: actions.object_to_note(actor=other, note_id=made, now=MONDAY),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert (kept(), queries.carried(other, [home.place.first], now=MONDAY)) == (before, [])


def test_the_neighbours_grid_is_not_the_own(home: Home) -> None:
    with pytest.raises(NotFound):
        noted(home, dwelling_id=home.away)
    with pytest.raises(NotFound):
        queries.households(home.place.town.li, home.place.away, now=MONDAY)
    assert kept() == (0, 0)


@pytest.mark.parametrize("more", [{"has_agreed": False}, {"contact_id": None}])
def test_nothing_sensitive_without_the_persons_own_consent(home: Home, more: dict[str, object]) -> None:
    with pytest.raises(knowing.NeedsConsent):
        sensitive(home, **more)
    assert (kept(), Consent.objects.count(), told("fieldwork.household_noted")) == ((0, 0), 0, 0)


def test_nothing_sensitive_before_the_words_are_published(home: Home) -> None:
    with pytest.raises(knowing.NeedsConsent):
        sensitive(home, now=MONDAY - 2 * DAY, until=TODAY)
    assert kept() == (0, 0)


def test_a_consent_is_somebodys_who_lives_there_and_no_childs(home: Home) -> None:
    child = cast.contact("小孩", "13900000078", is_minor=True)
    people.settle(
        actor=home.place.town.li,
        contact_id=child,
        dwelling_id=home.home,
        area_path=GRID,
        kind="family",
        now=MONDAY - DAY,
    )  # type: ignore[arg-type]
    for whose in (cast.contact("别人", "13900000079"), child, uuid4()):
        with pytest.raises(knowing.NotOfHere):
            sensitive(home, contact_id=whose)
    assert (kept(), Consent.objects.count()) == ((0, 0), 0)


def test_a_consent_keeps_its_text_says_nothing_and_is_told(home: Home) -> None:
    made = sensitive(home)
    given = Consent.objects.get()
    assert (given.purpose, given.contact_id, given.channel) == (Purpose.HOUSEHOLD.value, home.contact, "visit")
    assert (given.scope, given.text.version) == (f"household:{made}", 1)
    assert Message.objects.filter(template="data.household_noted", contact_id=home.contact).count() == 1
    facts = Fact.objects.filter(kind__startswith="fieldwork.household")
    assert [set(fact.data) - {"is_sensitive", "until"} for fact in facts] == [set()], "neither tag nor home nor person"


def test_the_tag_is_sealed_in_the_table(home: Home) -> None:
    from django.db import connection

    sensitive(home, Tag.HARDSHIP)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag_sealed FROM fieldwork_sensitivenote")
        (value,) = cursor.fetchone()
    assert b"hardship" not in bytes(value)


def test_renewing_asks_anew_and_ends_what_was_agreed_before(home: Home) -> None:
    first, second = sensitive(home), sensitive(home, until=YEAR)
    assert list(SensitiveNote.objects.values_list("id", flat=True)) == [second]
    assert Consent.objects.get(scope=f"household:{first}").withdrawn_at == MONDAY
    assert Consent.objects.get(scope=f"household:{second}").withdrawn_at is None


# looking


def test_a_look_asks_why_and_stands_in_the_log_for_everybody_there(home: Home) -> None:
    li = home.place.town.li
    noted(home)
    sensitive(home)
    (row,) = queries.households(li, home.place.first, now=MONDAY)
    assert ([note.tag for note in row.notes], row.has_more) == ([Tag.MORNING], True)
    opened = actions.look_at(actor=li, dwelling_id=home.home, purpose="visit", now=MONDAY)
    assert [note.tag for note in opened] == [Tag.MORNING, Tag.LIVES_ALONE]
    (look,) = Reveal.objects.all()
    assert (look.account_id, look.contact_id, look.purpose, look.refused) == (li.account_id, home.contact, "visit", "")
    assert (look.subject_room, look.subject_id) == ("fieldwork", home.home)


def test_a_look_without_a_reason_shows_nothing_and_is_on_record(home: Home) -> None:
    sensitive(home)
    with pytest.raises(NeedsPurpose):
        actions.look_at(actor=home.place.town.li, dwelling_id=home.home, purpose="curiosity", now=MONDAY)
    assert list(Reveal.objects.values_list("refused", "purpose")) == [("people.needs_purpose", "unknown")]


def test_a_look_from_elsewhere_is_on_record_too(home: Home) -> None:
    sensitive(home)
    with pytest.raises(NotFound):
        actions.look_at(actor=home.place.town.zhao, dwelling_id=home.home, purpose="visit", now=MONDAY)
    (look,) = Reveal.objects.all()
    assert look.refused
    assert queries.own_households(home.wang.account_id, now=MONDAY)[0].looks == ()  # type: ignore[arg-type]


# the person


def test_a_consent_taken_back_deletes_the_note_at_once(home: Home) -> None:
    noted(home)
    sensitive(home)
    given = Consent.objects.get()
    people.consent_withdraw(actor=home.wang, consent_id=given.id, now=MONDAY)
    assert (kept(), told("fieldwork.household_forgotten")) == ((1, 0), 1)


def test_the_person_sees_every_note_and_who_looked(home: Home) -> None:
    noted(home)
    sensitive(home)
    actions.look_at(actor=home.place.town.li, dwelling_id=home.home, purpose="rescue", now=MONDAY)
    (own,) = queries.own_households(home.wang.account_id, now=MONDAY)  # type: ignore[arg-type]
    assert [note.tag for note in own.notes] == [Tag.MORNING, Tag.LIVES_ALONE]
    assert [(look.account_id, look.purpose) for look in own.looks] == [(home.place.town.li.account_id, "rescue")]
    taken = own_data(account_id=home.wang.account_id)
    assert [row["tag"] for row in taken["fieldwork_householdnote"]] == ["morning"]
    assert [row["tag"] for row in taken["fieldwork_sensitivenote"]] == ["lives_alone"]


def test_what_is_sensitive_about_somebody_else_there_is_not_shown(home: Home) -> None:
    other_account = cast.account("同住", phone="13900000080")
    other = cast.contact("同住", "13900000080", account_id=other_account)
    people.settle(
        actor=home.place.town.li,
        contact_id=other,
        dwelling_id=home.home,
        area_path=GRID,
        kind="family",
        now=MONDAY - DAY,
    )  # type: ignore[arg-type]
    noted(home)
    sensitive(home)
    (own,) = queries.own_households(other_account, now=MONDAY)
    assert [note.tag for note in own.notes] == [Tag.MORNING]
    with pytest.raises(Forbidden):
        people.consent_withdraw(
            actor=cast.resident(account_id=other_account), consent_id=Consent.objects.get().id, now=MONDAY
        )
    assert kept() == (1, 1)


def test_an_objection_hides_the_note_until_somebody_decides(home: Home) -> None:
    made, li = noted(home), home.place.town.li
    asked = actions.object_to_note(actor=home.wang, note_id=made, words="上午不在家", now=MONDAY)
    request = DataRequest.objects.get(id=asked)
    said = "上午方便上门：上午不在家"
    assert (request.kind, request.about_id, request.words_sealed) == (RequestKind.NOTE.value, made, said)
    assert queries.households(li, home.place.first, now=MONDAY)[0].notes == ()
    assert queries.carried(li, [home.place.first], now=MONDAY) == []
    assert queries.own_households(home.wang.account_id, now=MONDAY)[0].notes[0].is_objected  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        actions.object_to_note(actor=home.wang, note_id=made, now=MONDAY)
    officer = cast.staff("办理人", "admin", GRID)
    people.answer_data_request(actor=officer, request_id=asked, granted=True, area_path=GRID, now=MONDAY)
    people.carry_out(request_id=asked, now=MONDAY)
    request.refresh_from_db()
    assert (request.outcome, kept()) == ("erased", (0, 0))
    assert people.carry_out(request_id=asked, now=MONDAY) is None


def test_an_objection_refused_with_a_reason_leaves_the_note(home: Home) -> None:
    made, li = noted(home), home.place.town.li
    asked = actions.object_to_note(actor=home.wang, note_id=made, now=MONDAY)
    officer = cast.staff("办理人", "admin", GRID)
    people.answer_data_request(
        actor=officer, request_id=asked, granted=False, reason="核对过", area_path=GRID, now=MONDAY
    )
    assert [note.tag for note in queries.households(li, home.place.first, now=MONDAY)[0].notes] == [Tag.MORNING]


# going


def test_what_has_expired_is_hidden_that_day_and_deleted_that_night(home: Home) -> None:
    noted(home, until=TODAY + DAY)
    sensitive(home, until=TODAY + DAY)
    li, later = home.place.town.li, MONDAY + DAY
    assert jobs.expire_notes(MONDAY) == 0
    (row,) = queries.households(li, home.place.first, now=later)
    assert (row.notes, row.has_more, queries.carried(li, [home.place.first], now=later)) == ((), False, [])
    assert actions.look_at(actor=li, dwelling_id=home.home, purpose="visit", now=later) == ()
    assert (jobs.expire_notes(later), jobs.expire_notes(later), kept()) == (2, 0, (0, 0))
    assert Consent.objects.get().withdrawn_at == later
    assert told("fieldwork.notes_expired") == 1


def test_who_moves_away_or_is_erased_takes_the_note_along(home: Home) -> None:
    sensitive(home)
    sensitive(home, Tag.PARTY)
    Residence.objects.filter(id=home.residence).update(valid_to=MONDAY)
    assert actions.look_at(actor=home.place.town.li, dwelling_id=home.home, purpose="visit", now=MONDAY) == ()
    assert (jobs.expire_notes(MONDAY), kept()) == (2, (0, 0))


def test_erasing_a_person_deletes_what_is_noted_of_the_person(home: Home) -> None:
    sensitive(home)
    people.erase_contact(actor=home.wang, contact_id=home.contact, why="asked", area_path="", now=MONDAY)
    assert kept() == (0, 0)


def test_the_worker_deletes_what_is_not_needed(home: Home) -> None:
    li = home.place.town.li
    for made in (noted(home), sensitive(home)):
        actions.forget_note(actor=li, note_id=made, now=MONDAY)
        with pytest.raises(NotFound):
            actions.forget_note(actor=li, note_id=made, now=MONDAY)
    assert (kept(), Consent.objects.get().withdrawn_at) == ((0, 0), MONDAY)
    assert not reactions.forget_objected(uuid4(), MONDAY)


def test_a_phone_carries_how_to_come_and_nothing_sensitive(home: Home) -> None:
    noted(home)
    sensitive(home)
    (row,) = queries.carried(home.place.town.li, [home.place.first, home.place.away], now=MONDAY)
    assert ([note.tag for note in row.notes], row.has_more) == ([Tag.MORNING], False)


def test_both_deeds_are_the_grid_workers_alone() -> None:
    from linli.people.rules.roles import ROLES

    assert {row.role.value for row in ROLES.values() if {SEE, NOTE} & row.deeds} == {"grid_worker"}
