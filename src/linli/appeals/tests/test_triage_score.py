"""The scores of the samples file, and the same matter often."""

from datetime import timedelta

import pytest

from linli.appeals.tests.triage_doubles import HOME, MORNING, look
from linli.appeals.triage.duplicates import Told, hotspots
from linli.appeals.triage.score import majority, scores

WANT = {
    "category": "util.gas",
    "category_accept": ["util.gas"],
    "sub_issues": [],
    "district": HOME,
    "street": {"code": "370203008", "name": "延安路街道"},
    "street_named_in_text": True,
    "urgency": "emergency",
    "mode_accept": ["instant"],
    "mode": "instant",
    "lead_unit": "gas",
    "pii_spans": ["13900000001"],
}
TEXT = "延安路街道3号楼一股煤气味，电话13900000001"
ITEM = {"id": "X-1", "text": TEXT, "expected": WANT}
COMMUNITY = f"{HOME}/370203008/370203008012"


def test_a_right_prediction_scores_in_full() -> None:
    said = {"X-1": look(TEXT).to_json("X-1")}
    got = scores([ITEM], said, home=HOME)
    parts = ("category_top1", "category_L1", "street", "urgency", "emergency_recall", "mode", "lead_unit", "pii")
    assert {part: got[part]["share"] for part in parts} == dict.fromkeys(parts, 1.0)


@pytest.mark.parametrize(
    "what, change, part",
    [
        ("leaf", {"category": "util.heat"}, "category_top1"),
        ("group", {"category": "env.pest"}, "category_L1"),
        ("street", {"street": None}, "street"),
        ("urgency", {"urgency": "urgent"}, "emergency_recall"),
        ("mode", {"mode": "fast"}, "mode"),
        ("a phone is left", {"pii_spans": []}, "pii"),
    ],
)
def test_one_fault_moves_one_score(what: str, change: dict[str, object], part: str) -> None:
    said = {"X-1": look(TEXT).to_json("X-1") | change}
    assert scores([ITEM], said, home=HOME)[part]["share"] == 0.0


def test_sub_issues_score_by_set() -> None:
    item = ITEM | {"expected": WANT | {"sub_issues": ["a.b", "c.d"]}}
    said = {"X-1": {"sub_issues": ["a.b", "e.f"]}}
    assert scores([item], said, home=HOME)["split"]["micro_f1"] == 0.5


def test_nothing_predicted_is_all_wrong() -> None:
    assert scores([ITEM], {}, home=HOME)["category_top1"]["share"] == 0.0


def test_the_majority_says_the_commonest() -> None:
    assert majority([ITEM])["X-1"]["category"] == "util.gas"


@pytest.mark.parametrize("what, days, found", [("three in the month", 30, 1), ("the third is too old", 31, 0)])
def test_hotspots(what: str, days: int, found: int) -> None:
    told = [Told("dog.faeces", f"{COMMUNITY}/x", MORNING - timedelta(days=age)) for age in (0, 1, days)]
    assert len(hotspots(told, now=MORNING)) == found
