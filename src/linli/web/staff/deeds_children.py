"""What a child's report asks for: the guardian's word, and the head's before anybody looks (个人信息保护法 §31)."""

from __future__ import annotations

from uuid import UUID

from linli.appeals.actions import guarding
from linli.appeals.queries.known import contact_of
from linli.kernel.errors import Invalid
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.words import RevealPurpose
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Act, Deed
from linli.web.staff.forms import Field, words

T = Text


def _child(case: CaseFile) -> UUID | None:
    """Return the child's contact: the desk's own row does not name it, for a look is approved first."""
    return contact_of(case.appeal.id) if case.appeal.is_minor else None


def _waits_for_guardian(case: CaseFile) -> bool:
    child = _child(case)
    return child is not None and people.waits_for_guardian(child)


def _approve(act: Act) -> None:
    account_id = people.account_by_name(act.values["login"])
    if account_id is None:
        raise Invalid(field="login", why_zh="没有这个账号", why_en="there is no such account")
    guarding.approve_look(
        actor=act.case.actor,
        appeal_id=act.case.appeal.id,
        account_id=account_id,
        purpose=act.values["purpose"],
        now=act.now,
    )


GUARDIAN = (
    Field(
        "guardian_name",
        T("监护人", "Guardian"),
        required=False,
        most=40,
        hint=T("反映时没有写监护人的，在这里写。", "Needed where the report named no guardian."),
    ),
    Field("guardian_phone", T("监护人电话", "Guardian's phone"), required=False, most=20),
)
LOOK = (
    Field("login", T("批准谁看", "Who may look"), most=60, hint=T("登录名或手机号。", "Login name or phone.")),
    Field("purpose", T("为什么看", "What for"), "select", options=words(RevealPurpose), parse=RevealPurpose),
)

DEEDS = (
    Deed(
        "guardian_consent",
        "appeals.guardian_consent",
        T("监护人已同意", "The guardian agreed"),
        T("已记下，可以办了。", "Written down; it can go on."),
        lambda act: guarding.record_guardian_consent(**act.appeal, **act.values),
        GUARDIAN,
        when=_waits_for_guardian,
        hint=T(
            "先给监护人打电话，念同意书，对方明确同意再点。不同意就不办，有危险的除外。",
            "Call the guardian, read the words aloud, and press only after a clear yes. Without it nothing is done, "
            "danger excepted.",
        ),
        tone="",
    ),
    Deed(
        "approve_minor",
        "people.approve_minor",
        T("批准查看孩子的联系信息", "Let somebody see the child's contact"),
        T("已批准，七天内有效，每次查看都有记录。", "Approved for seven days; every look is written down."),
        _approve,
        LOOK,
        when=lambda case: case.appeal.is_minor,
    ),
)
