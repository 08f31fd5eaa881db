"""Canned answers: the list, a new one, a change (a new row in place of the old), taking one out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.desks.actions import answers as actions
from linli.desks.queries import answers as queries
from linli.desks.queries.answers import AnswerRow
from linli.desks.words import Blank, Step
from linli.grid import queries as grid
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values, words
from linli.web.staff.simple import ask

T = Text
URL = "/office/answers/"
BLANKS = T(
    "可留空位，选用时自动填：" + "、".join(f"{{{blank.text.zh}}}" for blank in Blank) + "。",
    "Places filled from the case: " + ", ".join(f"{{{blank.value}}}" for blank in Blank) + ".",
)


@never_cache
@staff_only
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """List the answers this person may change, by form."""
    actor, now = open_to(request, URL), now_of(request)
    rows = [
        {
            "row": row,
            "category": choices.category_text(row.category, now) if row.category else T("所有事项", "any matter"),
            "place": choices.area_name(row.area_path, now),
        }
        for row in queries.written_by(actor)
    ]
    return office(request, "answers", URL, rows=rows, hint=BLANKS)


def _categories(about: Any) -> list[Option]:
    known = standards.codes("category", about["now"])
    groups = [
        Option(code.code, code.text, group=T("整类", "Whole groups")) for code in known.values() if not code.parent
    ]
    leaves = [
        Option(leaf.code, leaf.text, group=known[leaf.group].text if leaf.group in known else "")
        for leaf in standards.categories(about["now"]).values()
    ]
    return [*groups, *leaves]


def _areas(about: Any) -> list[Option]:
    paths = sorted({scope.area or grid.district(about["now"]).path for scope in about["actor"].reach(actions.DEED)})
    return [Option(path, choices.area_name(path, about["now"])) for path in paths]


def _first(name: str) -> Any:
    return lambda about: about["first"].get(name, "")


FIELDS = (
    Field("step", T("用在哪一步", "In which form"), "pick", options=words(Step), parse=Step, initial=_first("step")),
    Field("category", T("什么事项", "For which matter"), "select", options=_categories, required=False,
          initial=_first("category"), hint=T("不选就是所有事项。", "Left empty: any matter.")),
    Field("area", T("在哪一片用", "Where"), "select", options=_areas,
          initial=lambda about: about["first"].get("area") or next((one.value for one in _areas(about)), "")),
    Field("name_zh", T("名称（中文）", "Name (Chinese)"), most=40, initial=_first("name_zh")),
    Field("name_en", T("名称（英文）", "Name (English)"), most=80, initial=_first("name_en")),
    Field("body_zh", T("答复（中文）", "Words (Chinese)"), "words", most=2000, initial=_first("body_zh"), hint=BLANKS),
    Field("body_en", T("答复（英文）", "Words (English)"), "words", most=2000, initial=_first("body_en"), hint=BLANKS),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an answer."""
    open_to(request, URL)
    return _ask(request, {}, None, T("新的常用答复", "A new canned answer"))


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Change an answer: what was sent with the old words stays as it was."""
    row = queries.one(open_to(request, URL), answer_id)
    return _ask(request, _known(row), row.id, T("修改常用答复", "Change a canned answer"))


def _known(row: AnswerRow) -> dict[str, str]:
    return {
        "step": row.step.value, "category": row.category, "area": row.area_path, "name_zh": row.name.zh,
        "name_en": row.name.en, "body_zh": row.body.zh, "body_en": row.body.en,
    }  # fmt: skip


def _ask(request: HttpRequest, first: dict[str, str], replaces: UUID | None, title: Text) -> HttpResponse:
    def write(given: Values) -> Text:
        actions.write(
            actor=actor_of(request),
            area_path=given["area"],
            step=given["step"],
            category=given["category"] or "",
            words=actions.Words(Text(given["name_zh"], given["name_en"]), Text(given["body_zh"], given["body_en"])),
            replaces=replaces,
            now=now_of(request),
        )
        return T("已存下，表单里可以选了。", "Kept; it can be picked in the forms now.")

    about = {"now": now_of(request), "actor": actor_of(request), "first": first}
    return ask(request, FIELDS, write, title=title, button=T("存下", "Keep"), back=URL, about=about)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Offer an answer no longer."""
    row = queries.one(open_to(request, URL), answer_id)

    def take_out(_: Values) -> Text:
        actions.retire(actor=actor_of(request), answer_id=answer_id, now=now_of(request))
        return T("不再提供。", "No longer offered.")

    title = T(f"不再提供“{row.name.zh}”", f"Offer “{row.name.en}” no longer")
    return ask(request, (), take_out, title=title, button=T("不再提供", "Take it out"), back=URL)
