"""What groups do later."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from linli.groups.actions import broadcasting, news, proofs
from linli.journal import parcels


@parcels.task(news.MAIL)
def mail(*, key: str, mailing: str, after: str) -> None:
    """Tell the next people of a mailing; what was told is not told twice."""
    news.mail(mailing_id=UUID(mailing), after=UUID(after) if after else None, now=timezone.now())


@parcels.task(broadcasting.SPREAD)
def spread(*, key: str, broadcast: str, after: str) -> None:
    """Tell the next people of a broadcast; what was told is not told twice."""
    broadcasting.spread(broadcast_id=UUID(broadcast), after=UUID(after) if after else None, now=timezone.now())


@parcels.periodic("25 3 * * *", "groups.forget_proofs")
def run_forget_proofs() -> None:
    """Run once a night: pictures of postings that came down long ago go."""
    proofs.forget_proofs(timezone.now())
