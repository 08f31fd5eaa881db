"""Canned answers in a deed's form: which there are, filled from the case, and what may not be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from linli.desks.queries import answers as queries
from linli.desks.rules import blanks
from linli.desks.words import Blank, Step
from linli.duties.words import DutyRow
from linli.kernel.words import Text
from linli.web.formats import exact
from linli.web.language import spoken
from linli.web.staff import choices, names
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Deed
from linli.web.staff.forms import Errors, Field, Option, Values

INTO: Mapping[str, tuple[Step, str]] = {
    "ask_info": (Step.ASK_INFO, "question"),
    "answer_now": (Step.ANSWER_NOW, "reply"),
    "first_contact": (Step.FIRST_CONTACT, "note"),
    "interim_reply": (Step.INTERIM_REPLY, "reply"),
    "submit_result": (Step.SUBMIT_RESULT, "reply"),
}
"""Which form has canned answers, and the field they go into."""


def picker(case: CaseFile, deed: Deed, *, is_filled: bool = True) -> dict[str, Any] | None:
    """Return the answers to pick in the form of a deed, filled from the case. One statement, none for other forms."""
    if deed.name not in INTO:
        return None
    step, field = INTO[deed.name]
    rows = queries.offered(step, area_path=case.appeal.area_path, category=case.appeal.category)
    if not rows:
        return None
    values = values_of(case) if is_filled else {}
    return {
        "target": f"id_{field}",
        "options": [Option(blanks.fill(spoken(row.body), values), row.name) for row in rows],
        "is_filled": is_filled,
    }


def values_of(case: CaseFile) -> dict[Blank, str]:
    """Return what fills the blanks: what the case does not tell is left out. No statement of its own."""
    order, appeal = case.target_order, case.appeal
    unit = order.unit.name if order is not None else names.unit_name(appeal.accountable_id)
    due = _due(case)
    found = {
        Blank.NUMBER: appeal.number,
        Blank.PLACE: appeal.place_words or choices.area_name(appeal.area_path, case.now),
        Blank.UNIT: spoken(unit) if unit else "",
        Blank.DUE: spoken(exact(due.due_at)) if due else "",
    }
    return {blank: value for blank, value in found.items() if value}


def _due(case: CaseFile) -> DutyRow | None:
    """Return the clock of the closing, which is what a resident waits for."""
    live = [duty for duty in case.all_duties if duty.is_live]
    return next((duty for duty in live if duty.step.startswith("close")), None)


def filled(fields: Sequence[Field], values: Values, case: CaseFile) -> Values:
    """Return the values with every blank of a text filled from the case; for a deed on several cases."""
    known: dict[Blank, str] | None = None
    found = dict(values)
    for one in _texts(fields, values):
        if blanks.left_open(values[one.name]):
            known = values_of(case) if known is None else known
            found[one.name] = blanks.fill(values[one.name], known)
    return found


def unfilled(fields: Sequence[Field], values: Values) -> Errors:
    """Return what may not be sent: every text in which something still waits to be filled."""
    left = {one.name: blanks.left_open(values[one.name]) for one in _texts(fields, values)}
    return Errors({name: _says(open_) for name, open_ in left.items() if open_})


def _says(left: list[str]) -> Text:
    return blanks.Unfilled(blanks=" ".join(left)).text


def _texts(fields: Sequence[Field], values: Values) -> list[Field]:
    return [one for one in fields if one.kind in {"words", "line"} and isinstance(values.get(one.name), str)]
