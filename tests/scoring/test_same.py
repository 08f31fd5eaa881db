"""Pairs and events on messages that nobody here wrote: a part of the stream, with floors."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from linli.appeals.scoring import civic, events, messages, pairs, rows
from linli.appeals.scoring.measures import area, f1
from linli.appeals.scoring.task import Given
from linli.appeals.triage.same.around import SAME, SHIPPED
from linli.appeals.triage.same.stream import Stream

pytestmark = pytest.mark.shared

EVERY = 8
"""Of the messages that no label names, one in eight is fed: enough to get lost among, and few enough for a test."""


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "taidi-appeals"


@pytest.fixture(scope="module")
def part(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = {row["msg_id"] for row in rows.read(folder / "events_dev.csv")}
    for row in rows.read(folder / "pairs_dev.csv"):
        named |= {row["id_a"], row["id_b"]}
    path = tmp_path_factory.mktemp("same") / "part.jsonl"
    with gzip.open(folder / "hot_messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        chosen = [
            line for number, line in enumerate(lines) if number % EVERY == 0 or str(json.loads(line)["msg_id"]) in named
        ]
    path.write_text("".join(chosen), encoding="utf-8")
    return path


def test_pairs(folder: Path, part: Path) -> None:
    texts = messages.load(part)
    judge = pairs.Judge(Stream(texts), texts, SHIPPED)
    labelled = [row for row in rows.read(folder / "pairs_dev.csv") if row["label"] != "related-uncertain"]
    judged = [(judge.score(row["id_a"], row["id_b"]), row["label"] == "same") for row in labelled]
    assert area(judged) >= 0.93
    assert f1(judged, SAME) >= 0.78  # with one in eight of the stream, few texts stand near to lend their words
    hard = [score for (score, _), row in zip(judged, labelled, strict=True) if row["how"].startswith("hard")]
    assert sum(score >= SAME for score in hard) <= 2


def test_events(folder: Path, part: Path) -> None:
    labelled = events.events_of(rows.read(folder / "events_dev.csv"))
    found = events.figures(labelled, events.gathered(messages.load(part)))
    assert found["macro_f1"] >= 0.8
    assert found["weighted_f1"] >= 0.86


def test_flags_of_a_city(shared: Path) -> None:
    found = civic.measure(Given(shared=shared, home="370203"))
    for half in ("learning_half", "other_half"):
        assert found["score"][half]["recall"] >= 0.98
        assert found["score"][half]["suggestions_per_true"] <= 2.2
    assert found["plain"]["all"]["suggestions_per_true"] > 4
