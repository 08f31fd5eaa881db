"""`./linli train addresses`, and addresses read by its model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.appeals.triage import address
from linli.appeals.triage.address import network, parsing, practice
from linli.config import cli


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two narrow networks, a few readings: what is learned matters elsewhere."""
    monkeypatch.setattr(network, "WIDTH", 24)
    monkeypatch.setattr(practice, "LEAST_STEPS", 160)
    monkeypatch.setattr(parsing, "NETWORKS", 2)
    yield
    address.use(None)


def _file(path: Path, rows: int) -> Path:
    lines = [
        {
            "id": n,
            "text": f"柳河镇学府街{n}号",
            "spans": [["town", 0, 3], ["road", 3, 6], ["roadno", 6, 7 + len(str(n))]],
        }
        for n in range(rows)
    ]
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), "utf-8")
    return path


def test_a_model_of_addresses_is_made_and_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quickly: None
) -> None:
    data, model = _file(tmp_path / "rows.jsonl", 120), tmp_path / "m.npz"
    assert cli.main(["train", "addresses", "--data", str(data), "--out", str(model)]) == 0
    told = json.loads(capsys.readouterr().out.partition("\nlinli:")[0])
    assert (told["rows"], told["bytes"]) == (120, model.stat().st_size)
    assert set(told["held_out"]) == {"rows", "parser", "longest known name", "signs alone"}
    address.use(model)
    assert address.spans("柳河镇学府街7号")[:2] == [("town", 0, 3), ("road", 3, 6)]


@pytest.mark.parametrize("lines", ["", '{"id": 1, "text": "柳河镇"}', "no json"])
def test_the_command_says_what_it_cannot_learn_from(tmp_path: Path, lines: str) -> None:
    (tmp_path / "d.jsonl").write_text(lines, "utf-8")
    out = tmp_path / "m.npz"
    assert cli.main(["train", "addresses", "--data", str(tmp_path / "d.jsonl"), "--out", str(out)]) == 2
    assert not out.exists()


def test_too_few_addresses_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = _file(tmp_path / "rows.jsonl", 99)
    assert cli.main(["train", "addresses", "--data", str(data), "--out", str(tmp_path / "m.npz")]) == 2
    assert "至少 100 条" in capsys.readouterr().err
