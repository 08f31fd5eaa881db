"""Which phone somebody has proven to hold."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.people.models import PhoneCode
from linli.people.rules import codes
from linli.people.rules.masking import mask_phone
from linli.people.words import CodePurpose


def proven_phone(code_id: UUID, *, purpose: CodePurpose, now: datetime) -> str | None:
    """Return the phone that a code proved within the last half hour; only for the person. One statement."""
    found = PhoneCode.objects.filter(id=code_id, purpose=purpose.value).first()
    return found.phone_sealed if found is not None and codes.is_proven(found.proven_at, now=now) else None


def masked_phone(phone: str) -> str:
    """Return how a phone is shown back to its holder."""
    return mask_phone(phone)


def phone_of_code(code_id: UUID) -> str:
    """Return the masked phone a code went to, or nothing. One statement."""
    found = PhoneCode.objects.filter(id=code_id).first()
    return mask_phone(found.phone_sealed or "") if found is not None else ""
