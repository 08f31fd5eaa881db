"""Keys for programs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_secret
from linli.people import events, sealing
from linli.people.actions.accounts import locked, require_over
from linli.people.models import ApiToken

MARK = "linli_"
LONGEST = timedelta(days=366)


def issue_token(
    *, actor: Actor, label: str, scopes: Collection[str], expires_at: datetime, now: datetime
) -> tuple[UUID, str]:
    """Give the actor's account a key to some of its own deeds; return its id and the key, shown once.

    :raises NotFound: the actor has no account.
    :raises Forbidden: a scope is not among the account's deeds.
    :raises Invalid: no scope, or the expiry is past or more than a year away.
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        missing = {deed for deed in scopes if not actor.reach(deed) and deed not in actor.held_deeds}
        if missing:
            raise Forbidden(deed=min(missing))
        if not scopes or not now < expires_at <= now + LONGEST:
            raise Invalid(
                field="expires_at", why_zh="须选权限,有效期最长一年", why_en="choose deeds and at most a year"
            )
        raw = f"{MARK}{new_secret()}{new_secret()}"
        token = ApiToken.objects.create(
            account=account,
            label=label,
            prefix=raw[:12],
            digest=sealing.token_digest(raw),
            scopes=sorted(set(scopes)),
            issued_at=now,
            expires_at=expires_at,
        )
        told = events.TokenIssued(account.id, token.id, tuple(token.scopes), expires_at)
        journal.record(told, actor=actor, at=now, area_path="")
        return token.id, raw


def revoke_token(*, actor: Actor, token_id: UUID, area_path: str = "", now: datetime) -> None:
    """End a key: the own one, or another's with `people.revoke`.

    :raises NotFound: there is none. Forbidden: it is another's. Conflict: it has ended.
    """
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(id=token_id).first()
        if token is None:
            raise NotFound
        if token.account_id != actor.account_id:
            require_over(actor, "people.revoke", token.account_id, area_path=area_path, now=now)
        if token.revoked_at is not None:
            raise Conflict
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        told = events.TokenRevoked(token.account_id, token.id)
        journal.record(told, actor=actor, at=now, area_path=area_path)
