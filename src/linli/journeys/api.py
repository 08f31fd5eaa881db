"""The interface of journeys: a post in a group becomes an appeal."""

from __future__ import annotations

from ninja import Router

from linli.journeys.actions import posts
from linli.kernel.words import Text
from linli.people.api.doors import Door, open_doors

router = Router()
open_doors(
    router,
    (
        Door("/posts/{uuid:post_id}/appeal", posts.turn_into_appeal, "appeals.submit",
             Text("转为诉求", "Turn a post into an appeal")),
    ),
)  # fmt: skip
