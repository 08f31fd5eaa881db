"""Whether two written addresses mean one place: learned from pairs that people labelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from linli.appeals.triage.address.agreement import LIKENESSES, Rarity, agreement
from linli.appeals.triage.address.parts import Parts, parts_of

if TYPE_CHECKING:
    import numpy as np

LABELS = ("不匹配", "部分匹配", "完全匹配")
Pair = tuple[str, str]
"""(query, candidate)."""

_LEANING = (0.8, 1.0, 2.0)
"""What the three chances are multiplied with before the largest is taken: macro-F1 asks the same of each label, and
full matches are one in twelve. Chosen by cross-validation."""


class Matcher:
    """Boosted trees over the figures of `agreement`, and over where a candidate stands among those of its query."""

    def __init__(self, pairs: Sequence[Pair], labels: Sequence[str], *, seed: int = 1) -> None:
        from sklearn.ensemble import HistGradientBoostingClassifier
        from threadpoolctl import threadpool_limits

        known = {text: parts_of(text) for pair in pairs for text in pair}
        self._rarity = Rarity([parts.text for parts in known.values()])
        self._trees: Any = HistGradientBoostingClassifier(
            max_iter=250,
            learning_rate=0.06,
            max_leaf_nodes=24,
            min_samples_leaf=min(30, max(1, len(pairs) // 20)),
            l2_regularization=1.0,
            early_stopping=False,
            random_state=seed,
        )
        figures = self._figures(pairs, known)
        with threadpool_limits(limits=1):  # threads that wait for each other starve on a busy machine
            self._trees.fit(figures, [LABELS.index(label) for label in labels])

    def labels(self, pairs: Sequence[Pair]) -> list[str]:
        """Return the label of each pair; give all candidates of a query together, for they are compared."""
        from threadpoolctl import threadpool_limits

        if not pairs:
            return []
        known = {text: parts_of(text) for pair in pairs for text in pair}
        figures = self._figures(pairs, known)
        with threadpool_limits(limits=1):
            chances = self._trees.predict_proba(figures)
        leaning = [_LEANING[kind] for kind in self._trees.classes_]
        return [LABELS[self._trees.classes_[at]] for at in (chances * leaning).argmax(axis=1)]

    def _figures(self, pairs: Sequence[Pair], known: dict[str, Parts]) -> np.ndarray:
        import numpy as np

        alone = np.array([agreement(known[query], known[found], self._rarity) for query, found in pairs], dtype=float)
        return np.hstack([alone, _among(pairs, alone[:, :LIKENESSES])])


def _among(pairs: Sequence[Pair], likenesses: np.ndarray) -> np.ndarray:
    """Return how each candidate stands beside the other candidates of its query: to the best, the mean, its rank."""
    import numpy as np

    of_query: dict[str, list[int]] = defaultdict(list)
    for at, (query, _) in enumerate(pairs):
        of_query[query].append(at)
    out = np.zeros((len(pairs), 3 * likenesses.shape[1] + 1))
    for rows in of_query.values():
        own = likenesses[rows]
        for place, at in enumerate(rows):
            others = np.delete(own, place, axis=0) if len(rows) > 1 else np.zeros((1, own.shape[1]))
            behind = [own[place] - others.max(0), own[place] - others.mean(0), (others > own[place]).sum(0)]
            out[at] = np.concatenate([*behind, [len(rows)]])
    return out
