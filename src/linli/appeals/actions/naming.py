"""What a confirmed case teaches about names: told to the grid, where a person decides (S-106, D-07).

A case that hides its place or its reporter teaches nothing: one of a child, one that complains of somebody (I13).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from linli.appeals.actions import moving
from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import detail
from linli.appeals.triage.naming import names_in
from linli.appeals.words import State, TextKind
from linli.grid import queries as grid
from linli.grid.actions import familiar
from linli.grid.actions.familiar import HEAR, Spoken
from linli.grid.rules.rows import Mention
from linli.grid.rules.spelling import plain
from linli.grid.words import MentionKind
from linli.kernel.actor import Actor, is_within

TEACHER = Actor.system("appeals.naming", [HEAR])
_SAYS_A_PLACE = frozenset({MentionKind.ESTATE, MentionKind.BUILDING, MentionKind.ADDRESS, MentionKind.ALIAS})
_NOTHING_SAID = frozenset({State.MERGED, State.REFUSED, State.REDIRECTED, State.WITHDRAWN, State.TERMINATED})


def learn(appeal_id: UUID, *, now: datetime) -> None:
    """Tell the grid which names a case with a confirmed place says; what it told before goes. Safe to repeat."""
    appeal = moving.peek(appeal_id)
    familiar.forget(actor=TEACHER, case_id=appeal_id, now=now)
    if hides_its_place(appeal) or State(appeal.state) in _NOTHING_SAID:
        return
    door = grid.address_id(appeal.place_words, at=now) if appeal.place_words else None
    place = familiar.Place(appeal.area_path, appeal.estate_id, appeal.building_id, door)
    spoken = list(_spoken(appeal, now))
    if spoken:
        familiar.hear(actor=TEACHER, case_id=appeal_id, spoken=spoken, place=place, now=now)


def unlearn(appeal_id: UUID, *, now: datetime) -> None:
    """Take back what a case taught: the decision on its place was undone."""
    familiar.forget(actor=TEACHER, case_id=appeal_id, now=now)


def hides_its_place(appeal: Appeal) -> bool:
    """Say whether the exact place of a case is kept from some of the staff, so that nothing is made of it."""
    return appeal.is_minor or bool(appeal.complained_ids)


def _spoken(appeal: Appeal, now: datetime) -> Iterator[Spoken]:
    """Yield the name that placed the case, then the names that the register does not give this place."""
    read = (appeal.proposal or {}).get("place") or {}
    alias_id = UUID(str(read["alias"])) if read.get("alias") else None
    said = grid.alias_name(alias_id) if alias_id else None
    if said:
        agrees = is_within(appeal.area_path, str(read["path"])) or is_within(str(read["path"]), appeal.area_path)
        yield Spoken(said, alias_id, agrees)
    body = AppealText.objects.filter(appeal_id=appeal.id, kind=TextKind.REPORT.value, erased_at__isnull=True)
    texts = [*body.values_list("body", flat=True), appeal.place_words]
    reporter = detail.given_away(appeal) if any(texts) else ()
    heard = {plain(said)} if said else set()
    for text in texts:
        for name in names_in(text, _known(text, appeal, now)):
            is_persons = any(word and word in name for word in reporter[:2])
            # A slip of what the register calls this place is no other name of it.
            if plain(name) not in heard and not is_persons and not _known(name, appeal, now):
                heard.add(plain(name))
                yield Spoken(name)


def _known(text: str, appeal: Appeal, now: datetime) -> list[tuple[int, int]]:
    """Return the stretches that the register knows for this place, slips of such names included."""
    mentions = grid.gazetteer(now).find(text)
    return [(m.start, m.end) for m in mentions if m.kind in _SAYS_A_PLACE and _is_there(m, appeal)]


def _is_there(mention: Mention, appeal: Appeal) -> bool:
    if mention.estate_id is not None and appeal.estate_id is not None:
        return mention.estate_id == appeal.estate_id
    path = mention.area_path or ""
    return is_within(appeal.area_path, path) or is_within(path, appeal.area_path)
