"""kill -9 of server processes, the whole server and the worker at random moments while reports come in."""

from __future__ import annotations

import argparse
import os
import sys
import time

import stage

sys.path.insert(0, str(stage.ROOT))

from tests.api import faults


def main() -> None:
    """Run the rounds and print what was counted; exit 1 if anything was lost or doubled."""
    given = argparse.ArgumentParser()
    given.add_argument("--rounds", type=int, default=200)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--clients", type=int, default=3)
    asked = given.parse_args()
    with stage.stage():
        environ = dict(os.environ)
        faults.prepare(environ)
        began = time.monotonic()
        found = faults.run(environ, rounds=asked.rounds, seed=asked.seed, clients=asked.clients)
        took = round(time.monotonic() - began)
    stage.show("faults", {"goal": "all counts below the kills are 0", "rounds": asked.rounds, "seconds": took, **found})
    raise SystemExit(1 if any(found[name] for name in faults.COUNTS) else 0)


if __name__ == "__main__":
    main()
