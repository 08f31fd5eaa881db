"""A notice to all of an area in the browser: looked at first, sent by the second press, agreed to, called off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.appeals.tests.factories import Town
from linli.groups import actions
from linli.groups.jobs import spread
from linli.groups.models import Broadcast
from linli.groups.words import NewsTopic
from linli.kernel.actor import Actor
from linli.notices import queries as inboxes
from linli.people import queries as people
from linli.people.tests import factories as folk
from linli.web.tests.test_groups_pages import browser, here, liu, wang, zhao
from linli.web.tests.test_resident_pages import text_of

__all__ = ["here", "liu", "wang", "zhao"]
pytestmark = pytest.mark.django_db
PAGE = 8
"""Statements of a page; session and account are two of them."""
NEW = "/desk/groups/broadcast/"


def given(path: str, **more: str) -> dict[str, str]:
    end = timezone.localtime(timezone.now() + timedelta(hours=6))
    return {
        "kind": "service", "topic": "outage", "where": path, "words_zh": "今晚停水", "words_en": "No water tonight",
        "good_until": end.strftime("%Y-%m-%dT%H:%M"),
    } | more  # fmt: skip


def subscribe(account_id: UUID, path: str) -> Actor:
    who = people.actor_for(account_id, now=timezone.now())
    actions.subscribe(actor=who, area_path=path, topics=list(NewsTopic), now=timezone.now())
    return who


def told_by_worker() -> None:
    for one in Broadcast.objects.filter(state="sending"):
        spread(key="k", broadcast=str(one.id), after="")


def test_it_is_looked_at_and_then_sent_once(here: Town, zhao: Actor, wang: UUID, liu: UUID) -> None:
    # given
    reader = subscribe(wang, here.small.estate_grid)
    assert zhao.account_id is not None
    desk, words = browser(zhao.account_id), given(here.small.estate_community)
    # when it is looked at
    looked = desk.post(NEW, words | {"step": "look"})
    # then it says whom it reaches, and nothing is sent
    shown = text_of(looked)
    assert "会发给 1 人" in shown
    assert "【停水停电】今晚停水（" in shown
    assert Broadcast.objects.count() == 0
    # when a word is changed, it stands in the form again
    assert 'value="edit"' in looked.content.decode()
    assert "今晚停水" in desk.post(NEW, words | {"step": "edit"}).content.decode()
    # when it is sent, twice
    for _ in range(2):
        sent = desk.post(NEW, words | {"step": "send", "key": "k1"})
    told_by_worker()
    # then it is one, and the neighbour has it once
    assert Broadcast.objects.count() == 1
    assert len(inboxes.inbox(reader).rows) == 1
    page = text_of(desk.get(sent["Location"]))
    assert "站内已送达 1 人" in page
    assert "今晚停水" in text_of(desk.get("/desk/groups/?tab=broadcasts"))
    assert "No water tonight" in text_of(browser(zhao.account_id, "en").get(sent["Location"]))


def test_what_is_wrong_stands_at_its_field(here: Town, zhao: Actor, wang: UUID) -> None:
    subscribe(wang, here.small.estate_grid)
    assert zhao.account_id is not None
    desk = browser(zhao.account_id)
    for wrong, words in (
        ({"words_zh": "请打13900000001"}, "不能带手机号"),
        ({"good_until": "2020-01-01T08:00"}, "有效时间要在现在之后"),
        ({"where": "370203"}, "请从清单中选择"),
        ({"link": "ftp://example.org"}, "链接要以 https:// 开头"),
    ):
        for step in ("look", "send"):
            answer = desk.post(NEW, given(here.small.estate_community, step=step) | wrong)
            assert (answer.status_code, words in text_of(answer)) == (422, True), wrong
    assert Broadcast.objects.count() == 0


def test_nobody_there_is_said_before_anything_is_sent(here: Town, zhao: Actor) -> None:
    assert zhao.account_id is not None
    desk, words = browser(zhao.account_id), given(here.small.estate_community)
    looked = desk.post(NEW, words | {"step": "look"})
    assert "没有人会收到" in text_of(looked)
    assert 'value="send"' not in looked.content.decode()
    assert desk.post(NEW, words | {"step": "send"}).status_code == 422


def test_a_colleague_agrees_and_it_can_be_called_off(here: Town, wang: UUID) -> None:
    # given
    reader = subscribe(wang, here.small.estate_grid)
    qian, han = (folk.staff(role, role, here.small.district) for role in ("district", "approver"))
    assert qian.account_id is not None
    assert han.account_id is not None
    asker, decider = browser(qian.account_id), browser(han.account_id)
    words = given(here.small.district, kind="emergency")
    assert "要另一位同事同意" in text_of(asker.post(NEW, words | {"step": "look"}))
    made = asker.post(NEW, words | {"step": "send", "key": "k"})["Location"]
    # when the one who asked decides, it is refused; a colleague sees who asked and agrees
    assert 'value="yes"' not in asker.get(made).content.decode()
    asker.post(f"{made}decide/", {"agrees": "yes"})
    assert Broadcast.objects.get().state == "asked"
    assert "想发给 1 人" in text_of(decider.get(made))
    decider.post(f"{made}decide/", {"agrees": "yes"})
    assert Broadcast.objects.get().state == "sending"
    # when it is called off before the worker came
    assert "叫停" in text_of(asker.get(made))
    asker.post(f"{made}off/")
    told_by_worker()
    # then nobody has it
    assert inboxes.inbox(reader).rows == ()
    assert "已叫停" in text_of(asker.get(made))


def test_it_is_for_those_of_the_place_only(here: Town, zhao: Actor, wang: UUID) -> None:
    subscribe(wang, here.small.estate_grid)
    assert zhao.account_id is not None
    desk = browser(zhao.account_id)
    made = desk.post(NEW, given(here.small.estate_community, step="send"))["Location"]
    far = folk.staff("别处的", "community", here.small.streets[0])
    li = folk.staff("李网格员", "grid_worker", here.small.estate_grid, unit=here.committee)
    for who in (far, li):
        assert who.account_id is not None
        client = browser(who.account_id)
        assert client.get(made).status_code == 404
        for deed in ("decide/", "off/"):
            assert client.post(f"{made}{deed}", {"agrees": "yes"}).status_code == 404
    assert browser(wang).get(made).status_code == 404
    assert browser(wang).get(NEW).status_code == 404
    assert browser(li.account_id).get(NEW).status_code == 404  # type: ignore[arg-type]
    assert Broadcast.objects.get().state == "sending"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_stay_within_their_statements(here: Town, zhao: Actor, wang: UUID, language: str) -> None:
    subscribe(wang, here.small.estate_grid)
    assert zhao.account_id is not None
    desk, words = browser(zhao.account_id, language), given(here.small.estate_community)
    made = desk.post(NEW, words | {"step": "send"})["Location"]
    for path in (NEW, made, "/desk/groups/?tab=broadcasts"):
        desk.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = desk.get(path)
        assert answer.status_code == 200
        assert len(asked) <= PAGE, (path, [one["sql"][:90] for one in asked])
    with CaptureQueriesContext(connection) as asked:
        desk.post(NEW, words | {"step": "look"})
    assert len(asked) <= PAGE, [one["sql"][:90] for one in asked]
