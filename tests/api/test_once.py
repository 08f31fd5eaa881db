"""A key that is sent twice: one deed, the same answer; a key that stood for something else is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.journal.models import Fact
from linli.people.actions.once import KEPT, forget_presses
from linli.people.models import Account, Grant, Organisation, Press
from linli.people.tests import factories as people
from tests.api.town import Answer, Town, call


def ask(path: str, body: Any, token: str, key: str) -> Answer:
    return call("post", path, body, token=token, **{"idempotency-key": key})


def deeds(town: Town) -> dict[str, tuple[str, dict[str, Any], dict[str, Any], str]]:
    """Return deed -> path, body, another body, role."""
    account = people.account("小张")
    unit = {"kind": "property", "name_zh": "安居物业", "name_en": "", "area_path": town.here}
    grant = {"account_id": account, "role": "agent", "area_path": town.small.district}
    opened = {"login": "xiaoli", "name": "小李", "password": "Correct-horse-9", "area_path": town.here}
    notice = {"kind": "news", "title": "消息", "body": "周六停水", "area_path": town.here}
    return {
        "open_unit": ("/people/units", unit, unit | {"name_zh": "另一家"}, "admin"),
        "grant": ("/people/grants", grant, grant | {"role": "street"}, "security_admin"),
        "open_account": ("/people/accounts", opened, opened | {"name": "别人"}, "admin"),
        "draft": ("/notices/", notice, notice | {"body": "周日停水"}, "editor"),
    }


@pytest.mark.parametrize("name", ["open_unit", "grant", "open_account", "draft"])
def test_the_same_press_twice_is_one_deed(town: Town, name: str) -> None:
    path, body, other, role = deeds(town)[name]
    token = town.token(role, town.small.district)
    first = ask(path, body, token, "press-1")
    told = Fact.objects.count()
    again, changed = ask(path, body, token, "press-1"), ask(path, other, token, "press-1")

    assert first.status in (200, 201), first.body
    assert (again.status, again.body) == (first.status, first.body)
    assert changed.status == 409, changed.body
    assert Fact.objects.count() == told


def test_a_key_of_one_account_is_nothing_to_another(town: Town) -> None:
    path, body, other, role = deeds(town)["open_unit"]
    before = Organisation.objects.count()
    for token, words in ((town.token(role, town.small.district), body), (town.token(role, town.street), other)):
        assert ask(path, words, token, "1").status == 200
    assert Organisation.objects.count() == before + 2


def test_a_refused_press_leaves_the_key_free(town: Town) -> None:
    path, body, _, role = deeds(town)["open_account"]
    token = town.token(role, town.small.district)
    assert ask(path, body | {"password": "short"}, token, "k").status == 422
    assert ask(path, body, token, "k").status == 200
    assert Account.objects.filter(login="xiaoli").count() == 1


def test_a_key_for_another_deed_is_refused(town: Town) -> None:
    found = deeds(town)
    path, body, _, role = found["grant"]
    token = town.token(role, town.small.district)
    made = ask(path, body, token, "k")
    taken = ask(f"/people/grants/{made.body['id']}/revoke", {}, token, "k")
    assert (taken.status, taken.body["title"]) == (409, "people.key_taken")
    assert Grant.objects.get(id=made.body["id"]).valid_to is None


def test_a_press_keeps_no_word_and_is_forgotten(town: Town) -> None:
    path, body, _, role = deeds(town)["open_account"]
    ask(path, body, town.token(role, town.small.district), "k")
    (kept,) = Press.objects.all()
    assert set(kept.made) == {"id", "until", "undo", "undo_until"}, "ids and moments only"
    assert forget_presses(kept.at + KEPT) == 0
    assert forget_presses(kept.at + KEPT + timedelta(seconds=1)) == 1
