"""`./linli score classify`: one label per text by a trained model, cross-validated by group beside a plain baseline."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from linli.appeals.scoring import rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage.learned import figures, store, training
from linli.appeals.triage.learned.model import Array, Model
from linli.appeals.triage.learned.words import tokens_of

FOLDS = 5
SEED = 7


def predict(given: Given) -> Iterable[Row]:
    """Return the likeliest label of each row of `--predict`, by `--model`; see `task.Task`."""
    asked = rows.read(required(given.predict, "--predict"), "row")
    try:
        model = store.read(required(given.model, "--model"))
    except store.Unusable as problem:
        raise rows.Unreadable(str(problem)) from None
    return _guesses(asked, model)


def _guesses(asked: Sequence[Row], model: Model) -> Iterator[Row]:
    for row in asked:
        guess = model.guess(tokens_of(row))
        yield {"row": row["row"], "label": guess.label, "confidence": round(guess.confidence, 4)}


def measure(given: Given) -> Row:
    """Return the figures of the learned model and of a plain one, both held out by group, on the same folds."""
    labelled = labelled_rows(given.file or given.shared / "data" / "taidi-appeals" / "classify_train.jsonl.gz")
    return measured(labelled, folds=FOLDS)


def labelled_rows(path: Path) -> list[Row]:
    """Return the rows with their labels.

    :raises OSError, Unreadable: as `rows.read`.
    """
    return rows.read(path, "label")


def measured(labelled: Sequence[Row], *, folds: int) -> dict[str, Any]:
    """Return the figures over the first `folds` of five folds by group."""
    labels = sorted({str(row["label"]) for row in labelled})
    wanted = np.array([labels.index(str(row["label"])) for row in labelled])
    groups = np.array([str(row.get("group", index)) for index, row in enumerate(labelled)])
    split = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED).split(wanted, wanted, groups)
    ours, sure, plain, unseen, clock = [], [], [], [], _Clock()
    for seen, held in list(split)[:folds]:
        known, asked = [labelled[i] for i in seen], [labelled[i] for i in held]
        chances, confidence = _ours(known, asked, labels, clock)
        ours.append(chances)
        sure.append(confidence)
        plain.append(_plain(known, asked, labels))
        unseen.append(held)
    order = np.concatenate(unseen)
    return {
        "learned": figures.measured(np.concatenate(ours), wanted[order], labels, np.concatenate(sure))
        | clock.told(len(order), folds),
        "baseline": figures.measured(np.concatenate(plain), wanted[order], labels),
    }


class _Clock:
    """Processor seconds of training and of guessing."""

    def __init__(self) -> None:
        self.training = self.guessing = 0.0

    def told(self, texts: int, folds: int) -> dict[str, float]:
        """Return both in figures a reader can compare."""
        return {
            "training_cpu_seconds": round(self.training / folds, 1),
            "texts_per_cpu_second": round(texts / max(self.guessing, 1e-9)),
        }


def _ours(known: Sequence[Row], asked: Sequence[Row], labels: Sequence[str], clock: _Clock) -> tuple[Array, Array]:
    """Return the chances of each label, and the confidence in the best."""
    begun = time.process_time()
    model = training.train(known)
    trained = time.process_time()
    said = np.array([model.chances(tokens_of(row)) for row in asked])
    clock.training += trained - begun
    clock.guessing += time.process_time() - trained
    return _aligned(said, model.labels, labels), model.sure(said)


def _plain(known: Sequence[Row], asked: Sequence[Row], labels: Sequence[str]) -> Array:
    """Return the chances by what everybody tries first: tf-idf of words and characters, a linear SVM, calibrated."""
    words = TfidfVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False, ngram_range=(1, 2), min_df=2,
                            sublinear_tf=True)  # fmt: skip
    characters = TfidfVectorizer(analyzer="char", lowercase=False, ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    model = make_pipeline(
        make_union(words, characters),
        CalibratedClassifierCV(LinearSVC(C=0.25, random_state=SEED), method="isotonic", cv=3),
    )
    model.fit([" ".join(tokens_of(row)) for row in known], [str(row["label"]) for row in known])
    said = model.predict_proba([" ".join(tokens_of(row)) for row in asked])
    return _aligned(said, list(model.classes_), labels)


def _aligned(chances: Array, own: Sequence[str], labels: Sequence[str]) -> Array:
    wide = np.zeros((len(chances), len(labels)))
    for column, label in enumerate(own):
        wide[:, labels.index(label)] = chances[:, column]
    return wide
