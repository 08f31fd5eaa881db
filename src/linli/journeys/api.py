"""The interface of journeys: a post in a group becomes an appeal; a picture proves a posting."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile

from linli.appeals.actions.files import Upload
from linli.journeys.actions import posts, proving
from linli.kernel.words import Text
from linli.people.api.doors import Door, open_doors
from linli.people.api.shapes import Done
from linli.people.doors import actor_of, bearer

router = Router()
open_doors(
    router,
    (
        Door("/posts/{uuid:post_id}/appeal", posts.turn_into_appeal, "appeals.submit",
             Text("转为诉求", "Turn a post into an appeal")),
    ),
)  # fmt: skip


@router.post("/board/{uuid:item_id}/photos", auth=bearer, response=Done, summary="张贴照片 · A picture of a posting")
def prove_posting(request: HttpRequest, item_id: UUID, file: File[UploadedFile]) -> Done:
    """Keep a picture of a posting where it hangs, without place and device; the same picture again is kept once.

    Deed: `groups.post_board`.
    """
    upload = Upload(file.file, file.size)  # type: ignore[arg-type]
    kept = proving.prove_posting(actor=actor_of(request), item_id=item_id, upload=upload, now=timezone.now())
    return Done(id=kept)
