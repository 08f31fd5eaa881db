"""The administration: for the three officers and dispatchers, in both languages, each deed through its form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.grid.words import Mode
from linli.journal import actions as journal
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, STREET
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]

PAGES = [
    ("/office/", "admin", 14),
    ("/office/branch/370203008/", "admin", 14),
    ("/office/area/370203008002/", "admin", 22),
    ("/office/audit/", "admin", 20),
    ("/office/audit/?area=370203008", "admin", 20),
    ("/office/merges/", "admin", 14),
    ("/office/units/", "admin", 14),
    ("/office/units/?area=370203008&kind=police", "admin", 14),
    ("/office/units/new/", "admin", 14),
    ("/office/accounts/", "security_admin", 14),
    ("/office/accounts/?role=unit", "security_admin", 14),
    ("/office/accounts/new/", "admin", 14),
    ("/office/standards/", "admin", 14),
    ("/office/standards/?q=回访", "admin", 14),
    ("/office/standard/limit.triage.normal/", "admin", 14),
    ("/office/standard/limit.triage.normal/enact/", "admin", 14),
    ("/office/consents/", "admin", 30),
    ("/office/consents/publish_case/", "admin", 14),
    ("/office/requests/", "admin", 14),
    ("/office/reveals/", "auditor", 14),
    ("/office/sign-ins/", "auditor", 14),
    ("/office/minors/", "auditor", 16),
    ("/office/minors/?year=2025", "auditor", 16),
    ("/office/minors/2025/sign/", "auditor", 14),
    ("/office/journal/", "auditor", 14),
    ("/desk/publish/", "editor", 16),
    ("/desk/publish/?state=published", "approver", 16),
]


@pytest.fixture
def office(town: Town) -> dict[str, Any]:
    roles = ("admin", "security_admin", "auditor", "editor", "approver")
    return {role: cast.staff(f"{role}一", role, DISTRICT) for role in roles}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path, role, most", PAGES)
def test_a_page_renders(office: dict[str, Any], sign_in: Any, path: str, role: str, most: int, language: str) -> None:
    client = sign_in(office[role], language=language)
    client.get(path)
    with CaptureQueriesContext(connection) as told:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:1500]
    assert len(told) <= most, "\n".join(query["sql"][:160] for query in told)


@pytest.mark.parametrize("path", [path for path, _, _ in PAGES if path.startswith("/office")])
def test_others_learn_nothing(town: Town, sign_in: Any, path: str) -> None:
    assert sign_in(town.of("office")).get(path).status_code == 404


def test_the_auditor_does_not_administer(office: dict[str, Any], sign_in: Any) -> None:
    assert sign_in(office["auditor"]).get("/office/accounts/").status_code == 404


def post(client: Any, path: str, **values: Any) -> Any:
    return client.post(path, values, follow=True)


def test_a_unit_is_opened_and_made_competent(office: dict[str, Any], sign_in: Any) -> None:
    client = sign_in(office["admin"])
    answer = post(client, "/office/units/new/", kind="police", name_zh="辽宁路派出所", name_en="Police", area=STREET)
    unit_id = answer.redirect_chain[-1][0].split("/")[-2]
    post(client, f"/office/unit/{unit_id}/competence/", category="street", area=COMMUNITY, rank="main")
    assert UUID(unit_id) in [u.id for u in people.competent_units("street.mobile_vendor", COMMUNITY, at=MONDAY)]


def test_a_unit_is_closed(town: Town, office: dict[str, Any], sign_in: Any) -> None:
    post(sign_in(office["admin"]), f"/office/unit/{town.units['police']}/close/")
    people.forget()
    assert people.unit(town.units["police"]).valid_to == MONDAY


def test_an_account_is_opened_by_one_and_granted_by_another(office: dict[str, Any], sign_in: Any) -> None:
    admin, security = sign_in(office["admin"]), sign_in(office["security_admin"])
    answer = post(
        admin, "/office/accounts/new/", name="新来的", login="newcomer", area=DISTRICT, password="一把很长的 Key-2026"
    )
    url = answer.redirect_chain[-1][0]
    account_id = UUID(url.split("/")[-2])
    assert admin.get(url + "grant/").status_code == 200
    assert post(admin, url + "grant/", role="agent", area=DISTRICT).status_code == 422
    post(security, url + "grant/", role="agent", area=DISTRICT)
    (held,) = people.grants_of(account_id, at=MONDAY)
    assert held.role == "agent"
    post(security, f"{url}revoke/{held.id}/")
    assert people.grants_of(account_id, at=MONDAY) == []


def test_a_weak_first_password_is_told(office: dict[str, Any], sign_in: Any) -> None:
    answer = post(
        sign_in(office["admin"]), "/office/accounts/new/", name="甲", login="jia", area=DISTRICT, password="123"
    )
    assert answer.status_code == 422


def test_an_area_is_switched_and_charged(town: Town, sign_in: Any) -> None:
    client = sign_in(town.district)
    post(client, "/office/area/370203008/mode/", mode="emergency", level="2", reason="台风")
    assert grid.operating_mode(STREET, MONDAY).mode is Mode.EMERGENCY
    post(client, "/office/area/370203008/charge/", unit=str(town.units["office"]))
    charge = people.charge_of(STREET, at=MONDAY)
    assert charge is not None
    assert charge.organisation_id == town.units["office"]


def test_a_standard_is_not_changed_for_the_past(office: dict[str, Any], sign_in: Any) -> None:
    path = "/office/standard/limit.triage.normal/enact/"
    given = {"value": "40 wm", "citation": "会议纪要 3 号", "jurisdiction": "370203", "valid_from": "2026-03-01T09:00"}
    assert post(sign_in(office["admin"]), path, **given).status_code == 422


def test_a_consent_text_gets_a_new_version(office: dict[str, Any], sign_in: Any) -> None:
    answer = post(sign_in(office["admin"]), "/office/consents/publish_case/", zh="同意公开", en="I agree")
    assert "同意公开" in answer.content.decode()


def test_a_fact_is_proved(office: dict[str, Any], dispatched: object, sign_in: Any) -> None:
    journal.integrate(log=settings.LOG_NAME, now=MONDAY)
    client = sign_in(office["auditor"])
    page = client.get("/office/journal/").content.decode()
    fact = page.split("?fact=")[1].split('"')[0]
    assert "leaf" in client.get(f"/office/journal/?fact={fact}").content.decode()
    assert "note tone-soon" in client.get(f"/office/journal/?fact={town}").content.decode()
