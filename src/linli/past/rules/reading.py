"""Rows of another system's requests as drafts, or why not. Pure. Source: ADR 0039.

A row is refused only when it cannot be told apart or dated; whatever else is odd about it is kept with a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.notices.rules.masking import PiiKind, pii_spans
from linli.past.words import Remark

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "source": ("source", "city", "来源"),
    "number": ("id", "number", "case_number", "工单编号", "编号"),
    "opened": ("created", "opened", "受理时间", "创建时间"),
    "closed": ("closed", "办结时间"),
    "changed": ("updated", "更新时间"),
    "due": ("due", "截止时间"),
    "status": ("status", "工单状态", "状态"),
    "agency": ("agency", "承办单位"),
    "category": ("category", "问题分类", "分类"),
    "subtype": ("subtype", "子类"),
    "descriptor": ("descriptor", "标题"),
    "address": ("address", "地址"),
    "district": ("district", "所属区域"),
    "neighborhood": ("neighborhood", "村/社区"),
    "channel": ("channel", "来源渠道"),
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "resolution": ("resolution", "办理结果"),
}
"""Our names and the headings by which files call them; columns of other names are not read (no names, no phones)."""

MOST = {
    "source": 60, "number": 80, "status": 60, "agency": 160, "category": 160, "subtype": 160, "district": 120,
    "neighborhood": 120, "channel": 60, "descriptor": 4_000, "address": 500, "resolution": 4_000,
}  # fmt: skip
OPEN_WORDS = ("descriptor", "resolution")
EXCEL_DAYS = range(20_000, 80_000)
"""Days since 1899-12-30 that a spreadsheet may mean by a bare number: 1954 to 2119."""
EARLIEST_YEAR = 1900
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - as published, without a zone
_NUMBER = re.compile(r"\d{5}(\.\d+)?")
_LOOSE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?")
_IN_LETTERS = re.compile(r"@|wx|vx|qq|wechat|weixin", re.IGNORECASE)
LEAST_FIGURES = 5
_PLAIN = frozenset({PiiKind.NAME, PiiKind.DOOR})


class NotReadable(Refused):
    """The file as a whole is not what it should be."""

    code = "past.not_readable"
    status = 422
    says = Text("文件无法读取：{why_zh}", "The file cannot be read: {why_en}")


@dataclass(frozen=True, slots=True)
class Draft:
    """One usable row of line `line`; moments are aware, the point is as the file gives it."""

    line: int
    source: str
    number: str
    opened_at: datetime
    closed_at: datetime | None
    changed_at: datetime | None
    due_at: datetime | None
    is_day_only: bool
    words: Mapping[str, str]
    point: tuple[float, float] | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be used, with its cells as they came and what would make it right."""

    line: int
    cells: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is to be read: the source where no column names it, time zones by source ('' is all others), now."""

    source: str
    zones: Mapping[str, tzinfo]
    now: datetime

    def zone(self, source: str) -> tzinfo:
        """Return the zone in which a source writes its moments."""
        return self.zones.get(source) or self.zones.get("") or UTC


class _Bad(Exception):
    def __init__(self, zh: str, en: str) -> None:
        self.why = Text(zh, en)


def columns(header: Sequence[str], *, has_source: bool) -> dict[str, int]:
    """Return at which place each of our columns stands.

    :raises NotReadable: number or moment of opening have no column, or nothing says the source.
    """
    plain = [cell.strip().lower() for cell in header]
    found = {name: plain.index(head) for name, heads in COLUMNS.items() for head in reversed(heads) if head in plain}
    lacking = [COLUMNS[name][0] for name in ("number", "opened") if name not in found]
    if "source" not in found and not has_source:
        lacking.append(COLUMNS["source"][0])
    if lacking:
        raise NotReadable(
            why_zh=f"首行缺少这些列：{'、'.join(lacking)}", why_en=f"the first line lacks {', '.join(lacking)}"
        )
    return found


def read(
    lines: Iterable[tuple[int, Sequence[str]]], places: Mapping[str, int], width: int, manner: Manner
) -> Iterator[Draft | Bad]:
    """Yield what each numbered line is; `places` comes from `columns`, `width` is the header's."""
    for number, cells in lines:
        if not any(cells):
            continue
        try:
            yield _draft(number, cells, places, width, manner)
        except _Bad as bad:
            yield Bad(number, tuple(cells), bad.why)


def _draft(line: int, cells: Sequence[str], places: Mapping[str, int], width: int, manner: Manner) -> Draft:
    if len(cells) != width:
        raise _Bad(
            f"应有 {width} 列，这一行有 {len(cells)} 列", f"{width} columns expected, this line has {len(cells)}"
        )
    given = {name: cells[place].strip() for name, place in places.items()}
    if any("\0" in value for value in given.values()):
        raise _Bad("有不能保存的字符", "a character that cannot be stored")
    source = given.get("source") or manner.source
    if not source or not given["number"]:
        raise _Bad("没有来源或编号", "no source or no number")
    for name, most in MOST.items():
        if len(given.get(name, "")) > most:
            raise _Bad(f"{COLUMNS[name][0]} 超过 {most} 个字", f"{COLUMNS[name][0]} has more than {most} characters")
    moments = {name: moment(given.get(name, ""), COLUMNS[name][0]) for name in ("opened", "closed", "changed", "due")}
    opened = moments["opened"]
    if opened is None:
        raise _Bad("没有受理时间", "no moment of opening")
    words = {name: given.get(name, "") for name in MOST if name not in ("source", "number")}
    made = Draft(
        line=line,
        source=source,
        number=given["number"],
        is_day_only=":" not in given["opened"] and "." not in given["opened"],
        words=words | {name: covered(words[name]) for name in OPEN_WORDS},
        point=None,
        remarks=_remarks(opened, moments["closed"]),
        **_aware(moments, opened, manner.zone(source)),
    )
    made = replace(made, remarks=(*made.remarks, Remark.OPENED_AHEAD)) if is_ahead(made, manner.now) else made
    return _with_point(made, given.get("lon", ""), given.get("lat", ""))


def _aware(moments: Mapping[str, datetime | None], opened: datetime, zone: tzinfo) -> dict[str, datetime]:
    known = {f"{name}_at": None if at is None else at if at.tzinfo else at.replace(tzinfo=zone)
             for name, at in moments.items()}  # fmt: skip
    return known | {"opened_at": opened if opened.tzinfo else opened.replace(tzinfo=zone)}  # type: ignore[return-value]


def _remarks(opened: datetime, closed: datetime | None) -> tuple[Remark, ...]:
    """Return what the two moments say; they are compared as published, so no change of the clock makes an oddity."""
    if closed is None or (closed.tzinfo is None) != (opened.tzinfo is None):
        return ()
    return (Remark.CLOSED_FIRST,) if closed < opened else ()


def is_ahead(made: Draft, now: datetime) -> bool:
    """Say whether a row claims to be opened more than a day from now."""
    return made.opened_at > now + timedelta(days=1)


def _with_point(made: Draft, lon: str, lat: str) -> Draft:
    if not lon or not lat:
        return made
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        x = y = 999.0
    # 0, 0 lies in the sea and is what forms write where nobody gave a point.
    if not (-180 <= x <= 180 and -90 <= y <= 90) or (x == 0 and y == 0):
        return replace(made, remarks=(*made.remarks, Remark.NO_SUCH_POINT))
    return replace(made, point=(x, y))


@lru_cache(maxsize=20_000)
def moment(text: str, column: str) -> datetime | None:
    """Return the moment as published: ISO 8601, ``2021/3/5 8:01``, ``2021年3月5日`` or a spreadsheet's day number.

    Which of day and month comes first in ``03/05/2021`` nobody can know: refused like everything else.
    """
    if not text:
        return None
    found = _iso(text) or _of_excel(text) or _loose(text)
    if found is None or found.year < EARLIEST_YEAR:
        raise _Bad(f"{column} 不是日期：请写成 2026-11-22 08:30", f"{column} is no date; write 2026-11-22 08:30")
    return found


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _of_excel(text: str) -> datetime | None:
    if not _NUMBER.fullmatch(text) or int(text[:5]) not in EXCEL_DAYS:
        return None
    return _EXCEL_ZERO + timedelta(seconds=round(float(text) * 86_400))


def _loose(text: str) -> datetime | None:
    match = _LOOSE.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - as published
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def covered(text: str) -> str:
    """Return `text` with phones, id and card numbers, plates, e-mails and accounts covered."""
    if text.isascii() and sum(map(text.count, "0123456789")) < LEAST_FIGURES and not _IN_LETTERS.search(text):
        return text  # nothing that the search below could find; it costs a hundred times more
    parts: list[str] = []
    last = 0
    for span in pii_spans(text, doors=False):
        if span.kind not in _PLAIN:
            parts += [text[last : span.start], f"〔{span.kind.zh}〕"]
            last = span.end
    return "".join([*parts, text[last:]])
