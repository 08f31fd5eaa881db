"""The receipt: a bookmark that shows where a report stands, why each date is what it is, and what can be done now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import detail, resident, rows
from linli.appeals.queries.resident import Own
from linli.appeals.words import OPEN_STATES, Seen, State, TextKind
from linli.dispatch.queries import orders
from linli.duties import queries as duties
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.people.rules.units import UnitRow
from linli.web import tones
from linli.web.door import account_id_of, now_of
from linli.web.language import ENGLISH, now_spoken
from linli.web.resident import story

ANSWERS = frozenset({TextKind.REPLY, TextKind.INTERIM, TextKind.QUESTION, TextKind.REASON})
OWN_WORDS = frozenset({TextKind.REPORT, TextKind.ADDITION})
FIRST_DEEDS = ("add_info", "rate", "object", "reopen")
"""The one primary button: the first of these that is open."""


def holding(request: HttpRequest, token: str) -> tuple[Actor, UUID]:
    """Return who has this link and the report it opens. One statement.

    :raises NotFound: the link is none of ours, or it was renewed.
    """
    actor = resident.holder(token, account_id_of(request))
    ((_, appeal_id),) = actor.holds
    return actor, appeal_id


def may_of(own: Own) -> tuple[str, ...]:
    """Return the short names of what the reporter may do now; photos may be added while the matter is open."""
    named = [deed.partition(".")[2] for deed in own.may]
    if "add_info" not in named and own.appeal.state in OPEN_STATES - {State.NEED_INFO}:
        named.append("add_photos")
    return tuple(named)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show the report to whoever holds the link."""
    actor, appeal_id = holding(request, token)
    now = now_of(request)
    own = resident.view(actor, appeal_id, now=now)
    leading_id = own.appeal.master_id if own.master_number and own.appeal.master_id else appeal_id
    issued = orders.of_appeal(leading_id) if own.standing is not State.RECEIVED else []
    subjects = [("appeals", leading_id), *(("dispatch", order.id) for order in issued)]
    clocks = [duty for found in duties.of_many(subjects).values() for duty in found]
    units = _units(own)
    unit_id = own.appeal.accountable_id or _last_unit(issued)
    told = story.tell(own, unit=units.get(unit_id) if unit_id else None, orders=issued, clocks=clocks, now=now)
    explained = duties.stories(told.clocks) if told.clocks else {}
    may = may_of(own)
    context = {
        "own": own,
        "token": token,
        "seen": Seen[own.standing.name].text,
        "areas": [area for area in grid.chain(own.appeal.area_path, now) if area.kind.depth in (1, 2)],
        "told": told,
        "clocks": [(duty, story.STEPS[duty.deed], explained[duty.id].lines) for duty in told.clocks],
        "answers": [_answer(text) for text in own.texts if text.kind in ANSWERS],
        "own_words": [text for text in own.texts if text.kind in OWN_WORDS],
        "facts": [_fact(line, own, units) for line in reversed(own.timeline)],
        "is_new": "new" in request.GET,
        "is_over": own.standing not in OPEN_STATES and not may,
        "is_emergency": own.appeal.urgency == "emergency" and own.standing in OPEN_STATES,
        "link": own.link,
        "may": may,
        "first": next((deed for deed in FIRST_DEEDS if deed in may), ""),
        "has_contact": own.appeal.reporter_id is not None,
    }
    return render(request, "web/resident/receipt.html", context)


def _units(own: Own) -> dict[UUID, UnitRow]:
    named = {str(line.more.get("unit")) for line in own.timeline if line.more.get("unit")}
    ids = [UUID(one) for one in named] + ([own.appeal.accountable_id] if own.appeal.accountable_id else [])
    return people.units(ids)


def _last_unit(issued: list[orders.OrderRow]) -> UUID | None:
    return issued[-1].unit.id if issued else None


def _fact(line: rows.Happening, own: Own, units: dict[UUID, UnitRow]) -> dict[str, Any]:
    texts = {text.id: text for text in own.texts}
    said = texts.get(line.text_id) if line.text_id else None
    named = line.more.get("unit")
    unit = units.get(UUID(str(named))) if named else None
    return {
        "at": line.at,
        "text": line.says,
        "who": unit.name if unit else "",
        "said": _in_language(said) if said and said.kind not in OWN_WORDS | ANSWERS else "",
        "tone": tones.STATES.get(str(line.state), tones.UNKNOWN)[0] if line.state else "calm",
    }


def _answer(text: rows.TextRow) -> dict[str, Any]:
    return {"kind": text.kind, "body": _in_language(text), "at": text.at}


def _in_language(text: rows.TextRow) -> str:
    """Return the words in the reader's language: told reasons are kept in both, one line each."""
    lines = text.body.split("\n")
    if text.kind is TextKind.REASON and len(lines) == 2:
        return lines[1] if now_spoken() == ENGLISH else lines[0]
    return text.body


@never_cache
@require_safe
def file(request: HttpRequest, token: str, file_id: UUID) -> FileResponse:
    """Serve a photo of this report to whoever holds its link."""
    actor, appeal_id = holding(request, token)
    own = resident.view(actor, appeal_id, now=now_of(request))
    if not any(row.id == file_id for row in (*own.files, *own.evidence)):
        raise NotFound
    return serve(detail.file_of(actor, file_id), "small" in request.GET)


def serve(found: rows.FileRow, is_small: bool) -> FileResponse:
    """Return a stored file; never by its own name, never run by the browser.

    :raises NotFound: the storage has lost it.
    """
    is_thumbnail = bool(is_small and found.thumbnail)
    try:
        opened = default_storage.open(found.thumbnail if is_thumbnail else found.name)
    except FileNotFoundError:
        raise NotFound from None
    answer = FileResponse(opened, content_type="image/jpeg" if is_thumbnail else found.media_type)
    answer["Content-Disposition"] = "inline" if found.media_type.startswith("image/") else "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
