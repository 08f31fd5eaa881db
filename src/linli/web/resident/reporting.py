"""Reporting in three questions, without an account: what, where, how to reach you."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.appeals.actions.files import Upload
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Reporter, register
from linli.appeals.triage import urgency
from linli.appeals.triage.topics import Passage
from linli.appeals.words import Channel
from linli.grid import queries as grid
from linli.kernel.errors import DomainError
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.rules import resident_actor
from linli.web.door import account_id_of, now_of
from linli.web.language import spoken
from linli.web.resident.limits import within_rate

DRAFT = "report_draft"
MOST_PHOTOS = 6


class WordsForm(forms.Form):
    """What happened."""

    words = forms.CharField(
        max_length=4000,
        required=False,
        label=Text("发生了什么事?", "What is the matter?"),  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
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


def _alarm(text: str) -> list[str]:
    """Return the words of the text that sound like danger to life."""
    return [alarm.word for alarm in urgency.alarms(Passage(text))]


def _draft(request: HttpRequest) -> dict[str, Any]:
    draft = request.session.get(DRAFT)
    return draft if isinstance(draft, dict) else {}


def _keep(request: HttpRequest, **values: Any) -> None:
    draft = _draft(request) | values
    draft.setdefault("client_id", str(new_id()))
    request.session[DRAFT] = draft


@never_cache
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Ask what happened; emergency words bring up the numbers to call."""
    draft = _draft(request)
    if request.method == "GET" and "code" in request.GET:
        _keep(request, building_code=request.GET["code"][:40])
    form = WordsForm(request.POST or None, initial=draft)
    if request.method == "POST" and form.is_valid():
        _keep(request, words=form.cleaned_data["words"], channel=request.GET.get("channel", ""))
        return redirect("/report/place/")
    found = _alarm(draft.get("words", ""))
    return render(request, "web/resident/words.html", {"form": form, "found": found, "step": 1, "steps": 3})


@never_cache
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Answer htmx while the person still types: the numbers to call, if the words sound like danger."""
    found = _alarm(request.POST.get("words", "")[:4000])
    return render(request, "web/resident/alarm.html", {"found": found})


@never_cache
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Ask where it happened."""
    draft = _draft(request)
    if "words" not in draft:
        return redirect("/report/")
    form = PlaceForm(request.POST or None, initial=draft)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("address", "building_code", "lon", "lat", "crs")}
        try:
            _place(values, request)
        except DomainError as error:
            form.add_error(None, spoken(error.text))
        else:
            _keep(request, **values)
            return redirect("/report/send/")
    context = {
        "form": form,
        "found": _alarm(draft["words"]),
        "draft_values": draft if request.method == "GET" else request.POST,
        "step": 2,
        "steps": 3,
        "back_url": "/report/",
    }
    return render(request, "web/resident/place.html", context, status=422 if form.errors else 200)


def _place(values: Mapping[str, Any], request: HttpRequest) -> Place:
    place = Place(
        lon=values.get("lon"),
        lat=values.get("lat"),
        crs=values.get("crs") or ("WGS84" if values.get("lon") is not None else None),
        address=values.get("address") or "",
        building_code=values.get("building_code") or "",
    )
    point = (place.lon, place.lat, place.crs) if place.lon is not None and place.lat is not None else None
    grid.place(
        point=point,  # type: ignore[arg-type]
        address=place.address or None,
        building_code=place.building_code or None,
        at=now_of(request),
    )
    return place


@never_cache
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Ask for photos and how to reach the person, and send."""
    draft = _draft(request)
    if "words" not in draft:
        return redirect("/report/")
    form = ReachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            within_rate(request)
            receipt = register(
                actor=resident_actor(frozenset(), account_id_of(request)),
                new=_new_appeal(request, draft, form.cleaned_data),
                now=now_of(request),
            )
        except DomainError as error:
            form.add_error(None, spoken(error.text))
        else:
            del request.session[DRAFT]
            return redirect(f"/r/{receipt.token}?new=1")
    account_id = account_id_of(request)
    context = {
        "form": form,
        "draft_values": draft,
        "account": people.account(account_id) if account_id else None,
        "found": _alarm(draft["words"]),
        "most": MOST_PHOTOS,
        "step": 3,
        "steps": 3,
        "back_url": "/report/place/",
    }
    return render(request, "web/resident/send.html", context, status=422 if form.errors else 200)


def _new_appeal(request: HttpRequest, draft: Mapping[str, Any], reach: Mapping[str, Any]) -> NewAppeal:
    files = request.FILES.getlist("photos")[: MOST_PHOTOS + 1]
    who = Reporter(reach["name"], reach["phone"]) if reach["name"] or reach["phone"] else None
    return NewAppeal(
        text=draft["words"],
        channel=Channel.WEB,
        reporter=who,
        place=_place(draft, request),
        client_id=draft["client_id"],
        uploads=tuple(Upload(file, file.size) for file in files),
        publish_consent=reach["consent"],
    )
