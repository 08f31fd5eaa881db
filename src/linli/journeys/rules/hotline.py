"""The two field lists of domain-spec §4.2: hotline orders (after exports of Beijing) and grid events (Shandong).

Every line is either a draft to register or a refusal that says what would make it right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256

from linli.appeals.words import Channel
from linli.journeys.rules import wishes
from linli.journeys.rules.tables import NotReadable, is_blank
from linli.journeys.words import Cell, Draft, FileKind, Refusal
from linli.kernel.words import Text

CHINA = timezone(timedelta(hours=8))
EXCEL_DAY_ZERO = datetime(1899, 12, 30, tzinfo=CHINA)
EXCEL_DAYS = (36526, 73051)
"""Serial days of Excel that stand for a time here: from 2000-01-01 to 2100-01-01."""
MOST_HEADER_LINES = 5

KINDS: Mapping[str, str] = {
    "咨询": "inquiry", "求助": "help", "投诉": "complaint", "举报": "report", "建议": "suggestion", "表扬": "praise",
    "感谢": "praise", "诉求": "help", "其他": "help", "": "help",
}  # fmt: skip
CLOSED = ("办结", "归档", "结案", "已完成", "作废", "关闭")

ORDERS: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "工单流水号", "受理编号", "编号", "诉求编号"),
    "kind": ("工单类型", "诉求类型", "诉求类别", "类型"),
    "class": ("问题分类", "诉求分类", "分类"),
    "tags": ("标签",),
    "title": ("标题", "诉求标题", "主题"),
    "content": ("主要内容", "诉求内容", "反映内容", "内容", "工单内容"),
    "state": ("工单状态", "办理状态", "状态"),
    "name": ("来电人", "诉求人", "反映人", "姓名", "联系人"),
    "phone": ("来电人电话账号", "来电人电话", "来电号码", "联系电话", "电话", "手机号"),
    "district": ("被反映区", "所属区", "区县", "区"),
    "street": ("被反映街乡镇", "所属街道", "街道", "街乡镇", "乡镇街道"),
    "community": ("村社区", "社区", "所属社区"),
    "point": ("小区点位", "小区", "点位", "详细地址", "地址", "事发地址"),
    "company": ("企业名称",),
    "time": ("受理时间", "来电时间", "创建时间", "登记时间", "诉求时间", "反映时间"),
    "lon": ("经度", "lon", "longitude", "x"),
    "lat": ("纬度", "lat", "latitude", "y"),
    "crs": ("坐标系", "crs"),
    "due": ("办理时限", "办结时限", "办理期限", "答复时限", "截止时间", "要求办结时间", "要求答复时间"),
    "secret": ("是否保密", "保密", "要求保密", "是否要求保密", "来电人保密", "诉求人保密"),
    "callback": ("是否回复", "是否需要回复", "是否需要回电", "是否要求回电", "回电要求", "是否要求回复"),
}
"""Field -> names its column has; brackets, blanks and slashes in headers do not count."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "number": ("事件编号", "事件id", "事件号", "编号", "eventid"),
    "title": ("事件名称", "事件标题", "名称", "eventname"),
    "content": ("事件概述", "事件简述", "事件描述", "概述", "描述", "内容", "summary"),
    "point": ("发生地点", "事发地点", "事件地点", "地点", "地址", "place"),
    "time": ("发生时间", "事发时间", "发现时间", "时间", "happentime"),
    "lon": ("经度", "lon", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
    "crs": ("坐标系", "crs"),
    "class": ("事件小类", "二级分类", "小类", "class2"),
    "group": ("事件大类", "一级分类", "大类", "class1"),
    "street": ("街道名称", "所属街道", "街道", "镇街名称"),
    "community": ("社区名称", "所属社区", "社区", "村社区名称"),
    "grid": ("网格名称", "所属网格", "网格"),
    "people": ("涉及人数", "涉及人员"),
    "unit": ("涉及单位", "涉事单位"),
    "state": ("审批状态", "处理状态", "状态"),
    "name": ("上报人", "反映人"),
    "phone": ("上报人电话", "联系电话"),
    "client": ("客户端类型", "终端类型", "clientkind"),
}

CHANNELS: Mapping[FileKind, Channel] = {
    FileKind.ORDERS: Channel.PHONE_12345,
    FileKind.EVENTS: Channel.GRID_PATROL,
}
LISTS: Mapping[FileKind, Mapping[str, tuple[str, ...]]] = {FileKind.ORDERS: ORDERS, FileKind.EVENTS: EVENTS}


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a table: which list it follows, where each field stands, in which line it was."""

    kind: FileKind
    columns: Mapping[str, int]
    line: int


def head_of(rows: Sequence[Sequence[Cell]], wanted: FileKind | None = None) -> Head:
    """Return the header among the first lines; titles above it are passed over.

    :raises NotReadable: no line names the columns of a known list.
    """
    best: Head | None = None
    for position, row in enumerate(rows[:MOST_HEADER_LINES]):
        for kind in [wanted] if wanted else list(FileKind):
            found = Head(kind, columns_of(row, LISTS[kind]), position)
            if is_enough(found) and (best is None or len(found.columns) > len(best.columns)):
                best = found
    if best is None:
        raise NotReadable(
            why_zh="前几行里没有认得的表头。热线表需要“工单编号”“主要内容”，事件表需要“事件名称”“发生地点”",
            why_en="no known header: orders need “工单编号” and “主要内容”, events “事件名称” and “发生地点”",
        )
    return best


def is_enough(head: Head) -> bool:
    """Say whether the columns suffice to register a line."""
    if head.kind is FileKind.ORDERS:
        return "number" in head.columns and ("content" in head.columns or "title" in head.columns)
    return ("title" in head.columns or "content" in head.columns) and bool({"point", "lon", "time"} & set(head.columns))


def columns_of(row: Sequence[Cell], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Return which field stands at which place of a header."""
    said = [plain_header(cell) for cell in row]
    found: dict[str, int] = {}
    for field, aliases in names.items():
        for alias in aliases:
            if alias in said and said.index(alias) not in found.values():
                found[field] = said.index(alias)
                break
    return found


def plain_header(cell: Cell) -> str:
    """Return a header without width, case, blanks, brackets and slashes."""
    text = unicodedata.normalize("NFKC", str(cell or "")).casefold()
    return re.sub(r"[\s/()\[\]{}:*、·\-_]|（|）", "", text)


def lines(rows: Sequence[Sequence[Cell]], head: Head, *, district: str, crs: str = "") -> list[Draft | Refusal]:
    """Return what each line below the header says. `district` is this cell's name; `crs` the system of its points.

    A number that stands twice in the file is refused the second time unless the line is the same.
    """
    seen: dict[str, Sequence[Cell]] = {}
    found: list[Draft | Refusal] = []
    for position, row in enumerate(rows[head.line + 1 :], start=head.line + 2):
        if is_blank(row):
            continue
        one = _line(position, _Row(row, head.columns), head.kind, district, crs)
        if isinstance(one, Draft):
            earlier = seen.setdefault(one.external_number, row)
            if earlier is not row and list(earlier) != list(row):
                one = _refuse(position, one.external_number, TWICE)
        found.append(one)
    return found


class _Row:
    """One line, by field."""

    def __init__(self, cells: Sequence[Cell], columns: Mapping[str, int]) -> None:
        self._cells, self._columns = cells, columns

    def cell(self, field: str) -> Cell:
        place = self._columns.get(field)
        return self._cells[place] if place is not None and place < len(self._cells) else None

    def text(self, field: str) -> str:
        return said(self.cell(field))


def said(cell: Cell) -> str:
    """Return a cell as text; whole numbers without a decimal point, as phones and order numbers are meant."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).replace("\0", "").strip()
    # a number that went through a spreadsheet: 13900000001.0
    return text[:-2] if re.fullmatch(r"\d{5,}\.0", text) else text


NO_NUMBER = Text("缺少工单编号；请补上后重新导入", "the order number is missing; add it and import again")
NO_WORDS = Text("主要内容和标题都是空的；请补上", "both content and title are empty; fill one in")
TOO_LONG = Text("内容超过 5000 字；请缩短", "more than 5000 characters; shorten it")
LONG_NUMBER = Text("编号超过 60 个字符", "the number has more than 60 characters")
TWICE = Text(
    "同一编号在文件里出现两次且内容不同；请保留一条", "the same number stands twice with different content; keep one"
)
BAD_KIND = Text("工单类型“{value}”不认得；可用：咨询、求助、投诉、举报、建议、表扬",
                "unknown kind “{value}”; use “咨询”, “求助”, “投诉”, “举报”, “建议” or “表扬”")  # fmt: skip
BAD_TIME = Text("时间“{value}”读不出；请写成 2026-03-05 14:20", "the time “{value}” is none; write 2026-03-05 14:20")
BAD_POINT = Text("经纬度“{value}”不是坐标", "“{value}” is no longitude and latitude")
NO_CRS = Text(
    "有经纬度但没有写明坐标系；请加“坐标系”列，或在页面上选、用 --crs 指定（EPSG:4490、EPSG:4326、GCJ02、BD09）",
    "a point without its coordinate system; add a column “坐标系”, choose it on the page or say --crs",
)
ELSEWHERE = Text("属于“{value}”，不在本区（{here}）；请由该区导入", "it belongs to “{value}”, not here ({here})")


def _refuse(line: int, number: str, says: Text, **params: str) -> Refusal:
    return Refusal(line, number, says.format(**params) if params else says)


def _line(line: int, row: _Row, kind: FileKind, district: str, crs: str) -> Draft | Refusal:
    number = row.text("number") or (stable_number(row.text("title"), row) if kind is FileKind.EVENTS else "")
    for check in CHECKS:
        refused = check(line, number, row, district, crs)
        if refused is not None:
            return refused
    point = point_of(row)
    return Draft(
        line=line,
        external_number=number,
        text=words_of(row),
        kind=KINDS[row.text("kind")] if kind is FileKind.ORDERS else "report",
        name=row.text("name")[:60],
        phone=row.text("phone")[:30],
        address=address_of(row),
        district=row.text("district"),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        crs=(row.text("crs") or crs) if point else "",
        found_at=moment(row.cell("time")),
        is_closed=any(word in row.text("state") for word in CLOSED),
        due_at=_due(row),
        due_term=str(term) if (term := wishes.term_of(row.text("due"))) is not None else "",
        is_secret=wishes.is_secret(row.text("secret")),
        wants_call=wishes.is_wished(row.text("callback")),
    )


def _due(row: _Row) -> datetime | None:
    return wishes.end_of(moment(row.cell("due")), said(row.cell("due"))) if row.text("due") else None


def _check_due(line: int, number: str, row: _Row, district: str, crs: str) -> Refusal | None:
    value = row.text("due")
    if value and moment(row.cell("due")) is None and wishes.term_of(value) is None:
        return _refuse(line, number, wishes.BAD_DUE, value=value[:40])
    return None


def _check_number(line: int, number: str, row: _Row, district: str, crs: str) -> Refusal | None:
    if not number:
        return _refuse(line, "", NO_NUMBER)
    return _refuse(line, number[:60], LONG_NUMBER) if len(number) > 60 else None


def _check_words(line: int, number: str, row: _Row, district: str, crs: str) -> Refusal | None:
    words = words_of(row)
    if not words:
        return _refuse(line, number, NO_WORDS)
    return _refuse(line, number, TOO_LONG) if len(words) > 5000 else None


def _check_kind(line: int, number: str, row: _Row, district: str, crs: str) -> Refusal | None:
    kind = row.text("kind")
    return None if kind in KINDS else _refuse(line, number, BAD_KIND, value=kind)


def _check_time(line: int, number: str, row: _Row, district: str, crs: str) -> Refusal | None:
    value = row.cell("time")
    if said(value) and moment(value) is None:
        return _refuse(line, number, BAD_TIME, value=said(value)[:40])
    return None


def _check_point(line: int, number: str, row: _Row, district: str, crs: str) -> Refusal | None:
    written = (row.text("lon"), row.text("lat"))
    if not any(written):
        return None
    if point_of(row) is None:
        return _refuse(line, number, BAD_POINT, value=", ".join(written)[:60])
    return None if row.text("crs") or crs else _refuse(line, number, NO_CRS)


def _check_district(line: int, number: str, row: _Row, district: str, crs: str) -> Refusal | None:
    named = row.text("district")
    if named and district not in named and named not in district:
        return _refuse(line, number, ELSEWHERE, value=named[:40], here=district)
    return None


CHECKS: tuple[Callable[[int, str, _Row, str, str], Refusal | None], ...] = (
    _check_number, _check_words, _check_kind, _check_time, _check_due, _check_point, _check_district,
)  # fmt: skip


def words_of(row: _Row) -> str:
    """Return title and content as one text; a title that begins the content is not said twice."""
    title, content = row.text("title"), row.text("content")
    if not content or content.startswith(title):
        return content or title
    return f"{title}\n{content}" if title else content


def address_of(row: _Row) -> str:
    """Return the place in words, from large to small, each part once."""
    parts: list[str] = []
    for field in ("street", "community", "grid", "point"):
        part = row.text(field)
        if part and not any(part in earlier for earlier in parts):
            parts.append(part)
    return "".join(parts)[:200]


def point_of(row: _Row) -> tuple[float, float] | None:
    """Return (lon, lat) in degrees, or None where there is none or it is no point on earth."""
    try:
        lon, lat = float(row.text("lon")), float(row.text("lat"))
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def stable_number(title: str, row: _Row) -> str:
    """Return a number for an event that has none, the same whenever the line is the same: twice is once."""
    whole = "\x1f".join((title, row.text("content"), row.text("point"), said(row.cell("time"))))
    return f"event-{sha256(whole.encode()).hexdigest()[:20]}"


FORMS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d %H:%M", "%Y.%m.%d",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日%H时%M分", "%Y年%m月%d日", "%Y%m%d%H%M%S",
)  # fmt: skip


def moment(cell: Cell) -> datetime | None:
    """Return the moment a cell means, in China's time: text in the usual forms, a date cell, or Excel's day number."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=CHINA)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_excel(float(cell))
    text = said(cell)
    for form in FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=CHINA)
        except ValueError:
            continue
    try:
        return _of_excel(float(text))
    except ValueError:
        return None


def _of_excel(days: float) -> datetime | None:
    if not EXCEL_DAYS[0] <= days < EXCEL_DAYS[1]:
        return None
    return EXCEL_DAY_ZERO + timedelta(seconds=round(days * 86400))
