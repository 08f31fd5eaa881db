"""Parts of pages. Load with `{% load parts %}`.

`{% part "timeline" facts=facts %}` draws `web/parts/timeline.html` with nothing but what it is given (and `request`,
`now`, `csrf_token`, `messages`), so that a page's `rows` never become another part's; each file says at its top what
it takes. Drawn by tags of their own, because they stand in tables by the hundred or compute something:
`{% pill state word=None tone=None %}`, `{% due due_at yellow_at=None met_at=None state="open" %}`,
`{% field form["words"] %}`, `{% bars rows unit="件" label="…" %}`, `{% columns rows label="…" %}`,
`{% spark values label="…" %}`, `{% shape "ring" %}`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from linli.kernel.words import Text
from linli.web import formats, tones
from linli.web.charts import Bar, Column, bars_of, columns_of, spark_points
from linli.web.language import spoken
from linli.web.templatetags.linli import now_of

register = template.Library()

PAUSED = formats.Due("off", "bars", Text("计时暂停", "clock paused"))
DROPPED = formats.Due("off", "cross", Text("不再计时", "no longer counted"))


SHARED = ("request", "now", "csrf_token", "messages")


@register.simple_tag(takes_context=True)
def part(context: Context, part_name: str, **given: object) -> SafeString:
    """Draw `web/parts/<name>.html` with what is given and the little every part may know."""
    assert context.template is not None  # noqa: S101 - Django sets it before any tag is drawn
    shared = {key: context[key] for key in SHARED if key in context}
    file = context.template.engine.get_template(f"web/parts/{part_name}.html")
    return file.render(context.new({**shared, **given}))


@register.simple_tag
def shape(name: str) -> SafeString:
    """Draw one of the shapes that go with the words of a state."""
    inside = mark_safe(tones.SHAPES.get(name, tones.SHAPES["ring"]))  # noqa: S308 - our own constant
    return format_html(
        '<svg class="shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{}</svg>', inside
    )


@register.simple_tag
def shape_of(tone: str) -> SafeString:
    """Draw the shape of a tone, in its colour; beside words only."""
    drawn = tones.SHAPES[tones.SHAPE_OF_TONE.get(tone, "ring")]
    inside = mark_safe(drawn)  # noqa: S308 - our own constant
    return format_html(
        '<svg class="shape tone-{}" viewBox="0 0 12 12" width="14" height="14" aria-hidden="true">{}</svg>',
        tone,
        inside,
    )


@register.simple_tag
def pill(state: object, word: object = None, tone: str | None = None) -> SafeString:
    """Draw a state: its shape and its word. `state` is a Word or a code; `word` says it in other words."""
    known_tone, known_shape = tones.STATES.get(str(state), tones.UNKNOWN)
    if tone:
        known_tone, known_shape = tone, tones.SHAPE_OF_TONE.get(tone, known_shape)
    said = spoken(state if word is None else word)
    return format_html('<span class="pill tone-{}">{}<span>{}</span></span>', known_tone, shape(known_shape), said)


def _due_said(
    due_at: datetime, now: datetime, yellow_at: datetime | None, met_at: datetime | None, state: str
) -> formats.Due:
    if met_at:
        return formats.due_met(due_at, met_at)
    if state == "paused":
        return PAUSED
    if state in {"dropped", "met"}:
        return DROPPED if state == "dropped" else formats.due_met(due_at, due_at)
    return formats.due(due_at, now, yellow_at=yellow_at)


@register.simple_tag(takes_context=True)
def due(
    context: Context,
    due_at: datetime | None,
    yellow_at: datetime | None = None,
    met_at: datetime | None = None,
    state: str = "open",
) -> SafeString | str:
    """Draw a deadline: what is left, what is lost; exact time on hover and for readers; kept fresh by `linli.js`."""
    if due_at is None:
        return ""
    said = _due_said(due_at, now_of(context), yellow_at, met_at, str(state))
    is_running = said.shape in {"ring", "half"} or (said.tone == "late" and not met_at)
    exact = spoken(formats.exact(due_at))
    return format_html(
        '<time class="due tone-{}" datetime="{}" title="{}"{}>{}<span class="due-text">{}</span>'
        '<span class="vh">{}</span></time>',
        said.tone,
        due_at.isoformat(),
        spoken(Text(f"期限 {exact}", f"due {exact}")),
        format_html(' data-due="{}" data-yellow="{}"', _epoch(due_at), _epoch(yellow_at)) if is_running else "",
        shape(said.shape),
        spoken(said.text),
        spoken(Text(f"，期限 {exact}", f", due {exact}")),
    )


def _epoch(at: datetime | None) -> str:
    return str(int(at.timestamp())) if at else ""


def _kind_of(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "line"


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, hint: object = None, big: bool = False) -> Mapping[str, object]:
    """Draw a field of a Django form: label, hint, error, control. Labels and hints may be Texts."""
    hint_said = spoken(hint if hint is not None else bound.help_text)
    described = [f"{bound.id_for_label}-hint"] if hint_said else []
    described += [f"{bound.id_for_label}-error"] if bound.errors else []
    kind = _kind_of(bound)
    attrs: dict[str, Any] = {"class": "control"} if kind == "line" else {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "id": bound.id_for_label,
        "kind": kind,
        "big": big,
        "label": spoken(bound.label),
        "hint": hint_said,
        "errors": list(bound.errors),
        "control": "" if kind == "choices" else bound.as_widget(attrs=attrs),
        "is_optional": not bound.field.required and kind == "line",
    }


@register.inclusion_tag("web/parts/bars.html")
def bars(
    rows: Iterable[Bar | tuple[object, float]], label: object = "", unit: object = "", definition: object = ""
) -> Mapping[str, object]:
    """Draw horizontal bars from zero with their values beside them; the chart is its own table."""
    drawn = bars_of(rows)
    return {
        "rows": drawn,
        "any_marked": any(row.is_marked for row in drawn),
        "label": spoken(label),
        "unit": spoken(unit),
        "definition": spoken(definition),
    }


@register.inclusion_tag("web/parts/columns.html")
def columns(
    rows: Sequence[Column | tuple[object, float]], label: object = "", unit: object = "", height: int = 160
) -> Mapping[str, object]:
    """Draw columns over time from zero, with the table behind."""
    return {
        "columns": columns_of(rows, height=height),
        "label": spoken(label),
        "unit": spoken(unit),
        "height": height,
        "base": height - 24,
        "full": height,
    }


@register.inclusion_tag("web/parts/spark.html")
def spark(values: Sequence[float], label: object = "") -> Mapping[str, object]:
    """Draw a small line of the last values, beside a number; the words carry first, last, least and most."""
    return {
        "points": spark_points(values),
        "label": spoken(label),
        "values": values,
        "last": values[-1] if values else "",
    }


@register.simple_tag
def emergency_numbers() -> tuple[tuple[str, Text], ...]:
    """Return the numbers to call when life is in danger."""
    return tones.EMERGENCY_NUMBERS
