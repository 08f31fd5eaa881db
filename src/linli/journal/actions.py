"""Telling facts, and integrating them into the log."""

from __future__ import annotations

import secrets
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from linli.journal import queries, rows, rules, wiring
from linli.journal.models import Fact, Follower, Head, Leaf, Node
from linli.journal.words import FactRow
from linli.kernel import merkle
from linli.kernel.actor import Actor
from linli.kernel.facts import Event
from linli.kernel.ids import new_id


def record(event: Event, *, actor: Actor, at: datetime, area_path: str, client_id: str | None = None) -> UUID:
    """Tell a fact in the current transaction and let the reactions to it happen; return its id.

    One INSERT, plus what the reactions do. Source: architecture §1.1.

    :raises django.db.IntegrityError: `client_id` was used before (ask `queries.was_told` first).
    """
    row = FactRow(
        id=new_id(),
        kind=event.kind,
        room=event.room,
        subject_id=event.id,
        area_path=area_path,
        actor_name=actor.name,
        actor_id=actor.account_id,
        at=at,
        data=event.payload(),
        position=None,
    )
    rows.put(
        Fact,
        id=row.id,
        kind=row.kind,
        room=row.room,
        subject_id=row.subject_id,
        area_path=row.area_path,
        actor_name=row.actor_name,
        actor_id=row.actor_id,
        at=row.at,
        data=row.data,
        client_id=client_id,
    )
    for reaction in wiring.reactions(row.kind):
        reaction(row)
    return row.id


def integrate(*, log: str, now: datetime, limit: int = 2000) -> int:
    """Give the next positions to committed facts, add them to the Merkle log and sign the new head; return how many.

    Runs alone (an advisory lock of the transaction); facts are taken in the order of their ids. Source: ADR 0006.
    """
    with transaction.atomic():
        if not _alone("journal.integrate"):
            return 0
        facts = list(Fact.objects.filter(position__isnull=True).order_by("id")[:limit])
        if not facts:
            return 0
        size, frontier = queries.frontier(log)
        leaves: list[Leaf] = []
        nodes: list[Node] = []
        for fact in facts:
            salt = secrets.token_bytes(16)
            frontier, made = merkle.append(frontier, size, rules.leaf(queries.row_of(fact), salt))
            leaves.append(Leaf(log=log, index=size, fact_id=fact.id, salt=salt))
            nodes.extend(Node(log=log, level=level, index=index, hash=value) for level, index, value in made)
            fact.position = size
            size += 1
        Leaf.objects.bulk_create(leaves)
        Node.objects.bulk_create(nodes)
        _set_positions(facts)
        root = merkle.root_of_frontier(frontier)
        Head.objects.create(log=log, size=size, root=root, signature=_sign(rules.head(log, size, root)), at=now)
        return len(facts)


def feed_followers(*, limit: int = 2000) -> int:
    """Hand new integrated facts to every follower; return how many hand-overs were made.

    The follower's cursor moves in the same transaction as what it writes: each fact counts exactly once.
    """
    return sum(_feed(follower, limit) for follower in wiring.followers())


def _feed(follower: wiring.Follow, limit: int) -> int:
    with transaction.atomic():
        cursor, _ = Follower.objects.select_for_update().get_or_create(name=follower.name)
        rows = queries.facts_from(cursor.position, limit)
        if not rows:
            return 0
        wanted = [row for row in rows if follower.kinds is None or row.kind in follower.kinds]
        if wanted:
            follower.handler(wanted)
        cursor.position = (rows[-1].position or 0) + 1
        cursor.save(update_fields=["position"])
        return len(rows)


def rewind(name: str) -> None:
    """Set a follower back to the beginning: a read model is rebuilt by emptying it and rewinding."""
    Follower.objects.filter(name=name).update(position=0)


def _alone(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
        return bool(cursor.fetchone()[0])


def _set_positions(facts: Sequence[Fact]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_fact SET position = new.position"
            " FROM unnest(%s::uuid[], %s::bigint[]) AS new(id, position) WHERE journal_fact.id = new.id",
            [[fact.id for fact in facts], [fact.position for fact in facts]],
        )


def _sign(head: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(b64decode(settings.LOG_KEY)).sign(head)


__all__ = ["FactRow", "feed_followers", "integrate", "record", "rewind"]
