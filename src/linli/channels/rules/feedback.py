"""What is told back of a case, after which fact, in which words. Source: domain-spec §4.2, 4.6, 4.8; ADR 0037.

Only what the other side needs for its own record goes out: its number, ours, how it stands, the answer with personal
data, doors and illnesses covered. Nobody is named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.appeals.words import Outcome, Satisfied, Solved, State
from linli.channels.words import ExchangeKind
from linli.kernel.clocks import SHANGHAI
from linli.kernel.facts import Plain
from linli.notices.rules import masking

TOLD: Mapping[str, tuple[ExchangeKind, str]] = {
    "appeals.triaged": (ExchangeKind.ACCEPTANCE, "受理"),
    "appeals.interim_replied": (ExchangeKind.RESULT, "阶段答复"),
    "appeals.replied": (ExchangeKind.RESULT, "办理结果"),
    "appeals.answered_directly": (ExchangeKind.RESULT, "直接答复"),
    "appeals.closed": (ExchangeKind.RESULT, "办结"),
    "appeals.closed_unreached": (ExchangeKind.RESULT, "办结"),
    "appeals.closed_explained": (ExchangeKind.RESULT, "办结"),
    "appeals.terminated": (ExchangeKind.RESULT, "终止办理"),
    "appeals.withdrawn": (ExchangeKind.RESULT, "诉求人撤回"),
    "appeals.extended": (ExchangeKind.EXTENSION, "延期"),
    "appeals.suspended": (ExchangeKind.EXTENSION, "挂账"),
    "appeals.refused": (ExchangeKind.RETURN, "不予受理"),
    "appeals.redirected": (ExchangeKind.RETURN, "非本区职责"),
}
"""Kind of a fact -> what it is to the other side, and its stage."""

NAMES: Mapping[str, str] = {
    "number": "工单编号", "case": "承办编号", "stage": "反馈类型", "state": "工单状态", "text": "回复内容",
    "outcome": "办理结果", "solved": "是否解决", "satisfied": "是否满意", "due": "新的办结时间", "reason": "原因代码",
    "at": "反馈时间",
}  # fmt: skip
"""Our field -> its name over there, unless the connection says otherwise (示例, after the lists of §4.2)."""

_WORDS = {
    "state": {one.value: one.zh for one in State},
    "outcome": {one.value: one.zh for one in Outcome},
    "solved": {one.value: one.zh for one in Solved},
    "satisfied": {one.value: one.zh for one in Satisfied},
}


def body_of(
    *, kind: str, number: str, case: str, at: datetime, data: Mapping[str, Plain], words: str
) -> dict[str, str]:
    """Return what is told of a fact; empty fields are left out."""
    more = data.get("more")
    flat = {**data, **(more if isinstance(more, dict) else {})}
    body = {
        "number": number,
        "case": case,
        "stage": TOLD[kind][1],
        "state": _word("state", flat.get("to")),
        "text": masking.mask(words).text,
        "outcome": _word("outcome", flat.get("outcome")),
        "solved": _word("solved", flat.get("solved")),
        "satisfied": _word("satisfied", flat.get("satisfied")),
        "due": _local(flat.get("due") or flat.get("review_on")),
        "reason": str(flat.get("reason") or ""),
        "at": at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
    }
    return {name: value for name, value in body.items() if value}


def text_id_of(data: Mapping[str, Plain]) -> UUID | None:
    """Return the text a fact points to."""
    found = data.get("text_id")
    return UUID(found) if isinstance(found, str) and found else None


def _word(field: str, code: Plain) -> str:
    return _WORDS[field].get(str(code), "") if code else ""


def _local(moment: Plain) -> str:
    try:
        found = datetime.fromisoformat(str(moment))
    except ValueError:
        return ""
    return (found.astimezone(SHANGHAI) if found.tzinfo else found).strftime("%Y-%m-%d %H:%M:%S")


def theirs(body: str, config: Mapping[str, object]) -> bytes:
    """Return the body as the other side calls its fields: `out.fields` (our field -> their name, "" leaves it out) and
    `out.values` (our field -> our word -> theirs).
    """
    out = config.get("out")
    said: Mapping[str, object] = out if isinstance(out, Mapping) else {}
    fields, values = _mapping(said.get("fields")), _mapping(said.get("values"))
    told = {
        str(fields.get(name, NAMES.get(name, name))): str(_mapping(values.get(name)).get(value, value))
        for name, value in json.loads(body).items()
        if fields.get(name, True)
    }
    return json.dumps(told, ensure_ascii=False).encode()


def path_of(kind: str, config: Mapping[str, object]) -> str:
    """Return where a kind is told: `out.paths`, else `/feedback/<kind>`."""
    out = config.get("out")
    paths = _mapping(out.get("paths")) if isinstance(out, Mapping) else {}
    return str(paths.get(kind) or f"/feedback/{kind}")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
