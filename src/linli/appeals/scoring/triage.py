"""`./linli score triage`: the whole proposal for each text of a samples file. Needs no database."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from linli import standards
from linli.appeals.scoring import rows
from linli.appeals.scoring.rows import Row
from linli.appeals.scoring.task import Given, required
from linli.appeals.triage import score
from linli.appeals.triage.gazetteer import divisions
from linli.appeals.triage.proposal import Proposal
from linli.appeals.triage.propose import propose
from linli.kernel.clocks import SHANGHAI
from linli.kernel.words import Text
from linli.standards.words import Category

_CATEGORIES = Path(standards.__file__).parent / "packs" / "categories.csv"


def predict(given: Given) -> Iterable[Row]:
    """Return one prediction a text; see `task.Task`."""
    return predictions(items(required(given.predict, "--predict")), given.home).values()


def measure(given: Given) -> Row:
    """Return the scores of the labelled file, beside whoever always says the most frequent answer."""
    labelled = items(given.file or given.shared / "samples" / "appeals.json")
    if not all("expected" in item for item in labelled):
        raise rows.Unreadable("every item needs its `expected`; without it use --predict and --out")
    return {
        "triage": score.scores(labelled, predictions(labelled, given.home), home=given.home),
        "majority": score.scores(labelled, score.majority(labelled), home=given.home),
    }


def items(path: Path) -> Sequence[score.Item]:
    """Return the texts of `path`.

    :raises OSError, Unreadable: no such file; a field is missing; a time is not ISO 8601.
    """
    found = rows.read(path, "id", "text", "reported_at")
    for item in found:
        _moment(item)
    return found


def predictions(texts: Iterable[score.Item], home: str) -> dict[str, score.Prediction]:
    """Return id -> line of the prediction file."""
    return {
        item["id"]: proposal(item["text"], item.get("channel", "web"), _moment(item), home).to_json(item["id"])
        for item in texts
    }


def proposal(text: str, channel: str, at: datetime, home: str) -> Proposal:
    """Return what triage proposes with the shipped categories and the table of divisions."""
    return propose(text, channel, at, categories=categories(), gazetteer=divisions(), home=home)


@lru_cache(maxsize=1)
def categories() -> Mapping[str, Category]:
    """Return the leaves of the shipped pack."""
    with _CATEGORIES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _category(row) for row in csv.DictReader(file)}


def _moment(item: score.Item) -> datetime:
    try:
        at = datetime.fromisoformat(item["reported_at"])
    except (TypeError, ValueError):
        raise rows.Unreadable(f"{item['id']}: reported_at is not an ISO 8601 time") from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _category(row: Mapping[str, str]) -> Category:
    return Category(
        code=row["code"],
        text=Text(row["zh"], row["en"]),
        group=row["code"].partition(".")[0],
        gbt=row["gbt"],
        lead_unit=row["lead_unit"],
        mode=row["mode"],
        urgency=row["urgency"],
        note=Text(row["note_zh"], row["note_en"]),
        text_is_enough=row["text_is_enough"] == "1",
        onsite=row["onsite"] == "1",
        hazard=row["hazard"] == "1",
        community_list=row["community_list"] == "1",
    )
