"""李网格员's day without a line: the inbox stands, nothing is lost or doubled, signing out empties the phone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from linli.appeals.actions import registering, triaging, withdrawing
from linli.appeals.actions.registering import NewAppeal
from linli.appeals.models import Appeal, AppealText, Attachment
from linli.appeals.queries import links
from linli.appeals.words import Channel, Mode, Urgency
from linli.config import processes
from linli.config.commands import serve
from linli.dispatch.actions import issuing
from linli.dispatch.models import Visit
from linli.fieldwork import actions as fieldwork
from linli.fieldwork.models import Check, DiaryDay, DiaryLine, Finding, Photo
from linli.fieldwork.words import Outcome
from linli.grid import queries as grid
from linli.grid.rules.rows import BuildingRow
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.models import Account
from linli.people.rules.roles import resident_actor
from tests.browser.conftest import PATIENCE_MS, context

ROOT = Path(__file__).resolve().parents[2]
MANY = 100
KINDS = '[...document.querySelectorAll("form[data-kind]")].map((form) => form.dataset.kind)'
FAST_MS, SLOW_MS = 10_000, 240_000
OPEN = """() => new Promise((done) => {
  const asked = indexedDB.open('linli-field', 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction('outbox').objectStore('outbox').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.map((one) => [one.id, one.state])); };
  };
})"""
CACHED = """async () => {
  let all = '';
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    for (const asked of await kept.keys()) all += asked.url + ' ' + await (await kept.match(asked)).text();
  }
  return all;
}"""
RECORD = """async (records) => {
  const outbox = await import('/static/linli/field-outbox.js'), title = { zh: '上报', en: 'Report', words: '' };
  const canvas = document.createElement('canvas');
  canvas.width = 64; canvas.height = 48;
  canvas.getContext('2d').fillRect(4, 4, 40, 30);
  const drawn = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
  const taken = new File([drawn], 'a.jpg', { type: 'image/jpeg' });
  for (const [kind, fields, photos] of records) {
    const files = Array.from({ length: photos }, () => taken);
    await outbox.add(kind, `/field/send/${kind}/`, fields, files, title);
  }
}"""
Queued = tuple[str, dict[str, str], int]
"""What the phone keeps of one record: its kind, its fields, how many photos."""
NOWHERE = "00000000-0000-7000-8000-000000000000"


class Server:
    """The real server in a process of its own, on the database of the test, to be killed and started again."""

    def __init__(self, media: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.media = media
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        base = connection.settings_dict
        address = f"postgresql://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
        given = {
            **os.environ, "DATABASE_URL": address, "LINLI_PUBLIC_URL": self.url, "PYTHONPATH": str(ROOT / "src"),
            "MEDIA_ROOT": str(self.media), "LINLI_REPORTS_PER_MINUTE": "0", "LINLI_REQUESTS_PER_MINUTE": "0",
            "LINLI_MODE": "test",
        }  # fmt: skip
        line = serve.words(host="127.0.0.1", port=self.port, workers=1)
        self.child = subprocess.Popen(
            line, env=given, start_new_session=True, preexec_fn=processes.dying_with(os.getpid(), signal.SIGKILL)
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        """Kill it and all it started, as a power cut would."""
        if self.child is not None:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None


@pytest.fixture
def server(house: str, tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.kill()


def actor(login: str) -> Actor:
    return people.actor_for(Account.objects.get(login=login).id, now=timezone.now())


def in_hand(words: str) -> tuple[UUID, UUID]:
    """Return a case in the worker's grid and the worker's order on it."""
    worker, now = actor("grid"), timezone.now()
    area = worker.reach("appeals.view")[0].area
    made = registering.register(actor=worker, new=NewAppeal(words, channel=Channel.GRID_PATROL), now=now).id
    decided = triaging.Triage(
        category="env.corridor_clutter", urgency=Urgency.NORMAL, mode=Mode.INSTANT, area_path=area, complained_units=()
    )
    triaging.triage(actor=actor("agent"), appeal_id=made, decided=decided, now=now)
    return made, issuing.self_handle(actor=worker, appeal_id=made, now=now)


def sign_in(phone: BrowserContext, url: str, login: str = "grid") -> Page:
    """Return the field's page of a person, with its worker in charge."""
    client = Client()
    client.force_login(Account.objects.get(login=login), backend="linli.people.backends.NameOrPhoneBackend")
    phone.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    page = phone.new_page()
    page.goto("/field/")
    ready(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", timeout=SLOW_MS)


@pytest.fixture
def phone(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    opened = context(chromium, server.url)
    opened.set_default_timeout(2 * PATIENCE_MS)
    yield opened
    opened.close()


def states(page: Page) -> dict[str, str]:
    return dict(page.evaluate(OPEN))


def waits_for(page: Page, wanted: Any, patience_ms: int) -> dict[str, str]:
    """Look into the outbox until it is as wanted."""
    until = time.monotonic() + patience_ms / 1000
    while not wanted(found := states(page)):
        assert time.monotonic() < until, Counter(found.values())
        page.wait_for_timeout(100)
    return found


def is_within_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_inbox_stands_while_there_is_no_line(phone: BrowserContext, server: Server) -> None:
    # given
    in_hand("三楼楼道堆了旧家具")
    page = sign_in(phone, server.url)
    expect(page.locator("[data-fill=inbox]")).to_contain_text("三楼楼道堆了旧家具")
    # when the line is gone and the page is loaded anew
    phone.set_offline(True)
    page.reload()
    ready(page)
    # then
    expect(page.locator("#line")).to_contain_text("没有网 · 用")
    expect(page.locator("[data-fill=inbox]")).to_contain_text("三楼楼道堆了旧家具")
    page.click("[data-go=around]")
    expect(page.locator("[data-fill=cases]")).to_contain_text("三楼楼道堆了旧家具")
    expect(page.locator("[data-fill=buildings] li").first).to_be_visible()
    assert is_within_the_screen(page)
    # no cache of the browser holds anything of it
    words = page.evaluate(CACHED)
    assert "/field/" in words
    assert "旧家具" not in words
    assert "copy.json " not in words


def test_a_report_and_a_log_wait_and_arrive(phone: BrowserContext, server: Server, picture: Path) -> None:
    # given
    case, order = in_hand("四楼楼道停了电动车")
    page = sign_in(phone, server.url)
    phone.set_offline(True)
    # when
    page.click("[data-go=report]")
    page.set_input_files("[data-screen=report] input[type=file]", str(picture))
    expect(page.locator("[data-screen=report] [data-photo-says]")).to_contain_text("已选 1 张")
    page.fill("#r-text", "路边井盖破了一角")
    page.select_option("#r-building", index=1)
    assert is_within_the_screen(page)
    page.click("[data-screen=report] form .actions button")
    expect(page.locator("[data-fill=waiting] li")).to_have_count(1)
    page.goto(page.url.partition("#")[0] + f"#log/{order}")
    expect(page.locator("[data-screen=log] [data-about]")).to_contain_text("四楼楼道停了电动车")
    page.fill("#l-note", "车主已经推走")
    page.locator("label[for=l-site]").click()
    assert is_within_the_screen(page)
    page.click("[data-screen=log] form .actions button")
    expect(page.locator("[data-fill=waiting] li")).to_have_count(2)
    # then both wait, also after the page was closed
    page.reload()
    ready(page)
    page.click("[data-go=outbox]")
    expect(page.locator("[data-fill=waiting] li")).to_have_count(2)
    expect(page.locator("[data-fill=waiting] img")).to_have_count(1)
    expect(page.locator("#waiting")).to_have_text("2")
    # when the line is back
    phone.set_offline(False)
    # then
    expect(page.locator("[data-fill=sent] li")).to_have_count(2, timeout=SLOW_MS)
    expect(page.locator("#waiting")).to_be_hidden()
    assert Appeal.objects.filter(preview__contains="路边井盖破了一角").count() == 1
    (said,) = AppealText.objects.filter(appeal_id=case, kind="action").values_list("body", flat=True)
    assert said.startswith("车主已经推走")
    assert is_within_the_screen(page)


def diary_day() -> date:
    """Return a day whose diary nobody else of these stories writes."""
    return timezone.localtime().date() - timedelta(days=12)


def a_hundred(order: UUID, building: BuildingRow, notices: list[UUID]) -> list[Queued]:
    """Return a hundred records of every kind, mixed as a day mixes them."""
    on, there, place = {"order": str(order)}, {"building": str(building.id)}, {"building": building.code}
    soon = (timezone.localtime() + timedelta(days=5)).date().isoformat()
    written_about = diary_day().isoformat()
    found: list[Queued] = []
    for at, notice in enumerate(notices):
        found += [
            ("report", {**place, "text": f"离线第 {at} 条：井盖破了", "urgency": "normal"}, at % 3),
            ("line", {"day": written_about, "body": f"第 {at} 句：和居民聊了加装电梯"}, 0),
            ("report", {**place, "text": f"代人第 {at} 条：水管漏了", "name": "王阿姨", "is_proxy": "1"}, 0),
            ("log", {**on, "note": f"第 {at} 次到场", "on_site": "1"}, at % 2),
            ("visit", {**on, "kind": "on_site", "purpose": "看现场", "result": f"第 {at} 次走访"}, 0),
            ("check", {**there, "fine": "corridor,light"}, 0),
            ("finding", {**there, "item": "garbage", "outcome": "fixed", "body": f"第 {at} 处已清走"}, 1),
            ("finding", {**there, "item": "passage", "outcome": "report", "body": f"第 {at} 处停了车"}, at % 2),
            ("finding", {**there, "item": "corridor", "outcome": "notice", "body": f"第 {at} 处堆物",
                         "to_words": "三楼住户", "due_on": soon}, 0),
            ("recheck", {"finding": str(notice), "complied": "yes", "body": f"第 {at} 份已整改"}, at % 2),
        ]  # fmt: skip
    found[-1] = ("sign", {"day": written_about}, 0)
    return found


def served(times: int) -> tuple[BuildingRow, list[UUID]]:
    """Return a building of the worker's and notices served there."""
    worker, now = actor("grid"), timezone.now()
    building = grid.buildings_in(worker.reach("fieldwork.patrol")[0].area, now)[0]
    given = {"item": "corridor", "outcome": Outcome.NOTICE, "body": "堆物", "to_words": "一楼住户"}
    due_on = (timezone.localtime(now) + timedelta(days=3)).date()
    return building, [
        fieldwork.find(actor=worker, building_id=building.id, due_on=due_on, now=now, **given) for _ in range(times)
    ]


def test_a_hundred_records_and_a_killed_server(phone: BrowserContext, server: Server) -> None:
    # given a hundred records of every kind, made without a line
    case, order = in_hand("五楼楼道堆了纸箱")
    building, notices = served(MANY // 10)
    records = a_hundred(order, building, notices)
    checks, earlier = Check.objects.count(), set(Finding.objects.values_list("id", flat=True))
    page = sign_in(phone, server.url)
    assert {kind for kind, _, _ in records} == set(page.evaluate(KINDS)), "a kind the phone records is not tried"
    phone.set_offline(True)
    page.evaluate(RECORD, records)
    assert list(states(page).values()) == ["waiting"] * MANY
    # when the line is back and the server is killed in the middle, as by a power cut
    phone.set_offline(False)
    waits_for(page, lambda found: list(found.values()).count("sent") >= MANY // 4, SLOW_MS)
    server.kill()
    found = waits_for(page, lambda _: True, FAST_MS)
    sent = list(found.values()).count("sent")
    assert MANY // 4 <= sent < MANY
    assert list(found.values()).count("waiting") == MANY - sent
    # and the page is loaded anew while it is dead
    page.reload()
    ready(page)
    expect(page.locator("#line")).to_contain_text("没有网")
    assert list(states(page).values()).count("waiting") >= MANY - sent - 1
    # when it is there again
    server.start()
    waits_for(page, lambda found: set(found.values()) == {"sent"}, SLOW_MS)
    # then nothing is lost and nothing doubled
    arrived_once(set(states(page)), records, case, order)
    rounds_arrived_once(records, checks, earlier)


def arrived_once(keys: set[str], records: list[Queued], case: UUID, order: UUID) -> None:
    """See in the tables that every record is there exactly once, with its photos and its reporter."""
    assert len(keys) == MANY == len(records)
    fields = {kind: [one[1] for one in records if one[0] == kind] for kind in ("report", "log", "visit")}
    made = Appeal.objects.filter(client_id__in=keys)
    said = AppealText.objects.filter(appeal__in=made, kind="report").values_list("body", flat=True)
    assert sorted(said) == sorted(one["text"] for one in fields["report"])
    assert AppealText.objects.filter(body__in=list(said)).count() == len(fields["report"])
    assert made.filter(reporter_id__isnull=False).count() == sum("is_proxy" in one for one in fields["report"])
    assert Attachment.objects.filter(appeal__in=made).count() == sum(n for kind, _, n in records if kind == "report")
    logged = AppealText.objects.filter(appeal_id=case, kind="action").values_list("body", flat=True)
    assert sorted(first_line(one) for one in logged) == sorted(one["note"] for one in fields["log"])
    assert Attachment.objects.filter(appeal_id=case).count() == sum(n for kind, _, n in records if kind == "log")
    results = Visit.objects.filter(order_id=order).values_list("result_text_id", flat=True)
    told = AppealText.objects.filter(id__in=list(results)).values_list("body", flat=True)
    assert sorted(first_line(one) for one in told) == sorted(one["result"] for one in fields["visit"])


def rounds_arrived_once(records: list[Queued], checks: int, earlier: set[UUID]) -> None:
    """See that every record of the round and of the diary is there exactly once, with its pictures."""
    of = {kind: [(fields, photos) for one, fields, photos in records if one == kind] for kind, _, _ in records}
    made = Finding.objects.exclude(id__in=earlier)
    assert Check.objects.count() == checks + len(of["check"])
    assert made.count() == len(of["finding"])
    assert sorted(made.exclude(outcome="report").values_list("body", flat=True)) == sorted(
        fields["body"] for fields, _ in of["finding"] if fields["outcome"] != "report"
    )
    reported = [photos for fields, photos in of["finding"] if fields["outcome"] == "report"]
    appeals = set(made.filter(outcome="report").values_list("appeal_id", flat=True))
    assert len(appeals) == len(reported)
    assert Attachment.objects.filter(appeal_id__in=appeals).count() == sum(reported)
    own = sum(photos for fields, photos in of["finding"] if fields["outcome"] != "report")
    assert Photo.objects.filter(is_after=False, finding__in=made).count() == own
    again = Finding.objects.filter(state="complied").values_list("recheck_body", flat=True)
    assert sorted(again) == sorted(fields["body"] for fields, _ in of["recheck"])
    assert Photo.objects.filter(is_after=True).count() == sum(photos for _, photos in of["recheck"])
    lines = DiaryLine.objects.filter(day=diary_day()).values_list("body", flat=True)
    assert sorted(lines) == sorted(fields["body"] for fields, _ in of["line"])
    assert len(DiaryDay.objects.get(day=diary_day()).lines) == len(of["line"])


def first_line(words: str) -> str:
    return words.partition("\n")[0]


def test_what_became_impossible_is_shown_and_the_person_decides(phone: BrowserContext, server: Server) -> None:
    # given a log made without a line on a case that ended meanwhile
    case, order = in_hand("六楼楼道有积水")
    page = sign_in(phone, server.url)
    phone.set_offline(True)
    page.goto(page.url.partition("#")[0] + f"#log/{order}")
    page.fill("#l-note", "已经扫干")
    page.click("[data-screen=log] form .actions button")
    holder = resident_actor(frozenset({("appeals", case)}))
    withdrawing.withdraw(actor=holder, appeal_id=case, reason="solved", now=timezone.now())
    # when
    phone.set_offline(False)
    # then who did what stands there
    card = page.locator("[data-fill=refused] li")
    expect(card).to_contain_text("诉求人", timeout=SLOW_MS)
    expect(card).to_contain_text("撤回")
    expect(card).to_contain_text("已经扫干")
    assert list(states(page).values()) == ["refused"]
    assert is_within_the_screen(page)
    # one press throws nothing away
    card.get_by_role("button", name="不要了").click()
    assert list(states(page).values()) == ["refused"]
    # it can become a report of its own, with the words kept
    card.get_by_role("button", name="改成新上报").click()
    expect(page.locator("#r-text")).to_have_value("已经扫干（原来记在 " + number(case) + "）")
    page.select_option("#r-building", index=1)
    page.click("[data-screen=report] form .actions button")
    expect(page.locator("[data-fill=sent] li")).to_have_count(1, timeout=SLOW_MS)
    assert list(states(page).values()) == ["sent"]


def number(case: UUID) -> str:
    return links.number(Appeal.objects.get(id=case))
