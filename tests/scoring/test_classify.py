"""Labels of texts that nobody here wrote, learned from a quarter of them; all of it takes `./linli score classify`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from linli.appeals.scoring import classify
from linli.appeals.triage.learned import figures, training
from linli.appeals.triage.learned.words import tokens_of

pytestmark = pytest.mark.shared

FILE = Path("data") / "taidi-appeals" / "classify_train.jsonl.gz"


def test_a_quarter_of_the_cases_labels_the_next_tenth_well(shared: Path) -> None:
    every = classify.labelled_rows(shared / FILE)
    by_group = sorted(every, key=lambda row: (hash_of(row["group"]), row["row"]))
    first = len(by_group) // 4
    known, rest = by_group[:first], by_group[first:]
    groups = {row["group"] for row in known}
    asked = [row for row in rest[: len(by_group) // 10] if row["group"] not in groups]
    model = training.train(known)
    wanted = np.array([model.labels.index(row["label"]) for row in asked])
    chances = np.array([model.chances(tokens_of(row)) for row in asked])
    found = figures.measured(chances, wanted, model.labels, model.sure(chances))
    assert found["macro_f1"] >= 0.88
    assert found["accuracy"] >= 0.89
    assert found["ece"] <= 0.05


def hash_of(group: str) -> str:
    """Return a digest that is the same on every run, so that the order is mixed and stays."""
    return hashlib.sha256(group.encode()).hexdigest()
