"""Who answers for a child (个人信息保护法 §31)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel.errors import NotFound, Refused
from linli.kernel.words import Text
from linli.people.actions.contacts import keep_contact
from linli.people.models import Contact


class WhoIsGuardian(Refused):
    """A child's guardian is somebody with a name and a phone that answers."""

    code = "people.who_is_guardian"
    status = 422
    says = Text("请写监护人的姓名和电话。", "Write the guardian's name and phone.")


def name_guardian(*, contact_id: UUID, name: str, phone: str, now: datetime) -> None:
    """Keep who the guardian of a child is, as a contact of its own; who is named already stays. Not a deed by itself.

    :raises NotFound: there is no such child, or its data was erased.
    :raises WhoIsGuardian: nobody is named yet, and the name or the phone is missing.
    """
    with transaction.atomic():
        known = Contact.objects.select_for_update().filter(id=contact_id, is_minor=True, erased_at__isnull=True)
        child = known.first()
        if child is None:
            raise NotFound
        if child.guardian_id is not None:
            return
        if not name.strip() or not phone.strip():
            raise WhoIsGuardian
        child.guardian_id = keep_contact(name=name, phone=phone, now=now)
        child.save(update_fields=["guardian_id"])
