"""Opening, closing and guarding accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pyotp
from django.db import transaction
from django.db.models import Q

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, NotFound, Refused
from linli.kernel.texts import clean_line
from linli.kernel.words import Text
from linli.people import events, sealing
from linli.people.actions.faster import only_once
from linli.people.actions.sessions import end_devices
from linli.people.models import Account, ApiToken, Device, Grant, Identity, SignIn
from linli.people.queries.actors import in_force, needs_second_factor, phone_index
from linli.people.rules.masking import normalise_phone
from linli.people.rules.passwords import (
    STEP_SECONDS,
    NoSecondFactor,
    WrongCode,
    WrongPassword,
    check_password,
)

RECOVERY_CODES = 10
ISSUER = "linli"


class LoginTaken(Refused):
    """The login name or the phone belongs to another account."""

    code = "people.login_taken"
    says = Text("这个登录名或手机号已经有账号了。", "This name or phone already has an account.")


class NobodysPassword(Refused):
    """The account is another system's: it has keys, and nobody signs in with it."""

    code = "people.nobodys_password"
    says = Text(
        "这是外部系统的账号，只用密钥，不能设密码。", "This account is another system's; it has keys and no password."
    )


def open_account(
    *,
    actor: Actor,
    login: str,
    name: str,
    phone: str = "",
    email: str = "",
    password: str,
    area_path: str,
    now: datetime,
    must_change_password: bool = True,
) -> UUID:
    """Open an account for somebody who will work here; rights are granted by another person.

    :raises Forbidden: the actor lacks `people.open_account` at `area_path`.
    :raises WeakPassword, LoginTaken:
    """
    with only_once(LoginTaken), transaction.atomic():
        actor.require("people.open_account", area_path)
        check_password(password, login=login, phone=normalise_phone(phone), must_be_strong=True)
        account = _open(login, name, (phone, email), password, now, must_change_password=must_change_password)
        journal.record(events.AccountOpened(account.id), actor=actor, at=now, area_path=area_path)
        return account.id


def register(
    *, phone: str, name: str = "", email: str = "", password: str, is_phone_proven: bool = False, now: datetime
) -> UUID:
    """Open an account for a resident, who signs in with the phone (S-302). Anybody may; return its id.

    `is_phone_proven`: a code sent to the phone came back, so what was reported with it belongs to the account too.

    :raises WeakPassword, LoginTaken:
    """
    with only_once(LoginTaken), transaction.atomic():
        figures = normalise_phone(phone)
        check_password(password, login="", phone=figures)
        account = _open(f"u{sealing.random_secret(8).lower()}", name, (phone, email), password, now)
        if is_phone_proven:
            account.phone_verified_at = now
            account.save(update_fields=["phone_verified_at"])
        actor = Actor(name="resident", account_id=account.id)
        journal.record(events.AccountOpened(account.id), actor=actor, at=now, area_path="")
        return account.id


def _open(
    login: str,
    name: str,
    reached_at: tuple[str, str],
    password: str,
    now: datetime,
    *,
    must_change_password: bool = False,
) -> Account:
    phone, email = reached_at
    login, index = clean_line(login, field="login").lower(), phone_index(phone)
    taken = Account.objects.filter(login=login).exists() or (
        index is not None and Account.objects.filter(phone_index=index).exists()
    )
    if taken or not login:
        raise LoginTaken
    account = Account(
        login=login,
        name_sealed=clean_line(name) or None,
        phone_sealed=phone.strip() or None,
        phone_index=index,
        email_sealed=email.strip() or None,
        opened_at=now,
        password_changed_at=now,
        must_change_password=must_change_password,
    )
    account.set_password(password)
    account.save(force_insert=True)
    return account


def close_account(*, actor: Actor, account_id: UUID, area_path: str = "", now: datetime) -> None:
    """Close an account: its name, phone and keys go, its rights end, its deeds stay in the journal.

    :raises NotFound: there is none, or it is closed.
    :raises Forbidden: it is not the actor's own and the actor lacks `people.close_account`.
    """
    with transaction.atomic():
        account = locked(account_id)
        if actor.account_id != account_id:
            require_over(actor, "people.close_account", account_id, area_path=area_path, now=now)
        account.is_active, account.closed_at = False, now
        account.name_sealed = account.email_sealed = account.phone_sealed = account.phone_index = (
            account.totp_sealed
        ) = None
        account.login, account.recovery_hashes = f"closed-{account.id.hex}", []
        account.phone_verified_at = None
        account.set_unusable_password()
        account.save(
            update_fields=[
                "is_active", "closed_at", "name_sealed", "email_sealed", "phone_sealed", "phone_index", "totp_sealed",
                "login", "recovery_hashes", "password", "phone_verified_at",
            ]
        )  # fmt: skip
        Grant.objects.filter(account_id=account_id, valid_from__gte=now).delete()
        Grant.objects.filter(in_force(now), account_id=account_id).update(valid_to=now)
        ApiToken.objects.filter(account_id=account_id, revoked_at__isnull=True).update(revoked_at=now)
        Identity.objects.filter(account_id=account_id).delete()
        end_devices(Device.objects.filter(account_id=account_id))
        journal.record(events.AccountClosed(account_id), actor=actor, at=now, area_path=area_path)


def change_password(*, actor: Actor, old: str, new: str, now: datetime) -> None:
    """Change the actor's own password.

    :raises NotFound: the actor has no account.
    :raises WrongPassword, WeakPassword:
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        if not account.check_password(old):
            raise WrongPassword
        _set_password(account, new, now, must_change=False)
        journal.record(events.PasswordChanged(account.id), actor=actor, at=now, area_path="")


def reset_password(*, actor: Actor, account_id: UUID, new: str, area_path: str, now: datetime) -> None:
    """Give somebody a new first password, to be changed at the next sign-in.

    :raises NotFound, Forbidden, WeakPassword, NobodysPassword:
    """
    with transaction.atomic():
        account = locked(account_id)
        require_over(actor, "people.open_account", account_id, area_path=area_path, now=now)
        if account.is_system:
            raise NobodysPassword
        _set_password(account, new, now, must_change=True)
        end_devices(Device.objects.filter(account=account))
        journal.record(events.PasswordChanged(account.id), actor=actor, at=now, area_path=area_path)


def _set_password(account: Account, new: str, now: datetime, *, must_change: bool) -> None:
    check_password(
        new,
        login=account.login,
        phone=normalise_phone(account.phone_sealed or ""),
        must_be_strong=needs_second_factor(account.id, now=now),
    )
    account.set_password(new)
    account.password_changed_at, account.must_change_password = now, must_change
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])


def set_language(*, actor: Actor, language: str, large_type: bool) -> None:
    """Keep how the actor wants to read; a matter of taste, so no fact is told.

    :raises NotFound: the actor has no account.
    """
    chosen = "zh-hans" if language.startswith("zh") else "en"
    account = Account.objects.filter(id=actor.account_id) if actor.account_id else Account.objects.none()
    if not account.update(language=chosen, large_type=large_type):
        raise NotFound


def set_up_totp(*, actor: Actor) -> tuple[str, str]:
    """Prepare a second factor; return the secret and the otpauth address for the picture. It counts once confirmed.

    :raises NotFound: the actor has no account.
    :raises Forbidden: a confirmed one exists; it must be removed first.
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        if account.totp_confirmed_at is not None:
            raise Forbidden(deed="people.set_up_totp")
        account.totp_sealed = sealing.random_secret()
        account.save(update_fields=["totp_sealed"])
        totp = pyotp.TOTP(account.totp_sealed)
        return account.totp_sealed, totp.provisioning_uri(name=account.login, issuer_name=ISSUER)


def confirm_totp(*, actor: Actor, code: str, now: datetime) -> list[str]:
    """Confirm the second factor with a code from the device; return ten recovery codes, shown once.

    :raises NotFound, NoSecondFactor, WrongCode:
    """
    with transaction.atomic():
        account = locked(actor.account_id)
        step = matching_step(account, code, now)
        codes, account.recovery_hashes = fresh_recovery_codes()
        account.totp_confirmed_at, account.totp_last_step = now, step
        account.save(update_fields=["totp_confirmed_at", "totp_last_step", "recovery_hashes"])
        journal.record(events.SecondFactorSet(account.id), actor=actor, at=now, area_path="")
        return codes


def fresh_recovery_codes() -> tuple[list[str], list[bytes]]:
    """Return ten recovery codes, and what is kept of them."""
    codes = [sealing.random_secret(8).lower() for _ in range(RECOVERY_CODES)]
    return codes, [sealing.token_digest(one) for one in codes]


def disable_totp(*, actor: Actor, account_id: UUID, area_path: str = "", code: str = "", now: datetime) -> None:
    """Remove a second factor: the own one with a code, another's with `people.reset_factor` (a lost phone).

    :raises NotFound, NoSecondFactor, WrongCode, Forbidden:
    """
    with transaction.atomic():
        account = locked(account_id)
        if actor.account_id != account_id:
            require_over(actor, "people.reset_factor", account_id, area_path=area_path, now=now)
        else:
            matching_step(account, code, now)
        account.totp_sealed = account.totp_confirmed_at = None
        account.recovery_hashes = []
        account.save(update_fields=["totp_sealed", "totp_confirmed_at", "recovery_hashes"])
        journal.record(events.SecondFactorRemoved(account.id), actor=actor, at=now, area_path=area_path)


def use_second_factor(*, account_id: UUID, code: str, now: datetime) -> None:
    """Spend a one-time code or a recovery code at sign-in; each is good once.

    :raises NotFound, NoSecondFactor, WrongCode:
    """
    with transaction.atomic():
        account = locked(account_id)
        digest = sealing.token_digest(code.strip().lower())
        held = [bytes(one) for one in account.recovery_hashes]
        if digest in held:
            account.recovery_hashes = [one for one in held if one != digest]
            account.save(update_fields=["recovery_hashes"])
            return
        account.totp_last_step = matching_step(account, code, now)
        account.save(update_fields=["totp_last_step"])


def matching_step(account: Account, code: str, now: datetime) -> int:
    """Return the time step of a right and unused code of the account's authenticator; the caller keeps it.

    :raises NoSecondFactor, WrongCode:
    """
    if account.totp_sealed is None:
        raise NoSecondFactor
    totp = pyotp.TOTP(account.totp_sealed)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if step > account.totp_last_step and totp.verify(code.strip(), for_time=step * STEP_SECONDS):
            return step
    raise WrongCode


def record_sign_in(
    *, account_id: UUID | None, login: str, ok: bool, reason: str = "", ip: str = "", agent: str = "", now: datetime
) -> None:
    """Write down an attempt to sign in; name and address only as keyed digests. One INSERT."""
    SignIn.objects.create(
        account_id=account_id,
        login_index=sealing.blind_index(login.strip().lower(), "login"),
        ok=ok,
        reason=reason[:32],
        ip_digest=sealing.blind_index(ip, "ip"),
        agent=agent[:200],
        at=now,
    )


def not_ended(now: datetime) -> Q:
    """Return the condition that a row's period contains `now` or is still to come."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=now)


def require_over(actor: Actor, deed: str, account_id: UUID, *, area_path: str, now: datetime) -> None:
    """Return quietly when the actor may do `deed` at `area_path` and wherever the account has a role.

    The area is the caller's word; the account's roles are not. Otherwise the administrator of one community could
    take over the account of the district's leader.

    :raises Forbidden: the actor's reach does not contain it all.
    """
    actor.require(deed, area_path)
    for area in Grant.objects.filter(not_ended(now), account_id=account_id).values_list("area_path", flat=True):
        actor.require(deed, area)


def locked(account_id: UUID | None) -> Account:
    """Return an open account, locked.

    :raises NotFound: there is none.
    """
    if account_id is None:
        raise NotFound
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None:
        raise NotFound
    return account
