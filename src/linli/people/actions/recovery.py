"""Recovery codes: the way in when the phone with the authenticator is lost."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.people import events
from linli.people.actions.accounts import fresh_recovery_codes, locked, matching_step
from linli.people.rules.passwords import NoSecondFactor, WrongPassword


def renew_recovery_codes(*, actor: Actor, password: str, code: str, now: datetime) -> list[str]:
    """Put ten new recovery codes in the place of the old ones; return them, shown once.

    Asked again are the password (of whoever has one) and a code of the authenticator: an open screen is not enough,
    and a recovery code must not make others.

    :raises NotFound: the actor has no account.
    :raises NoSecondFactor, WrongPassword, WrongCode:
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        if account.totp_confirmed_at is None:
            raise NoSecondFactor
        if account.has_usable_password() and not account.check_password(password):
            raise WrongPassword
        account.totp_last_step = matching_step(account, code, now)
        codes, account.recovery_hashes = fresh_recovery_codes()
        account.save(update_fields=["totp_last_step", "recovery_hashes"])
        journal.record(events.RecoveryCodesRenewed(account.id), actor=actor, at=now, area_path="")
        return codes
