"""Names that are written with one slip: a character wrong, missing or too many.

Every name is kept under the number of its characters, and of its characters but one; so are the windows of a text.
Two spellings that differ in one place share such a number (deletion neighbours, as in SymSpell). A figure, a compass
point or a word that says what the thing is (小区, 社区, 路) is no slip: it names another place.

Source: domain-spec §5.2 R5-5.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

SHORTEST, LONGEST = 4, 10
"""Characters of a name that is looked for; in a shorter one every slip makes another name."""

_BASE = 1_000_003
_TELLING = frozenset("0123456789零一二三四五六七八九十百甲乙丙丁东南西北前后上下大小新老中内外")
_KINDS = frozenset("小社区院苑园里村路街巷城府庭楼厦号栋座")
"""Characters that say what kind of place is meant; who writes one of them means it."""


@dataclass(frozen=True, slots=True)
class Slip:
    """The name `name` written with one slip at `start`..`end`."""

    start: int
    end: int
    name: str


class Near:
    """Finds names written with one slip. Immutable once built; loads numpy."""

    def __init__(self, names: Iterable[str]) -> None:
        import numpy as np

        self._names: list[str] = sorted({name for name in names if SHORTEST <= len(name) <= LONGEST})
        keys, owners = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
        for size in range(SHORTEST, LONGEST + 1):
            own = np.array([at for at, name in enumerate(self._names) if len(name) == size], dtype=np.int64)
            codes = _codes("".join(self._names[at] for at in own)).reshape(len(own), size)
            for key in _keys(codes):
                keys.append(key)
                owners.append(own)
        every, owner = np.concatenate(keys), np.concatenate(owners)
        order = np.argsort(every, kind="stable")
        self._keys, self._owners = every[order], owner[order]

    def find(self, text: str) -> list[Slip]:
        """Return the names that stand in `text` with exactly one slip, longest first, then by position and name."""
        if not self._names:
            return []
        found = {Slip(start, start + size, name) for start, size, name in self._alike(text)}
        right = [slip for slip in found if is_slip(text[slip.start : slip.end], slip.name)]
        return sorted(right, key=lambda s: (-len(s.name), abs(s.end - s.start - len(s.name)), s.start, s.name))

    def _alike(self, text: str) -> Iterator[tuple[int, int, str]]:
        import numpy as np

        codes = _codes(text)
        blocks = [
            (size, key)
            for size in range(SHORTEST - 1, min(LONGEST + 1, len(text)) + 1)
            for key in _keys(np.lib.stride_tricks.sliding_window_view(codes, size))
        ]
        if not blocks:
            return
        ends = list(accumulate(len(key) for _, key in blocks))
        every = np.concatenate([key for _, key in blocks])
        first = np.minimum(np.searchsorted(self._keys, every), len(self._keys) - 1)
        for hit in np.nonzero(self._keys[first] == every)[0].tolist():
            block = bisect_right(ends, hit)
            size, start = blocks[block][0], hit - (ends[block] - len(blocks[block][1]))
            at = int(first[hit])
            while at < len(self._keys) and self._keys[at] == every[hit]:
                yield start, size, self._names[int(self._owners[at])]
                at += 1


def is_slip(written: str, name: str) -> bool:
    """Say whether `written` is `name` with one character wrong, missing or too many, and no other name by that."""
    if written == name or abs(len(written) - len(name)) > 1:
        return False
    together = zip(written, name, strict=False)
    head = next((n for n, (a, b) in enumerate(together) if a != b), min(len(written), len(name)))
    put = written[head : head + 1] if len(written) >= len(name) else ""
    left_out = name[head : head + 1] if len(name) >= len(written) else ""
    if len(written) != len(name) and not 0 < head < min(len(written), len(name)):
        return False  # a name within a longer word, or cut off, is no slip
    if written[head + len(put) :] != name[head + len(left_out) :]:
        return False
    return not (_TELLING & {*put, *left_out} or _KINDS & {*put} or put.isspace())


def _codes(text: str) -> Any:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64) + np.uint64(1)


def _keys(codes: Any) -> Sequence[Any]:
    """Return for rows of characters the key of all, then the key without the first, the second, ... of them."""
    import numpy as np

    base, size = np.uint64(_BASE), codes.shape[1]
    powers = [np.uint64(pow(_BASE, at, 1 << 64)) for at in range(size + 1)]
    nothing = np.zeros(len(codes), dtype=np.uint64)
    heads, tails = [nothing], [nothing]
    # Wraps around: a key is a digest, and what is found by it is looked at.
    for at in range(size):
        heads.append(heads[-1] * base + codes[:, at])
        tails.append(tails[-1] + codes[:, size - 1 - at] * powers[at])
    return [heads[size], *(heads[size - 1 - kept] * powers[kept] + tails[kept] for kept in range(size))]
