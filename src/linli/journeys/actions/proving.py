"""A picture proves that a posting hung where it was to hang (S-304)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.appeals.actions import files
from linli.appeals.actions.files import Upload
from linli.groups import actions as groups
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid


def prove_posting(*, actor: Actor, item_id: UUID, upload: Upload, now: datetime) -> UUID:
    """Keep a picture of a posting where it hangs; return its id. The same picture again is the one there was.

    It is written anew from its pixels, as every picture: no place, no device. Source: S-304, ADR 0019.

    :raises NotFound: nothing of that id hangs there. Forbidden: the actor lacks `groups.post_board` there.
    :raises FileRefused, EnoughPhotos: and Invalid, where it is no picture.
    """
    ready = files.prepare(upload)
    if not ready.kind.is_picture:
        raise Invalid(field="photos", why_zh="这里只收照片", why_en="only pictures are taken here")
    picture = groups.Picture(ready.content, ready.thumbnail, ready.kind.media_type, ready.kind.ending, ready.digest)
    return groups.prove(actor=actor, item_id=item_id, picture=picture, now=now)
