"""Reporting in three questions, without an account: what, where, how to reach you."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from linli.appeals.actions.files import Upload
from linli.appeals.actions.placing import Place, find
from linli.appeals.actions.registering import NewAppeal, Registered, Reporter, register
from linli.appeals.queries.known import contact_of as own_contact
from linli.appeals.triage import urgency
from linli.appeals.triage.topics import Passage
from linli.appeals.words import Channel
from linli.grid import queries as grid
from linli.grid.words import Certainty
from linli.kernel.errors import DomainError
from linli.kernel.words import Text
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.rules import resident_actor
from linli.people.rules.units import UnitRow
from linli.people.words import Purpose
from linli.web.door import account_id_of, now_of, tell_wait
from linli.web.language import said, spoken
from linli.web.public.building import called
from linli.web.public.ground import suggested
from linli.web.resident import drafts, similar
from linli.web.resident.contact import check_phone
from linli.web.resident.limits import within_rate
from linli.web.resident.telling import why
from linli.web.sizes import TooBig, tells_too_big, within_size

CLIENT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLACE_KEYS = ("address", "building_code", "lon", "lat", "crs")
MOST_PHOTOS = 6
MOST_WORDS = 4000
SURE_ENOUGH = frozenset(
    {Certainty.DOOR, Certainty.BUILDING, Certainty.ESTATE, Certainty.ALIAS, Certainty.JUNCTION, Certainty.COMMUNITY}
)
OUTSIDE = Text(
    "您选的地点在本区以外。选错了请改一下；没有错就再按一次“下一步”，受理的人会看该转给哪里。",
    "This place lies outside the district. Mend it, or press “Continue” again; the desk will see where it belongs.",
)
GUARDIAN_FIRST = Text(
    "替孩子反映，请留监护人的电话，并勾选同意；孩子自己反映，请写监护人的电话，我们先问。有危险请马上打 110 或 120。",
    "For a child we need the guardian's phone and consent; a child alone writes the guardian's phone and we ask first. "
    "In danger, call 110 or 120 now.",
)


class WordsForm(forms.Form):
    """What happened."""

    words = forms.CharField(
        max_length=MOST_WORDS,
        required=False,
        label=said("发生了什么事？", "What is the matter?"),
        error_messages={
            "max_length": said(
                "写了 %(show_value)d 个字，最多 %(limit_value)d 个。请写要点，其余可以拍成照片。",
                "That is %(show_value)d characters; %(limit_value)d is the most. Add the rest as photos.",
            )
        },
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
    )


class PlaceForm(forms.Form):
    """Where: a pin, an address, or the code on the building's door."""

    address = forms.CharField(max_length=200, required=False)
    building_code = forms.CharField(max_length=40, required=False)
    lon = forms.FloatField(required=False)
    lat = forms.FloatField(required=False)
    crs = forms.CharField(max_length=12, required=False)


class ReachForm(forms.Form):
    """How to reach the reporter; all optional."""

    name = forms.CharField(max_length=40, required=False)
    phone = forms.CharField(max_length=20, required=False)
    consent = forms.BooleanField(required=False)
    for_child = forms.BooleanField(required=False)
    guardian = forms.BooleanField(required=False)
    about_unit = forms.UUIDField(required=False)
    guardian_name = forms.CharField(max_length=40, required=False)
    guardian_phone = forms.CharField(max_length=20, required=False)
    same_as = forms.CharField(max_length=2, required=False)


_WORDY = ("words", "text", "title", "body")


def _alarm(text: str) -> list[str]:
    """Return the words that sound like danger to life."""
    return [alarm.word for alarm in urgency.alarms(Passage(text))]


@never_cache
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Ask what happened; emergency words bring up the numbers to call."""
    name = drafts.name_of(request)
    if not drafts.is_named(request) and _is_another(request):
        name = drafts.fresh_name()
    if request.method == "GET" and "code" in request.GET:
        drafts.keep(request, name, building_code=request.GET["code"][:40])
        return redirect(drafts.address("/report/", name, is_named=drafts.is_named(request)))
    draft = drafts.first_of(request) if not name else drafts.of(request) if drafts.is_named(request) else {}
    if request.method == "POST" and "drop" in request.POST:
        drafts.drop(request, str(draft.get("client_id", "")))
        return redirect("/report/")
    form = WordsForm(request.POST or None, initial=draft)
    if request.method == "POST" and form.is_valid():
        drafts.keep(request, name, words=form.cleaned_data["words"])
        return redirect(drafts.address("/report/place/", name))
    context = {
        "form": form,
        "found": _alarm(str(form["words"].value() or "")[:MOST_WORDS]),
        "step": 1,
        "steps": 3,
        "draft": "report",
        "draft_values": draft,
        "scanned": called(str(draft["building_code"]), now_of(request)) if draft.get("building_code") else None,
        "begun": drafts.first_of(request).get("client_id", ""),
        "action": drafts.address("/report/", name, is_named=drafts.is_named(request)),
        "unfinished": drafts.unfinished(request, but=name),
    }
    return render(request, "web/resident/words.html", context, status=422 if form.errors else 200)


def _is_another(request: HttpRequest) -> bool:
    """Say whether this page, whose address names no report, is for another than the first, which has words already.

    A form says which first report it saw (`begun`); where another tab has begun one since, this is a further one.
    """
    first = drafts.first_of(request)
    if "words" not in first:
        return False
    return request.method == "GET" or ("begun" in request.POST and request.POST["begun"] != first["client_id"])


@never_cache
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Answer htmx while the person still types: the numbers to call, if the words sound like danger.

    The forms of residents, staff and groups ask here, each with the names of its own fields.
    """
    said = "\n".join(request.POST.get(name, "") for name in _WORDY)
    found = _alarm(said[:MOST_WORDS])
    return render(request, "web/resident/alarm.html", {"found": found})


@never_cache
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Ask where it happened."""
    draft, name = drafts.of(request), drafts.name_of(request)
    if "words" not in draft:
        return redirect("/report/")
    form = PlaceForm(request.POST or None, initial=draft)
    is_asked_again = False
    looked_up = None
    if request.method == "POST" and form.is_valid() and "look" in request.POST:
        looked_up = suggested(form.cleaned_data["address"], now_of(request))
    elif request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in PLACE_KEYS}
        try:
            found = find(_place(values), at=now_of(request))
        except DomainError as error:
            form.add_error(None, spoken(why(error)))
        else:
            is_asked_again = found.certainty == Certainty.OUTSIDE and "outside_meant" not in request.POST
            if not is_asked_again:
                drafts.keep(request, name, **values)
                return redirect(drafts.address("/report/send/", name))
            form.add_error(None, spoken(OUTSIDE))
    context = {
        "form": form,
        "found": _alarm(draft["words"]),
        "draft_values": draft if request.method == "GET" else request.POST,
        "is_asked_again": is_asked_again,
        "looked_up": looked_up,
        "draft": "report-place",
        "heard": _heard(request, draft) if request.method == "GET" else None,
        "step": 2,
        "steps": 3,
        "back_url": drafts.address("/report/", name, is_named=True),
    }
    return render(request, "web/resident/place.html", context, status=422 if form.errors else 200)


def _heard(request: HttpRequest, draft: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the place that the words themselves name, unless the person said where it is."""
    if draft.get("address") or draft.get("building_code") or draft.get("lon") is not None:
        return None
    found = grid.place(address=str(draft["words"]), at=now_of(request))
    if found.certainty not in SURE_ENOUGH:
        return None
    named = grid.chain(found.area.path, now_of(request))[1:3]
    names = " ".join(area.name for area in named)
    return {"names": names, "lon": found.lon, "lat": found.lat, "street": named[0].path if named else ""}


def _place(values: Mapping[str, Any]) -> Place:
    return Place(
        lon=values.get("lon"),
        lat=values.get("lat"),
        crs=values.get("crs") or None,
        address=values.get("address") or "",
        building_code=values.get("building_code") or "",
    )


@tells_too_big
@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Refuse what is too big before it is read; then ask for photos and how to reach the person, and send."""
    try:
        within_size(request)
    except TooBig as error:
        return _ask_reach(request, drafts.by_address(request), ReachForm(), error)
    answer: HttpResponse = _send(request)
    return answer


@csrf_protect
def _send(request: HttpRequest) -> HttpResponse:
    draft = _carried(request) or drafts.of(request)
    if "words" not in draft:
        return redirect("/report/")
    if request.method != "POST":
        return _ask_reach(request, draft, ReachForm(), None)
    form = ReachForm(request.POST)
    if not form.is_valid():
        return _ask_reach(request, draft, form, None)
    if form.cleaned_data["for_child"] and not _has_guardian(form.cleaned_data):
        form.add_error("phone", spoken(GUARDIAN_FIRST))
        return _ask_reach(request, draft, form, None)
    try:
        check_phone(form.cleaned_data["phone"])
        check_phone(form.cleaned_data["guardian_phone"])
        is_within = within_rate(request, is_danger=bool(_alarm(draft["words"])))
        receipt = _register(request, draft, form.cleaned_data, is_within)
    except DomainError as error:
        return _ask_reach(request, draft, form, error)
    drafts.drop(request, draft["client_id"])
    return redirect(f"/r/{receipt.token}?new=1" if receipt.token else "/find/")


def _carried(request: HttpRequest) -> dict[str, Any]:
    """Return the report that the form itself carries, where it is not the one this session is writing.

    What waited for a line may come days later, from a browser that has begun another report or lost its session. Its
    own client id makes that once is once (I14).
    """
    client_id = request.POST.get("client_id", "") if request.method == "POST" else ""
    if not CLIENT_ID.fullmatch(client_id) or client_id == drafts.of(request).get("client_id"):
        return {}
    words_form, place_form = WordsForm(request.POST), PlaceForm(request.POST)
    if not (words_form.is_valid() and place_form.is_valid()):
        return {}
    return {"client_id": client_id, **words_form.cleaned_data, **place_form.cleaned_data}


def _has_guardian(reach: Mapping[str, Any]) -> bool:
    """Say whether a guardian agrees here and can be called, or a child says whom to ask first."""
    return bool(reach["guardian_phone"] or (reach["guardian"] and reach["phone"]))


def _guardian(reach: Mapping[str, Any]) -> Reporter | None:
    """Return the guardian of a reporting child: who agrees on this page is the one whose phone stands above."""
    if not reach["for_child"]:
        return None
    if reach["guardian_phone"]:
        return Reporter(reach["guardian_name"], reach["guardian_phone"])
    return Reporter(reach["name"], reach["phone"])


def _ask_reach(
    request: HttpRequest, draft: Mapping[str, Any], form: ReachForm, error: DomainError | None
) -> HttpResponse:
    account_id, name = account_id_of(request), drafts.name_of(request)
    is_wrong = bool(form.is_bound and form.errors)
    found = _alarm(str(draft.get("words", "")))
    offered = _offers(request, draft) if not found else []  # in danger nobody is asked to compare
    drafts.mark(request, str(draft.get("client_id", "")), similar.OFFERED, similar.ids(offered))
    context = {
        "offers": offered,
        "same_as": form["same_as"].value() or "",
        "form": form,
        "errors": [("id_photos" if "file" in error.code else "id_phone", why(error))] if error else [],
        "are_photos_refused": error is not None and "file" in error.code,
        "draft_values": draft,
        "place_keys": [(key, draft[key]) for key in PLACE_KEYS if draft.get(key) not in (None, "")],
        "where": _where(request, draft),
        "account": people.account(account_id) if account_id else None,
        "guardian_text": people.consent_text(Purpose.MINOR, at=now_of(request)),
        "found": found,
        "offices": _offices(request, draft),
        "most": MOST_PHOTOS,
        "has_files": True,
        "step": 3,
        "steps": 3,
        "words_url": drafts.address("/report/", name, is_named=True),
        "place_url": drafts.address("/report/place/", name),
        "back_url": drafts.address("/report/place/", name),
    }
    status = error.status if error else 422 if is_wrong else 200
    return tell_wait(render(request, "web/resident/send.html", context, status=status))


def _where(request: HttpRequest, draft: Mapping[str, Any]) -> str:
    """Return the name of the area that the place given falls into, or nothing."""
    try:
        found = find(_place(draft), at=now_of(request))
    except DomainError:
        return ""
    if found.certainty in (Certainty.UNKNOWN, Certainty.OUTSIDE):
        return ""
    return " ".join(area.name for area in grid.chain(found.area_path, now_of(request))[1:3])


def _offers(request: HttpRequest, draft: Mapping[str, Any]) -> list[similar.Offer]:
    """Return open reports of the same matter at the same place. At most two statements."""
    return similar.offers(str(draft.get("words", "")), _place(draft), now=now_of(request))


def _same_as(request: HttpRequest, draft: Mapping[str, Any], reach: Mapping[str, Any]) -> UUID | None:
    """Return the report that this one is said to be the same as; a child's stands alone. Statements only if chosen."""
    if not reach["same_as"] or reach["for_child"] or reach["about_unit"]:
        return None
    return similar.chosen(
        reach["same_as"], similar.kept(draft if similar.OFFERED in draft else request.session), _offers(request, draft)
    )


def _offices(request: HttpRequest, draft: Mapping[str, Any]) -> list[UnitRow]:
    """Return the units of the place that somebody may complain of, the nearest first. No statement."""
    try:
        found = find(_place(draft), at=now_of(request))
    except DomainError:
        return []
    return people.units_serving(found.area_path, estate_id=found.estate_id, at=now_of(request))


def _register(request: HttpRequest, draft: Mapping[str, Any], reach: Mapping[str, Any], within: bool) -> Registered:
    """Register the report; for a child the guardian's consent is kept with it, in the same transaction (PIPL §31)."""
    now, account_id = now_of(request), account_id_of(request)
    actor = resident_actor(frozenset(), account_id)
    with transaction.atomic():
        receipt = register(actor=actor, new=_new_appeal(request, draft, reach, within), now=now)
        agrees = reach["for_child"] and reach["guardian"]
        text = people.consent_text(Purpose.MINOR, at=now) if agrees else None
        child = own_contact(receipt.id) if text is not None and not receipt.is_repeat else None
        if text is not None and child is not None:
            people_actions.consent_give(
                actor=resident_actor(frozenset({("people", child)}), account_id),
                contact_id=child,
                purpose=Purpose.MINOR,
                text_id=text.id,
                channel=Channel.WEB.value,
                scope=f"appeals:{receipt.id}",
                now=now,
            )
    return receipt


def _new_appeal(request: HttpRequest, draft: Mapping[str, Any], reach: Mapping[str, Any], within: bool) -> NewAppeal:
    sent = request.FILES.getlist("photos")[: MOST_PHOTOS + 1]
    who = Reporter(reach["name"], reach["phone"]) if reach["name"] or reach["phone"] else None
    return NewAppeal(
        text=draft["words"],
        channel=Channel.WEB,
        reporter=who,
        place=_place(draft),
        client_id=draft["client_id"],
        uploads=tuple(Upload(file, file.size) for file in sent),  # type: ignore[arg-type]
        about_unit=reach["about_unit"],
        is_minor=reach["for_child"],
        guardian=_guardian(reach),
        publish_consent=reach["consent"] and not reach["for_child"],
        same_as=_same_as(request, draft, reach),
        is_over_limit=not within,
    )
