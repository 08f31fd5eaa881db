"""Taking a report: the form is read, all that is wrong with it is told at once, the rest is the one intake's work."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.appeals.actions import files
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Registered, Reporter, register
from linli.appeals.triage import urgency
from linli.appeals.triage.topics import Passage
from linli.appeals.words import Channel, Kind, Urgency
from linli.channels.actions import pictures
from linli.channels.open311 import attributes
from linli.channels.open311.answers import Fault, Plain, Told, answer, say, wrong
from linli.channels.open311.door import count
from linli.channels.open311.reading import Given, check_jurisdiction, form_of, number
from linli.channels.open311.services import moment_of, service_of
from linli.kernel.actor import Actor
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people import sealing
from linli.people.api.limits import REPORTS
from linli.people.doors import address_of, bearer, key_row_of
from linli.people.words import Role
from linli.standards import queries as standards
from linli.standards.words import Category

MOST_WORDS = 4000
"""GeoReport v2, POST Service Request: description."""
MOST_ADDRESS, MOST_URL, MOST_NAME = 200, 1000, 60
SAME_S = 600
"""So long the same form of the same person by the same key is the same report: a program that tries again."""
LIMITS = {"email": 120, "phone": 30, "first_name": MOST_NAME, "last_name": MOST_NAME, "media_url": MOST_URL,
          "address_id": 40, "address_string": 500, "client_id": 80, "device_id": 200, "account_id": 200}  # fmt: skip
WORLD = {"lat": 90.0, "long": 180.0}
EMERGENCY_NUMBERS = ("110", "119", "120")
NO_KEY = Text("缺少 api_key 或密钥无效，不能提交", "Missing or invalid api_key -- can't proceed with create_request.")
NO_WORDS = Text("请填写 description，或附 media_url", "say what it is about (description), or send a media_url")


def post(request: HttpRequest, form: str, now: datetime) -> HttpResponse:
    """Register a report and return its id. Twice the same within ten minutes, or with the same key, is once."""
    given = form_of(request)
    actor, key = _caller(request, given)
    is_within = _counted(given, key, now)
    check_jurisdiction(given)
    new = replace(_read(given, key, request, now), is_over_limit=not is_within)
    made = register(actor=actor, new=new, now=now)
    if given.get("media_url"):
        pictures.ask_for(
            appeal_id=made.id, case=made.number, area_path=made.area_path, url=given.get("media_url"), now=now
        )  # fmt: skip
    is_own = Role.RESIDENT.value in actor.roles and not actor.reach("appeals.submit")
    value: Plain = {
        "service_request_id": str(made.id),
        "service_notice": say(_notice(made)),
        "account_id": str(actor.account_id) if is_own else None,
    }
    return answer(form, "service_requests", [value])


def _caller(request: HttpRequest, given: Given) -> tuple[Actor, people.TokenRow]:
    """Return who reports, and with which key; wrong keys are counted. At most four statements.

    :raises Told: 403, there is no good key; 429.
    """
    raw = given.get("api_key") or request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    actor = bearer.authenticate(request, raw) if raw else None
    key = key_row_of(request)
    if actor is None or key is None:
        count("open311.key", address_of(request), settings.LINLI_REPORTS_PER_MINUTE)  # guessing keys
        raise Told(Fault(403, NO_KEY))
    if people.is_for_a_system(key):
        actor = replace(actor, roles=actor.roles - {Role.RESIDENT.value})  # it reports for others, never for itself
    return actor, key


def _counted(given: Given, key: people.TokenRow, now: datetime) -> bool:
    """Count a report against the minute of who sends it; say whether it is within. One statement.

    A danger, by its words or by its leaf, is taken beyond the limit too.

    :raises Told: 429.
    """
    # One program speaks for many: a flood of one of them must not keep the others from reporting.
    who = next((said for name in ("device_id", "account_id", "phone", "email") if (said := given.get(name))), "")
    try:
        count(REPORTS, f"{key.series_id}:{who}", settings.LINLI_REPORTS_PER_MINUTE)
    except Told:
        leaf = standards.categories(now).get(given.get("service_code"))
        is_danger_chosen = leaf is not None and leaf.hazard and leaf.urgency == Urgency.EMERGENCY
        if not is_danger_chosen and not urgency.alarms(Passage(given.get("description"))):
            raise
        return False
    return True


def _read(given: Given, key: people.TokenRow, request: HttpRequest, now: datetime) -> NewAppeal:
    """Return the report.

    :raises Told: all that is wrong with the form.
    """
    if not given.get("service_code"):
        raise wrong("缺少 service_code", "service_code was not provided")
    service = service_of(given.get("service_code"), now)
    faults = [_too_long(name, most) for name, most in LIMITS.items() if len(given.get(name)) > most]
    answers = attributes.read(service, given.attributes, faults)
    place, words = _place(given, faults), _words(given, answers, faults)
    if faults:
        raise Told(*faults)
    return NewAppeal(
        text=words,
        channel=Channel.API,
        kind=answers.kind or Kind.HELP,
        reporter=_reporter(given),
        place=place,
        client_id=_press(given, key, request, now),
        found_at=answers.found_at,
        urgency=_urgency(service, answers),
        households=answers.households,
        uploads=tuple(files.Upload(file.file, file.size or 0) for file in given.files),  # type: ignore[arg-type]
        publish_consent=answers.may_publish,
        category=service.code,
    )


def _too_long(name: str, most: int) -> Fault:
    return Fault(400, Text(f"{name} 最多 {most} 个字", f"{name}: at most {most} characters"))


def _place(given: Given, faults: list[Fault]) -> Place:
    lat, lon = _coordinate(given, "lat", faults), _coordinate(given, "long", faults)
    if bool(given.get("lat")) != bool(given.get("long")):
        faults.append(Fault(400, Text("lat 和 long 须同时给出", "lat and long go together")))
    address, code = given.get("address_string"), given.get("address_id")
    if not (given.get("lat") or given.get("long") or address or code):
        faults.append(
            Fault(
                400,
                Text(
                    "缺少位置：lat 和 long、address_string 或 address_id",
                    "a location was not provided: lat and long, address_string or address_id",
                ),
            )
        )
    has_point = lat is not None and lon is not None
    return Place(
        lon=lon if has_point else None,
        lat=lat if has_point else None,
        crs="EPSG:4326" if has_point else None,
        address=address[:MOST_ADDRESS],
        building_code=code,
    )


def _coordinate(given: Given, name: str, faults: list[Fault]) -> float | None:
    raw = given.get(name)
    if not raw:
        return None
    found = number(raw)
    if found is None or abs(found) > WORLD[name]:
        most = int(WORLD[name])
        faults.append(
            Fault(400, Text(f"{name} 须为 -{most} 到 {most} 的数字", f"{name} must be a number from -{most} to {most}"))
        )
        return None
    return found


def _words(given: Given, answers: attributes.Answers, faults: list[Fault]) -> str:
    """Return the report's words: what was described, then what was answered, a line each."""
    said, picture, address = given.get("description"), given.get("media_url"), given.get("address_string")
    if len(said) > MOST_WORDS:
        faults.append(
            Fault(
                400,
                Text(
                    f"description 有 {len(said)} 个字，最多 {MOST_WORDS} 字；请写要点",
                    f"description has {len(said)} characters; at most {MOST_WORDS}. Please write the main points",
                ),
            )
        )
    if picture and not _is_web(picture):
        faults.append(Fault(400, Text("media_url 须为 http(s) 网址", "media_url must be an http(s) address")))
    if not (said or picture or given.files):
        faults.append(Fault(400, NO_WORDS))
    lines = [said, *answers.lines]
    lines += [f"位置：{address}"] if len(address) > MOST_ADDRESS else []
    lines += [f"照片：{picture}"] if picture else []
    return "\n".join(line for line in lines if line)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and address.isprintable()
    except ValueError:
        return False


def _reporter(given: Given) -> Reporter | None:
    first, last = given.get("first_name"), given.get("last_name")
    is_latin = f"{first}{last}".isascii()
    name = f"{first} {last}".strip() if is_latin else f"{last}{first}"
    phone, email = given.get("phone"), given.get("email")
    return Reporter(name, phone, email) if name or phone or email else None


def _urgency(service: Category, answers: attributes.Answers) -> Urgency | None:
    """Return how urgent the choice itself is: a leaf of danger says so, except where the answers decide."""
    decides = any(one.code == attributes.PEOPLE_INSIDE for one in attributes.of(service))
    if answers.is_danger or (service.hazard and service.urgency == Urgency.EMERGENCY and not decides):
        return Urgency.EMERGENCY
    return None


def _press(given: Given, key: people.TokenRow, request: HttpRequest, now: datetime) -> str:
    """Return the name of this press: the caller's own, else one made of the form and the time; of this key alone."""
    said = given.get("client_id") or request.headers.get("Idempotency-Key", "").strip()[:80]
    if not said:
        parts = {name: value for name, value in given.fields.items() if name != "api_key"}
        sizes = [file.size for file in given.files]
        said = json.dumps(
            [parts, dict(given.attributes), sizes, int(now.timestamp()) // SAME_S], sort_keys=True, ensure_ascii=False
        )
    return "open311-" + sealing.blind_index(f"{key.series_id}:{said}", "open311").hex()


def _notice(made: Registered) -> Text:
    """Return what to tell the person: the case number, by when somebody says who handles it, the own link."""
    zh, en = f"已登记，编号 {made.number}。", f"Registered as {made.number}. "
    if made.is_repeat:
        zh, en = f"此前已登记，编号 {made.number}，没有重复登记。", f"Registered before as {made.number}. "
    if made.urgency is Urgency.EMERGENCY:
        numbers = made.emergency_numbers or EMERGENCY_NUMBERS
        zh, en = f"有危险请立即拨打 {'、'.join(numbers)}。{zh}", f"In danger call {', '.join(numbers)} now. {en}"
    if made.is_outside:
        zh += "位置不在本区，将转给有管辖权的地区。"
        en += "The place is outside the district; it is handed over. "
    if made.triage_due_at is not None:
        due = moment_of(made.triage_due_at)
        zh += f"最迟 {due} 告诉您由谁办理。"
        en += f"By {due} you hear who handles it. "
    if made.url:
        zh += f"进展（请勿外传）：{made.url}"
        en += f"How it stands (keep it to yourself): {made.url}"
    return Text(zh, en.strip())
