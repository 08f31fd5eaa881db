"""Granted data requests carry themselves out; nobody's word about an area is taken for it; logs come to an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.people import actions, jobs, queries
from linli.people.actions import known
from linli.people.actions.contacts import _holds
from linli.people.models import Account, Contact, DataRequest, MinorApproval, Reveal, SignIn
from linli.people.rules.retention import Keeping, is_due, keep_until, last_due
from linli.people.tests import areas, factories
from linli.people.words import RequestKind, RequestOutcome

NOW = factories.LONG_AGO + timedelta(days=300)
DAY = timedelta(days=1)
CASE = ("appeals", UUID(int=7))


@pytest.fixture
def land(db: None) -> Iterator[None]:
    areas.plant()
    queries.forget()
    rooms, holds = dict(known._rooms), dict(_holds)
    yield
    known._rooms.clear()
    known._rooms.update(rooms)
    _holds.clear()
    _holds.update(holds)


def lies(contact: UUID, *places: str) -> None:
    """Let the contact be known through CASE, which lies in the first place, and through others elsewhere."""
    subjects = [CASE, *(("appeals", new_id()) for _ in places[1:])]
    where = {subject[1]: place for subject, place in zip(subjects, places, strict=True)}
    found = [known.Known(contact, subject, place) for subject, place in zip(subjects, places, strict=True)]
    things = known.Things(lambda ids: [one for one in found if one.contact_id in ids], where.get)
    actions.register_things("appeals", things)


def told() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("kind", flat=True))


def granted(person: Actor, kind: RequestKind, **fields: Any) -> UUID:
    request = actions.ask_data(actor=person, kind=kind, now=NOW, **fields)
    officer = factories.staff("系统", "admin", areas.DISTRICT)
    actions.answer_data_request(actor=officer, request_id=request, granted=True, area_path=areas.DISTRICT, now=NOW)
    return request


def me(name: str = "王阿姨", phone: str = "13900000001") -> tuple[Actor, UUID, UUID]:
    account = factories.account(name)
    return Actor(name="account", account_id=account), account, factories.contact(name, phone, account_id=account)


# The area is asked of the room


@pytest.mark.django_db
def test_a_contact_is_erased_only_by_who_reaches_every_place_where_it_is_known(land: None) -> None:
    contact = factories.contact()
    lies(contact, areas.GRID, areas.OTHER_STREET)
    here = factories.actor("admin", areas.STREET)
    with pytest.raises(Forbidden):
        actions.erase_contact(actor=here, contact_id=contact, why="asked", area_path=areas.STREET, now=NOW)
    assert Contact.objects.get(id=contact).erased_at is None
    actions.erase_contact(
        actor=factories.actor("admin", areas.DISTRICT), contact_id=contact, why="asked", area_path=areas.GRID, now=NOW
    )
    assert Contact.objects.get(id=contact).erased_at == NOW


@pytest.mark.django_db
def test_what_is_known_nowhere_is_the_districts(land: None) -> None:
    contact = factories.contact()
    lies(new_id(), areas.GRID)
    with pytest.raises(Forbidden):
        actions.erase_contact(
            actor=factories.actor("admin", areas.STREET), contact_id=contact, why="x", area_path=areas.GRID, now=NOW
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "what, place, subject, fits",
    [
        ("the desk of the place, through the case", areas.STREET, CASE, True),
        ("another street's desk, naming the right area", areas.OTHER_STREET, CASE, False),
        ("the right desk, through a case that has another reporter", areas.STREET, ("appeals", UUID(int=8)), False),
    ],
)
def test_a_contact_is_corrected_through_its_own_case_where_that_lies(
    land: None, what: str, place: str, subject: Any, fits: bool
) -> None:
    contact = factories.contact()
    lies(contact, areas.GRID)
    change: dict[str, Any] = {"contact_id": contact, "name": "王大姐", "phone": "13900000009", "now": NOW}
    desk = factories.actor("agent", place)
    if fits:
        actions.correct_contact(actor=desk, subject=subject, area_path=areas.GRID, **change)
        assert queries.contact_ids_by_phone("13900000009") == [contact]
        return
    with pytest.raises(Forbidden):
        actions.correct_contact(actor=desk, subject=subject, area_path=areas.GRID, **change)
    assert queries.contact_ids_by_phone("13900000009") == []


@pytest.mark.django_db
def test_a_supervisor_keeps_others_away_only_from_what_lies_in_the_own_area(land: None) -> None:
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    assert zhao.account_id is not None
    lies(factories.contact(), areas.OTHER_STREET)
    change: dict[str, Any] = {"account_id": zhao.account_id, "subject": CASE, "why": "kin", "now": NOW}
    near, above = (factories.staff("督办", "supervisor", place) for place in (areas.STREET, areas.DISTRICT))
    for subject in (CASE, ("appeals", new_id())):
        with pytest.raises(Forbidden):
            actions.recuse(actor=near, area_path=areas.COMMUNITY, **(change | {"subject": subject}))
    assert told() == []
    actions.recuse(actor=above, area_path=areas.COMMUNITY, **change)
    assert Fact.objects.get().area_path == areas.OTHER_STREET


# Carried out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind, fields, outcome",
    [
        (RequestKind.ACCESS, {}, RequestOutcome.READY),
        (RequestKind.COPY, {}, RequestOutcome.READY),
        (RequestKind.CORRECT, {"phone": "13900000009"}, RequestOutcome.CORRECTED),
        (RequestKind.DELETE, {}, RequestOutcome.ERASED),
        (RequestKind.CANCEL, {}, RequestOutcome.CLOSED),
    ],
)
def test_what_was_granted_is_done_once_with_a_fact(
    land: None, kind: RequestKind, fields: dict[str, str], outcome: RequestOutcome
) -> None:
    person, account, contact = me()
    request = granted(person, kind, **fields)
    assert actions.carry_out(request_id=request, now=NOW + DAY) is outcome
    assert actions.carry_out(request_id=request, now=NOW + 2 * DAY) is None
    row = DataRequest.objects.get(id=request)
    assert (row.state, row.outcome, row.done_at) == ("done", outcome.value, NOW + DAY)
    assert told().count("people.data_done") == 1
    stored = Contact.objects.get(id=contact)
    assert (stored.erased_at is not None) is (kind in {RequestKind.DELETE, RequestKind.CANCEL})
    assert Account.objects.get(id=account).is_active is (kind is not RequestKind.CANCEL)
    if kind is RequestKind.CORRECT:
        assert (stored.name_sealed, stored.phone_sealed) == ("王阿姨", "13900000009")
        assert queries.contact_ids_by_phone("13900000009") == [contact]


@pytest.mark.django_db
def test_the_job_is_there_with_the_decision_and_names_nobody(land: None) -> None:
    person, _, _ = me()
    request = granted(person, RequestKind.CORRECT, name="王大姐", phone="13900000009")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = 'people.carry_out'")
        ((args,),) = cursor.fetchall()
    assert str(request) in args
    assert "王大姐" not in args
    assert "13900000009" not in args


@pytest.mark.django_db
def test_what_was_not_granted_is_not_done(land: None) -> None:
    person, _, contact = me()
    request = actions.ask_data(actor=person, kind=RequestKind.DELETE, now=NOW)
    assert actions.carry_out(request_id=request, now=NOW) is None
    officer = factories.staff("系统", "admin", areas.DISTRICT)
    answer: dict[str, Any] = {"actor": officer, "request_id": request, "area_path": areas.DISTRICT, "now": NOW}
    actions.answer_data_request(granted=False, reason="依法须保存", **answer)
    assert actions.carry_out(request_id=request, now=NOW) is None
    assert Contact.objects.get(id=contact).erased_at is None
    with pytest.raises(Conflict):
        actions.answer_data_request(granted=True, **answer)


@pytest.mark.django_db
def test_what_an_open_case_needs_goes_on_the_first_night_after_it(land: None) -> None:
    person, _, contact = me()
    needed = {contact}
    actions.register_hold("appeals", lambda ids: [one for one in ids if one in needed])
    assert actions.carry_out(request_id=granted(person, RequestKind.DELETE), now=NOW) is RequestOutcome.WAITS
    assert jobs.retention(NOW + DAY) == jobs.Swept(0, 1)
    actions.set_retention(contact_ids=[contact], until=(NOW + 700 * DAY).date())
    needed.clear()
    assert jobs.retention(NOW + 2 * DAY) == jobs.Swept(1, 0)
    assert Contact.objects.get(id=contact).erased_at == NOW + 2 * DAY
    assert Fact.objects.get(kind="people.contact_erased").data["why"] == "asked"


@pytest.mark.django_db
def test_nobody_asks_about_anothers_contact(land: None) -> None:
    person, _, _ = me()
    other = factories.contact("别人", "13900000008")
    with pytest.raises(Forbidden):
        actions.ask_data(actor=person, kind=RequestKind.DELETE, contact_id=other, now=NOW)
    holder = factories.resident(("people", other))
    actions.ask_data(actor=holder, kind=RequestKind.DELETE, contact_id=other, now=NOW)


@pytest.mark.django_db
def test_an_officer_does_not_decide_on_the_own_request(land: None) -> None:
    officer = factories.staff("系统", "admin", areas.DISTRICT)
    request = actions.ask_data(actor=officer, kind=RequestKind.CANCEL, now=NOW)
    with pytest.raises(Forbidden):
        actions.answer_data_request(actor=officer, request_id=request, granted=True, area_path=areas.DISTRICT, now=NOW)


@pytest.mark.django_db
def test_a_granted_copy_is_open_for_thirty_days_to_who_holds_the_contact(land: None) -> None:
    contact = factories.contact("王阿姨", "13900000001")
    with pytest.raises(NotFound):
        queries.export_of_contact(contact, now=NOW)
    request = granted(factories.resident(("people", contact)), RequestKind.COPY, contact_id=contact)
    actions.carry_out(request_id=request, now=NOW)
    data = queries.export_of_contact(contact, now=NOW + 30 * DAY - timedelta(microseconds=1))
    assert data["people_contact"][0]["phone_sealed"] == "13900000001"
    with pytest.raises(NotFound):
        queries.export_of_contact(contact, now=NOW + 30 * DAY)


# Relatives


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["name", "phone", "words", "proof"])
def test_a_relative_says_who_which_papers_and_what_for(land: None, missing: str) -> None:
    person, _, _ = me()
    said = {"name": "林奶奶", "phone": "13900000077", "words": "孙女,办理过户", "proof": "people/proofs/x.pdf"}
    with pytest.raises(Invalid):
        actions.ask_data(
            actor=person, kind=RequestKind.HEIR, now=NOW, **(said | {missing: " " if missing != "proof" else ""})
        )  # type: ignore[arg-type]
    assert DataRequest.objects.count() == 0


@pytest.mark.django_db
def test_a_relative_reads_what_somebody_left_once_a_named_person_agreed(land: None) -> None:
    person, account, _ = me("林小姐", "13900000066")
    left = factories.contact("林奶奶", "13900000077")
    factories.contact("别人", "13900000077")
    said = {"name": "林奶奶", "phone": "139 0000 0077", "words": "孙女,办理过户", "proof": "people/proofs/x.pdf"}
    request = granted(person, RequestKind.HEIR, **said)
    with pytest.raises(NotFound):
        queries.heirs_export(account_id=account, request_id=request, now=NOW)
    assert actions.carry_out(request_id=request, now=NOW) is RequestOutcome.READY
    data = queries.heirs_export(account_id=account, request_id=request, now=NOW + DAY)
    assert [row["id"] for row in data["people_contact"]] == [str(left)]
    assert "别人" not in str(data)
    assert "people_reveal" not in data
    assert queries.data_request(request).answered_by_id is not None
    for other, late in ((factories.account("外人"), DAY), (account, 30 * DAY)):
        with pytest.raises(NotFound):
            queries.heirs_export(account_id=other, request_id=request, now=NOW + late)
    assert Contact.objects.get(id=left).name_sealed == "林奶奶"


@pytest.mark.django_db
def test_a_name_alone_opens_nothing(land: None) -> None:
    person, account, _ = me("林小姐", "13900000066")
    factories.contact("林奶奶", "13900000077")
    said = {"name": "林奶奶", "phone": "13900000078", "words": "孙女", "proof": "people/proofs/x.pdf"}
    request = granted(person, RequestKind.HEIR, **said)
    assert actions.carry_out(request_id=request, now=NOW) is RequestOutcome.GONE
    assert queries.heirs_export(account_id=account, request_id=request, now=NOW)["people_contact"] == []


@pytest.mark.django_db
def test_papers_go_thirty_days_after_the_answer(land: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    person, _, _ = me("林小姐", "13900000066")
    stored = default_storage.save("people/proofs/a.pdf", ContentFile(b"%PDF"))
    said = {"name": "林奶奶", "phone": "13900000077", "words": "孙女", "proof": stored}
    request = granted(person, RequestKind.HEIR, **said)
    assert jobs.drop_proofs(NOW + 90 * DAY) == 0
    actions.carry_out(request_id=request, now=NOW)
    assert jobs.drop_proofs(NOW + 30 * DAY - timedelta(microseconds=1)) == 0
    assert jobs.drop_proofs(NOW + 30 * DAY) == 1
    assert not default_storage.exists(stored)
    assert jobs.drop_proofs(NOW + 31 * DAY) == 0


@pytest.mark.django_db
def test_papers_without_a_request_are_swept(land: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    person, _, _ = me("林小姐", "13900000066")
    kept, orphan = (default_storage.save(f"people/proofs/{name}.pdf", ContentFile(b"%PDF")) for name in "ab")
    granted(person, RequestKind.HEIR, name="林奶奶", phone="13900000077", words="孙女", proof=kept)
    assert jobs.sweep_proofs(datetime.now(UTC)) == 0
    assert jobs.sweep_proofs(datetime.now(UTC) + 2 * DAY) == 1
    assert (default_storage.exists(kept), default_storage.exists(orphan)) == (True, False)


# The officer


@pytest.mark.django_db
def test_the_newest_named_officer_counts(land: None) -> None:
    admin = factories.staff("系统", "admin", areas.DISTRICT)
    name: dict[str, Any] = {"actor": admin, "area_path": areas.DISTRICT}
    assert queries.officer(at=NOW) is None
    actions.set_officer(name="周敏", phone="0532-66000001", now=NOW, **name)
    actions.set_officer(name="孙立", phone="0532-66000002", now=NOW + DAY, **name)
    first, second = queries.officer(at=NOW), queries.officer(at=NOW + DAY)
    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("周敏", "孙立")
    with pytest.raises(Invalid):
        actions.set_officer(name="周敏", phone="没有", now=NOW, **name)
    with pytest.raises(Forbidden):
        actions.set_officer(
            actor=factories.actor("community", areas.DISTRICT), name="周敏", phone="0532-66000001",
            area_path=areas.DISTRICT, now=NOW,
        )  # fmt: skip
    assert told() == ["people.officer_set"] * 2


# Logs


@given(st.dates(date(1999, 1, 1), date(2040, 1, 1)), st.sampled_from(Keeping), st.integers(-2, 2))
def test_the_last_day_due_is_the_other_side_of_keep_until(today: date, kind: Keeping, shift: int) -> None:
    last = last_due(kind, today)
    start = last + timedelta(days=shift)
    assert is_due(keep_until(kind, start), today) is (start <= last)


def signed(at: datetime) -> UUID:
    row = SignIn(login_index=b"1" * 32, ok=True, ip_digest=b"2" * 32, at=at)
    row.save(force_insert=True)
    return row.id


def seen(contact: UUID, at: datetime) -> None:
    Reveal.objects.create(
        contact_id=contact, subject_room="appeals", subject_id=new_id(), purpose="contact", area_path="", at=at
    )


@pytest.mark.django_db
def test_logs_are_dropped_on_their_day_and_it_is_written_down_how_many(land: None) -> None:
    now = datetime(2019, 6, 30, 19, 20, tzinfo=UTC)  # 1 July, 03:20 in Shanghai
    contact = factories.contact()
    old, kept = datetime(2018, 7, 1, 15, 59, tzinfo=UTC), datetime(2018, 7, 1, 16, 0, tzinfo=UTC)
    signed(old), signed(old), signed(kept)
    seen(contact, datetime(2016, 7, 1, 15, 59, tzinfo=UTC)), seen(contact, datetime(2016, 7, 1, 16, 0, tzinfo=UTC))
    MinorApproval.objects.create(
        contact_id=contact, account_id=factories.account("甲"), approved_by_id=factories.account("乙"),
        purpose="contact", valid_from=datetime(2016, 1, 1, tzinfo=UTC), valid_to=datetime(2016, 1, 8, tzinfo=UTC),
    )  # fmt: skip
    counted = jobs.drop_logs(now)
    assert counted == {"people_signin": 2, "people_reveal": 1, "people_minorapproval": 1}
    assert [row.at for row in SignIn.objects.all()] == [kept]
    assert Reveal.objects.count() == 1
    facts = {str(fact.data["table"]): fact.data for fact in Fact.objects.filter(kind="people.logs_dropped")}
    assert {table: fact["rows"] for table, fact in facts.items()} == counted
    assert datetime.fromisoformat(str(facts["people_signin"]["before"])) == kept
    assert jobs.drop_logs(now) == {"people_signin": 0, "people_reveal": 0, "people_minorapproval": 0}
    assert Fact.objects.filter(kind="people.logs_dropped").count() == 3


@pytest.mark.django_db
def test_fresh_traces_cannot_be_wiped_even_with_a_forged_clock(land: None) -> None:
    contact, fresh = factories.contact(), datetime.now(UTC) - 30 * DAY
    signed(fresh)
    seen(contact, fresh)
    assert jobs.drop_logs(datetime.now(UTC) + 3000 * DAY)["people_signin"] == 0
    assert (SignIn.objects.count(), Reveal.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["people_signin", "people_reveal"])
def test_the_application_itself_deletes_no_trace(land: None, table: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
