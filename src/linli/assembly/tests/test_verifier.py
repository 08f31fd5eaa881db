"""The stand-alone verifier against what we publish: it agrees with an honest vote and with nothing else.

It is loaded as the one file it is, by its path, as a resident would run it.
"""

import json
import sys
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.assembly import verifier
from linli.assembly.rules import rulesets
from linli.assembly.rules.bundle import bundle, receipt
from linli.assembly.rules.deciding import decide
from linli.assembly.rules.sumtree import Entry, count_of, tree
from linli.assembly.tests.test_sumtree import roll
from linli.assembly.words import Choice, Kind, Weight
from linli.kernel import merkle
from linli.standards.queries import packs

FILE = Path(verifier.__path__[0]) / "check_votes.py"
LAW = rulesets.known(packs.parameters())["national"].majorities
VOTE = {"assembly": "a", "item": "1", "title": "使用维修资金", "matter": "fund_use", "rule_set": "national"}
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"community book").digest())
SILENT = 1


def loaded():
    spec = spec_from_file_location("check_votes", FILE)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK = loaded()


def voted() -> list[Entry]:
    """Twelve units, one of whose owners said nothing: enough took part, more than half agreed."""
    said = [Choice.YES, None, Choice.NO, *[Choice.YES] * 9]
    return [Entry(f"{n}", f"{n}", 90_00 + n, choice, choice is not None, f"{n:032x}") for n, choice in enumerate(said)]


def log_of(root: str) -> dict:
    """A log of seven facts, the vote's being the fifth, and its signed head."""
    data = json.dumps({"kind": "assembly.vote_published", "data": {"root": root}}, sort_keys=True)
    salt = sha256(b"salt").digest()
    leaves = [merkle.leaf_hash(b"%d" % n) for n in range(7)]
    leaves[4] = merkle.leaf_hash(salt + data.encode())

    def node(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return merkle.node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    top = merkle.range_root(0, 7, node)
    head = f"community/7\n7\n{top.hex()}\n".encode()
    return {
        "name": "community/7",
        "size": 7,
        "root": top.hex(),
        "index": 4,
        "path": [one.hex() for one in merkle.inclusion_path(4, 7, node)],
        "salt": salt.hex(),
        "data": data,
        "key": KEY.public_key().public_bytes_raw().hex(),
        "signature": KEY.sign(head).hex(),
    }


def published(entries: list[Entry], *, unit: int | None = None) -> dict:
    built = tree(entries)
    sums = count_of(built.root)
    weights = [Weight(sums[f"{what}area"], sums[f"{what}heads"]) for what in ("", "part_", "yes_")]
    verdict = decide(*weights, kind=Kind.ORDINARY, majorities=LAW)
    log = log_of(built.root.digest.hex())
    if unit is None:
        return bundle(VOTE, entries, built, verdict, log)
    return receipt(VOTE, entries[unit], unit, built, verdict, log)


def answer(told: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> int:
    file = tmp_path / "votes.json"
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["check_votes.py", str(file), *more])
    return CHECK.main()


def test_an_honest_vote_agrees(tmp_path, monkeypatch, capsys):
    assert answer(published(voted()), tmp_path, monkeypatch, "--unit", f"{SILENT}") == 0
    said = capsys.readouterr().out
    assert "EVERYTHING AGREES" in said
    assert "1：没有投票，也没有人替您投过" in said
    assert "heads: all 12, took part 11, yes 10" in said


@pytest.mark.parametrize("unit", range(12))
def test_every_receipt_agrees(unit: int, tmp_path, monkeypatch):
    told = published(voted(), unit=unit)
    assert answer(told, tmp_path, monkeypatch) == 0
    assert len(json.dumps([told["entry"], told["path"]], separators=(",", ":"))) <= 2048


def test_larger_rolls_agree(tmp_path, monkeypatch):
    for size in (1, 2, 5, 33):
        entries = [one for one in roll(size) if one.head == one.unit]
        assert answer(published(entries), tmp_path, monkeypatch) == 0


def _entry(told: dict, unit: int, place: int, value: object) -> None:
    told["entries"][unit][place] = value


FORGED: dict[str, Callable[[dict], object]] = {
    "a ballot for a silent owner": lambda told: (_entry(told, SILENT, 3, "yes"), _entry(told, SILENT, 4, value=True)),
    "part without a ballot": lambda told: _entry(told, SILENT, 4, value=True),
    "a dropped ballot": lambda told: told["entries"].pop(2),
    "a changed opinion": lambda told: _entry(told, 2, 3, "yes"),
    "a larger flat": lambda told: _entry(told, 0, 2, 200_00),
    "a negative flat": lambda told: _entry(told, 0, 2, -1),
    "two places swapped": lambda told: told["entries"].reverse(),
    "a unit twice": lambda told: told["entries"].append(told["entries"][0]),
    "a head that is not on the roll": lambda told: _entry(told, 0, 1, "99"),
    "swapped totals": lambda told: told["sums"].update(yes_heads=1, no_heads=10),
    "one more head for yes": lambda told: told["sums"].update(yes_heads=11),
    "a verdict nobody reached": lambda told: told.update(passed=False),
    "a quorum nobody reached": lambda told: told.update(quorum=False),
    "another threshold": lambda told: told.update(agreement_needs=[99, 100, "at_least"]),
    "another root": lambda told: told.update(root="00" * 32),
    "another algorithm": lambda told: told.update(algorithm="md5"),
    "a log of other words": lambda told: told["log"].update(data=told["log"]["data"].replace("vote", "note")),
    "a log that names another root": lambda told: told.update(log=log_of("11" * 32)),
    "another place in the log": lambda told: told["log"].update(index=3),
    "a path cut short": lambda told: told["log"]["path"].pop(),
    "a path too long": lambda told: told["log"]["path"].append("22" * 32),
    "a log that grew": lambda told: told["log"].update(size=8),
    "a signature of something else": lambda told: told["log"].update(signature=KEY.sign(b"x").hex()),
    "a short signature": lambda told: told["log"].update(signature="00"),
    "another name of the log": lambda told: told["log"].update(name="community/8"),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forgery_is_found(forgery: str, tmp_path, monkeypatch, capsys):
    told = deepcopy(published(voted()))
    FORGED[forgery](told)
    assert answer(told, tmp_path, monkeypatch) == 1
    assert "DOES NOT AGREE" in capsys.readouterr().out


def test_another_key_than_the_posted_one_is_found(tmp_path, monkeypatch):
    told = published(voted())
    assert answer(told, tmp_path, monkeypatch, "--key", told["log"]["key"]) == 0
    assert answer(told, tmp_path, monkeypatch, "--key", "00" * 32) == 1


@pytest.mark.parametrize("told", [[], {}, {"format": "linli.votes/9"}, {"format": "linli.votes/1"}])
def test_what_is_no_vote_cannot_be_checked(told: object, tmp_path, monkeypatch):
    assert answer(told, tmp_path, monkeypatch) == 2


def test_signatures_are_those_of_the_standard():
    """The same as the library says, for hundreds of flipped bits and for points that are no points."""
    words = b"checkpoint"
    signature, key = KEY.sign(words), KEY.public_key().public_bytes_raw()
    assert CHECK.is_signed(key, words, signature)
    assert not CHECK.is_signed(key, words + b".", signature)
    for bit in range(0, 512, 23):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not CHECK.is_signed(key, words, bytes(flipped))
    grown = signature[:32] + (int.from_bytes(signature[32:], "little") + CHECK.ORDER).to_bytes(32, "little")
    assert not CHECK.is_signed(key, words, grown)
    assert not CHECK.is_signed(b"\xff" * 32, words, signature)


def test_it_imports_nothing_of_ours():
    lines = [line.split() for line in FILE.read_text(encoding="utf-8").splitlines()]
    imported = {words[1].partition(".")[0] for words in lines if words[:1] in (["import"], ["from"])}
    assert imported <= {*sys.stdlib_module_names}
