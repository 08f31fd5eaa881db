"""A picture as proof that a posting hung where it was to hang, and its end (S-304, S-305)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from linli.groups import events, rules
from linli.groups.actions.places import account_of
from linli.groups.models import BoardItem, PostingPhoto
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id

FOLDER, POST_BOARD = "groups", "groups.post_board"
SWEEPER = Actor.system("groups.forget_proofs", ())
BATCH = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was checked and written anew from its pixels: no place, no device. `ending` as in file names."""

    content: bytes
    thumbnail: bytes | None
    media_type: str
    ending: str
    sha256: str


def prove(*, actor: Actor, item_id: UUID, picture: Picture, now: datetime) -> UUID:
    """Keep a picture of a posting that hangs now; return its id. The same picture again is the one there was.

    Its digest stands in the fact, and the fact in the signed log.

    :raises NotFound: nothing of that id hangs there. Forbidden: the actor lacks `groups.post_board` there.
    :raises EnoughPhotos:
    """
    with transaction.atomic():
        item = BoardItem.objects.select_for_update().filter(id=item_id, taken_down_at__isnull=True).first()
        if item is None or item.shown_until <= now:
            raise NotFound
        actor.require(POST_BOARD, item.area_path)
        by = account_of(actor, POST_BOARD)
        there = dict(PostingPhoto.objects.filter(item=item).values_list("sha256", "id"))
        if picture.sha256 in there:
            return there[picture.sha256]
        rules.check_photos(len(there))
        photo_id = _keep(item, picture, by=by, now=now)
        told = events.PostingProven(item.id, photo_id, picture.sha256)
        journal.record(told, actor=actor, at=now, area_path=item.area_path)
        return photo_id


def _keep(item: BoardItem, picture: Picture, *, by: UUID, now: datetime) -> UUID:
    """Store the files and the row; the files go if the row cannot be written."""
    photo_id = new_id()
    stem = f"{FOLDER}/{now:%Y%m}/{photo_id.hex}"
    names = [default_storage.save(f"{stem}.{picture.ending}", ContentFile(picture.content))]
    try:
        if picture.thumbnail:
            names.append(default_storage.save(f"{stem}-s.jpg", ContentFile(picture.thumbnail)))
        PostingPhoto(
            id=photo_id, item=item, file=names[0], thumbnail=names[1] if len(names) > 1 else "",
            media_type=picture.media_type, sha256=picture.sha256, taken_by_id=by, at=now,
        ).save(force_insert=True)  # fmt: skip
    except Exception:
        _delete(names)
        raise
    return photo_id


def forget_proofs(now: datetime) -> int:
    """Delete the pictures of postings that came down `rules.PROOF_KEPT` ago; return how many. Safe to repeat.

    The digests stay in the log: whoever kept a print can still show that it is the same picture.
    Source: 个人信息保护法 §19, §47; ADR 0019.
    """
    before, count = now - rules.PROOF_KEPT, 0
    down = Q(item__shown_until__lte=before) | Q(item__taken_down_at__lte=before)
    while True:
        with transaction.atomic():
            found = PostingPhoto.objects.select_for_update(skip_locked=True, of=("self",)).filter(down)
            batch = list(found.select_related("item").order_by("id")[:BATCH])
            if not batch:
                return count
            names = [name for row in batch for name in (row.file.name, row.thumbnail.name) if name]
            for row in batch:
                told = events.ProofForgotten(row.item_id, row.id)
                journal.record(told, actor=SWEEPER, at=now, area_path=row.item.area_path)
            PostingPhoto.objects.filter(id__in=[row.id for row in batch]).delete()
        # After the rows: a file without a row is never shown, a row without a file would be.
        _delete(names)
        count += len(batch)


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
