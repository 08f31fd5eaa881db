"""My notification choices: which kind of message by which way, and when none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.words import Text
from linli.notices import actions, delivery
from linli.notices import queries as notices
from linli.notices.queries import Chosen
from linli.notices.rules.choosing import NIGHT, Quiet, clock_of, minutes_of
from linli.notices.rules.robots import ROBOTS, WHERE
from linli.notices.words import Channel, MessageKind
from linli.web.door import account_id_of, actor_of, now_of, signed_in, staff_only
from linli.web.language import spoken
from linli.web.resident.telling import why
from linli.web.staff.pages import page

KEPT = Text("记下了，从下一条消息起照办。", "Saved; it holds from the next message on.")
OF_RESIDENTS = (MessageKind.REPORTS, MessageKind.NEWS)
OF_STAFF = (MessageKind.DUTIES, MessageKind.REPORTS, MessageKind.NEWS)


@never_cache
@sensitive_post_parameters()
@signed_in
@require_http_methods(["GET", "POST"])
def resident(request: HttpRequest) -> HttpResponse:
    """Let a resident choose."""
    context = _asked(request, OF_RESIDENTS)
    if context is None:
        return redirect("/my/notifications/")
    context |= {"base": "web/base_resident.html", "back_url": "/my/"}
    return render(request, "web/notifications.html", context, status=422 if context["errors"] else 200)


@never_cache
@sensitive_post_parameters()
@staff_only
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Let somebody of the staff choose."""
    context = _asked(request, OF_STAFF)
    if context is None:
        return redirect("/account/notifications/")
    context |= {"base": "web/base_staff.html", "back_url": "/account/"}
    return page(request, "web/notifications.html", status=422 if context["errors"] else 200, **context)


def _asked(request: HttpRequest, kinds: tuple[MessageKind, ...]) -> dict[str, Any] | None:
    """Return what the page shows, or None when the choice was kept."""
    account_id = account_id_of(request)
    if account_id is None:
        raise NotFound
    ways = [channel for channel in Channel if delivery.has(channel)]
    errors: list[tuple[str, Text]] = []
    if request.method == "POST":
        try:
            _keep(request, kinds, ways)
        except DomainError as error:
            field = error.field if isinstance(error, Invalid) else ""
            errors.append((f"id_{field or 'quiet'}", why(error)))
        else:
            messages.success(request, spoken(KEPT))
            return None
    wrong = {field.removeprefix("id_"): text for field, text in errors}
    shown = _shown(request, notices.choice_of(account_id), kinds, ways) | {"errors": errors, "wrong": wrong}
    for robot in shown["robots"]:
        robot["error"] = wrong.get(robot["name"])
    return shown


def _keep(request: HttpRequest, kinds: tuple[MessageKind, ...], ways: list[Channel]) -> None:
    given, known, account_id = request.POST, {way.value for way in ways}, account_id_of(request)
    kept = notices.choice_of(account_id).choice.channels if account_id else {}
    # A way that is closed here for now is not shown, and what was chosen for it stays.
    closed = {kind: {way.value for way in kept.get(kind, ())} - known for kind in kinds}
    robots = {way.value: given[way.value] for way in ROBOTS if given.get(way.value, "").strip()}
    robots |= {way.value: "" for way in ROBOTS if given.get(f"remove_{way.value}")}
    actions.choose(
        actor=actor_of(request),
        channels={kind.value: closed[kind] | (set(given.getlist(kind.value)) & known) for kind in kinds},
        quiet=Quiet(minutes_of(given.get("from", "")), minutes_of(given.get("until", "")))
        if given.get("quiet")
        else None,
        robots=robots,
        now=now_of(request),
    )


def _shown(request: HttpRequest, chosen: Chosen, kinds: tuple[MessageKind, ...], ways: list[Channel]) -> dict[str, Any]:
    """Return the form: as posted where it was refused, else as it is kept."""
    posted = request.POST if request.method == "POST" else None
    groups = []
    for kind in kinds:
        kept = {way.value for way in chosen.choice.channels.get(kind, frozenset())}
        wanted = set(posted.getlist(kind.value)) if posted is not None else kept
        options = [{"value": way.value, "label": way, "checked": way.value in wanted} for way in ways]
        groups.append({"name": kind.value, "label": kind, "options": options})
    quiet = chosen.choice.quiet
    hours = quiet or NIGHT
    return {
        "groups": groups,
        "is_quiet": bool(posted.get("quiet")) if posted is not None else quiet is not None,
        "from": posted.get("from", "") if posted is not None else clock_of(hours.from_min),
        "until": posted.get("until", "") if posted is not None else clock_of(hours.until_min),
        "robots": [
            {"name": way.value, "label": way, "hint": WHERE[way], "is_there": way.value in chosen.addresses}
            for way in ROBOTS
            if way in ways
        ],
    }
