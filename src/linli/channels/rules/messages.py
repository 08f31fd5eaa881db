"""Messages of groups: how they are said to us, and what is told a group back. Source: S-069; PIPL §25; ADR 0037.

What is told a group is put together from our own words: the case number, how it stands, what came of it. The answer
itself is for its reporter; in a group it would be a publication without a second pair of eyes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.appeals.words import Outcome
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain
from linli.kernel.texts import clean
from linli.kernel.words import Text

LONGEST = 5000
TOLD_GROUPS: Mapping[str, Text] = {
    "appeals.triaged": Text("群里反映的一件事已受理，编号 {case}。", "What this group raised is taken on: {case}."),
    "appeals.replied": Text("群里反映的 {case} 已有答复{outcome}。反映人可凭回执查看。",
                            "{case}, raised in this group, is answered{outcome}. Its reporter can read the answer."),
    "appeals.answered_directly": Text("群里反映的 {case} 已有答复。反映人可凭回执查看。",
                                      "{case}, raised in this group, is answered. Its reporter can read the answer."),
    "appeals.extended": Text("群里反映的 {case} 需要更多时间，仍在办理。",
                             "{case}, raised in this group, needs more time and goes on."),
    "appeals.closed": Text("群里反映的 {case} 已办结。", "{case}, raised in this group, is closed."),
    "appeals.refused": Text("群里反映的 {case} 不属于受理范围，理由和途径已告知反映人。",
                            "{case}, raised in this group, was not taken on; its reporter was told why."),
    "appeals.redirected": Text("群里反映的 {case} 已转交有权处理的渠道。",
                               "{case}, raised in this group, was handed over to whom it concerns."),
}  # fmt: skip
"""Kind of a fact -> what the group is told."""
FUTURE = timedelta(minutes=10)
"""So far another clock may be ahead of ours."""
COVER = "••••"
PAST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Said:
    """A message: who said what in which group, when."""

    number: str
    group: str
    sender: str
    text: str
    at: datetime


def read(item: Mapping[str, object], now: datetime) -> Said:
    """Return what one message of the generic webhook says: `id`, `group`, `sender`, `text`, `at` (ISO 8601, optional).

    :raises Invalid: it has no id, no group or no words, or too many; or its time is none.
    """
    number, group = _short(item, "id", 100), _short(item, "group", 100)
    said = item.get("text")
    text = clean(said).strip() if isinstance(said, str) else ""
    if not text or len(text) > LONGEST:
        raise Invalid(field="text", why_zh=f"应有 1 到 {LONGEST} 字", why_en=f"it takes 1 to {LONGEST} characters")
    return Said(
        number,
        group,
        clean(str(item.get("sender") or ""), field="sender").strip()[:60],
        text,
        moment(item.get("at"), now),
    )


def _short(item: Mapping[str, object], name: str, most: int) -> str:
    found = clean(str(item.get(name) or ""), field=name).strip()
    if not found or len(found) > most:
        raise Invalid(field=name, why_zh=f"应有 1 到 {most} 个字符", why_en=f"it takes 1 to {most} characters")
    return found


def moment(value: object, now: datetime) -> datetime:
    """Return when it was said: as written, else now; nothing is said in the future.

    :raises Invalid: it is no moment, or has no time zone.
    """
    if value in (None, ""):
        return now
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not now - PAST <= found <= now + FUTURE:
        raise Invalid(
            field="at", why_zh="时间写成 2026-03-16T09:00:00+08:00，不晚于现在，不早于一年前",
            why_en="a time like 2026-03-16T09:00:00+08:00, not in the future, not older than a year",
        )  # fmt: skip
    return min(found, now)


def place_of(group: str, area_path: str, config: Mapping[str, object]) -> tuple[str, str]:
    """Return (name, area) of a group: `groups.<id>.name` and `.area` of the configuration; else the connection's."""
    groups = config.get("groups")
    found = groups.get(group) if isinstance(groups, Mapping) else None
    said: Mapping[str, object] = found if isinstance(found, Mapping) else {}
    return str(said.get("name") or group)[:60], str(said.get("area") or area_path)


def robot_of(group: str, config: Mapping[str, object]) -> str:
    """Return the robot that speaks in a group, `wecom:<key>`, `dingtalk:<token>[:<secret>]`, `feishu:<token>`."""
    groups = config.get("groups")
    found = groups.get(group) if isinstance(groups, Mapping) else None
    return str(found.get("robot") or "") if isinstance(found, Mapping) else ""


def covered(config: Mapping[str, object]) -> dict[str, object]:
    """Return the configuration with the keys of robots covered but for their last four characters, for showing."""
    return _with_robots(config, lambda _, robot: _covered(robot))


def uncovered(config: Mapping[str, object], before: Mapping[str, object]) -> dict[str, object]:
    """Return the configuration with the keys of `before` where it has them covered: they were shown so."""

    def of(group: str, robot: str) -> str:
        known = robot_of(group, before)
        return known if known and robot == _covered(known) else robot

    return _with_robots(config, of)


def _with_robots(config: Mapping[str, object], robot: Callable[[str, str], str]) -> dict[str, object]:
    groups = config.get("groups")
    if not isinstance(groups, Mapping):
        return dict(config)
    found = {
        name: {**said, "robot": robot(str(name), str(said["robot"]))}
        if isinstance(said, Mapping) and said.get("robot")
        else said
        for name, said in groups.items()
    }
    return {**config, "groups": found}


def _covered(robot: str) -> str:
    kind, mark, address = robot.partition(":")
    return f"{kind}{mark}{COVER}{address[-4:]}" if mark else COVER


def reply_to(kind: str, case: str, data: Mapping[str, Plain]) -> Text:
    """Return what a group is told of a fact: no word that anybody wrote."""
    more = data.get("more")
    code = more.get("outcome") if isinstance(more, dict) else None
    outcome = next((one.text for one in Outcome if one.value == code), None)
    said = TOLD_GROUPS[kind]
    zh = f"，结果：{outcome.zh}" if outcome else ""
    en = f" ({outcome.en})" if outcome else ""
    return Text(said.zh.format(case=case, outcome=zh), said.en.format(case=case, outcome=en))
