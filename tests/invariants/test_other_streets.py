"""What came in by the channels, asked for by id from elsewhere: nothing is found, nothing is changed, by no method.

Rows are the addresses of exchanges, connections, signals, group messages, past requests, codes, hot events and records
of proposals, made from the urlconf; a new one below these beginnings is tried without anybody adding it here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from linli.channels.actions import open_body
from linli.channels.models import Connection, Exchange
from linli.channels.rules.messages import covered, uncovered
from linli.devices.models import Alert, Device
from linli.dispatch.tests.factories import MONDAY, Town
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT, GRID, OTHER_STREET, STREET
from tests.invariants.planting import SECRETS, plain_in, planted
from tests.invariants.test_planted_walk import addresses, at_monday, said_by, staff_of_all

__all__ = ["at_monday"]
PLACES = (
    "/office/connections/", "/desk/signals/", "/desk/group-messages/", "/desk/codes/", "/desk/past/",
    "/desk/figures/hotspots/",
)  # fmt: skip
KEYS = {"groups": {"g1": {"name": "群", "area": GRID, "robot": "wecom:693a91f6-7000-4bc4-97a0-0ec251fa5aaa"}}}


def of_channels(examples: dict[str, list[str]]) -> Iterator[str]:
    """Yield the addresses of one thing each."""
    code = STREET.rpartition("/")[2]
    wanted = examples | {"code": [code], "request_id": ["7"]}
    yield from (path for path in addresses(wanted) if path.startswith(PLACES) and path not in PLACES)
    yield f"/desk/figures/hotspots/?area={STREET}"
    yield f"/desk/figures/proposals/?area={STREET}"


def session(actor: Actor, **more: Any) -> Client:
    client = Client(headers={"Accept-Language": "zh"}, **more)
    account = get_user_model().objects.get(pk=str(actor.account_id))
    client.force_login(account, backend="linli.people.backends.NameOrPhoneBackend")
    return client


def stored() -> list[Any]:
    """Return everything that could be changed."""
    models = (Connection, Exchange, Device, Alert)
    rows = [list(model.objects.order_by("id").values()) for model in models]  # type: ignore[attr-defined]
    return [rows, Fact.objects.count()]


ELSEWHERE = ("agent", "street", "community", "grid_worker", "district", "leader", "admin")


def test_somebody_of_another_street_finds_and_changes_nothing(town: Town) -> None:
    examples = planted(town)
    before = stored()
    account = cast.account("别街的人")
    for role in ELSEWHERE:
        cast.grant(account, role, OTHER_STREET)
    client = session(cast.actor("street", OTHER_STREET, account_id=account))
    paths = list(of_channels(examples))
    assert len(paths) > 40
    for path in paths:
        for ask in (client.get, lambda one: client.post(one, {"reason": "x", "body": "{}", "case": "x", "seen": "x"})):
            with transaction.atomic():
                answer = ask(path)
                text = said_by(answer)
                after = stored()
                transaction.set_rollback(True)
            is_new = path.endswith("/new/")  # a form of the own area
            assert answer.status_code in (403, 404, 405, 422) or is_new, (path, answer.status_code)
            assert plain_in(text, SECRETS) == [], path
            assert after == before, path


def test_a_get_changes_nothing_and_a_form_needs_its_mark(town: Town) -> None:
    examples = planted(town)
    everything = staff_of_all(town)
    assert everything.account_id is not None
    for role in ("admin", "street"):
        cast.grant(everything.account_id, role, DISTRICT)
    reading, pressing = session(everything), session(everything, enforce_csrf_checks=True)
    before = stored()
    opened = 0
    for path in of_channels(examples):
        opened += reading.get(path).status_code == 200
        answer = pressing.post(path, {"reason": "x", "body": "{}"})
        assert answer.status_code in (403, 404, 405), (path, answer.status_code)
    after = stored()
    assert after[0] == before[0]
    kinds = set(Fact.objects.order_by("-id").values_list("kind", flat=True)[: after[1] - before[1]])
    assert kinds <= {"channels.body_opened"}, "only that a body was read is told"
    assert opened > 15


def test_a_body_is_read_while_it_is_stuck_and_no_longer(town: Town) -> None:
    """What became a case has a reporter whose name is asked for with a reason; the ledger is no second way to it."""
    planted(town)
    for row in Exchange.objects.exclude(state="refused"):
        with pytest.raises(Conflict):
            open_body(actor=town.agent, exchange_id=row.id, now=MONDAY)
        page = session(town.agent).get(f"/office/connections/exchange/{row.id}/mend/")
        assert page.status_code == 409
        assert plain_in(said_by(page), SECRETS) == []
    assert {row.state for row in Exchange.objects.all()} == {"done", "refused", "waiting"}


def test_the_key_of_a_robot_is_not_shown_again_and_stays(town: Town) -> None:
    admin = cast.staff("管理员", "admin", DISTRICT)
    client = session(admin)
    given = {"name": "群", "system": "group", "config": json.dumps(KEYS), "secret": "", "silent": "", "address": ""}
    answer = client.post("/office/connections/new/", given)
    assert answer.status_code == 200, said_by(answer)
    one = Connection.objects.get()
    assert one.secret_sealed
    assert one.secret_sealed in said_by(answer), "shown once"
    change = f"/office/connections/{one.id}/change/"
    robot = KEYS["groups"]["g1"]["robot"]
    for path in ("/office/connections/", f"/office/connections/{one.id}/", change, "/office/journal/"):
        text = said_by(client.get(path))
        assert one.secret_sealed not in text, path
        assert robot not in text, path
    kept = {"config": json.dumps(covered(one.config)), "address": "", "silent": "30"}
    assert client.post(change, kept).status_code in (200, 302)
    one.refresh_from_db()
    assert (one.config, one.silent_after_min) == (KEYS, 30)


@pytest.mark.parametrize(("before", "given", "after"), [
    ("wecom:693a91f6", "wecom:••••91f6", "wecom:693a91f6"),
    ("wecom:693a91f6", "wecom:new-key-1", "wecom:new-key-1"),
    ("wecom:693a91f6", "dingtalk:••••91f6", "dingtalk:••••91f6"),
    ("", "wecom:••••91f6", "wecom:••••91f6"),
])  # fmt: skip
def test_a_covered_key_is_the_one_that_was_there(before: str, given: str, after: str) -> None:
    def of(robot: str) -> dict[str, object]:
        return {"groups": {"g1": {"name": "群", "robot": robot}}}

    assert uncovered(of(given), of(before)) == of(after)
    assert covered({"groups": "x"}) == {"groups": "x"}
