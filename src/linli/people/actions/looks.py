"""Looking at what is kept about people beside their contacts: why, who, written down for each of them (S-046)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import DomainError
from linli.people.actions.contacts import write_down
from linli.people.rules.reveals import NeedsPurpose
from linli.people.words import RevealPurpose


def look(
    *,
    actor: Actor,
    contact_ids: Collection[UUID],
    subject: Subject,
    purpose: str,
    area_path: str,
    refusal: DomainError | None,
    now: datetime,
) -> None:
    """Write down in the reveal log that somebody looked at a thing of these persons, or was refused it, and why.

    `refusal` is what the room that keeps the thing says. Not for use inside another transaction: a refusal is written
    first and raised after it is committed.

    :raises NeedsPurpose: no reason of the list is given. And `refusal`.
    """
    is_known = purpose in {word.value for word in RevealPurpose}
    why_not = refusal or (None if is_known else NeedsPurpose())
    for contact_id in sorted(contact_ids, key=str):
        write_down(
            actor, contact_id, subject, purpose if is_known else "unknown", why_not, area_path=area_path, now=now
        )
    if why_not is not None:
        raise why_not
