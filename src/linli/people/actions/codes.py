"""Proving that one holds a phone: a code is made, given back, and opens what belongs to the phone for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.people import sealing
from linli.people.models import PhoneCode
from linli.people.queries.actors import phone_index
from linli.people.rules import codes
from linli.people.rules.masking import normalise_phone
from linli.people.words import CodePurpose

ADDRESS_LABEL, CODE_LABEL = "code.address", "code"


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to be sent; `code` stands nowhere else in the open."""

    id: UUID
    phone: str
    code: str
    expires_at: datetime


def new_code(*, purpose: CodePurpose, phone: str, address: str, now: datetime) -> NewCode:
    """Make a code for a phone, known here or not; whoever sends it calls this in the same transaction.

    Nobody is told that it happened but the phone: an attempt is no deed. It counts against the limits of the phone and
    of the address that asks. Four statements.

    :raises Invalid: no phone.
    :raises TooManyCodes:
    """
    index = phone_index(phone)
    if index is None:
        raise Invalid(field="phone", why_zh="请写手机号", why_en="write the phone number")
    where = sealing.blind_index(address, ADDRESS_LABEL)
    with transaction.atomic():
        _one_at_a_time(index, where)
        recent = PhoneCode.objects.filter(
            Q(phone_index=index) | Q(address_digest=where), sent_at__gt=now - codes.LONGEST
        ).values_list("phone_index", "address_digest", "sent_at")
        rows = [(bytes(of), bytes(by), at) for of, by, at in recent]
        of_phone = [at for of, _, at in rows if of == index]
        of_address = [at for _, by, at in rows if by == where]
        codes.check_wait(
            max(codes.wait(of_phone, codes.PER_PHONE, now), codes.wait(of_address, codes.PER_ADDRESS, now))
        )
        code_id, figures = new_id(), sealing.random_figures(codes.FIGURES)
        made = PhoneCode.objects.create(
            id=code_id,
            purpose=purpose.value,
            phone_sealed=normalise_phone(phone),
            phone_index=index,
            address_digest=where,
            code_digest=_digest(code_id, figures),
            sent_at=now,
            expires_at=now + codes.GOOD_FOR,
        )
    return NewCode(code_id, normalise_phone(phone), figures, made.expires_at)


def prove_phone(*, code_id: UUID, purpose: CodePurpose, code: str, now: datetime) -> None:
    """Take the code back: from now on, for half an hour, `queries.proven_phone` names the phone.

    A wrong one counts, and stays counted.

    :raises CodeOver: there is no such code, or it is too old, used, or was guessed at too often.
    :raises WrongPhoneCode: with how many tries are left.
    """
    with transaction.atomic():
        found = PhoneCode.objects.select_for_update().filter(id=code_id, purpose=purpose.value).first()
        if found is None:
            raise codes.CodeOver
        codes.check_open(expires_at=found.expires_at, tries=found.tries, was_used=found.proven_at is not None, now=now)
        found.tries += 1
        fits = compare_digest(bytes(found.code_digest), _digest(code_id, normalise_phone(code)))
        found.proven_at = now if fits else None
        found.save(update_fields=["tries", "proven_at"])
    if not fits:
        left = codes.MOST_TRIES - found.tries
        raise codes.WrongPhoneCode(left=left) if left else codes.CodeOver


def forget_codes(now: datetime) -> int:
    """Forget codes that no limit counts any more; return how many. Safe to repeat."""
    return PhoneCode.objects.filter(sent_at__lte=now - codes.LONGEST).delete()[0]


def _digest(code_id: UUID, figures: str) -> bytes:
    # Keyed: a copy of the table alone does not tell which of the million codes it was.
    return sealing.blind_index(f"{code_id}:{figures}", CODE_LABEL)


def _one_at_a_time(*digests: bytes) -> None:
    """Let one request per phone and address count at a time; else two at once would both be the last allowed one."""
    keys = sorted(int.from_bytes(digest[:8], "big", signed=True) for digest in digests)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s), pg_advisory_xact_lock(%s)", keys)
