"""Signing the yearly audit of children's data (未成年人网络保护条例 §37; D-06)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden
from linli.kernel.texts import clean
from linli.people import events
from linli.people.actions.faster import only_once
from linli.people.models import Account, MinorsAudit
from linli.people.queries.minors import as_stored, minors_figures
from linli.people.rules.minors import check_signing


def sign_minors_audit(*, actor: Actor, year: int, finding: str, area_path: str, now: datetime) -> UUID:
    """Sign what was counted for a year, with a finding, under the actor's own name; return the audit's id.

    :raises Forbidden: the actor lacks `people.sign_minors_audit`, or is no person with a name.
    :raises YearNotOver, NothingFound:
    :raises Conflict: the year is signed.
    """
    with only_once(), transaction.atomic():
        actor.require("people.sign_minors_audit", area_path)
        check_signing(year, finding=finding, now=now)
        signer = Account.objects.filter(id=actor.account_id).first() if actor.account_id else None
        if signer is None or not signer.name_sealed:
            raise Forbidden(deed="people.sign_minors_audit")
        audit = MinorsAudit.objects.create(
            year=year,
            figures=as_stored(minors_figures(year)),
            finding=clean(finding.strip()),
            name_sealed=signer.name_sealed,
            signed_by=signer,
            signed_at=now,
        )
        journal.record(events.MinorsAuditSigned(audit.id, year), actor=actor, at=now, area_path=area_path)
        return audit.id
