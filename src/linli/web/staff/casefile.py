"""One case as a staff member has it on the desk: read once, asked often. No rules here, only reading."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.conf import settings

from linli.appeals.queries import detail, letters, nearby
from linli.appeals.queries.letters import LetterRow
from linli.appeals.queries.rows import AppealRow, RequestRow
from linli.appeals.rules.merging import Spot
from linli.appeals.triage.gazetteer import Mention
from linli.appeals.triage.learned.standing import guesser
from linli.appeals.triage.proposal import Proposal
from linli.appeals.triage.propose import propose
from linli.appeals.words import RequestKind, RequestState, TextKind
from linli.dispatch.queries import orders as dispatch
from linli.dispatch.queries.orders import NoticeRow, OrderRow, SupervisionRow, VisitRow
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.standards import queries as standards


class _NoNames:
    """The place is already in the stored proposal; only the words that decided are asked for again."""

    def find(self, text: str) -> Sequence[Mention]:
        """Find nothing."""
        return ()

    def name_of(self, code: str) -> str | None:
        """Know nothing."""
        return None


class CaseFile:
    """A case, its orders, and what else a page of it needs; each part is read at most once."""

    def __init__(self, actor: Actor, appeal_id: UUID, now: datetime) -> None:
        self.actor = actor
        self.now = now
        self.target: UUID | None = None
        self.detail = detail.detail(actor, appeal_id, now=now)

    @property
    def appeal(self) -> AppealRow:
        """The appeal as far as this person sees it."""
        return self.detail.appeal

    @cached_property
    def orders(self) -> list[OrderRow]:
        """Its orders by serial. One statement."""
        return dispatch.of_appeal(self.appeal.id)

    @cached_property
    def order_duties(self) -> dict[UUID, list[DutyRow]]:
        """The running clocks of its orders. One statement."""
        found = duties.of_many([("dispatch", order.id) for order in self.orders]) if self.orders else {}
        return {subject[1]: rows for subject, rows in found.items()}

    @cached_property
    def all_duties(self) -> list[DutyRow]:
        """The clocks of the case and the running ones of its orders, soonest first."""
        found = [*self.detail.duties, *(duty for rows in self.order_duties.values() for duty in rows)]
        return sorted(found, key=lambda duty: duty.due_at)

    @cached_property
    def notices(self) -> list[NoticeRow]:
        """Its notices to rectify. One statement, none where the timeline tells of no notice."""
        return dispatch.notices_of(self.appeal.id) if self._has("rectify_served") else []

    @cached_property
    def supervisions(self) -> list[SupervisionRow]:
        """Its supervision orders. One statement, none where the timeline tells of none."""
        return dispatch.supervisions_of(self.appeal.id) if self._has("supervised") else []

    @cached_property
    def letters(self) -> list[LetterRow]:
        """The letters that went out. Two statements, none where the timeline tells of none or they are not shown."""
        is_told = self.detail.sight.inner and self._has("letter_issued")
        return letters.kept(self.appeal.id) if is_told else []

    def _has(self, fact: str) -> bool:
        return any(line.kind.endswith(f".{fact}") for line in self.detail.timeline)

    @cached_property
    def visits(self) -> list[VisitRow]:
        """The visits of its units. One statement."""
        return dispatch.visits_of(self.appeal.id)

    @cached_property
    def texts(self) -> dict[UUID, str]:
        """What was said, by id, as this person may read it."""
        return {text.id: text.body for text in self.detail.texts}

    @cached_property
    def report(self) -> str:
        """The reporter's own words, as this person may read them."""
        return next((text.body for text in self.detail.texts if text.kind is TextKind.REPORT), "")

    @cached_property
    def proposal(self) -> Proposal | None:
        """What the machine makes of the words, with the words that decided; None where the viewer may not see."""
        if not self.detail.sight.inner or not self.report:
            return None
        return propose(
            self.report,
            self.appeal.channel.value,
            self.appeal.registered_at,
            categories=standards.categories(self.now),
            gazetteer=_NoNames(),
            guesser=guesser(settings.LINLI_LABELS_MODEL),
        )

    @cached_property
    def spot(self) -> Spot:
        """What counts for likeness."""
        proposed = self.appeal.proposal.get("category")
        return Spot(
            category=self.appeal.category or (str(proposed) if proposed else None),
            area_path=self.appeal.area_path,
            building_id=self.appeal.building_id,
            lon=self.appeal.lon,
            lat=self.appeal.lat,
            urgency=self.appeal.urgency,
            at=self.appeal.registered_at,
        )

    @cached_property
    def duplicates(self) -> list[nearby.Near]:
        """Open reports that may be the same matter, first the one the reporter pointed at. At most two statements."""
        likely = nearby.likely_same(self.spot, now=self.now, exclude=self.appeal.id)
        said = self.appeal.same_as_id
        if said is None or self.appeal.master_id is not None:
            return likely
        pointed = next((one for one in likely if one.id == said), None) or nearby.named(said, self.spot)
        return [*([pointed] if pointed else []), *(one for one in likely if one.id != said)]

    def order(self, order_id: UUID) -> OrderRow:
        """Return one of its orders.

        :raises NotFound: it is none of this case's.
        """
        for one in self.orders:
            if one.id == order_id:
                return one
        raise NotFound

    @property
    def target_order(self) -> OrderRow | None:
        """The order a form is about."""
        return next((one for one in self.orders if one.id == self.target), None)

    def waiting(self, kind: RequestKind, order_id: UUID | None = None) -> RequestRow | None:
        """Return the open request of a kind, if there is one."""
        for request in self.detail.requests:
            if request.kind is kind and request.state is RequestState.OPEN and order_id in {None, request.order_id}:
                return request
        return None

    def names(self, ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of accounts. One statement."""
        return {id_: row.name for id_, row in people.accounts(ids).items()} if ids else {}
