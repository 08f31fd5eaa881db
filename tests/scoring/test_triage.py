"""The whole proposal on the labelled samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.appeals.scoring import triage
from linli.appeals.scoring.task import Given

pytestmark = pytest.mark.shared


def test_the_samples_are_scored_beside_a_baseline(shared: Path) -> None:
    found = triage.measure(Given(shared=shared, home="370203"))
    assert found["triage"]["emergency_recall"]["share"] == 1.0
    assert found["triage"]["category_top1"]["share"] > found["majority"]["category_top1"]["share"]
