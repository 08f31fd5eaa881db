"""A sensible order for the places of a day: nearest neighbour, then crossings undone (2-opt). Pure.

An open way, from where one begins to the last place; as the crow flies, for the paths between houses are on no map of
ours. Source: mission S-044; Croes 1958 (2-opt), ADR 0029.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

Spot = tuple[int, int]
"""(lon, lat) in micro-degrees."""
_METRE_PER_DEGREE = 111_195


def metres(one: Spot, other: Spot) -> int:
    """Return the distance of two places of one neighbourhood in whole metres (plane; off by less than 0.1 %)."""
    shrink = cos(radians((one[1] + other[1]) / 2_000_000))
    return round(hypot((one[0] - other[0]) * shrink, one[1] - other[1]) * _METRE_PER_DEGREE / 1_000_000)


def length(spots: Sequence[Spot], order: Sequence[int], start: Spot | None = None) -> int:
    """Return the length of the way through `spots` in `order` in metres, from `start` where there is one."""
    way = ([start] if start is not None else []) + [spots[at] for at in order]
    return sum(metres(one, other) for one, other in pairwise(way))


def ordered(spots: Sequence[Spot], start: Spot | None = None) -> tuple[int, ...]:
    """Return the order in which to walk `spots`, as positions in the sequence; each once.

    Without a `start` the way begins at the westernmost place. The same places give the same way.
    """
    if not spots:
        return ()
    begin = start or min(spots)
    order = _nearest(spots, begin)
    return tuple(_uncrossed(spots, order, begin))


def _nearest(spots: Sequence[Spot], begin: Spot) -> list[int]:
    left, here, order = set(range(len(spots))), begin, list[int]()
    while left:
        at = min(left, key=lambda one: (metres(here, spots[one]), spots[one], one))
        left.remove(at)
        order.append(at)
        here = spots[at]
    return order


def _uncrossed(spots: Sequence[Spot], order: list[int], begin: Spot) -> list[int]:
    """Turn pieces round as long as that makes the way shorter; every turn gains a whole metre, so it ends."""
    way = [begin, *(spots[at] for at in order)]
    numbers = [-1, *order]
    again = True
    while again:
        again = False
        for first in range(1, len(way) - 1):
            for last in range(first + 1, len(way)):
                if _gain(way, first, last) > 0:
                    way[first : last + 1] = way[first : last + 1][::-1]
                    numbers[first : last + 1] = numbers[first : last + 1][::-1]
                    again = True
    return numbers[1:]


def _gain(way: Sequence[Spot], first: int, last: int) -> int:
    """Return how many metres are won by walking way[first..last] the other way round."""
    before = metres(way[first - 1], way[first])
    after = metres(way[first - 1], way[last])
    if last + 1 < len(way):
        before += metres(way[last], way[last + 1])
        after += metres(way[first], way[last + 1])
    return before - after
