"""Pictures that prove a posting."""

from __future__ import annotations

from django.db import models

from linli.groups.models.columns import account_key
from linli.kernel.ids import new_id


class PostingPhoto(models.Model):
    """A picture of a posting where it hangs, cleaned of place and device; gone some time after the posting."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey("groups.BoardItem", on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200, blank=True, default="")
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    taken_by = account_key()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: the same picture proves a posting once. Serves: the pictures of a posting.
            models.UniqueConstraint(fields=["item", "sha256"], name="groups_postingphoto_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
