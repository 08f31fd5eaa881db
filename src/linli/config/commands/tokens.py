"""`./linli tokens`: a key for programs per person of the demo, for the sandbox (docs/api.md)."""

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta

import django

from linli.config import environment, postgres
from linli.config.commands import demo
from linli.config.commands.check import Subparsers

DAYS = 30


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("tokens", help="keys for the demo's interface, one per role / 演示接口密钥")
    parser.add_argument("login", nargs="*", help="only these accounts, e.g. agent community / 只发这些账号")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Issue and print one key for each account of the running demo; 1 where no demo runs."""
    cluster = postgres.remembered()
    if cluster is None or not postgres.is_running():
        sys.stderr.write("linli: 请先在另一个终端运行 ./linli demo / start ./linli demo in another terminal first\n")
        return 1
    os.environ |= demo.keys(environment.STATE) | {"LINLI_MODE": "demo", "DATABASE_URL": cluster.app_url}
    django.setup()
    room = demo.world()
    if room is None:
        return 1
    for login, key in issue(room.logins(), given.login).items():
        print(f"{login:<12}{key}")
    return 0


def issue(logins: list[str], wanted: list[str]) -> dict[str, str]:
    """Return a fresh key for each account among `logins` that is wanted (all where none is named), by login."""
    # After setup: accounts need Django's settings.
    from linli.people import actions
    from linli.people import queries as people

    now, found = datetime.now(UTC), {}
    for login in logins:
        account = people.account_by_name(login) if not wanted or login in wanted else None
        if account is None:
            continue
        actor = people.actor_for(account, now=now)
        scopes = set(actor.scopes) | actor.held_deeds
        until = now + timedelta(days=DAYS)
        _, found[login] = actions.issue_token(actor=actor, label="sandbox", scopes=scopes, expires_at=until, now=now)
    return found
