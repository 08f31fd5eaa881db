"""The rules of people, one boundary per row."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from linli.kernel.actor import Actor, Scope
from linli.kernel.errors import Forbidden
from linli.people.rules import grants, mask_name, mask_phone, normalise_phone, reveals
from linli.people.rules.consent_texts import FIRST_TEXTS
from linli.people.rules.consents import BASES, NeedsGuardian, NoConsentNeeded, check_giving, may_process
from linli.people.rules.passwords import WeakPassword, check_password
from linli.people.rules.retention import Keeping, is_due, keep_until
from linli.people.words import Basis, Purpose, Role

ME, OTHER, UNIT = UUID(int=1), UUID(int=2), UUID(int=3)
SUBJECT = ("appeals", UUID(int=9))


@pytest.mark.parametrize(
    "name, shown",
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳**"),
        ("欧阳", "欧阳**"),
        ("Li Wei", "L**"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_masked_name_keeps_the_surname_and_hides_its_length(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    "phone, shown",
    [
        ("13900000001", "139****0001"),
        ("+86 139-0000-0001", "139****0001"),
        ("0532-85678901", "053****8901"),
        ("12345678", "****78"),
        ("", ""),
        ("无", ""),
    ],
)
def test_a_masked_phone(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    "phone", ["13900000001", "+8613900000001", "0086 139 0000 0001", "139\uff10000 0001", "8613900000001"]
)
def test_one_line_has_one_spelling(phone: str) -> None:
    assert normalise_phone(phone) == "13900000001"


@pytest.mark.parametrize(
    "password, is_staff, is_good",
    [
        ("abcde12345", False, True),
        ("abcde1234", False, False),  # nine characters
        ("1029384756", False, False),  # figures only
        ("aaaaaaaaaab", False, False),  # three different at most
        ("wang-2026-xy", False, False),  # holds the login
        ("x13900000001", False, False),  # holds the phone
        ("abcde12345", True, False),  # two kinds
        ("abcde1234-", True, True),  # three kinds
        ("abcdefghijkl5678", True, True),  # sixteen
        ("abcdefghijkl567", True, False),  # fifteen
    ],
)
def test_passwords(password: str, is_staff: bool, is_good: bool) -> None:
    def check() -> None:
        check_password(password, login="wang", phone="13900000001", must_be_strong=is_staff)

    if is_good:
        check()
    else:
        with pytest.raises(WeakPassword):
            check()


@pytest.mark.parametrize(
    "what, role, granter, unit, held, wrong",
    [
        ("fine", "community", OTHER, None, (), None),
        ("nobody by that name", "king", OTHER, None, (), grants.UnknownRole),
        ("system is not granted", "system", OTHER, None, (), grants.UnknownRole),
        ("resident is not granted", "resident", OTHER, None, (), grants.UnknownRole),
        ("to oneself", "community", ME, None, (), grants.OwnGrant),
        ("a handler without unit", "unit", OTHER, None, (), grants.NeedsUnit),
        ("a handler with unit", "unit", OTHER, UNIT, (), None),
        ("two of the three officers", "auditor", OTHER, None, ("admin",), grants.OfficersApart),
        ("the same officer elsewhere", "auditor", OTHER, None, ("auditor",), None),
        ("an officer beside another role", "auditor", OTHER, None, ("community",), None),
    ],
)
def test_grants(
    what: str, role: str, granter: UUID, unit: UUID | None, held: tuple[str, ...], wrong: type[Exception] | None
) -> None:
    def check() -> Role:
        return grants.check_grant(granter=granter, account=ME, role=role, unit=unit, held=held)

    if wrong is None:
        assert check() == role
    else:
        with pytest.raises(wrong):
            check()


@pytest.mark.parametrize(
    "kind, start, until",
    [
        (Keeping.CONTACT, date(2026, 11, 21), date(2028, 11, 21)),
        (Keeping.CONTACT, date(2024, 2, 29), date(2026, 2, 28)),
        (Keeping.SENSITIVE, date(2026, 11, 21), date(2027, 11, 21)),
        (Keeping.TRACK, date(2026, 11, 21), date(2026, 12, 21)),
        (Keeping.CONSENT, date(2026, 11, 21), date(2029, 11, 21)),
    ],
)
def test_retention(kind: Keeping, start: date, until: date) -> None:
    assert keep_until(kind, start) == until
    assert is_due(until, until)
    assert not is_due(until, date.fromordinal(until.toordinal() - 1))


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("agreed", [False, True])
@pytest.mark.parametrize("is_emergency", [False, True])
def test_the_matrix_of_purposes_and_bases(purpose: Purpose, agreed: bool, is_emergency: bool) -> None:
    expected = {Basis.STATUTORY: True, Basis.CONSENT: agreed, Basis.EMERGENCY: is_emergency}[BASES[purpose]]
    assert may_process(purpose, consents={purpose} if agreed else set(), is_emergency=is_emergency) is expected


def test_every_purpose_has_a_basis_and_where_it_needs_consent_words() -> None:
    assert set(BASES) == set(Purpose)
    assert set(FIRST_TEXTS) == {purpose for purpose in Purpose if BASES[purpose] is Basis.CONSENT}


def test_consent_is_asked_only_where_it_matters_and_of_a_guardian_for_a_child() -> None:
    check_giving(Purpose.PUBLISH_CONTACT, is_minor=False, has_guardian=False)
    check_giving(Purpose.MINOR, is_minor=True, has_guardian=True)
    with pytest.raises(NoConsentNeeded):
        check_giving(Purpose.HANDLE_APPEAL, is_minor=False, has_guardian=False)
    with pytest.raises(NeedsGuardian):
        check_giving(Purpose.MINOR, is_minor=True, has_guardian=False)


@pytest.mark.parametrize(
    "born, on, is_child",
    [
        (date(2012, 11, 22), date(2026, 11, 21), True),
        (date(2012, 11, 21), date(2026, 11, 21), False),
        (date(2012, 2, 29), date(2026, 2, 28), True),
        (date(2012, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_under_14(born: date, on: date, is_child: bool) -> None:
    assert reveals.is_under_14(born, on) is is_child


HANDLER = Actor(
    name="account", account_id=ME, units=frozenset({UNIT}), scopes={"people.reveal": (Scope("370203", UNIT),)}
)


@pytest.mark.parametrize(
    "what, changed, wrong",
    [
        ("all in order", {}, None),
        ("complained of", {"barred_units": {UNIT}}, reveals.ComplainedOf),
        ("another unit's thing", {"units": {OTHER}}, Forbidden),
        ("another area", {"area_path": "370202"}, Forbidden),
        ("no reason", {"purpose": ""}, reveals.NeedsPurpose),
        ("curiosity", {"purpose": "curiosity"}, reveals.NeedsPurpose),
        ("nothing left", {"is_erased": True}, reveals.Erased),
        ("a child", {"is_minor": True}, reveals.NeedsApproval),
        ("a child, approved", {"is_minor": True, "has_approval": True}, None),
    ],
)
def test_reveals(what: str, changed: dict[str, object], wrong: type[Exception] | None) -> None:
    given: dict[str, object] = {
        "actor": HANDLER,
        "area_path": "370203",
        "units": {UNIT},
        "barred_units": set(),
        "subject": SUBJECT,
        "purpose": "contact",
        "is_minor": False,
        "has_approval": False,
        "is_erased": False,
    }
    found = reveals.refusal(**(given | changed))  # type: ignore[arg-type]
    assert type(found) is (wrong or type(None))
