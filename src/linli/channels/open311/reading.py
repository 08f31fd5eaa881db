"""What callers send: forms in whatever encoding they name, moments, lists, pages. Faults are collected, then told.

"Optional" means that an empty argument is none (GeoReport v2, "Optional Arguments").
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, RawPostDataException
from django.http.multipartparser import MultiPartParserError

from linli.channels.open311.answers import Fault, Told, wrong
from linli.kernel.words import Text

MOST_FIELDS = 300
SPAN = timedelta(days=90)
MOST_ROWS = 1000
"""Both: GeoReport v2, "Response Volume"."""
ENCODINGS = frozenset({"utf-8", "gb18030", "gbk", "gb2312", "big5"})
_ATTRIBUTE = re.compile(r"attribute\[([^\]]*)\](?:\[\d*\])?")
_HIGH = re.compile(rb"[\x80-\xff]")
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent: the last value of each argument, the values of each attribute, files."""

    fields: Mapping[str, str]
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[UploadedFile[Any], ...] = ()

    def get(self, name: str) -> str:
        """Return an argument without blanks at its ends; empty where there is none."""
        return self.fields.get(name, "").strip()


def check_jurisdiction(given: Given) -> None:
    """Return quietly where the caller means this district, or says nothing: this endpoint serves one.

    :raises Told: 404, another jurisdiction is meant.
    """
    asked = given.get("jurisdiction_id").lower()
    host = (urlsplit(settings.LINLI_PUBLIC_URL).hostname or "").removeprefix("www.")
    if asked and asked.removeprefix("www.") not in {settings.LINLI_DISTRICT, host}:
        raise wrong(
            f"没有 jurisdiction_id “{asked[:40]}”，这里是 {settings.LINLI_DISTRICT}",
            f"jurisdiction_id “{asked[:40]}” was not found; this is {settings.LINLI_DISTRICT}",
            404,
        )


def query_of(request: HttpRequest) -> Given:
    """Return the arguments in the address; an argument given twice counts as one list.

    :raises Told: 400, it is not UTF-8.
    """
    pairs = _pairs(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"), "utf-8")
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]},{value}" if found.get(name) and value else found.get(name) or value
    return Given(found)


def form_of(request: HttpRequest) -> Given:
    """Return what was posted, arguments of the address beside it: a form, or one with files (an extension).

    :raises Told: 400, it is no form, or not in the encoding it names; 413, it is too big.
    """
    kind = request.content_type
    try:
        if kind == "multipart/form-data":
            pairs = [(name, value) for name, values in request.POST.lists() for value in values]
            files = tuple(file for _, many in request.FILES.lists() for file in many)
        elif kind in {"application/x-www-form-urlencoded", ""}:
            pairs, files = _pairs(request.body, _encoding_of(request)), ()
        else:
            raise wrong("请用 application/x-www-form-urlencoded 提交", "send it as application/x-www-form-urlencoded")
    except RequestDataTooBig as error:
        raise wrong("提交的内容过大", "more was sent than is taken", 413) from error
    except (MultiPartParserError, RawPostDataException, SuspiciousOperation) as error:
        raise wrong("提交的内容无法读取，请检查格式", "what was sent cannot be read; check its format") from error
    if any(_LOST in value for _, value in pairs):
        raise _no_text("utf-8")
    return _gathered([*query_of(request).fields.items(), *pairs], files)


def _encoding_of(request: HttpRequest) -> str:
    named = (request.content_params or {}).get("charset", "utf-8").strip("\"' ").lower()
    try:
        found = codecs.lookup(named).name
    except (LookupError, ValueError):
        found = ""
    if found not in ENCODINGS:
        raise wrong(
            f"不认识编码 {named[:30]}，请用 UTF-8（或 charset=gb18030）",
            f"encoding {named[:30]} is not known; use UTF-8 (or charset=gb18030)",
        )
    return found


def _pairs(raw: bytes, encoding: str) -> list[tuple[str, str]]:
    escaped = _HIGH.sub(lambda found: b"%%%02X" % found[0][0], raw).decode("ascii")
    try:
        return parse_qsl(
            escaped, keep_blank_values=True, encoding=encoding, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError as error:
        raise _no_text(encoding) from error
    except ValueError as error:
        raise wrong(f"字段超过 {MOST_FIELDS} 个", f"more than {MOST_FIELDS} arguments") from error


def _no_text(encoding: str) -> Told:
    return wrong(
        f"内容不是 {encoding} 文字；请用 UTF-8，或在 Content-Type 中写明 charset=gb18030",
        f"what was sent is no {encoding} text; use UTF-8, or name the encoding in Content-Type (charset=gb18030)",
    )


def _gathered(pairs: list[tuple[str, str]], files: tuple[UploadedFile[Any], ...]) -> Given:
    fields: dict[str, str] = {}
    attributes: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        match = _ATTRIBUTE.fullmatch(name)
        if match is None:
            fields[name] = value
        elif value.strip():
            attributes[match[1]] = (*attributes.get(match[1], ()), value.strip())
    return Given(fields, attributes, files)


def listed(given: Given, name: str) -> tuple[str, ...]:
    """Return the members of a comma-delimited argument, each once."""
    return tuple(dict.fromkeys(one.strip() for one in given.get(name).split(",") if one.strip()))


def ids(given: Given) -> tuple[UUID, ...] | None:
    """Return the ids asked for, None where none is named; what is no id of ours is none of our reports.

    :raises Told: 400, more than may be returned.
    """
    named = listed(given, "service_request_id")
    if not named:
        return None
    if len(named) > MOST_ROWS:
        raise wrong(f"一次最多 {MOST_ROWS} 个编号", f"at most {MOST_ROWS} ids at a time")
    return tuple(found for one in named if (found := as_id(one)) is not None)


def as_id(text: str) -> UUID | None:
    """Return the id, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def moment(given: Given, name: str, faults: list[Fault]) -> datetime | None:
    """Return a moment with its offset; None where there is none. A plus that became a blank on the way is one again."""
    raw = given.get(name)
    if not raw:
        return None
    try:
        found = datetime.fromisoformat(raw.replace(" ", "+") if "T" in raw else raw)
    except ValueError:
        found = None
    if found is not None and found.tzinfo is not None and 1970 < found.year < 9000:
        return found
    faults.append(
        Fault(
            400,
            Text(
                f"{name} 须为带时区的时间，例如 2026-11-01T00:00:00+08:00",
                f"{name} must be a moment with its offset, e.g. 2026-11-01T00:00:00+08:00",
            ),
        )
    )
    return None


def span(
    given: Given, first: str, last: str, faults: list[Fault], *, now: datetime
) -> tuple[datetime, datetime] | None:
    """Return the asked span, half-open: the last 90 days where nothing is said, 90 days from or up to one end.

    None where something is wrong. Source: GeoReport v2, GET Service Requests (start_date, end_date).
    """
    before = len(faults)
    since, until = moment(given, first, faults), moment(given, last, faults)
    if len(faults) > before:
        return None
    if since is not None and until is not None and not timedelta(0) <= until - since <= SPAN:
        faults.append(
            Fault(
                400,
                Text(
                    f"{first} 到 {last} 最多 {SPAN.days} 天，且不能颠倒",
                    f"{first} to {last} may span at most {SPAN.days} days, in this order",
                ),
            )
        )
        return None
    if since is not None:
        until = until or since + SPAN
    else:
        until = until or now + timedelta(seconds=1)
        since = until - SPAN
    return since, until + timedelta(microseconds=1)  # the moment named last is asked for, too


def whole(given: Given, name: str, *, most: int, faults: list[Fault]) -> int | None:
    """Return a whole number from 1 to `most`; None where there is none or it is wrong."""
    raw = given.get(name)
    if not raw:
        return None
    if raw.isascii() and raw.isdigit() and 1 <= int(raw[:9]) <= most and len(raw) < 9:
        return int(raw)
    faults.append(Fault(400, Text(f"{name} 须为 1 到 {most} 的整数", f"{name} must be a whole number, 1 to {most}")))
    return None


def number(raw: str) -> float | None:
    """Return a finite number, None where it is none."""
    try:
        found = float(raw)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
