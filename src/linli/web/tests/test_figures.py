"""The pages with figures: what everybody reads, what the desk sees, what the files hold, and how many statements."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from linli.dashboards import queries
from linli.dashboards.queries.behind import BEHIND, behind
from linli.dashboards.rules import Weights
from linli.dashboards.rules.measuring import Tally, measure
from linli.dashboards.tests.factories import case, order, store
from linli.dashboards.words import INDICATORS, Span, Unit
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import Town
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.models import Organisation
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, OTHER_STREET, STREET
from linli.standards import queries as standards
from linli.web import spreadsheets
from linli.web.figures import asking, shown

PAGES = ["/figures/", f"/figures/{STREET}/", "/definitions/"]
DESK = ["/desk/figures/", "/desk/brain/"]


@pytest.fixture(scope="module")
def lasting(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """One town with its figures for the whole module, rolled back at its end: most tests only read them."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)  # a real request would close the connection that is rolled back
    still = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), still, transaction.atomic():
        yield _filled()
        transaction.set_rollback(True)
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def town(lasting: Town) -> Iterator[Town]:
    """The town of the module; what a test does to it is undone."""
    with transaction.atomic():
        yield lasting
        transaction.set_rollback(True)
    people.forget()


def _filled() -> Town:
    found = factories.town()
    at = timezone.now() - timedelta(days=3)
    unit = found.units["enforcement"]
    store(
        *(case(at=at, closed=True, solved="solved", satisfied="satisfied", unit_id=unit) for _ in range(11)),
        case(at=at, area=COMMUNITY, closed=True, solved="unsolved", satisfied="dissatisfied", unit_id=unit),
        *(case(at=at, area=OTHER_STREET, unit_id=None, category="fire.blocked_exit", group="fire") for _ in range(3)),
        case(at=at, area=DISTRICT, unit_id=None),
        *(order(ended_at=at, unit_id=unit) for _ in range(12)),
    )
    return found


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        get_user_model().objects.get(pk=str(actor.account_id)), backend="linli.people.backends.NameOrPhoneBackend"
    )
    return client


def words(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def counted(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("url", [*PAGES, *(f"{url}?period={code}" for url in PAGES[:2] for code in ("quarter", "12m"))])
def test_everybody_reads_in_both_languages(town, client, url, lang):
    client.cookies["lang"] = lang
    page = words(client, url)
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in page
    assert ("解决率" in page, "Resolution rate" in page) == (lang == "zh", lang == "en")


def test_the_district_shows_its_streets_ranked(town, client):
    page = words(client, "/figures/")
    assert "91.67" in page  # 11 of 12 solved
    assert f'href="/figures/{STREET}/"' in page
    ranked = page[page.index("各街道的数字") :]
    assert ranked.index(f'href="/figures/{STREET}/"') < ranked.index(f'href="/figures/{OTHER_STREET}/"')
    assert "样本不足" in ranked[ranked.index(f'href="/figures/{OTHER_STREET}/"') :]
    assert "位置不详" in page
    for code in ("volume", "response_rate", "response_median"):
        assert f'href="/definitions/#{code}"' in page
    assert "还没有统计过" in page
    assert "Text(" not in page


def test_what_is_finer_than_a_street_hides_small_numbers(town, client):
    store(*(case(at=timezone.now() - timedelta(days=1), area=STREET) for _ in range(2)))
    page = words(client, f"/figures/{STREET}/")
    assert "少于 5" in page
    assert words(client, f"/figures/{COMMUNITY}/", 404)
    assert words(client, f"/figures/{GRID}/", 404)
    assert words(client, "/figures/nowhere/", 404)
    assert "fire.blocked_exit" not in words(client, "/figures/")


def test_public_tiles_hide_small_numbers():
    """Three withdrawn, one of them checked: neither the rate nor the counts are for everybody; the desk sees them."""
    tally = Tally(registered=40, repeated=8, withdrawn=3, spot_checked=1, settled=4)
    codes = ("repeat_rate", "spot_check_rate", "settled")
    public = shown.stats(codes, tally, None, Weights(), is_public=True)
    assert [one.value for one in public] == ["20.00", "样本不足", "少于 5"]
    assert [bool(one.made_of) for one in public] == [True, False, False]
    desk = shown.stats(codes, tally, None, Weights())
    assert [one.value for one in desk] == ["20.00", "33.33", "4"]
    few = shown.stats(["settled"], Tally(settled=9), Tally(settled=4), Weights(), is_public=True)
    assert few[0].changed == ""  # the change would tell the hidden number of the period before


def test_a_period_that_is_none_is_told(town, client):
    assert "30d" in words(client, "/figures/?period=week", 422)


def test_every_indicator_is_defined_on_its_own_place(town, client):
    page = words(client, "/definitions/")
    for code, row in INDICATORS.items():
        assert f'id="{code}"' in page
        assert row.formula.zh in page


def test_stale_figures_say_so(town, client):
    factories.register(town)
    assert "数据更新有延迟" in words(client, "/figures/")


def test_the_desk_is_for_the_staff_of_the_place(town, client):
    for url in (*DESK, "/desk/figures/table.csv"):
        assert client.get(url)["Location"].startswith("/sign-in/")
    zhao = signed_in(town.zhao)
    assert words(zhao, "/desk/figures/")
    for url in (
        f"/desk/figures/?area={STREET}",
        f"/desk/brain/{DISTRICT}/",
        f"/desk/figures/table.csv?area={DISTRICT}",
    ):
        assert words(zhao, url, 404)
    assert words(signed_in(town.district), f"/desk/figures/?area={GRID}")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["", f"{DISTRICT}/", f"{STREET}/", f"{COMMUNITY}/"])
def test_three_desks_show_the_same_numbers(town, path, lang):
    client = signed_in(town.district)
    client.cookies["lang"] = lang
    page = words(client, f"/desk/brain/{path}")
    assert "91.67" in page
    assert {"": "云脑", DISTRICT: "云脑", STREET: "中脑", COMMUNITY: "微脑"}[path.rstrip("/")] in page or lang == "en"


def test_a_unit_sees_its_own_figures(town):
    page = words(signed_in(town.of("enforcement")), "/desk/figures/")
    assert "91.67" in page
    assert words(signed_in(town.of("enforcement")), "/desk/brain/", 404)
    assert "无数据" in words(signed_in(town.of("gas")), "/desk/figures/")


def table(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_streets_as_a_file(town, client):
    rows = table(client, "/figures/table.csv")
    assert [(row["代码"], row["受理量"], row["解决率(%)"]) for row in rows] == [
        ("370203008", "12", "91.67"), ("370203009", "3", ""), ("370203", "1", ""),
    ]  # fmt: skip
    communities = table(client, f"/figures/table.csv?of={STREET}")
    assert [row["受理量"] for row in communities] == ["12"]
    book = load_workbook(BytesIO(client.get("/figures/table.xlsx?period=12m").content))
    assert book.sheetnames == ["数据", "定义"]
    assert book["数据"]["D2"].value == 12
    assert book["定义"]["A5"].value == "受理量"
    for url in ("/figures/table.pdf", f"/figures/table.csv?of={COMMUNITY}", "/figures/table.csv?of=x"):
        assert words(client, url, 404)


def test_the_desks_files_say_what_each_rate_is_made_of(town):
    client = signed_in(town.district)
    first = table(client, "/desk/figures/table.csv")[0]
    assert (first["解决率·分子"], first["解决率·分母"], first["名次"]) == ("11", "12", "1")
    units = table(client, "/desk/figures/table.csv?by=unit")
    assert units[0]["名称"] == "enforcement"
    assert table(client, f"/desk/figures/table.csv?area={GRID}")


def cells(client: Client, url: str) -> list[list[str]]:
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Disposition"].startswith('attachment; filename="linli-')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def reported(town: Town, number: int) -> list[Any]:
    """Have real appeals stand behind rows of the read model, so that a list can show them."""
    ids = [factories.triaged(town, text=f"王阿姨说{one}号楼漏水,电话13900000001") for one in range(number)]
    store(*(case(id=id_, at=timezone.now() - timedelta(hours=2), repeats_id=ids[0]) for id_ in ids[1:]))
    store(case(id=ids[0], at=timezone.now() - timedelta(hours=3)))
    return ids


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_cases_behind_a_figure(town, lang):
    ids = reported(town, 3)
    client = signed_in(town.district)
    client.cookies["lang"] = lang
    page = words(client, f"/desk/figures/cases/repeat_rate/?area={DISTRICT}")
    assert [f"/desk/case/{id_}/" in page for id_ in ids] == [False, True, True]
    assert "王阿姨" not in page
    assert "13900000001" not in page
    whole = words(client, f"/desk/figures/cases/repeat_rate/?area={DISTRICT}&of=whole")
    assert all(f"/desk/case/{id_}/" in whole for id_ in ids)
    assert "/desk/figures/cases/repeat_rate/" in words(client, "/desk/figures/")


def test_the_list_is_as_long_as_the_number(town):
    """What the desk counts and what it lists is the same, for every indicator, part and whole."""
    period_ = asking.period(Span.MONTH, timezone.now())
    tally = queries.figures(DISTRICT, period_)
    values = measure(tally, Weights())
    assert set(BEHIND) == set(INDICATORS)
    for code in set(BEHIND) - {"response_rate", "on_time_rate", "bounce_rate", "bounce_refused_rate", "arrival_rate"}:
        value, unit = values[code], INDICATORS[code].unit
        whole = behind(code, DISTRICT, period_, is_part=False, size=100)
        part = behind(code, DISTRICT, period_, size=100)
        if unit is Unit.COUNT and code != "hops_median":
            assert len(part) == value.number, code
        elif unit is Unit.PERCENT and code != "composite":
            assert (len(part), len(whole)) == (value.part, value.whole), code
        else:
            assert len(whole) == value.whole, code
    assert len(behind("response_rate", DISTRICT, period_, size=100)) == 12
    first = behind("volume", DISTRICT, period_, size=5)
    rest = behind("volume", DISTRICT, period_, before=first[-1], size=100)
    assert len(rest) == tally.registered - 5
    assert not set(first) & set(rest)


def test_cases_behind_a_figure_as_a_file(town):
    ids = reported(town, 2)
    client = signed_in(town.district)
    rows = cells(client, "/desk/figures/cases/volume.csv")
    assert rows[0] == ["编号", "类别", "位置", "状态", "紧急程度", "主责单位", "登记时间", "答复时间"]
    assert len(rows) == 1 + len(ids)
    assert not any(word in str(rows) for word in ("王阿姨", "13900000001", "漏水"))
    book = load_workbook(BytesIO(client.get("/desk/figures/cases/volume.xlsx").content))
    assert book.active["A1"].value == "编号"
    for url in ("/desk/figures/cases/nothing/", "/desk/figures/cases/volume.pdf", "/desk/figures/cases/volume/?unit=x"):
        assert words(client, url, 404)


def test_cases_behind_a_figure_stay_within_reach(town):
    reported(town, 2)
    assert Client().get("/desk/figures/cases/volume/")["Location"].startswith("/sign-in/")
    assert Client().get("/desk/figures/cases/volume.csv")["Location"].startswith("/sign-in/")
    zhao = signed_in(town.zhao)
    for form in ("/", ".csv"):
        assert words(zhao, f"/desk/figures/cases/volume{form}?area={DISTRICT}", 404)
        assert words(zhao, f"/desk/figures/cases/volume{form}?area={OTHER_STREET}", 404)
    clerk = signed_in(town.of("gas"))
    other = town.units["enforcement"]
    assert words(clerk, f"/desk/figures/cases/volume/?unit={other}", 404)
    assert "/desk/case/" not in words(clerk, "/desk/figures/cases/volume/")
    assert len(cells(clerk, "/desk/figures/cases/volume.csv")) == 1


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1"])
def test_no_cell_is_a_formula(sign):
    rows = [["a", "b"], [sign, -5]]
    text = spreadsheets.as_csv(rows).decode("utf-8-sig")
    assert list(csv.reader(StringIO(text, newline="")))[1] == ["'" + sign, "-5"]
    sheet = load_workbook(BytesIO(spreadsheets.written_as("xlsx", rows, "a/b: [c]"))).active
    assert (sheet["A2"].data_type, sheet["B2"].value) == ("s", -5)
    assert sheet["A2"].value.startswith("'")


def test_a_unit_with_a_formula_for_a_name(town):
    unit = town.units["enforcement"]
    Organisation.objects.filter(id=unit).update(name_zh='=HYPERLINK("http://x")')
    people.forget()
    rows = table(signed_in(town.district), "/desk/figures/table.csv?by=unit")
    assert rows[0]["名称"].startswith("'=HYPERLINK")


def test_public_files_hide_what_the_page_hides(town, client):
    store(*(case(at=timezone.now() - timedelta(days=1), area=STREET) for _ in range(2)))
    rows = cells(client, f"/figures/table.csv?of={STREET}")
    column = rows[0].index("受理量")
    assert [row[column] for row in rows[1:]] == ["", ""]  # 12 and 2: the sum would tell the hidden one
    assert not any("·" in name for name in rows[0])  # nor what the rates are made of
    book = load_workbook(BytesIO(client.get(f"/figures/table.xlsx?of={STREET}").content))
    assert [book["数据"].cell(row, column + 1).value for row in (2, 3)] == [None, None]


def test_statements(town, client):
    assert counted(client, "/figures/") <= 11
    assert counted(client, f"/figures/{STREET}/") <= 9
    assert counted(client, "/definitions/") <= 3
    assert counted(client, "/figures/table.csv") <= 6
    desk = signed_in(town.district)
    assert counted(desk, "/desk/figures/") <= 20
    assert counted(desk, "/desk/brain/") <= 20
    before = counted(desk, "/desk/figures/")
    at = timezone.now() - timedelta(days=2)
    store(*(case(at=at, area=f"{STREET}/3702030080{n:02}", category=f"x.{n}") for n in range(40)))
    assert counted(desk, "/desk/figures/") == before
