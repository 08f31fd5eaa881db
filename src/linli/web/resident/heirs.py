"""A relative asks for the data of somebody who died (个人信息保护法 §49): who, which papers, what for."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.appeals.actions.files import Upload, forget, prepare
from linli.kernel.errors import DomainError, Invalid
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people import actions
from linli.people.actions.requests import PROOFS
from linli.people.words import RequestKind
from linli.web.door import actor_of, now_of, signed_in
from linli.web.language import spoken
from linli.web.resident.contact import check_phone
from linli.web.resident.telling import why

ASKED = Text(
    "申请收到了。会有一位具名的负责人核对材料，最迟 15 天答复您。",
    "We have it. A person in charge, by name, checks the papers and answers within 15 days.",
)
GIVEN = ("name", "phone", "words")


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def relative(request: HttpRequest) -> HttpResponse:
    """Ask who died and for what, with papers; a person decides."""
    errors: list[tuple[str, Text]] = []
    given = {name: request.POST.get(name, "").strip()[:2000] for name in GIVEN}
    if request.method == "POST":
        try:
            _ask(request, given)
        except DomainError as error:
            field = error.params.get("field") if isinstance(error, Invalid) else "proof"
            errors.append((f"id_{field}", why(error)))
        else:
            messages.success(request, spoken(ASKED))
            return redirect("/my/data/")
    context = {"errors": errors, "given": given, "back_url": "/my/data/", "has_files": True}
    return render(request, "web/resident/relative.html", context, status=422 if errors else 200)


def _ask(request: HttpRequest, given: dict[str, str]) -> None:
    check_phone(given["phone"])
    stored = _stored(request)
    try:
        actions.ask_data(
            actor=actor_of(request),
            kind=RequestKind.HEIR,
            words=given["words"],
            name=given["name"][:40],
            phone=given["phone"][:20],
            proof=stored,
            now=now_of(request),
        )
    except Exception:
        forget([stored])
        raise


def _stored(request: HttpRequest) -> str:
    """Keep the papers, cleaned like any other file; return the stored name, empty where none came."""
    sent = request.FILES.get("proof")
    if sent is None:
        return ""
    ready = prepare(Upload(sent, sent.size))  # type: ignore[arg-type]
    return default_storage.save(f"{PROOFS}/{new_id().hex}.{ready.kind.ending}", ContentFile(ready.content))
