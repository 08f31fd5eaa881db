"""Weekly and monthly forms: whole periods, the figures of the page, both languages, a note, a file."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.utils import timezone

from linli.dashboards.rules.periods import whole
from linli.dashboards.tests.factories import case, store
from linli.dashboards.words import Step
from linli.kernel.tests.calendars import local
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET
from linli.web.tests.test_figures import counted, lasting, signed_in, town, words

__all__ = ["lasting", "town"]
NOW = local("2026-11-21 15:40")  # a Saturday


@pytest.mark.parametrize(
    "what, step, now, back, since, until",
    [
        ("this week", Step.WEEK, NOW, 0, "2026-11-16", "2026-11-23"),
        ("the last whole week", Step.WEEK, NOW, 1, "2026-11-09", "2026-11-16"),
        ("the first moment of a week", Step.WEEK, local("2026-11-16 00:00"), 0, "2026-11-16", "2026-11-23"),
        ("the moment before", Step.WEEK, local("2026-11-15 23:59"), 0, "2026-11-09", "2026-11-16"),
        ("this month", Step.MONTH, NOW, 0, "2026-11-01", "2026-12-01"),
        ("over the year", Step.MONTH, local("2027-01-31 12:00"), 1, "2026-12-01", "2027-01-01"),
        ("February", Step.MONTH, local("2027-03-31 12:00"), 1, "2027-02-01", "2027-03-01"),
    ],
)
def test_whole_periods(what: str, step: Step, now: datetime, back: int, since: str, until: str) -> None:
    found = whole(step, now, back)
    assert (found.since, found.until) == (local(f"{since} 00:00"), local(f"{until} 00:00"))


@pytest.mark.parametrize("lang, title, word", [("zh", "周报", "定义"), ("en", "Weekly report", "Definition")])
def test_the_form_in_both_languages(town: Any, lang: str, title: str, word: str) -> None:
    client = signed_in(town.street)
    client.cookies["lang"] = lang
    said = words(client, "/desk/figures/form/week/")
    assert title in said
    assert word in said
    assert counted(client, "/desk/figures/form/week/") <= 20
    assert title in words(client, "/desk/figures/")


def test_its_figures_are_those_of_the_period_and_sum_up(town: Any) -> None:
    period = whole(Step.MONTH, timezone.now(), 3)
    inside = [period.since, period.until - (period.until - period.since) / 2]
    store(*(case(at=at, area=GRID) for at in inside), case(at=period.until, area=GRID))
    client = signed_in(town.street)
    answer = client.get("/desk/figures/form/month/?back=3")
    volume = answer.context["groups"][0]["rows"][0]
    assert (volume["indicator"].code, volume["value"]) == ("volume", "2")
    assert answer.context["below"]["whole"][0] == "2"
    assert answer.context["below"]["rows"][0].key in {COMMUNITY, STREET}
    said = client.get("/desk/figures/form/month/?back=3&as=csv").content.decode("utf-8-sig")
    lines = {tuple(line[:2]) for line in csv.reader(StringIO(said)) if len(line) > 1}
    assert (volume["indicator"].name.zh, "2") in lines


def test_the_note_is_printed_as_words_and_not_kept(town: Any) -> None:
    client = signed_in(town.street)
    said = words(client, "/desk/figures/form/week/?note=%3Cb%3E%E5%91%A8%E4%BA%8C%E5%81%9C%E6%B0%B4")
    assert "&lt;b&gt;周二停水" in said
    assert "周二停水" not in words(client, "/desk/figures/form/week/")


def test_a_running_period_says_so(town: Any) -> None:
    client = signed_in(town.street)
    assert "这一期还没有结束" in words(client, "/desk/figures/form/week/?back=0")
    assert "这一期还没有结束" not in words(client, "/desk/figures/form/week/?back=1")


def test_what_there_is_not(town: Any) -> None:
    client = signed_in(town.street)
    for address in ("year/", "week/?back=61", "week/?back=-1", "week/?back=x", f"week/?area={DISTRICT}"):
        words(client, f"/desk/figures/form/{address}", 404)
