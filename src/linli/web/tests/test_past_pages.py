"""Past requests at the desk: who sees them, in how many statements, in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.actor import Actor
from linli.past import actions
from linli.past.models import PastRequest
from linli.past.rules.reading import Manner
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]

URL = "/desk/past/"
LINE = "q,{n},2026-03-0{n}T08:00:00,2026-03-0{m}T08:00:00,Closed,路灯 {n},登州路 {n} 号,36.08,120.37\n"


@pytest.fixture
def there(town: Town) -> Town:
    text = "city,id,created,closed,status,category,address,lat,lon\n"
    text += LINE.format(n=1, m=2) + LINE.format(n=2, m=1) + LINE.format(n=3, m=3)
    manner = Manner("", {"": ZoneInfo("Asia/Shanghai")}, MONDAY)
    system = Actor.system("config.import", [actions.DEED])
    actions.import_requests(actor=system, content=text.encode(), manner=manner, now=MONDAY, crs="WGS84")
    return town


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_and_a_request_stay_within_their_statements(there: Town, sign_in: Any, language: str) -> None:
    client = sign_in(cast.staff("区专员", "district", DISTRICT), language=language)
    client.get(URL)
    with CaptureQueriesContext(connection) as told:
        page = client.get(f"{URL}?source=q").content.decode()
    assert len(told) <= 12
    assert ("办结早于受理" if language == "zh" else "closed before it was opened") in page
    assert page.index(">3</a>") < page.index(">1</a>")
    last = PastRequest.objects.get(number="3").id
    with CaptureQueriesContext(connection) as told:
        page = client.get(f"{URL}{last}/").content.decode()
    assert len(told) <= 12
    assert "路灯 2" in page
    assert "路灯 1" in page


def test_filters_and_pages(there: Town, sign_in: Any) -> None:
    client = sign_in(cast.staff("区专员", "district", DISTRICT))
    assert ">1</a>" not in client.get(f"{URL}?odd=1").content.decode()
    assert ">1</a>" in client.get(f"{URL}?lon=120.37&lat=36.08&metres=20").content.decode()
    assert ">1</a>" not in client.get(f"{URL}?lon=120.38&lat=36.08&metres=20").content.decode()
    assert client.get(f"{URL}?lon=x").status_code == 422
    assert client.get(f"{URL}?after=x").status_code == 422


def test_others_learn_nothing(there: Town, sign_in: Any) -> None:
    last = PastRequest.objects.get(number="3").id
    for role in ("auditor", "editor", "unit_head"):
        unit = there.units["office"] if role == "unit_head" else None
        client = sign_in(cast.staff(f"{role}一", role, DISTRICT, unit=unit))
        assert client.get(URL).status_code == 404
        assert client.get(f"{URL}{last}/").status_code == 404
    page = sign_in(cast.staff("社区", "community", COMMUNITY)).get(URL).content.decode()
    assert ">1</a>" not in page
    assert sign_in(None).get(URL).status_code == 302


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_case_shows_what_was_there_before(there: Town, sign_in: Any, language: str) -> None:
    """# given past requests at a point # when a report of that kind comes in there # then the desk sees them, likest
    first; of another kind, elsewhere or without the right nothing is asked."""
    PastRequest.objects.update(opened_at=MONDAY - timedelta(days=30))
    PastRequest.objects.filter(number="2").update(opened_at=MONDAY - timedelta(days=2))
    appeal_id = factories.register(there)
    at = {"lon": 120.37, "lat": 36.08, "category": "util.streetlight", "registered_at": MONDAY}
    Appeal.objects.filter(id=appeal_id).update(**at)
    lit = PastRequest.objects.get(number="1")
    Appeal.objects.filter(id=appeal_id).update(lon=lit.lon_e6 / 1e6, lat=lit.lat_e6 / 1e6)
    district = sign_in(cast.staff("区专员", "district", DISTRICT), language=language)
    with CaptureQueriesContext(connection) as told:
        page = district.get(f"/desk/case/{appeal_id}/").content.decode()
    assert sum("past_pastrequest" in one["sql"] for one in told) == 1
    title = "这里以前有过的同类事" if language == "zh" else "The same kind here before"
    shown = page[page.index(title) :]
    assert shown.index(f"/desk/past/{PastRequest.objects.get(number='2').id}/") < shown.index(f"/desk/past/{lit.id}/")
    assert ("同一类问题" if language == "zh" else "the same kind of matter") in shown
    Appeal.objects.filter(id=appeal_id).update(category="env.rubble")
    assert title not in district.get(f"/desk/case/{appeal_id}/").content.decode()
    Appeal.objects.filter(id=appeal_id).update(category="util.streetlight", lat=36.2)
    assert title not in district.get(f"/desk/case/{appeal_id}/").content.decode()
