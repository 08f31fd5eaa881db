"""Who did what in a case meanwhile, for somebody who came second."""

from __future__ import annotations

from collections.abc import Sequence

from linli.appeals.queries.rows import Happening
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.formats import when
from linli.web.staff import names
from linli.web.staff.casefile import CaseFile


def overtaken(case: CaseFile) -> Text | None:
    """Return who did what last and where the case stands now, for somebody who came second; None for a stranger."""
    return _told(
        case,
        Text(
            "这一步没有办，有人先办了：{who}，{at}，{what}。现在是“{state}”，请按新的情况办理。",
            "This was not done; somebody was faster: {who}, {at}: {what}. It is “{state}” now.",
        ),
    )


def moved_on(case: CaseFile) -> Text | None:
    """Return who did what after a step that was to be taken back; None for a stranger."""
    return _told(
        case,
        Text(
            "没有撤回，这件已经往下办了：{who}，{at}，{what}。现在是“{state}”。",
            "Not taken back; the case has moved on: {who}, {at}: {what}. It is “{state}” now.",
        ),
    )


def _told(case: CaseFile, says: Text) -> Text | None:
    try:
        fresh = CaseFile(case.actor, case.appeal.id, case.now)
    except NotFound:
        return None
    last = _decisive(fresh.detail.timeline)
    name = fresh.names({last.actor_id}).get(last.actor_id) if last.actor_id else None
    who, state = names.who_did(last.actor_name, name, last.role), fresh.appeal.state
    at = when(last.at, case.now, with_time=True)
    return Text(
        says.zh.format(who=who.zh, at=at.zh, what=last.says.zh, state=state.zh),
        says.en.format(who=who.en, at=at.en, what=last.says.en, state=state.en),
    )


def _decisive(timeline: Sequence[Happening]) -> Happening:
    """Return the last thing that happened; of those at the same moment what somebody did, not what followed from it."""
    last = timeline[-1]
    at_once = [line for line in timeline if line.at == last.at and not line.actor_name.startswith("system")]
    return at_once[-1] if at_once else last
