"""Forms described as data: which fields a deed asks for, how they are read, how they stand on the page.

A `Field` names one control; `read` turns what was posted into a value or raises `Invalid` for that field; `shown`
is what `web/staff/field.html` draws. `Field.kind`:

`line` `words` `number` `day` `moment` `secret` text controls · `pick` radio cards · `select` a list · `many` boxes ·
`tick` one box · `photos` files · `rows` the same few fields several times (empty rows are left out).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from linli.kernel.errors import DomainError, Invalid
from linli.kernel.words import Text, Word
from linli.web.language import spoken

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `group` stands above it in lists."""

    value: str
    label: object
    hint: object = ""
    group: object = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One control. `options` and `initial` are asked with the page's own context (a case, an area, …)."""

    name: str
    label: Text
    kind: str = "line"
    hint: Text | Callable[[Any], object] | None = None
    required: bool = True
    options: Callable[[Any], Sequence[Option]] | None = None
    initial: Callable[[Any], object] | None = None
    parse: Callable[[str], Any] = str
    fields: tuple[Field, ...] = ()
    count: int = 1
    rows: int = 4
    most: int = 4000
    least: int | None = None
    is_shown: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the page draws it."""

    name: str
    kind: str
    label: Text
    hint: object = ""
    required: bool = True
    value: Any = ""
    options: Sequence[Option] = ()
    groups: Sequence[tuple[object, Sequence[Option]]] = ()
    error: object = ""
    rows: int = 4
    most: int = 4000
    least: int | None = None
    lines: Sequence[Sequence[Shown]] = ()


@dataclass(frozen=True, slots=True)
class Errors:
    """What was wrong: by field, and the rest."""

    by_field: Mapping[str, Text] = field(default_factory=dict)
    others: tuple[Text, ...] = ()

    @property
    def lines(self) -> list[tuple[str, Text]]:
        """Return (id of the field or "", words) for the summary."""
        return [(f"id_{name}", text) for name, text in self.by_field.items()] + [("", text) for text in self.others]

    def __bool__(self) -> bool:
        return bool(self.by_field or self.others)


def words(options: type[Word] | Sequence[Word]) -> Callable[[Any], Sequence[Option]]:
    """Return the options of a closed list of words."""
    listed = list(options)
    return lambda _: [Option(word.value, word.text) for word in listed]


def missing(one: Field) -> Invalid:
    """Return the error of a field that was left empty."""
    return Invalid(field=spoken(one.label), why_zh="请填写或选择", why_en="please fill it in")


def read(fields: Sequence[Field], request: HttpRequest, context: Any) -> tuple[Values, Errors]:
    """Return what was posted, by field, and what was wrong with it."""
    values: Values = {}
    wrong: dict[str, Text] = {}
    for one in visible(fields, context):
        try:
            values[one.name] = _read_one(one, request, context)
        except DomainError as error:
            wrong[one.name] = error.text
    return values, Errors(wrong)


def visible(fields: Sequence[Field], context: Any) -> list[Field]:
    """Return the fields that stand on the page in this context."""
    return [one for one in fields if one.is_shown is None or one.is_shown(context)]


def _read_one(one: Field, request: HttpRequest, context: Any) -> Any:
    posted = request.POST
    if one.kind == "photos":
        return request.FILES.getlist(one.name)
    if one.kind == "rows":
        return _read_rows(one, posted, context)
    if one.kind == "tick":
        return one.name in posted
    if one.kind == "many":
        chosen = [raw for raw in posted.getlist(one.name) if raw]
        if one.required and not chosen:
            raise missing(one)
        return [_of_list(one, raw, context) for raw in chosen]
    return read_text(one, posted.get(one.name, ""), context)


def _read_rows(one: Field, posted: QueryDict, context: Any) -> list[Values]:
    found = []
    for number in range(count_of(one, posted)):
        raw = {part.name: posted.get(f"{one.name}-{number}-{part.name}", "").strip() for part in one.fields}
        if any(raw.values()):
            found.append({part.name: read_text(part, raw[part.name], context) for part in one.fields})
    if one.required and not found:
        raise missing(one)
    return found


def count_of(one: Field, posted: QueryDict) -> int:
    """Return how many rows the page had; at most twelve."""
    raw = posted.get(f"{one.name}-count", "")
    return min(int(raw), 12) if raw.isdigit() else one.count


def read_text(one: Field, raw: str, context: Any) -> Any:
    """Return the value of a control that holds text.

    :raises Invalid: it is empty, too long, or not of its kind.
    """
    raw = raw.strip()
    if not raw:
        if one.required:
            raise missing(one)
        return None if one.kind in {"number", "day", "moment", "select", "pick"} else ""
    if one.kind in {"pick", "select"}:
        return _of_list(one, raw, context)
    if len(raw) > one.most:
        raise Invalid(field=spoken(one.label), why_zh=f"最多 {one.most} 个字", why_en=f"{one.most} characters at most")
    reader = READERS.get(one.kind)
    return one.parse(raw) if reader is None else reader(one, raw)


def _of_list(one: Field, raw: str, context: Any) -> Any:
    offered = one.options(context) if one.options else ()
    if raw not in {str(option.value) for option in offered}:
        raise Invalid(field=spoken(one.label), why_zh="请从清单中选择", why_en="choose from the list")
    return one.parse(raw)


def _number(one: Field, raw: str) -> int:
    try:
        value = int(raw)
    except ValueError:
        raise Invalid(field=spoken(one.label), why_zh="请填整数", why_en="a whole number, please") from None
    if one.least is not None and value < one.least:
        raise Invalid(field=spoken(one.label), why_zh=f"至少 {one.least}", why_en=f"{one.least} or more")
    return value


def _day(one: Field, raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Invalid(field=spoken(one.label), why_zh="日期写成 2026-12-01", why_en="a date like 2026-12-01") from None


def _moment(one: Field, raw: str) -> datetime:
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        raise Invalid(
            field=spoken(one.label), why_zh="时间写成 2026-12-01T09:00", why_en="a time like 2026-12-01T09:00"
        ) from None
    return found if found.tzinfo else timezone.make_aware(found)


READERS: dict[str, Callable[[Field, str], Any]] = {"number": _number, "day": _day, "moment": _moment}


def shown(fields: Sequence[Field], context: Any, posted: QueryDict | None, errors: Errors) -> list[Shown]:
    """Return the fields as drawn: with what was posted, else with their first value."""
    drawn = []
    for one in visible(fields, context):
        drawn.append(_shown(one, context, posted, str((errors.by_field.get(one.name) and "1") or ""), errors))
    return drawn


def _shown(one: Field, context: Any, posted: QueryDict | None, _is_wrong: str, errors: Errors) -> Shown:
    options = list(one.options(context)) if one.options else []
    return Shown(
        name=one.name,
        kind=one.kind,
        label=one.label,
        hint=one.hint(context) if callable(one.hint) else one.hint or "",
        required=one.required,
        value=value_of(one, context, posted),
        options=options,
        groups=grouped(options),
        error=errors.by_field.get(one.name, ""),
        rows=one.rows,
        most=one.most,
        least=one.least,
        lines=_lines(one, context, posted) if one.kind == "rows" else (),
    )


def _lines(one: Field, context: Any, posted: QueryDict | None) -> list[list[Shown]]:
    first = one.initial(context) if one.initial and posted is None else ()
    given: Sequence[Mapping[str, object]] = first if isinstance(first, list) else ()
    count = count_of(one, posted) if posted is not None else max(one.count, len(given))
    lines = []
    for number in range(count):
        line = []
        for part in one.fields:
            name = f"{one.name}-{number}-{part.name}"
            start = given[number].get(part.name, "") if number < len(given) else ""
            named = replace(part, name=name, required=False, initial=lambda _, start=start: start)  # type: ignore[misc]
            line.append(_shown(named, context, posted, "", Errors()))
        lines.append(line)
    return lines


def value_of(one: Field, context: Any, posted: QueryDict | None) -> Any:
    """Return what stands in the control: one string, or the chosen ones."""
    if posted is not None:
        return posted.getlist(one.name) if one.kind == "many" else posted.get(one.name, "")
    found = one.initial(context) if one.initial else ""
    if one.kind == "many":
        return [str(item) for item in found] if isinstance(found, list | tuple | set | frozenset) else []
    if isinstance(found, datetime):
        return timezone.localtime(found).strftime("%Y-%m-%dT%H:%M")
    if isinstance(found, Word | Text):
        return spoken(found) if isinstance(found, Text) else found.value
    return "" if found is None or found is False else str(found)


def grouped(options: Sequence[Option]) -> list[tuple[object, Sequence[Option]]]:
    """Return the options under their groups, in order of appearance."""
    found: dict[str, tuple[object, list[Option]]] = {}
    for option in options:
        found.setdefault(spoken(option.group), (option.group, []))[1].append(option)
    return list(found.values())


def blamed(fields: Sequence[Field], error: DomainError) -> Errors:
    """Return where the refusal of a deed stands: at the field it names, else on top."""
    name = str(error.params.get("field", ""))
    aliases = {one.name: one.name for one in fields} | {f"{one.name}_id": one.name for one in fields}
    if name in aliases:
        return Errors({aliases[name]: error.text})
    return Errors(others=(error.text,))


def uuid_or_none(raw: str) -> UUID | None:
    """Return the id, or None for nothing."""
    return UUID(raw) if raw else None
