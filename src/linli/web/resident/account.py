"""A resident's account: opening one, the own reports, the messages. Reporting never needs one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries import links, resident
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.words import Text
from linli.notices import actions as notices_actions
from linli.notices import queries as notices
from linli.people import actions
from linli.people import queries as people
from linli.people.rules import resident_actor
from linli.people.words import CodePurpose
from linli.web import devices
from linli.web.door import account_id_of, now_of, signed_in
from linli.web.language import said, spoken
from linli.web.resident import phone
from linli.web.resident.contact import check_phone
from linli.web.resident.limits import within_rate
from linli.web.resident.telling import why

WELCOME = Text("账户开好了。以后登录就能看到您的诉求。", "Your account is open; sign in to see your reports.")
NEEDS_PHONE = Text("请写手机号，以后用它登录。", "We need your phone number; you sign in with it.")
NUMBER_ONLY = Text(
    "只有编号看不了：编号好猜，怕别人看到您的事。请用链接；链接丢了，用登记的电话打 12345，报编号就能问。",
    "A number alone does not open it: numbers can be guessed. Use the link; if it is lost, call 12345 from the phone "
    "you gave and say the number.",
)
NO_LINK = Text("这不是完整的回执链接，请整段复制。", "This is not a whole receipt link; copy all of it.")


class JoinForm(forms.Form):
    """Phone and password; the name is optional."""

    phone = forms.CharField(max_length=20, label=said("手机号", "Phone"))
    name = forms.CharField(max_length=40, required=False, label=said("怎么称呼您", "Your name"))
    password = forms.CharField(
        max_length=200,
        label=said("密码", "Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@sensitive_post_parameters("password", "phone", "code")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Open an account and sign in; where short messages can be sent, prove the phone first."""
    if account_id_of(request) is not None:
        return redirect("/my/")
    proven = phone.proven(request, CodePurpose.JOIN)
    if proven is None and phone.is_open():
        return phone.ask(request, CodePurpose.JOIN, phone.JOIN)
    given = request.POST.copy()
    if proven is not None:
        given["phone"] = proven
    form = JoinForm(given if request.method == "POST" else None)
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            _open(request, form, is_phone_proven=proven is not None)
        except DomainError as error:
            status = error.status
            form.add_error("password" if "password" in error.code else "phone", spoken(why(error)))
        else:
            messages.success(request, spoken(WELCOME))
            return redirect("/my/")
    context = {"form": form, "proven": people.masked_phone(proven) if proven else ""}
    return render(request, "web/resident/join.html", context, status=status if form.errors else 200)


def _open(request: HttpRequest, form: JoinForm, *, is_phone_proven: bool) -> None:
    number, password = form.cleaned_data["phone"], form.cleaned_data["password"]
    check_phone(number)
    within_rate(request)
    actions.register(
        phone=number, name=form.cleaned_data["name"], password=password, is_phone_proven=is_phone_proven,
        now=now_of(request),
    )  # fmt: skip
    phone.drop(request, CodePurpose.JOIN)
    account = authenticate(request, username=number, password=password)
    if account is not None:
        devices.begin(request, account)


@never_cache
@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the reports and messages of the account; what is shown counts as read."""
    account_id, now = account_id_of(request), now_of(request)
    if account_id is None:
        raise NotFound
    contact_ids = [*people.contact_ids_of(account_id), *people.contact_ids_of_proven_phone(account_id)]
    reports = resident.mine(account_id, contact_ids)
    actor = resident_actor(frozenset(), account_id)
    page = notices.inbox(actor, cursor=request.GET.get("after") or None, size=20)
    fresh = [row.id for row in page.rows if not row.is_read]
    if fresh:
        notices_actions.mark_read(actor=actor, message_ids=fresh, now=now)
    tokens = {report.id: report.token for report in reports}
    told = [(row, tokens.get(row.subject[1]), row.id in fresh) for row in page.rows]
    context = {"reports": reports, "told": told, "next": page.next, "account": people.account(account_id)}
    return render(request, "web/resident/mine.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Lead to a report by its link; say what to do without one."""
    given = request.POST.get("link", "").strip()
    errors: list[tuple[str, Text]] = []
    if request.method == "POST":
        token = given.split("?")[0].rstrip("/").rpartition("/")[2]
        try:
            links.id_of_token(token)
        except NotFound:
            errors.append(("id_link", NUMBER_ONLY if _is_number(given) else NO_LINK))
        else:
            return redirect(f"/r/{token}")
    context = {"errors": errors, "link": given}
    return render(request, "web/resident/find.html", context, status=422 if errors else 200)


def _is_number(given: str) -> bool:
    try:
        links.id_of_number(given)
    except (NotFound, Invalid, ValueError):
        return False
    return True
