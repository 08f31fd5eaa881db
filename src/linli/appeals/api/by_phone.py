"""My reports with a phone and a one-time code: for whoever kept no link and has no account (ADR 0021)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from linli.appeals.queries import resident
from linli.appeals.queries.resident import OwnRow
from linli.notices import actions as notices
from linli.people import actions
from linli.people import queries as people
from linli.people.api.fields import AN_ID
from linli.people.api.limits import reports
from linli.people.api.shapes import many
from linli.people.doors import address_of
from linli.people.rules.codes import GOOD_FOR
from linli.people.words import CodePurpose

router = Router()


class AskedPhone(BaseModel):
    """The phone that a code is sent to."""

    model_config = ConfigDict(extra="forbid")

    phone: Annotated[str, Field(max_length=20, pattern=r"^\+?[0-9][0-9 -]{5,17}[0-9]$")] = Field(
        description="手机号 · the phone", examples=["13900000001"]
    )


class CodeSent(BaseModel):
    """A code is on its way, if the phone exists; give it back with this id."""

    id: UUID = Field(examples=[AN_ID])
    good_for_min: int = Field(description="几分钟内有效 · minutes it holds", examples=[5])


class CodeBack(BaseModel):
    """The six figures of the short message."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=20)] = Field(description="验证码 · the code", examples=["204816"])


@router.post("/phone-codes", auth=None, throttle=reports, response={201: CodeSent}, summary="发验证码 · Send a code")
def send_code(request: HttpRequest, body: AskedPhone) -> Status[CodeSent]:
    """Send a one-time code to a phone, to see the reports made with it. The answer never tells whether it is known.

    A phone gets one a minute, five an hour, ten a day (429). 409 where no short messages can be sent here.
    """
    code_id = notices.send_code(
        purpose=CodePurpose.MINE,
        phone=body.phone,
        address=address_of(request),
        language=translation.get_language() or "zh-hans",
        now=timezone.now(),
    )
    return Status(201, CodeSent(id=code_id, good_for_min=int(GOOD_FOR.total_seconds()) // 60))


@router.post(
    "/phone-codes/{uuid:code_id}/reports", auth=None, throttle=reports, response=many(OwnRow),
    summary="凭验证码看我的诉求 · My reports, by code",
)  # fmt: skip
def reports_by_code(request: HttpRequest, code_id: UUID, body: CodeBack) -> list[OwnRow]:
    """Take a code back and return the reports made with its phone, newest first, each with the token of its link.

    A code is good once, within five minutes, and may be tried five times.
    """
    now = timezone.now()
    actions.prove_phone(code_id=code_id, purpose=CodePurpose.MINE, code=body.code, now=now)
    phone = people.proven_phone(code_id, purpose=CodePurpose.MINE, now=now)
    contact_ids = people.contact_ids_by_phone(phone) if phone else []
    return resident.mine(None, contact_ids) if contact_ids else []
