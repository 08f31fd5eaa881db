"""Groups at the sizes of the sources: loading 317,700 accounts, 9,145 groups, 253,000 threads, and their lists."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

import django
import stage


def main() -> None:
    """Fill the tables, ask every list of groups, print one JSON object."""
    given = argparse.ArgumentParser()
    given.add_argument("--accounts", type=int, default=317_700)
    given.add_argument("--groups", type=int, default=9_145)
    given.add_argument("--threads", type=int, default=253_000)
    given.add_argument("--rounds", type=int, default=40)
    asked = given.parse_args()
    with stage.stage() as here:
        subprocess.run(
            [sys.executable, "-c", "import django; django.setup(); from linli.demo import world;"
             " world.make('standard', print, cases=0)"],
            check=True, stdout=subprocess.DEVNULL, cwd=stage.ROOT / "src",
        )  # fmt: skip
        django.setup()
        measure(here.owner_url, asked)


def measure(owner_url: str, asked: argparse.Namespace) -> None:
    """Load, gather statistics, and measure in this process, one request after the other."""
    import psycopg
    from django.conf import settings
    from django.utils import timezone
    from lists import timed

    from linli.demo import cast, circles, world
    from linli.people.models import Account

    now = timezone.now()
    began, spent = time.perf_counter(), time.process_time()
    town = cast.Town(settings.LINLI_DISTRICT)
    town.accounts["community"] = Account.objects.get(login="community").id
    sizes = circles.Sizes(asked.groups, asked.threads)
    world.populate(town, asked.accounts, sizes, now=now, report=lambda words: None)
    loaded = {"clock_s": round(time.perf_counter() - began), "cpu_s": round(time.process_time() - spent)}
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        rows = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("people_account", "groups_group", "groups_membership", "groups_thread", "groups_post")
        }
    found = {name: timed(ask, asked.rounds) for name, ask in pages().items()}
    stage.show("groups", {"goal": "every list <= 10 statements, p50 <= 60 ms", "loaded": loaded, "rows": rows, **found})


def pages() -> dict[str, object]:
    """Return the lists to ask: by name, what asks them."""
    from django.conf import settings
    from django.test import Client

    from linli.groups.models import Membership, Thread
    from linli.kernel.pages import encode
    from linli.people.models import Account

    member = Membership.objects.select_related("account", "group").order_by("-joined_at")[1000]
    group, district = member.group, settings.LINLI_DISTRICT
    thread = Thread.objects.filter(group=group).order_by("-last_at")[0]
    old = Thread.objects.filter(group=group).order_by("-last_at")[20]
    late = encode((f"{district}/370203020", str(group.id)))
    neighbour, moderator = Client(), Client()
    neighbour.force_login(member.account)
    moderator.force_login(Account.objects.get(login="community"))
    deep = encode((old.last_at.isoformat(), str(old.id)))
    return {
        "my groups": lambda: neighbour.get("/my/groups/"),
        "groups of the district": lambda: neighbour.get("/my/groups/find/"),
        "groups of the district, deep": lambda: neighbour.get(f"/my/groups/find/?at={district}&after={late}"),
        "groups of a grid": lambda: neighbour.get(f"/my/groups/find/?at={group.area_path}"),
        "a group with its threads": lambda: neighbour.get(f"/my/groups/{group.id}/"),
        "its threads, page 2": lambda: neighbour.get(f"/my/groups/{group.id}/?after={deep}"),
        "a thread": lambda: neighbour.get(f"/my/groups/thread/{thread.id}/"),
        "the moderator's desk": lambda: moderator.get("/desk/groups/"),
    }


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
