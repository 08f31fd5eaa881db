"""Signing in with a name or a phone, and a password."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from linli.people import queries
from linli.people.models import Account


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
