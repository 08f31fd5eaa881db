"""Tying an identity of a provider to an account, and signing in with it. Never by an e-mail address (ADR 0026)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import new_secret
from linli.kernel.words import Text
from linli.people import events, sealing
from linli.people.actions.accounts import NobodysPassword, locked, require_over
from linli.people.actions.faster import only_once
from linli.people.models import Account, Identity, IdentityInvitation
from linli.people.queries.identities import subject_index

INVITED_FOR = timedelta(days=7)


class IdentityTaken(Refused):
    """The identity opens an account already."""

    code = "people.identity_taken"
    says = Text("这个统一身份已经绑定了别的账号。", "This identity opens another account already.")


class AlreadyLinked(Refused):
    """The identity opens this very account already."""

    code = "people.already_linked"
    says = Text("这个统一身份已经绑定在您的账号上了。", "This identity opens your account already.")


class NotInvited(Refused):
    """The link was used, is too old, or never was one."""

    code = "people.not_invited"
    says = Text(
        "邀请链接已用过或已过期，请管理员再发一个。", "The invitation was used or has expired; ask for another."
    )


class NoOtherWay(Refused):
    """Without this identity nothing opens the account any more."""

    code = "people.no_other_way"
    says = Text(
        "解除后就没有办法登录了：请先请管理员重设一个密码。",
        "Nothing else opens the account: have your administrator give you a password first.",
    )


class NotLinked(Refused):
    """Nobody tied this identity to an account."""

    code = "people.not_linked"
    says = Text(
        "这个统一身份还没有绑定账号：请先用密码登录，在“我”页绑定，或请管理员发邀请链接。",
        "This identity opens no account yet: sign in with your password and link it on your page, or ask your "
        "administrator for an invitation.",
    )


def link_identity(*, actor: Actor, issuer: str, subject: str, now: datetime) -> UUID:
    """Tie a verified identity to the actor's own account; return its id.

    :raises NotFound: the actor has no account.
    :raises IdentityTaken: it opens another account.
    :raises AlreadyLinked: it opens this one.
    """
    with only_once(IdentityTaken), transaction.atomic():
        account = locked(actor.account_id)
        return _link(account, issuer, subject, actor, now)


def invite_identity(*, actor: Actor, account_id: UUID, area_path: str, now: datetime) -> str:
    """Return the secret of a link with which somebody ties an identity to the account, once and within a week.

    :raises NotFound: no such account.
    :raises Forbidden: the actor lacks `people.open_account` over it.
    :raises NobodysPassword: it is another system's.
    """
    with transaction.atomic():
        account = locked(account_id)
        require_over(actor, "people.open_account", account_id, area_path=area_path, now=now)
        if account.is_system:
            raise NobodysPassword
        raw = new_secret()
        IdentityInvitation.objects.create(
            account=account,
            digest=sealing.token_digest(raw),
            invited_by_id=actor.account_id,
            expires_at=now + INVITED_FOR,
        )
        journal.record(events.IdentityInvited(account.id), actor=actor, at=now, area_path=area_path)
        return raw


def accept_invitation(*, secret: str, issuer: str, subject: str, now: datetime) -> UUID:
    """Tie a verified identity to the account of an invitation; return the account.

    A first password that was handed out and never replaced ends with it: somebody else knows it.

    :raises NotInvited: the link is used, too old or none.
    :raises IdentityTaken: the identity opens another account.
    """
    with only_once(IdentityTaken), transaction.atomic():
        rows = IdentityInvitation.objects.select_for_update().filter(used_at__isnull=True, expires_at__gt=now)
        found = rows.filter(digest=sealing.token_digest(secret), account__is_active=True).first()
        if found is None:
            raise NotInvited
        found.used_at = now
        found.save(update_fields=["used_at"])
        account = locked(found.account_id)
        if account.must_change_password:
            account.set_unusable_password()
            account.must_change_password = False
            account.save(update_fields=["password", "must_change_password"])
        _link(account, issuer, subject, Actor(name="account", account_id=account.id), now)
        return account.id


def use_identity(*, issuer: str, subject: str, now: datetime) -> UUID:
    """Return the open account a verified identity opens, and keep when.

    :raises NotLinked: it opens none.
    """
    with transaction.atomic():
        rows = Identity.objects.select_for_update(of=("self",)).filter(account__is_active=True)
        found = rows.filter(subject_index=subject_index(issuer, subject)).first()
        if found is None:
            raise NotLinked
        found.last_used_at = now
        found.save(update_fields=["last_used_at"])
        return found.account_id


def unlink_identity(*, actor: Actor, identity_id: UUID, now: datetime) -> None:
    """Untie an identity from the actor's own account.

    :raises NotFound: it is not the actor's.
    :raises NoOtherWay: it is the last one, and the account has no password.
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        own = Identity.objects.filter(account=account)
        found = own.filter(id=identity_id).first()
        if found is None:
            raise NotFound
        if not account.has_usable_password() and own.count() == 1:
            raise NoOtherWay
        found.delete()
        journal.record(events.IdentityUnlinked(account.id), actor=actor, at=now, area_path="")


def _link(account: Account, issuer: str, subject: str, actor: Actor, now: datetime) -> UUID:
    index = subject_index(issuer, subject)
    there = Identity.objects.filter(subject_index=index).first()
    if there is not None:
        raise AlreadyLinked if there.account_id == account.id else IdentityTaken
    made = Identity.objects.create(account=account, issuer=issuer, subject_index=index, linked_at=now)
    journal.record(events.IdentityLinked(account.id), actor=actor, at=now, area_path="")
    return made.id
