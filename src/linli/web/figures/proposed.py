"""Topics and projects that reports led to: what waits for whom, what was taken up, and whether it helped (S-097)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries import lists
from linli.dashboards.queries import repeats
from linli.dashboards.queries.repeats import Repeats
from linli.journeys.actions import proposing
from linli.journeys.queries import proposals
from linli.journeys.queries.proposals import ProposalRow
from linli.journeys.words import ProposalSource, ProposalState
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values
from linli.web.staff.pages import page
from linli.web.staff.simple import ask

T = Text
HERE = "/desk/proposed/"
TONES = {ProposalState.PROPOSED: "soon", ProposalState.TAKEN_UP: "met", ProposalState.REFUSED: "off"}


@never_cache
@staff_only
@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    """Show what is proposed where one sees cases or answers for it, newest first."""
    now, actor = now_of(request), actor_of(request)
    if not (actor.reach(proposals.VIEW) or actor.reach(proposals.ANSWER)):
        raise NotFound
    wanted = request.GET.get("state", "")
    state = next((one for one in ProposalState if one.value == wanted), None)
    if wanted and state is None:
        raise NotFound
    tabs = [(T("全部", "All"), ""), *((T(one.zh, one.en.capitalize()), one.value) for one in ProposalState)]
    who = [{"label": label, "url": f"?state={value}", "current": value == wanted} for label, value in tabs]
    found = proposals.proposals(actor, state=state)
    return page(request, "web/figures/proposed_list.html", rows=[_row(row, now) for row in found], tabs=who)


def _row(row: ProposalRow, now: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "url": f"{HERE}{row.id}/",
        "place": choices.area_name(row.area_path, now),
        "name": choices.category_text(row.category, now) if row.category else None,
        "unit": people.unit(row.unit_id).name,
        "tone": TONES[row.state],
        "is_open": row.state is ProposalState.PROPOSED,
    }


@never_cache
@staff_only
@require_safe
def one(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show one proposal: from where, to whom, its cases, what became of it, how often such matters came since."""
    now, actor = now_of(request), actor_of(request)
    row = proposals.proposal(actor, proposal_id)
    found = lists.rows_by_ids(actor, set(row.appeal_ids), now=now)
    seen = [found[id_] for id_ in reversed(row.appeal_ids) if id_ in found]
    named = people.accounts({id_ for id_ in (row.proposed_by, row.decided_by) if id_})
    may_answer = row.state is ProposalState.PROPOSED and actor.may(proposals.ANSWER, row.area_path, units=[row.unit_id])
    return page(
        request, "web/figures/proposed.html", one=_row(row, now), hidden=len(row.appeal_ids) - len(seen),
        cases=[{"row": case, "place": choices.area_name(case.area_path, now)} for case in seen],
        by=named[row.proposed_by].name if row.proposed_by in named else "",
        decider=named[row.decided_by].name if row.decided_by in named else "", may_answer=may_answer,
        hot_url=f"/desk/figures/hotspots/{row.source_id}/" if row.source is ProposalSource.HOT_SPOT else "",
        before_after=_before_after(row) if row.category else (), answer_url=f"{HERE}{row.id}/answer/",
    )  # fmt: skip


def _before_after(row: ProposalRow) -> list[dict[str, Any]]:
    before, after = repeats.around(row.area_path, row.category or "", row.decided_at or row.at)
    names = (T("之前 30 天", "30 days before"), T("之后 30 天", "30 days after"))
    return [_share(name, found) for name, found in zip(names, (before, after), strict=True)]


def _share(name: Text, found: Repeats) -> dict[str, Any]:
    return {"name": name, "found": found, "percent": "—" if found.percent is None else f"{found.percent}%"}


ANSWERING = (
    Field(
        "state", T("怎么定", "What is decided"), "pick",
        options=lambda _: [
            Option("taken_up", T("采纳", "Take it up"), T("开始协商或立项", "deliberation or the project begins")),
            Option(
                "refused", T("不采纳", "Do not take it up"),
                T("要写明理由，会告诉反映人", "needs a reason, which reporters are told"),
            ),
        ],
    ),
    Field("reason", T("理由", "Reason"), "words", required=False, most=500),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal up, or say why not."""
    now, actor = now_of(request), actor_of(request)
    row = proposals.proposal(actor, proposal_id)
    if not actor.may(proposals.ANSWER, row.area_path, units=[row.unit_id]):
        raise NotFound

    def do(given: Values) -> Text:
        proposing.answer_proposal(
            actor=actor, proposal_id=proposal_id, taken_up=given["state"] == ProposalState.TAKEN_UP,
            reason=given.get("reason") or "", now=now,
        )  # fmt: skip
        return T("已记下，反映人会收到消息。", "Kept; reporters are told.")

    return ask(
        request, ANSWERING, do, title=T(f"采纳与否：{row.title}", f"Take it up or not: {row.kind.en}"),
        button=T("就这样定", "Decide so"), back=f"{HERE}{row.id}/",
    )  # fmt: skip
