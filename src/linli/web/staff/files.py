"""Every list of the desk as a file: the same rows, the same masks, the same reach; no cell is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists, waiting
from linli.appeals.queries.lists import Row
from linli.duties import queries as duties
from linli.duties.words import InboxFilter
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.spreadsheets import FORMS, sent, written_as
from linli.web.staff import briefs, choices, names
from linli.web.staff.decisions import DECISIONS
from linli.web.staff.inbox import filter_of
from linli.web.staff.pages import require_any
from linli.web.staff.queue import wanted_of
from linli.web.staff.revisit import CALLS

MOST = 2000
"""So many rows at most; the file says in its last line when there were more."""

Line = list[str]
NUMBER, KIND, PLACE = Text("编号", "Number"), Text("类别", "Kind"), Text("位置", "Place")
WORDS, STATE, URGENCY = Text("内容（已遮盖）", "Words (masked)"), Text("状态", "State"), Text("紧急程度", "Urgency")
DUE, REPORTED = Text("期限", "Due"), Text("登记时间", "Reported")
OF_CASES = (NUMBER, KIND, WORDS, PLACE, STATE, URGENCY, Text("主责单位", "Accountable unit"), DUE, REPORTED)
OF_DUTIES = (Text("要办的", "What is owed"), Text("由谁", "By whom"), DUE, NUMBER, KIND, WORDS, PLACE, STATE, URGENCY)
MORE = Text("只列前 {n} 行，请收窄筛选。", "Only the first {n:row|rows}; narrow the filter.")


@never_cache
@staff_only
@require_safe
def file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Give the list `name`, filtered as its page is, as CSV or XLSX; at most 2,000 rows.

    :raises NotFound: there is no such list or form, or the page is not for this person.
    """
    if form not in FORMS or name not in LISTS:
        raise NotFound
    title, head, lines_of = LISTS[name]
    lines, has_more = lines_of(request)
    rows = [[spoken(text) for text in head], *lines]
    if has_more:
        rows.append([spoken(MORE.format(n=MOST))])
    day = now_of(request).astimezone(SHANGHAI).strftime("%y%m%d")
    return sent(written_as(form, rows, spoken(title)), form, f"{name}-{day}")


def _cases(request: HttpRequest) -> tuple[list[Line], bool]:
    """Return the queue. Three statements, one more for a phone."""
    actor, now = actor_of(request), now_of(request)
    found = lists.staff_list(actor, wanted_of(request), now=now, size=MOST)
    return [_case(row, now) for row in found.rows], found.next is not None


def _case(row: Row, now: datetime) -> Line:
    unit = names.unit_name(row.accountable_id)
    return [
        row.number,
        spoken(choices.category_text(row.category or row.proposed, now)),
        row.preview,
        choices.area_name(row.area_path, now),
        spoken(row.state),
        spoken(row.urgency),
        spoken(unit) if unit else "",
        _moment(row.due.due_at) if row.due else "",
        _moment(row.registered_at),
    ]


def _owed(request: HttpRequest, wanted: InboxFilter) -> tuple[list[Line], bool]:
    """Return duties of the inbox with their cases. Three statements."""
    actor, now = actor_of(request), now_of(request)
    found = duties.inbox(actor, now=now, filter=wanted, size=MOST)
    shown = briefs.of_duties(actor, found.rows, now)
    lines = []
    for duty in found.rows:
        what, who = spoken(names.step(duty.deed, duty.step)), spoken(names.who_owes(duty))
        brief = shown.get(duty.id)
        lines.append([what, who, _moment(duty.due_at), *(_brief(brief) if brief else [""] * 6)])
    return lines, found.next is not None


def _brief(brief: briefs.Brief) -> Line:
    words = (brief.number, brief.title, brief.preview, brief.place, brief.state, brief.urgency)
    return [spoken(one) for one in words]


def _inbox(request: HttpRequest) -> tuple[list[Line], bool]:
    return _owed(request, filter_of(request.GET))


def _calls(request: HttpRequest) -> tuple[list[Line], bool]:
    require_any(actor_of(request), {"appeals.record_revisit"})
    return _owed(request, InboxFilter(deeds=CALLS))


def _decisions(request: HttpRequest) -> tuple[list[Line], bool]:
    actor, now = actor_of(request), now_of(request)
    require_any(actor, DECISIONS | set(waiting.DECIDED_BY.values()))
    lines, has_more = _owed(request, InboxFilter(deeds=DECISIONS))
    return [*lines, *_asked(actor, now)], has_more


def _asked(actor: Actor, now: datetime) -> list[Line]:
    asked = waiting.to_decide(actor)
    shown = lists.rows_by_ids(actor, {one.appeal_id for one in asked}, now=now)
    found: Sequence[Any] = [one for one in asked if one.appeal_id in shown]
    return [[spoken(one.kind), "", "", *_brief(briefs.brief(shown[one.appeal_id], now))] for one in found]


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


LISTS = {
    "queue": (Text("诉求", "Appeals"), OF_CASES, _cases),
    "inbox": (Text("待办", "Duties"), OF_DUTIES, _inbox),
    "revisit": (Text("回访", "Follow-up calls"), OF_DUTIES, _calls),
    "decisions": (Text("待决定", "Decisions"), OF_DUTIES, _decisions),
}
