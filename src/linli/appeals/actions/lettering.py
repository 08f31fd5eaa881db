"""A letter that goes out gets a number of its office and year, and is kept with the case (ADR 0028).

Source: 党政机关公文处理工作条例 §9 (发文字号), §25 (copies are kept); GB/T 9704-2012 §7.2.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, Letter
from linli.appeals.words import TextKind
from linli.desks.rules.blanks import Unfilled, left_open
from linli.desks.rules.letters import FORMS, LetterKind
from linli.grid import queries as grid
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import Broken, Invalid, NotFound
from linli.kernel.facts import Plain
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people import queries as people

DEED = "appeals.issue_letter"
MOST_GREETING, MOST_BODY = 120, 5000


@dataclass(frozen=True, slots=True)
class Office:
    """Whose letter it is: its key in the count of numbers, its name."""

    key: str
    name: Text


def issue(
    *,
    actor: Actor,
    appeal_id: UUID,
    kind: LetterKind,
    greeting: str,
    body: str,
    language: str,
    now: datetime,
    client_id: str | None = None,
) -> UUID:
    """Number a letter and keep its words with the case, so that the same can be printed again; return the letter.

    The number is the next of the writer's office in this year, without gaps: it is drawn in the same transaction.
    `body` has a paragraph a line. `language` is ``zh`` or ``en``. Deed ``appeals.issue_letter``.

    :raises NotFound, Forbidden, OwnMatter:
    :raises Invalid: no greeting, no words, too many, or another language.
    :raises Unfilled: a blank was left open.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, DEED, actor=actor, client_id=client_id)
        if is_repeat:
            return _earlier(client_id)
        lines = _checked(greeting, body, language)
        sender, year = office_of(actor, appeal.area_path, now), now.astimezone(SHANGHAI).year
        text = moving.keep_text(appeal, TextKind.LETTER, "\n".join(lines), actor=actor, now=now)
        made = _keep(appeal, kind, sender, language, text_id=text.id, year=year, actor=actor, now=now)
        more: dict[str, Plain] = {
            "letter": str(made.id),
            "letter_kind": kind.value,
            "year": year,
            "serial": made.serial,
        }
        said = Telling(text=text, more=more, client_id=client_id)
        moving.tell(appeal, "issue_letter", actor=actor, now=now, telling=said)
        return made.id


def office_of(actor: Actor, area_path: str, now: datetime) -> Office:
    """Return whose letters the actor writes: the own unit's, else the district's."""
    units = people.units(actor.units)
    for unit_id in sorted(units):
        return Office(str(unit_id), units[unit_id].name)
    here = grid.district(now)
    return Office(area_path.partition("/")[0], Text(here.name, here.name_en or here.name))


def _checked(greeting: str, body: str, language: str) -> list[str]:
    lines = [line.strip() for line in body.replace("\r", "").split("\n") if line.strip()]
    named = " ".join(greeting.split())
    if not named or len(named) > MOST_GREETING:
        raise Invalid(
            field="greeting", why_zh="请写称呼，最多 120 字", why_en="write a greeting, 120 characters at most"
        )
    if not lines or sum(map(len, lines)) > MOST_BODY:
        raise Invalid(field="body", why_zh="请写正文，最多 5000 字", why_en="write the letter, 5000 characters at most")
    if language not in {"zh", "en"}:
        raise Invalid(field="language", why_zh="只能是 zh 或 en", why_en="zh or en only")
    left = left_open("\n".join(lines))
    if left:
        raise Unfilled(field="body", blanks=" ".join(left))
    return [named, *lines]


def _keep(
    appeal: Appeal, kind: LetterKind, sender: Office, language: str, *, text_id: UUID, year: int, actor: Actor,
    now: datetime,
) -> Letter:  # fmt: skip
    if actor.account_id is None:
        raise NotFound
    made = Letter(
        id=new_id(), appeal=appeal, kind=kind.value, office=sender.key, year=year, serial=_next(sender.key, year),
        title=kind.text.say(language), close=FORMS[kind].close.say(language), sender=sender.name.say(language)[:120],
        language=language, text_id=text_id, by_id=actor.account_id, at=now,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def _next(office: str, year: int) -> int:
    """Draw the next number. Who writes at the same moment waits; what is rolled back gives it back. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO appeals_lettercount (office, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (office, year) DO UPDATE SET last = appeals_lettercount.last + 1 RETURNING last",
            [office, year],
        )
        return int(cursor.fetchone()[0])


def _earlier(client_id: str | None) -> UUID:
    """Return the letter of the same press."""
    told = journal.was_told(client_id)
    more = told.data.get("more") if told is not None else None
    if not isinstance(more, dict) or "letter" not in more:
        raise Broken
    return UUID(str(more["letter"]))
