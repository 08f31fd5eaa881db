"""The households of the own grid: how to come, and with a reason what was agreed to (S-046, ADR 0031)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.fieldwork import actions, queries
from linli.fieldwork.queries import Household, NoteRow
from linli.fieldwork.rules import knowing
from linli.fieldwork.words import NotePurpose, Tag
from linli.grid import queries as grid
from linli.kernel.errors import DomainError
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.words import Purpose, RevealPurpose
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.field import naming
from linli.web.language import spoken
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values, words
from linli.web.staff.pages import back_of, page, require_any
from linli.web.staff.simple import ask

T = Text
SEE = "fieldwork.see_household"
REASONS = (RevealPurpose.VISIT, RevealPurpose.RESCUE, RevealPurpose.VERIFY, RevealPurpose.LEGAL)
HOW, SENSITIVE = T("怎么上门", "How to come"), T("敏感，须本人单独同意", "Sensitive: needs the person's own consent")
SPANS = (
    ("30", T("一个月", "A month")),
    ("90", T("三个月", "Three months")),
    ("180", T("半年", "Half a year")),
    ("365", T("一年", "A year")),
)


@never_cache
@staff_only
@require_safe
def buildings(request: HttpRequest) -> HttpResponse:
    """List the buildings of the own grids."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {SEE})
    paths = sorted({scope.area for scope in knowing.of_grids(actor.reach(SEE))})
    found = [row for path in paths for row in grid.buildings_in(path, now)]
    names = naming.of_buildings(found, now)
    counts = {id_: count for path in paths for id_, count in grid.dwelling_counts(path, now).items()}
    rows = [
        {
            "id": row.id,
            "name": names[row.id],
            "area": choices.area_name(row.area_path, now),
            "count": counts.get(row.id, 0),
        }
        for row in found
    ]
    rows.sort(key=lambda one: (not one["count"], str(one["area"]), str(one["name"])))
    return page(request, "web/staff/households.html", rows=rows, has_grid=bool(paths))


@never_cache
@staff_only
@require_safe
def building(request: HttpRequest, building_id: UUID) -> HttpResponse:
    """List the households of a building."""
    actor, now = actor_of(request), now_of(request)
    rows = queries.households(actor, building_id, now=now)
    name = naming.of_ids({building_id}, now).get(building_id, "")
    return page(request, "web/staff/households_building.html", rows=rows, name=name)


@never_cache
@staff_only
@require_safe
def one(request: HttpRequest, dwelling_id: UUID) -> HttpResponse:
    """Show how to come to a household."""
    return _shown(request, queries.household(actor_of(request), dwelling_id, now=now_of(request)))


def _shown(request: HttpRequest, found: Household, **more: Any) -> HttpResponse:
    now = now_of(request)
    context = {
        "found": found,
        "name": _name(found, request),
        "notes": found.notes,
        "names": people.accounts({row.noted_by for row in more.get("opened", found.notes)}),
        "now": now,
        **more,
    }
    return page(request, "web/staff/household.html", **context)


def _name(found: Household, request: HttpRequest) -> str:
    building = found.home.building_id
    return f"{naming.of_ids({building}, now_of(request)).get(building, '')} {found.door}"


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, dwelling_id: UUID) -> HttpResponse:
    """Ask why, write it down, and show everything noted, once."""
    actor, now = actor_of(request), now_of(request)
    context: dict[str, Any] = {"purpose_rows": [(word.value, word.text) for word in REASONS]}
    if request.method == "POST":
        try:
            opened = actions.look_at(
                actor=actor, dwelling_id=dwelling_id, purpose=request.POST.get("purpose", ""), now=now
            )
        except DomainError as error:
            if error.status == 404:
                raise
            context["error"] = error.text
        else:
            found = queries.household(actor, dwelling_id, now=now)
            whose = {one.contact_id: one.contact.name for one in found.people}
            return _shown(request, found, opened=opened, whose=[(row, _whose(row, whose)) for row in opened])
    found = queries.household(actor, dwelling_id, now=now)
    back = f"/desk/household/{dwelling_id}/"
    status = 422 if "error" in context else 200
    return page(request, "web/staff/household_look.html", status=status, back_url=back, found=found, **context)


def _whose(row: NoteRow, names: dict[UUID, str]) -> str:
    return names.get(row.contact_id, "") if row.contact_id else ""


def _tags(_: Any) -> list[Option]:
    return [
        Option(tag.value, tag.text, knowing.care_of(tag).text if knowing.is_sensitive(tag) else "",
               SENSITIVE if knowing.is_sensitive(tag) else HOW)
        for tag in Tag
    ]  # fmt: skip


def _people(found: Household) -> list[Option]:
    return [Option(str(one.contact_id), one.contact.name or "—") for one in found.people if not one.contact.is_minor]


NOTING = (
    Field("tag", T("记哪一项", "What to note"), "select", options=_tags),
    Field("purpose", T("用来做什么", "What for"), "pick", options=words(NotePurpose)),
    Field(
        "span",
        T("多久以后自动删除", "Deleted by itself after"),
        "pick",
        options=lambda _: [Option(days, label) for days, label in SPANS],
    ),
    Field(
        "contact_id",
        T("谁的情况", "Whose"),
        "select",
        required=False,
        options=_people,
        parse=UUID,
        hint=T("敏感的一项才选：已核实住在这户的本人。", "For what is sensitive: who is verified to live here."),
    ),
    Field(
        "has_agreed",
        T("本人当面听了下面这段话，并单独同意", "The person heard these words and agreed to this alone"),
        "tick",
        required=False,
        hint=lambda asked: asked.words,
    ),
)
NO_WORDS = T("还没有发布告知内容，敏感的暂时不能记。", "No words are published yet, so nothing sensitive can be noted.")
HINT = T("只记上门和照应用得着的；不写别的话。", "Only what helps to visit and look after; no words of one's own.")


class _Asked:
    """A household and the words people agree to now, for the form."""

    def __init__(self, found: Household, says: Text) -> None:
        self.people, self.words = found.people, says


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, dwelling_id: UUID) -> HttpResponse:
    """Note one tag of a household."""
    actor, now = actor_of(request), now_of(request)
    found = queries.household(actor, dwelling_id, now=now)
    text = people.consent_text(Purpose.HOUSEHOLD, at=now)

    def do(given: Values) -> Text:
        until = standards.calendar(now).local_day(now) + timedelta(days=int(given["span"]))
        actions.note(
            actor=actor, dwelling_id=dwelling_id, tag=Tag(given["tag"]), purpose=NotePurpose(given["purpose"]),
            until=until, contact_id=given["contact_id"] or None, has_agreed=given["has_agreed"], now=now,
        )  # fmt: skip
        return T("记下了，到期自动删除；住户随时能看到。", "Noted; it goes by itself, and the household can see it.")

    name = _name(found, request)
    return ask(
        request, NOTING, do, title=T(f"记一项：{name}", f"Note: {name}"), button=T("记下", "Note it"), hint=HINT,
        back=f"/desk/household/{dwelling_id}/", about=_Asked(found, text.text if text else NO_WORDS),
    )  # fmt: skip


@never_cache
@staff_only
@require_POST
def forget(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Delete a note."""
    actions.forget_note(actor=actor_of(request), note_id=note_id, now=now_of(request))
    messages.success(request, spoken(T("删掉了。", "Deleted.")))
    return redirect(back_of(request, "/desk/households/"))
