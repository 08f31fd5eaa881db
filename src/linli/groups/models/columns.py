"""Columns that several tables of groups have."""

from __future__ import annotations

from django.db import models


def account_key(null: bool = False) -> models.ForeignKey[object, object]:
    """Return a key to an account without an index of its own."""
    return models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False, null=null)


def area_path_column() -> models.CharField[str, str]:
    """Return the path of an area, compared byte by byte, as ranges need."""
    return models.CharField(max_length=120, db_collation="C")
