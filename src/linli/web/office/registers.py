"""The register as files: areas, estates and buildings out of the house and into it, with what became of every line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import actions
from linli.grid import queries as grid
from linli.grid.rules.reading import ImportReport
from linli.grid.rules.registers import BUILDING_COLUMNS, ESTATE_COLUMNS
from linli.grid.words import Crs, LineOutcome
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.decoding import decoded
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.words import Text, Word
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to, seen_area
from linli.web.staff import choices, forms
from linli.web.staff.forms import Errors, Field, Option, Values, words

T = Text
URL = "/office/register/"
MOST_BYTES = 5_000_000
SHOWN = 300
"""So many lines stand on the page; the counts are of all."""
TYPES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}


class Register(Word):
    """What is read from a file."""

    ESTATES = "estates", "小区（楼院）", "estates"
    BUILDINGS = "buildings", "楼栋", "buildings"
    AREAS = "areas", "区域", "areas"


COLUMNS: Mapping[Register, tuple[str, ...]] = {
    Register.ESTATES: ESTATE_COLUMNS,
    Register.BUILDINGS: BUILDING_COLUMNS,
}
DEEDS = {
    Register.ESTATES: "grid.register_estate",
    Register.BUILDINGS: "grid.register_estate",
    Register.AREAS: "grid.import_areas",
}
WRITERS: Mapping[Register, Callable[..., str]] = {
    Register.ESTATES: grid.export_estates,
    Register.BUILDINGS: grid.export_buildings,
    Register.AREAS: grid.export_areas,
}


def _known(actor: Actor) -> list[Register]:
    """Return what the actor may read from files.

    :raises NotFound: nothing.
    """
    found = [what for what in Register if actor.reach(DEEDS[what])]
    if not found:
        raise NotFound
    return found


def _options(actor: Actor) -> list[Option]:
    return [Option(what.value, what.text, ", ".join(COLUMNS.get(what, ()))) for what in _known(actor)]


FIELDS = (
    Field("what", T("文件里是什么", "What the file holds"), "pick", options=_options, parse=Register),
    Field("crs", T("坐标系", "Coordinate system"), "select", options=words(Crs), parse=Crs, required=False,
          hint=T("文件里有坐标、又没有 crs 一列时要选。", "Where the file has points and no column crs.")),
    Field("source", T("从哪里来", "Where it comes from"), most=200,
          hint=T("例如：市北区住建局 2026-11。", "For example: housing bureau of the district, 2026-11.")),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the ways out and in; after a file was read, what became of every line."""
    actor = open_to(request, "/office/")
    known = _known(actor)
    report, errors = (None, Errors()) if request.method == "GET" else _read(request, actor)
    code = request.GET.get("area", "")
    area = seen_area(request, code) if code else grid.district(now_of(request))
    context: dict[str, Any] = {
        "fields": forms.shown(FIELDS, actor, request.POST if request.method == "POST" else None, errors),
        "errors": errors,
        "report": report,
        "counts": [(outcome, report.count(outcome)) for outcome in LineOutcome] if report else [],
        "lines": _in_order(report)[:SHOWN] if report else [],
        "ways_out": [(what, [f"{URL}{area.code}/{what.value}.{form}" for form in TYPES]) for what in known],
        "area": area,
        "place": choices.named(area),
    }
    return office(request, "register", "/office/", status=422 if errors else 200, **context)


def _in_order(report: ImportReport) -> list[Any]:
    """Return the refused lines first: they are what somebody has to mend."""
    return sorted(report.lines, key=lambda line: (line.outcome is not LineOutcome.REFUSED, line.number))


def _read(request: HttpRequest, actor: Actor) -> tuple[ImportReport | None, Errors]:
    given, errors = forms.read(FIELDS, request, actor)
    if errors:
        return None, errors
    try:
        name, text = _text(request.FILES.get("file"))
        return _import(actor, given, name, text, now_of(request)), errors
    except NotFound:
        raise
    except DomainError as error:
        return None, forms.blamed(FIELDS, error)


def _text(file: UploadedFile[Any] | None) -> tuple[str, str]:
    """Return the name and the text of the file.

    :raises Invalid: there is none, or it is too large. NotText: it is none.
    """
    if file is None or not file.size:
        raise Invalid(field="file", why_zh="请选择一个文件", why_en="please choose a file")
    if file.size > MOST_BYTES:
        raise Invalid(field="file", why_zh="超过 5 MB，请分开导入", why_en="more than 5 MB; split it")
    return (file.name or "").lower(), decoded(file.read())


def _import(actor: Actor, given: Values, name: str, text: str, now: datetime) -> ImportReport:
    crs = given["crs"].value if given["crs"] else None
    if given["what"] is Register.ESTATES:
        return actions.import_estates(actor=actor, text=text, crs=crs, source=given["source"], now=now)
    if given["what"] is Register.BUILDINGS:
        return actions.import_buildings(
            actor=actor, text=text, crs=crs, source=given["source"], placed_from=now, now=now
        )
    form = "geojson" if name.endswith(("json", ".geojson")) else "csv"
    return actions.import_areas(
        actor=actor, text=text, form=form, crs=crs, source=given["source"], valid_from=now, now=now
    )


@never_cache
@staff_only
@require_safe
def file(request: HttpRequest, code: str, what: str, form: str) -> HttpResponse:
    """Give the register of an area and what lies below as a file that can be read in again.

    :raises NotFound: no such register or form, or it is not for this person. Forbidden: no right at this area.
    """
    found = next((one for one in Register if one.value == what), None)
    if found is None or form not in TYPES or found not in _known(open_to(request, "/office/")):
        raise NotFound
    area, now = seen_area(request, code), now_of(request)
    actor_of(request).require(DEEDS[found], area.path)
    response = HttpResponse(WRITERS[found](area.path, now, form=form), content_type=TYPES[form])
    day = now.astimezone(SHANGHAI).strftime("%y%m%d")
    response["Content-Disposition"] = f'attachment; filename="linli-{code}-{what}-{day}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
