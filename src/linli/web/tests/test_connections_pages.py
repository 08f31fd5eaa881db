"""Connections for the administrator and the duty desk: health, the ledger, mending; in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.channels import actions, queries
from linli.channels.actions.adapters import Never
from linli.channels.actions.orders import Sender, receive_orders
from linli.channels.models import Connection, Exchange
from linli.channels.tests.factories import NOW, Simulated, came_in, open_connection, simulated, stand, told
from linli.channels.tests.simulator import order, simulating
from linli.channels.words import Fault, System
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.actor import Actor
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
BODY = '{"工单编号": "12345-1", "来电人": "王阿姨", "人数": 3, "主要内容": ""}'


@pytest.fixture
def other_side() -> Iterator[Simulated]:
    with simulated() as there:
        yield there


@pytest.fixture
def keeper(town: Town) -> Actor:
    return cast.staff("系统管理员", "admin", DISTRICT)


@pytest.fixture
def stuck(town: Town, other_side: Simulated) -> tuple[UUID, UUID]:
    """A connection with something refused."""
    one, _ = open_connection(name="一号热线")
    made = came_in(one, "12345-1", BODY, now=MONDAY)
    other_side.fails = Never(Fault.REFUSED_HERE)
    actions.work(exchange_id=made, now=MONDAY)
    return one, made


@pytest.mark.parametrize("language, word", [("zh", "要人处理"), ("en", "Needs somebody")])
def test_the_administrator_sees_health_and_reads_no_body(
    stuck: tuple[UUID, UUID], keeper: Actor, sign_in: Any, language: str, word: str
) -> None:
    one, made = stuck
    client = sign_in(keeper, language=language)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/office/connections/").content.decode()
    assert len(asked) <= 14
    assert word in page
    assert "一号热线" in page
    with CaptureQueriesContext(connection) as asked:
        listed = client.get(f"/office/connections/{one}/").content.decode()
    assert len(asked) <= 16
    single = client.get(f"/office/connections/exchange/{made}/").content.decode()
    assert "12345-1" in listed
    assert "王阿姨" not in page + listed + single
    assert client.get(f"/office/connections/exchange/{made}/mend/").status_code == 403
    assert client.post(f"/office/connections/exchange/{made}/drop/", {"reason": "x"}).status_code == 422
    assert stand(made)[0] == "refused"


def test_the_desk_reads_mends_and_it_is_done(
    stuck: tuple[UUID, UUID], town: Town, other_side: Simulated, sign_in: Any
) -> None:
    _, made = stuck
    client = sign_in(town.agent)
    page = client.get(f"/office/connections/exchange/{made}/mend/").content.decode()
    assert "王阿姨" in page
    assert told()[-1] == "channels.body_opened"
    given = {"part-0": "12345-1", "part-1": "王阿姨", "part-2": "3", "part-3": "楼道灯坏了"}
    assert client.post(f"/office/connections/exchange/{made}/mend/", given).status_code == 422, "without a reason"
    assert stand(made)[0] == "refused"
    other_side.fails = None
    answer = client.post(f"/office/connections/exchange/{made}/mend/", given | {"reason": "来电人补充"})
    assert answer.status_code == 302
    assert actions.work(exchange_id=made, now=MONDAY) is not None
    assert other_side.got[-1].body == BODY.replace('""', '"楼道灯坏了"')


def test_a_nested_body_is_mended_part_by_part(town: Town, other_side: Simulated, sign_in: Any) -> None:
    """Under the names of the connection's mapping; what was not touched stays as it was."""
    one, _ = open_connection(name="二号热线", config={"fields": {"content": "wo.text"}})
    made = came_in(one, "12345-2", '{"wo": {"text": "灯坏", "people": 3}, "from": {"name": "王阿姨"}}', now=MONDAY)
    other_side.fails = Never(Fault.REFUSED_HERE)
    actions.work(exchange_id=made, now=MONDAY)
    client = sign_in(town.agent)
    page = client.get(f"/office/connections/exchange/{made}/mend/").content.decode()
    assert "主要内容" in page
    given = {"part-0": "灯坏了三盏", "part-1": "3", "part-2": "王阿姨", "reason": "补全"}
    assert client.post(f"/office/connections/exchange/{made}/mend/", given).status_code == 302
    other_side.fails = None
    actions.work(exchange_id=made, now=MONDAY)
    assert other_side.got[-1].body == '{"wo": {"text": "灯坏了三盏", "people": 3}, "from": {"name": "王阿姨"}}'


def test_drop_and_replay(stuck: tuple[UUID, UUID], town: Town, keeper: Actor, sign_in: Any) -> None:
    one, made = stuck
    assert sign_in(keeper).post(f"/office/connections/{one}/replay/?exchange={made}").status_code == 302
    assert stand(made)[0] == "waiting"
    assert (
        sign_in(town.district).post(f"/office/connections/exchange/{made}/drop/", {"reason": "重复"}).status_code == 302
    )
    assert stand(made)[0] == "dropped"


def test_the_administrator_opens_changes_and_ends(keeper: Actor, town: Town, sign_in: Any) -> None:
    client = sign_in(keeper)
    new = {
        "name": "热线",
        "system": "hotline",
        "address": "",
        "secret": "",
        "silent": "60",
        "config": '{"crs": "GCJ02"}',
    }
    assert client.post("/office/connections/new/", new | {"config": "{"}).status_code == 422
    page = client.post("/office/connections/new/", new).content.decode()
    row = Connection.objects.get()
    assert row.secret_sealed is not None
    assert row.secret_sealed in page
    assert (row.config, row.silent_after_min, row.area_path) == ({"crs": "GCJ02"}, 60, DISTRICT)
    url = f"/office/connections/{row.id}/"
    assert client.post("/office/connections/new/", new).status_code == 422, "the name is taken"
    assert row.secret_sealed not in client.get(url).content.decode()
    wrong = {"address": "http://example.org/", "silent": "", "config": ""}
    assert client.post(f"{url}change/", wrong).status_code == 422
    assert client.post(f"{url}change/", wrong | {"address": "https://example.org/api"}).status_code == 302
    fresh = client.post(f"{url}secret/").content.decode()
    now = Connection.objects.get()
    assert now.secret_sealed is not None
    assert now.secret_sealed in fresh
    assert (now.address, now.config, now.silent_after_min) == ("https://example.org/api", {}, None)
    for deed, state in (("pause", "paused"), ("go-on", "active"), ("end", "ended")):
        client.post(f"{url}{deed}/")
        assert Connection.objects.get().state == state


def test_the_pages_are_for_their_officers(stuck: tuple[UUID, UUID], town: Town, keeper: Actor, sign_in: Any) -> None:
    one, made = stuck
    pages = ("", f"{one}/", f"exchange/{made}/", f"{one}/replay/")
    for page in pages:
        for actor in (keeper, town.agent, town.district):
            assert sign_in(actor).get(f"/office/connections/{page}").status_code == 200, page
        for actor in (town.street, town.li, town.chen, town.leader):
            assert sign_in(actor).get(f"/office/connections/{page}").status_code == 404, page
        assert sign_in(None).get(f"/office/connections/{page}").status_code == 302
    for page in ("new/", f"{one}/change/", f"{one}/secret/", f"{one}/pause/"):
        assert sign_in(keeper).get(f"/office/connections/{page}").status_code == 200, page
        assert sign_in(town.agent).get(f"/office/connections/{page}").status_code == 404, page
    assert queries.connection(keeper, one, now=NOW).stuck == 1
    assert Exchange.objects.get().state == "refused"


@pytest.mark.parametrize("language, word", [("zh", "对方有，我们没有"), ("en", "they have it, we do not")])
def test_a_comparison_is_a_page_and_a_file(town: Town, sign_in: Any, settings: Any, language: str, word: str) -> None:
    settings.LINLI_HOOKS_LOOPBACK = True
    with simulating() as there:
        there.now = MONDAY
        one, there.secret = open_connection(System.HOTLINE, name="热线", address=there.url)
        there.orders = [order("12345-7")]
        client = sign_in(town.agent, language=language)
        url = f"/office/connections/{one}/reconciliation/"
        assert client.get(url).status_code == 200
        assert client.get(f"{url}check/").status_code == 200
        assert client.post(f"{url}check/", {"day": "2026-03-16"}).status_code == 302
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url).content.decode()
        assert len(asked) <= 14
        assert word in page
        table = client.get(f"{url}?as=csv").content.decode("utf-8-sig")
        assert "12345-7" in table
        there.mode = "down"
        assert client.post(f"{url}check/", {"day": "2026-03-16"}).status_code == 422
    assert sign_in(town.street).get(url).status_code == 404


@pytest.mark.parametrize("language, word", [("zh", "看两边内容"), ("en", "Compare the two")])
def test_other_content_is_compared_and_added(town: Town, sign_in: Any, language: str, word: str) -> None:
    one, _ = open_connection(System.HOTLINE, name="热线")
    row = Connection.objects.get(id=one)
    for words in ("楼道里的灯坏了", "楼道里的灯坏了，老人摔了"):
        receive_orders(
            sender=Sender(row.id, row.system, row.config), items=[order("12345-1", words, 是否保密="是")], now=MONDAY
        )
    made = Exchange.objects.get(state="refused")
    client = sign_in(town.agent, language=language)
    url = f"/office/connections/exchange/{made.id}/"
    assert word in client.get(url).content.decode()
    page = client.get(f"{url}differs/").content.decode()
    assert "<mark>，老人摔了</mark>" in page
    assert "13900000001" not in page
    assert client.post(f"{url}differs/", {"choice": "add"}).status_code == 422, "without a reason"
    assert client.post(f"{url}differs/", {"choice": "add", "reason": "新情况"}).status_code == 302
    assert client.get(f"{url}differs/").status_code == 409
    case = client.get(f"/desk/case/{Exchange.objects.get(id=made.id).appeal_id}/").content.decode()
    assert ("来件要求" if language == "zh" else "What the order asks for") in case
    assert case.count("老人摔了") >= 1
