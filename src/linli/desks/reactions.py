"""What happens at the desks because of facts elsewhere."""

from __future__ import annotations

from linli.desks.models import Presence, SavedFilter
from linli.journal.words import FactRow


def on_account_closed(fact: FactRow) -> None:
    """Forget what a closed account kept for itself."""
    Presence.objects.filter(account_id=fact.subject_id).delete()
    SavedFilter.objects.filter(owner_id=fact.subject_id).delete()


REACTIONS = (("people.account_closed", on_account_closed),)
