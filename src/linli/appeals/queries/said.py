"""What was said, beside a row that names the text: for lists of rooms above, whose rows were found in reach before."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from linli.appeals.models import AppealText


def body_of(field: str) -> Subquery:
    """Return the words of the text whose id stands in `field` of a row; erased ones are empty. No statement by itself.

    The caller has asked for the reader's reach and that nobody barred reads them.
    """
    return Subquery(AppealText.objects.filter(id=OuterRef(field)).values("body")[:1])
