"""Where queued deeds arrive: one address per deed, each safe to send again under its key (I14, S-306).

Every answer is JSON in both languages, for the device keeps it. Nothing is registered under the phone's clock: the
server's moment counts; how long ago it happened is told by the phone's own difference between making and sending, so a
clock wrong by a day does no harm. What the phone showed stays as a note.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.appeals.actions import registering
from linli.appeals.actions.files import Upload
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Reporter
from linli.appeals.words import Channel, Urgency
from linli.dispatch.queries import orders
from linli.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from linli.kernel.moves import NotPossible
from linli.kernel.words import Text
from linli.people.words import Role
from linli.web import formats
from linli.web.door import actor_of, now_of
from linli.web.field.naming import pair
from linli.web.language import spoken
from linli.web.staff import deeds, doing, forms
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Act
from linli.web.staff.meanwhile import overtaken

Do = Callable[[HttpRequest], dict[str, Any]]
LONGEST_AWAY = timedelta(days=30)
"""A record older than this tells of a clock that was set in between, not of a month without a line."""
NOTICED = timedelta(minutes=5)
KEY = 64
GONE = Text(
    "这件事您现在看不到了：可能已转给别的单位或别的网格。",
    "You can no longer see this case: it may have gone to another unit or another grid.",
)
NAMELESS = Text(
    "替谁上报？请写下同意由您上报的人的姓名。", "For whom? Please write the name of who agreed that you report."
)
NO_ROLE = Text("您现在没有岗位，不能上报。请联系本单位管理员。", "You hold no post now. Ask your unit's administrator.")


class SignInFirst(DomainError):
    """The session has ended; what was queued stays on the device."""

    code = "web.sign_in_first"
    status = 401
    says = Text("请先登录，登录后接着发。", "Please sign in; sending goes on afterwards.")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was recorded: `at` by the server's clock, `shown` by the phone's, `ahead` how wrong that is."""

    at: datetime
    shown: datetime | None
    ahead: timedelta

    @property
    def is_wrong(self) -> bool:
        """Say whether the phone's clock was off by more than a few minutes."""
        return abs(self.ahead) > NOTICED

    @property
    def note(self) -> Text | None:
        """Return what the phone showed where it differs, else None."""
        if not self.is_wrong or self.shown is None:
            return None
        away, shown = formats.span(abs(self.ahead)), formats.exact(self.shown)
        zh, en = ("快", "ahead") if self.ahead > timedelta() else ("慢", "behind")
        return Text(
            f"手机的钟{zh}了 {away.zh}（手机显示 {shown.zh}），已按服务器时间登记。",
            f"The phone's clock was {away.en} {en} (it showed {shown.en}); the server's time was used.",
        )


def moment_of(request: HttpRequest, now: datetime) -> Moment:
    """Return when a queued record was made; `now` where the phone says nothing that can be."""
    made, sent = (_moment(request.POST.get(name, "")) for name in ("made_ms", "sent_ms"))
    if made is None or sent is None:
        return Moment(now, None, timedelta())
    away = sent - made
    return Moment(now - away if timedelta() <= away <= LONGEST_AWAY else now, made, sent - now)


def _moment(raw: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(raw) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def endpoint(do: Do) -> Callable[[HttpRequest], HttpResponse]:
    """Make an address of a deed: who is asking, the deed, its answer or refusal in both languages."""

    @never_cache
    @require_POST
    @wraps(do)
    def view(request: HttpRequest) -> HttpResponse:
        try:
            if not request.user.is_authenticated:
                raise SignInFirst
            if not actor_of(request).scopes:
                raise Forbidden(deed=NO_ROLE.zh)
            return JsonResponse({"status": "done", **do(request)})
        except NotFound:
            return JsonResponse({"status": "refused", "says": pair(GONE)}, status=404)
        except DomainError as error:
            return JsonResponse(
                {"status": "refused", "code": error.code, "says": pair(error.text)}, status=error.status
            )

    return view


class NoKey(Invalid):
    """A queued record without its key could not be told from its repetition."""

    code = "web.no_key"
    says = Text("这条记录没有编号，不能发送。", "This record has no key and cannot be sent.")


def key_of(request: HttpRequest) -> str:
    """Return the key under which the device queued the record.

    :raises NoKey: there is none, or one that somebody might hit upon.
    """
    key = request.POST.get("client_id", "")
    if not registering.UNGUESSABLE <= len(key) <= KEY:
        raise NoKey
    return key


@endpoint
def report(request: HttpRequest) -> dict[str, Any]:
    """Register a report made in the field; the first answer again where it arrived before."""
    actor, now, posted = actor_of(request), now_of(request), request.POST
    moment = moment_of(request, now)
    lon, lat = _float(posted.get("lon", "")), _float(posted.get("lat", ""))
    place = Place(
        lon=lon,
        lat=lat,
        crs=posted.get("crs") or None,
        address=posted.get("address", "").strip(),
        building_code=posted.get("building", "").strip().upper(),
    )
    photos: list[Any] = request.FILES.getlist("photos")
    who = Reporter(posted.get("name", "").strip()[:40], posted.get("phone", "").strip()[:20])
    is_said = bool(who.name or who.phone)
    new = NewAppeal(
        text=posted.get("text", ""),
        channel=Channel.GRID_PATROL if Role.GRID_WORKER.value in actor.roles else Channel.DESK,
        reporter=who if is_said else None,
        place=place,
        client_id=key_of(request),
        found_at=moment.at,
        urgency=next((one for one in Urgency if one.value == posted.get("urgency")), None),
        uploads=tuple(Upload(file, file.size) for file in photos),
        reply_requested=is_said,
        is_proxy="is_proxy" in posted,
        has_proxy_consent="is_proxy" in posted,
    )
    if new.is_proxy and not who.name:
        raise Unfit(NAMELESS)
    made = registering.register(actor=actor, new=new, now=now)
    return {
        "number": made.number,
        "url": f"/desk/case/{made.id}/",
        "is_repeat": made.is_repeat,
        "says": pair(Text("已登记。", "Registered.")),
        "clock": pair(moment.note) if moment.note else None,
        "numbers": list(made.emergency_numbers),
    }


def _float(raw: str) -> float | None:
    try:
        return float(raw)
    except ValueError:
        return None


@endpoint
def log(request: HttpRequest) -> dict[str, Any]:
    """Log what was done on an order."""
    return _on_order(request, "log_action", "note")


@endpoint
def visit(request: HttpRequest) -> dict[str, Any]:
    """Record a visit for an order."""
    return _on_order(request, "visit", "result")


def _on_order(request: HttpRequest, name: str, words: str) -> dict[str, Any]:
    """Do a deed of the desk's table on the order named; refused ones tell who did what meanwhile."""
    deed, now = deeds.named(name), now_of(request)
    key, order_id, moment = key_of(request), named_id(request, "order"), moment_of(request, now)
    appeal_id = orders.appeal_of(order_id)
    if appeal_id is None:
        raise NotFound
    case = CaseFile(actor_of(request), appeal_id, now)
    case.target = order_id
    values, errors = forms.read(deed.fields, request, case)
    if errors:
        raise Unfit(errors.lines[0][1])
    values[words] = f"{values[words]}{told_when(moment, now)}"
    try:
        with transaction.atomic():
            act = Act(case, order_id, values, key)
            doing.keep_files(act, deed)
            deed.do(act)
    except (Conflict, NotPossible) as error:
        raise Overtaken(overtaken(case) or error.text) from error
    return {
        "number": case.appeal.number,
        "url": f"/desk/case/{appeal_id}/",
        "says": pair(deed.done),
        "clock": pair(moment.note) if moment.note else None,
    }


def told_when(moment: Moment, now: datetime) -> str:
    """Return when it was recorded, to stand under the words: empty for what came at once."""
    if now - moment.at <= NOTICED and not moment.is_wrong:
        return ""
    at = formats.exact(moment.at)
    said = spoken(Text(f"\n（现场记下：{at.zh}。", f"\n(Recorded in the field: {at.en}."))
    return said + (spoken(moment.note) if moment.note else "") + spoken(Text("）", ")"))


def named_id(request: HttpRequest, name: str) -> UUID:
    """Return the id that a record names.

    :raises NotFound: it names none.
    """
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None


class _Says(DomainError):
    """An error whose words are known only when it happens."""

    def __init__(self, said: Text) -> None:
        super().__init__()
        self.said = said

    @property
    def text(self) -> Text:
        """Return the words."""
        return self.said


class Overtaken(_Says):
    """Somebody did something meanwhile, and the deed is possible no more."""

    code = "web.overtaken"
    status = 409


class Unfit(_Says):
    """A field was left empty or holds what it may not."""

    code = "web.unfit"
    status = 422
