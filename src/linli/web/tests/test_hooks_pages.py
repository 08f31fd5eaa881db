"""Other systems and webhooks for the two administrators: every step through its form, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import MONDAY, Town
from linli.hooks import actions, queries
from linli.hooks.models import Delivery
from linli.hooks.tests.receiver import Receiver, receiving
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.models import ApiToken
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT, OTHER_STREET, STREET
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]


@pytest.fixture
def officers(town: Town) -> dict[str, Actor]:
    return {role: cast.staff(f"{role}一", role, DISTRICT) for role in ("admin", "security_admin", "auditor")}


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.LINLI_HOOKS_LOOPBACK = True
    with receiving() as one:
        yield one


def key_on(page: str) -> str:
    """Return the key a page shows."""
    start = page.index("linli_")
    return page[start : page.index('"', start)]


def test_two_officers_bring_a_system_in(officers: dict[str, Actor], sign_in: Any) -> None:
    admin, guard = sign_in(officers["admin"]), sign_in(officers["security_admin"])
    admin.post("/office/systems/new/", {"name": "城运平台", "login": "city-brain"})
    ((system, tokens),) = people.systems(at=MONDAY)
    assert (system.login, system.name, tokens) == ("city-brain", "城运平台", [])

    # the administrator opens it and gives it nothing
    assert admin.post(f"/office/systems/{system.id}/key/", {}).status_code == 422
    cast.grant(system.id, "supervisor", STREET)
    wanted = {"label": "推送", "scopes": ["appeals.view"], "years": "1"}
    assert admin.post(f"/office/systems/{system.id}/key/", wanted).status_code == 422
    assert people.systems(at=MONDAY)[0][1] == []

    raw = key_on(guard.post(f"/office/systems/{system.id}/key/", wanted).content.decode())
    actor, row = people.token_of(raw, now=MONDAY)
    assert (actor.account_id, set(actor.scopes)) == (system.id, {"appeals.view"})
    assert row is not None
    assert (row.kind, row.expires_at) == ("system", MONDAY + timedelta(days=365))
    page = guard.get("/office/systems/").content.decode()
    assert "还没有用过" in page
    assert raw not in page

    fresh = key_on(guard.post(f"/office/systems/key/{row.id}/rotate/").content.decode())
    assert fresh != raw
    assert people.token_of(raw, now=MONDAY + timedelta(hours=23))[1] is not None
    assert people.token_of(raw, now=MONDAY + timedelta(hours=25))[1] is None
    after = people.token_of(fresh, now=MONDAY + timedelta(hours=25))[1]
    assert after is not None
    assert after.series_id == row.series_id
    guard.post(f"/office/systems/key/{after.id}/revoke/")
    assert people.token_of(fresh, now=MONDAY)[1] is None


def test_a_key_without_end_is_for_systems_only(officers: dict[str, Actor], sign_in: Any, town: Town) -> None:
    guard = sign_in(officers["security_admin"])
    made = people_actions.open_system(actor=officers["admin"], login="s", name="系统", area_path=DISTRICT, now=MONDAY)
    cast.grant(made, "supervisor", STREET)
    guard.post(f"/office/systems/{made}/key/", {"label": "x", "scopes": ["appeals.view"], "years": "0"})
    assert ApiToken.objects.get(account_id=made).expires_at is None
    person = guard.post(
        f"/office/systems/{town.agent.account_id}/key/", {"label": "x", "scopes": ["appeals.view"], "years": "1"}
    )
    assert person.status_code == 422
    assert "系统密钥只发给外部系统的账号" in person.content.decode()


def test_nobody_signs_in_as_a_system(officers: dict[str, Actor], sign_in: Any) -> None:
    made = people_actions.open_system(actor=officers["admin"], login="s", name="系统", area_path=DISTRICT, now=MONDAY)
    page = (
        sign_in(officers["admin"]).post(f"/office/account/{made}/reset/", {"password": cast.PASSWORD}).content.decode()
    )
    assert "只用密钥" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_administrator_sees_what_could_not_be_delivered_and_sends_it_again(
    officers: dict[str, Actor], sign_in: Any, receiver: Receiver, language: str
) -> None:
    made = people_actions.open_system(
        actor=officers["admin"], login="s", name="城运平台", area_path=DISTRICT, now=MONDAY
    )
    cast.grant(made, "supervisor", STREET)
    _, raw = people_actions.issue_system_token(
        actor=officers["security_admin"], account_id=made, label="推送", scopes=["appeals.view"], area_path=DISTRICT,
        now=MONDAY,
    )  # fmt: skip
    actor, key = people.token_of(raw, now=MONDAY)
    hook, secret = actions.subscribe(actor=actor, key=key, url=receiver.url, area_path=STREET, now=MONDAY)
    receiver.status = 410
    delivery = Delivery.objects.get()
    actions.deliver(delivery_id=delivery.id, now=MONDAY)

    client = sign_in(officers["admin"], language=language)
    with CaptureQueriesContext(connection) as told:
        listed = client.get("/office/hooks/").content.decode()
    assert len(told) <= 14
    assert ("对方已停用" if language == "zh" else "gone at the other side") in listed
    page = client.get(f"/office/hooks/{hook}/?state=dead").content.decode()
    assert ("重发" if language == "zh" else "Send again") in page
    assert secret not in listed + page

    receiver.status = 200
    client.post(f"/office/hooks/{hook}/go-on/")
    client.post(f"/office/hooks/{hook}/send-again/?delivery={delivery.id}")
    actions.deliver(delivery_id=delivery.id, now=MONDAY)
    assert queries.subscription(actor, hook).dead == 0
    client.post(f"/office/hooks/{hook}/pause/")
    assert queries.subscription(actor, hook).state == "paused"
    client.post(f"/office/hooks/{hook}/end/")
    assert queries.subscriptions(actor) == []


@pytest.fixture
def hook(officers: dict[str, Actor], receiver: Receiver, town: Town) -> str:
    """A subscription whose ping and one fact were delivered."""
    made = people_actions.open_system(
        actor=officers["admin"], login="s", name="城运平台", area_path=DISTRICT, now=MONDAY
    )
    cast.grant(made, "supervisor", STREET)
    _, raw = people_actions.issue_system_token(
        actor=officers["security_admin"], account_id=made, label="推送", scopes=["appeals.view"], area_path=DISTRICT,
        now=MONDAY,
    )  # fmt: skip
    actor, key = people.token_of(raw, now=MONDAY)
    subscription, _ = actions.subscribe(actor=actor, key=key, url=receiver.url, area_path=STREET, now=MONDAY)
    for delivery in Delivery.objects.all():
        actions.deliver(delivery_id=delivery.id, now=MONDAY)
    return f"/office/hooks/{subscription}/"


@pytest.mark.parametrize("language, again, listed", [
    ("zh", "补发一段时间", "补发记录"), ("en", "Send a span again", "Replays"),
])  # fmt: skip
def test_the_administrator_replays_one_and_a_span_with_a_reason(
    officers: dict[str, Actor], sign_in: Any, hook: str, language: str, again: str, listed: str
) -> None:
    client = sign_in(officers["admin"], language=language)
    page = client.get(hook).content.decode()
    assert again in page
    assert listed not in page
    delivery = Delivery.objects.get()
    assert client.get(f"{hook}replay/?delivery={delivery.id}").status_code == 200

    refused = client.post(f"{hook}replay/?delivery={delivery.id}", {"reason": ""})
    assert refused.status_code == 422
    assert Delivery.objects.get().state == "sent"
    client.post(f"{hook}replay/?delivery={delivery.id}", {"reason": "对方丢了这一条"})
    assert Delivery.objects.get().state == "waiting"
    nothing = client.post(f"{hook}replay/?delivery={delivery.id}", {"reason": "再来一次"})
    assert nothing.status_code == 422  # it is on its way already
    actions.deliver(delivery_id=delivery.id, now=MONDAY)

    day = MONDAY.astimezone(SHANGHAI).date()
    span = {"since": f"{day}T00:00", "until": f"{day}T23:59", "which": "all", "reason": "恢复了备份"}
    assert client.post(f"{hook}replay/", {**span, "until": f"{day}T00:00"}).status_code == 422
    assert client.post(f"{hook}replay/", {**span, "which": "dead"}).status_code == 422
    assert client.post(f"{hook}replay/", span).status_code == 302
    assert Delivery.objects.get().state == "waiting"
    with CaptureQueriesContext(connection) as told:
        page = client.get(hook).content.decode()
    assert len(told) <= 16
    assert all(words in page for words in (listed, "恢复了备份", "对方丢了这一条", "admin一"))


def test_only_the_administrator_of_the_place_replays(
    officers: dict[str, Actor], sign_in: Any, hook: str, town: Town
) -> None:
    elsewhere = cast.staff("别处管理员", "admin", OTHER_STREET)
    for other in (officers["security_admin"], officers["auditor"], town.agent, elsewhere):
        client = sign_in(other)
        assert client.get(f"{hook}replay/").status_code == 404
        assert client.post(f"{hook}replay/", {"reason": "试试看", "which": "all"}).status_code == 404
    assert Delivery.objects.get().state == "sent"


def test_the_pages_are_for_their_officers(officers: dict[str, Actor], sign_in: Any, town: Town) -> None:
    for path, allowed in (("/office/hooks/", {"admin"}), ("/office/systems/", {"admin", "security_admin"})):
        for role, actor in officers.items():
            assert (sign_in(actor).get(path).status_code == 200) is (role in allowed), (path, role)
        assert sign_in(town.agent).get(path).status_code == 404


def test_an_own_key_is_rotated_on_the_own_page(town: Town, sign_in: Any) -> None:
    agent, until = town.agent, MONDAY + timedelta(days=30)
    token, raw = people_actions.issue_token(
        actor=agent, label="台账", scopes=["appeals.view"], expires_at=until, now=MONDAY
    )
    client = sign_in(agent)
    assert client.get(f"/account/key/{token}/rotate/").status_code == 200
    fresh = key_on(client.post(f"/account/key/{token}/rotate/").content.decode())
    row = people.token_of(fresh, now=MONDAY + timedelta(days=29))[1]
    assert row is not None
    assert row.expires_at == until
    assert people.token_of(raw, now=MONDAY + timedelta(days=2))[1] is None
    assert sign_in(town.street).get(f"/account/key/{row.id}/rotate/").status_code == 404
