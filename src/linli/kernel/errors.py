"""Errors of the house. A kind has a stable code `room.reason`, plain parameters and a text in both languages.

Concrete errors live beside the function that raises them. The door (web, api) chooses the language and the
form (page, problem+json); nothing in between catches them.
"""

from __future__ import annotations

from typing import ClassVar

from linli.kernel.words import Text


class DomainError(Exception):
    """Something a person or a program must be told. `params` fill the places of `says`."""

    code: ClassVar[str] = "kernel.error"
    status: ClassVar[int] = 500
    says: ClassVar[Text] = Text("出了差错。", "Something went wrong.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(f"{self.code} {params}" if params else self.code)

    @property
    def text(self) -> Text:
        """Return what to tell the person, places filled."""
        return self.says.format(**self.params)


class Refused(DomainError):
    """A rule says no; `says` tells what would make it yes."""

    code = "kernel.refused"
    status = 409


class Invalid(Refused):
    """The words or fields given cannot be used; `field` names the one to mend (if there is one)."""

    code = "kernel.invalid"
    status = 422
    says = Text("{field} 不能用：{why_zh}", "{field} cannot be used: {why_en}")

    @property
    def field(self) -> str:
        """Return the name of the field to mend, or an empty string."""
        return str(self.params.get("field", ""))


class Forbidden(DomainError):
    """The actor's reach does not contain this. Becomes NotFound where existence is secret."""

    code = "kernel.forbidden"
    status = 403
    says = Text(
        "您没有“{deed}”这项权限；请联系本单位管理员。", "You may not do “{deed}” here; ask your unit's administrator."
    )


class NotFound(DomainError):
    """There is no such thing, or the asker may not know of it."""

    code = "kernel.not_found"
    status = 404
    says = Text("没有找到，请核对编号或链接。", "Not found. Please check the number or the link.")


class Conflict(DomainError):
    """Somebody was faster; reload and look again."""

    code = "kernel.conflict"
    status = 409
    says = Text("刚才已有人处理过，请刷新后再看。", "Somebody was faster. Please reload and look again.")


class Broken(DomainError):
    """An invariant failed. Page somebody; never catch."""

    code = "kernel.broken"
    status = 500
