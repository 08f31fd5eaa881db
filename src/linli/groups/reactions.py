"""What groups do because something became true below."""

from __future__ import annotations

from linli.groups.models import AddressClaim, Membership, Post, Subscription
from linli.journal.words import FactRow


def on_account_closed(fact: FactRow) -> None:
    """Take a closed account out of its groups and erase what it said (个人信息保护法 §47); the log stays."""
    account_id = fact.subject_id
    Membership.objects.filter(account_id=account_id, left_at__isnull=True).update(left_at=fact.at)
    said = Post.objects.filter(author_id=account_id, taken_back_at__isnull=True)
    said.update(taken_back_at=fact.at, body="")
    Subscription.objects.filter(account_id=account_id).delete()
    AddressClaim.objects.filter(account_id=account_id).update(room_sealed="")


REACTIONS = (("people.account_closed", on_account_closed),)
