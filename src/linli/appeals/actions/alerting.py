"""Emergencies are told to whoever is on duty, the moment they come in (R5-2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.appeals.actions.moving import peek, subject_of
from linli.appeals.actions.placing import area_at
from linli.appeals.models import Appeal
from linli.appeals.queries.links import number
from linli.appeals.rules.seeing import coarse
from linli.appeals.words import Urgency
from linli.kernel.words import Text
from linli.notices import actions as notices
from linli.people import queries as people

MOST_TOLD = 3
ANSWER = Text("答复诉求人", "answer the reporter")


def alert(appeal: Appeal, *, now: datetime) -> int:
    """Tell who is on duty at the place about an emergency; return how many units were told.

    The roster of the place and of the areas above it; where nobody is on it, the 24-hour hotline. Nothing for others.
    """
    if appeal.urgency != Urgency.EMERGENCY:
        return 0
    turns = people.on_call(appeal.area_path, at=now) or people.on_call(appeal.area_path, "hotline", at=now)
    unit_ids = list(dict.fromkeys(turn.unit.id for turn in turns))[:MOST_TOLD]
    # A unit complained of may be on duty: it hears of the danger, but no nearer than the community (I13).
    area = area_at(coarse(appeal.area_path) if appeal.complained_ids else appeal.area_path, at=now)
    params = {"number": number(appeal), "place_zh": area.name, "place_en": area.name_en or area.name}
    notices.tell_many(
        [
            notices.Telling(
                notices.Recipient(unit_id=unit_id),
                "emergency.alert",
                params,
                subject_of(appeal),
                f"emergency.alert:{appeal.id}:{unit_id}",
            )
            for unit_id in unit_ids
        ],
        now=now,
    )
    return len(unit_ids)


def remind(appeal_id: UUID, *, due_at: str, is_red: bool, now: datetime) -> bool:
    """Tell the accountable unit that the legal answer is due soon or overdue; say whether there is such a unit.

    :raises NotFound: there is no such appeal.
    """
    appeal = peek(appeal_id)
    if appeal.accountable_id is None:
        return False
    params = {"number": number(appeal), "due_at": due_at, "deed_zh": ANSWER.zh, "deed_en": ANSWER.en}
    text = "duty.red" if is_red else "duty.yellow"
    to = notices.Recipient(unit_id=appeal.accountable_id)
    key = f"{text}:{appeal.id}:{due_at}"
    notices.tell(to=to, text=text, params=params, subject=subject_of(appeal), key=key, now=now)
    return True
