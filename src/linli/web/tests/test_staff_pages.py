"""The pages of the desk: for the right role, in both languages, in a bounded number of statements; else nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.dispatch.actions import issuing, outdoors, supervising, taking
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.standards import queries as standards

SignIn = Callable[[Actor | None], Client]


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch) -> SignIn:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)

    def inner(actor: Actor | None, *, language: str = "zh") -> Client:
        client = Client(headers={"Accept-Language": language})
        if actor is not None:
            client.force_login(
                get_user_model().objects.get(pk=str(actor.account_id)),
                backend="linli.people.backends.NameOrPhoneBackend",
            )
        return client

    return inner


@pytest.fixture
def dispatched(town: Town) -> tuple[UUID, UUID]:
    """A case that the community's dispatcher sent to the street office."""
    appeal_id = factories.triaged(town)
    order_id = issuing.dispatch(actor=town.street, appeal_id=appeal_id, unit_id=town.units["office"], now=MONDAY)
    return appeal_id, order_id


PAGES = [
    ("/desk/", "agent", 24),
    ("/desk/", "street", 24),
    ("/desk/queue/", "agent", 16),
    ("/desk/queue/?state=dispatched&due=soon&urgency=urgent&mine=1", "district", 16),
    ("/desk/queue/?q=占道", "street", 16),
    ("/desk/revisit/", "revisitor", 16),
    ("/desk/decisions/", "district", 16),
    ("/desk/report/", "agent", 14),
    ("/desk/grid/370203008002003/", "street", 30),
    ("/desk/messages/", "agent", 14),
    ("/account/", "agent", 14),
    ("/account/reading/", "agent", 14),
    ("/account/password/", "agent", 14),
    ("/account/key/", "agent", 14),
    ("/account/devices/", "agent", 14),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path, role, most", PAGES)
def test_a_page_renders(
    town: Town, dispatched: object, sign_in: Any, path: str, role: str, most: int, language: str
) -> None:
    client = sign_in(getattr(town, role), language=language)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as told:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert len(told) <= most, "\n".join(query["sql"][:160] for query in told)
    assert ('lang="zh-CN"' if language == "zh" else 'lang="en"') in answer.content.decode()


@pytest.mark.parametrize("role", ["agent", "street", "district", "revisitor"])
def test_the_bar_of_a_phone_holds_five_and_the_own_page_leads_to_the_others(
    town: Town, sign_in: Any, role: str
) -> None:
    page = sign_in(getattr(town, role)).get("/account/").content.decode()
    bar = page[page.index('<nav class="nav phone-bar') : page.index("</nav>")]
    links = re.findall(r'<a href="([^"]+)"( class="wide-only")?', bar)
    assert len([url for url, hidden in links if not hidden]) == min(5, len(links))
    assert links[-1][0] == "/account/"
    more = page.partition('<div class="phone-only">')[2].partition("</section>")[0]
    assert re.findall(r'<a class="button second" href="([^"]+)"', more) == [url for url, hidden in links if hidden]


@pytest.mark.parametrize("path", [path for path, _, _ in PAGES if path.startswith("/desk")])
def test_a_stranger_learns_nothing(town: Town, sign_in: Any, path: str) -> None:
    assert sign_in(None).get(path).status_code == 302
    plain = cast.account("局外人")
    client = Client()
    client.force_login(get_user_model().objects.get(pk=plain), backend="linli.people.backends.NameOrPhoneBackend")
    if path != "/desk/messages/":
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_case(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, language: str) -> None:
    appeal_id, _ = dispatched
    client = sign_in(town.of("office"), language=language)
    client.get(f"/desk/case/{appeal_id}/")
    with CaptureQueriesContext(connection) as told:
        answer = client.get(f"/desk/case/{appeal_id}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(told) <= 16, "\n".join(query["sql"][:160] for query in told)
    assert "占道经营" in page
    assert "13900000001" not in page
    assert "/do/accept/" in page


def test_the_page_of_a_case_with_a_notice_and_a_supervision(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any
) -> None:
    appeal_id, order_id = dispatched
    own: dict[str, Any] = {"actor": town.of("office"), "order_id": order_id, "now": MONDAY}
    taking.accept(**own)
    outdoors.rectify(to_words="商户", notice="自行整改", due_on=date(2026, 3, 20), **own)
    supervising.supervise(actor=town.supervisor, appeal_id=appeal_id, note="进度", now=MONDAY)
    client = sign_in(town.of("office"))
    client.get(f"/desk/case/{appeal_id}/")
    with CaptureQueriesContext(connection) as told:
        answer = client.get(f"/desk/case/{appeal_id}/")
    assert answer.status_code == 200
    assert len(told) <= 15, "\n".join(query["sql"][:160] for query in told)
    assert "/do/recheck/" in answer.content.decode()


def test_a_case_out_of_reach_is_not_found(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    appeal_id, _ = dispatched
    client = sign_in(town.of("gas"))
    for path in ("", "do/accept/", "reveal/"):
        assert client.get(f"/desk/case/{appeal_id}/{path}").status_code == 404
