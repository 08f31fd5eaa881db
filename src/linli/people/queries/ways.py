"""By which ways open accounts can be reached, without opening a name, a phone or an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from linli.people.models import Account

Flags = tuple[bool, bool]
"""Whether a phone, and whether an e-mail address, was left."""


def open_ones(account: str = "") -> Q:
    """Return the condition that an account is open and a person's; `account` is the way to it, with its `__`."""
    return Q(**{f"{account}is_active": True, f"{account}is_system": False})


def ways_left(account: str = "") -> dict[str, Any]:
    """Return the columns `has_phone` and `has_email` of an account for a list of another room's rows."""
    return {
        name: ExpressionWrapper(Q(**{f"{account}{column}__isnull": False}), output_field=BooleanField())
        for name, column in (("has_phone", "phone_sealed"), ("has_email", "email_sealed"))
    }


def ways_counted(account_ids: QuerySet[Any, Any]) -> Counter[Flags]:
    """Return how many open accounts among `account_ids` left which ways. One statement, whatever their number."""
    rows = Account.objects.filter(open_ones(), id__in=account_ids).values(**ways_left())
    counted: Any = rows.annotate(n=Count("pk")).order_by().values_list("has_phone", "has_email", "n")
    return Counter({(has_phone, has_email): n for has_phone, has_email, n in counted})


def open_among(account_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the accounts that are open and a person's. One statement."""
    return set(Account.objects.filter(open_ones(), id__in=account_ids).values_list("id", flat=True))
