"""What is noted of the own household: see it and who looked, take a consent back, object (个人信息保护法 §15, §44)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.fieldwork import actions, queries
from linli.fieldwork.queries import OwnHousehold
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.queries import AccountRow
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.field import naming
from linli.web.language import spoken
from linli.web.resident.contact import STAFF, reason_of
from linli.web.resident.telling import why

GONE = Text("同意已撤回，这一项已经删掉。", "Your consent is taken back and the note is deleted.")
ASKED = Text(
    "异议收到了，最迟 15 天内答复；没答复前谁也看不到这一项。",
    "We have your objection, answered within 15 days; until then nobody sees this.",
)


@never_cache
@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the notes on the signed-in person's homes."""
    account_id, now = account_id_of(request), now_of(request)
    found = queries.own_households(account_id, now=now) if account_id else []
    names = naming.of_ids({home.building_id for home in found}, now)
    known = people.accounts({one for home in found for one in _who(home)})
    homes = [(_told(home, known), f"{names.get(home.building_id, '')} {home.door}") for home in found]
    return render(request, "web/resident/household.html", {"homes": homes, "now": now})


def _who(home: OwnHousehold) -> set[UUID]:
    return {row.noted_by for row in home.notes} | {row.account_id for row in home.looks if row.account_id}


def _told(home: OwnHousehold, known: dict[UUID, AccountRow]) -> dict[str, Any]:
    return {
        "notes": [(row, known[row.noted_by].name if row.noted_by in known else "") for row in home.notes],
        "looks": [
            (row, known[row.account_id].name if row.account_id in known else STAFF, reason_of(row.purpose))
            for row in home.looks
        ],
    }


@never_cache
@signed_in
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Take a consent back or object to a note, and come back."""
    actor, now, wanted = actor_of(request), now_of(request), request.POST.get("do", "")
    try:
        thing = UUID(request.POST.get("id", ""))
    except ValueError:
        raise NotFound from None
    try:
        if wanted == "withdraw":
            people_actions.consent_withdraw(actor=actor, consent_id=thing, now=now)
        elif wanted == "object":
            actions.object_to_note(actor=actor, note_id=thing, words=request.POST.get("words", ""), now=now)
        else:
            raise NotFound
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(why(error)))
    else:
        messages.success(request, spoken(GONE if wanted == "withdraw" else ASKED))
    return redirect("/my/household/")
