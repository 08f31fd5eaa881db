"""Rows copied from a 12345 spreadsheet become reports: recognised, tried first, taken in with one press (S-067, S-068).

What was not taken in stays in the field to be mended; a second press registers nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.channels.actions import files
from linli.grid.words import Crs
from linli.journeys.actions import importing
from linli.journeys.queries import foreseen
from linli.journeys.rules import mapping
from linli.journeys.rules.hotline import LISTS, Head, is_enough
from linli.journeys.rules.tables import MOST_BYTES, NotReadable, table
from linli.journeys.words import Cell, Foreseen, Outcome
from linli.kernel.errors import DomainError
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff.pages import page, require_any

SUBMIT = "appeals.submit"
MOST = 1_000_000
"""So many characters at most in the field."""
SHOWN = 300
"""So many lines stand on the page; the counts are of all."""
TONES = {Outcome.CREATED: "met", Outcome.REPEATED: "off", Outcome.SKIPPED: "off", Outcome.REFUSED: "late"}
WOULD = {
    Outcome.CREATED: Text("可以登记", "can be registered"),
    Outcome.REPEATED: Text("此前已登记", "there already"),
    Outcome.SKIPPED: Text("对方已办结，不登记", "closed there, left out"),
    Outcome.REFUSED: Text("要先改", "to be mended"),
}
NOT_ENOUGH = Text(
    "请指明哪一列是工单编号，哪一列是内容或标题。",
    "Say which column is the order number and which the content or title.",
)
Rows = Sequence[Sequence[Cell]]


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Show the field; then what would happen; with `sure` take the good lines in and keep the others.

    :raises NotFound: this person registers nothing.
    """
    require_any(actor_of(request), {SUBMIT})
    if request.method == "GET":
        return _page(request, "")
    try:
        rows, lines = _given(request)
        return _read(request, rows, lines)
    except NotReadable as error:
        return _page(request, request.POST.get("lines", "")[:MOST], status=422, error=error.text)


def _given(request: HttpRequest) -> tuple[Rows, str]:
    """Return the table that was pasted or sent as a file, and the same as text for the field.

    :raises NotReadable: it is none.
    """
    file: UploadedFile[Any] | None = request.FILES.get("file")
    if file is None or not file.size:
        lines = request.POST.get("lines", "")[:MOST].replace("\r\n", "\n")
        return table(lines.encode()), lines
    if file.size > MOST_BYTES:
        raise NotReadable(why_zh="文件超过 20 MB，请分开导入", why_en="more than 20 MB; split it")
    rows = table(file.read())
    return rows, mapping.as_text(rows)


def _read(request: HttpRequest, rows: Rows, lines: str) -> HttpResponse:
    head = mapping.guessed(rows)
    said = _said(request)
    if said and not request.FILES.get("file"):
        head = mapping.changed(head, said)
    if not is_enough(head):
        return _page(request, lines, status=422, error=NOT_ENOUGH, **_columns(rows, head))
    if "sure" in request.POST:
        return _take_in(request, rows, head)
    return _tried(request, rows, head, lines)


def _said(request: HttpRequest) -> dict[int, str]:
    """Return what the person says each column holds."""
    return {
        int(key.removeprefix("as-")): value
        for key, value in request.POST.dict().items()
        if key.startswith("as-") and key.removeprefix("as-").isdecimal()
    }


def _crs(request: HttpRequest) -> str:
    return next((one.value for one in Crs if one.value == request.POST.get("crs")), "")


def _take_in(request: HttpRequest, rows: Rows, head: Head) -> HttpResponse:
    try:
        report, left = files.take_in(
            actor=actor_of(request), rows=rows, head=head, now=now_of(request), crs=_crs(request)
        )
    except DomainError as error:
        return _page(request, mapping.as_text(rows), status=422, error=error.text, **_columns(rows, head))
    created, repeated = report.count(Outcome.CREATED), report.count(Outcome.REPEATED)
    rest = len(left) - head.line - 1
    said = Text("已登记 {n} 件，此前已登记 {m} 件。", "Registered {n:report|reports}; {m} there already.")
    messages.success(request, spoken(said.format(n=created, m=repeated)))
    if not rest:
        return _page(request, "")
    why = {line.number: line for line in report.lines if line.outcome is Outcome.REFUSED}
    order = [line.says for _, line in sorted(why.items())]
    return _tried(request, left, head, mapping.as_text(left), refusals=order)


def _tried(
    request: HttpRequest, rows: Rows, head: Head, lines: str, refusals: Sequence[Text | None] = ()
) -> HttpResponse:
    """Show what would happen; `refusals` are those of the press just made, for the first lines in their order."""
    found = foreseen(rows, head, now=now_of(request), crs=_crs(request))
    shown = [_refused(one, refusals[place] if place < len(refusals) else None) for place, one in enumerate(found)]
    counted = Counter(one.outcome for one in shown)
    first = sorted(shown, key=lambda one: (one.outcome is not Outcome.REFUSED, one.number))[:SHOWN]
    context: dict[str, Any] = {
        "found": [{"line": one, "says": WOULD[one.outcome], "tone": TONES[one.outcome]} for one in first],
        "more": len(shown) - len(first),
        "counts": [{"says": WOULD[one], "tone": TONES[one], "n": counted[one]} for one in Outcome if counted[one]],
        "good": min(counted[Outcome.CREATED], importing.MOST_AT_ONCE),
        "bad": counted[Outcome.REFUSED],
        **_columns(rows, head),
    }
    return _page(request, lines, is_tried=True, **context)


def _refused(one: Foreseen, says: Text | None) -> Foreseen:
    if says is None:
        return one
    return Foreseen(one.number, one.external_number, Outcome.REFUSED, one.words, one.where, says=says)


def _columns(rows: Rows, head: Head) -> dict[str, Any]:
    return {
        "columns": mapping.columns_of(rows, head),
        "fields": [(field, mapping.NAMES[field]) for field in LISTS[head.kind]],
        "kind": head.kind,
        "with_points": {"lon", "lat"} & set(head.columns) and "crs" not in head.columns,
    }


def _page(request: HttpRequest, lines: str, status: int = 200, **context: Any) -> HttpResponse:
    given = {"lines": lines, "systems": list(Crs), "crs": _crs(request), **context}
    return page(request, "web/staff/hotline.html", status=status, **given)
