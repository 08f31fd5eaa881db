"""`./linli score pii`: planted and labelled personal data left after masking, and the share of messages covered.

The plain baseline are three patterns that anybody would write down: eleven figures in a row, eighteen, and "X先生".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from linli.appeals.scoring import triage
from linli.appeals.scoring.blind import blind
from linli.appeals.scoring.planted import Planted, planted
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.scoring.urgency import MESSAGES, messages
from linli.notices.rules.masking import pii_spans

Cover = Callable[[str], Sequence[tuple[int, int]]]
_PLAIN = re.compile(r"(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|[一-鿿]{1,2}(?:先生|女士)")


def predict(given: Given) -> Iterable[Row]:
    """Return id and the strings to cover in any public or partner view, one row a text of `--predict`."""
    for item in triage.items(required(given.predict, "--predict")):
        text = item["text"]
        yield {"id": item["id"], "pii_spans": [text[start:end] for start, end in ours(text)]}


def measure(given: Given) -> Row:
    """Return the misses by kind and the share of characters covered in everyday texts; see `task.Task`."""
    items = triage.items(given.shared / "samples" / "appeals.json")
    wanted = [(item["text"], secret) for item in items for secret in item["expected"]["pii_spans"]]
    everyday = {name: messages(given.shared, name) for name in MESSAGES}
    return {
        name: {
            "planted": _planted(cover, planted()),
            "blind": _planted(cover, blind()),
            "labelled": {"wanted": len(wanted), "missed": sum(is_left(text, s, cover(text)) for text, s in wanted)},
            "characters covered": {name: _share(texts, cover) for name, texts in everyday.items()},
        }
        for name, cover in (("ours", ours), ("plain patterns", _plain))
    }


def ours(text: str) -> Sequence[tuple[int, int]]:
    """Return what a publication covers."""
    return [(span.start, span.end) for span in pii_spans(text)]


def is_left(text: str, secret: str, covers: Sequence[tuple[int, int]]) -> bool:
    """Say whether any character of any occurrence of `secret` stands uncovered in `text`."""
    covered = {at for start, end in covers for at in range(start, end)}
    return any(
        not covered.issuperset(range(found.start(), found.end())) for found in re.finditer(re.escape(secret), text)
    )


def _plain(text: str) -> Sequence[tuple[int, int]]:
    return [match.span() for match in _PLAIN.finditer(text)]


def _planted(cover: Cover, given: Iterable[Planted]) -> Row:
    missed: Counter[str] = Counter()
    of: Counter[str] = Counter()
    texts = 0
    for one in given:
        texts += 1
        covers = cover(one.text)
        for kind, secret in one.secrets:
            of[kind] += 1
            missed[kind] += is_left(one.text, secret, covers)
    return {"texts": texts, "items": of.total(), "missed": missed.total(), "by kind": dict(+missed)}


def _share(texts: Iterable[str], cover: Cover) -> float:
    covered = whole = 0
    for text in texts:
        covered += sum(end - start for start, end in cover(text))
        whole += len(text)
    return round(covered / whole, 4)
