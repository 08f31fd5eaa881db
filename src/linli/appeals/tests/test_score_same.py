"""`./linli score pairs` and `events` on generated messages, and the figures they print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linli.appeals.scoring import events, measures, messages, pairs
from linli.appeals.scoring.rows import Unreadable
from linli.appeals.scoring.task import Given, Missing
from linli.appeals.tests.test_same import COMMON, ESTATES, PROBLEMS

HOME = "370203"


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    """Twelve estates with a problem each, told by three people in other words."""
    rows = []
    for place, estate in enumerate(ESTATES):
        problem, story = PROBLEMS[place % len(PROBLEMS)]
        for teller in range(3):
            rows.append(
                {
                    "msg_id": 100 + len(rows),
                    "user": f"u{len(rows)}",
                    "time": f"2026-03-{1 + place:02d}T{8 + teller:02d}:00:00",
                    "title": f"{estate}小区{problem[teller:]}",
                    "detail": f"{COMMON[(place + teller) % 5]}，{estate}{story[teller * 4 :]}{COMMON[teller]}",
                }
            )
    path = tmp_path / "messages.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def asked(tmp_path: Path, *, label: bool) -> Path:
    path = tmp_path / ("labelled.csv" if label else "asked.csv")
    lines = ["id_a,id_b,label,how" if label else "id_a,id_b"]
    for first in range(100, 136, 6):  # two estates
        for one, other, same in ((0, 1, "same"), (3, 5, "same"), (0, 4, "different"), (2, 3, "different")):
            ids = f"{first + one},{first + other}"
            lines.append(f"{ids},{same},drawn" if label else ids)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_pairs_need_the_messages(tmp_path: Path, stream: Path) -> None:
    given = Given(shared=tmp_path, home=HOME, predict=asked(tmp_path, label=False))
    with pytest.raises(Missing, match="--messages"):
        pairs.predict(given)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id_a,id_b\n1,100\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="no message 1"):
        pairs.predict(Given(shared=tmp_path, home=HOME, predict=wrong, messages=stream))


@pytest.mark.parametrize("taught", [False, True])
def test_pairs_are_told_apart(tmp_path: Path, stream: Path, taught: bool) -> None:
    train = asked(tmp_path, label=True) if taught else None
    path = asked(tmp_path, label=False)
    made = list(pairs.predict(Given(shared=tmp_path, home=HOME, predict=path, messages=stream, train=train)))
    assert len(made) == 24
    assert set(made[0]) == {"id_a", "id_b", "same", "score"}
    same = [row["score"] for index, row in enumerate(made) if index % 4 < 2]
    other = [row["score"] for index, row in enumerate(made) if index % 4 >= 2]
    assert measures.area([(score, True) for score in same] + [(score, False) for score in other]) > 0.95


def test_pairs_are_measured_beside_the_cosine(tmp_path: Path, stream: Path) -> None:
    given = Given(shared=tmp_path, home=HOME, file=asked(tmp_path, label=True), messages=stream)
    found = pairs.measure(given)
    assert found["pairs"] == 24
    assert found["in_sample"]["auc"] > 0.9
    assert 0 <= found["left_out"]["auc_interval"][0] <= found["left_out"]["auc"] <= 1
    assert found["baseline_cosine"]["hard_negatives"] == 0


def test_events_answer_for_every_message(tmp_path: Path, stream: Path) -> None:
    made = list(events.predict(Given(shared=tmp_path, home=HOME, predict=stream)))
    assert [row["msg_id"] for row in made] == list(range(100, 136))
    assert {row["cluster"] for row in made} <= set(range(100, 136))


def test_the_score_of_an_event_is_its_best_cluster_with_foreign_ones_counted() -> None:
    labelled = {"A": frozenset({"1", "2", "3"}), "B": frozenset({"4"})}
    found = events.figures(labelled, {"1": "x", "2": "x", "3": "y", "4": "z", "5": "x", "6": "z"})
    assert found["macro_f1"] == pytest.approx((2 * 2 / 6 + 2 / 3) / 2, abs=1e-3)
    assert found["weighted_f1"] == pytest.approx(2 / 3, abs=1e-3)
    assert (found["events"], found["clusters"], found["largest_cluster"]) == (2, 3, 3)


def test_a_time_that_is_none_is_said(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"msg_id": 1, "time": "gestern", "title": "", "detail": ""}\n', encoding="utf-8")
    with pytest.raises(Unreadable, match="1: time"):
        messages.load(path)


def test_area_counts_ties_half() -> None:
    assert measures.area([(1.0, True), (0.0, False)]) == 1.0
    assert measures.area([(1.0, True), (1.0, False)]) == 0.5
    assert measures.area([(0.0, True), (1.0, False), (0.0, False)]) == 0.25
    assert measures.area([(1.0, True)]) == 0.5


def test_the_threshold_with_the_best_f1_is_found_and_resampling_is_repeatable() -> None:
    judged = [(0.9, True), (0.8, True), (0.7, False), (0.2, False)] * 5
    assert measures.best_threshold(judged) == 0.8
    assert measures.f1(judged, 0.8) == 1.0
    assert measures.f1([(0.1, False)], 0.5) == 0.0
    once = measures.interval(judged, lambda rows: measures.f1(rows, 0.75))
    assert once == measures.interval(judged, lambda rows: measures.f1(rows, 0.75))
    assert once[0] <= 1.0 <= once[1] or once[0] <= once[1]
