"""The interface of the dashboards: the week's ten needs, who answers for them, what was done."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router

from linli.dashboards import actions
from linli.dashboards.queries import needs
from linli.dashboards.queries.needs import VIEW, NeedRow
from linli.dashboards.words import Source
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people.api.doors import Door, open_doors
from linli.people.api.shapes import many
from linli.people.doors import actor_of, bearer

router = Router(auth=bearer)
Back = Annotated[int, Param(ge=0, le=60, description="So many weeks ago; 0 is the week that runs")]


@router.get("/needs", response=many(NeedRow), summary="每周前十诉求 · The week's ten needs")
def week_needs(
    request: HttpRequest, area_path: str, back: Back = 1, source: Source | None = None
) -> tuple[NeedRow, ...]:
    """Return the ten most frequent kinds of a week at an area; counts below five are null.

    Deed: `appeals.view` at the area.
    """
    if not actor_of(request).may(VIEW, area_path):
        raise NotFound
    return needs.week_of(area_path, timezone.now(), back, source=source).rows


open_doors(
    router,
    (
        Door("/needs", actions.name_owner, "dashboards.name_owner", Text("定负责人", "Name who answers for a need")),
        Door("/needs/{uuid:need_id}/answer", actions.answer_need, "dashboards.answer_need",
             Text("写办理情况", "Say what was done about a need")),
    ),
)  # fmt: skip
