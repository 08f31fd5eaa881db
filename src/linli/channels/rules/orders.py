"""What an order or event of another platform says: the fields of domain-spec §4.2, however the platform calls them.

No public wire format of the hotline is at hand. Ours (docs/hotline.md, 示例) takes the same names as the lists in
files; what a platform calls otherwise is said by the connection's configuration, not by code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from linli.appeals.words import Urgency
from linli.channels.words import ExchangeKind, System
from linli.journeys.rules import hotline
from linli.journeys.rules.hotline import LISTS, Head
from linli.journeys.words import Cell, Draft, FileKind, Refusal
from linli.kernel.errors import Invalid

KIND_OF: Mapping[str, FileKind] = {System.HOTLINE: FileKind.ORDERS, System.EVENTS: FileKind.EVENTS}
EXCHANGE_OF: Mapping[FileKind, ExchangeKind] = {
    FileKind.ORDERS: ExchangeKind.ORDER,
    FileKind.EVENTS: ExchangeKind.EVENT,
}
LIST_OF: Mapping[str, FileKind] = {kind.value: file for file, kind in EXCHANGE_OF.items()}
MOST_AT_ONCE = 200
"""So many orders at most come in one push or one page of a pull."""
URGENCY_FIELDS = ("紧急程度", "紧急等级", "urgency", "level")
URGENCIES: Mapping[str, Urgency] = {
    "特急": Urgency.EMERGENCY, "特别紧急": Urgency.EMERGENCY, "emergency": Urgency.EMERGENCY,
    "紧急": Urgency.URGENT, "加急": Urgency.URGENT, "急": Urgency.URGENT, "urgent": Urgency.URGENT,
}  # fmt: skip
"""What platforms call urgent; anything else raises nothing."""
WISHES = frozenset({"due_at", "due_term", "is_secret", "wants_call"})
UNSAID: Mapping[str, tuple[object, ...]] = {
    "due_at": (None,), "due_term": ("",), "is_secret": (False,), "wants_call": (None,)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """One order: a draft or why it is none, how urgent they say it is, and what makes it the same as another."""

    number: str
    said: Draft | Refusal
    urgency: Urgency | None
    same_if: str


def read(item: Mapping[str, object], *, kind: FileKind, config: Mapping[str, object], district: str) -> Order:
    """Return what one order says. `config`: `fields` (our field -> their name, with dots), `values` (our field ->
    their word -> ours), `crs`, `urgency` (field, and their word -> ours). Source: domain-spec §4.2.
    """
    cells = _flat(item)
    columns = _columns(cells, kind, _mapping(config.get("fields")))
    row = _translated(list(cells.values()), columns, _mapping(config.get("values")))
    head = Head(kind, columns, 0)
    found = hotline.lines([list(cells), row], head, district=district, crs=str(config.get("crs") or ""))
    number = hotline.said(row[columns["number"]])[:60] if "number" in columns else ""
    whole = json.dumps(dict(item), ensure_ascii=False, sort_keys=True, default=str)
    if not found:
        return Order(number, Refusal(1, number, hotline.NO_WORDS), None, whole)
    said = found[0]
    return Order(
        said.external_number or number, said, _urgency(cells, _mapping(config.get("urgency"))),
        _same(said) if isinstance(said, Draft) else whole,
    )  # fmt: skip


def _same(draft: Draft) -> str:
    """Return what counts: not the line, and not how it stands over there, which changes with every listing.

    A wish counts where it is said, so that an order without any is known by what it was before wishes were read.
    """
    said = {name: value for name, value in asdict(draft).items() if name not in {"line", "is_closed"}}
    counts = {name: value for name, value in said.items() if name not in WISHES or value not in UNSAID[name]}
    return json.dumps(counts, ensure_ascii=False, sort_keys=True, default=str)


def _flat(item: Mapping[str, object], above: str = "") -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for key, value in item.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            found |= _flat(value, f"{name}.")
        elif isinstance(value, list):
            found[name] = "、".join(str(one) for one in value if not isinstance(one, dict | list))
        else:
            found[name] = value if value is None or isinstance(value, str | int | float | bool) else str(value)
    return found


def _columns(cells: Mapping[str, Cell], kind: FileKind, fields: Mapping[str, object]) -> dict[str, int]:
    names = list(cells)
    known = hotline.columns_of(names, LISTS[kind])
    own = {field: names.index(field) for field in LISTS[kind] if field in cells}
    said = {
        field: names.index(str(theirs)) for field, theirs in fields.items() if field in LISTS[kind] and theirs in cells
    }
    return {**own, **known, **said}


def _translated(row: list[Cell], columns: Mapping[str, int], values: Mapping[str, object]) -> list[Cell]:
    for field, words in values.items():
        place = columns.get(field)
        if place is not None and isinstance(words, Mapping):
            word = words.get(hotline.said(row[place]), row[place])
            row[place] = word if isinstance(word, str | int | float | bool) else str(word)
    return row


def _urgency(cells: Mapping[str, Cell], config: Mapping[str, object]) -> Urgency | None:
    fields = (str(config["field"]),) if config.get("field") else URGENCY_FIELDS
    theirs = next((hotline.said(cells[field]) for field in fields if field in cells), "")
    ours = _mapping(config.get("values")).get(theirs)
    return URGENCIES.get(str(ours)) if ours else URGENCIES.get(theirs)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def items_of(text: str, config: Mapping[str, object] | None = None) -> tuple[list[Mapping[str, object]], str]:
    """Return the orders of a push or of a page of a pull, and the mark of the next page ("" is none).

    One object, a list, or an object with the list under `items` (default `orders`) and the mark under `next`.

    :raises Invalid: it is no such thing, or holds too many.
    """
    said = config or {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong("不是 JSON", "it is no JSON") from None
    mark = ""
    items: object = found
    if isinstance(found, dict):
        listed = str(said.get("items") or "orders")
        items = found.get(listed, [found])
        mark = str(found.get(str(said.get("next") or "next")) or "") if listed in found else ""
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise _wrong("应是一个工单对象或工单列表", "it is an order or a list of orders")
    if len(items) > MOST_AT_ONCE:
        raise _wrong(f"一次最多 {MOST_AT_ONCE} 条", f"{MOST_AT_ONCE} at once at most")
    return items, mark[:300]


def _wrong(zh: str, en: str) -> Invalid:
    return Invalid(field="body", why_zh=zh, why_en=en)
