"""Merkle trees as in RFC 9162 §2.1: hashes, audit paths and consistency proofs. Pure; hashes are 32 bytes SHA-256.

The growing tree is kept as its *frontier*: the roots of the perfect subtrees that tile the leaves, largest first. So a
leaf is added in O(log n) without reading the log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
Node = Callable[[int, int], bytes]
"""(level, index) -> hash of the perfect subtree of 2**level leaves that starts at leaf index * 2**level."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf. Source: RFC 9162 §2.1.1 (prefix 0x00)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node. Source: RFC 9162 §2.1.1 (prefix 0x01)."""
    return sha256(b"\x01" + left + right).digest()


def root_of_frontier(frontier: Sequence[bytes]) -> bytes:
    """Return the root of the tree whose perfect subtrees, largest first, are `frontier`."""
    if not frontier:
        return EMPTY
    root = frontier[-1]
    for node in reversed(frontier[:-1]):
        root = node_hash(node, root)
    return root


def append(frontier: Sequence[bytes], size: int, leaf: bytes) -> tuple[list[bytes], list[tuple[int, int, bytes]]]:
    """Return the new frontier after `leaf` becomes leaf number `size`, and the (level, index, hash) made."""
    nodes = [*frontier]
    made = [(0, size, leaf)]
    level, index, node = 0, size, leaf
    while index % 2 == 1:
        node = node_hash(nodes.pop(), node)
        level, index = level + 1, index // 2
        made.append((level, index, node))
    nodes.append(node)
    return nodes, made


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size` (>= 2)."""
    return 1 << (size - 1).bit_length() - 1


def range_root(start: int, end: int, node: Node) -> bytes:
    """Return the root of leaves [start, end); `start` is aligned as RFC 9162 splits produce it."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    cut = start + _split(size)
    return node_hash(range_root(start, cut, node), range_root(cut, end, node))


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """Return the audit path of leaf `index` in a tree of `size` leaves. Source: RFC 9162 §2.1.3.1.

    :raises ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        cut = start + _split(end - start)
        if index < cut:
            path.append(range_root(cut, end, node))
            end = cut
        else:
            path.append(range_root(start, cut, node))
            start = cut
    return path[::-1]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that `path` leads to. Source: RFC 9162 §2.1.3.2.

    :raises ValueError: the path has the wrong length.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    here, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ValueError("path too long")
        if here & 1 or here == last:
            root = node_hash(sibling, root)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        here, last = here >> 1, last >> 1
    if last != 0:
        raise ValueError("path too short")
    return root


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """Return the proof that the tree of `old` leaves is a prefix of the tree of `new`. Source: RFC 9162 §2.1.4.1.

    :raises ValueError: not 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError("old must be between 1 and new")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        cut = start + _split(end - start)
        if old <= cut:
            path.append(range_root(cut, end, node))
            end = cut
        else:
            path.append(range_root(start, cut, node))
            start, whole = cut, False
    if not whole:
        path.append(range_root(start, end, node))
    return path[::-1]


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether `path` proves that `old_root` grew into `new_root`. Source: RFC 9162 §2.1.4.2."""
    if old == new:
        return old_root == new_root and not path
    proof = [old_root, *path] if old & (old - 1) == 0 else [*path]
    if not proof:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old_hash = new_hash = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old_hash, new_hash = node_hash(sibling, old_hash), node_hash(sibling, new_hash)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new_hash = node_hash(new_hash, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and old_hash == old_root and new_hash == new_root
