"""Because a night passed: the audit of the one net."""

from __future__ import annotations

from datetime import UTC, datetime

from linli.grid.actions.findings import Kept, keep_findings
from linli.grid.queries import NoDistrict, audits, district
from linli.grid.rules.audit import of_nets
from linli.journal import parcels
from linli.kernel.actor import Actor

AUDITOR = Actor.system("grid.audit", ["grid.audit"])


def audit(now: datetime) -> Kept:
    """Run all detectors of the grid and keep what they find; safe to repeat. Nothing while there is no district."""
    try:
        root = district(now).path
    except NoDistrict:
        return Kept(0, 0)
    found = audits.audit(root, now) + of_nets(audits.net_crossings(now), root)
    return keep_findings(actor=AUDITOR, found=found, now=now)


@parcels.periodic("40 2 * * *", "grid.audit")
def run_audit() -> None:
    """Audit once a night."""
    audit(datetime.now(UTC))
