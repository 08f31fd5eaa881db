"""The interface of webhooks: what can be subscribed to, subscribing, deliveries, the dead list."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from linli.hooks import actions, queries
from linli.hooks.rules.kinds import KINDS
from linli.hooks.words import DeliveryRow, DeliveryState, KindRow, ReplayRow, SubscriptionRow
from linli.kernel.pages import Page
from linli.kernel.words import Text
from linli.people.api.doors import Door, open_doors
from linli.people.api.fields import A_TIME, AN_ID
from linli.people.api.shapes import Line, Moment, many, page_of
from linli.people.doors import actor_of, bearer, key_row_of

router = Router()
DeliveryPage = page_of(DeliveryRow)


@router.get("/kinds", response=many(KindRow), summary="可订阅的事实 · What can be subscribed to")
def kinds(request: HttpRequest) -> list[KindRow]:
    """Return the kinds of facts, in their words, with the deed a key needs for each."""
    return list(KINDS.values())


@router.get("/subscriptions", auth=bearer, response=many(SubscriptionRow), summary="订阅 · Subscriptions")
def subscriptions(request: HttpRequest) -> list[SubscriptionRow]:
    """Return the own subscriptions that have not ended, and for `hooks.manage` those in its reach, newest first."""
    return queries.subscriptions(actor_of(request))


class NewSubscription(BaseModel):
    """What is to be told, and where to."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(max_length=500)] = Field(
        description="收件地址，须 https · where to, by https", examples=["https://other.example.org/linli"]
    )
    kinds: list[Line] = Field(
        default_factory=list,
        max_length=200,
        description="事实种类，空为全部 · kinds of facts; none: all",
        examples=[["appeals.registered", "appeals.closed"]],
    )
    area_path: Line = Field(
        description="区域路径（含下级） · an area and what lies below", examples=["370203/370203008"]
    )


class Subscribed(BaseModel):
    """A subscription; the secret is shown this once."""

    id: UUID = Field(examples=[AN_ID])
    secret: str = Field(description="只显示这一次 · shown this once", examples=["whsec_…"])


@router.post("/subscriptions", auth=bearer, response={201: Subscribed}, summary="订阅 · Subscribe")
def subscribe(request: HttpRequest, body: NewSubscription) -> Status[Subscribed]:
    """Have facts told to an address. Takes a system key with `appeals.view` at the area; a ping is sent at once.

    How to check a delivery's signature: docs/api.md.
    """
    made, secret = actions.subscribe(
        actor=actor_of(request),
        key=key_row_of(request),
        url=body.url,
        kinds=body.kinds,
        area_path=body.area_path,
        now=timezone.now(),
    )
    return Status(201, Subscribed(id=made, secret=secret))


class Secret(BaseModel):
    """The secret that signs from now on, shown this once."""

    secret: str = Field(examples=["whsec_…"])


@router.post("/subscriptions/{uuid:subscription_id}/secret", auth=bearer, response=Secret,
             summary="换签名密钥 · A fresh secret")  # fmt: skip
def fresh_secret(request: HttpRequest, subscription_id: UUID) -> Secret:
    """Put another secret in the place of the old one; it signs from the next delivery on."""
    found = actions.fresh_secret(actor=actor_of(request), subscription_id=subscription_id, now=timezone.now())
    return Secret(secret=found)


@router.get("/subscriptions/{uuid:subscription_id}/deliveries", auth=bearer, response=DeliveryPage,
            summary="推送记录 · Deliveries")  # fmt: skip
def deliveries(
    request: HttpRequest,
    subscription_id: UUID,
    state: DeliveryState | None = None,
    cursor: Annotated[str, Param(max_length=300)] = "",
    size: Annotated[int, Param(ge=1, le=100)] = 50,
) -> Page[DeliveryRow]:
    """Return the deliveries of an own subscription, newest first; `state=dead` is the dead list."""
    return queries.deliveries(
        actor_of(request), subscription_id, state=state.value if state else "", cursor=cursor, size=size
    )


class Wanted(BaseModel):
    """Which dead deliveries; all where none is named."""

    model_config = ConfigDict(extra="forbid")

    delivery_id: UUID | None = Field(None, description="只重发这一条 · this one only", examples=[AN_ID])


class Again(BaseModel):
    """Which deliveries, and why: one, or those of facts in [since, until), at most 31 days."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=2, max_length=200)] = Field(
        description="理由，留在记录里 · why, kept on record", examples=["对方数据库恢复到了昨天"]
    )
    delivery_id: UUID | None = Field(None, description="只补发这一条 · this one only", examples=[AN_ID])
    since: Moment | None = Field(None, description="从何时起发生的 · what happened from", examples=[A_TIME])
    until: Moment | None = Field(None, description="到何时为止（不含） · until (not included)")
    only_dead: bool = Field(False, description="只补发未送达的 · only what was not delivered")


class PutBack(BaseModel):
    """How many deliveries are sent again."""

    count: int


@router.post("/subscriptions/{uuid:subscription_id}/send-again", auth=bearer, response=PutBack,
             summary="重发 · Send again")  # fmt: skip
def send_again(request: HttpRequest, subscription_id: UUID, body: Wanted) -> PutBack:
    """Put dead deliveries back, one or all; their ids stay the same."""
    count = actions.send_again(
        actor=actor_of(request), subscription_id=subscription_id, delivery_id=body.delivery_id, now=timezone.now()
    )
    return PutBack(count=count)


@router.post("/subscriptions/{uuid:subscription_id}/replay", auth=bearer, response=PutBack,
             summary="补发 · Replay")  # fmt: skip
def replay(request: HttpRequest, subscription_id: UUID, body: Again) -> PutBack:
    """Send what was sent before again, one delivery or a span of time, for a receiver that lost it.

    Ids and bodies are those of the first time. What the key may see no longer is left out; at most 1,000 at once.
    """
    count = actions.replay(
        actor=actor_of(request), subscription_id=subscription_id, now=timezone.now(), **body.model_dump()
    )
    return PutBack(count=count)


@router.get("/subscriptions/{uuid:subscription_id}/replays", auth=bearer, response=many(ReplayRow),
            summary="补发记录 · Replays")  # fmt: skip
def replays(request: HttpRequest, subscription_id: UUID) -> list[ReplayRow]:
    """Return what was sent again of an own subscription, newest first: which, how many, why, by whom."""
    return queries.replays(actor_of(request), subscription_id)


open_doors(
    router,
    (
        Door("/subscriptions/{uuid:subscription_id}/pause", actions.pause, "hooks.manage",
             Text("暂停推送", "Pause")),
        Door("/subscriptions/{uuid:subscription_id}/go-on", actions.go_on, "hooks.manage",
             Text("恢复推送", "Go on")),
        Door("/subscriptions/{uuid:subscription_id}/end", actions.end, "hooks.manage",
             Text("结束订阅", "End a subscription")),
    ),
)  # fmt: skip
