"""The yearly audit of children's data: counted, read, signed by a named person, printed (D-06)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import queries as grid
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.people.rules.minors import FIRST_YEAR
from linli.people.words import RevealPurpose
from linli.web.door import now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff.forms import Field, Values
from linli.web.staff.simple import ask

T = Text
URL = "/office/minors/"
YEARS = 4


@never_cache
@staff_only
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show one year; this year until now where none is asked for. A signed year is shown as it was signed."""
    actor = open_to(request, URL)
    this_year = now_of(request).astimezone(SHANGHAI).year
    year = _year(request.GET.get("year", str(this_year)), this_year)
    signed = people.signed_audit(year)
    figures = signed.figures if signed else people.minors_figures(year)
    known = people.accounts({one.account_id for one in figures.looks if one.account_id is not None})
    purposes = {word.value: word for word in RevealPurpose}
    rows = [
        {
            "row": one,
            "name": known[one.account_id].name if one.account_id in known else "—",
            "purpose": purposes.get(one.purpose, one.purpose),
        }
        for one in figures.looks
    ]
    context: dict[str, Any] = {
        "year": year,
        "years": range(this_year, max(this_year - YEARS, FIRST_YEAR - 1), -1),
        "is_over": year < this_year,
        "figures": figures,
        "rows": rows,
        "signed": signed,
        "may_sign": actor.may("people.sign_minors_audit", grid.district(now_of(request)).path),
    }
    return office(request, "minors", URL, **context)


def _year(text: str, this_year: int) -> int:
    if not text.isascii() or not text.isdigit() or not FIRST_YEAR <= int(text) <= this_year:
        raise NotFound
    return int(text)


FINDING = (Field("finding", T("审计结论", "What was found"), "words", rows=6, most=4000),)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, year: int) -> HttpResponse:
    """Sign a year under one's own name."""
    actor = open_to(request, URL)
    now = now_of(request)
    back = f"{URL}?year={_year(str(year), now.astimezone(SHANGHAI).year)}"

    def put_name(given: Values) -> Text:
        actions.sign_minors_audit(
            actor=actor, year=year, finding=given["finding"], area_path=grid.district(now).path, now=now
        )
        return T("已签字，可以打印。", "Signed; it can be printed.")

    return ask(
        request, FINDING, put_name, title=T(f"{year} 年未成年人信息审计", f"Audit of children's data, {year}"),
        button=T("签字", "Sign"), back=back,
        hint=T("以您的姓名签字，签后不能改。", "It is signed under your name and cannot be changed afterwards."),
    )  # fmt: skip
