"""A model learned from closed cases: it learns, says how sure it is, and its file is data, not code."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linli.appeals.scoring import classify
from linli.appeals.scoring.task import Given
from linli.appeals.tests.learned_doubles import WORDS, rows
from linli.appeals.triage.learned import figures, store, training
from linli.appeals.triage.learned.features import blocks_of
from linli.appeals.triage.learned.model import Model
from linli.appeals.triage.learned.words import cut, tokens_of


@pytest.fixture(scope="module")
def model() -> Model:
    return training.train(rows())


def test_it_learns_and_names_the_words_that_decided(model: Model) -> None:
    guess = model.guess(cut("楼下的井盖塌陷了，路灯也不亮，希望有关部门处理"), words=3)
    assert guess.label == "road"
    assert guess.confidence > 0.8
    assert set(guess.words) <= {"井盖", "塌陷", "路灯"}
    assert guess.words


def test_the_same_rows_give_the_same_file_byte_by_byte(model: Model, tmp_path: Path) -> None:
    for name, one in (("a.npz", model), ("b.npz", training.train(rows()))):
        store.write(tmp_path / name, one)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_file_gives_back_what_was_written(model: Model, tmp_path: Path) -> None:
    store.write(tmp_path / "m.npz", model)
    again = store.read(tmp_path / "m.npz")
    words = cut("自来水管爆裂，停水了")
    assert again.labels == model.labels
    assert again.about == model.about
    assert np.array_equal(again.chances(words), model.chances(words))
    assert [path.name for path in tmp_path.iterdir()] == ["m.npz"]


def test_how_sure_it_is_is_how_often_it_is_right() -> None:
    """Every fifth label is wrong by chance: whoever says 97 % then, lies."""
    noisy = training.train(rows(200, noise=0.3, seed=2))
    held = rows(200, noise=0.3, seed=3)
    chances = np.array([noisy.chances(tokens_of(row)) for row in held])
    found = figures.measured(
        chances, np.array([noisy.labels.index(row["label"]) for row in held]), noisy.labels, noisy.sure(chances)
    )
    assert 0.65 < found["accuracy"] < 0.85
    assert found["ece"] < 0.08
    assert found["share_at_95"] == 0.0


@pytest.mark.parametrize("text", ["", "楼下的井盖塌陷了塌陷了，路灯也不亮", "学校学校补课 zz 路灯" * 9])
def test_what_the_quick_way_counts_is_what_was_trained(model: Model, text: str) -> None:
    tokens = cut(text)
    every = [own.get(one) for own, block in zip(model.vocabularies, blocks_of(tokens), strict=True) for one in block]
    assert sorted(row for row in every if row is not None) == sorted(
        row for row in model._rows(tokens) if row is not None
    )


@pytest.mark.parametrize(
    "text", ["", " \n", "😀🔥", "啊啊啊啊", "。。。！？", "zzz qqq", "投诉" * 5_000, "\x00\ufeff\u202e", "×××"]
)
def test_whatever_is_written_gets_an_answer(model: Model, text: str) -> None:
    chances = model.chances(cut(text))
    assert np.isfinite(chances).all()
    assert chances.sum() == pytest.approx(1.0)
    assert model.guess(cut(text), words=4).label in model.labels


@pytest.mark.parametrize(
    "row",
    [
        {"tokens": "A3 区 井盖 塌陷 _x000D_ 希望 处理 王××"},
        {"title": "A3区的井盖塌陷了", "detail": "_x000D_希望处理，王××"},
        {"title": "", "detail": "A3区的井盖塌陷了！希望处理，王××"},
        {"text": "Ａ3区井盖塌陷，希望处理。王××"},
    ],
)
def test_words_given_and_words_cut_look_alike(row: dict[str, str]) -> None:
    assert tokens_of(row) == ["a3", "区", "井盖", "塌陷", "希望", "处理", "王"]


def test_a_label_with_few_cases_stays_with_the_rules() -> None:
    rare = [{"row": 900 + n, "label": "rare", "tokens": f"罕见 词{n}"} for n in range(training.LEAST_ROWS - 1)]
    assert training.train(rows() + rare).labels == tuple(sorted(WORDS))


@pytest.mark.parametrize("given", [[], rows()[:30], [{"label": "a", "tokens": "词"}, {"label": "b", "tokens": "语"}]])
def test_too_little_to_learn_from_is_said(given: list[dict[str, Any]]) -> None:
    with pytest.raises(training.TooLittle):
        training.train(given)


def test_a_label_that_is_one_group_is_still_learned() -> None:
    """No fold can hold it out and know it."""
    one_group = [row | ({"group": "same"} if row["label"] == "road" else {}) for row in rows(20)]
    assert training.train(one_group).labels == tuple(sorted(WORDS))


def test_rows_that_are_all_of_a_few_groups_are_too_little() -> None:
    with pytest.raises(training.TooLittle, match="groups"):
        training.train([row | {"group": row["label"]} for row in rows(20)])


class _Harm:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return (Path.touch, (Path("harm"),))  # type: ignore[return-value]


def _pickled(path: Path, model: Model) -> None:
    path.write_bytes(pickle.dumps(_Harm()))


def _pickle_inside(path: Path, model: Model) -> None:
    store.write(path, model)
    with np.load(path) as arrays:
        kept = dict(arrays)
    with path.open("wb") as file:
        np.savez(file, **(kept | {"idf": np.array([_Harm()], dtype=object)}))


def _cut_off(path: Path, model: Model) -> None:
    store.write(path, model)
    path.write_bytes(path.read_bytes()[:-400])


def _other_shape(path: Path, model: Model) -> None:
    store.write(path, replace(model, bias=model.bias[:-1]))


def _not_a_number(path: Path, model: Model) -> None:
    store.write(path, replace(model, offset=model.offset * np.nan))


def _word_lost(path: Path, model: Model) -> None:
    words = {f"{word}\n" if row == 0 else word: row for word, row in model.vocabularies[0].items()}
    store.write(path, replace(model, vocabularies=(words, *model.vocabularies[1:])))


def _other_kind(path: Path, model: Model) -> None:
    _with_head(path, model, {"kind": "something else"})


def _other_version(path: Path, model: Model) -> None:
    _with_head(path, model, {"version": store.VERSION + 1})


def _with_head(path: Path, model: Model, changed: dict[str, Any]) -> None:
    store.write(path, model)
    with np.load(path) as arrays:
        kept = dict(arrays)
    head = json.loads(kept["head"].tobytes()) | changed
    with path.open("wb") as file:
        np.savez(file, **(kept | {"head": np.frombuffer(json.dumps(head).encode(), np.uint8)}))


def _empty(path: Path, model: Model) -> None:
    path.write_bytes(b"")


def _some_archive(path: Path, model: Model) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "hello")


@pytest.mark.parametrize(
    "spoil",
    [_pickled, _pickle_inside, _cut_off, _other_shape, _not_a_number, _word_lost, _other_kind, _other_version, _empty,
     _some_archive],
)  # fmt: skip
def test_a_foreign_or_broken_file_is_refused_and_runs_nothing(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path, Model], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    spoil(tmp_path / "m.npz", model)
    with pytest.raises(store.Unusable):
        store.read(tmp_path / "m.npz")
    assert not (tmp_path / "harm").exists()


def test_the_file_carries_no_text_of_a_case(tmp_path: Path) -> None:
    """What only one case says is no feature."""
    secret = "张三丰住在终南山下"
    told = [*rows(), {"row": 999, "label": "road", "text": f"井盖塌陷 {secret}", "group": "s"}]
    store.write(tmp_path / "m.npz", training.train(told))
    with np.load(tmp_path / "m.npz") as arrays:
        assert "终南" not in arrays["vocabulary"].tobytes().decode()
        assert "三丰" not in arrays["head"].tobytes().decode()


def test_the_share_that_is_sure_enough() -> None:
    sure = np.array([0.9, 0.8, 0.7, 0.6])
    right = np.array([True, True, False, True])
    assert figures.share_at(sure, right, 1.0) == (0.5, 0.8)
    assert figures.share_at(sure, right, 0.75) == (1.0, 0.6)
    assert figures.share_at(sure, ~right, 0.9) == (0.0, 1.0)
    assert figures.calibration_error(np.array([0.8] * 5), np.array([True] * 4 + [False])) == pytest.approx(0.0)
    assert figures.calibration_error(np.array([1.0] * 4), np.array([True, False] * 2)) == pytest.approx(0.5)


def test_cross_validation_stands_beside_a_plain_baseline(tmp_path: Path) -> None:
    file = tmp_path / "train.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows(20)), "utf-8")
    found = classify.measure(Given(shared=tmp_path, home="", file=file))
    assert found["learned"]["texts"] == found["baseline"]["texts"] == 60
    assert found["learned"]["accuracy"] > 0.9
