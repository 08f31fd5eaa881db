"""Errors of the interface as problem+json (RFC 9457), in the caller's language."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from linli.kernel.errors import Broken, DomainError, Forbidden, NotFound
from linli.kernel.words import Text

TYPE = "application/problem+json"

INVALID = Text("提交的内容有误,请按提示修改。", "What was sent cannot be used; see the fields.")
UNKNOWN = Text("需要有效的访问令牌。", "A valid access token is needed.")
TOO_FAST = Text("请求太频繁,请稍后再试。", "Too many requests. Please wait a little.")
TOO_BIG = Text("提交的内容过大;单个文件请不超过 20 MB。", "Too large. Please keep each file under 20 MB.")
UNREADABLE = Text("提交的内容无法读取,请检查格式。", "What was sent cannot be read. Please check its format.")


def language_of(request: HttpRequest) -> str:
    """Return the language the caller asked for; Chinese unless English comes first."""
    accepted = request.headers.get("Accept-Language", "").lower()
    return "en" if accepted.startswith("en") else "zh"


def problem(request: HttpRequest, *, status: int, code: str, text: Text, **more: Any) -> HttpResponse:
    """Return one problem document: what was wrong and what would make it right."""
    return JsonResponse(
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


def install(api: NinjaAPI) -> None:
    """Have every error of `api` answered as a problem document."""
    api.add_exception_handler(DomainError, _domain)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(AuthenticationError, _authentication)
    api.add_exception_handler(Throttled, _throttled)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(RequestDataTooBig, _too_big)


def _domain(request: HttpRequest, error: DomainError | type[DomainError]) -> HttpResponse:
    found = error if isinstance(error, DomainError) else error()
    if isinstance(found, Broken):
        raise found
    if isinstance(found, Forbidden) and getattr(request, "auth", None) is None:
        found = NotFound()  # a stranger learns nothing, not even that there is something
    params = {name: str(value) for name, value in found.params.items()}
    return problem(request, status=found.status, code=found.code, text=found.text, params=params)


def _validation(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    errors = getattr(error, "errors", [])
    fields = [
        {"field": ".".join(str(part) for part in row.get("loc", ()) if part != "body"), "why": row.get("msg", "")}
        for row in errors
    ]
    return problem(request, status=422, code="api.invalid", text=INVALID, fields=fields)


def _authentication(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return problem(request, status=401, code="api.token_needed", text=UNKNOWN)


def _throttled(request: HttpRequest, error: Throttled | type[Throttled]) -> HttpResponse:
    answer = problem(request, status=429, code="api.too_fast", text=TOO_FAST)
    wait = getattr(error, "wait", None)
    if wait:
        answer["Retry-After"] = str(int(wait) + 1)
    return answer


def _missing(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return problem(request, status=404, code=NotFound.code, text=NotFound.says)


def _http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    status = getattr(error, "status_code", 400)
    return problem(request, status=status, code="api.unreadable", text=UNREADABLE)


def _too_big(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return problem(request, status=413, code="api.too_big", text=TOO_BIG)
