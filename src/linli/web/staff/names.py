"""How the desk names steps, unit and role of a duty, and who did what, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.appeals.words import RequestKind
from linli.dispatch.words import TopReason
from linli.duties.words import DutyRow
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.words import Role
from linli.standards import queries as standards

STEPS: Mapping[str, Text] = {
    "appeals.triage": Text("研判", "triage"),
    "grid.import_areas": Text("处理网格核查发现的问题", "mending what the audit of the grids found"),
    "appeals.add_info": Text("补充信息", "more information"),
    "appeals.confirm_refuse": Text("复核不予受理", "checking the refusal"),
    "appeals.record_receipt": Text("登记转办回执", "the receipt of the hand-over"),
    "appeals.uphold_objection": Text("答复异议", "answering the objection"),
    "appeals.interim_reply": Text("给居民答复", "an answer to the resident"),
    "appeals.start_revisit": Text("开始回访", "starting the follow-up call"),
    "appeals.record_revisit": Text("完成回访", "finishing the follow-up call"),
    "appeals.spot_check": Text("撤回抽查", "checking the withdrawal"),
    "dispatch.dispatch": Text("派单", "dispatch"),
    "dispatch.dispatch_again": Text("重新派单", "sending it out again"),
    "dispatch.take_top": Text("决定是否领办", "deciding whether to take it on"),
    "dispatch.accept": Text("签收", "taking the order"),
    "dispatch.first_contact": Text("联系诉求人", "contacting the reporter"),
    "dispatch.log_action": Text("到场", "being on site"),
    "dispatch.log_action:danger": Text("排除险情", "removing the danger"),
    "dispatch.log_action:plan": Text("提交方案", "filing the plan"),
    "dispatch.log_action:weekly_note": Text("每周进展", "the weekly note"),
    "dispatch.log_action:supervision": Text("答复督办", "answering the supervision"),
    "dispatch.log_action:interim": Text("阶段答复", "an interim reply"),
    "dispatch.submit_result": Text("办结", "closing"),
    "dispatch.approve_result": Text("审核结果", "reviewing the result"),
    "dispatch.decide_bounce": Text("审核退单", "deciding on the return"),
    "dispatch.decide_extension": Text("审核延期", "deciding on the extension"),
    "dispatch.decide_overdue": Text("决定超期工单", "deciding on the overdue order"),
    "dispatch.decide_suspend": Text("审核挂账", "deciding on the suspension"),
    "dispatch.terminate": Text("审核终止", "deciding on ending it"),
    "dispatch.report_in": Text("报到", "reporting in"),
    "dispatch.resume": Text("挂账复核", "reviewing the suspension"),
    "dispatch.recheck": Text("整改复查", "rechecking"),
    "dispatch.follow_up": Text("后续事项", "the follow-up"),
    "fieldwork.recheck": Text("整改复查", "rechecking"),
    "places.receive": Text("接待日过后说明开没开", "saying whether the reception was held"),
    "dashboards.decide_hot_spot": Text("热点预警：决定怎么办", "a hot event: deciding what comes of it"),
    "journeys.answer_proposal": Text("提议的议题或项目：采纳与否", "a proposed topic or project: yes or no"),
    "dashboards.answer_need": Text("每周前十诉求：写办理情况", "one of the week's ten needs: what was done"),
}
FORM_OF: Mapping[str, str] = {
    "appeals.interim_reply": "interim_reply",
    "dispatch.log_action:plan": "file_plan",
    "dispatch.log_action:weekly_note": "interim_reply",
    "dispatch.log_action:interim": "interim_reply",
    "dispatch.log_action:supervision": "answer_supervision",
    "dispatch.follow_up": "finish_follow_up",
}
"""The form that meets a duty, where it is not the one of the same name."""

_ROLES: Mapping[str, Role] = {role.value: role for role in Role}


def step(deed: str, step_code: str = "") -> Text:
    """Return what is owed, in words."""
    return STEPS.get(f"{deed}:{step_code}") or STEPS.get(deed) or Text(deed, deed)


_LISTS: Mapping[RequestKind, str] = {
    RequestKind.REFUSE: "refuse_reason",
    RequestKind.BOUNCE: "bounce_reason",
    RequestKind.EXTENSION: "extension_reason",
    RequestKind.SUSPENSION: "suspend_reason",
    RequestKind.TERMINATION: "terminate_reason",
}
_TOP: Mapping[str, TopReason] = {word.value: word for word in TopReason}


def reason(kind: RequestKind, code: str, at: datetime) -> Text:
    """Return the reason of a request in words."""
    if code in _TOP:
        return _TOP[code].text
    known = standards.codes(_LISTS[kind], at).get(code) if kind in _LISTS else None
    return known.text if known else Text(code, code)


def form_of(deed: str, step_code: str = "") -> str:
    """Return the name of the form that meets a duty."""
    return FORM_OF.get(f"{deed}:{step_code}") or FORM_OF.get(deed) or deed.partition(".")[2]


def role(code: str) -> Text:
    """Return a role in words."""
    found = _ROLES.get(code)
    return found.text if found else Text(code, code)


def unit_name(unit_id: UUID | None) -> Text | None:
    """Return the name of a unit, or None. No statement while the directory is fresh."""
    if unit_id is None:
        return None
    try:
        return people.unit(unit_id).name
    except NotFound:
        return None


def who_owes(duty: DutyRow) -> Text:
    """Return who owes a duty: the unit, else the role."""
    return unit_name(duty.owed_by) or role(duty.owed_role)


def who_did(actor_name: str, name: str | None, role_code: str) -> Text:
    """Return who did something, for a timeline: 赵书记 · 社区调度员, 系统, 诉求人."""
    if actor_name.startswith("system"):
        return Text("系统", "the system")
    if actor_name == "resident" or role_code == Role.RESIDENT.value:
        return Text("诉求人", "the reporter")
    known = role(role_code) if role_code else None
    if not name:
        return known or Text("工作人员", "staff")
    return Text(f"{name} · {known.zh}", f"{name} · {known.en}") if known else Text(name, name)
