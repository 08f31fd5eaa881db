"""Taking a step back on the desk: the line with its seconds, and the press that does it (ADR 0027).

The line lies in the session and stands on every page of the staff until its seconds are over, so it works without
script and after a change of page. The server alone decides whether there is still time.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.appeals.actions import undoing
from linli.appeals.actions.undoing import Watch
from linli.appeals.queries import undoing as queries
from linli.appeals.rules.undoing import MovedOn
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.notices.actions.holding import UNDO_S
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Deed
from linli.web.staff.meanwhile import moved_on
from linli.web.undo import KEPT

LISTS = frozenset({"/desk/", "/desk/queue/"})


def watched(case: CaseFile, deed: Deed, *, seconds: int = UNDO_S) -> AbstractContextManager[Watch]:
    """Return what to do a deed of the desk in."""
    return undoing.watched(
        actor=case.actor, appeal_id=case.appeal.id, deed=deed.name, right=deed.right, now=case.now, seconds=seconds
    )


def offer(request: HttpRequest, watches: Sequence[Watch], says: Text, back: str) -> None:
    """Put the line on the pages that follow; where nothing can be taken back, take an earlier line away."""
    open_ = [watch for watch in watches if watch.undo_id is not None and watch.until is not None]
    if not open_:
        request.session.pop(KEPT, None)
        return
    request.session[KEPT] = {
        "ids": [str(watch.undo_id) for watch in open_],
        "until": min(watch.until for watch in open_ if watch.until).isoformat(),
        "zh": says.zh,
        "en": says.en,
        "back": back,
    }


def back_with(back: str, appeal_id: UUID) -> str:
    """Return the list the deed was done from with this case open in it, else the case's own page."""
    parts = urlsplit(back)
    if parts.path not in LISTS:
        return f"/desk/case/{appeal_id}/"
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name != "case"]
    return f"{parts.path}?{urlencode([*asked, ('case', str(appeal_id))])}"


@never_cache
@staff_only
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Take back what the line offers; say what became of each."""
    ids = _ids(request.POST.getlist("id"))
    refused = [why for why in (_refusal(request, id_) for id_ in ids) if why is not None]
    request.session.pop(KEPT, None)
    done = len(ids) - len(refused)
    if done:
        said = Text(f"已撤回 {done} 件，没有消息发出去。", f"{done} taken back. No message went out.")
        messages.success(request, spoken(said if len(ids) > 1 else ONE))
    for why in list(dict.fromkeys(refused))[:3]:
        messages.warning(request, spoken(why))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "/desk/")


ONE = Text("已撤回，没有消息发出去。", "Taken back. No message went out.")


def _ids(raw: Sequence[str]) -> list[UUID]:
    try:
        ids = [UUID(one) for one in dict.fromkeys(raw)]
    except ValueError:
        raise NotFound from None
    if not ids or len(ids) > 60:
        raise NotFound
    return ids


def _refusal(request: HttpRequest, undo_id: UUID) -> Text | None:
    """Take one deed back; return why not, where the case moved on with who did what.

    :raises NotFound: it is nothing this person may know of.
    """
    actor, now = actor_of(request), now_of(request)
    try:
        undoing.take_back(actor=actor, undo_id=undo_id, now=now)
    except MovedOn as error:
        appeal_id = queries.case_of(undo_id, actor.account_id) if actor.account_id else None
        return (moved_on(CaseFile(actor, appeal_id, now)) if appeal_id else None) or error.text
    except NotFound:
        raise
    except DomainError as error:
        return error.text
    return None
