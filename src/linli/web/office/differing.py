"""The same number with other content: both side by side, and a person chooses (S-068, S-100; ADR 0044)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.appeals.words import TextKind
from linli.channels import actions
from linli.channels.actions.differing import Sides
from linli.channels.rules.differing import marked
from linli.channels.words import Choice
from linli.kernel.words import Text
from linli.people.rules.masking import mask_name, mask_phone
from linli.web.door import now_of, staff_only
from linli.web.office.connections import REASON, URL
from linli.web.office.tabs import open_to
from linli.web.staff.forms import Field, Option, Values
from linli.web.staff.simple import ask

T = Text
LABELS = {
    Choice.OURS: T("按原件，不变", "Keep ours as it is"),
    Choice.ADD: T("补充到原件", "Add it to the case"),
    Choice.OWN: T("另行登记", "Register it on its own"),
}
HINTS = {
    Choice.OURS: T(
        "原件不动，这条来文作废，理由留底。", "The case stays as it is; what came is dropped, with your reason."
    ),
    Choice.ADD: T(
        "新内容写进原件的“补充”和经过，并告知承办单位。",
        "The new words are added to the case and its timeline, and the unit is told.",
    ),
    Choice.OWN: T(
        "另立一件新诉求，单独计时办理；回告仍用对方的工单编号。",
        "It becomes a report of its own with clocks of its own; what is told back carries their number.",
    ),
}
DONE = {
    Choice.OURS: T("已按原件，这条来文作废。", "Ours was kept; what came is dropped."),
    Choice.ADD: T("已补充到原件，承办单位已收到提醒。", "Added to the case; its unit is told."),
    Choice.OWN: T("已另行登记。", "Registered as a report of its own."),
}


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def differing(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    """Show what we have and what came under the same number, and do what the person chooses."""
    actor, now = open_to(request, URL), now_of(request)
    found = actions.sides(actor=actor, exchange_id=exchange_id, now=now)

    def do(given: Values) -> Text:
        choice = Choice(given["choice"])
        actions.settle(actor=actor, exchange_id=exchange_id, choice=choice, reason=given["reason"], now=now)
        return DONE[choice]

    return ask(
        request, (_choice(found), REASON), do, title=T("同一编号，内容不同", "Same number, other content"),
        button=T("就这样办", "Do so"), back=f"{URL}{found.connection_id}/", template="web/office/differs.html",
        **_context(found),
    )  # fmt: skip


def _choice(found: Sides) -> Field:
    """Return the question; what cannot be done any more is not offered."""
    offered = [one for one in Choice if one is not Choice.ADD or found.is_open]
    return Field(
        "choice", T("怎么办", "What is to be done"), "pick",
        options=lambda _: [Option(one.value, LABELS[one], HINTS[one]) for one in offered],
    )  # fmt: skip


def _context(found: Sides) -> dict[str, Any]:
    before = "\n".join(one.body for one in found.ours)
    theirs = found.theirs
    return {
        "sides": found,
        "ours": [{"body": one.body, "is_added": one.kind is TextKind.ADDITION} for one in found.ours],
        "theirs_pieces": marked(before, theirs.text),
        "same_place": theirs.address == found.place,
        "same_time": _same(theirs.found_at, found.found_at),
        "caller": f"{mask_name(theirs.name)} {mask_phone(theirs.phone)}".strip(),
        "case_url": f"/desk/case/{found.appeal_id}/",
    }


def _same(theirs: datetime | None, ours: datetime) -> bool:
    return theirs is None or theirs == ours
