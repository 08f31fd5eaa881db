"""What notices does because something became true below: people are told what came of what they asked."""

from __future__ import annotations

from linli.journal.words import FactRow
from linli.notices.actions.choosing import forget_choice
from linli.notices.actions.telling import Recipient, tell
from linli.people import queries as people
from linli.people.words import Browser, RequestKind, RequestOutcome, RequestState, System


def on_data_answered(fact: FactRow) -> None:
    """Tell a refusal; what was granted is told once it is done. The reason stands on the person's page only."""
    if fact.data.get("state") == RequestState.REFUSED.value:
        _tell(fact, "data.refused")


def on_data_done(fact: FactRow) -> None:
    """Tell what came of a granted request."""
    outcome = RequestOutcome(str(fact.data["outcome"]))
    _tell(fact, "data.done", outcome_zh=outcome.zh, outcome_en=outcome.en)


def on_device_added(fact: FactRow) -> None:
    """Warn the owner of an account of a browser it was never signed in with before."""
    browser, system = Browser(str(fact.data["browser"])), System(str(fact.data["system"]))
    params = {
        "at_at": fact.at.isoformat(), "browser_zh": browser.zh, "browser_en": browser.en,
        "system_zh": system.zh, "system_en": system.en,
    }  # fmt: skip
    tell(
        to=Recipient(account_id=fact.subject_id), text="account.new_device", params=params,
        subject=("people", fact.subject_id), key=f"account.new_device:{fact.id}", now=fact.at,
    )  # fmt: skip


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
    ("people.device_added", on_device_added),
    ("people.data_answered", on_data_answered),
    ("people.data_done", on_data_done),
)
