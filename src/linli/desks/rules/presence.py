"""How long somebody counts as looking at a case (ADR 0023)."""

from __future__ import annotations

from datetime import timedelta

POLL_S = 20
"""So often an open page says that it is open."""

AWAY = timedelta(seconds=60)
"""Three polls missed: gone. Whoever comes back later has come anew."""

KEPT = timedelta(minutes=10)
"""A row lives no longer: who looked at which case when is nobody's business afterwards."""
