"""What a confirmed case teaches about names: told to the grid, where a person decides (S-106, D-07).

A case that hides its place or its reporter teaches nothing: one of a child, one that complains of somebody (I13).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from linli.appeals.actions import moving
from linli.appeals.actions.placing import PICKED
from linli.appeals.models import Appeal, AppealText
from linli.appeals.triage.naming import names_in
from linli.appeals.words import State, TextKind
from linli.grid import queries as grid
from linli.grid.actions import familiar
from linli.grid.actions.familiar import HEAR, Spoken
from linli.grid.rules.rows import Mention
from linli.grid.rules.spelling import plain
from linli.grid.words import MentionKind
from linli.journal.words import FactRow
from linli.kernel.actor import Actor, is_within
from linli.people import queries as people

TEACHER = Actor.system("appeals.naming", [HEAR])
REGISTERED, TAKEN_BACK = "appeals.registered", "appeals.taken_back"
KINDS = frozenset({REGISTERED, TAKEN_BACK, "appeals.triaged", "appeals.place_confirmed", "appeals.record_corrected"})
"""Facts after which a person has said, or no longer says, where a case is."""
PLACING = frozenset({"triage", "confirm_place"})
_SAYS_A_PLACE = frozenset({MentionKind.ESTATE, MentionKind.BUILDING, MentionKind.ADDRESS, MentionKind.ALIAS})
_NOTHING_SAID = frozenset({State.MERGED, State.REFUSED, State.REDIRECTED, State.WITHDRAWN, State.TERMINATED})


def follow(facts: Sequence[FactRow]) -> None:
    """Learn from the cases whose place a person said, forget those where that was taken back; after the fact, in turn.

    The last word on a case counts. Three statements for a batch, and a few for every case that says a name.
    """
    said = {fact.subject_id: fact for fact in facts if _is_about_a_place(fact)}
    told = {id_: fact.at for id_, fact in said.items() if fact.kind != TAKEN_BACK}
    _forget(said)
    texts: dict[UUID, list[str]] = {}
    bodies = AppealText.objects.filter(appeal_id__in=told, kind=TextKind.REPORT.value, erased_at__isnull=True)
    for id_, body in bodies.values_list("appeal_id", "body"):
        texts.setdefault(id_, []).append(body)
    for appeal in Appeal.objects.filter(id__in=told):
        _learn(appeal, texts.get(appeal.id, []), told[appeal.id])


def learn(appeal_id: UUID, *, now: datetime) -> None:
    """Tell the grid which names a case with a confirmed place says; what it told before goes. Safe to repeat."""
    _forget([appeal_id])
    body = AppealText.objects.filter(appeal_id=appeal_id, kind=TextKind.REPORT.value, erased_at__isnull=True)
    _learn(moving.peek(appeal_id), list(body.values_list("body", flat=True)), now)


def _is_about_a_place(fact: FactRow) -> bool:
    more = fact.data.get("more")
    if fact.kind == REGISTERED:
        return isinstance(more, dict) and more.get("certainty") == PICKED
    return fact.kind != TAKEN_BACK or fact.data.get("reason") in PLACING


def _forget(ids: Collection[UUID]) -> None:
    familiar.forget(actor=TEACHER, case_ids=list(ids))


def _learn(appeal: Appeal, bodies: Sequence[str], now: datetime) -> None:
    if hides_its_place(appeal) or State(appeal.state) in _NOTHING_SAID:
        return
    spoken = list(_spoken(appeal, [*bodies, appeal.place_words], now))
    if not spoken:
        return
    door = grid.address_id(appeal.place_words, at=now) if appeal.place_words else None
    place = familiar.Place(appeal.area_path, appeal.estate_id, appeal.building_id, door)
    familiar.hear(actor=TEACHER, case_id=appeal.id, spoken=spoken, place=place, now=now)


def hides_its_place(appeal: Appeal) -> bool:
    """Say whether the exact place of a case is kept from some of the staff, so that nothing is made of it."""
    return appeal.is_minor or bool(appeal.complained_ids)


def _spoken(appeal: Appeal, texts: Sequence[str], now: datetime) -> Iterator[Spoken]:
    """Yield the name that placed the case, then the names that the register does not give this place."""
    read = (appeal.proposal or {}).get("place") or {}
    alias_id = UUID(str(read["alias"])) if read.get("alias") else None
    said = grid.alias_name(alias_id) if alias_id else None
    if said:
        agrees = is_within(appeal.area_path, str(read["path"])) or is_within(str(read["path"]), appeal.area_path)
        yield Spoken(said, alias_id, agrees)
    heard = {plain(said)} if said else set()
    found = dict.fromkeys(name for text in texts for name in names_in(text, _known(text, appeal, now)))
    # A slip of what the register calls this place is no other name of it.
    names = [name for name in found if plain(name) not in heard and not _known(name, appeal, now)]
    reporter = people.words_of_contact(appeal.reporter_id) if names and appeal.reporter_id else ()
    for name in names:
        if not any(word and word in name for word in reporter):
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
