"""Emergencies and personal data on texts that nobody here wrote: a smaller check with a floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.appeals.scoring import pii, rows, triage, urgency
from linli.appeals.scoring.task import Given
from linli.appeals.triage.urgency import EMERGENCY

pytestmark = pytest.mark.shared

MOST_ALARMS = 0.05
EVERY = 8


def test_few_ordinary_messages_ring(shared: Path) -> None:
    messages = urgency.messages(shared, "hot_messages")[::EVERY]
    rung = [text for text in messages if triage.proposal(text, "web", urgency.MORNING, "370203").urgency == EMERGENCY]
    assert len(messages) > 500
    assert len(rung) / len(messages) <= MOST_ALARMS


def test_labelled_personal_data_is_covered(shared: Path) -> None:
    items = rows.read(shared / "samples" / "appeals.json", "id", "text", "expected")
    spans = [(item["text"], secret) for item in items for secret in item["expected"]["pii_spans"]]
    assert spans
    assert [secret for text, secret in spans if pii.is_left(text, secret, pii.ours(text))] == []


def test_predictions_need_no_labels(tmp_path: Path) -> None:
    given = tmp_path / "texts.jsonl"
    text = "我叫王桂芳，电话13900000001，家里煤气味很大"
    rows.write(given, [{"id": "1", "text": text, "reported_at": "2026-05-12T10:00:00+08:00"}])
    asked = Given(shared=tmp_path / "nowhere", home="370203", predict=given)
    assert [row["urgency"] for row in urgency.predict(asked)] == [EMERGENCY]
    assert [row["pii_spans"] for row in pii.predict(asked)] == [["王桂芳", "13900000001"]]
