"""What a deed is on the desk: its words, the fields it asks for, when it is offered, and how it is done.

What concerns orders is offered by `dispatch.queries.deeds`; for the deeds of the room appeals `right` is the name in
the table of roles, `event` the row of the appeal's table that must lead on, `asks` the request that must be waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.appeals.words import AttachmentUse, RequestKind
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.staff.casefile import CaseFile
from linli.web.staff.forms import Field, Option

Waits = Callable[[CaseFile], bool]


@dataclass(frozen=True, slots=True)
class Act:
    """One press of a deed's button: on which case, on which of its things, with what."""

    case: CaseFile
    target: UUID | None
    values: Mapping[str, Any]
    client_id: str

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.case.now

    def on(self, name: str, id_: UUID | None) -> dict[str, Any]:
        """Return what every action wants, with the thing's id under `name`."""
        if id_ is None:
            raise NotFound
        return {"actor": self.case.actor, name: id_, "now": self.case.now, "client_id": self.client_id}

    @property
    def appeal(self) -> dict[str, Any]:
        """Return what an action on the appeal wants."""
        return self.on("appeal_id", self.case.appeal.id)

    @property
    def order(self) -> dict[str, Any]:
        """Return what an action on an order wants."""
        return self.on("order_id", self.target)


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the desk's table of deeds."""

    name: str
    right: str
    label: Text
    done: Text
    do: Callable[[Act], object]
    fields: tuple[Field, ...] = ()
    on: str = "appeal"
    event: str = ""
    asks: RequestKind | None = None
    when: Waits | None = None
    hint: Text | None = None
    key: str = ""
    tone: str = "second"
    icon: str = ""
    files: AttachmentUse | None = None
    shows: Callable[[CaseFile], str] | None = None
    """Words to read before doing it, such as the answer that will go out."""
    owed: frozenset[str] = field(default_factory=frozenset)
    """The duties (by deed or `deed:step`) that this form meets; empty: those of its own right."""


def _yes_no(_: object) -> list[Option]:
    return [Option("yes", Text("同意", "Agree")), Option("no", Text("不同意", "Do not agree"))]


def is_yes(raw: str) -> bool:
    """Say whether the answer is yes."""
    return raw == "yes"


APPROVE = Field("approve", Text("您的决定", "Your decision"), "pick", options=_yes_no, parse=is_yes)
NOTE = Field("note", Text("说明", "Note"), "words", required=False, rows=3, most=1000)
REASON = Field("reason", Text("理由", "Reason"), "words", rows=3, most=1000)
PHOTOS = Field(
    "photos",
    Text("照片", "Photos"),
    "photos",
    required=False,
    hint=Text("先拍照，再写字。照片里的位置和设备信息会自动去掉。", "Photo first. Place and device data are removed."),
)
