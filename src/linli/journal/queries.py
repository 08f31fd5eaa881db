"""Reading the journal: timelines, the log, proofs."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from linli.journal import rules
from linli.journal.models import Fact, Head, Leaf, Node
from linli.journal.words import Checkpoint, FactRow, Proof
from linli.kernel import merkle
from linli.kernel.errors import NotFound


def row_of(fact: Fact) -> FactRow:
    """Return the plain row of a stored fact."""
    return FactRow(
        id=fact.id,
        kind=fact.kind,
        room=fact.room,
        subject_id=fact.subject_id,
        area_path=fact.area_path,
        actor_name=fact.actor_name,
        actor_id=fact.actor_id,
        at=fact.at,
        data=fact.data,
        position=fact.position,
    )


def facts_of(subjects: Iterable[UUID] | UUID) -> list[FactRow]:
    """Return all facts about the subject(s), oldest first. One statement."""
    ids = [subjects] if isinstance(subjects, UUID) else list(subjects)
    return [row_of(fact) for fact in Fact.objects.filter(subject_id__in=ids).order_by("at", "id")]


def facts_by(actor_id: UUID, since: datetime, until: datetime) -> list[FactRow]:
    """Return the facts that somebody left in [since, until), oldest first. One statement."""
    rows = Fact.objects.filter(actor_id=actor_id, at__gte=since, at__lt=until)
    return [row_of(fact) for fact in rows.order_by("at", "id")]


def newest_of(subject_id: UUID) -> UUID | None:
    """Return the id of the newest fact about a thing, None for none. One statement."""
    return Fact.objects.filter(subject_id=subject_id).order_by("-id").values_list("id", flat=True).first()


def ids_of(subject_id: UUID) -> frozenset[UUID]:
    """Return the ids of all facts about a thing. One statement."""
    return frozenset(Fact.objects.filter(subject_id=subject_id).values_list("id", flat=True))


def was_told(client_id: str | None) -> FactRow | None:
    """Return the fact that this client event id already left, if any (I14). One statement, none without an id."""
    if client_id is None:
        return None
    fact = Fact.objects.filter(client_id=client_id).first()
    return row_of(fact) if fact else None


def facts_from(position: int, limit: int) -> list[FactRow]:
    """Return integrated facts from `position` on, in log order. One statement."""
    return [row_of(fact) for fact in Fact.objects.filter(position__gte=position).order_by("position")[:limit]]


def frontier(log: str) -> tuple[int, list[bytes]]:
    """Return the size of the log and the roots of its perfect subtrees, largest first."""
    head = Head.objects.filter(log=log).order_by("-size").first()
    size = head.size if head else 0
    nodes: list[bytes] = []
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            nodes.append(_node(log, level, start >> level))
            start += 1 << level
    return size, nodes


def checkpoint(log: str) -> Checkpoint | None:
    """Return the newest signed head, or None for an empty log. One statement."""
    head = Head.objects.filter(log=log).order_by("-size").first()
    if head is None:
        return None
    return Checkpoint(log, head.size, bytes(head.root).hex(), bytes(head.signature).hex(), head.at)


def proof(log: str, fact_id: UUID) -> Proof:
    """Return the proof that a fact stands in the newest checkpoint.

    :raises NotFound: it is not (yet) integrated.
    """
    head = Head.objects.filter(log=log).order_by("-size").first()
    leaf = Leaf.objects.filter(log=log, fact_id=fact_id).first()
    if head is None or leaf is None or leaf.index >= head.size:
        raise NotFound
    path = merkle.inclusion_path(leaf.index, head.size, lambda level, index: _node(log, level, index))
    return Proof(
        log=log,
        index=leaf.index,
        size=head.size,
        leaf=_node(log, 0, leaf.index).hex(),
        path=tuple(node.hex() for node in path),
        root=bytes(head.root).hex(),
    )


def verify(log: str, *, batch: int = 5000) -> list[str]:
    """Recompute the whole log from its facts; return what does not agree (empty: all is well). Source: D-23."""
    faults: list[str] = []
    nodes: list[bytes] = []
    size = 0
    heads = {head.size: head for head in Head.objects.filter(log=log).order_by("size")}
    public = Ed25519PrivateKey.from_private_bytes(b64decode(settings.LOG_KEY)).public_key()
    facts = Fact.objects.filter(position__isnull=False).order_by("position").iterator(chunk_size=batch)
    salts = dict(Leaf.objects.filter(log=log).values_list("fact_id", "salt"))
    for fact in facts:
        salt = salts.get(fact.id)
        if fact.position != size or salt is None:
            faults.append(f"fact {fact.id} is not at its position {fact.position} (expected {size})")
            break
        nodes, _ = merkle.append(nodes, size, rules.leaf(row_of(fact), bytes(salt)))
        size += 1
        head = heads.pop(size, None)
        if head is None:
            continue
        if bytes(head.root) != merkle.root_of_frontier(nodes):
            faults.append(f"the root at size {size} does not follow from the facts")
        try:
            public.verify(bytes(head.signature), rules.head(log, size, bytes(head.root)))
        except InvalidSignature:
            faults.append(f"the signature at size {size} is not ours")
    faults.extend(f"facts up to size {missing} are missing" for missing in sorted(heads))
    return faults


def _node(log: str, level: int, index: int) -> bytes:
    return bytes(Node.objects.values_list("hash", flat=True).get(log=log, level=level, index=index))
