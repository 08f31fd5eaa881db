"""The demo world: fictional people in the real streets of 市北区, made by the real actions of every room.

Streets, communities and their codes are real (Bureau of Statistics, 2023); zones, grids, geometry, estates and
people are invented and marked 示意. Source: domain-spec §18.
"""

from __future__ import annotations

from collections.abc import Callable

from linli.demo import cast, world


def load(*, profile: str, report: Callable[[str], None]) -> None:
    """Make the demo world of `profile` (tiny, standard, scale) in an empty, migrated database."""
    world.make(profile, report)


def accounts() -> list[str]:
    """Return one line per account to try; all have the same password."""
    return [f"密码 password: {cast.PASSWORD}", *(str(one) for one in cast.CAST)]


def logins() -> list[str]:
    """Return the login names of the accounts to try."""
    return [one.login for one in cast.CAST]
