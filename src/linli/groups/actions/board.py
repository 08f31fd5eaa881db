"""The information board: put up with an end and a proof, taken down early, gone by itself (S-304)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid import queries as grid
from linli.groups import events, rules
from linli.groups.actions.places import account_of
from linli.groups.models import BoardItem
from linli.groups.words import BoardKind
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.notices.rules.masking import mask
from linli.notices.rules.publishing import digest


def put_up(
    *, actor: Actor, kind: BoardKind, title: str, body: str, area_path: str, shown_until: datetime, now: datetime
) -> UUID:
    """Put something up on the board of an area until a moment; personal data is covered. Return its id.

    The digest of its words stands in the fact, and the fact in the signed log: that is the proof of posting.

    :raises NotFound: no such area. Forbidden: the actor lacks `groups.post_board` there.
    :raises WrongPosting, Invalid:
    """
    with transaction.atomic():
        area = grid.area_by_path(area_path)
        actor.require("groups.post_board", area.path)
        by = account_of(actor, "groups.post_board")
        rules.check_posting(now, shown_until)
        title = mask(rules.title_of(title)).text[: rules.MOST_TITLE]
        body = mask(rules.body_of(body)).text
        proof = digest(kind=kind.value, title=title, body=body, area_path=area.path, shown_from=now, until=shown_until)
        item_id = new_id()
        told = events.PutUp(item_id, kind.value, proof, shown_until)
        fact_id = journal.record(told, actor=actor, at=now, area_path=area.path)
        BoardItem.objects.create(
            id=item_id,
            kind=kind.value,
            title=title,
            body=body,
            area_id=area.id,
            area_path=area.path,
            put_up_by_id=by,
            at=now,
            shown_until=shown_until,
            digest=proof,
            fact_id=fact_id,
        )
        return item_id


def take_down(*, actor: Actor, item_id: UUID, now: datetime) -> None:
    """Take something off the board before its end; the proof of its posting stays.

    :raises NotFound: nothing of that id hangs there. Forbidden: the actor lacks `groups.post_board` there.
    """
    with transaction.atomic():
        item = BoardItem.objects.select_for_update().filter(id=item_id, taken_down_at__isnull=True).first()
        if item is None or item.shown_until <= now:
            raise NotFound
        actor.require("groups.post_board", item.area_path)
        item.taken_down_at = now
        item.save(update_fields=["taken_down_at"])
        journal.record(events.TakenDown(item.id), actor=actor, at=now, area_path=item.area_path)
