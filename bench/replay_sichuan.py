"""803 real complaints through the real actions on a simulated clock; figures from the product's own facts."""

from __future__ import annotations

import sys
import time

import stage

sys.path.insert(0, str(stage.ROOT))


def main() -> None:
    """Replay and print; exit 1 if the figures are not those of the set's README."""
    folder = stage.shared("data/sichuan-wenzheng")
    with stage.stage():
        import django

        django.setup()
        from datetime import UTC, datetime

        from tests.replay import sichuan

        from linli.kernel.actor import Actor
        from linli.standards import actions

        loader = Actor.system("setup", ["standards.load_pack"])
        actions.load_pack(actor=loader, name="base", now=datetime.now(UTC))
        complaints = sichuan.read(folder)
        here = sichuan.found_district()
        began = time.monotonic()
        sichuan.replay(complaints, here)
        took = time.monotonic() - began
        found = sichuan.figures(here)
    stage.show(
        "replay_sichuan",
        {
            "goal": "reply after a median of 4.2 days, 98.3 % of those with a deadline in time",
            "complaints": found.registered,
            "replied": found.replied,
            "median_days": round(found.median_days, 2),
            "mean_days": round(found.mean_days, 2),
            "longest_days": round(found.longest_days, 1),
            "with_deadline": found.with_deadline,
            "in_time_percent": round(found.in_time_percent, 2),
            "seconds": round(took, 1),
        },
    )
    is_right = round(found.median_days, 1) == 4.2 and round(found.in_time_percent, 1) == 98.3
    raise SystemExit(0 if is_right else 1)


if __name__ == "__main__":
    main()
