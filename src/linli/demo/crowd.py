"""Accounts of many residents: one opened by the real action, the others as its translations (ADR 0015)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.demo import bundles, translate
from linli.demo.bulk import copy_in
from linli.demo.cast import PASSWORD
from linli.demo.texts import GIVEN, NAMES
from linli.kernel.ids import new_id
from linli.people import actions as people
from linli.people import sealing
from linli.people.queries.actors import phone_index

Report = Callable[[str], None]
ROUND = 5_000
PHONES = range(100, 800)
"""Invented phones 1390000xxxx that neither the cast nor a reporter has; whoever comes later signs in by login."""
ACCOUNT, FACT = "people.Account", "journal.Fact"


@dataclass(frozen=True, slots=True)
class Model:
    """An account and the fact of its opening, with gaps."""

    account: str
    fact: str


def open_residents(count: int, *, now: datetime, report: Report) -> list[UUID]:
    """Open accounts for `count` residents, all with the password of the demo; return their ids."""
    if count <= 0:
        return []
    opened = now - timedelta(days=399)
    first = people.register(phone=phone_of(0), name="王阿姨", password=PASSWORD, now=opened)
    model = model_of(first)
    dice = random.Random(count)
    opened_ids = [first]
    for start in range(1, count, ROUND):
        numbers = range(start, min(start + ROUND, count))
        filled = [_filled(number, dice, opened) for number in numbers]
        with transaction.atomic():
            copy_in(ACCOUNT, [model.account % values for values in filled])
            copy_in(FACT, [model.fact % values for values in filled])
        opened_ids += [UUID(values["id"]) for values in filled]
        report(f"居民账户 {numbers[-1] + 1}/{count} / residents' accounts")
    return opened_ids


def model_of(account_id: UUID) -> Model:
    """Return the rows of an account that opened itself, with gaps for the id and the person."""
    gaps = ("id", "login", "name_sealed", "phone_sealed", "phone_index")
    (account,) = bundles.rows(ACCOUNT, "id", [str(account_id)])
    (fact,) = bundles.rows(FACT, "subject_id", [str(account_id)])
    columns = zip(bundles.columns_of(ACCOUNT), account, strict=False)
    told = [text.replace("%", "%%").replace(str(account_id), "%(id)s") for text in fact[:-1]]
    told[bundles.columns_of(FACT).index("id")] = "%(fact)s"
    told[bundles.columns_of(FACT).index("position")] = bundles.NULL
    return Model(
        "\t".join(f"%({name})s" if name in gaps else text.replace("%", "%%") for name, text in columns) + "\n",
        "\t".join(told) + "\n",
    )


def _filled(number: int, dice: random.Random, opened: datetime) -> dict[str, str]:
    name, phone = dice.choice(NAMES) + dice.choice(GIVEN), phone_of(number)
    return {
        "id": str(new_id(opened)),
        "fact": str(new_id()),
        "login": f"u{sealing.random_secret(8).lower()}",
        "name_sealed": translate.hexed(sealing.seal(name, "people_account.name_sealed")),
        "phone_sealed": translate.hexed(sealing.seal(phone, "people_account.phone_sealed")) if phone else bundles.NULL,
        "phone_index": translate.hexed(phone_index(phone) or b"") if phone else bundles.NULL,
    }


def phone_of(number: int) -> str:
    """Return the invented phone of a resident, or nothing when they are used up (domain-spec §18.7)."""
    return f"1390000{PHONES[number]:04d}" if number < len(PHONES) else ""
