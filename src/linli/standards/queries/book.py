"""The book of standards in memory: every dated row, and what each moment sees of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from linli.kernel.clocks import OFFICE_HOURS, YELLOW, Calendar, Term
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.standards import rules
from linli.standards.words import Category, Code, Holiday, Limit, LimitRow, Parameter, Question, Urgency


class Book:
    """All rows of the room. It never changes: a new reading makes a new book."""

    def __init__(self, parameters: Iterable[Parameter], codes: Iterable[Code], holidays: Iterable[Holiday]) -> None:
        self._parameters: dict[str, list[Parameter]] = defaultdict(list)
        for parameter in sorted(parameters, key=lambda row: row.valid_from):
            self._parameters[parameter.key].append(parameter)
        self._by_id = {row.id: row for rows in self._parameters.values() for row in rows}
        self._codes: dict[str, list[Code]] = defaultdict(list)
        for code in sorted(codes, key=lambda row: row.valid_from):
            self._codes[code.list_name].append(code)
        self._holidays = sorted(holidays, key=lambda row: row.known_from)
        self._limits_of_step: dict[str, list[list[Parameter]]] = defaultdict(list)
        for key, rows in self._parameters.items():
            if key.startswith(rules.LIMIT):
                self._limits_of_step[rules.limit_row(rows[0]).step].append(rows)
        self._limit_rows = {
            row.id: rules.limit_row(row) for steps in self._limits_of_step.values() for rows in steps for row in rows
        }
        self._calendars: dict[tuple[int, str, str], Calendar] = {}
        self._lists: dict[tuple[str, int], Mapping[str, Code]] = {}
        self._categories: dict[tuple[str, int], Mapping[str, Category]] = {}

    def parameter(self, key: str, at: datetime) -> Parameter:
        """Return the value of `key` in force at `at`.

        :raises Unknown: there is none.
        """
        row = rules.in_force(self._parameters.get(key, ()), at)
        if row is None:
            raise rules.Unknown(key=key)
        return row

    def parameters(self, at: datetime) -> list[Parameter]:
        """Return every value in force at `at`, by key."""
        rows = (rules.in_force(self._parameters[key], at) for key in sorted(self._parameters))
        return [row for row in rows if row is not None]

    def history(self, key: str) -> tuple[Parameter, ...]:
        """Return all rows of `key`, oldest first."""
        return tuple(self._parameters.get(key, ()))

    def by_id(self, standard_id: UUID) -> Parameter | None:
        """Return the row with that id."""
        return self._by_id.get(standard_id)

    def calendar(self, at: datetime) -> Calendar:
        """Return the working calendar as known at `at`; the same object as long as nothing new is known."""
        known = bisect_right(self._holidays, at, key=lambda row: row.known_from)
        hours = rules.in_force(self._parameters.get("calendar.office_hours", ()), at)
        yellow = rules.in_force(self._parameters.get(rules.YELLOW, ()), at)
        key = (known, str(hours.value) if hours else "", str(yellow.value) if yellow else "")
        if key not in self._calendars:
            self._calendars[key] = Calendar(
                rules.known_days(self._holidays, at),
                _hours(hours.value) if hours else OFFICE_HOURS,
                yellow=rules.yellow(yellow.value) if yellow else YELLOW,
            )
        return self._calendars[key]

    def limit_rows(self, at: datetime) -> list[LimitRow]:
        """Return the whole table of limits in force at `at`."""
        return [row for step in self._limits_of_step for row in self._rows(step, at)]

    def limit(self, question: Question, at: datetime) -> Limit:
        """Return the limit that binds a step started at `at`.

        :raises NoLimit: no row fits.
        """
        due = partial(self.calendar(at).due, at)
        row = rules.limit_in_force(self._rows(question.step, at), question, due)
        return Limit(row.id, row.step, row.term, row.citation, row.text, row.kind, self._escalation(question, at))

    def codes(self, list_name: str, at: datetime) -> Mapping[str, Code]:
        """Return the members of a closed list at `at`, in order.

        :raises Unknown: there is no such list.
        """
        rows = self._codes.get(list_name, [])
        key = (list_name, bisect_right(rows, at, key=lambda row: row.valid_from))
        if not key[1]:
            raise rules.Unknown(key=list_name)
        if key not in self._lists:
            newest = {row.code: row for row in rows[: key[1]]}
            self._lists[key] = {code: row for code, row in newest.items() if not row.is_retired}
        return self._lists[key]

    def categories(self, at: datetime) -> Mapping[str, Category]:
        """Return the leaves of the category tree at `at`, in order."""
        codes = self.codes("category", at)
        key = ("category", bisect_right(self._codes["category"], at, key=lambda row: row.valid_from))
        if key not in self._categories:
            self._categories[key] = {code: _category(row) for code, row in codes.items() if row.parent}
        return self._categories[key]

    def _rows(self, step: str, at: datetime) -> list[LimitRow]:
        found = (rules.in_force(rows, at) for rows in self._limits_of_step.get(step, ()))
        return [self._limit_rows[row.id] for row in found if row is not None]

    def _escalation(self, question: Question, at: datetime) -> Term:
        row = rules.in_force(self._parameters.get("duties.escalation", ()), at)
        values = row.value if row and isinstance(row.value, dict) else {"emergency": "30 min", "other": "1 wd"}
        return Term.parse(str(values["emergency" if question.urgency == Urgency.EMERGENCY else "other"]))


def _hours(value: Plain) -> tuple[tuple[int, int], ...]:
    pairs = value if isinstance(value, list) else []
    return tuple((int(str(pair[0])), int(str(pair[1]))) for pair in pairs if isinstance(pair, list))


def _category(row: Code) -> Category:
    def word(name: str) -> str:
        return str(row.attrs.get(name, ""))

    return Category(
        code=row.code,
        text=row.text,
        group=row.parent or "",
        gbt=word("gbt"),
        lead_unit=word("lead_unit"),
        mode=word("mode"),
        urgency=word("urgency"),
        note=Text(word("note_zh"), word("note_en")),
        text_is_enough=bool(row.attrs.get("text_is_enough")),
        onsite=bool(row.attrs.get("onsite")),
        hazard=bool(row.attrs.get("hazard")),
        community_list=bool(row.attrs.get("community_list")),
    )
