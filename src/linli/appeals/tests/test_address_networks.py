"""The arithmetic of the address parser against brute force, its file, and which of them a process uses (ADR 0036)."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from linli.appeals.triage import address
from linli.appeals.triage.address import network, practice, standing, store
from linli.appeals.triage.address.chain import likeliest, passed, span_chances
from linli.appeals.triage.address.parsing import Parser

_LABELS = ("B-poi", "B-road", "I-poi", "I-road", "O")
_ROWS = [[[0, 1], [2], [3, 4], [11]], [[5], [6, 7, 8], [9], [10]]]
_TOLD = [[1, 3, 0, 2], [0, 0, 4, 1]]


@pytest.fixture
def weights() -> network.Weights:
    chance = np.random.default_rng(3)
    made = network.fresh(12, len(_LABELS), 16, chance)
    made.follows = chance.standard_normal(made.follows.shape).astype(np.float32)
    made.first = chance.standard_normal(made.first.shape).astype(np.float32)
    return made


def _score(weights: network.Weights, told: np.ndarray, labels: Sequence[int]) -> float:
    steps = sum(weights.follows[one, two] for one, two in pairwise(labels))
    return float(weights.first[labels[0]] + sum(told[at, label] for at, label in enumerate(labels)) + steps)


def _shares(weights: network.Weights, bags: Sequence[Sequence[int]]) -> dict[tuple[int, ...], float]:
    """Return the probability of each row of labels, by trying all."""
    told = network.potentials(weights, bags).astype(float)
    every = {labels: np.exp(_score(weights, told, labels)) for labels in product(range(len(_LABELS)), repeat=len(bags))}
    whole = sum(every.values())
    return {labels: score / whole for labels, score in every.items()}


def _spans_in(labels: Sequence[int]) -> list[tuple[int, int, str]]:
    out, at = [], 0
    while at < len(labels):
        name, end = _LABELS[labels[at]], at + 1
        while name[0] == "B" and end < len(labels) and _LABELS[labels[end]] == f"I-{name[2:]}":
            end += 1
        if name[0] == "B":
            out.append((at, end, name[2:]))
        at = end
    return out


def test_chances_of_spans_are_those_of_all_rows_of_labels(weights: network.Weights) -> None:
    wanted: dict[tuple[int, int, str], float] = {}
    for labels, share in _shares(weights, _ROWS[0]).items():
        for span in _spans_in(labels):
            wanted[span] = wanted.get(span, 0) + share
    found = span_chances(network.potentials(weights, _ROWS[0]), weights.follows, weights.first, _LABELS)
    assert found == pytest.approx({span: share for span, share in wanted.items() if share > 0.003}, rel=1e-4)


def test_chances_of_labels_are_those_of_all_rows_of_labels(weights: network.Weights) -> None:
    told = network.potentials(weights, _ROWS[1])
    chances = passed(told[:, None], weights.follows, weights.first).chances[:, 0]
    shares = _shares(weights, _ROWS[1])
    for at, label in product(range(4), range(len(_LABELS))):
        assert chances[at, label] == pytest.approx(sum(s for row, s in shares.items() if row[at] == label), rel=1e-4)


def test_each_slope_is_how_the_loss_grows(weights: network.Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_FORGETS_FEATURES", "_FORGETS_INPUT", "_FORGETS_OUTPUT"):
        monkeypatch.setattr(practice, name, 0.0)
    lesson = practice._lesson(_ROWS, _TOLD, 12)
    slopes, there = practice._slopes(weights, lesson, np.random.default_rng(0))

    def loss() -> float:
        shares = (_shares(weights, row)[tuple(told)] for row, told in zip(_ROWS, _TOLD, strict=True))
        return float(-sum(np.log(share) for share in shares) / len(_ROWS))

    for name, slope in slopes.items():
        own = getattr(weights, name)
        steepest = np.unravel_index(np.abs(slope).argmax(), slope.shape)
        at = (there[steepest[0]], *steepest[1:]) if name == "vectors" else steepest
        before, step = own[at], 1e-2
        own[at] = before + step
        above = loss()
        own[at] = before - step
        below = loss()
        own[at] = before
        assert slope[steepest] == pytest.approx((above - below) / (2 * step), rel=1e-3), name


def test_two_likely_parts_stand_before_a_doubtful_whole() -> None:
    chances = {(0, 4, "poi"): 0.55, (0, 2, "town"): 0.45, (2, 4, "road"): 0.45, (5, 6, "person"): 0.3}
    assert likeliest(chances, 6, 0.4) == [("poi", 0, 4)]
    assert likeliest(chances, 6, 0.2) == [("town", 0, 2), ("road", 2, 4), ("person", 5, 6)]


@pytest.fixture
def parser(weights: network.Weights) -> Parser:
    numbers = {f"c={char}": at for at, char in enumerate("柳河镇长春路号苑锦绣")} | {"k=": 10, "k3=": 11}
    return Parser(_LABELS, numbers, {"长春路": ("road",)}, (weights, weights))


@pytest.fixture
def used() -> Iterator[None]:
    yield
    address.use(None)


def test_a_file_gives_back_the_parser(parser: Parser, tmp_path: Path) -> None:
    assert store.write(tmp_path / "m.npz", parser, {"rows": 2}) == (tmp_path / "m.npz").stat().st_size
    found = store.read(tmp_path / "m.npz")
    assert (found.labels, found.numbers, found.words) == (parser.labels, parser.numbers, parser.words)
    assert len(found.networks) == 2
    assert np.allclose(found.networks[0].into, parser.networks[0].into, atol=1e-3)


def test_a_foreign_or_broken_file_is_refused(parser: Parser, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(b"no model")
    with pytest.raises(store.Unusable, match=r"m\.npz"):
        store.read(path)
    np.savez(path, head=np.frombuffer(b'{"kind": "linli labels"}', np.uint8))
    with pytest.raises(store.Unusable, match="linli labels"):
        store.read(path)
    parser.networks[0].bias = np.zeros(2, np.float32)
    store.write(path, parser, {})
    with pytest.raises(store.Unusable, match="bias"):
        store.read(path)


def test_a_model_in_use_reads_addresses_and_a_broken_one_leaves_the_signs(
    parser: Parser, tmp_path: Path, used: None, caplog: pytest.LogCaptureFixture
) -> None:
    text = "柳河镇长春路5号"
    by_signs = [("town", 0, 3), ("road", 3, 6), ("roadno", 6, 8)]
    path = tmp_path / "m.npz"
    store.write(path, parser, {})
    address.use(path)
    assert address.spans(text) == store.read(path).spans(text, networks=1) != by_signs
    assert address.spans(text + "，" * standing.LONGEST) == by_signs
    with caplog.at_level(logging.WARNING), zipfile.ZipFile(path, "w") as emptied:
        emptied.writestr("head.npy", b"")
    assert [address.spans(text), address.spans(text)] == [by_signs, by_signs]
    assert caplog.text.count("the model is not used") == 1
    address.use(tmp_path / "none.npz")
    assert address.spans(text) == by_signs
