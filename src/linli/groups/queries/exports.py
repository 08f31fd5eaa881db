"""What groups add to a person's export of the own data."""

from __future__ import annotations

from collections.abc import Callable

from linli.groups.models import AddressClaim, Membership, Post, Removal, Report, Subscription, Thread
from linli.kernel.facts import plain
from linli.people.queries.own_data import Person, Rows, register_export


def _of(model: type, who: str, *columns: str) -> Callable[[Person], Rows]:
    def export(person: Person) -> Rows:
        if person.account_id is None:
            return []
        rows = model.objects.filter(**{who: person.account_id}).order_by("id").values(*columns)  # type: ignore[attr-defined]
        return [{name: plain(value) for name, value in row.items()} for row in rows]

    return export


for _model, _export in (
    (Membership, _of(Membership, "account_id", "group_id", "joined_at", "left_at")),
    (Thread, _of(Thread, "author_id", "group_id", "title", "started_at")),
    (Post, _of(Post, "author_id", "thread_id", "body", "at", "removed_at", "taken_back_at")),
    (Report, _of(Report, "reporter_id", "post_id", "reason", "words", "at", "state")),
    (Removal, _of(Removal, "author_id", "post_id", "reason", "words", "at", "state", "appeal_words", "answer")),
    (AddressClaim, _of(AddressClaim, "account_id", "building_id", "room_sealed", "at", "state", "reason")),
    (Subscription, _of(Subscription, "account_id", "topic", "area_path", "at")),
):
    register_export(_model._meta.db_table, _export)
