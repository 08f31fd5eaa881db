"""Opening an action to the outside: one row, one operation; body, words and refusals come from the action."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from linli.kernel.actor import Actor
from linli.kernel.words import Text
from linli.people.actions.once import Pressed, once
from linli.people.api.shapes import Done, taken
from linli.people.doors import actor_of, bearer

_PLACE = re.compile(r"{(?:\w+:)?(\w+)}")
_RAISES = re.compile(r":raises ([^:]+):", re.S)
HEADER = "Idempotency-Key"
UNDO = "Linli-Undo"
"""Whoever sends this header with 1 may take the deed back for ten seconds; what it tells waits so long (ADR 0027)."""

Who = Callable[[HttpRequest, dict[str, Any]], tuple[Actor, dict[str, Any]]]
"""From a request and its path to the actor and the ids of the action."""


class Around(Protocol):
    """What a room does around its deeds where the caller asks for it: it holds back what they tell, for a moment."""

    def __call__(
        self, *, actor: Actor, ids: Mapping[str, Any], deed: str, right: str, now: datetime
    ) -> AbstractContextManager[Taken]:
        """Return what to do the deed in."""


class Taken(Protocol):
    """By which id, and until when, a deed may be taken back; empty where it cannot."""

    undo_id: UUID | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Door:
    """One operation: its path, the action behind it, the deed it needs, and a line in both languages."""

    path: str
    action: Callable[..., object]
    deed: str
    says: Text
    name: str = ""
    method: str = "POST"
    fixed: dict[str, object] = field(default_factory=dict)

    @property
    def operation(self) -> str:
        """Return the operation's name inside its room."""
        return self.name or self.action.__name__


def by_token(request: HttpRequest, ids: dict[str, Any]) -> tuple[Actor, dict[str, Any]]:
    """Return the token's actor; the ids stand in the path as they are."""
    return actor_of(request), ids


def open_doors(
    router: Router,
    doors: Iterable[Door],
    *,
    who: Who = by_token,
    auth: object = bearer,
    hidden: frozenset[str] = frozenset(),
    around: Around | None = None,
) -> None:
    """Add an operation for each door. `hidden` are keywords of the actions that `who` finds instead of the caller."""
    for door in doors:
        _open(router, door, who, auth, hidden, around)


def _open(
    router: Router, door: Door, who: Who, auth: object, hidden: frozenset[str], around: Around | None
) -> None:  # fmt: skip
    places = tuple(_PLACE.findall(door.path))
    name = "".join(part.title() for part in door.operation.split("_"))
    shape = taken(door.action, without=frozenset(places) | hidden | frozenset(door.fixed), name=name)

    def view(request: HttpRequest, **given: Any) -> Done:
        body = given.pop("body", None)
        actor, ids = who(request, given)
        wanted = around if request.headers.get(UNDO) == "1" else None
        return _done_once(door, request, actor, ids, body, wanted)

    view.__name__ = door.operation
    view.__module__ = door.action.__module__
    view.__signature__ = _signature(places, shape)  # type: ignore[attr-defined]
    router.add_api_operation(
        door.path,
        [door.method],
        view,
        auth=auth,
        response={200: Done},
        summary=f"{door.says.zh} · {door.says.en}",
        description=_described(door),
        operation_id=f"{router_room(door)}_{door.operation}",
    )


def _done_once(
    door: Door, request: HttpRequest, actor: Actor, ids: dict[str, Any], body: BaseModel | None, around: Around | None
) -> Done:
    """Do the deed; a repeated press is known by the action itself or, where it takes no client id, by its key."""
    accepted = inspect.signature(door.action).parameters
    words = {} if body is None else {one: getattr(body, one) for one in body.model_fields_set}
    key, now = key_of(request), timezone.now()
    if "now" in accepted:
        words["now"] = now
    if "client_id" in accepted and not words.get("client_id"):
        words["client_id"] = key

    def do() -> Done:
        if around is None:
            return done(door.action(actor=actor, **ids, **door.fixed, **words))
        with around(actor=actor, ids=ids, deed=door.operation, right=door.deed, now=now) as taken_:
            answer = done(door.action(actor=actor, **ids, **door.fixed, **words))
        answer.undo, answer.undo_until = taken_.undo_id, taken_.until
        return answer

    if key is None or "client_id" in accepted:
        return do()
    asked = {"ids": ids, "body": None if body is None else body.model_dump(mode="json", exclude_unset=True)}
    press = Pressed(key, f"{router_room(door)}.{door.operation}", asked)
    return Done(**once(press, actor=actor, do=lambda: do().model_dump(mode="json"), now=now))


def _signature(places: tuple[str, ...], shape: type[BaseModel]) -> inspect.Signature:
    keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter("request", keyword, annotation=HttpRequest)]
    kinds: dict[str, Any] = {"token": str}
    parameters += [inspect.Parameter(place, keyword, annotation=kinds.get(place, UUID)) for place in places]
    if shape.model_fields:
        is_optional = all(not one.is_required() for one in shape.model_fields.values())
        default = None if is_optional else inspect.Parameter.empty
        kind: Any = shape | None if is_optional else shape
        parameters.append(inspect.Parameter("body", keyword, annotation=kind, default=default))
    return inspect.Signature(parameters)


def key_of(request: HttpRequest) -> str | None:
    """Return the key of an Idempotency-Key header, cut to what is kept, or None."""
    return request.headers.get(HEADER, "").strip()[:80] or None


def done(result: object) -> Done:
    """Return the answer of a deed: the id it made, or the moment until which something is owed."""
    if isinstance(result, UUID):
        return Done(id=result)
    return Done(until=result if isinstance(result, datetime) else None)


def router_room(door: Door) -> str:
    """Return the room of the action behind a door."""
    return door.action.__module__.split(".")[1]


def _described(door: Door) -> str:
    """Return the action's own docstring, with the deed and what it may refuse."""
    text = inspect.getdoc(door.action) or ""
    refusals = [name.strip() for names in _RAISES.findall(text) for name in names.split(",")]
    said = _RAISES.sub("", text).split(":raises")[0].strip()
    ends = f"\n\nDeed: `{door.deed}`." + (f" May refuse with: {', '.join(refusals)}." if refusals else "")
    return said + ends
