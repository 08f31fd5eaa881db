"""One-time codes: how often one may ask and guess, what is kept, what a proven phone opens (ADR 0021)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from linli.kernel.errors import Invalid
from linli.people import actions, queries
from linli.people.actions import codes as deeds
from linli.people.models import PhoneCode
from linli.people.rules import codes
from linli.people.rules.codes import CodeOver, TooManyCodes, Window, WrongPhoneCode
from linli.people.tests import factories
from linli.people.words import CodePurpose

NOW = datetime(2026, 11, 21, 7, 40, tzinfo=UTC)
PHONE, OTHER = "13900000001", "13900000002"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta.resolution


@pytest.mark.parametrize(
    "what, ago, windows, wait",
    [
        ("nothing before", [], codes.PER_PHONE, timedelta(0)),
        ("just now", [timedelta(0)], codes.PER_PHONE, MINUTE),
        ("the last moment of the minute", [MINUTE - TICK], codes.PER_PHONE, TICK),
        ("a minute ago", [MINUTE], codes.PER_PHONE, timedelta(0)),
        ("four in the hour", [n * 10 * MINUTE for n in range(1, 5)], codes.PER_PHONE, timedelta(0)),
        ("five in the hour", [n * 10 * MINUTE for n in range(1, 6)], codes.PER_PHONE, 10 * MINUTE),
        ("nine in the day", [n * 2 * HOUR for n in range(1, 10)], codes.PER_PHONE, timedelta(0)),
        ("ten in the day", [n * 2 * HOUR for n in range(1, 11)], codes.PER_PHONE, 4 * HOUR),
        ("twenty-nine of an address", [MINUTE] * 29, codes.PER_ADDRESS, timedelta(0)),
        ("thirty of an address", [MINUTE] * 30, codes.PER_ADDRESS, HOUR - MINUTE),
    ],
)
def test_how_long_to_wait(what: str, ago: list[timedelta], windows: tuple[Window, ...], wait: timedelta) -> None:
    assert codes.wait([NOW - one for one in ago], windows, NOW) == wait


@given(st.lists(st.integers(0, 100_000), max_size=30))
def test_after_the_wait_one_more_fits_and_the_order_does_not_matter(seconds: list[int]) -> None:
    sent = [NOW - timedelta(seconds=one) for one in seconds]
    pause = codes.wait(sent, codes.PER_PHONE, NOW)
    assert pause == codes.wait(sent[::-1], codes.PER_PHONE, NOW)
    assert codes.wait(sent, codes.PER_PHONE, NOW + pause) == timedelta(0)


@pytest.mark.parametrize("pause, minutes", [(TICK, 1), (MINUTE, 1), (MINUTE + TICK, 2)])
def test_the_wait_is_told_in_whole_minutes(pause: timedelta, minutes: int) -> None:
    with pytest.raises(TooManyCodes) as refused:
        codes.check_wait(pause)
    assert refused.value.params == {"minutes": minutes}


@pytest.mark.parametrize(
    "what, expires, tries, was_used, is_open",
    [
        ("fresh", TICK, 0, False, True),
        ("the last try", TICK, codes.MOST_TRIES - 1, False, True),
        ("guessed too often", TICK, codes.MOST_TRIES, False, False),
        ("too old", timedelta(0), 0, False, False),
        ("used", TICK, 0, True, False),
    ],
)
def test_when_a_code_may_be_tried(what: str, expires: timedelta, tries: int, was_used: bool, is_open: bool) -> None:
    if is_open:
        codes.check_open(expires_at=NOW + expires, tries=tries, was_used=was_used, now=NOW)
        return
    with pytest.raises(CodeOver):
        codes.check_open(expires_at=NOW + expires, tries=tries, was_used=was_used, now=NOW)


def ask(phone: str = PHONE, *, address: str = "203.0.113.7", at: datetime = NOW) -> actions.NewCode:
    return actions.new_code(purpose=CodePurpose.MINE, phone=phone, address=address, now=at)


def prove(made: actions.NewCode, code: str, *, at: datetime = NOW, purpose: CodePurpose = CodePurpose.MINE) -> None:
    actions.prove_phone(code_id=made.id, purpose=purpose, code=code, now=at)


def proven(made: actions.NewCode, *, at: datetime) -> str | None:
    return queries.proven_phone(made.id, purpose=CodePurpose.MINE, now=at)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.django_db
def test_the_right_code_proves_the_phone_for_half_an_hour() -> None:
    made = ask("+86 139-0000-0001")
    assert (len(made.code), made.code.isdigit()) == (6, True)
    assert proven(made, at=NOW) is None
    prove(made, f" {made.code[:3]} {made.code[3:]}")
    assert proven(made, at=NOW + timedelta(minutes=30) - TICK) == PHONE
    assert proven(made, at=NOW + timedelta(minutes=30)) is None
    with pytest.raises(CodeOver):
        prove(made, made.code)


@pytest.mark.django_db
def test_five_wrong_tries_end_a_code_and_stay_counted() -> None:
    made = ask()
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPhoneCode) as refused:
            prove(made, wrong(made.code))
        assert refused.value.params == {"left": left}
    with pytest.raises(CodeOver):
        prove(made, wrong(made.code))
    with pytest.raises(CodeOver):
        prove(made, made.code)
    assert PhoneCode.objects.get().tries == 5
    assert proven(made, at=NOW) is None


@pytest.mark.django_db
def test_a_code_opens_nothing_else_and_not_for_ever() -> None:
    made = ask()
    with pytest.raises(CodeOver):
        prove(made, made.code, purpose=CodePurpose.JOIN)
    with pytest.raises(CodeOver):
        prove(made, made.code, at=NOW + codes.GOOD_FOR)
    prove(made, made.code, at=NOW + codes.GOOD_FOR - TICK)


@pytest.mark.django_db
def test_the_table_holds_neither_code_nor_phone_in_the_open() -> None:
    from django.db import connection

    made = ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(people_phonecode)::text FROM people_phonecode")
        (row,) = cursor.fetchone()
    assert made.code not in row.replace(str(made.id), "")
    assert PHONE.encode().hex() not in row


@pytest.mark.django_db
def test_limits_hold_for_phone_and_address_apart() -> None:
    ask()
    with pytest.raises(TooManyCodes):
        ask(address="203.0.113.8")
    ask(OTHER)
    for n in range(28):
        ask(f"1390000{1000 + n}")
    with pytest.raises(TooManyCodes):
        ask("13900009999")
    assert PhoneCode.objects.count() == 30
    ask("13900009999", address="203.0.113.8")


@pytest.mark.django_db
def test_known_and_unknown_phones_take_the_same_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.contact("王阿姨", PHONE)
    for phone in (PHONE, OTHER):
        with django_assert_num_queries(5):
            ask(phone)


@pytest.mark.django_db
def test_no_phone_no_code() -> None:
    with pytest.raises(Invalid):
        ask("  ")
    assert PhoneCode.objects.count() == 0


@pytest.mark.django_db
def test_codes_are_forgotten_when_no_limit_counts_them() -> None:
    ask()
    assert deeds.forget_codes(NOW + DAY - TICK) == 0
    assert deeds.forget_codes(NOW + DAY) == 1


@pytest.mark.django_db
def test_a_proven_phone_brings_its_reports_to_the_account() -> None:
    contact = factories.contact("王阿姨", PHONE)
    password = "槐花开了满院香六月 1a"
    plain = actions.register(phone=OTHER, password=password, now=NOW)
    own = actions.register(phone=PHONE, password=password, is_phone_proven=True, now=NOW)
    assert queries.contact_ids_of_proven_phone(own) == [contact]
    assert queries.contact_ids_of_proven_phone(plain) == []
    assert [queries.account(one).has_proven_phone for one in (own, plain)] == [True, False]
