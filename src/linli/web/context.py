"""What every page knows: the district's name, where help is, who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from linli.grid import queries as grid
from linli.kernel.words import Text
from linli.web.door import account_id_of, actor_of, now_of

FOOT = (
    (Text("怎么办理", "How it works"), "/how/"),
    (Text("公开案例", "Published cases"), "/cases/"),
    (Text("实时数据", "Live figures"), "/figures/"),
    (Text("个人信息", "Your data"), "/privacy/"),
    (Text("字号和语言", "Type and language"), "/settings/"),
    (Text("工作人员登录", "Staff sign-in"), "/desk/"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what the header and the footer need."""
    now = now_of(request)
    district = grid.district(now)
    account_id = account_id_of(request) if hasattr(request, "user") else None
    return {
        "now": now,
        "place": Text(district.name, district.name_en or district.name),
        "foot_links": FOOT,
        "account_name": _own_name(request) if account_id else "",
        "is_staff": bool(account_id and actor_of(request).scopes),
    }


def _own_name(request: HttpRequest) -> str:
    """Return the name of who is signed in; the session has read the account already."""
    user = request.user
    return "" if user.is_anonymous else user.name_sealed or user.login
