"""Calling Open311 in tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from django.test import Client
from django.utils import timezone

from linli.people import actions as people_actions
from linli.people.tests import factories as people
from tests.api.town import Town

LAMP = "17号楼东头的路灯三天不亮了"


@dataclass(frozen=True)
class Answer:
    """What came back: parsed JSON, or the root of the XML."""

    status: int
    body: Any
    kind: str
    headers: Any

    @property
    def codes(self) -> list[int]:
        """Return the codes of an error list."""
        if isinstance(self.body, list):
            return [line["code"] for line in self.body]
        assert self.body.tag == "errors"
        return [int(code.text or "") for code in self.body.iter("code")]

    @property
    def said(self) -> str:
        """Return the words of an error list."""
        assert isinstance(self.body, list)
        return " | ".join(line["description"] for line in self.body)


def get(path: str, *, language: str = "", **query: Any) -> Answer:
    """Ask for a resource below /open311/."""
    extra: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": language} if language else {}
    words = f"?{urlencode(query)}" if query else ""
    return _answer(Client().get(f"/open311/{path}{words}", **extra))


def send(form: dict[str, Any] | bytes, *, kind: str = "application/x-www-form-urlencoded", to: str = "json",
         language: str = "", **headers: str) -> Answer:  # fmt: skip
    """Post a form (or bytes as they are) to the requests."""
    data = form if isinstance(form, bytes) else urlencode(form, doseq=True).encode()
    extra: dict[str, Any] = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    if language:
        extra["HTTP_ACCEPT_LANGUAGE"] = language
    return _answer(Client().generic("POST", f"/open311/v2/requests.{to}", data, content_type=kind, **extra))


def _answer(found: Any) -> Answer:
    kind = found.headers["Content-Type"]
    body = json.loads(found.content) if "json" in kind else ElementTree.fromstring(found.content)
    return Answer(found.status_code, body, kind, found.headers)


def system_key(
    town: Town, *, role: str = "agent", area: str = "", scopes: tuple[str, ...] = ("appeals.submit",)
) -> str:
    """Return the key of another system that reports for residents."""
    here = area or town.small.district
    now = timezone.now()
    admin, guard = (people.actor(name, town.small.district) for name in ("admin", "security_admin"))
    name = f"app-{role}-{here.rpartition('/')[2]}-{len(scopes)}"
    account = people_actions.open_system(actor=admin, login=name, name=name, area_path=town.small.district, now=now)
    people.grant(account, role, here)
    _, raw = people_actions.issue_system_token(
        actor=guard, account_id=account, label=name, scopes=list(scopes), area_path=town.small.district, now=now,
        expires_at=now + timedelta(days=30),
    )  # fmt: skip
    return raw


def form(town: Town, key: str, **more: Any) -> dict[str, Any]:
    """Return a whole form; None leaves an argument out."""
    made = {
        "api_key": key, "service_code": "util.streetlight", "description": LAMP,
        "lat": town.point["lat"], "long": town.point["lon"], "first_name": "阿姨", "last_name": "王",
        "phone": "13900000001", "email": "wang@example.org", **more,
    }  # fmt: skip
    return {name: value for name, value in made.items() if value is not None}


def posted(town: Town, key: str, **more: Any) -> dict[str, Any]:
    answer = send(form(town, key, **more))
    assert answer.status == 200, answer.body
    (made,) = answer.body
    return dict(made)
