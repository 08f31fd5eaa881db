"""The one way an appeal changes its state: a row of the table, one update, one fact (architecture §6.2)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from linli.appeals.events import BY_EVENT
from linli.appeals.models import Appeal, AppealText
from linli.appeals.rules.moves import MOVES
from linli.appeals.rules.seeing import own_matter
from linli.appeals.words import State, TextKind
from linli.journal import actions as journal
from linli.journal import queries as journal_queries
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Conflict, Forbidden, NotFound
from linli.kernel.facts import Plain
from linli.kernel.texts import clean
from linli.people.words import Role


@dataclass(frozen=True, slots=True)
class Telling:
    """What goes into the fact beside the move itself: a reason code, a stored text, codes and ids."""

    reason: str = ""
    text: AppealText | None = None
    more: Mapping[str, Plain] = field(default_factory=dict)
    client_id: str | None = None


def lock(appeal_id: UUID) -> Appeal:
    """Return the appeal, locked until the end of the transaction. One statement.

    :raises NotFound: there is none.
    """
    appeal = Appeal.objects.select_for_update(of=("self",)).filter(id=appeal_id).first()
    if appeal is None:
        raise NotFound
    return appeal


def peek(appeal_id: UUID) -> Appeal:
    """Return the appeal as it stands, without a lock: for a repeated request. One statement.

    :raises NotFound: there is none.
    """
    appeal = Appeal.objects.filter(id=appeal_id).first()
    if appeal is None:
        raise NotFound
    return appeal


def subject_of(appeal: Appeal) -> Subject:
    """Return the subject under which duties, rights and notices know this appeal."""
    return ("appeals", appeal.id)


def ask(actor: Actor, deed: str, appeal: Appeal, *, units: Collection[UUID] | None = None) -> None:
    """Require `deed` at the appeal's place, for the units that handle it. Every deed of the table asks here.

    :raises NotFound: the actor may not even see it (existence is secret).
    :raises OwnMatter: the actor is of the unit complained of, or of one below it (I13).
    :raises Forbidden: the actor sees it but may not do this.
    """
    involved = tuple(appeal.unit_ids) if units is None else tuple(units)
    if actor.may(deed, appeal.area_path, units=involved, subject=subject_of(appeal)):
        if actor.is_barred(appeal.complained_ids, subject_of(appeal)):
            raise own_matter(deed)
        return
    if actor.may("appeals.view", appeal.area_path, units=tuple(appeal.unit_ids), subject=subject_of(appeal)):
        raise Forbidden(deed=deed)
    raise NotFound


def begin(appeal_id: UUID, deed: str, *, actor: Actor, client_id: str | None = None) -> tuple[Appeal, bool]:
    """Lock the appeal, ask the right, and say whether this client event id was taken before (then change nothing, I14).

    One statement, two with a client id.

    :raises NotFound, Forbidden:
    :raises Conflict: the client event id belongs to another thing.
    """
    appeal = lock(appeal_id)
    ask(actor, deed, appeal)
    told = journal_queries.was_told(client_id)
    if told is not None and told.subject_id != appeal.id:
        raise Conflict
    if told is None and appeal.detached_at is not None and subject_of(appeal) in actor.holds:
        raise NotFound  # the reporter left it a moment ago; the link holds nothing any more
    return appeal, told is not None


def keep_text(
    appeal: Appeal, kind: TextKind, body: str, *, actor: Actor, now: datetime, order_id: UUID | None = None
) -> AppealText:
    """Store a free text of this appeal, as `draft_text` makes it. One INSERT.

    :raises Invalid: it holds a character that cannot be stored.
    """
    text = draft_text(appeal, kind, body, actor=actor, now=now, order_id=order_id)
    keep_texts([text])
    return text


def draft_text(
    appeal: Appeal, kind: TextKind, body: str, *, actor: Actor, now: datetime, order_id: UUID | None = None
) -> AppealText:
    """Return a free text, without the characters that nobody sees, that `keep_texts` stores. No statement.

    :raises Invalid: it holds a character that cannot be stored.
    """
    return AppealText(
        appeal=appeal,
        order_id=order_id,
        kind=kind.value,
        body=clean(body),
        salt=secrets.token_bytes(16),
        author_id=actor.account_id,
        at=now,
    )


def keep_texts(texts: Sequence[AppealText]) -> None:
    """Store several texts. One INSERT, none for none."""
    AppealText.objects.bulk_create(texts)


def digest_of(text: AppealText) -> str:
    """Return the salted digest of a text that stands in the fact."""
    return sha256(bytes(text.salt) + text.body.encode()).hexdigest()


def move(
    appeal: Appeal,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    telling: Telling | None = None,
) -> UUID:
    """Take one row of the table: check who may, write the new state with `changes`, tell the fact; return its id.

    The caller has locked the appeal, asked the right and decided the guards. One UPDATE, one INSERT.

    :raises NotPossible: the table has no such row from here.
    :raises Forbidden: none of the actor's roles stands in the row.
    """
    row = MOVES.find(State(appeal.state), event)
    role = role_of(actor, row.who, is_holder=subject_of(appeal) in actor.holds)
    before = appeal.state
    fields = dict(changes or {})
    if row.to is not None and row.to.value != appeal.state:
        fields["state"] = row.to.value
    fields["changed_at"] = now
    for name, value in fields.items():
        setattr(appeal, name, value)
    appeal.save(update_fields=list(fields))
    return tell(appeal, event, actor=actor, now=now, role=role, source=before, code=row.code, telling=telling)


def tell(
    appeal: Appeal,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    role: str = "",
    source: str | None = None,
    code: str = "",
    telling: Telling | None = None,
) -> UUID:
    """Tell a fact about the appeal (also for deeds that stand beside the table, like a revisit attempt)."""
    said = telling or Telling()
    fact = BY_EVENT[event](
        appeal.id,
        move=code,
        source=appeal.state if source is None else source,
        to=appeal.state,
        role=role,
        reason=said.reason,
        text_id=said.text.id if said.text else None,
        text_digest=digest_of(said.text) if said.text else "",
        more=dict(said.more),
    )
    return journal.record(fact, actor=actor, at=now, area_path=appeal.area_path, client_id=said.client_id)


def role_of(actor: Actor, who: Collection[str], *, is_holder: bool = True) -> str:
    """Return the actor's role under which the row may be taken; the system's own parts act as `system`.

    Everybody is a resident as well; so somebody who does not hold the thing acts in another role where there is one.

    :raises Forbidden: there is none.
    """
    found = [role.value for role in Role if role.value in who and role.value in actor.roles]
    if not found:
        raise Forbidden(deed="/".join(sorted(who)))
    if not is_holder and found[0] == Role.RESIDENT.value and len(found) > 1:
        return found[1]
    return found[0]


__all__ = [
    "Telling",
    "ask",
    "begin",
    "digest_of",
    "keep_text",
    "lock",
    "move",
    "peek",
    "role_of",
    "subject_of",
    "tell",
]
