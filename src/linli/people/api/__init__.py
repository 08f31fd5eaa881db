"""The interface of people: who am I, my tokens, units and who is on call; accounts, grants and units administered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from linli.kernel.errors import Forbidden, NotFound
from linli.kernel.words import Text
from linli.people import actions, queries
from linli.people.api import devices
from linli.people.api.doors import Door, open_doors
from linli.people.api.fields import A_TIME, AN_ID
from linli.people.api.shapes import Done, Line, Moment, Words, many, shape, shown
from linli.people.doors import actor_of, bearer
from linli.people.queries import TokenRow
from linli.people.queries.actors import AccountRow, GrantRow
from linli.people.queries.posts import OnCall
from linli.people.rules import mask_name
from linli.people.rules.units import UnitRow
from linli.people.words import Role

router = Router()
Place = Annotated[str, Param(max_length=120, description="区域路径 · path of an area")]
Me = shape(
    "Me",
    "Who the token belongs to, which of its deeds are left to the token, and the roles of the account.",
    __name__,
    account=shown(AccountRow),
    deeds=list[str],
    grants=many(GrantRow),
)


@router.get("/me", auth=bearer, response=Me, summary="我是谁 · Who am I")
def me(request: HttpRequest) -> dict[str, object]:
    """Return the token's account, the deeds that are left to the token, and the roles of the account."""
    actor = actor_of(request)
    assert actor.account_id is not None  # noqa: S101 - the bearer let nobody else in
    deeds = sorted(set(actor.scopes) | actor.held_deeds)
    grants = queries.grants_of(actor.account_id, at=timezone.now())
    return {"account": queries.account(actor.account_id), "deeds": deeds, "grants": grants}


@router.get("/units", response=many(UnitRow), summary="某地的单位 · Units at a place")
def units(request: HttpRequest, area: Place = "") -> list[UnitRow]:
    """Return the open units at or below an area, in path order: names and public phones only."""
    return queries.units_within(area or settings.LINLI_DISTRICT, at=timezone.now())[:500]


@router.get("/units/{uuid:unit_id}", response=shown(UnitRow), summary="单位 · One unit")
def unit(request: HttpRequest, unit_id: UUID) -> UnitRow:
    """Return one unit."""
    return queries.unit(unit_id)


@router.get("/competent-units", response=many(UnitRow), summary="谁负责 · Who is competent here")
def competent_units(request: HttpRequest, category: Annotated[str, Param(max_length=40)], area: Place) -> list[UnitRow]:
    """Return who is competent for a category at a place, the most specific area first (domain-spec R5-4)."""
    return queries.competent_units(category, area, at=timezone.now())


@router.get("/on-call", auth=bearer, response=many(OnCall), summary="谁在值班 · Who is on call")
def on_call(request: HttpRequest, area: Place) -> list[OnCall]:
    """Return whose turn it is at a place now. The phones are for colleagues: it takes `appeals.view` there."""
    actor_of(request).require("appeals.view", area)
    return queries.on_call(area, at=timezone.now())


@router.get("/accounts/{uuid:account_id}", auth=bearer, response=shown(AccountRow), summary="账号 · One account")
def account(request: HttpRequest, account_id: UUID) -> AccountRow:
    """Return an account: the own one, or any for whoever opens accounts or grants."""
    actor = actor_of(request)
    may_look = any(actor.reach(deed) for deed in ("people.open_account", "people.grant"))
    if actor.account_id != account_id and not may_look:
        raise NotFound
    found = queries.account(account_id)
    if actor.account_id == account_id or queries.grants_of(account_id, at=timezone.now()):
        return found
    return replace(found, name=mask_name(found.name))  # it may be a resident's, whose name is no business of theirs


@router.get("/grants", auth=bearer, response=many(GrantRow), summary="角色授予 · Who holds which role")
def grants(request: HttpRequest, area: Place) -> list[GrantRow]:
    """Return the grants in force at or below an area, for whoever gives or takes them there, or audits."""
    actor = actor_of(request)
    if not any(actor.may(deed, area) for deed in ("people.grant", "people.revoke", "people.read_audit")):
        raise Forbidden(deed="people.grant")
    return queries.grants_within(area, at=timezone.now())


class NewToken(BaseModel):
    """What a token may do, and until when."""

    model_config = ConfigDict(extra="forbid")

    label: Line = Field(min_length=1, description="名称 · what it is called", examples=["值班台大屏"])
    scopes: list[Line] = Field(
        max_length=200, description="权限 · deeds of the own account", examples=[["appeals.view"]]
    )
    expires_at: Moment | None = Field(
        None, description="到期，最长一年 · good until, a year at most", examples=[A_TIME]
    )


class Token(BaseModel):
    """A token; the key is shown this once."""

    id: UUID = Field(examples=[AN_ID])
    token: str = Field(description="只显示这一次 · shown this once", examples=["linli_…"])


@router.post("/tokens", auth=bearer, response={201: Token}, summary="签发令牌 · Issue a token")
def issue_token(request: HttpRequest, body: NewToken) -> Status[Token]:
    """Give the own account another token, with some of the deeds this token has. Ninety days where nothing is said."""
    now = timezone.now()
    token_id, raw = actions.issue_token(
        actor=actor_of(request),
        label=body.label,
        scopes=body.scopes,
        expires_at=body.expires_at or now + timedelta(days=90),
        now=now,
    )
    return Status(201, Token(id=token_id, token=raw))


@router.get("/tokens", auth=bearer, response=many(TokenRow), summary="我的令牌 · My tokens")
def tokens(request: HttpRequest) -> list[TokenRow]:
    """Return the live tokens of the token's account, newest first: how each begins, its end, when it was last used."""
    actor = actor_of(request)
    assert actor.account_id is not None  # noqa: S101 - the bearer let nobody else in
    return queries.tokens_of(actor.account_id, at=timezone.now())


@router.post("/tokens/{uuid:token_id}/rotate", auth=bearer, response={201: Token}, summary="换令牌 · Rotate a token")
def rotate_token(request: HttpRequest, token_id: UUID) -> Status[Token]:
    """Put a fresh token in the place of an own one, with the same scopes and term; the old one works another day."""
    made, raw = actions.rotate_token(actor=actor_of(request), token_id=token_id, now=timezone.now())
    return Status(201, Token(id=made, token=raw))


class SystemToken(BaseModel):
    """What another system may do, and until when (never, where nothing is said)."""

    model_config = ConfigDict(extra="forbid")

    label: Line = Field(min_length=1, description="名称 · what it is called", examples=["城运平台"])
    scopes: list[Line] = Field(max_length=200, description="权限 · deeds of the system", examples=[["appeals.view"]])
    expires_at: Moment | None = Field(
        None, description="到期，最长三年 · good until, three years at most", examples=[A_TIME]
    )
    area_path: Line = Field(description="区域路径 · where the office is", examples=["370203"])


@router.post("/systems/{uuid:account_id}/tokens", auth=bearer, response={201: Token},
             summary="签发系统令牌 · Issue a system's token")  # fmt: skip
def issue_system_token(request: HttpRequest, account_id: UUID, body: SystemToken) -> Status[Token]:
    """Give another system a token with some of the deeds it was granted; for the security administrator."""
    made, raw = actions.issue_system_token(
        actor=actor_of(request), account_id=account_id, now=timezone.now(), **body.model_dump()
    )
    return Status(201, Token(id=made, token=raw))


class Roles(BaseModel):
    """A role and what it may do."""

    code: str
    name: Words


@router.get("/roles", response=list[Roles], summary="角色 · Roles")
def roles(request: HttpRequest) -> list[Roles]:
    """Return the roles that can be granted, with their glosses."""
    return [Roles(code=role.value, name=Words(zh=role.zh, en=role.en)) for role in Role]


open_doors(
    router,
    (
        Door("/accounts", actions.open_account, "people.open_account", Text("开账号", "Open an account")),
        Door("/systems", actions.open_system, "people.open_account", Text("登记外部系统", "Open another system")),
        Door("/accounts/{uuid:account_id}/close", actions.close_account, "people.close_account",
             Text("关闭账号", "Close an account")),
        Door("/grants", actions.grant, "people.grant", Text("授予角色", "Grant a role")),
        Door("/grants/{uuid:grant_id}/revoke", actions.revoke, "people.revoke", Text("收回角色", "Revoke a grant")),
        Door("/tokens/{uuid:token_id}/revoke", actions.revoke_token, "people.revoke",
             Text("作废令牌", "Revoke a token")),
        Door("/units", actions.open_unit, "people.open_unit", Text("登记单位", "Open a unit")),
        Door("/units/{uuid:unit_id}/close", actions.close_unit, "people.open_unit", Text("撤销单位", "Close a unit")),
        Door("/units/{uuid:unit_id}/competence", actions.set_competence, "people.set_competence",
             Text("登记职责", "Set what a unit is competent for")),
        Door("/units/{uuid:unit_id}/appointments", actions.appoint, "people.appoint",
             Text("任职", "Appoint somebody")),
        Door("/units/{uuid:unit_id}/roster", actions.set_roster, "people.set_roster",
             Text("排班", "Set the roster")),
        Door("/accounts/{uuid:account_id}/reset-password", actions.reset_password, "people.open_account",
             Text("重设密码", "Give a new first password")),
        Door("/charges", actions.set_charge, "people.set_charge", Text("指定负责人", "Say who answers for an area")),
        Door("/consent-texts", actions.set_consent_text, "people.set_consent_text",
             Text("发布同意书", "Publish a consent text")),
        Door("/officer", actions.set_officer, "people.set_officer",
             Text("公布个人信息保护负责人", "Name the data protection officer")),
    ),
)  # fmt: skip

router.add_router("", devices.router)

__all__ = ["Done", "router"]
