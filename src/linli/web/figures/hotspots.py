"""Hot events: what several people told of lately, how it grows, where it lies, its cases, what was decided (S-097)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries import lists, spots
from linli.appeals.queries.lists import Row
from linli.dashboards.actions import alerting
from linli.dashboards.queries import hotspots
from linli.dashboards.queries.hotspots import HotRow
from linli.dashboards.words import Verdict
from linli.journeys.actions import proposing
from linli.journeys.queries import proposals
from linli.journeys.words import ProposalKind, ProposalSource
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.standards import queries as standards
from linli.web.charts import Column
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, desk
from linli.web.formats import when
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values
from linli.web.staff.pages import page
from linli.web.staff.simple import ask

T = Text
HERE = "/desk/figures/hotspots/"
USUAL_DAYS = 10


@never_cache
@staff_only
@require_safe
def hot(request: HttpRequest) -> HttpResponse:
    """Show the ten hottest matters of the last thirty days of one's area."""
    now, actor = now_of(request), actor_of(request)
    mine = desk.own(actor, request, request.GET.get("area", ""))
    if mine.units is not None:
        raise NotFound
    rows = [_row(spot, now) for spot in hotspots.hottest(mine.area.path)]
    return page(request, "web/figures/hotspots.html", area=mine.area, place=asking.name_of(mine.area), rows=rows)


def _row(spot: HotRow, now: datetime) -> dict[str, Any]:
    more = spot.this_week - spot.week_before
    return {
        "spot": spot,
        "said": hotspots.said(spot.words),
        "name": choices.category_text(spot.category, now),
        "place": choices.area_name(spot.area_path, now),
        "growth": f"{more:+d}" if more else "0",
        "verdict": Verdict(spot.verdict.decided) if spot.verdict else None,
        "url": f"{HERE}{spot.id}/",
    }


@never_cache
@staff_only
@require_safe
def one(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Show one hot event: its days, its map, its cases as far as one may open them, and what a person decided."""
    now, actor = now_of(request), actor_of(request)
    spot = hotspots.spot_of(actor, spot_id)
    cases = lists.rows_by_ids(actor, set(spot.appeal_ids), now=now)
    seen = [cases[id_] for id_ in reversed(spot.appeal_ids) if id_ in cases]
    points = spots.spots_of(actor, set(cases))
    today = standards.calendar(now).local_day(now)
    days = hotspots.days_of(spot.appeal_ids, until=today)
    may_decide = spot.verdict is None and actor.may(hotspots.DECIDE, spot.area_path)
    return page(
        request, "web/figures/hotspot.html", one=_row(spot, now), hidden=len(spot.appeal_ids) - len(seen),
        cases=[{"row": row, "place": choices.area_name(row.area_path, now)} for row in seen],
        pins=[_pin(row, points[row.id], now) for row in seen if row.id in points],
        days=[Column(f"{row.day.month}/{row.day.day}", row.people) for row in days],
        is_cold=not any(row.people for row in days), decisions=_decisions(spot) if may_decide else (),
        **_decided(spot),
    )  # fmt: skip


def _pin(row: Row, point: spots.Spot, now: datetime) -> dict[str, Any]:
    lon, lat = (f"{value / 1_000_000:.6f}" for value in point)
    label = Text(row.number, row.number)
    return {"id": row.id, "label": label, "url": f"/desk/case/{row.id}/", "lon": lon, "lat": lat,
            "text": when(row.registered_at, now)}  # fmt: skip


def _decisions(spot: HotRow) -> list[dict[str, Any]]:
    return [{"verdict": verdict, "url": f"{HERE}{spot.id}/decide/{verdict.value}/"} for verdict in Verdict]


def _decided(spot: HotRow) -> dict[str, Any]:
    if spot.verdict is None or spot.alert_id is None:
        return {}
    by = people.accounts([spot.verdict.by]).get(spot.verdict.by)
    unit = people.unit(spot.verdict.unit_id).name if spot.verdict.unit_id else None
    led = proposals.of_source(ProposalSource.HOT_SPOT, spot.alert_id)
    return {"by": by.name if by else "", "unit": unit, "led_url": f"/desk/proposed/{led}/" if led else ""}


_REASON = Field("reason", T("说明（可不写）", "A word on it (optional)"), "words", required=False, most=500)
_WHY = Field("reason", T("为什么不作热点处理", "Why it is dismissed"), "words", most=500)
_UNIT = Field("unit", T("哪个单位", "Which unit"), "select", options=lambda about: about["units"], parse=UUID)
_PROPOSING = (
    Field("title", T("叫什么", "What it is called"), "line", initial=lambda about: about["title"], most=120),
    Field(
        "unit", T("由哪个单位决定是否采纳", "Which office decides about it"), "select",
        options=lambda about: about["units"], parse=UUID,
    ),
    Field(
        "due_on", T("到哪天决定", "By which day"), "day", parse=date.fromisoformat,
        initial=lambda about: about["due_on"],
    ),
)  # fmt: skip
FIELDS = {
    Verdict.TOPIC: _PROPOSING,
    Verdict.PROJECT: _PROPOSING,
    Verdict.TELL: (_UNIT, _REASON),
    Verdict.WATCH: (_REASON,),
    Verdict.DISMISS: (_WHY,),
}
KINDS = {Verdict.TOPIC: ProposalKind.TOPIC, Verdict.PROJECT: ProposalKind.PROJECT}


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, spot_id: UUID, verdict: str) -> HttpResponse:
    """Decide what comes of a hot event; the person who decides is kept (D-07)."""
    now, actor = now_of(request), actor_of(request)
    spot = hotspots.spot_of(actor, spot_id)
    chosen = next((one for one in Verdict if one.value == verdict), None)
    if chosen is None or not actor.may(hotspots.DECIDE, spot.area_path):
        raise NotFound

    def do(given: Values) -> Text | str:
        if chosen in KINDS:
            made = proposing.propose_hot_spot(
                actor=actor, spot_id=spot_id, kind=KINDS[chosen], title=given["title"], unit_id=given["unit"],
                due_on=given["due_on"], now=now,
            )  # fmt: skip
            return f"/desk/proposed/{made}/"
        alerting.decide_hot_spot(
            actor=actor, spot_id=spot_id, verdict=chosen, reason=given.get("reason") or "", unit_id=given.get("unit"),
            now=now,
        )  # fmt: skip
        return T("已记下您的决定。", "Your decision is kept.")

    place, what = choices.area_name(spot.area_path, now), hotspots.said(spot.words)
    kind = choices.category_text(spot.category, now)
    said = what or kind.zh
    about = {
        "units": [Option(str(row.id), row.name) for row in people.units_serving(spot.area_path, at=now)],
        "title": f"{place}：{said}",
        "due_on": standards.calendar(now).local_day(now) + timedelta(days=USUAL_DAYS),
    }
    tells = chosen in KINDS
    return ask(
        request, FIELDS[chosen], do, about=about,
        title=T(f"{chosen.zh}：{said}", f"{chosen.en.capitalize()}: {kind.en}"),
        button=T("提出" if tells else "就这样定", "Propose it" if tells else "Decide so"), back=f"{HERE}{spot_id}/",
        hint=T(
            f"{spot.people} 个人、{spot.texts} 件诉求。反映人会收到消息；各自的诉求照常办理。",
            f"{spot.people} people, {spot.texts} reports. Reporters are told; each report is handled as before.",
        ) if tells else None,
    )  # fmt: skip
