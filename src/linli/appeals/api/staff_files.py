"""Files and contacts, for the staff."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from linli.appeals.actions import files
from linli.appeals.api.by_link import Attached
from linli.appeals.api.serving import BINARY, serve
from linli.appeals.queries import detail
from linli.appeals.queries.reach import sight_of, standing
from linli.appeals.words import AttachmentUse
from linli.kernel.errors import Forbidden, NotFound
from linli.people import actions as people
from linli.people.api.doors import key_of
from linli.people.doors import actor_of, bearer
from linli.people.rules.reveals import ComplainedOf
from linli.people.words import RevealPurpose

router = Router(auth=bearer)
DEED_OF_USE = {
    AttachmentUse.REPORT: "appeals.add_info",
    AttachmentUse.ADDITION: "appeals.add_info",
    AttachmentUse.EVIDENCE: "dispatch.log_action",
    AttachmentUse.VISIT: "dispatch.visit",
    AttachmentUse.SERVICE: "dispatch.rectify",
}


class Purpose(BaseModel):
    """Why somebody looks."""

    purpose: RevealPurpose


class Contact(BaseModel):
    """Who reported, in the open; the look is on record."""

    name: str = Field(examples=["王阿姨"])
    phone: str = Field(examples=["13900000001"])
    guardian_name: str = Field("", description="监护人 · of a child: whom to call instead")
    guardian_phone: str = Field("", description="监护人电话 · the guardian's phone")


@router.post("/{uuid:appeal_id}/files", response={201: Attached}, summary="附上凭证 · Attach a file")
def attach(
    request: HttpRequest,
    appeal_id: UUID,
    file: File[UploadedFile],
    use: Form[AttachmentUse],
    order_id: Form[UUID | None] = None,
) -> Status[Attached]:
    """Attach a photo or document: evidence of handling, of a visit, of service; or what the reporter handed over."""
    kept = files.attach(
        actor=actor_of(request),
        appeal_id=appeal_id,
        upload=files.Upload(file.file, file.size),  # type: ignore[arg-type]
        use=use,
        deed=DEED_OF_USE[use],
        order_id=order_id,
        client_id=key_of(request),
        now=timezone.now(),
    )
    return Status(201, Attached(id=kept))


@router.get("/files/{uuid:file_id}", openapi_extra=BINARY, summary="打开附件 · Open a file")
def file(request: HttpRequest, file_id: UUID, small: bool = False) -> HttpResponse:
    """Return a file, if the token may see it; `small` for the thumbnail of a photo."""
    return serve(detail.file_of(actor_of(request), file_id), small=small)


@router.post("/{uuid:appeal_id}/reveal", response=Contact, summary="查看联系方式 · See who reported")
def reveal(request: HttpRequest, appeal_id: UUID, body: Purpose) -> Contact:
    """Return name and phone of the reporter for a purpose; every look, shown or refused, is written down.

    The unit complained of and its members never see it (I13). Deed: `appeals.reveal`.
    """
    actor = actor_of(request)
    appeal = detail.load(appeal_id)
    seen, stands = sight_of(actor, appeal), standing(appeal)
    if not actor.may("appeals.reveal", appeal.area_path, units=stands.unit_ids, subject=stands.subject):
        raise Forbidden(deed="appeals.reveal")
    if appeal.reporter_id is None:
        if seen.is_complained_of:  # whether somebody gave a name is no business of theirs either
            raise ComplainedOf(deed="appeals.reveal")
        raise NotFound
    found = people.reveal(
        actor=actor,
        contact_id=appeal.reporter_id,
        subject=stands.subject,
        purpose=body.purpose.value,
        area_path=appeal.area_path,
        units=stands.unit_ids,
        barred_units=stands.complained_ids,
        now=timezone.now(),
    )
    return Contact(
        name=found.name,
        phone=found.phone,
        guardian_name=found.guardian_name,
        guardian_phone=found.guardian_phone,
    )
