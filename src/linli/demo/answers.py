"""Answers that the district's desks give every day, so that the picker of the forms is not empty."""

from __future__ import annotations

from datetime import datetime

from linli.demo.cast import BUILDER
from linli.desks.actions import answers
from linli.desks.actions.answers import Words
from linli.desks.words import Step
from linli.kernel.words import Text

ANSWERS: tuple[tuple[Step, str, Text, Text], ...] = (
    (
        Step.ASK_INFO,
        "",
        Text("请补充门牌", "Ask for the address"),
        Text(
            "您好，编号 {number} 还缺准确地点：请告诉我们是哪个小区、几号楼、几单元。",
            "About report {number}: please tell us the estate, the building and the entrance.",
        ),
    ),
    (
        Step.FIRST_CONTACT,
        "",
        Text("电话已约上门", "Visit arranged by phone"),
        Text("已电话联系，约好到{place}现场查看。", "Reached by phone; a visit to {place} is arranged."),
    ),
    (
        Step.INTERIM_REPLY,
        "",
        Text("正在办理", "In hand"),
        Text(
            "您反映的事（{number}）由{unit}办理，{due}前给您结果。",
            "Your report {number} is with {unit}; you have the outcome by {due}.",
        ),
    ),
    (
        Step.SUBMIT_RESULT,
        "env.corridor_clutter",
        Text("楼道已清理", "Corridor cleared"),
        Text(
            "{place}楼道内的杂物已清理完毕，已和住户说好不再堆放。如再出现，请凭编号 {number} 要求重办。",
            "The corridor at {place} is cleared and the household agreed to keep it so. "
            "If it comes back, ask to reopen {number}.",
        ),
    ),
    (
        Step.SUBMIT_RESULT,
        "",
        Text("已修复", "Repaired"),
        Text("{place}的问题已修复，{unit}会继续巡查。", "It is repaired at {place}; {unit} keeps an eye on it."),
    ),
)


def write(area_path: str, *, now: datetime) -> int:
    """Write them for the whole district; return how many."""
    for step, category, name, body in ANSWERS:
        answers.write(
            actor=BUILDER, area_path=area_path, step=step, category=category, words=Words(name, body), now=now
        )
    return len(ANSWERS)
