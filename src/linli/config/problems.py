"""Errors of the interface as problem+json (RFC 9457), in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from linli.kernel.errors import Broken, Conflict, DomainError, Forbidden, NotFound
from linli.kernel.words import Text

TYPE = "application/problem+json"

INVALID = Text("提交的内容有误，请按提示修改。", "What was sent cannot be used; see the fields.")
UNKNOWN = Text(
    "需要有效的访问令牌：请在请求头 Authorization 中带上 Bearer 令牌；过期的请重新签发。",
    "A valid access token is needed: send it as “Authorization: Bearer …”; issue a new one if it has expired.",
)
TOO_FAST = Text("请求太频繁，请稍后再试。", "Too many requests. Please wait a little.")
TOO_BIG = Text("提交的内容过大；单个文件请不超过 20 MB。", "Too large. Please keep each file under 20 MB.")
UNREADABLE = Text("提交的内容无法读取，请检查格式。", "What was sent cannot be read. Please check its format.")
UNSTORABLE = Text(
    "有的内容无法保存（例如空字符，或过长、过大的值），请修改后重试。",
    "Something cannot be stored (a NUL character, or a value too long or too large). Please change it and try again.",
)
NO_METHOD = Text(
    "这个地址不支持该请求方法，可用：{allow}；什么都没有改动。",
    "This address does not know that method, only: {allow}. Nothing was changed.",
)
NO_SUCH = Text("引用的编号不存在，请核对。", "An id that was given does not exist; please check it.")
AWAY = Text(
    "系统暂时不可用，没有保存任何内容；请稍后用同一个 client_id 重试。",
    "The system is away for a moment and nothing was stored; try again later with the same client_id.",
)

WHY: Mapping[str, Text] = {
    "missing": Text("必填", "it is required"),
    "extra_forbidden": Text("没有这个字段", "there is no such field"),
    "enum": Text("须为以下之一：{expected}", "it must be one of: {expected}"),
    "literal_error": Text("须为以下之一：{expected}", "it must be one of: {expected}"),
    "string_too_long": Text("最多 {max_length} 个字", "at most {max_length} characters"),
    "string_too_short": Text("至少 {min_length} 个字", "at least {min_length} characters"),
    "string_unicode": Text("不是有效的文字", "it is not valid text"),
    "string_type": Text("须为文字", "it must be text"),
    "bool_parsing": Text("须为 true 或 false", "it must be true or false"),
    "bool_type": Text("须为 true 或 false", "it must be true or false"),
    "int_parsing": Text("须为整数", "it must be a whole number"),
    "int_type": Text("须为整数", "it must be a whole number"),
    "int_from_float": Text("须为整数", "it must be a whole number"),
    "float_parsing": Text("须为数字", "it must be a number"),
    "float_type": Text("须为数字", "it must be a number"),
    "finite_number": Text("须为有限的数字", "it must be a finite number"),
    "greater_than_equal": Text("不能小于 {ge}", "it must be at least {ge}"),
    "less_than_equal": Text("不能大于 {le}", "it must be at most {le}"),
    "too_long": Text("最多 {max_length} 项", "at most {max_length} items"),
    "too_short": Text("至少 {min_length} 项", "at least {min_length} items"),
    "uuid_parsing": Text("须为编号（UUID）", "it must be an id (UUID)"),
    "uuid_type": Text("须为编号（UUID）", "it must be an id (UUID)"),
    "datetime_parsing": Text("须为 ISO 8601 时间", "it must be an ISO 8601 time"),
    "datetime_from_date_parsing": Text("须为 ISO 8601 时间", "it must be an ISO 8601 time"),
    "timezone_aware": Text("时间须带时区", "the time needs a zone"),
    "date_parsing": Text("须为日期（年-月-日）", "it must be a date (year-month-day)"),
    "date_from_datetime_parsing": Text("须为日期（年-月-日）", "it must be a date (year-month-day)"),
    "model_attributes_type": Text("须为 JSON 对象", "it must be a JSON object"),
    "dict_type": Text("须为 JSON 对象", "it must be a JSON object"),
    "list_type": Text("须为列表", "it must be a list"),
}
"""Kind of a validation error -> what to tell; others are told as the library says them."""


def language_of(request: HttpRequest) -> str:
    """Return the language the caller asked for; Chinese unless English comes first."""
    accepted = request.headers.get("Accept-Language", "").strip().lower()
    return "en" if accepted.startswith("en") else "zh"


def problem(request: HttpRequest, *, status: int, code: str, text: Text, **more: Any) -> HttpResponse:
    """Return one problem document: what was wrong and what would make it right."""
    answer = JsonResponse(
        {
            "type": f"urn:linli:{code}",
            "title": code,
            "status": status,
            "detail": text.say(language_of(request)),
            **more,
        },
        status=status,
        content_type=TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Content-Language"] = "en" if language_of(request) == "en" else "zh-CN"
    return answer


def install(api: NinjaAPI) -> None:
    """Have every error of `api` answered as a problem document."""
    api.add_exception_handler(DomainError, _domain)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(AuthenticationError, _authentication)
    api.add_exception_handler(Throttled, _throttled)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(RequestDataTooBig, too_big)
    api.add_exception_handler(MultiPartParserError, _unreadable)
    api.add_exception_handler(UnicodeEncodeError, _unstorable)
    api.add_exception_handler(DataError, _unstorable)
    api.add_exception_handler(IntegrityError, _integrity)
    api.add_exception_handler(OperationalError, _away)
    api.add_exception_handler(InterfaceError, _away)


def _domain(request: HttpRequest, error: DomainError | type[DomainError]) -> HttpResponse:
    found = error if isinstance(error, DomainError) else error()
    if isinstance(found, Broken):
        raise found
    if isinstance(found, Forbidden) and getattr(request, "auth", None) is None:
        found = NotFound()  # a stranger learns nothing, not even that there is something
    params = {name: str(value) for name, value in found.params.items()}
    return problem(request, status=found.status, code=found.code, text=found.text, params=params)


def _validation(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    language = language_of(request)
    fields = [
        {"field": _place(row.get("loc", ())), "why": _why(row).say(language)} for row in getattr(error, "errors", [])
    ]
    return problem(request, status=422, code="api.invalid", text=INVALID, fields=fields)


def _place(loc: tuple[object, ...]) -> str:
    """Return where a fault lies; the first parts (body, query) and the parameter's own name tell the caller nothing."""
    parts = [str(part) for part in loc]
    if parts and parts[0] in {"body", "form", "file"}:
        parts = parts[2:] or parts[1:] or parts
    elif len(parts) > 1 and parts[0] in {"query", "path", "header"}:
        parts = parts[1:]
    return ".".join(parts)


def _why(row: Mapping[str, Any]) -> Text:
    text = WHY.get(str(row.get("type", "")))
    message = str(row.get("msg", ""))
    if text is None:
        return Text(message, message)
    try:
        return text.format(**(row.get("ctx") or {}))
    except KeyError:
        return Text(message, message)


def _authentication(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    answer = problem(request, status=401, code="api.token_needed", text=UNKNOWN)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _throttled(request: HttpRequest, error: Throttled | type[Throttled]) -> HttpResponse:
    wait = int(getattr(error, "wait", None) or 0) + 1
    answer = problem(request, status=429, code="api.too_fast", text=TOO_FAST, retry_after_s=wait)
    answer["Retry-After"] = str(wait)
    return answer


def missing(request: HttpRequest, error: Exception | type[Exception] | None = None) -> HttpResponse:
    """Return that there is no such thing."""
    return problem(request, status=404, code=NotFound.code, text=NotFound.says)


def _http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    status = getattr(error, "status_code", 400)
    return problem(request, status=status, code="api.unreadable", text=UNREADABLE)


def too_big(request: HttpRequest, error: Exception | type[Exception] | None = None) -> HttpResponse:
    """Return that more was sent than is taken."""
    return problem(request, status=413, code="api.too_big", text=TOO_BIG)


def wrong_method(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return that the address knows other methods, instead of ninja's line of plain text."""
    allow = answer.headers.get("Allow", "")
    told = problem(request, status=405, code="api.wrong_method", text=NO_METHOD.format(allow=allow))
    told["Allow"] = allow
    return told


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return that Django could not read the request: an unknown host, more fields than a form has."""
    return problem(request, status=400, code="api.unreadable", text=UNREADABLE)


def _unreadable(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return problem(request, status=400, code="api.unreadable", text=UNREADABLE)


def _unstorable(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return problem(request, status=422, code="api.unstorable", text=UNSTORABLE)


def _integrity(request: HttpRequest, error: IntegrityError | type[IntegrityError]) -> HttpResponse:
    """Answer what the tables refused: an id that does not exist, or somebody who was faster.

    A check that failed is a broken invariant and goes on as a fault of ours.
    """
    state = getattr(getattr(error, "__cause__", None), "sqlstate", "")
    if state == "23503":
        return problem(request, status=422, code="api.no_such_id", text=NO_SUCH)
    if state == "23505":
        return problem(request, status=409, code=Conflict.code, text=Conflict.says)
    raise error


def _away(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    answer = problem(request, status=503, code="api.away", text=AWAY)
    answer["Retry-After"] = "5"
    return answer


PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457. `detail` says in the caller's language (Accept-Language; Chinese unless English comes "
    "first) what was wrong and what would make it right; `title` is a stable code to program against.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:linli:appeals.nothing_said"]},
        "title": {"type": "string", "examples": ["appeals.nothing_said"]},
        "status": {"type": "integer", "examples": [422]},
        "detail": {"type": "string", "examples": ["请写几句话或附一张照片，我们才知道要办什么。"]},
        "params": {"type": "object", "additionalProperties": {"type": "string"}},
        "retry_after_s": {"type": "integer"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "why": {"type": "string"}},
                "required": ["field", "why"],
            },
        },
    },
}

MEANINGS: Mapping[int, str] = {
    400: "The body cannot be read as what it says it is.",
    401: "No token, or an unknown, expired or revoked one.",
    403: "The token's account sees this, but may not do it here.",
    404: "There is none, or the caller may not know of it.",
    405: "The path knows other methods.",
    409: "A rule says no in the present state; `detail` says what would make it yes.",
    413: "More was sent than is taken.",
    422: "A field, a file or a value cannot be used.",
    429: "Too many requests; see Retry-After. The limit counts once for all processes.",
    503: "The database is away for a moment; nothing was stored.",
}


def describe(document: dict[str, Any]) -> None:
    """Add to an OpenAPI document what every operation may answer when it cannot do what was asked."""
    document["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    for path in document["paths"].values():
        for method, operation in path.items():
            for status in _possible(method, operation):
                operation["responses"].setdefault(status, _response(status))


def _possible(method: str, operation: Mapping[str, Any]) -> list[int]:
    found = [404, 422, 429, 503]
    if operation.get("security"):
        found += [401, 403]
    if method != "get":
        found += [409]
    if "requestBody" in operation:
        found += [400, 413]
    return sorted(found)


def _response(status: int) -> dict[str, Any]:
    return {
        "description": MEANINGS[status],
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
