"""Make a model from labelled rows. The only module of triage that needs a learning library; loaded when training.

Source: ADR 0034.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
import scipy
import sklearn
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from linli.appeals.triage.learned import figures, leading
from linli.appeals.triage.learned.features import BLOCKS, WEIGHTS, blocks_of
from linli.appeals.triage.learned.leading import Rules
from linli.appeals.triage.learned.model import Array, Model, corrected, softmax
from linli.appeals.triage.learned.words import tokens_of

FOLDS = 5
SEED = 20261122
LEAST_ROWS = 10
"""A label with fewer rows is not learned; it stays with the rules."""

MOST_FEATURES = 150_000
BINS = 20
_FEW = 2_000
_COST = 0.4
_SMOOTHING = 1.0


class TooLittle(ValueError):
    """There is not enough to learn from; says how much is needed."""


@dataclass(frozen=True, slots=True)
class _Material:
    """Rows as numbers: values (N, F), label of each (N), group of each (N)."""

    values: sparse.csr_matrix
    wanted: Array
    groups: Array


def train(rows: Sequence[Mapping[str, Any]], rules: Rules | None = None) -> Model:
    """Return a model of the labels of `rows` (fields `label`, and `tokens` or `title` and `detail`; `group` if known).

    The same rows give the same model. Chances are calibrated on texts held out by group. `rules` says what is proposed
    without a model: with it the model's file holds from when each of the two leads (`leading`).

    :raises TooLittle: fewer than two labels have `LEAST_ROWS` rows, or there are fewer groups than that.
    """
    counted = Counter(str(row["label"]) for row in rows)
    labels = tuple(sorted(label for label, count in counted.items() if count >= LEAST_ROWS))
    if len(labels) < 2:
        raise TooLittle(f"at least two labels with {LEAST_ROWS} rows each are needed")
    known = [row for row in rows if str(row["label"]) in labels]
    tokens = [tokens_of(row) for row in known]
    vocabularies, counts = _counted(tokens)
    idf = np.concatenate([_idf(block) for block in counts])
    material = _Material(
        _weighted(counts, idf),
        np.array([labels.index(str(row["label"])) for row in known]),
        np.array([str(row.get("group") or " ".join(words)) for row, words in zip(known, tokens, strict=True)]),
    )
    if len(set(material.groups)) < LEAST_ROWS:
        raise TooLittle(f"at least {LEAST_ROWS} groups are needed, so that some can be held out")
    seen = _held_out(material, len(labels))
    mixing, offset = _calibrated(seen, material.wanted, len(labels))
    chances = softmax(seen @ mixing + offset)
    curve = _curve(chances.max(axis=1), chances.argmax(axis=1) == material.wanted)
    weights, bias = _fitted(material.values, material.wanted, len(labels))
    about = _about(known) | {
        "rows_of": {label: int((material.wanted == index).sum()) for index, label in enumerate(labels)},
        "held_out": figures.measured(chances, material.wanted, labels, corrected(chances.max(axis=1), curve)),
    }
    model = _lean(Model(labels, vocabularies, idf, weights, bias, mixing, offset, curve, about))
    return model if rules is None else _leading(model, rows, known, chances, rules)


def _leading(
    model: Model, rows: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]], chances: Array, rules: Rules
) -> Model:
    """Return the model with the thresholds that the rows teach; `chances` (N, K) are those of the `known`, held out.

    Of a label with too few rows the model knows nothing: there its guess is wrong, and counts as such.
    """
    held_out = {id(row): chance for row, chance in zip(known, chances, strict=True)}
    cases = []
    for number, row in enumerate(rows):
        said = rules("\n".join(str(row.get(name) or "") for name in ("title", "detail", "text")))
        if said is None:
            continue
        chance = held_out.get(id(row))
        chance = model.chances(tokens_of(row)) if chance is None else chance
        guess, sure = model.labels[int(chance.argmax())], float(model.sure(chance))
        part = crc32(str(row.get("group") or number).encode()) % leading.PARTS
        label = str(row["label"])
        cases.append(leading.Judged(said[1], said[0] == label, sure, guess == label, part))
    if not any(case.rules_right for case in cases):  # labels of another world: the rules know none of them
        return model
    lead = leading.chosen(cases)
    return replace(model, lead=lead, about=dict(model.about) | {"lead": leading.measured(cases, lead)})


def _counted(tokens: Sequence[Sequence[str]]) -> tuple[tuple[dict[str, int], ...], list[sparse.csr_matrix]]:
    """Return the vocabulary and the counts of each block; rows of the blocks follow each other."""
    least = 2 if len(tokens) < _FEW else 4
    cut = [blocks_of(words) for words in tokens]
    vocabularies, counts, before = [], [], 0
    for block in range(len(BLOCKS)):
        made = CountVectorizer(analyzer=lambda own, block=block: own[block], min_df=least, dtype=np.float32)
        counts.append(made.fit_transform(cut).tocsr())
        vocabularies.append({word: before + int(row) for word, row in made.vocabulary_.items()})
        before += len(made.vocabulary_)
    return tuple(vocabularies), counts


def _idf(counts: sparse.csr_matrix) -> Array:
    texts = np.bincount(counts.indices, minlength=counts.shape[1])
    idf: Array = (np.log((1 + counts.shape[0]) / (1 + texts)) + 1).astype(np.float32)
    return idf


def _weighted(counts: Sequence[sparse.csr_matrix], idf: Array) -> sparse.csr_matrix:
    """Return tf-idf with log counts; each block of each row has its weight as length."""
    blocks, before = [], 0
    for block, weight in zip(counts, WEIGHTS, strict=True):
        block.data = 1 + np.log(block.data)
        own = idf[before : before + block.shape[1]]
        blocks.append(normalize(block @ sparse.diags(own)) * weight)
        before += block.shape[1]
    return sparse.hstack(blocks).tocsr().astype(np.float32)


def _fitted(values: sparse.csr_matrix, wanted: Array, count: int) -> tuple[Array, Array]:
    """Return weights (F, K) and bias (K): for each label a line between it and all others.

    Each feature is first scaled by its log ratio of naive Bayes, so that a word that tells the label apart costs
    little to use (Wang and Manning 2012, "Baselines and Bigrams").
    """
    weights = np.zeros((values.shape[1], count), np.float32)
    bias = np.full(count, -1.0, np.float32)  # a label nobody has here
    present = (values > 0).astype(np.float32)
    for label in range(count):
        own = wanted == label
        if not own.any():
            continue
        ratio = _ratio(present, own)
        line = LinearSVC(C=_COST, random_state=SEED).fit(values @ sparse.diags(ratio), own)
        weights[:, label], bias[label] = line.coef_[0] * ratio, line.intercept_[0]
    return weights, bias


def _ratio(present: sparse.csr_matrix, own: Array) -> Array:
    inside = _SMOOTHING + np.asarray(present[own].sum(axis=0)).ravel()
    outside = _SMOOTHING + np.asarray(present[~own].sum(axis=0)).ravel()
    ratio: Array = np.log((inside / inside.sum()) / (outside / outside.sum())).astype(np.float32)
    return ratio


def _held_out(material: _Material, count: int) -> Array:
    """Return the scores (N, K) of each row by a model that had not seen its group."""
    scores = np.zeros((len(material.wanted), count))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for seen, unseen in folds.split(material.wanted, material.wanted, material.groups):
        weights, bias = _fitted(material.values[seen], material.wanted[seen], count)
        scores[unseen] = material.values[unseen] @ weights + bias
    return scores


def _calibrated(scores: Array, wanted: Array, count: int) -> tuple[Array, Array]:
    """Return the step from scores to logits: (K, K) and (K).

    Rows weigh by the root of how rare their label is: between counting each row alike (accuracy) and each label alike
    (mean F1).
    """
    rare = {label: float(np.sqrt(len(wanted) / own)) for label, own in enumerate(np.bincount(wanted)) if own}
    step = LogisticRegression(C=1.0, max_iter=1_000, class_weight=rare).fit(scores, wanted)
    coef, intercept = step.coef_, step.intercept_
    if count == 2:  # one line says both
        coef, intercept = np.vstack([-coef, coef]) / 2, np.concatenate([-intercept, intercept]) / 2
    return coef.T.astype(np.float64), intercept.astype(np.float64)


def _curve(best: Array, right: Array) -> Array:
    """Return the knots (2, M) from the best chance to how often it was right: rising, one a bin of equally many texts.

    Wrong labels among the rows set a ceiling that chances alone do not know.
    """
    bins = [own for own in np.array_split(np.argsort(best, kind="stable"), min(BINS, len(best))) if len(own)]
    at = np.array([best[own].mean() for own in bins])
    often = IsotonicRegression().fit_transform(at, np.array([right[own].mean() for own in bins]))
    return np.vstack([at, often])


def _lean(model: Model) -> Model:
    """Return the model with the features that weigh most, in half precision."""
    heavy = np.abs(model.weights).max(axis=1) * model.idf
    chosen = np.sort(np.argsort(-heavy, kind="stable")[:MOST_FEATURES])
    moved = np.full(len(heavy), -1, np.int64)
    moved[chosen] = np.arange(len(chosen))
    vocabularies = tuple(
        {word: int(moved[row]) for word, row in sorted(own.items(), key=lambda one: one[1]) if moved[row] >= 0}
        for own in model.vocabularies
    )
    weights = model.weights[chosen].astype(np.float16).astype(np.float32)  # as the file keeps them
    return replace(model, vocabularies=vocabularies, idf=model.idf[chosen], weights=weights)


def _about(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the digest of the rows and with what they were learned."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join((str(row["label"]), *tokens_of(row))).encode())
        digest.update(b"\x1e")
    return {
        "rows": len(rows),
        "training_digest": digest.hexdigest(),
        "made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
    }
