"""Outside systems: how each connection fares, what waits, what is stuck; for the administrator and the duty desk.

The administrator opens, pauses and replays, and reads no body; the desk reads what is stuck, mends or drops it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.channels import actions, queries
from linli.channels.actions.differing import is_differing
from linli.channels.queries import MANAGE, MEND
from linli.channels.rules.feedback import NAMES as FEEDBACK
from linli.channels.rules.messages import covered
from linli.channels.words import (
    STUCK,
    ConnectionRow,
    ConnectionState,
    Direction,
    ExchangeKind,
    ExchangeRow,
    ExchangeState,
    Fault,
    System,
)
from linli.journeys.rules.hotline import LISTS, columns_of
from linli.journeys.rules.mapping import NAMES
from linli.kernel.words import Text
from linli.web.door import now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff import choices
from linli.web.staff.forms import Field, Values
from linli.web.staff.simple import ask

T = Text
URL = "/office/connections/"
TONES = {"active": "met", "paused": "soon", "ended": "calm"}
EXCHANGE_TONES = {"waiting": "soon", "done": "met", "refused": "late", "dead": "late", "dropped": "calm"}
SHOWN: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    "": (T("要人处理", "Needs somebody"), STUCK),
    "waiting": (T("待处理", "Waiting"), (ExchangeState.WAITING.value,)),
    "all": (T("全部", "All"), ()),
}
FAULTS_SHOWN = 6
NAMES_OUT = {
    "number": "Order number", "case": "Our number", "stage": "Stage", "state": "State", "text": "Answer",
    "outcome": "Outcome", "solved": "Solved", "satisfied": "Satisfied", "due": "New date", "reason": "Reason code",
    "at": "Time",
}  # fmt: skip
"""Our fields of what is told back, in English."""


@never_cache
@staff_only
@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """List the connections in reach with their health: last heard, lag, waiting, stuck, last faults."""
    actor, now = open_to(request, URL), now_of(request)
    rows = [_shown(row, now) for row in queries.health(actor, now=now)]
    return office(request, "connections", URL, rows=rows, may_open=bool(actor.reach(MANAGE)))


def _shown(row: ConnectionRow, now: datetime) -> dict[str, Any]:
    is_failing = row.quiet_until is not None and row.quiet_until > now
    is_silent = row.is_silent(now)
    words, tone = _stands(row, is_failing=is_failing, is_silent=is_silent)
    return {
        "row": row,
        "system": System(row.system),
        "words": words,
        "tone": tone,
        "place": choices.area_name(row.area_path, now),
        "is_failing": is_failing,
        "waits": row.waiting + row.people_wait,
        "is_silent": is_silent,
        "faults": [{"words": Fault(one.fault), "row": one} for one in row.faults[:FAULTS_SHOWN]],
    }


def _stands(row: ConnectionRow, *, is_failing: bool, is_silent: bool) -> tuple[Text, str]:
    """Return in a word how a connection fares, and its colour: both say the same, the worst first."""
    if row.state != ConnectionState.ACTIVE:
        return ConnectionState(row.state).text, TONES[row.state]
    if is_failing:
        return T("对方不通", "not answering"), "late"
    if is_silent:
        return T("久无音讯", "silent"), "late"
    if row.stuck:
        return T("要人处理", "needs somebody"), "late"
    return ConnectionState.ACTIVE.text, TONES[row.state]


@never_cache
@staff_only
@require_safe
def connection(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Show one connection with its ledger, newest first: what needs somebody, what waits, or all."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.connection(actor, connection_id, now=now)
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in SHOWN else ""
    found = queries.exchanges(actor, connection_id, states=SHOWN[wanted][1], cursor=request.GET.get("after", ""))
    counts = {"": row.stuck, "waiting": row.waiting + row.people_wait}
    context: dict[str, Any] = {
        **_shown(row, now),
        "exchanges": [_line(one) for one in found.rows],
        "filters": [
            {"label": label, "url": f"?show={key}", "current": key == wanted, "count": counts.get(key, "")}
            for key, (label, _) in SHOWN.items()
        ],
        "next_url": f"?show={wanted}&after={found.next}" if found.next else "",
        "may_manage": actor.may(MANAGE, row.area_path),
        "config": json.dumps(covered(row.config), ensure_ascii=False, indent=1) if row.config else "",
    }
    return office(request, "connection", URL, **context)


def _line(one: ExchangeRow) -> dict[str, Any]:
    return {
        "row": one,
        "kind": ExchangeKind(one.kind),
        "direction": Direction(one.direction),
        "state": ExchangeState(one.state),
        "tone": EXCHANGE_TONES[one.state],
        "fault": Fault(one.last_fault) if one.last_fault else None,
    }


@never_cache
@staff_only
@require_safe
def exchange(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    """Show one exchange without its body, and what may be done with it."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.exchange(actor, exchange_id)
    one = queries.connection(actor, row.connection_id, now=now)
    is_stuck = row.state in STUCK
    context = {
        **_line(row),
        "connection": one,
        "is_stuck": is_stuck,
        "is_differing": is_differing(row.state, row.last_fault),
        "may_mend": actor.may(MEND, one.area_path),
        "may_drop": is_stuck or row.state == ExchangeState.WAITING,
    }
    return office(request, "exchange", URL, **context)


REASON = Field("reason", T("理由", "Reason"), most=200, hint=T("会记录在案。", "It is kept on record."))


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    """Show what a stuck exchange says, part by part, and try it again as changed. Reading it is told."""
    actor, now = open_to(request, URL), now_of(request)
    file = actions.open_body(actor=actor, exchange_id=exchange_id, now=now)
    parts = _parts(file.body or "")
    config = queries.connection(actor, file.row.connection_id, now=now).config
    fields = (*_fields(parts, file.body or "", config), REASON)

    def do(given: Values) -> Text:
        body = _joined(parts, given) if parts else str(given["body"])
        actions.mend(actor=actor, exchange_id=exchange_id, body=body, reason=given["reason"], now=now)
        return T("已改好，正在重试。", "Mended; it is being tried again.")

    return ask(
        request, fields, do, title=T("改好再试", "Mend it and try again"), button=T("改好再试", "Mend and try again"),
        back=f"{URL}exchange/{exchange_id}/", about=file, hint=file.why,
    )  # fmt: skip


def _parts(body: str) -> dict[str, Any]:
    """Return the body's parts by name (dots for nesting), or nothing where it holds lists: then it is one text."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    parts = _flat(found) if isinstance(found, dict) else {}
    try:
        is_whole = _nested(parts) == found and not any(isinstance(value, list | dict) for value in parts.values())
    except TypeError:  # a name that is a part and above another one
        return {}
    return parts if is_whole else {}


def _flat(found: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for key, value in found.items():
        parts |= _flat(value, f"{above}{key}.") if isinstance(value, dict) and value else {f"{above}{key}": value}
    return parts


def _nested(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return parts by name as the object they came from."""
    made: dict[str, Any] = {}
    for name, value in parts.items():
        *above, last = name.split(".")
        here = made
        for step in above:
            here = here.setdefault(step, {})
        here[last] = value
    return made


LONG = 40
"""From so many characters on a part gets a field of several lines."""


def _fields(parts: Mapping[str, Any], body: str, config: Mapping[str, Any]) -> tuple[Field, ...]:
    if not parts:
        return (Field("body", T("内容", "Content"), "words", most=60_000, rows=14, initial=begins(body)),)
    labels = _labels(list(parts), config)
    return tuple(
        Field(
            f"part-{place}", labels.get(key, T(key, key)), "words" if len(_said(value)) > LONG else "line",
            required=False, most=20_000, initial=begins(_said(value)),
        )
        for place, (key, value) in enumerate(parts.items())
    )  # fmt: skip


def _labels(keys: list[str], config: Mapping[str, Any]) -> dict[str, Text]:
    """Return what the parts are called, as far as they are known: by the connection's mapping, else by the usual names
    of fields, or ours of what goes out.
    """
    mapped = config.get("fields")
    said = mapped if isinstance(mapped, dict) else {}
    found = {str(theirs): NAMES[ours] for ours, theirs in said.items() if theirs in keys and ours in NAMES}
    urgency = config.get("urgency")
    if isinstance(urgency, dict) and urgency.get("field") in keys:
        found[str(urgency["field"])] = T("紧急程度", "Urgency")
    found |= {key: T(FEEDBACK[key], NAMES_OUT.get(key, key)) for key in keys if key in FEEDBACK and key not in found}
    for names in LISTS.values():
        for field, place in columns_of(keys, names).items():
            found.setdefault(keys[place], T(keys[place], NAMES[field].en))
    return found


def begins(value: object) -> Callable[[Any], object]:
    """Return what a field begins with, whatever the page is about."""
    return lambda _: value


def _said(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _joined(parts: Mapping[str, Any], given: Values) -> str:
    """Return the body anew; a part that was not touched stays what it was (a number stays a number)."""
    mended = {
        key: value if str(given.get(f"part-{place}") or "") == _said(value) else str(given.get(f"part-{place}") or "")
        for place, (key, value) in enumerate(parts.items())
    }
    return json.dumps(_nested(mended), ensure_ascii=False)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    """Give an exchange up, with a reason."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.exchange(actor, exchange_id)

    def do(given: Values) -> Text:
        actions.drop(actor=actor, exchange_id=exchange_id, reason=given["reason"], now=now)
        return T("已作废。", "Dropped.")

    return ask(
        request, (REASON,), do, title=T("作废这一条", "Drop this one"), button=T("作废", "Drop it"),
        back=f"{URL}{row.connection_id}/",
        hint=T("作废后不再处理，也不再重试；编号留底。", "It is not tried again; its number stays on record."),
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Try what is stuck again as it is: one (`?exchange=`) or all."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.connection(actor, connection_id, now=now)
    one = request.GET.get("exchange", "")
    exchange_id = queries.exchange(actor, UUID(one)).id if is_id(one) else None

    def do(_: Values) -> Text:
        count = actions.replay(actor=actor, connection_id=row.id, exchange_id=exchange_id, now=now)
        return T("{n} 条已重新排队。", "{n} put back in line.").format(n=count)

    title = (
        T("重试这一条", "Try this one again") if exchange_id else T("重试 {n} 条", "Try {n} again").format(n=row.stuck)
    )
    return ask(
        request, (), do, title=title, button=T("重试", "Try again"), back=f"{URL}{row.id}/",
        hint=T("原样再试，内容不变。", "They are tried again as they are."),
    )  # fmt: skip


def is_id(text: str) -> bool:
    """Say whether `text` is an id."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False
