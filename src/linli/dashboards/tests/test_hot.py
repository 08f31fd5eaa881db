"""Reports gathered into events as they come: the stream is the rebuild, nothing twice, nothing lost, one alert."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.appeals.triage.same.events import Events
from linli.appeals.triage.same.reading import Read
from linli.appeals.triage.same.stream import Stream
from linli.dashboards import actions
from linli.dashboards.actions import alerting, cooling, gathering
from linli.dashboards.actions.neighbourhood import FIRST_TEXTS
from linli.dashboards.actions.pieces import put_together
from linli.dashboards.models import HotAlert, HotSpot, HotText, HotWord, Mark
from linli.dashboards.words import Verdict
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.duties import queries as duties
from linli.journal import actions as journal
from linli.journal.models import Fact
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.people.tests.areas import COMMUNITY

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(days=2)
MOST = 28
"""Statements of one report that joins an event, and of its triage; an alert is not counted."""
HOW = ("扰民", "熏人", "直排", "太大", "呛人", "难闻", "飘进屋里")
THEN = ("晚上不敢开窗", "老人咳嗽", "多次反映没人管", "孩子睡不着", "衣服不敢晾", "天天如此", "周末更重")
SMOKE = tuple(f"金沙半岛小区楼下烧烤店油烟{how}，没有烟道，{then}。" for how, then in zip(HOW, THEN, strict=True))
OTHERS = (
    "人民路与山东路路口红绿灯不亮，行人过马路危险。",
    "碧桐湾小区二号楼电梯停运三天，老人上不了楼。",
    "公交站台顶棚漏雨，候车没处躲。",
    "学校门口早晚乱停车，孩子过不去。",
    "碧桐湾小区电梯又停了，物业说等配件。",
)


def told(town: Town, texts: tuple[str, ...], *, first: int = 0, named: bool = False) -> list[UUID]:
    """Have each text told an hour after the other, by somebody else each."""
    ids = [
        factories.triaged(town, "street.mobile_vendor", text=text, now=MONDAY + timedelta(hours=first + number))
        for number, text in enumerate(texts)
    ]
    if not named:  # who left no name is somebody else each time
        Appeal.objects.filter(id__in=ids).update(reporter_id=None)
    while journal.integrate(log="hot", now=NOW):
        pass
    return ids


def gather() -> None:
    while actions.gather(now=NOW):
        pass


def rows() -> dict[UUID, UUID]:
    return dict(HotText.objects.values_list("id", "event"))


def test_one_matter_in_other_words_is_one_event_with_its_words(town: Town) -> None:
    told(town, OTHERS)
    ids = told(town, SMOKE, first=10)
    gather()
    spot = HotSpot.objects.order_by("-heat")[0]
    assert {id_ for id_, event in rows().items() if event == spot.id} == set(ids)
    assert (spot.people, spot.texts, spot.area_path.startswith(COMMUNITY)) == (7, 7, True)
    assert "烧烤店油烟" in "".join(spot.words)


def test_the_stream_is_the_rebuild_and_the_rules_on_a_whole_stream(town: Town) -> None:
    told(town, (*OTHERS[:3], *SMOKE[:3]))
    gather()
    told(town, (*OTHERS[3:], *SMOKE[3:]), first=10)
    gather()
    live = (rows(), sorted(HotSpot.objects.values_list()), sorted(HotWord.objects.values_list()))
    actions.gather_anew()
    assert not HotText.objects.exists()
    gather()
    assert (rows(), sorted(HotSpot.objects.values_list()), sorted(HotWord.objects.values_list())) == live
    texts = [put_together(row) for row in HotText.objects.order_by("at", "id")]
    assert {str(id_): str(event) for id_, event in live[0].items()} == in_memory(texts)


def in_memory(texts: list[Read]) -> dict[str, str]:
    """Return what the same rules make of the whole stream without a database, nothing kept that was weighed before."""
    events, first = Events(Stream(before=FIRST_TEXTS)), dict[str, str]()
    for text in texts:
        events.around.stream._weighed.clear()
        events.around._mean.clear()
        first[text.id] = events.take(text)
    return {id_: events.became(event) for id_, event in first.items()}


def test_a_report_costs_the_same_however_many_there_are(town: Town) -> None:
    told(town, (*OTHERS, *SMOKE[:3]))
    gather()
    told(town, SMOKE[3:4], first=20)
    with CaptureQueriesContext(connection) as said:
        actions.gather(now=NOW)
    assert len(said) <= MOST, "\n".join(row["sql"][:150] for row in said)
    with CaptureQueriesContext(connection) as idle:
        assert actions.gather(now=NOW) == 0
    assert len(idle) <= 5


def test_an_alert_needs_five_people_and_comes_once(town: Town) -> None:
    told(town, SMOKE[:4])
    gather()
    assert not HotAlert.objects.exists()
    told(town, SMOKE[4:], first=10)
    gather()
    alert = HotAlert.objects.get()
    assert (alert.people, len(alert.appeal_ids)) == (5, 5)
    owed = duties.of(("dashboards", alert.id))
    assert [(duty.deed, duty.owed_role) for duty in owed] == [(alerting.DECIDE, "community")]
    actions.gather_anew()
    gather()
    assert HotAlert.objects.get().id == alert.id
    assert Fact.objects.filter(kind="dashboards.hot_spot_alerted").count() == 1


def test_five_reports_of_one_person_are_no_alert(town: Town) -> None:
    told(town, SMOKE, named=True)
    gather()
    assert HotSpot.objects.get().people == 1
    assert not HotAlert.objects.exists()


def test_a_person_decides_once_with_a_name_and_a_reason(town: Town) -> None:
    told(town, SMOKE)
    gather()
    alert = HotAlert.objects.get()
    given: dict[str, Any] = {"spot_id": alert.spot_id, "now": NOW}
    with pytest.raises(NotFound):
        alerting.decide_hot_spot(actor=town.of("enforcement"), verdict=Verdict.WATCH, **given)
    with pytest.raises(Invalid):
        alerting.decide_hot_spot(actor=town.zhao, verdict=Verdict.DISMISS, **given)
    with pytest.raises(Invalid):
        alerting.decide_hot_spot(actor=town.zhao, verdict=Verdict.TELL, **given)
    assert HotAlert.objects.get().decided is None
    alerting.decide_hot_spot(actor=town.zhao, verdict=Verdict.DISMISS, reason="店已搬走", **given)
    alert.refresh_from_db()
    assert (alert.decided, alert.decided_by_id, len(alert.appeal_ids)) == ("dismiss", town.zhao.account_id, 7)
    assert not [duty for duty in duties.of(("dashboards", alert.id)) if duty.is_live]
    with pytest.raises(Conflict):
        alerting.decide_hot_spot(actor=town.zhao, verdict=Verdict.WATCH, **given)


def test_children_and_complaints_of_units_are_in_no_event(town: Town) -> None:
    ids = told(town, SMOKE[:2])
    Appeal.objects.filter(id=ids[0]).update(is_minor=True)
    Appeal.objects.filter(id=ids[1]).update(complained_ids=[town.units["committee"]])
    gather()
    assert rows() == {}


def test_what_leaves_the_window_leaves_nothing(town: Town) -> None:
    told(town, SMOKE)
    gather()
    assert cooling.cool(NOW) == 1
    assert cooling.cool(NOW + timedelta(days=60)) == 0
    assert not HotText.objects.exists()
    assert not HotSpot.objects.exists()
    assert sorted(HotWord.objects.values_list()) == [("", 0, 0)]


@pytest.fixture
def committed(transactional_db: None, only_dashboards: None, settings: Any, tmp_path: Any) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return factories.town()


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_nothing_twice_and_a_killed_one_loses_nothing(
    committed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = told(committed, SMOKE)
    monkeypatch.setattr(gathering, "FACTS", 5)
    with monkeypatch.context() as killed:
        killed.setattr(Mark, "save", _killed)
        with pytest.raises(RuntimeError):
            gather()
    assert not HotText.objects.exists(), "nothing is half taken"
    together = Barrier(2)

    def worker() -> None:
        try:
            together.wait(10)
            gather()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(worker) for _ in range(2)]:
            done.result(60)
    assert set(rows()) == set(ids)
    assert HotWord.objects.get(key="").texts == len(ids)
    assert HotAlert.objects.count() == 1


def _killed(*given: Any, **named: Any) -> None:
    raise RuntimeError
