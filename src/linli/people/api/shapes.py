"""Shapes of the interface, made from the house's own signatures and rows, so that they cannot drift apart.

`taken` makes the body of a deed from an action's keywords; `shown` makes an answer from a row.
"""

from __future__ import annotations

import inspect
import types
from collections import abc
from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from linli.kernel.clocks import Term
from linli.kernel.words import Text
from linli.people.api.fields import FIELDS

MOST_CHARACTERS = 5000
MOST_ITEMS = 500
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
GIVEN_BY_THE_DOOR = frozenset({"actor", "now"})


class Words(BaseModel):
    """One sentence in both languages."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str


class Done(BaseModel):
    """The deed was done (or had been: the same client_id). `id` is what was made, `until` a moment it set."""

    id: Annotated[Any, Field(json_schema_extra={"type": ["string", "null"], "format": "uuid"})] = None
    until: datetime | None = None
    undo: UUID | None = Field(None, description="撤回用 · to take it back by, where `Linli-Undo: 1` was sent")
    undo_until: datetime | None = None


def _in_this_century(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("between 2000 and 2100")
    return moment


def _day_in_this_century(day: date) -> date:
    if not EARLIEST.date() <= day <= LATEST.date():
        raise ValueError("between 2000 and 2100")
    return day


Moment = Annotated[AwareDatetime, AfterValidator(_in_this_century)]
Day = Annotated[date, AfterValidator(_day_in_this_century)]
Line = Annotated[str, Field(max_length=200)]
Prose = Annotated[str, Field(max_length=MOST_CHARACTERS)]
Count = Annotated[int, Field(ge=0, le=100_000)]

_TAKEN: Mapping[Any, Any] = {str: Prose, int: Count, datetime: Moment, date: Day}
PlainTaken = Prose | int | bool | None
_LISTS = frozenset({list, tuple, set, frozenset, abc.Sequence, abc.Collection, abc.Iterable, abc.Set})


def field(name: str, default: Any = ...) -> Any:
    """Return a field with its meaning; `...` is required."""
    meaning = FIELDS.get(name)
    if meaning is None:
        return Field(default)
    examples = None if meaning.example is None else [meaning.example]
    return Field(default, description=meaning.says, examples=examples)


def taken(action: Callable[..., object], *, without: frozenset[str] = frozenset(), name: str = "") -> type[BaseModel]:
    """Return the body of a deed: the action's keywords but those the door gives (actor, now) and those in the path."""
    hints = get_type_hints(action)
    made: dict[str, Any] = {}
    for parameter in inspect.signature(action).parameters.values():
        if parameter.name in GIVEN_BY_THE_DOOR or parameter.name in without:
            continue
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        made[parameter.name] = (_input_of(parameter, hints), field(parameter.name, default))
    title = name or "".join(part.title() for part in action.__name__.split("_"))
    config, said = ConfigDict(extra="forbid"), inspect.getdoc(action)
    return create_model(title, __config__=config, __doc__=said, __module__=action.__module__, **made)


def _input_of(parameter: inspect.Parameter, hints: Mapping[str, Any]) -> Any:
    if parameter.name == "client_id":
        return Annotated[str, Field(min_length=1, max_length=80)] | None
    if parameter.annotation == "Plain":  # it names itself, which a schema cannot follow
        return PlainTaken
    return _input(hints[parameter.name])


def _input(kind: Any) -> Any:
    if kind in _TAKEN:
        return _TAKEN[kind]
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return Union[tuple(_input(arg) for arg in args)]  # noqa: UP007 - made at run time
    if origin in _LISTS:
        return Annotated[list[_input(args[0])], Field(max_length=MOST_ITEMS)]  # type: ignore[misc]
    if origin in (dict, abc.Mapping):
        return dict[str, Annotated[str, Field(max_length=500)]]
    return kind


@cache
def shown(row: Any) -> Any:
    """Return the shape in which a row (a dataclass) is shown, and whatever it holds."""
    hints = get_type_hints(row)
    made = {one.name: (_output(hints[one.name]), field(one.name)) for one in dataclass_fields(row)}
    config = ConfigDict(from_attributes=True)
    said, room = inspect.getdoc(row), row.__module__
    return create_model(row.__name__, __config__=config, __doc__=said, __module__=room, **made)  # type: ignore[call-overload]


def _output(kind: Any) -> Any:
    if kind is Text:
        return Words
    if kind is Term:
        return Annotated[str, Field(description="e.g. 5 wd, 60 wm, 30 min"), _AS_TEXT]
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return Union[tuple(_output(arg) for arg in args)]  # noqa: UP007 - made at run time
    if origin is tuple and len(args) > 1 and args[-1] is not Ellipsis:
        return kind
    if origin in _LISTS:
        return list[_output(args[0])]  # type: ignore[misc]
    if origin in (dict, abc.Mapping):
        return dict[str, Any]
    key: Any = kind
    return shown(key) if is_dataclass(kind) else key


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, Term) else value


_AS_TEXT = BeforeValidator(_as_text)


def many(row: Any) -> Any:
    """Return the shape of a list of rows."""
    return list[shown(row)]  # type: ignore[misc]


def listed(one: Any) -> Any:
    """Return the shape of a list of shapes."""
    return list[one]


def shape(name: str, says: str, module: str, **fields: Any) -> Any:
    """Return a shape made of others, for what is no row; `says` is its description."""
    made = {one: (kind, field(one)) for one, kind in fields.items()}
    config = ConfigDict(from_attributes=True)
    return create_model(name, __config__=config, __doc__=says, __module__=module, **made)  # type: ignore[call-overload]


def page_of(row: Any) -> Any:
    """Return the shape of a page of rows."""
    name = f"{row.__name__}Page"
    made = {"rows": (list[shown(row)], ...), "next": (str | None, field("next", None))}  # type: ignore[misc]
    config = ConfigDict(from_attributes=True)
    return create_model(name, __config__=config, __module__=row.__module__, **made)  # type: ignore[call-overload]
