"""How good triage is on labelled texts: the scores that the samples file defines, beside a majority baseline.

Source: domain-spec §19.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EMERGENCY = "emergency"

Item = Mapping[str, Any]
"""One labelled text of the samples file: id, channel, reported_at, kind, text, expected."""

Prediction = Mapping[str, Any]
"""One line of the prediction file (`Proposal.to_json`)."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many that count."""

    right: int
    of: int

    def to_json(self) -> dict[str, Any]:
        """Return right, of and the share (null where nothing counts)."""
        return {"right": self.right, "of": self.of, "share": round(self.right / self.of, 4) if self.of else None}


def scores(items: Sequence[Item], predictions: Mapping[str, Prediction], *, home: str) -> dict[str, Any]:
    """Return each score of the samples file; an item without a prediction counts as wrong.

    `home` is the district in whose items the street counts. `split` is the F1 over all sub-issues of all items
    (`micro`) and the share of items whose set is exactly right (`exact`).
    """
    pairs = [(item["expected"], predictions.get(item["id"], {}), item) for item in items]
    emergencies = [pair for pair in pairs if pair[0]["urgency"] == EMERGENCY]
    calm = [pair for pair in pairs if pair[0]["urgency"] != EMERGENCY]
    streets = [p for p in pairs if p[0]["street_named_in_text"] and p[0]["district"] == home]
    with_pii = [pair for pair in pairs if pair[0]["pii_spans"]]
    return {
        "items": len(items),
        "category_top1": _share(said.get("category") in want["category_accept"] for want, said, _ in pairs),
        "category_L1": _share(_group(said.get("category")) == _group(want["category"]) for want, said, _ in pairs),
        "street": _share(_code(said.get("street")) == _code(want["street"]) for want, said, _ in streets),
        "urgency": _share(said.get("urgency") == want["urgency"] for want, said, _ in pairs),
        "emergency_recall": _share(said.get("urgency") == EMERGENCY for _, said, _ in emergencies),
        "emergency_false_alarms": _share(said.get("urgency") == EMERGENCY for _, said, _ in calm),
        "mode": _share(said.get("mode") in want["mode_accept"] for want, said, _ in pairs),
        "lead_unit": _share(said.get("lead_unit") == want["lead_unit"] for want, said, _ in pairs),
        "split": _split([(set(want["sub_issues"]), set(said.get("sub_issues") or ())) for want, said, _ in pairs]),
        "pii": _share(_all_masked(item["text"], want["pii_spans"], said) for want, said, item in with_pii),
    }


def majority(items: Sequence[Item]) -> dict[str, Prediction]:
    """Return the predictions of whoever always says the most frequent answer of these very items."""
    wants = [item["expected"] for item in items]
    said = {name: _commonest(want[name] for want in wants) for name in ("category", "urgency", "mode", "lead_unit")}
    street = _commonest(_code(want["street"]) for want in wants if want["street"])
    constant: Prediction = said | {"street": {"code": street} if street else None, "sub_issues": [], "pii_spans": []}
    return {item["id"]: constant for item in items}


def _share(answers: Iterable[bool]) -> dict[str, Any]:
    rights = list(answers)
    return Share(sum(rights), len(rights)).to_json()


def _split(pairs: Sequence[tuple[set[str], set[str]]]) -> dict[str, Any]:
    hits = sum(len(want & said) for want, said in pairs)
    wanted, given = sum(len(want) for want, _ in pairs), sum(len(said) for _, said in pairs)
    micro = round(2 * hits / (wanted + given), 4) if wanted + given else None
    exact = sum(want == said for want, said in pairs)
    return {
        "micro_f1": micro,
        "hits": hits,
        "wanted": wanted,
        "given": given,
        "exact": Share(exact, len(pairs)).to_json(),
    }


def _all_masked(text: str, wanted: Iterable[str], said: Prediction) -> bool:
    """Say whether no wanted word is left when everything predicted is covered."""
    for span in sorted(said.get("pii_spans") or (), key=len, reverse=True):
        text = text.replace(span, "〔…〕")
    return not any(span in text for span in wanted)


def _group(code: str | None) -> str:
    return (code or "").partition(".")[0]


def _code(division: Mapping[str, str] | None) -> str | None:
    return division.get("code") if division else None


def _commonest(values: Iterable[Any]) -> Any:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], str(value))) if counted else None
