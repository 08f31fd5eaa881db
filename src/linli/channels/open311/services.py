"""The list of services (every leaf of the category tree) and their definitions; discovery."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.channels.open311 import attributes
from linli.channels.open311.answers import Plain, answer, say, wrong
from linli.channels.open311.door import door
from linli.channels.open311.reading import check_jurisdiction, query_of
from linli.kernel.clocks import SHANGHAI
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.standards.words import Category

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
PATH = "/open311/v2"
ASKED_SINCE = datetime(2026, 11, 22, tzinfo=SHANGHAI)
"""Since when the services ask what they ask (`attributes`); the list itself changes with the standards."""
CONTACT = Text("使用说明见 docs/open311.md；有事请拨 12345。", "See docs/open311.md; or call 12345.")
KEYS = Text(
    "提交需要密钥：系统管理员登记外部系统（管理 → 外部系统），授予带 appeals.submit 的岗位，安全管理员发密钥；"
    "居民也可在“我 → 接口密钥”自己生成。查询不需要密钥。",
    "Reporting takes a key: the administrator opens the system (Office → Other systems) with a role that has "
    "appeals.submit, the security administrator issues the key; residents make their own under Me → Keys for programs. "
    "Reading takes none.",
)


def moment_of(at: datetime) -> str:
    """Return a moment as W3C writes it, in China time with its offset."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def service_of(code: str, now: datetime) -> Category:
    """Return the service with this code.

    :raises Told: 404, there is none.
    """
    found = standards.categories(now).get(code)
    if found is None:
        raise wrong(f"没有 service_code “{code[:40]}”", f"service_code “{code[:40]}” was not found", 404)
    return found


@door("GET")
def discovery(request: HttpRequest, form: str, now: datetime) -> HttpResponse:
    """Tell where the endpoint is and what it speaks. No statement while standards are fresh."""
    codes = standards.codes("category", now).values()
    changed = moment_of(max(ASKED_SINCE, *(one.valid_from for one in codes)))
    is_test = settings.LINLI_MODE in {"demo", "test"}
    endpoint: Plain = {
        "specification": SPECIFICATION,
        "url": f"{settings.LINLI_PUBLIC_URL}{PATH}",
        "changeset": changed,
        "type": "test" if is_test else "production",
        "formats": ["text/xml", "application/json"],
    }
    value: Plain = {
        "changeset": changed,
        "contact": say(CONTACT),
        "key_service": say(KEYS),
        "endpoints": [endpoint],
    }
    return answer(form, "discovery", value, is_discovery=True)


@door("GET")
def services(request: HttpRequest, form: str, now: datetime) -> HttpResponse:
    """List what may be reported. No statement beside the limit while standards are fresh."""
    check_jurisdiction(query_of(request))
    groups = standards.codes("category", now)
    found: list[Plain] = []
    for one in standards.categories(now).values():
        group = groups[one.group].text if one.group in groups else Text(one.group, one.group)
        found.append(
            {
                "service_code": one.code,
                "service_name": say(one.text),
                "description": _described(one, group),
                "metadata": bool(attributes.of(one)),
                "type": "realtime",
                "keywords": _keywords(one, group),
                "group": say(group),
            }
        )
    return answer(form, "services", found)


def _described(one: Category, group: Text) -> str:
    joined = say(Text("：", ": "))
    note = say(one.note)
    return f"{say(group)}{joined}{say(one.text)}" + (say(Text(f"。{note}", f". {note}")) if note else "")


def _keywords(one: Category, group: Text) -> str:
    said = [group.zh, *one.text.zh.split("/"), *one.gbt.split("·"), group.en, one.text.en]
    return ", ".join(dict.fromkeys(word.strip().replace(",", " ") for word in said if word.strip()))


@door("GET")
def definition(request: HttpRequest, form: str, now: datetime, code: str) -> HttpResponse:
    """Tell what a service asks. No statement beside the limit while standards are fresh."""
    check_jurisdiction(query_of(request))
    asked = attributes.of(service_of(code, now))
    value: Plain = {
        "service_code": code,
        "attributes": [_attribute(place, one) for place, one in enumerate(asked, start=1)],
    }
    return answer(form, "service_definition", value)


def _attribute(place: int, one: attributes.Attribute) -> Plain:
    return {
        "variable": one.variable,
        "code": one.code,
        "datatype": one.datatype.value,
        "required": one.is_required,
        "datatype_description": say(one.datatype.text) if one.variable else None,
        "order": place,
        "description": say(one.text),
        "values": [{"key": key, "name": say(name)} for key, name in one.values],
    }
