"""Signing in with a name or a phone, and a password."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from linli.people import queries, sealing
from linli.people.models import Account


def attempted(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return under which key failures to sign in are counted: the account, however its name was written.

    Capitals, blanks and the phone instead of the name would otherwise each be tried anew. A name that nobody has is
    kept as a keyed digest: people type phones, and passwords, where the name belongs.
    """
    name = str((credentials or {}).get("username") or "")
    account_id = queries.account_by_name(name) if name else None
    return str(account_id) if account_id else sealing.blind_index(name.strip().lower(), "login").hex()


class NameOrPhoneBackend(BaseBackend):
    """Checks the password; the second factor of staff is asked by the page, before the session begins."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        """Return the open account with this name or phone and password, or None."""
        if not username or password is None:
            return None
        account_id = queries.account_by_name(username)
        account = Account.objects.filter(id=account_id, is_active=True).first() if account_id else None
        if account is None:
            make_password(password)  # as slow as a real check, so that time does not tell which names exist
            return None
        return account if account.check_password(password) else None

    def get_user(self, user_id: UUID) -> Account | None:
        """Return the open account of a session, or None."""
        return Account.objects.filter(id=user_id, is_active=True).first()
