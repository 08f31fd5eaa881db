"""Accept an appeal over HTTP against `many.sql` on the same server, interleaved; ratio and CPU per report."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys

import stage

PORT = 8971
BESIDE = {"PGOPTIONS": "-c search_path=reference"}


def pgbench_program() -> str:
    """Return the pgbench beside the server's programs."""
    found = shutil.which("pgbench") or "/usr/lib/postgresql/15/bin/pgbench"
    return found


def main() -> None:
    """Run the rounds and print the result."""
    given = argparse.ArgumentParser()
    given.add_argument("--rounds", type=int, default=4)
    given.add_argument("--seconds", type=int, default=6)
    asked = given.parse_args()
    load = stage.shared("tools/httpload.py")
    with stage.stage() as here:
        prepare(here)
        base, runs = [], []
        with stage.server(PORT) as web:
            for _ in range(asked.rounds):
                base.append(reference(here, asked.seconds))
                runs.append(accept(load, web.pid, here.postmaster, asked.seconds))
    ratios = [run["per_second"] / tps for run, tps in zip(runs, base, strict=True)]
    stage.show(
        "accept",
        {
            "goal": "ratio >= 0.12, CPU <= 6 ms",
            "reference_tps": stage.spread(base),
            "reports_per_second": stage.spread([run["per_second"] for run in runs]),
            "ratio": stage.spread(ratios),
            "cpu_ms_app": stage.spread([run["app"] for run in runs]),
            "cpu_ms_database": stage.spread([run["pg"] for run in runs]),
            "cpu_ms": stage.spread([run["app"] + run["pg"] for run in runs]),
            "p50_ms": stage.spread([run["p50"] for run in runs]),
            "p99_ms": stage.spread([run["p99"] for run in runs]),
            "not_201": sum(int(run["bad"]) for run in runs),
        },
    )


def prepare(here: stage.Stage) -> None:
    """Lay out the whole district (940 grids) and make the reference database."""
    subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); from linli.demo import world;"
         " world.make('standard', print, cases=0)"],
        check=True, stdout=subprocess.DEVNULL, cwd=stage.ROOT / "src",
    )  # fmt: skip
    subprocess.run(["psql", here.owner_url, "-qc", "CREATE SCHEMA reference"], check=True)
    script = str(stage.ROOT / "bench" / "many_schema.sql")
    subprocess.run(["psql", here.owner_url, "-qf", script], check=True, env=os.environ | BESIDE)


def reference(here: stage.Stage, seconds: int) -> float:
    """Return transactions per second of many.sql with 8 clients."""
    script = str(stage.ROOT / "bench" / "many.sql")
    words = [pgbench_program(), "-n", "-M", "prepared", "-c", "8", "-j", "1", "-T", str(seconds), "-f", script]
    said = subprocess.run(
        [*words, here.owner_url], check=True, capture_output=True, text=True, env=os.environ | BESIDE
    ).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    assert found
    return float(found[1])


def accept(load: object, web: int, postmaster: int, seconds: int) -> dict[str, float]:
    """Return what one round of httpload says."""
    words = [
        sys.executable, str(load), "accept", f"http://127.0.0.1:{PORT}", "--clients", "8", "--seconds", str(seconds),
        "--create", "linli", "--path", "/api/v1/appeals/", "--cpu", f"app={web}", "--cpu", f"pg={postmaster}",
    ]  # fmt: skip
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    found = re.search(
        r"n=(\d+) ([\d.]+) req/s p50=([\d.]+) p95=[\d.]+ p99=([\d.]+).*status=\{(.*?)\}.*app_cpu=([\d.]+)ms/req"
        r" pg_cpu=([\d.]+)ms/req",
        said,
        re.DOTALL,
    )
    if not found:
        raise SystemExit("cannot read: " + said)
    good = re.search(r"201: (\d+)", found[5])
    whole = sum(int(number) for number in re.findall(r": (\d+)", found[5]))
    return {
        "per_second": float(found[2]),
        "p50": float(found[3]),
        "p99": float(found[4]),
        "bad": whole - int(good[1] if good else 0),
        "app": float(found[6]),
        "pg": float(found[7]),
    }


if __name__ == "__main__":
    main()
