"""Keys for programs: a person's own, and those of other systems."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id, new_secret
from linli.kernel.texts import clean_line
from linli.people import events, sealing
from linli.people.actions.accounts import LoginTaken, locked, require_over
from linli.people.actions.faster import only_once
from linli.people.models import Account, ApiToken
from linli.people.queries.actors import actor_for
from linli.people.rules.tokens import OVERLAP, NotASystem, check_term, successors_end
from linli.people.words import TokenKind

MARK = "linli_"


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
        _check_scopes(actor, scopes)
        check_term(TokenKind.PERSONAL, expires_at, now=now)
        token, raw = _make(account, TokenKind.PERSONAL, label, scopes, expires_at, now)
        _tell_issued(token, actor, now, "")
        return token.id, raw


def open_system(*, actor: Actor, login: str, name: str, area_path: str, now: datetime) -> UUID:
    """Open the account of another system: nobody signs in with it; roles and keys come from the security administrator.

    :raises Forbidden: the actor lacks `people.open_account` at `area_path`.
    :raises LoginTaken:
    """
    with only_once(LoginTaken), transaction.atomic():
        actor.require("people.open_account", area_path)
        login = clean_line(login, field="login").lower()
        if not login or Account.objects.filter(login=login).exists():
            raise LoginTaken
        account = Account(login=login, name_sealed=clean_line(name) or None, opened_at=now, is_system=True)
        account.set_unusable_password()
        account.save(force_insert=True)
        journal.record(events.SystemOpened(account.id), actor=actor, at=now, area_path=area_path)
        return account.id


def issue_system_token(
    *,
    actor: Actor,
    account_id: UUID,
    label: str,
    scopes: Collection[str],
    expires_at: datetime | None = None,
    area_path: str,
    now: datetime,
) -> tuple[UUID, str]:
    """Give another system a key to some of the deeds it was granted; return its id and the key, shown once.

    Whoever hands out keys must not be able to act as a colleague, so only an account of a system gets one.

    :raises NotFound: no such account.
    :raises Forbidden: the actor lacks `people.issue_system_token` over the account, or a scope is not among its deeds.
    :raises NotASystem: somebody signs in with the account.
    :raises Invalid: no scope, or an expiry that is past or more than three years away.
    """
    with transaction.atomic():
        account = locked(account_id)
        require_over(actor, "people.issue_system_token", account_id, area_path=area_path, now=now)
        if not account.is_system:
            raise NotASystem
        _check_scopes(actor_for(account_id, now=now), scopes)
        check_term(TokenKind.SYSTEM, expires_at, now=now)
        token, raw = _make(account, TokenKind.SYSTEM, label, scopes, expires_at, now)
        _tell_issued(token, actor, now, area_path)
        return token.id, raw


def rotate_token(*, actor: Actor, token_id: UUID, area_path: str = "", now: datetime) -> tuple[UUID, str]:
    """Put a fresh key in the place of an old one, with the same scopes and term; the old one works another day.

    For the owner, also by the key itself; another's takes `people.issue_system_token`, and only a system's.

    :raises NotFound: there is none, or it has ended.
    :raises Forbidden: it is another's.
    :raises Conflict: it has a successor already.
    """
    with transaction.atomic():
        live = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        old = ApiToken.objects.select_for_update().filter(live, id=token_id, revoked_at__isnull=True).first()
        if old is None:
            raise NotFound
        account = locked(old.account_id)
        if account.id != actor.account_id:
            require_over(actor, "people.issue_system_token", account.id, area_path=area_path, now=now)
            if not account.is_system:
                raise Forbidden(deed="people.issue_system_token")
        if ApiToken.objects.filter(series_id=old.series_id, issued_at__gt=old.issued_at).exists():
            raise Conflict
        ends = successors_end(old.issued_at, old.expires_at, now=now)
        new, raw = _make(account, TokenKind(old.kind), old.label, old.scopes, ends, now, series_id=old.series_id)
        old.expires_at = min(now + OVERLAP, old.expires_at or now + OVERLAP)
        old.save(update_fields=["expires_at"])
        told = events.TokenRotated(account.id, old.id, new.id, old.expires_at)
        journal.record(told, actor=actor, at=now, area_path=area_path)
        return new.id, raw


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


def note_use(token_id: UUID, *, now: datetime, not_since: datetime) -> None:
    """Keep when a key was last used, unless a use after `not_since` is known. One UPDATE; no fact, it is no deed."""
    before = Q(last_used_at__isnull=True) | Q(last_used_at__lt=not_since)
    ApiToken.objects.filter(before, id=token_id).update(last_used_at=now)


def _check_scopes(holder: Actor, scopes: Collection[str]) -> None:
    missing = {deed for deed in scopes if not holder.reach(deed) and deed not in holder.held_deeds}
    if missing:
        raise Forbidden(deed=min(missing))
    if not scopes:
        raise Invalid(field="scopes", why_zh="须选权限", why_en="choose deeds")


def _make(
    account: Account,
    kind: TokenKind,
    label: str,
    scopes: Collection[str],
    expires_at: datetime | None,
    now: datetime,
    *,
    series_id: UUID | None = None,
) -> tuple[ApiToken, str]:
    raw = f"{MARK}{new_secret()}{new_secret()}"
    token = ApiToken.objects.create(
        account=account,
        series_id=series_id or new_id(),
        kind=kind.value,
        label=clean_line(label, field="label")[:80],
        prefix=raw[:12],
        digest=sealing.token_digest(raw),
        scopes=sorted(set(scopes)),
        issued_at=now,
        expires_at=expires_at,
    )
    return token, raw


def _tell_issued(token: ApiToken, actor: Actor, now: datetime, area_path: str) -> None:
    told = events.TokenIssued(token.account_id, token.id, tuple(token.scopes), token.expires_at)
    journal.record(told, actor=actor, at=now, area_path=area_path)
