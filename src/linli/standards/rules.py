"""Which row is in force, and which limit is the stricter. Pure functions over dated rows. Source: architecture §1."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from linli.kernel.clocks import Clock, Term, WrongTerm
from linli.kernel.errors import Conflict, Invalid, Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.standards.words import Holiday, LimitKind, LimitRow, Parameter, Question

NOTICE = timedelta(seconds=60)
"""A new row takes force at least so far ahead; caches are kept for a third of it, so they are never wrong."""

LIMIT = "limit."
YELLOW = "duties.yellow"
_NAMESPACE = uuid5(NAMESPACE_URL, "https://linli.example.org/standards")
_DAY = 24 * 60
_KINDS = {kind.value: kind for kind in LimitKind}


class Unknown(Invalid):
    """No standard or code of that name is in force at that moment."""

    code = "standards.unknown"
    says = Text("没有生效的标准或代码“{key}”。", "No standard or code “{key}” is in force.")


class NoLimit(Unknown):
    """No limit is set for that step under these conditions."""

    code = "standards.no_limit"
    says = Text("没有为“{key}”规定时限。", "No time limit is set for “{key}”.")


class TooSoon(Refused):
    """The row would take force before every process can know of it."""

    code = "standards.too_soon"
    says = Text(
        "生效时间至少要在 60 秒以后；请改为 {earliest} 之后。",
        "It may take force 60 seconds from now at the earliest: {earliest}.",
    )


class WrongValue(Invalid):
    """The value has another shape than the one it follows."""

    code = "standards.wrong_value"
    says = Text(
        "“{key}”的值格式不对，应与现行值相同：{example}",
        "The value of “{key}” must look like the present one: {example}",
    )


class NoCitation(Invalid):
    """A standard without a source is a bug."""

    code = "standards.no_citation"
    says = Text("请写明依据（法规、文件或会议决定）。", "Name the source: a law, a document or a decision.")


class AlreadyEnacted(Conflict):
    """Another row of this key takes force at the same moment."""

    code = "standards.already_enacted"
    says = Text(
        "“{key}”在该时间已有一条新值，请换一个生效时间。", "“{key}” already changes at that moment; choose another."
    )


class PastHoliday(Refused):
    """A notice may not change days that have passed."""

    code = "standards.past_holiday"
    says = Text(
        "{day} 已经过去，不能再改为休息日或工作日。",
        "{day} is over; it can no longer become a day off or a working day.",
    )


def row_id(key: str, valid_from: datetime) -> UUID:
    """Return the id of a row: the same in every cell, so that a deadline can name its standard anywhere."""
    return uuid5(_NAMESPACE, f"{key}|{valid_from.isoformat()}")


def in_force(rows: Sequence[Parameter], at: datetime) -> Parameter | None:
    """Return the newest of `rows` (oldest first) whose valid_from <= at: validity is half-open."""
    position = bisect_right(rows, at, key=lambda row: row.valid_from)
    return rows[position - 1] if position else None


def limit_in_force(rows: Iterable[LimitRow], question: Question, due: Callable[[Term], datetime]) -> LimitRow:
    """Return the row that binds: the most special default or rule, unless a legal ceiling ends earlier.

    `due` tells when a term ends if it started at the moment asked for: terms of different clocks can only be compared
    by their ends; where both end together the law is named. Source: domain-spec §9.1-9.3 (ceilings override defaults
    when stricter); utility rules replace them.

    :raises NoLimit: no row fits.
    """
    fitting = [row for row in rows if fits(row, question)]
    base = [row for row in fitting if row.kind is not LimitKind.CEILING]
    ceilings = [row for row in fitting if row.kind is LimitKind.CEILING]
    if not base and not ceilings:
        raise NoLimit(key=question.step)
    best = [max(base, key=lambda row: (_weight(row), row.key))] if base else []
    return min(ceilings + best, key=lambda row: due(row.term))


def fits(row: LimitRow, question: Question) -> bool:
    """Say whether every condition of `row` holds. A category condition without a dot names a whole group."""
    if row.step != question.step:
        return False
    if row.urgency not in (None, question.urgency) or row.mode not in (None, question.mode):
        return False
    if row.facet is not None and row.facet not in question.facets:
        return False
    if row.category is not None and not _is_under(question.category, row.category):
        return False
    return row.season is None or in_season(question.day, row.season)


def in_season(day: date, season: tuple[str, str]) -> bool:
    """Say whether `day` lies in the half-open season; one that ends before it begins runs over the new year."""
    begin, end = season
    here = f"{day:%m-%d}"
    return begin <= here < end if begin <= end else here >= begin or here < end


def _is_under(category: str | None, wanted: str) -> bool:
    return category is not None and (category == wanted or category.startswith(wanted + "."))


def _weight(row: LimitRow) -> tuple[bool, bool, int, bool, bool, bool]:
    special = 0 if row.category is None else 1 + ("." in row.category)
    return (
        row.kind is LimitKind.RULE,
        row.facet is not None,
        special,
        row.urgency is not None,
        row.mode is not None,
        row.season is not None,
    )


def in_natural_time(term: Term) -> Term:
    """Return `term` day and night, as clocks run while an area is in emergency mode (domain-spec §6.4)."""
    if term.is_in_days:
        return Term(Clock.NATURAL, term.amount * _DAY)
    return Term(Clock.NATURAL, term.amount)


def limit_row(parameter: Parameter) -> LimitRow:
    """Return the limit written in a parameter whose key begins with ``limit.``.

    :raises WrongTerm, KeyError, ValueError: the value is not that of a limit.
    """
    value = parameter.value
    if not isinstance(value, dict):
        raise WrongTerm(text=str(value))
    words = {name: str(value[name]) for name in ("urgency", "mode", "category", "facet") if value.get(name)}
    season = str(value.get("season") or "")
    return LimitRow(
        id=parameter.id,
        key=parameter.key,
        step=str(value["step"]),
        term=Term.parse(str(value["term"])),
        kind=_KINDS[str(value["kind"])],
        citation=parameter.citation,
        jurisdiction=parameter.jurisdiction,
        text=parameter.text,
        season=(season[:5], season[6:]) if season else None,
        **words,
    )


def check_enacting(
    before: Parameter | None, *, key: str, value: Plain, citation: str, valid_from: datetime, now: datetime
) -> None:
    """Return quietly when the new row may follow `before`.

    :raises Unknown: there is no such standard to change.
    :raises TooSoon: it would take force in less than a minute.
    :raises NoCitation: the source is missing.
    :raises AlreadyEnacted: `before` takes force at that very moment.
    :raises WrongValue: the value has another shape, or a limit changes more than its term.
    """
    if before is None:
        raise Unknown(key=key)
    if valid_from < now + NOTICE:
        raise TooSoon(earliest=(now + NOTICE).isoformat(timespec="seconds"))
    if before.valid_from == valid_from:
        raise AlreadyEnacted(key=key)
    if not citation.strip():
        raise NoCitation(field="citation")
    is_like = _same_shape(before.value, value) and _is_limit_like(before, value)
    if not is_like or not _is_sound(key, value):
        raise WrongValue(field="value", key=key, example=before.value)


def yellow(value: Plain) -> tuple[int, Term]:
    """Return the share of a term in percent and the longest time that remains when the yellow card shows (§9.4).

    :raises WrongTerm, KeyError, TypeError, ValueError: the value is not that of `duties.yellow`.
    """
    if not isinstance(value, dict):
        raise WrongTerm(text=str(value))
    percent, term = int(str(value["percent"])), Term.parse(str(value["term"]))
    if not 0 < percent < 100:
        raise WrongTerm(text=str(percent))
    return percent, term


def _is_sound(key: str, value: Plain) -> bool:
    """Say whether a value of the right shape can also be counted with: a wrong one would stop every clock."""
    if key != YELLOW:
        return True
    try:
        yellow(value)
    except (WrongTerm, ValueError):
        return False
    return True


def _same_shape(old: Plain, new: Plain) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool)
    if isinstance(old, dict):
        return isinstance(new, dict) and old.keys() == new.keys() and all(_same_shape(old[k], new[k]) for k in old)
    return type(old) is type(new)


def _is_limit_like(before: Parameter, value: Plain) -> bool:
    if not before.key.startswith(LIMIT):
        return True
    if not isinstance(before.value, dict) or not isinstance(value, dict):
        return False
    try:
        Term.parse(str(value["term"]))
    except WrongTerm:
        return False
    return {**value, "term": ""} == {**before.value, "term": ""}


def known_days(holidays: Sequence[Holiday], at: datetime) -> Mapping[date, tuple[bool, str]]:
    """Return the overrides of the weekday rule as known at `at`; a later notice about a day replaces an earlier one."""
    known = sorted((h for h in holidays if h.known_from <= at), key=lambda holiday: holiday.known_from)
    return {holiday.day: (holiday.is_off, holiday.name) for holiday in known}


def check_notice(days: Iterable[Holiday], today: date) -> None:
    """Return quietly when a holiday notice speaks of days to come only.

    :raises PastHoliday: it would change the past.
    """
    for holiday in days:
        if holiday.day < today:
            raise PastHoliday(day=holiday.day.isoformat())
