"""`./linli begin`: the first day of a real installation - standards, the district, the three administrators."""

import argparse
import secrets
import sys

import django

from linli.config import environment
from linli.config.commands.check import Subparsers

PACKS = ("base", "parameters", "limits", "codes", "categories", "holidays")
OFFICERS = (("admin", "系统管理员"), ("security_admin", "安全管理员"), ("auditor", "审计管理员"))


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("begin", help="first day: standards, district, administrators / 首次建站")
    parser.add_argument("--name", required=True, help="the district's name, e.g. 市北区")
    parser.add_argument("--name-en", default="", help="its English name")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Load the packs, open the district of LINLI_DISTRICT and open three officers' accounts with one-time passwords."""
    environment.read()
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from linli.grid import actions as grid
    from linli.grid.rules.drafts import NewArea
    from linli.grid.words import AreaKind
    from linli.kernel.actor import Actor
    from linli.kernel.errors import DomainError
    from linli.people import actions as people
    from linli.standards import actions as standards

    founder = Actor.system(
        "begin",
        {"standards.load_pack", "grid.import_areas", "people.open_account", "people.grant", "people.set_consent_text"},
    )
    now, district = timezone.now(), settings.LINLI_DISTRICT
    try:
        for name in PACKS:
            standards.load_pack(actor=founder, name=name, now=now)
        area = NewArea(AreaKind.DISTRICT, district, given.name, None, name_en=given.name_en)
        grid.open_area(actor=founder, area=area, source="begin", valid_from=now, now=now)
        people.load_consent_texts(actor=founder, area_path=district, now=now)
        for login, name in OFFICERS:
            password = secrets.token_urlsafe(12)
            account = people.open_account(
                actor=founder, login=login, name=name, password=password, area_path=district, now=now
            )
            people.grant(actor=founder, account_id=account, role=login, area_path=district, now=now)
            print(f"  {login:<16}{name}  {password}")
    except DomainError as error:
        print(f"linli: {error.text.zh} / {error.text.en}", file=sys.stderr)
        return 1
    print("linli: 请让三位管理员首次登录时更换密码并设置动态验证码 / change the passwords at first sign-in")
    return 0
