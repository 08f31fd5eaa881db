"""A page that is one described form: ask, do, say so, go back. For everything that is not a deed on a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.web.language import spoken
from linli.web.staff import forms
from linli.web.staff.forms import Errors, Field, Values
from linli.web.staff.pages import back_of, page

Do = Callable[[Values], Text | str]


def ask(
    request: HttpRequest,
    fields: Sequence[Field],
    do: Do,
    *,
    title: Text,
    button: Text,
    back: str,
    about: Any = None,
    hint: Text | None = None,
    template: str = "web/staff/form.html",
    **context: Any,
) -> HttpResponse:
    """Show the form, or do what it says and go back with the words `do` returns (an address where it returns one)."""
    back = back_of(request, back)
    errors = Errors()
    if request.method == "POST":
        values, errors = forms.read(fields, request, about)
        if not errors:
            said, errors = _try(fields, do, values)
            if isinstance(said, str):
                return redirect(said)
            if said is not None:
                messages.success(request, spoken(said))
                return redirect(back)
    posted = request.POST if request.method == "POST" else None
    return page(
        request,
        template,
        status=422 if errors else 200,
        title=title,
        button=button,
        hint=hint,
        fields=forms.shown(fields, about, posted, errors),
        errors=errors,
        back_url=back,
        has_files=any(field.kind == "photos" for field in fields),
        **context,
    )


def _try(fields: Sequence[Field], do: Do, values: Values) -> tuple[Text | str | None, Errors]:
    try:
        return do(values), Errors()
    except NotFound:
        raise
    except DomainError as error:
        return None, forms.blamed(fields, error)
