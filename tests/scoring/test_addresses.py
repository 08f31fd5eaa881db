"""Addresses that nobody here wrote: a small honest check with floors; the figures are measured by `./linli score`."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.appeals.scoring import addr_match, addr_parse, rows
from linli.appeals.scoring.task import Given
from linli.appeals.triage.address import network, practice

pytestmark = pytest.mark.shared

PARSED, PAIRED = 1200, 4000


def test_parts_of_unseen_addresses_are_found(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "WIDTH", 64)
    monkeypatch.setattr(practice, "LEAST_STEPS", 400)
    some = rows.read(shared / "data" / "cn-address" / "parsing_train.jsonl.gz")[:PARSED]
    rows.write(tmp_path / "some.jsonl.gz", some)
    found = addr_parse.measure(Given(shared=shared, home="", train=tmp_path / "some.jsonl.gz"), folds=[0], networks=1)
    parser, plain = found["parser"], found["longest known name"]
    assert parser["span_f1"] >= 0.75
    assert parser["span_f1"] >= plain["span_f1"] + 0.2
    assert parser["span_f1"] >= found["signs alone"]["span_f1"] + 0.05
    assert found["signs alone"]["span_f1"] >= 0.65
    assert parser["f1"]["prov"] >= 0.92


def test_unseen_pairs_are_matched(shared: Path, tmp_path: Path) -> None:
    given = rows.read(shared / "data" / "cn-address" / "match_train.csv.gz")
    queries = {row["query"] for row in given[:PAIRED]}
    some = [row for row in given if row["query"] in queries]
    rows.write(tmp_path / "some.jsonl", some)
    found = addr_match.measure(Given(shared=shared, home="", train=tmp_path / "some.jsonl"), folds=[0])
    assert found["matcher"]["macro_f1"] >= 0.62
    assert found["matcher"]["macro_f1"] >= found["characters in common"]["macro_f1"] + 0.1
