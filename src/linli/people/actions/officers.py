"""Naming who answers for people's data in the district (个人信息保护法 §52)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.people import events
from linli.people.models import DataOfficer


def set_officer(*, actor: Actor, name: str, phone: str, email: str = "", area_path: str, now: datetime) -> UUID:
    """Name the person in charge of people's data; name and phone stand on the public page from now on.

    :raises Forbidden: the actor lacks `people.set_officer`.
    :raises Invalid: no name, or nothing to call.
    """
    with transaction.atomic():
        actor.require("people.set_officer", area_path)
        if not name.strip():
            raise Invalid(field="name", why_zh="请写负责人姓名", why_en="write the name")
        if sum(sign.isdigit() for sign in phone) < 5:
            raise Invalid(field="phone", why_zh="请写能打通的办公电话", why_en="write an office phone that answers")
        officer = DataOfficer.objects.create(
            name=name.strip()[:40],
            phone=phone.strip()[:40],
            email=email.strip()[:120],
            valid_from=now,
            set_by_id=actor.account_id,
        )
        journal.record(events.OfficerSet(officer.id), actor=actor, at=now, area_path=area_path)
        return officer.id
