"""Columns that are sealed at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from linli.people import sealing

if TYPE_CHECKING:
    _Base = models.BinaryField[str | None, str | None]
else:
    _Base = models.BinaryField


class SealedTextField(_Base):
    """Text in Python, ciphertext in the database; the label is table.column, so values cannot be moved.

    It cannot be searched; keep a blind index beside it.
    """

    @property
    def label(self) -> str:
        """Return table.column, under which values are sealed."""
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> str | None:
        """Return the opened text."""
        return None if value is None else sealing.unseal(bytes(value), self.label)

    def get_prep_value(self, value: Any) -> Any:
        """Return the sealed bytes; bytes are taken as sealed already."""
        return sealing.seal(value, self.label) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        """Return `value` as it is: in Python it is text."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Return nothing: a dump never holds opened values."""
        return ""
