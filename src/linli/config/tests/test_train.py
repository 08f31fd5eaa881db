"""`./linli train labels`, and predictions by its model."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from linli.appeals.tests.learned_doubles import rows
from linli.config import cli


def test_train_and_score_by_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, asked, said = tmp_path / "train.jsonl.gz", tmp_path / "ask.jsonl", tmp_path / "said.jsonl"
    data.write_bytes(gzip.compress("\n".join(json.dumps(row, ensure_ascii=False) for row in rows()).encode()))
    asked.write_text('{"row": 7, "text_kind": "raw", "title": "", "detail": "学校补课乱收学费"}\n{"row": 8}\n', "utf-8")
    assert cli.main(["train", "labels", "--data", str(data), "--out", str(tmp_path / "m.npz")]) == 0
    told = json.loads(capsys.readouterr().out.partition("\nlinli:")[0])
    assert told["rows"] == 120
    assert told["held_out"]["accuracy"] > 0.9
    words = ["score", "classify", "--predict", str(asked), "--out", str(said), "--model"]
    assert cli.main([*words, str(tmp_path / "m.npz")]) == 0
    first, second = [json.loads(line) for line in said.read_text("utf-8").splitlines()]
    assert (first["row"], first["label"]) == (7, "school")
    assert set(second) == {"row", "label", "confidence"}
    assert cli.main([*words, str(data)]) == 2
    assert cli.main(words[:-1]) == 2


@pytest.mark.parametrize("lines", ["", '{"label": "a", "tokens": "词"}', '{"tokens": "词"}', "no json"])
def test_the_command_says_what_it_cannot_learn_from(tmp_path: Path, lines: str) -> None:
    (tmp_path / "d.jsonl").write_text(lines, "utf-8")
    out = tmp_path / "m.npz"
    assert cli.main(["train", "labels", "--data", str(tmp_path / "d.jsonl"), "--out", str(out)]) == 2
    assert not out.exists()
