"""The tree over the roll of one vote: each unit has its fixed leaf, voted or not, and sums stand in every node's hash.

So an owner who did not vote can prove that nobody voted for him, and the root's sums are the published count. The sums
of both children stand inside the hash: trees that leave them out can be cheated (decisions-and-money §4.2 point 4).

Source: decisions-and-money §4.2; the prefixes that keep leaf and node apart, RFC 9162 §2.1. Hashes are SHA-256 or SM3
(GB/T 32905), named in every proof.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.assembly.words import Choice
from linli.kernel.errors import Broken
from linli.kernel.words import Text

FIELDS = ("area", "heads", "part_area", "part_heads", "yes_area", "yes_heads", "no_area", "no_heads")
"""What a node sums, in this order: on the roll, took part, yes, no; abstained is what took part and said neither."""

ALGORITHMS = ("sha256", "sm3")
_WIDTH = 8
_MOST = 1 << 63
_LEAF, _NODE, _EMPTY = b"\x00", b"\x01", b"\x02"
Sums = tuple[int, ...]


class NotProven(Broken):
    """A proof does not lead to the published root."""

    code = "assembly.not_proven"
    says = Text("核验不一致：{why_zh}", "The check fails: {why_en}")


TOOK_PART = frozenset({Choice.YES, Choice.NO, Choice.ABSTAIN, Choice.FOLLOW})
OPEN = frozenset({Choice.BLANK, Choice.INVALID})
"""Whether these took part is said before the notice goes out (`counting.Reading`), so the record says it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of the roll as it stood at close; `head` is the first unit of its head, which alone carries the head."""

    unit: str
    head: str
    area_dm2: int
    choice: Choice | None
    took_part: bool
    salt: str = ""

    @property
    def sums(self) -> Sums:
        """Return what this unit adds to each of `FIELDS`."""
        weights = (self.area_dm2, 1 if self.unit == self.head else 0)
        shares = (True, self.took_part, self.choice is Choice.YES, self.choice is Choice.NO)
        return tuple(weight if counts else 0 for counts in shares for weight in weights)

    @property
    def is_sound(self) -> bool:
        """Say whether area and participation can be: nobody takes part without a ballot."""
        can = self.choice in OPEN or self.took_part == (self.choice in TOOK_PART)
        return can and 0 < self.area_dm2 < _MOST

    @property
    def record(self) -> bytes:
        """Return the bytes that are hashed: a JSON list in UTF-8 without spaces, whole numbers only."""
        said = [self.unit, self.head, self.area_dm2, self.choice and self.choice.value, self.took_part, self.salt]
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Node:
    """A hash and the sums below it."""

    digest: bytes
    sums: Sums


@dataclass(frozen=True, slots=True)
class Tree:
    """All levels from the leaves (padded to a power of two) to the root."""

    algorithm: str
    levels: tuple[tuple[Node, ...], ...]

    @property
    def root(self) -> Node:
        """Return the root: its sums are the count."""
        return self.levels[-1][0]

    def path(self, index: int) -> tuple[Node, ...]:
        """Return the sisters on the way from leaf `index` to the root."""
        return tuple(level[(index >> depth) ^ 1] for depth, level in enumerate(self.levels[:-1]))


def tree(entries: Sequence[Entry], algorithm: str = "sha256") -> Tree:
    """Return the tree over a roll in its fixed order; O(n) hashes.

    :raises ValueError: an empty roll, or an algorithm that is not in `ALGORITHMS`.
    """
    if not entries or algorithm not in ALGORITHMS:
        raise ValueError("a roll with at least one unit and a known algorithm are needed")
    leaves = [leaf(entry, algorithm) for entry in entries]
    width = 1 << (len(leaves) - 1).bit_length()
    empty = Node(hashlib.new(algorithm, _EMPTY).digest(), (0,) * len(FIELDS))
    levels = [tuple(leaves + [empty] * (width - len(leaves)))]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(tuple(node(below[at], below[at + 1], algorithm) for at in range(0, len(below), 2)))
    return Tree(algorithm, tuple(levels))


def leaf(entry: Entry, algorithm: str) -> Node:
    """Return the leaf of a unit: the sums are reckoned from the record, never taken from anybody."""
    return Node(hashlib.new(algorithm, _LEAF + entry.record).digest(), entry.sums)


def node(left: Node, right: Node, algorithm: str) -> Node:
    """Return the node above two."""
    content = _NODE + _packed(left.sums) + left.digest + _packed(right.sums) + right.digest
    sums = tuple(one + other for one, other in zip(left.sums, right.sums, strict=True))
    return Node(hashlib.new(algorithm, content).digest(), sums)


def _packed(sums: Sums) -> bytes:
    return b"".join(number.to_bytes(_WIDTH, "big") for number in sums)


def check(entry: Entry, index: int, path: Sequence[Node], root: Node, algorithm: str) -> None:
    """Return quietly when the unit's record at its place leads to the root, sums and all.

    :raises NotProven: another hash, other sums, a negative or misshapen sum, or a place outside the tree.
    """
    if not 0 <= index < 1 << len(path):
        raise NotProven(why_zh="位置不在名册内", why_en="the place is outside the roll")
    if not entry.is_sound:
        raise NotProven(why_zh="记录自相矛盾", why_en="the record contradicts itself")
    here = leaf(entry, algorithm)
    for depth, sister in enumerate(path):
        if len(sister.sums) != len(FIELDS) or any(not 0 <= number < _MOST for number in sister.sums):
            raise NotProven(why_zh="证明中的合计不是正常数字", why_en="a sum in the proof is no proper number")
        is_right = index >> depth & 1
        here = node(sister, here, algorithm) if is_right else node(here, sister, algorithm)
    if here != root:
        raise NotProven(why_zh="该记录不在公布的结果中", why_en="this record is not in the published result")


def count_of(root: Node) -> Mapping[str, int]:
    """Return the published count by the names of `FIELDS`."""
    return dict(zip(FIELDS, root.sums, strict=True))
