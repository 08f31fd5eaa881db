"""Reading rows for `./linli score`, and the task that scores the whole proposal."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from linli.appeals.scoring import rows, task
from linli.appeals.scoring import triage as whole
from linli.appeals.scoring.rows import Unreadable
from linli.appeals.scoring.task import Given, Missing

HOME = "370203"
ITEM = {"id": "X-1", "text": "延安路街道3号楼一股煤气味", "reported_at": "2026-03-12T07:42:00+08:00"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{"id": "1"}\n\n{"id": "2"}\n'),
        ("a.json", '[{"id": "1"}, {"id": "2"}]'),
        ("b.json", '{"items": [{"id": "1"}, {"id": "2"}]}'),
        ("a.csv", "id\n1\n2\n"),
        ("b.csv", "\ufeffid\r\n1\r\n2\r\n"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_gives_the_same_rows(tmp_path: Path, name: str, text: str, packed: bool) -> None:
    path = tmp_path / (name + ".gz" if packed else name)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert rows.read(path, "id") == [{"id": "1"}, {"id": "2"}]


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.jsonl", b'{"id": 1}\n{oops\n', "line 2"),
        ("a.jsonl", b"[1]\n", "an object is needed"),
        ("a.jsonl", b'{"text": "x"}\n', "row 1 has no id"),
        ("a.json", b'"text"', "a list of objects"),
        ("a.json", b"{", "a.json"),
        ("a.jsonl", "路灯".encode("gb18030"), "UTF-8"),
        ("a.jsonl.gz", b"plain", "gzip"),
    ],
)
def test_what_cannot_be_read_says_where(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(Unreadable, match=said):
        rows.read(tmp_path / name, "id")


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_what_is_written_can_be_read(tmp_path: Path, name: str) -> None:
    made = [{"id": "一", "score": 0.5}, {"id": "二", "score": None}]
    assert rows.write(tmp_path / name, made) == 2
    assert rows.read(tmp_path / name) == made


@pytest.mark.parametrize("name", sorted(task.TASKS))
def test_each_task_says_what_it_misses(tmp_path: Path, name: str) -> None:
    with pytest.raises((Missing, OSError)):
        list(task.load(name).predict(Given(shared=tmp_path, home=HOME)))
    with pytest.raises((Missing, OSError)):
        task.load(name).measure(Given(shared=tmp_path, home=HOME))


def test_the_proposal_of_a_text_has_every_field(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps([ITEM], ensure_ascii=False), encoding="utf-8")
    (line,) = whole.predict(Given(shared=tmp_path, home=HOME, predict=path))
    wanted = (
        "id category candidates sub_issues street community location_text urgency mode lead_unit redirect_to pii_spans"
    )
    assert set(wanted.split()) == set(line)
    assert (line["id"], line["category"], line["urgency"]) == ("X-1", "util.gas", "emergency")


def test_a_time_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps([ITEM | {"reported_at": "gestern"}]), encoding="utf-8")
    with pytest.raises(Unreadable, match="X-1"):
        whole.items(path)


def test_without_labels_nothing_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps([ITEM]), encoding="utf-8")
    with pytest.raises(Unreadable, match="expected"):
        whole.measure(Given(shared=tmp_path, home=HOME, file=path))
