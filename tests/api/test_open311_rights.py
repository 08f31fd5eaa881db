"""Who may do what over Open311: a row for every address; every role with a key of a system, at four places."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import resolve
from django.utils import timezone

from linli.appeals.models import Appeal
from linli.channels.open311.urls import urlpatterns
from linli.kernel.actor import is_within
from linli.people import actions as people_actions
from linli.people.models import ApiToken
from linli.people.rules.roles import ROLES
from linli.people.tests import factories as people
from linli.people.words import Role
from tests.api.matrix import OPEN311, Kind
from tests.api.open311 import form, get, send, system_key
from tests.api.test_rights import places
from tests.api.town import Town

PATHS = {
    "GET discovery": "discovery", "GET services": "v2/services", "GET definition": "v2/services/util.sewer",
    "GET requests": "v2/requests", "GET one": "v2/requests/x", "GET token": "v2/tokens/x",
    "GET updates": "v2/servicerequestupdates", "POST requests": "v2/requests",
}  # fmt: skip


@pytest.fixture
def town(borrowed_town: Town) -> Town:
    return borrowed_town


def test_every_address_has_a_row() -> None:
    views = {pattern.callback.__name__ for pattern in urlpatterns} - {"nothing_here"}
    assert views == {name.partition(" ")[2] for name in OPEN311}
    for name, path in PATHS.items():
        assert resolve(f"/open311/{path}.xml").func.__name__ == name.partition(" ")[2]
    assert sorted(PATHS) == sorted(OPEN311)


@pytest.mark.parametrize("name", [name for name, right in OPEN311.items() if right.kind is Kind.PUBLIC])
def test_what_is_public_needs_no_key(name: str, town: Town) -> None:
    assert get(f"{PATHS[name]}.json").status not in (401, 403)


@pytest.mark.parametrize("role", list(ROLES))
def test_a_system_reports_with_the_deed_at_the_place_only(role: Role, town: Town) -> None:
    row, wrong = ROLES[role], []
    for label, area in places(town).items():
        if label == "other district":
            continue  # no grant of ours leads there
        may = "appeals.submit" in row.area_deeds and is_within(town.small.estate_grid, area)
        before = Appeal.objects.count()
        answer = send(form(town, key_at(town, role, area), client_id=f"{role.value}{area}"))
        if (answer.status == 200, Appeal.objects.count() - before) != (may, int(may)):
            wrong.append(f"{role.value} at {label}: {answer.status} {answer.body}, may: {may}")
        assert answer.status in (200, 403)
    assert not wrong, "\n".join(wrong)


def key_at(town: Town, role: Role, area: str) -> str:
    """Return the key of a system that was granted a role at an area, with all that the role may do."""
    now = timezone.now()
    admin, guard = (people.actor(name, town.small.district) for name in ("admin", "security_admin"))
    name = f"sys-{role.value}-{area.rpartition('/')[2]}"
    account = people_actions.open_system(actor=admin, login=name, name=name, area_path=town.small.district, now=now)
    people.grant(account, role.value, area, unit=town.company)
    _, raw = people_actions.issue_system_token(
        actor=guard, account_id=account, label=name, scopes=sorted(ROLES[role].deeds),
        expires_at=now + timedelta(days=9), area_path=town.small.district, now=now,
    )  # fmt: skip
    return raw


def test_an_ended_key_is_no_key(town: Town) -> None:
    raw = system_key(town)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert send(form(town, raw)).status == 403
    assert not Appeal.objects.exists()


def test_a_key_that_reads_does_not_report(town: Town) -> None:
    assert send(form(town, system_key(town, scopes=("appeals.view",)))).status == 403


def test_an_id_of_another_thing_is_no_report(town: Town) -> None:
    for other in (UUID(int=0), town.company, town.small.ids[town.here]):
        assert get(f"v2/requests/{other}.json").status == 404
