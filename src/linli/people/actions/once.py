"""The same press over the interface twice is one deed, for actions that take no client id of their own (I14).

Who pressed, under which key and for which words is kept in the transaction of the deed. A second press waits until the
first has ended and gets its answer; a key that stands for something else is refused. What was refused leaves no key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.people import sealing
from linli.people.models import Press

KEPT = timedelta(days=30)
"""So long a key is remembered; a program gives up long before."""
_TAKE = "INSERT INTO people_press (digest, words, made, at) VALUES (%s, %s, '{}', %s) ON CONFLICT (digest) DO NOTHING"


class KeyTaken(Refused):
    """The key stood for other words or another deed before."""

    code = "people.key_taken"
    says = Text(
        "这个 Idempotency-Key 已用于另一次提交（内容或操作不同），什么都没有改动；请换一个新的。",
        "This Idempotency-Key stood for another deed or other words before; nothing was changed. Use a new one.",
    )


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press: its key, the deed (``room.operation``) and what was asked."""

    key: str
    deed: str
    words: Mapping[str, object]


def once(press: Pressed, *, actor: Actor, do: Callable[[], Mapping[str, Plain]], now: datetime) -> Mapping[str, Plain]:
    """Do `do` once per actor and key; return what it made, the first time's where the press is repeated.

    :raises KeyTaken: the key stood for another deed or other words.
    """
    who = str(actor.account_id or actor.name)
    digest, said = sealing.blind_index(f"{who}:{press.key}", "press"), _digest(press)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [digest, said, now])
            is_first = cursor.rowcount == 1
        if not is_first:
            earlier = Press.objects.get(digest=digest)
            if bytes(earlier.words) != said:
                raise KeyTaken
            return dict(earlier.made)
        made = do()
        Press.objects.filter(digest=digest).update(made=dict(made))
        return made


def forget_presses(now: datetime) -> int:
    """Forget the keys of more than a month ago; return how many. Safe to repeat."""
    return Press.objects.filter(at__lt=now - KEPT).delete()[0]


def _digest(press: Pressed) -> bytes:
    """Return the keyed digest of what was asked: a plain one would tell a name or a phone to who tries some."""
    said = json.dumps([press.deed, press.words], sort_keys=True, default=str, ensure_ascii=False)
    return sealing.blind_index(said, "press.words")
