"""I13 as a property: whatever page or answer somebody barred asks for, nothing in it leads to the reporter.

Cases, words, stages and people are drawn at random. Who is barred is written down here by name, not asked of the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.appeals.actions import asking, merging, registering, triaging
from linli.appeals.actions.files import Upload
from linli.appeals.actions.placing import Place
from linli.appeals.models import Appeal, Attachment
from linli.appeals.queries import links
from linli.appeals.words import Kind, Mode, Urgency
from linli.dispatch.actions import issuing, outdoors, supervising, taking
from linli.dispatch.models import WorkOrder
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans, VisitKind
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.models import Organisation, Post
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET
from tests.api.town import call

NAMES = ("王桂芳", "欧阳修远", "李 小 明", "钱大妈", "Maria Lopez", "木合塔尔·艾山")
PHONES = ("13900000077", "0532-85001234", "138 1234 5678", "86-13700001111")
HOUSES = ("辽阳西路184号3号楼2单元501户", "天惠苑12栋1单元302室", "合肥路68号7楼")
STORIES = (
    "{unit}态度恶劣,我是{name},住{house},电话{phone}",
    "投诉{unit}不作为。联系人:{name} {phone},在{house}",
    "我叫{spaced},{house}的,{unit}推诿,请打{dashed}",
    "{house}漏水,{unit}不管!——{name},{phone}",
)
UNITS = {"committee": "居委会", "office": "城市管理办公室"}


class Undo(Exception):
    """Ends an example: what it wrote is rolled back."""


@dataclass
class Secret:
    """What must not be found, in the forms in which it could be read."""

    name: str
    phone: str
    house: str
    token: str = ""
    ids: tuple[str, ...] = ()
    plain: list[str] = field(init=False)

    def __post_init__(self) -> None:
        numbers = re.findall(r"\d+(?:号楼|号|栋|单元|户|室|楼)", self.house)
        self.plain = [*map(squeezed, (self.name, self.phone, self.house)), *numbers]

    def found_in(self, text: str) -> list[str]:
        close = squeezed(text)
        given = [word for word in (self.token, *self.ids) if word]
        return [word for word in self.plain if word in close] + [word for word in given if word in text]


def squeezed(text: str) -> str:
    """Return the text without what people put between characters."""
    return re.sub(r"[\s\-—–._·、]", "", text).lower()


@dataclass
class Insider:
    """Somebody with a session and a key."""

    actor: Actor
    client: Client
    token: str


def insider(actor: Actor) -> Insider:
    client = Client(headers={"Accept-Language": "zh"})
    account = get_user_model().objects.get(pk=str(actor.account_id))
    client.force_login(account, backend="linli.people.backends.NameOrPhoneBackend")
    _, raw = people_actions.issue_token(
        actor=actor, label="钥匙", scopes=set(actor.scopes) | actor.held_deeds,
        expires_at=MONDAY.replace(year=2027), now=MONDAY,
    )  # fmt: skip
    return Insider(actor, client, raw)


def barred_of(town: Town, unit: str, chance: Random) -> Actor:
    """Return one of those whom a complaint about `unit` bars."""
    id_ = town.units[unit]
    team = cast.unit("enforcement", STREET, "下属队")
    Organisation.objects.filter(id=team).update(parent_id=id_)
    people.forget()
    helper = cast.staff("兼职的", "supervisor", DISTRICT)
    Post.objects.create(account_id=helper.account_id, organisation_id=id_, title="委员", valid_from=cast.LONG_AGO)
    role, area = ("community", COMMUNITY) if unit == "committee" else ("street", STREET)
    several = [
        town.of(unit),
        town.head(unit),
        cast.staff("没写单位的", role, area),
        cast.staff("下属", role, area, unit=team),
        cast.staff("写了单位的", role, area, unit=id_),
        people.actor_for(helper.account_id, now=MONDAY),  # type: ignore[arg-type]
        cast.staff("值班的", "agent", DISTRICT, unit=id_),
        cast.staff("回访的", "revisitor", DISTRICT, unit=id_),
        cast.staff("公开的", "editor", DISTRICT, unit=id_),
        *([town.li, town.zhao, cast.staff("没写单位的网格员", "grid_worker", GRID)] if unit == "committee" else []),
    ]
    return chance.choice(several)


def story(town: Town, unit: str, chance: Random) -> tuple[UUID, Secret]:
    """Register a complaint about `unit` and take it a random way; return it and what must not be found."""
    secret = Secret(chance.choice(NAMES), chance.choice(PHONES), chance.choice(HOUSES))
    spaced, dashed = " ".join(secret.name), "-".join(re.sub(r"\D", "", secret.phone))
    words = chance.choice(STORIES).format(
        unit=UNITS[unit], name=secret.name, phone=secret.phone, house=secret.house, spaced=spaced, dashed=dashed
    )
    is_pointed = chance.random() < 0.5
    new = registering.NewAppeal(
        text=words if not is_pointed else words.replace(UNITS[unit], "他们"),
        kind=chance.choice([Kind.HELP, Kind.COMPLAINT]),
        reporter=registering.Reporter(secret.name, secret.phone),
        place=Place(address=secret.house),
        uploads=(Upload(make.picture(), None),) if chance.random() < 0.4 else (),
        about_unit=town.units[unit] if is_pointed else None,
    )
    made = registering.register(actor=cast.resident(), new=new, now=MONDAY)
    Appeal.objects.filter(id=made.id).update(
        area_path=GRID,
        area_id=grid.area_by_path(GRID).id,
        complained_ids=[town.units[unit]],
        lon=120.38765,
        lat=36.08765,
    )
    secret.token = made.token
    contact = Appeal.objects.values_list("reporter_id", flat=True).get(id=made.id)
    files = Attachment.objects.filter(appeal_id=made.id).values_list("id", flat=True)
    secret.ids = (str(contact), "120.38765", *map(str, files))
    _go_on(town, made.id, secret, chance)
    return made.id, secret


def _go_on(town: Town, appeal_id: UUID, secret: Secret, chance: Random) -> None:
    """Do up to `stage` deeds; staff write the reporter's name and house where they may write."""
    stage = chance.randint(0, 6)
    note = f"已联系{secret.name}({secret.phone}),到{secret.house}看过"
    if chance.random() < 0.3:
        asking.ask_info(actor=town.agent, appeal_id=appeal_id, question=f"{secret.name}您好,哪一户?", now=MONDAY)
        holder = cast.resident(("appeals", appeal_id))
        asking.add_info(actor=holder, appeal_id=appeal_id, body=f"{secret.house},{secret.name}", now=MONDAY)
    if stage == 0:
        return
    decided = triaging.Triage(category="street.mobile_vendor", urgency=Urgency.NORMAL, mode=Mode.FAST, area_path=GRID)
    triaging.triage(actor=town.agent, appeal_id=appeal_id, decided=decided, now=MONDAY)
    if stage == 1:
        return
    unit = "enforcement"
    order = issuing.dispatch(actor=town.district, appeal_id=appeal_id, unit_id=town.units[unit], task=note, now=MONDAY)
    clerk = town.of(unit)
    deeds: list[Any] = [
        lambda: taking.accept(actor=clerk, order_id=order, now=MONDAY),
        lambda: taking.first_contact(actor=clerk, order_id=order, means=ContactMeans.PHONE, note=note, now=MONDAY),
        lambda: taking.log_action(actor=clerk, order_id=order, note=note, now=MONDAY),
        lambda: outdoors.visit(
            actor=clerk, order_id=order, kind=VisitKind.HOME, purpose=note, result=note, photo_consent=False, now=MONDAY
        ),
        lambda: supervising.supervise(actor=town.supervisor, appeal_id=appeal_id, note=note, now=MONDAY),
    ]
    for deed in deeds[: stage - 1]:
        deed()
    assert WorkOrder.objects.filter(id=order).exists()


def asked(who: Insider, appeal_id: UUID, secret: Secret) -> Iterator[tuple[str, str]]:
    """Yield (address, what came back) of everything an insider would try."""
    number = links.number(Appeal.objects.get(id=appeal_id))
    case = f"/appeals/{appeal_id}"
    orders = list(WorkOrder.objects.filter(appeal_id=appeal_id).values_list("id", flat=True))
    files = list(Attachment.objects.filter(appeal_id=appeal_id).values_list("id", flat=True))
    api = [
        case, f"/appeals/by-number/{number}", "/appeals/", f"/appeals/?number={number}", "/appeals/?mine=true",
        f"/appeals/?area={GRID}", f"/appeals/?text={quote(secret.name[:2])}", f"/appeals/?phone={quote(secret.phone)}",
        "/appeals/mine", f"/dispatch{case}", f"/dispatch{case}/routes", f"/dispatch{case}/supervisions",
        f"/dispatch{case}/visits", f"/dispatch{case}/notices", "/duties/inbox", "/notices/messages", "/people/me",
        *(f"/dispatch/orders/{order}" for order in orders),
    ]  # fmt: skip
    for path in api:
        answer = call("get", path, token=who.token)
        yield path, str(answer.body)
    for purpose in ("contact", "visit"):
        yield "reveal", str(call("post", f"{case}/reveal", {"purpose": purpose}, token=who.token).body)
    desk = f"/desk/case/{appeal_id}/"
    forms = ("triage", "merge", "publish", "correct", "renew_link", "dispatch", "approve_result", "add_info", "attach")
    pages = [
        "/desk/", f"/desk/?case={appeal_id}", "/desk/queue/", f"/desk/queue/?case={appeal_id}",
        f"/desk/queue/?q={number}",
        "/desk/decisions/", "/desk/revisit/", "/desk/publish/", "/desk/messages/", desk, f"{desk}reveal/",
        f"/desk/grid/{GRID.rpartition('/')[2]}/", "/desk/figures/", "/desk/figures/table.csv", "/desk/brain/",
        *(f"{desk}do/{form}/" for form in forms),
    ]  # fmt: skip
    for path in pages:
        shown = who.client.get(path)
        body = b"".join(shown.streaming_content) if shown.streaming else shown.content  # type: ignore[attr-defined]
        yield path, body.decode(errors="replace")
    for file in files:
        opened = [
            call("get", f"/appeals/files/{file}", token=who.token).status,
            who.client.get(f"{desk}file/{file}").status_code,
        ]
        yield f"file {file}", secret.token if 200 in opened else ""
    yield from searched(who, appeal_id, secret)


def searched(who: Insider, appeal_id: UUID, secret: Secret) -> Iterator[tuple[str, str]]:
    """Yield what comes back of searching for what is kept secret; the hit itself is what tells."""
    for typed in (squeezed(secret.name), re.sub(r"\D", "", secret.phone), squeezed(secret.house)):
        text = who.client.get(f"/desk/queue/?q={quote(typed)}").content.decode()
        yield f"search {typed}", secret.token if str(appeal_id) in text else ""


def test_nothing_that_is_rendered_or_serialised_for_somebody_barred_leads_to_the_reporter(town: Town) -> None:
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(min_value=0, max_value=2**32))
    def holds(seed: int) -> None:
        chance = Random(seed)
        unit = chance.choice(list(UNITS))
        try:
            with transaction.atomic(), patch("django.utils.timezone.now", return_value=MONDAY):
                appeal_id, secret = story(town, unit, chance)
                if chance.random() < 0.3:
                    other, _ = story(town, unit, Random(seed + 1))
                    with suppress(DomainError):
                        merging.merge(actor=town.agent, appeal_id=appeal_id, master_id=other, now=MONDAY)
                who = insider(barred_of(town, unit, chance))
                leaks = [(path, word) for path, text in asked(who, appeal_id, secret) for word in secret.found_in(text)]
                assert not leaks, (who.actor.roles, leaks)
                raise Undo
        except Undo:
            people.forget()

    holds()
