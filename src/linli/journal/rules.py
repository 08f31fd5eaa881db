"""What a fact's leaf is, and what a checkpoint signs. Source: RFC 9162 §2.1 (Merkle trees), ADR 0006."""

from __future__ import annotations

import json

from linli.journal.words import FactRow
from linli.kernel import merkle


def canonical(fact: FactRow) -> bytes:
    """Return the bytes of a fact that are hashed: sorted JSON, UTF-8, without its position."""
    return json.dumps(
        {
            "id": str(fact.id),
            "kind": fact.kind,
            "subject": f"{fact.room}/{fact.subject_id}",
            "area": fact.area_path,
            "actor": [fact.actor_name, str(fact.actor_id) if fact.actor_id else None],
            "at": fact.at.isoformat(),
            "data": fact.data,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def leaf(fact: FactRow, salt: bytes) -> bytes:
    """Return the salted leaf hash of `fact`; without the salt nobody can guess a fact from its leaf."""
    return merkle.leaf_hash(salt + canonical(fact))


def head(log: str, size: int, root: bytes) -> bytes:
    """Return the bytes a checkpoint signs: name, size and root, one line each (after the C2SP checkpoint note)."""
    return f"{log}\n{size}\n{root.hex()}\n".encode()
