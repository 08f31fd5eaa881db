"""Written addresses: one way of writing, parts, and what is learned from rows (ADR 0036)."""

from __future__ import annotations

import gzip
import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.appeals.scoring import addr_match, addr_parse
from linli.appeals.scoring.rows import Unreadable
from linli.appeals.scoring.task import Given, Missing
from linli.appeals.triage.address import network, parsing, practice
from linli.appeals.triage.address.matching import Matcher
from linli.appeals.triage.address.parsing import labels, learn
from linli.appeals.triage.address.parts import parts_of
from linli.appeals.triage.gazetteer import divisions
from linli.appeals.triage.place import resolve
from linli.grid.rules.spelling import figures, numeral, plain

_TOWNS = ("柳河镇", "青石街道", "双塔乡", "云溪街道", "东港镇")
_ROADS = ("长春路", "梧桐街", "解放大道", "桃源路", "滨河路", "学府街")
_ESTATES = ("锦绣花园", "望海小区", "和平新村", "金色家园", "春晖苑")


def _row(number: int, town: str, road: str, estate: str) -> dict[str, object]:
    pieces = (("town", town), ("road", road), ("roadno", f"{number}号"), ("poi", estate), ("houseno", f"{number}栋"))
    spans, at = [], 0
    for tag, words in pieces:
        spans.append([tag, at, at + len(words)])
        at += len(words)
    return {"id": f"r{number}", "text": "".join(words for _, words in pieces), "spans": spans}


_ROWS = [_row(number, *names) for number, names in enumerate(product(_TOWNS, _ROADS, _ESTATES), start=3)]


def test_traditional_and_wide_characters_become_plain_ones_at_the_same_place() -> None:
    assert plain("遼寧路１８號３號樓，Ａ座") == "辽宁路18号3号楼，a座"


@given(st.text())
@settings(derandomize=True, database=None)
def test_plain_writing_keeps_every_position(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "word, digits",
    [("三", "3"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零五", "105"), ("一二〇", "120"), ("两", "2")],
)
def test_numerals_become_digits(word: str, digits: str) -> None:
    assert numeral(word) == digits


def test_only_counted_numerals_become_digits() -> None:
    assert figures("八大峡三单元十二号") == "八大峡3单元12号"


def test_an_address_falls_into_its_parts() -> None:
    parts = parts_of("云山省青石市柳河镇梧桐街十八号锦绣花园三幢二单元(东门)")
    assert parts.divisions == {"province": "云山省", "city": "青石市", "town": "柳河镇"}
    assert parts.roads == ("梧桐街",)
    assert [(n.kind, n.value) for n in parts.numbers] == [("door", "18"), ("house", "3"), ("entrance", "2")]
    assert parts.name == "锦绣花园"
    assert parts.aside == "东门"
    assert not parts.near


def test_labels_mark_where_a_part_begins() -> None:
    assert labels("柳河镇9号x", [("town", 0, 3), ("roadno", 3, 5)]) == [
        "B-town", "I-town", "I-town", "B-roadno", "I-roadno", "O",
    ]  # fmt: skip


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A narrow network and few readings do for rows that are all alike."""
    monkeypatch.setattr(practice, "LEAST_STEPS", 240)
    monkeypatch.setattr(network, "WIDTH", 32)
    monkeypatch.setattr(parsing, "NETWORKS", 1)


def test_a_parser_learns_the_parts_and_says_them_of_names_it_never_saw(hurried: None) -> None:
    seen = [row for row in _ROWS if "望海小区" not in str(row["text"])]
    parser = learn([row["text"] for row in seen], [[tuple(s) for s in row["spans"]] for row in seen])
    assert parser.spans("双塔乡桃源路7号望海小区12栋") == [
        ("town", 0, 3), ("road", 3, 6), ("roadno", 6, 8), ("poi", 8, 12), ("houseno", 12, 15),
    ]  # fmt: skip
    assert parser.spans("") == []


def test_a_matcher_learns_that_another_house_number_is_another_house() -> None:
    pairs, told = [], []
    for road, estate, number in product(_ROADS, _ESTATES, (2, 5, 9)):
        query = f"{road}{number}号{estate}{number}栋"
        pairs += [(query, f"{road}{number}号{estate}{number}幢"), (query, f"{road}{number}号{estate}{number + 1}幢")]
        pairs.append((query, f"{road[::-1]}{number + 4}号湖滨大厦"))
        told += ["完全匹配", "部分匹配", "不匹配"]
    matcher = Matcher(pairs, told)
    asked = "桃源路8号春晖苑8栋"
    given_pairs = [(asked, "桃源路8号春晖苑8幢"), (asked, "桃源路8号春晖苑9幢"), (asked, "路源桃31号湖滨大厦")]
    assert matcher.labels(given_pairs) == ["完全匹配", "部分匹配", "不匹配"]
    assert matcher.labels([]) == []


def _file(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return path


def test_spans_are_predicted_for_rows_without_labels(tmp_path: Path, hurried: None) -> None:
    train = _file(tmp_path / "train.jsonl.gz", _ROWS)
    asked = _file(tmp_path / "asked.jsonl.gz", [{"id": "a", "text": "东港镇滨河路4号金色家园4栋"}])
    found = addr_parse.predict(Given(shared=tmp_path, home="", predict=asked, train=train))
    assert [row["id"] for row in found] == ["a"]
    assert [span[0] for span in found[0]["spans"]] == ["town", "road", "roadno", "poi", "houseno"]


def test_what_a_task_needs_is_asked_for(tmp_path: Path) -> None:
    asked = _file(tmp_path / "asked.jsonl.gz", [])
    with pytest.raises(Missing, match="--train"):
        addr_match.predict(Given(shared=tmp_path, home="", predict=asked, train=None))


@pytest.mark.parametrize("spans", [[["town", 0, 99]], [["town"]], "town", [["town", 2, 2]]])
def test_a_span_that_is_none_is_named(tmp_path: Path, spans: object) -> None:
    train = _file(tmp_path / "t.jsonl.gz", [{"id": "r1", "text": "柳河镇", "spans": spans}])
    with pytest.raises(Unreadable, match="r1"):
        addr_parse.measure(Given(shared=tmp_path, home="", train=train))


def test_a_label_that_is_none_is_named(tmp_path: Path) -> None:
    train = tmp_path / "t.csv"
    train.write_text("query,candidate,label\n柳河镇,柳河镇,也许\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="也许"):
        addr_match.measure(Given(shared=tmp_path, home="", train=train))


def test_span_f1_counts_tag_and_both_ends() -> None:
    told = [[("town", 0, 3), ("road", 3, 6)]]
    assert addr_parse.scores(told, told)["span_f1"] == 1.0
    assert addr_parse.scores(told, [[("town", 0, 3), ("road", 3, 5)]])["span_f1"] == 0.5
    assert addr_parse.scores(told, [[("road", 0, 3)]])["span_f1"] == 0.0


@pytest.mark.parametrize(
    "text, street, phrase",
    [
        ("遼寧路街道無棣三路１８號２單元漏水", "370203005", "無棣三路１８號２單元"),
        ("辽宁路街道无棣三路18号A座没有灯", "370203005", "无棣三路18号"),
        ("無棣三路１８號漏水", None, "無棣三路１８號"),
    ],
)
def test_the_place_is_underlined_in_the_characters_of_the_text(text: str, street: str | None, phrase: str) -> None:
    found = resolve(text, divisions(), home="370203")
    assert (found.street.code if found.street else None) == street
    assert found.location_text == phrase
