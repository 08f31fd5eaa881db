"""What a gathering of texts is called: the runs of characters that most of its people use and few others do.

A title is made of what at least two different people wrote, so nobody's own words stand in it; figures that could be a
number of somebody's are never taken.

Source: ADR 0042.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from linli.appeals.triage.same.reading import Read

MOST_RUNS = 3
LONGEST = 8
LEAST_PEOPLE = 2
_SHARE = 0.34
_GOES_ON = 0.6
WEAK = frozenset("的了是我们你您他她它和与及或就都也而但被号吗呢吧啊着这那请问")
"""Characters that join words and name nothing."""


def telling(texts: Sequence[Read], rarity: Callable[[str], float], *, most: int = MOST_RUNS) -> tuple[str, ...]:
    """Return up to `most` runs of two to eight characters, the most telling first; none for one person's texts.

    `rarity` says how rare a pair of characters is (`Stream.rarity`).
    """
    by_pair: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for pair in text.head:
            if not any(char.isdigit() for char in pair):
                by_pair[pair].add(text.user or text.id)
    people = len({text.user or text.id for text in texts})
    least = max(LEAST_PEOPLE, _SHARE * people)
    support = Counter({pair: len(who) for pair, who in by_pair.items() if len(who) >= least})
    ranked = sorted(support, key=lambda pair: (-support[pair] * rarity(pair), pair))
    runs: list[str] = []
    for pair in ranked:
        if pair[0] in WEAK or pair[1] in WEAK or any(pair in run for run in runs):
            continue
        run = _grown(pair, support)
        if not any(_mostly_in(run, other) for other in runs):
            runs.append(run)
        if len(runs) == most:
            break
    return tuple(runs)


def _grown(run: str, support: Counter[str]) -> str:
    least = _GOES_ON * support[run]
    while len(run) < LONGEST:
        after = [pair for pair in support if pair[0] == run[-1] and _goes(pair, pair[1], run, support, least)]
        before = [pair for pair in support if pair[1] == run[0] and _goes(pair, pair[0], run, support, least)]
        best = max([*after, *before], key=lambda pair: (support[pair], pair), default=None)
        if best is None:
            return run
        run = run + best[1] if best in after else best[0] + run
    return run


def _goes(pair: str, new: str, run: str, support: Counter[str], least: float) -> bool:
    return support[pair] >= least and new not in WEAK and pair not in run


def _mostly_in(run: str, other: str) -> bool:
    return 2 * len(set(run) & set(other)) > min(len(set(run)), len(set(other)))
