"""A post in a neighbourhood group becomes an appeal, with one tap (S-069, S-301)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import registering
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Registered
from linli.appeals.words import Channel
from linli.grid import queries as grid
from linli.groups import actions as groups
from linli.groups import queries
from linli.groups.queries import Said
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Refused
from linli.kernel.words import Text

APPEALS = "appeals"


class NotYours(Refused):
    """Only who said it, or somebody who registers reports there, makes a report of it."""

    code = "journeys.not_yours"
    status = 403
    says = Text(
        "只有本人或本辖区工作人员能把这条转为诉求；您也可以自己反映。",
        "Only its writer, or staff of the place, can make a report of it. You can report the matter yourself.",
    )


def turn_into_appeal(*, actor: Actor, post_id: UUID, now: datetime) -> UUID:
    """Turn a post into an appeal; return the appeal's id.

    Its writer becomes the reporter, follows it and rates it; a member of staff who presses is the one who registered
    it and sees the writer masked. The quote stays in the group and in the appeal, each knows of the other.
    Source: S-069, ADR 0019.

    :raises NotFound: there is no such post, it is gone, or the actor may not read it.
    :raises NotYours: the actor neither wrote it nor registers reports there. Conflict: it is an appeal already.
    """
    return turned(actor=actor, post_id=post_id, now=now).id


def turned(*, actor: Actor, post_id: UUID, now: datetime) -> Registered:
    """Do what `turn_into_appeal` does; return the receipt. Its link is for the writer only."""
    with transaction.atomic():
        said = queries.said(actor, post_id)
        if said.became is not None:
            raise Conflict
        is_own = actor.account_id == said.author_id
        if not is_own and not actor.may("appeals.submit", said.area_path):
            raise NotYours
        receipt = registering.register(actor=actor, new=_report(said, now, is_own=is_own), now=now)
        groups.mark_became(actor=actor, post_id=post_id, subject=(APPEALS, receipt.id), now=now)
        return receipt


def _report(said: Said, now: datetime, *, is_own: bool) -> NewAppeal:
    """Return the report that a post makes: its words under the thread's title, where the group is."""
    code = grid.building(said.building_id, now).code if said.building_id is not None else ""
    text = said.body if said.body.startswith(said.title) else f"{said.title}\n{said.body}"
    return NewAppeal(
        text=text,
        channel=Channel.WEB if is_own else Channel.WECHAT_GROUP,
        place=Place(building_code=code, area_path=said.area_path),
        client_id=f"groups.post:{said.id}",
        reporter_account=None if is_own else said.author_id,
    )
