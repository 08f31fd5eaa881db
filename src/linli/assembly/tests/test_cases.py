"""The free vote counter: a file of cases in, an answer to each out, a fault told in its place."""

import pytest

from linli.assembly.rules import rulesets
from linli.assembly.rules.cases import answers
from linli.standards.queries import packs

SETS = rulesets.known(packs.parameters())
SUMS = {
    "rule_set": "qingdao",
    "total_area": 900000,
    "total_heads": 90,
    "part_area": 600000,
    "part_heads": 60,
    "yes_area": 300001,
    "yes_heads": 31,
    "kind": "ordinary",
}
ROLL = {
    "rule_set": "shandong",
    "matter": "fund_use",
    "roll": [
        {"unit": "101", "area": 10000, "owner": "wang"},
        {"unit": "102", "area": 10000, "owners": ["li", "zhao"]},
        {"unit": "103", "area": 10000, "owner": "wang"},
        {"unit": "104", "area": 10000, "owner": "sun"},
    ],
    "ballots": [
        {"unit": "103", "choice": "yes", "channel": "phone"},
        {"unit": "101", "choice": "no", "channel": "paper"},
        {"unit": "102", "choice": "yes", "channel": "paper"},
    ],
    "delivered": "all",
}


def answer(case: object) -> dict:
    (only,) = answers(case, SETS)
    return only


def test_six_sums():
    found = answer(SUMS)
    assert (found["quorum"], found["passed"], found["rule_set"], found["kind"]) == (True, True, "qingdao", "ordinary")
    assert [len(found["explain"][language]) for language in ("zh", "en")] == [6, 6]
    assert not answer(SUMS | {"yes_heads": 30})["passed"]


@pytest.mark.parametrize(
    "name, known", [("青岛", "qingdao"), ("Shandong", "shandong"), ("37", "shandong"), ("全国", "national")]
)
def test_names_of_rule_sets(name: str, known: str):
    assert answer(SUMS | {"rule_set": name})["rule_set"] == known


def test_a_roll_with_ballots():
    """The owner of 101 and 103 is one head; the first channel, his phone, binds."""
    found = answer(ROLL)
    assert (found["quorum"], found["passed"], found["kind"], found["mode"]) == (True, True, "ordinary", "strict")
    assert [(head["units"], head["because"]) for head in found["heads"]] == [
        (["101", "103"], "same_owner"),
        (["102"], "co_owners"),
        (["104"], "one_unit"),
    ]
    assert found["modes"]["strict"]["yes"] == {"area_dm2": 30000, "heads": 2}
    assert found["modes"]["silent_participates"]["part"] == {"area_dm2": 40000, "heads": 3}
    assert found["modes"]["silent_follows"]["yes"] == {"area_dm2": 40000, "heads": 3}
    assert answer(ROLL | {"mode": "silent_follows"})["mode"] == "silent_follows"


@pytest.mark.parametrize("change, field", [
    ({"total_area": 1.5}, "total_area"),
    ({"total_area": "900000"}, "total_area"),
    ({"total_area": True}, "total_area"),
    ({"part_heads": -1}, "part_heads"),
    ({"part_heads": 91}, "part_heads"),
    ({"yes_heads": 61}, "yes_heads"),
    ({"kind": "special?"}, "kind"),
    ({"kind": None}, "kind"),
    ({"rule_set": "Atlantis"}, "atlantis"),
    ({"matter": "fund_raise"}, "kind"),
    ({"matter": "dogs"}, "dogs"),
])  # fmt: skip
def test_wrong_sums_are_named(change: dict, field: str):
    found = answer(SUMS | change)
    assert found["error"]["field"] == field
    assert "" not in {found["error"]["zh"], found["error"]["en"]}


@pytest.mark.parametrize("change, field", [
    ({"roll": []}, "roll"),
    ({"roll": "all"}, "roll"),
    ({"roll": [7]}, "roll[0]"),
    ({"roll": [*ROLL["roll"], {"unit": "101", "area": 1, "owner": "x"}]}, "roll[4].unit"),
    ({"roll": [{"unit": "101", "area": 0, "owner": "x"}]}, "roll[0].area"),
    ({"roll": [{"unit": "101", "area": 5, "owners": []}]}, "roll[0].owners"),
    ({"roll": [{"unit": " ", "area": 5, "owner": "x"}]}, "roll[0].unit"),
    ({"roll": [{"unit": "101", "area": 5, "owner": "x", "use": "boat"}]}, "roll[0].use"),
    ({"roll": [{"unit": "P1", "area": 5, "owner": "x", "use": "parking"}], "ballots": []}, "parking_counts"),
    ({"ballots": [{"unit": "999", "choice": "yes"}]}, "ballots[0].unit"),
    ({"ballots": [{"unit": "101", "choice": "maybe"}]}, "ballots[0].choice"),
    ({"delivered": ["999"]}, "delivered"),
    ({"mode": "quick"}, "mode"),
])  # fmt: skip
def test_a_wrong_roll_is_named(change: dict, field: str):
    assert answer(ROLL | change)["error"]["field"] == field


def test_one_wrong_case_does_not_stop_the_others():
    assert ["error" in found for found in answers([SUMS, 5, ROLL], SETS)] == [False, True, False]
