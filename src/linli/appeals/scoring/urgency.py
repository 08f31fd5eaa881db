"""`./linli score urgency`: emergencies found and false alarms, beside the bare words of R5-2. Needs no database.

Recall is counted on our own written emergencies and on the labelled samples; those examples from which `likeness`
learned are counted once more with the example itself left out. False alarms are counted on ordinary messages that
nobody here wrote, a true emergency among them counts as one, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from linli import appeals
from linli.appeals.scoring import rows, triage
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage import likeness
from linli.appeals.triage.proposal import Proposal
from linli.appeals.triage.urgency import EMERGENCY
from linli.kernel.clocks import SHANGHAI

MESSAGES = ("classify_train", "hot_messages", "unlabelled_2801")
_UNSEEN = Path(appeals.__file__).parent / "tests" / "data"
_PLAIN = re.compile(
    r"煤气|燃气|瓦斯|着火|起火|失火|火灾|冒烟|爆炸|困|塌|昏|晕|刀|砸|自杀|跳楼|溺|落水|触电|漏电|失踪|走失|中毒|救命"
)
"""The words that R5-2 names, and their nearest kin: what somebody would write down in a minute."""
_FOLDS = 5
MORNING = datetime(2026, 5, 12, 10, 0, tzinfo=SHANGHAI)


def predict(given: Given) -> Iterable[Row]:
    """Return id, urgency and the words that decided, one row a text of `--predict`; see `task.Task`."""
    for item in triage.items(required(given.predict, "--predict")):
        found = _proposed(item["text"], given.home)
        yield {"id": item["id"], "urgency": found.urgency, "words": list(found.urgency_words)}


def measure(given: Given) -> Row:
    """Return recall and shares of alarms; see `task.Task`."""

    def ours(text: str) -> bool:
        return _proposed(text, given.home).urgency == EMERGENCY

    return {
        "emergencies found": {name: _both(texts, ours) for name, texts in _emergencies().items()},
        "labelled samples": _labelled(given),
        "alarms on everyday reports of ours": {name: _both(texts, ours) for name, texts in _everyday().items()},
        "alarms on messages of others": {name: _both(messages(given.shared, name), ours) for name in MESSAGES},
        "likeness alone, five-fold": _left_out(),
    }


def _proposed(text: str, home: str) -> Proposal:
    return triage.proposal(text, "web", MORNING, home)


def _emergencies() -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {name: likeness.texts(name) for name in likeness.DANGER}
    return found | {"unseen_emergencies.tsv": _unseen("unseen_emergencies.tsv")}


def _labelled(given: Given) -> Row:
    items = triage.items(given.shared / "samples" / "appeals.json")
    said = triage.predictions(items, given.home)  # with channel and hour: water on a winter road (ADR 0013)
    danger = [item for item in items if item["expected"]["urgency"] == EMERGENCY]
    calm = [item for item in items if item["expected"]["urgency"] != EMERGENCY]
    return {
        "texts": len(danger),
        "ours": _share(said[item["id"]]["urgency"] == EMERGENCY for item in danger),
        "plain words": _share(_PLAIN.search(item["text"]) is not None for item in danger),
        "alarms on the others": _share(said[item["id"]]["urgency"] == EMERGENCY for item in calm),
        "plain alarms on the others": _share(_PLAIN.search(item["text"]) is not None for item in calm),
    }


def _everyday() -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {name: likeness.texts(name) for name in likeness.EVERYDAY}
    return found | {"unseen_ordinary.txt": _unseen("unseen_ordinary.txt")}


def _unseen(name: str) -> list[str]:
    return [
        line.rpartition("\t")[2] for line in (_UNSEEN / name).read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def messages(shared: Path, name: str) -> list[str]:
    """Return the texts of a file of messages that nobody here wrote."""
    found = rows.read(shared / "data" / "taidi-appeals" / f"{name}.jsonl.gz")
    with_text = [row for row in found if row.get("text_kind", "raw") == "raw"]  # the others are words without order
    return [f"{row.get('title') or ''}\n{row.get('detail') or ''}" for row in with_text]


def _both(texts: Sequence[str], ours: Callable[[str], bool]) -> Row:
    return {
        "texts": len(texts),
        "ours": _share(map(ours, texts)),
        "plain words": _share(_PLAIN.search(t) is not None for t in texts),
    }


def _share(answers: Iterable[bool]) -> float | None:
    said = list(answers)
    return round(sum(said) / len(said), 4) if said else None


def _left_out() -> Row:
    """Return how `likeness` judges examples it has not learned from, by file."""
    named = [(name, likeness.prepared(text), True) for name in likeness.DANGER for text in likeness.texts(name)]
    named += [(name, likeness.prepared(text), False) for name in likeness.EVERYDAY for text in likeness.texts(name)]
    folds = [number % _FOLDS for number in range(len(named))]
    rings: dict[str, list[bool]] = {}
    for fold in range(_FOLDS):
        learned = [example for example, own in zip(named, folds, strict=True) if own != fold]
        odds = likeness.weigh([t for _, t, is_danger in learned if is_danger], [t for _, t, d in learned if not d])
        for (name, text, _), own in zip(named, folds, strict=True):
            if own == fold:
                rings.setdefault(name, []).append(likeness.score(text, odds) > likeness.RINGS)
    return {name: _share(found) for name, found in rings.items()}
