"""A small town with a token for every role at four places: own community, its sibling, another street, the district."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from linli.grid import queries as grid
from linli.grid.tests.factories import SmallDistrict, small_district
from linli.kernel.tests.calendars import local
from linli.people import actions as people_actions
from linli.people import queries as people_queries
from linli.people.tests import factories as people
from linli.standards.tests.factories import standards_in_memory

BEGIN = local("2026-01-05 09:00")
SEWER = "1号楼污水管又堵了,污水从一楼地漏返上来,请尽快疏通。"
PHONE = "13900000001"


@dataclass
class Town:
    """The district, its units, and tokens by (role, where)."""

    small: SmallDistrict
    committee: UUID
    company: UUID
    drainage: UUID
    tokens: dict[tuple[str, str, UUID | None], str] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)

    @property
    def here(self) -> str:
        """Return the path of the community where things happen."""
        return self.small.estate_community

    @property
    def street(self) -> str:
        """Return the street above it."""
        return self.here.rpartition("/")[0]

    @property
    def sibling(self) -> str:
        """Return the other community of the street."""
        return next(path for path in self.small.communities if path.startswith(self.street) and path != self.here)

    @property
    def other_street(self) -> str:
        """Return the other street."""
        return next(path for path in self.small.streets if path != self.street)

    @property
    def point(self) -> dict[str, object]:
        """Return a location inside the estate's grid."""
        lon, lat = self.small.inside(self.small.estate_grid)
        return {"lon": lon, "lat": lat, "crs": "EPSG:4490"}

    def token(self, role: str, area: str, unit: UUID | None = None, *, another: str = "") -> str:
        """Return a token of somebody with `role` at `area` (for `unit`), with all the deeds of that role.

        `another` tells a second person with the same role apart.
        """
        key = (role + another, area, unit)
        if key not in self.tokens:
            actor = people.staff(f"{role}{another}", role, area, unit=unit)
            assert actor.account_id is not None
            self.accounts[role + another + area] = actor.account_id
            _, self.tokens[key] = people_actions.issue_token(
                actor=actor,
                label=role,
                scopes=set(actor.scopes) | actor.held_deeds,
                expires_at=timezone.now() + timedelta(days=30),
                now=timezone.now(),
            )
        return self.tokens[key]


def found_town(now: datetime = BEGIN) -> Town:
    """Build the town; standards are answered from the packs."""
    for room in (grid, people_queries):
        room.forget()
    standards_in_memory()
    small = small_district(now)
    community = small.estate_community
    return Town(
        small=small,
        committee=people.unit("community", community, "上清路社区居委会", categories=["env.corridor_clutter"]),
        company=people.unit("property", community, "安居物业公司", categories=["prop", "util.sewer"]),
        drainage=people.unit("drainage", small.district, "排水公司", categories=["util.sewer"], is_24h=True),
    )


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Any
    kind: str


def call(method: str, path: str, body: Any = None, *, token: str = "", language: str = "", **headers: str) -> Answer:
    """Send one request to the interface and return the answer."""
    extra: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    if token:
        extra["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    if language:
        extra["HTTP_ACCEPT_LANGUAGE"] = language
    data = "" if body is None else json.dumps(body, default=str)
    found = Client().generic(method.upper(), f"/api/v1{path}", data, content_type="application/json", **extra)
    return answer_of(found)


def answer_of(found: Any) -> Answer:
    """Return a response as an answer."""
    kind = found.headers.get("Content-Type", "").partition(";")[0]
    body = json.loads(found.content) if "json" in kind else None
    if found.streaming:
        b"".join(found.streaming_content)  # read to its end, the file is closed
    return Answer(found.status_code, body, found.headers, kind)


def report(town: Town, text: str = SEWER, **more: Any) -> dict[str, Any]:
    """Report something at the estate; return the receipt."""
    body = {"text": text, "location": town.point, "reporter": {"name": "王阿姨", "phone": PHONE}, **more}
    answer = call("post", "/appeals/", body)
    assert answer.status == 201, answer.body
    receipt: dict[str, Any] = answer.body
    return receipt
