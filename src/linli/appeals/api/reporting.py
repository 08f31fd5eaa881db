"""Reporting over HTTP. `POST /appeals/` is measured: nothing is done here that the receipt does not need."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from linli.appeals.actions import drafting, registering
from linli.appeals.actions.placing import Place, find
from linli.appeals.api.callers import OPEN_TO_ALL, is_known, speaker, with_or_without_token
from linli.appeals.queries import links, nearby, resident
from linli.appeals.queries.nearby import Near
from linli.appeals.queries.resident import OwnRow
from linli.appeals.rules.merging import Spot
from linli.appeals.words import Channel, Kind, State, Urgency
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import Invalid
from linli.people.api.doors import key_of
from linli.people.api.fields import A_TIME, AN_ID
from linli.people.api.limits import reports
from linli.people.api.shapes import Moment, many
from linli.people.doors import actor_of, bearer

router = Router()
OPEN_CHANNELS = frozenset({Channel.WEB, Channel.API})
OUTSIDE_ZH = "这个位置不在本区，已收到，会转给有管辖权的地区并告诉您对方的凭证号。"
OUTSIDE_EN = "This place is outside the district. We have it, hand it over, and tell you their receipt number."


class Nearby(BaseModel):
    """An open report near by, for anybody: which one it is and how far away would lead to the house it came from."""

    category: str | None
    community_path: str
    state: State
    registered_on: date


class Where(BaseModel):
    """A place: a point with its coordinate system, an address, or a scanned code. All may be left out."""

    model_config = ConfigDict(extra="forbid")

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = Field(
        None, description="经度 · longitude in degrees", examples=[120.375]
    )
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = Field(
        None, description="纬度 · latitude in degrees", examples=[36.0876]
    )
    crs: str | None = Field(
        None,
        max_length=12,
        description="坐标系，有坐标时必填：EPSG:4490、EPSG:4326、GCJ02、BD09 · the coordinate system; a point needs it",
        examples=["EPSG:4490"],
    )
    address: str = Field(
        "", max_length=200, description="地址或位置描述 · the place in words", examples=["辽阳西路184号"]
    )
    building_code: str = Field("", max_length=40, description="楼栋码 · the code scanned at the building")

    def place(self) -> Place:
        """Return the place as the actions take it.

        :raises Invalid: half a point.
        """
        if (self.lon is None) != (self.lat is None):
            raise Invalid(field="location", why_zh="经度和纬度须同时给出", why_en="longitude and latitude go together")
        return Place(**self.model_dump())


class Who(BaseModel):
    """Who reports; nobody has to say the name."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=60, examples=["王阿姨"])
    phone: str = Field("", max_length=30, examples=["13900000001"])


class Report(BaseModel):
    """A report. Words are enough; everything else helps."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=20_000, description="要反映的事 · what it is about", examples=["1号楼污水管又堵了"])
    channel: Channel = Field(Channel.WEB, description="没有令牌时只能是 web 或 api · without a token: web or api")
    kind: Kind = Field(Kind.HELP, description="类型 · what is wanted")
    location: Where | None = None
    reporter: Who | None = None
    client_id: str | None = Field(
        None,
        min_length=1,
        max_length=80,
        description="本次提交的唯一编号 · names this press of the button; twice is once",
    )
    external_number: str | None = Field(None, min_length=1, max_length=60, description="来源系统的编号 · their number")
    found_at: Moment | None = Field(None, description="发现时间 · when it was found", examples=[A_TIME])
    urgency: Urgency | None = Field(None, description="工作人员听到的紧急程度，只会提高 · only ever raises; staff only")
    households: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(None, description="涉及户数 · households")
    reply_requested: bool = Field(True, description="是否需要答复 · is an answer wanted")
    is_proxy: bool = Field(False, description="代他人反映 · for somebody else")
    has_proxy_consent: bool = Field(False, description="已征得本人同意 · and that person agreed")
    is_minor: bool = Field(False, description="未满十四周岁 · under 14")
    guardian: Who | None = Field(
        None, description="监护人，未满十四周岁时填 · the guardian of a child under 14, who is called before it goes on"
    )
    publish_consent: bool = Field(False, description="同意公开 · may be published, masked")
    about_unit: UUID | None = Field(
        None,
        description="反映的单位（或其工作人员所在单位），它看不到您 · the unit complained of; it never sees you",
    )
    follows: str | None = Field(None, max_length=80, description="此前诉求的回执密钥 · link token of an earlier report")


class Receipt(BaseModel):
    """The receipt. Keep `token`: whoever has it is the reporter.

    The link is empty where somebody else than the reporter repeats what was registered before.
    """

    id: UUID = Field(examples=[AN_ID])
    number: str = Field(examples=["370203-261121-00123"])
    token: str = Field(description="回执密钥 · the key of the secret link")
    url: str = Field(description="给人看的链接 · the page for people")
    api_url: str = Field(description="程序用的链接 · the same for programs")
    state: State
    urgency: Urgency
    triage_due_at: datetime | None = Field(description="最迟何时告诉您由谁办理 · by when you hear who handles it")
    emergency_numbers: list[str] = Field(description="有危险请立即拨打 · in danger call these at once")
    duplicates: int = Field(description="附近可能相同的诉求数 · how many open reports near by may be the same")
    is_outside: bool = Field(description="位置在区外 · the place is outside the district")
    is_repeat: bool = Field(description="此前已登记，未重复登记 · registered before; nothing was changed")
    note: str = Field("", description="需要知道的事 · what to know")


class DraftKept(BaseModel):
    """Where the draft is kept."""

    id: UUID
    token: str


@router.post(
    "/",
    auth=with_or_without_token,
    throttle=reports,
    response={200: Receipt, 201: Receipt},
    openapi_extra=OPEN_TO_ALL,
    summary="提交诉求 · Report",
)
def report(request: HttpRequest, body: Report) -> Status[Receipt]:
    """Register a report and return its receipt: 201 for a new one, 200 when the same client_id (or the same external
    number of the channel) was registered before; then nothing is changed.

    Anybody may report for themselves. Other channels, a number of another system and an urgency are for staff with
    `appeals.submit` at that place. Places outside the district are taken and handed over. Without a token the limit is
    LINLI_REPORTS_PER_MINUTE reports per address.
    """
    made = registering.register(actor=speaker(request), new=_new(request, body), now=timezone.now())
    return Status(200 if made.is_repeat else 201, receipt(request, made))


@router.post(
    "/drafts",
    auth=with_or_without_token,
    throttle=reports,
    response={201: DraftKept},
    openapi_extra=OPEN_TO_ALL,
    summary="保存草稿 · Keep a draft",
)
def save_draft(request: HttpRequest, body: Report) -> Status[DraftKept]:
    """Keep a report that is not sent yet; send it with `/by-link/{token}/submit`."""
    made = drafting.save_draft(actor=speaker(request), new=_new(request, body), now=timezone.now())
    return Status(201, DraftKept(id=made.id, token=made.token))


@router.get("/similar", auth=None, throttle=reports, response=list[Nearby], summary="附近的诉求 · Reports near by")
def similar(
    request: HttpRequest,
    lon: Annotated[float, Param(ge=-180, le=180, allow_inf_nan=False)],
    lat: Annotated[float, Param(ge=-90, le=90, allow_inf_nan=False)],
    crs: Annotated[str, Param(max_length=12)],
) -> list[Nearby]:
    """Return open reports at the same place, before somebody reports: is it one of these?

    Nothing says who reported, from which house, or under which number.
    """
    now = timezone.now()
    found = find(Place(lon=lon, lat=lat, crs=crs), at=now)
    spot = Spot(
        category=None,
        area_path=found.area_path,
        building_id=found.building_id,
        lon=found.lon,
        lat=found.lat,
        urgency=Urgency.NORMAL,
        at=now,
    )
    return [_nearby(near) for near in nearby.similar_open(spot, now=now)]


def _nearby(near: Near) -> Nearby:
    return Nearby(
        category=near.category,
        community_path=near.community_path,
        state=near.state,
        registered_on=near.registered_at.astimezone(SHANGHAI).date(),
    )


@router.get("/mine", auth=bearer, response=many(OwnRow), summary="我的诉求 · My reports")
def mine(request: HttpRequest) -> list[OwnRow]:
    """Return the reports of the token's account, newest first, each with the token of its link."""
    return resident.mine(actor_of(request).account_id)


def _new(request: HttpRequest, body: Report) -> registering.NewAppeal:
    if not is_known(request):
        _check_anonymous(body)
    return registering.NewAppeal(
        text=body.text,
        channel=body.channel,
        kind=body.kind,
        reporter=_who(body.reporter),
        guardian=_who(body.guardian),
        place=body.location.place() if body.location else Place(),
        client_id=body.client_id or key_of(request),
        external_number=body.external_number,
        found_at=body.found_at,
        urgency=body.urgency,
        households=body.households,
        reply_requested=body.reply_requested,
        is_proxy=body.is_proxy,
        has_proxy_consent=body.has_proxy_consent,
        is_minor=body.is_minor,
        publish_consent=body.publish_consent,
        follows=links.id_of_token(body.follows) if body.follows else None,
        about_unit=body.about_unit,
    )


def _who(said: Who | None) -> registering.Reporter | None:
    return registering.Reporter(said.name, said.phone) if said else None


def _check_anonymous(body: Report) -> None:
    """Refuse what only staff may say: another channel's mouth, another system's number.

    :raises Invalid:
    """
    if body.channel not in OPEN_CHANNELS:
        raise Invalid(field="channel", why_zh="没有令牌时只能用 web 或 api", why_en="without a token it is web or api")
    if body.external_number is not None:
        raise Invalid(field="external_number", why_zh="需要令牌", why_en="it needs a token")


def receipt(request: HttpRequest, made: registering.Registered) -> Receipt:
    """Return the receipt as the interface shows it."""
    is_english = request.headers.get("Accept-Language", "").strip().lower().startswith("en")
    note = (OUTSIDE_EN if is_english else OUTSIDE_ZH) if made.is_outside else ""
    return Receipt(
        id=made.id,
        number=made.number,
        token=made.token,
        url=made.url,
        api_url=f"/api/v1/appeals/by-link/{made.token}" if made.token else "",
        state=made.state,
        urgency=made.urgency,
        triage_due_at=made.triage_due_at,
        emergency_numbers=list(made.emergency_numbers),
        duplicates=len(made.duplicates),
        is_outside=made.is_outside,
        is_repeat=made.is_repeat,
        note=note,
    )


__all__ = ["Receipt", "Report", "Where", "receipt", "router"]
