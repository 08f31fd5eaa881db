"""Facts of the room dispatch: steps of an order that leave the appeal where it is (parts, assisting units, follow-ups).

Their subject is the appeal, so that one timeline holds them; the order stands in `more`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event, Plain
from linli.kernel.words import Text


@dataclass(frozen=True)
class OrderMoved(Event):
    """Base: an order moved, its appeal did not. `text_id` points to an erasable text; `more` holds codes and ids."""

    says: ClassVar[Text] = Text("", "")
    resident: ClassVar[bool] = False

    move: str = ""
    role: str = ""
    reason: str = ""
    text_id: UUID | None = None
    text_digest: str = ""
    more: dict[str, Plain] = field(default_factory=dict)


def _fact(event: str, kind: str, zh: str, en: str, *, resident: bool = False) -> tuple[str, type[OrderMoved]]:
    name = "".join(part.title() for part in kind.split("_"))
    cls = type(
        name,
        (OrderMoved,),
        {"kind": f"dispatch.{kind}", "says": Text(zh, en), "resident": resident, "__module__": __name__},
    )
    return event, cls


BY_EVENT: dict[str, type[OrderMoved]] = dict(
    [
        _fact("accept", "order_taken", "工单已签收", "An order was taken"),
        _fact("first_contact", "order_contacted", "承办单位已联系诉求人", "A unit made contact", resident=True),
        _fact("submit", "part_submitted", "一项已提交结果", "The result of a part was handed in"),
        _fact("return", "part_returned", "一项退回重做", "A part was sent back"),
        _fact("pause", "part_suspended", "一项挂账", "A part was suspended", resident=True),
        _fact("resume", "part_resumed", "一项恢复办理", "A part goes on", resident=True),
        _fact("opinion", "opinion_given", "协办单位提出意见", "An assisting unit gave its opinion"),
        _fact("danger_over", "danger_removed", "险情已排除", "The danger is removed", resident=True),
        _fact("leave", "overdue_left", "上一级决定由原单位限时继续办理", "The level above left it with the unit"),
        _fact("no_show", "no_show_marked", "协办单位未按时到场", "An assisting unit did not come in time"),
        _fact("cancel", "orders_cancelled", "工单已取消", "Orders were cancelled"),
    ]
)
"""The fact that each step of an order leaves where the appeal itself does not move."""

BY_KIND: dict[str, type[OrderMoved]] = {cls.kind: cls for cls in BY_EVENT.values()}
"""The same by fact kind, for timelines."""
