"""What duties do because something happened elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.duties import actions
from linli.journal import parcels
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.standards import queries as standards

RECOMPUTE = "duties.recompute"
SWITCH = "duties.switch_clocks"
MEND_GRID = "grid.import_areas"
"""Who may change the net at a place owes mending it there."""
AUDITOR = Actor.system("duties.audit", [])
_LEEWAY = timedelta(seconds=30)


def on_holidays_announced(fact: FactRow) -> None:
    """Have all open deadlines computed anew once every process knows the notice."""
    known_from = datetime.fromisoformat(str(fact.data["known_from"]))
    parcels.enqueue(RECOMPUTE, key=f"{RECOMPUTE}:{fact.id}", payload={}, at=known_from + _LEEWAY)


def on_mode_switched(fact: FactRow) -> None:
    """Have the clocks of an area switched at once; the sweep would do so within its fifteen seconds."""
    parcels.enqueue(SWITCH, key=f"{SWITCH}:{fact.id}", payload={})


def on_finding_raised(fact: FactRow) -> None:
    """Have the administrator of the grids owe mending what the audit found."""
    actions.owe(
        actor=AUDITOR,
        subject=("grid", fact.subject_id),
        deed=MEND_GRID,
        step="finding",
        limit=standards.limit("mend_grid", at=fact.at),
        owed_by=None,
        owed_role="admin",
        area_path=fact.area_path,
        start=fact.at,
        now=fact.at,
        calendar=standards.calendar(fact.at),
    )


def on_finding_resolved(fact: FactRow) -> None:
    """Meet the duty: the audit finds it no more."""
    actions.meet(subject=("grid", fact.subject_id), deed=MEND_GRID, now=fact.at)


REACTIONS = (
    ("grid.finding_raised", on_finding_raised),
    ("grid.finding_resolved", on_finding_resolved),
    ("standards.holidays_announced", on_holidays_announced),
    ("grid.mode_switched", on_mode_switched),
)
