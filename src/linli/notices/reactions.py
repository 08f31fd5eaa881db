"""What notices does because something became true below: people are told what came of what they asked."""

from __future__ import annotations

from linli.journal.words import FactRow
from linli.notices.actions.choosing import forget_choice
from linli.notices.actions.telling import Recipient, tell
from linli.people import queries as people
from linli.people.words import RequestKind, RequestOutcome, RequestState


def on_data_answered(fact: FactRow) -> None:
    """Tell a refusal; what was granted is told once it is done. The reason stands on the person's page only."""
    if fact.data.get("state") == RequestState.REFUSED.value:
        _tell(fact, "data.refused")


def on_data_done(fact: FactRow) -> None:
    """Tell what came of a granted request."""
    outcome = RequestOutcome(str(fact.data["outcome"]))
    _tell(fact, "data.done", outcome_zh=outcome.zh, outcome_en=outcome.en)


def _tell(fact: FactRow, text: str, **more: str) -> None:
    asked = people.data_request(fact.subject_id)
    to = Recipient(account_id=asked.account_id)
    if asked.account_id is None:
        to = Recipient(contact_id=asked.contact_id)
    kind = RequestKind(asked.kind)
    params = {"kind_zh": kind.zh, "kind_en": kind.en, **more}
    tell(to=to, text=text, params=params, subject=("people", asked.id), key=f"{text}:{asked.id}", now=fact.at)


REACTIONS = (
    ("people.account_closed", forget_choice),
    ("people.data_answered", on_data_answered),
    ("people.data_done", on_data_done),
)
