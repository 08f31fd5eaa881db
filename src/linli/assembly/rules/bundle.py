"""What is published of a vote, so that anybody can count it again: the records, the root, the thresholds, the verdict.

Source: decisions-and-money §4.1 (three levels of publication), §4.2. `linli/assembly/verifier/check_votes.py` reads it
and needs nothing of ours. The log's part (checkpoint, signature, path) is put in by who holds the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linli.assembly.rules.deciding import Verdict
from linli.assembly.rules.shares import Threshold
from linli.assembly.rules.sumtree import Entry, Node, Tree, count_of
from linli.kernel.facts import Plain

FORMAT = "linli.votes/1"
RECEIPT = "linli.receipt/1"
Log = Mapping[str, Plain] | None


def bundle(vote: Mapping[str, str], entries: Sequence[Entry], built: Tree, verdict: Verdict, log: Log = None) -> Plain:
    """Return the whole vote (level 1: unit, area and choice; no names): what a recount needs.

    `vote` says which it was: assembly, item, title, matter, rule_set, citation.
    """
    return {**_frame(FORMAT, vote, built, verdict, log), "entries": [_row(entry) for entry in entries]}


def receipt(vote: Mapping[str, str], entry: Entry, index: int, built: Tree, verdict: Verdict, log: Log = None) -> Plain:
    """Return the proof of one unit: its record, its place, the sisters on the way up; at most 2 kB of proof."""
    return {
        **_frame(RECEIPT, vote, built, verdict, log),
        "entry": _row(entry),
        "index": index,
        "path": [_node(sister) for sister in built.path(index)],
    }


def _frame(form: str, vote: Mapping[str, str], built: Tree, verdict: Verdict, log: Log) -> dict[str, Plain]:
    root = built.root
    return {
        "format": form,
        "algorithm": built.algorithm,
        "vote": dict(vote),
        "kind": verdict.kind.value,
        "quorum_needs": _threshold(verdict.majorities.quorum),
        "agreement_needs": _threshold(verdict.majorities.agreement(verdict.kind)),
        "root": root.digest.hex(),
        "sums": dict(count_of(root)),
        "quorum": verdict.quorum,
        "passed": verdict.passed,
        "log": dict(log) if log else None,
    }


def _row(entry: Entry) -> Plain:
    choice = entry.choice.value if entry.choice else None
    return [entry.unit, entry.head, entry.area_dm2, choice, entry.took_part, entry.salt]


def _node(node: Node) -> Plain:
    return [node.digest.hex(), *node.sums]


def _threshold(threshold: Threshold) -> Plain:
    return [threshold.over, threshold.under, "more" if threshold.is_strict else "at_least"]
