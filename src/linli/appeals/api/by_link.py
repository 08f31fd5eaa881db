"""What the reporter does with the secret link of the receipt; the link is the key, no token is needed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field as Param
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel

from linli.appeals.actions import (
    asking,
    consenting,
    drafting,
    files,
    linking,
    merging,
    rating,
    refusing,
    reopening,
    withdrawing,
)
from linli.appeals.api.callers import by_link
from linli.appeals.api.reporting import Receipt, receipt
from linli.appeals.api.serving import BINARY, serve
from linli.appeals.queries import detail, links, resident
from linli.appeals.queries.resident import Own
from linli.appeals.words import AttachmentUse
from linli.kernel.words import Text
from linli.people.api.doors import Door, key_of, open_doors
from linli.people.api.shapes import Prose, shown

router = Router()
OwnAppeal = shown(Own)
Token = Annotated[str, Param(max_length=80)]


class Attached(BaseModel):
    """A kept file."""

    id: UUID


class Sending(BaseModel):
    """A draft is sent, with other words if they are given."""

    text: Prose | None = None
    client_id: Annotated[str, Param(min_length=1, max_length=80)] | None = None


@router.get("/{token}", response=OwnAppeal, summary="查看进展 · How it stands")
def own(request: HttpRequest, token: Token) -> Own:
    """Return everything the reporter sees: state in plain words, timeline, texts, who is next until when, what may be
    done now (`may`).
    """
    actor, ids = by_link(request, {"token": token})
    return resident.view(actor, ids["appeal_id"], now=timezone.now())


@router.post("/{token}/submit", response=Receipt, summary="提交草稿 · Send a draft")
def submit_draft(request: HttpRequest, token: Token, body: Sending) -> Receipt:
    """Send a kept draft. Deed: `appeals.submit`."""
    actor, ids = by_link(request, {"token": token})
    made = drafting.submit_draft(
        actor=actor,
        appeal_id=ids["appeal_id"],
        text=body.text,
        client_id=body.client_id or key_of(request),
        now=timezone.now(),
    )
    return receipt(request, made)


@router.post("/{token}/files", response={201: Attached}, summary="补充照片或文件 · Add a photo or document")
def attach_own(request: HttpRequest, token: Token, file: File[UploadedFile]) -> Status[Attached]:
    """Add a photo (JPEG, PNG, WebP, GIF; 10 MB) or a document (PDF, DOCX, XLSX; 20 MB) to an open report.

    The kind is found by content; place and device data of photos are not kept.
    """
    actor, ids = by_link(request, {"token": token})
    kept = files.attach(
        actor=actor,
        appeal_id=ids["appeal_id"],
        upload=files.Upload(file.file, file.size),  # type: ignore[arg-type]
        use=AttachmentUse.ADDITION,
        deed="appeals.add_info",
        client_id=key_of(request),
        now=timezone.now(),
    )
    return Status(201, Attached(id=kept))


@router.get("/{token}/files/{uuid:file_id}", openapi_extra=BINARY, summary="打开附件 · Open a file")
def own_file(request: HttpRequest, token: Token, file_id: UUID, small: bool = False) -> HttpResponse:
    """Return a file of the own report; `small` for the thumbnail of a photo."""
    actor, _ = by_link(request, {"token": token})
    return serve(detail.file_of(actor, file_id), small=small)


class Renewed(BaseModel):
    """The new link; the old one is dead."""

    token: str
    url: str


@router.post("/{token}/link", response=Renewed, summary="换新链接 · Renew the link")
def renew_own_link(request: HttpRequest, token: Token) -> Renewed:
    """Close this link and return the new one. Deed: `appeals.renew_link`."""
    actor, ids = by_link(request, {"token": token})
    linking.renew_link(actor=actor, appeal_id=ids["appeal_id"], now=timezone.now())
    fresh = links.of_held(actor, ids["appeal_id"])
    return Renewed(token=fresh, url=links.url_of(fresh))


open_doors(
    router,
    (
        Door("/{token}/info", asking.add_info, "appeals.add_info", Text("补充信息", "Add what was asked for")),
        Door("/{token}/withdraw", withdrawing.withdraw, "appeals.withdraw",
             Text("撤回", "Take the report back; a danger stays and goes on without you")),
        Door("/{token}/rate", rating.rate, "appeals.rate", Text("评价", "Rate the answer")),
        Door("/{token}/reopen", reopening.reopen, "appeals.reopen", Text("要求重办", "Ask to have it handled again")),
        Door("/{token}/object", refusing.object_to, "appeals.object", Text("提出异议", "Object to a refusal"),
             name="object"),
        Door("/{token}/separate", merging.unmerge, "appeals.unmerge",
             Text("要求单独办理", "Ask to have it handled on its own"), name="separate"),
        Door("/{token}/unpublish", consenting.withdraw_consent, "appeals.withdraw_consent",
             Text("撤回公开同意", "Take back the consent to publish")),
    ),
    who=by_link,
    auth=None,
    hidden=frozenset({"appeal_id"}),
)  # fmt: skip
