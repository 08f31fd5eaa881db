"""What happens in the journeys because something happened: what many report, or a group wants, is proposed."""

from __future__ import annotations

from uuid import UUID

from linli.groups.queries import thread_title
from linli.journal.words import FactRow
from linli.journeys.actions import proposing


def on_leaf_repeated(fact: FactRow) -> None:
    """Propose what was reported often in one community (R5-7)."""
    reports = fact.data.get("reports")
    ids = [UUID(str(one)) for one in reports] if isinstance(reports, list) else []
    proposing.propose_leaf(
        category=str(fact.data["category"]), area_path=str(fact.data["community"]), appeal_ids=ids, now=fact.at
    )


def on_topic_proposed(fact: FactRow) -> None:
    """Put a thread that a member wants deliberated into the list of proposed topics."""
    title = thread_title(fact.subject_id)
    proposing.propose_thread(thread_id=fact.subject_id, title=title, area_path=fact.area_path, now=fact.at)


REACTIONS = (
    ("dashboards.leaf_repeated", on_leaf_repeated),
    ("groups.topic_proposed", on_topic_proposed),
)
