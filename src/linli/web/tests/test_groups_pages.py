"""Neighbourhood groups in the browser: joining, talking, a report from a post, moderation; strangers find nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.appeals.models import Appeal
from linli.appeals.tests import factories
from linli.appeals.tests.factories import Town
from linli.grid import queries as grid
from linli.grid.models import Building
from linli.groups import actions, queries
from linli.groups.models import AddressClaim, BoardItem, Group, Mailing, Membership, Post, Removal, Thread
from linli.groups.words import GroupKind, Joining, NewsTopic, RemovalState
from linli.kernel.actor import Actor
from linli.notices import actions as notices
from linli.people import queries as people
from linli.people.tests import factories as folk
from linli.standards import queries as standards
from linli.web.tests.test_resident_pages import text_of

pytestmark = pytest.mark.django_db
LISTS, PAGES = 8, 10
"""Statements of a list and of a page with more than one list; session and account are two of them."""

Browser = Callable[..., Client]


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    settings.LINLI_REPORTS_PER_MINUTE = 0
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


def browser(account_id: UUID, language: str = "zh") -> Client:
    client = Client(headers={"Accept-Language": language})
    account = get_user_model().objects.get(pk=str(account_id))
    client.force_login(account, backend="linli.people.backends.NameOrPhoneBackend")
    return client


@pytest.fixture
def wang(here: Town) -> UUID:
    return folk.account("王阿姨", phone="13900000021")


@pytest.fixture
def liu(here: Town) -> UUID:
    return folk.account("刘大爷", phone="13900000022")


@pytest.fixture
def zhao(here: Town) -> Actor:
    return folk.staff("赵书记", "community", here.small.estate_community, unit=here.committee)


@pytest.fixture
def li(here: Town) -> Actor:
    return folk.staff("李网格员", "grid_worker", here.small.estate_grid, unit=here.committee)


def group(here: Town, zhao: Actor, *members: UUID, joining: Joining = Joining.OPEN) -> UUID:
    now = timezone.now()
    made = actions.open_group(
        actor=zhao, kind=GroupKind.GRID, name="槐花邻里群", area_path=here.small.estate_grid, joining=joining, now=now
    )
    secret = actions.invite(actor=zhao, group_id=made, now=now)
    for member in members:
        actions.join(actor=people.actor_for(member, now=now), group_id=made, invitation=secret, now=now)
    return made


def talk(here: Town, zhao: Actor, *members: UUID) -> tuple[UUID, UUID]:
    """Return a group with a thread that the first member started."""
    made = group(here, zhao, *members)
    actor = people.actor_for(members[0], now=timezone.now())
    thread = actions.start_thread(
        actor=actor, group_id=made, title="楼道灯", body="三楼的灯坏了一周了", now=timezone.now()
    )
    return made, thread


def press_of(page: Any) -> str:
    found = re.search(r'name="press" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["", "find/", "address/", "removals/"])
def test_without_an_account_one_is_asked_to_sign_in(here: Town, client: Client, path: str) -> None:
    assert client.get(f"/my/groups/{path}")["Location"].startswith("/my/sign-in/")


def test_a_neighbour_finds_a_group_joins_and_talks(here: Town, zhao: Actor, wang: UUID) -> None:
    made = group(here, zhao)
    client = browser(wang)
    community = here.small.estate_community
    assert f"/my/groups/{made}/" in client.get(f"/my/groups/find/?at={community}").content.decode()
    assert "加入后才能看到" in text_of(client.get(f"/my/groups/{made}/"))

    client.post(f"/my/groups/{made}/join")
    page = client.get(f"/my/groups/{made}/new/")
    sent = {"title": "楼道灯", "body": "坏了，打13900000021", "press": press_of(page)}
    first = client.post(f"/my/groups/{made}/new/", sent)
    again = client.post(f"/my/groups/{made}/new/", sent)

    assert first["Location"] == again["Location"]
    assert (Membership.objects.count(), Thread.objects.count()) == (1, 1)
    assert "坏了，打〔电话〕" in text_of(client.get(first["Location"]))
    answered = client.post(first["Location"], {"body": "物业说明天修", "press": "a"})
    assert answered.status_code == 302
    assert Thread.objects.get().posts == 2
    assert "槐花邻里群" in text_of(client.get("/my/groups/"))
    client.post(f"/my/groups/{made}/leave")
    assert client.get(first["Location"]).status_code == 404


def test_what_was_written_is_kept_when_it_is_refused(here: Town, zhao: Actor, wang: UUID) -> None:
    made, thread = talk(here, zhao, wang)
    client = browser(wang)
    page = client.post(f"/my/groups/{made}/new/", {"title": "", "body": "这段话不能丢", "press": "x1"})
    assert (page.status_code, press_of(page)) == (422, "x1")
    assert "这段话不能丢" in text_of(page)
    assert client.post(f"/my/groups/thread/{thread}/", {"body": " "}).status_code == 422
    assert Post.objects.count() == 1


def test_danger_brings_up_the_numbers_while_a_neighbour_types(here: Town, zhao: Actor, wang: UUID) -> None:
    in_group, thread = talk(here, zhao, wang)
    for path in (f"/my/groups/{in_group}/new/", f"/my/groups/thread/{thread}/"):
        page = browser(wang).get(path).content.decode()
        assert 'hx-post="/report/check/"' in page, path


def test_an_invitation_waits_until_the_account_is_open(here: Town, zhao: Actor, client: Client) -> None:
    made = group(here, zhao, joining=Joining.INVITED)
    secret = actions.invite(actor=zhao, group_id=made, now=timezone.now())
    link = f"/my/groups/{made}/invited/{secret}/"
    assert client.get(link)["Location"] == "/join/"
    client.post("/join/", {"phone": "13900000023", "name": "周", "password": "槐花开了满院香六月1a"})
    assert link in client.get("/my/groups/").content.decode()
    assert "邀请您加入" in text_of(client.get(link))
    assert client.post(link)["Location"] == f"/my/groups/{made}/"
    assert Membership.objects.count() == 1


def test_a_stranger_finds_neither_thread_nor_post(here: Town, zhao: Actor, wang: UUID, liu: UUID) -> None:
    made, thread = talk(here, zhao, wang)
    post = Post.objects.get().id
    client = browser(liu)
    for path in (f"/my/groups/{made}/new/", f"/my/groups/thread/{thread}/", f"/my/groups/post/{post}/flag/"):
        assert client.get(path).status_code == 404, path
    for path in (f"/my/groups/post/{post}/appeal", f"/my/groups/post/{post}/take-back"):
        assert client.post(path).status_code == 404, path
    assert client.get("/desk/groups/").status_code == 404
    assert Appeal.objects.count() == 0


def test_the_writer_makes_a_report_of_it_with_one_tap(here: Town, zhao: Actor, wang: UUID) -> None:
    _, thread = talk(here, zhao, wang)
    client = browser(wang)
    page = client.get(f"/my/groups/thread/{thread}/").content.decode()
    post = Post.objects.get().id
    assert f"/my/groups/post/{post}/appeal" in page
    assert client.post(f"/my/groups/post/{post}/appeal")["Location"].startswith("/r/")
    assert "已登记为诉求" in text_of(client.get(f"/my/groups/thread/{thread}/"))
    client.post(f"/my/groups/post/{post}/appeal")
    assert Appeal.objects.count() == 1


def test_the_grid_worker_makes_a_report_of_a_neighbours_words(here: Town, zhao: Actor, li: Actor, wang: UUID) -> None:
    _, thread = talk(here, zhao, wang)
    assert li.account_id is not None
    client = browser(li.account_id)
    back = client.post(f"/my/groups/post/{Post.objects.get().id}/appeal")
    assert back["Location"] == f"/my/groups/thread/{thread}/"
    assert Appeal.objects.get().reporter_account_id == wang
    assert "王**" in text_of(client.get(f"/my/groups/thread/{thread}/"))
    assert "王阿姨" not in text_of(client.get(f"/my/groups/thread/{thread}/"))


def test_a_post_is_flagged_removed_appealed_and_decided_by_another(
    here: Town, zhao: Actor, li: Actor, wang: UUID, liu: UUID
) -> None:
    _, thread = talk(here, zhao, wang, liu)
    post = Post.objects.get().id
    neighbour, writer = browser(liu), browser(wang)
    assert li.account_id is not None
    assert zhao.account_id is not None
    worker, leader = browser(li.account_id), browser(zhao.account_id)

    assert neighbour.post(f"/my/groups/post/{post}/flag/", {}).status_code == 422
    neighbour.post(f"/my/groups/post/{post}/flag/", {"reason": "false", "words": "没坏"})
    assert "没坏" in text_of(worker.get("/desk/groups/?tab=reports"))
    worker.post(f"/desk/groups/post/{post}/remove/", {"reason": "false", "words": "灯没坏"})
    assert "已被管理人员移除" in text_of(neighbour.get(f"/my/groups/thread/{thread}/"))
    assert "灯没坏" in text_of(writer.get("/my/groups/removals/"))
    removal = Removal.objects.get().id
    writer.post(f"/my/groups/removals/{removal}/appeal/", {"words": "我拍了照片"})
    decision = {"upheld": "yes", "answer": "看了照片，属实"}
    refused = worker.post(f"/desk/groups/removal/{removal}/", decision)
    assert refused.status_code == 404
    assert "我拍了照片" in text_of(leader.get("/desk/groups/?tab=appeals"))
    leader.post(f"/desk/groups/removal/{removal}/", decision)

    assert Removal.objects.get().state == RemovalState.RESTORED
    assert "三楼的灯坏了" in text_of(neighbour.get(f"/my/groups/thread/{thread}/"))
    assert "看了照片" in text_of(writer.get("/my/groups/removals/"))
    assert "restored on appeal" in text_of(browser(zhao.account_id, "en").get("/desk/groups/?tab=log"))


def test_an_address_is_verified_by_the_grid_worker_and_opens_the_residents_group(
    here: Town, zhao: Actor, li: Actor, wang: UUID
) -> None:
    made = group(here, zhao, joining=Joining.RESIDENTS)
    client = browser(wang)
    assert li.account_id is not None
    client.post(f"/my/groups/{made}/join")
    assert Membership.objects.count() == 0
    wrong = client.post("/my/groups/address/", {"building_code": "没有这个码", "room": "2单元501"})
    assert wrong.status_code == 422
    code = next(row.code for row in grid.buildings_in(here.small.estate_grid, timezone.now()))
    client.post("/my/groups/address/", {"building_code": code, "room": "2单元501"})
    claim = AddressClaim.objects.get()
    worker = browser(li.account_id)
    assert "2单元501" in text_of(worker.get("/desk/groups/?tab=addresses"))
    worker.post(f"/desk/groups/claim/{claim.id}/", {"verified": "yes", "kind": "owner"})
    assert "已核实" in text_of(client.get("/my/groups/address/"))
    client.post(f"/my/groups/{made}/join")
    assert Membership.objects.count() == 1


def test_the_grid_worker_opens_a_group_and_invites(here: Town, li: Actor) -> None:
    assert li.account_id is not None
    client = browser(li.account_id)
    assert client.get("/desk/groups/new/").status_code == 200
    place = here.small.estate_grid
    given = {"name": "一楼群", "kind": "building", "area_path": place, "joining": "invited"}
    assert client.post("/desk/groups/new/", given).status_code == 422
    code = Building.objects.order_by("code").values_list("code", flat=True)[0]
    opened = client.post("/desk/groups/new/", given | {"building_code": code})
    made = Group.objects.get()
    assert opened["Location"] == f"/my/groups/{made.id}/"
    assert f"/my/groups/{made.id}/invited/" in client.post(f"/desk/groups/{made.id}/invite/").content.decode()
    assert client.get(f"/desk/groups/{made.id}/invite/").status_code == 405


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_speak_one_language_within_their_budget(
    here: Town, zhao: Actor, wang: UUID, liu: UUID, language: str
) -> None:
    made, thread = talk(here, zhao, wang, liu)
    for number in range(12):
        writer = people.actor_for(liu, now=timezone.now())
        actions.write(actor=writer, thread_id=thread, body=f"{number}", now=timezone.now())
    assert zhao.account_id is not None
    tabs = ("groups", "reports", "appeals", "topics", "board", "news", "log")
    found = f"find/?at={here.small.district}"
    budgets = {
        wang: (("", LISTS), (found, LISTS), (f"{made}/", PAGES), (f"thread/{thread}/", LISTS)),
        zhao.account_id: tuple((f"?tab={tab}", LISTS) for tab in tabs),
    }  # fmt: skip
    for who, pages in budgets.items():
        client, root = browser(who, language), "/my/groups/" if who == wang else "/desk/groups/"
        for path, most in pages:
            client.get(root + path)
            with CaptureQueriesContext(connection) as asked:
                page = client.get(root + path)
            assert page.status_code == 200, path
            assert len(asked) <= most, (path, [one["sql"][:90] for one in asked])
            words = re.sub(r"楼道灯|槐花邻里群|三楼的灯坏了一周了|王\*\*|刘\*\*|王阿姨|赵书记", "", text_of(page))
            shown = re.sub(r"^.*?Skip to the page", "", words)
            assert language == "zh" or "发言" not in shown
    assert queries.group(made).name == "槐花邻里群"


def test_the_board_is_for_everybody_and_proves_its_posting(here: Town, zhao: Actor, client: Client) -> None:
    assert zhao.account_id is not None
    leader = browser(zhao.account_id)
    tomorrow = (timezone.localtime() + timedelta(days=1)).date()
    given = {
        "kind": "notice", "title": "周六停水", "body": "请提前存水", "area_path": here.small.estate_community,
        "last_day": tomorrow.isoformat(),
    }  # fmt: skip
    late = given | {"last_day": "2020-01-01"}
    assert leader.post("/desk/groups/board/", late).status_code == 422
    put = leader.post("/desk/groups/board/", given)
    assert "周六停水" in text_of(client.get(f"/board/?at={here.small.estate_community}"))
    shown = text_of(client.get(put["Location"]))
    assert BoardItem.objects.get().digest in shown
    assert "正在写进记录" in shown
    leader.post(f"/desk/groups{put['Location']}down/")
    assert client.get(put["Location"]).status_code == 404
    assert "Nothing on the board" in text_of(Client(headers={"Accept-Language": "en"}).get("/board/"))


def test_a_neighbour_chooses_the_news_and_the_approver_sends_them_once(here: Town, zhao: Actor, wang: UUID) -> None:
    group(here, zhao, wang)
    client = browser(wang)
    place = here.small.estate_grid
    assert client.post("/my/groups/news/", {"area_path": "nirgends", "topics": ["safety"]}).status_code == 404
    client.post("/my/groups/news/", {"area_path": place, "topics": ["safety", "health"]})
    assert queries.my_subscription(wang) == (place, frozenset({NewsTopic.SAFETY, NewsTopic.HEALTH}))
    now = timezone.now()
    editor, approver = (folk.staff(role, role, here.small.district) for role in ("editor", "approver"))
    made = notices.draft(actor=editor, kind="news", title="大风预警", body="收好花盆", area_path=place, now=now)
    notices.approve(actor=approver, notice_id=made, now=now)
    notices.publish(actor=approver, notice_id=made, now=now)
    assert approver.account_id is not None
    desk = browser(approver.account_id)
    assert "大风预警" in text_of(desk.get("/desk/groups/?tab=news"))
    for _ in range(2):
        desk.post(f"/desk/groups/news/{made}/", {"topic": "safety"})
    assert Mailing.objects.count() == 1
    assert "送达 0 人" in text_of(desk.get("/desk/groups/?tab=news"))
    assert "收好花盆" in text_of(client.get(f"/news/{made}/"))
