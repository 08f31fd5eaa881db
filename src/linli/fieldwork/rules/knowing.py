"""What may be known of a household: which tag needs which care, for how long, by whom. Pure (S-046, ADR 0031).

Source: 个人信息保护法 §6 (the least), §19 (the shortest time), §28-§30 (sensitive data needs a separate consent).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from linli.fieldwork.words import NotePurpose, Sensitivity, Tag
from linli.kernel.actor import Actor, Scope
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text
from linli.people.rules.retention import Keeping, keep_until

GRID_DEPTH = 3
"""district/street/community/grid: a role given any wider opens no household."""

CARE: Mapping[Tag, Sensitivity] = MappingProxyType(
    {
        Tag.LIVES_ALONE: Sensitivity.SAFETY,
        Tag.MOVES_HARD: Sensitivity.HEALTH,
        Tag.NEEDS_CARE: Sensitivity.HEALTH,
        Tag.DISABILITY: Sensitivity.HEALTH,
        Tag.CHILDREN: Sensitivity.MINORS,
        Tag.HARDSHIP: Sensitivity.FINANCES,
        Tag.PARTY: Sensitivity.IDENTITY,
    }
)
"""Why a tag is sensitive; what does not stand here says how to come and nothing about anybody (§28)."""


class NeedsConsent(Refused):
    """Nobody notes what is sensitive about somebody who has not agreed to it."""

    code = "fieldwork.needs_consent"
    says = Text(
        "这一项属于敏感个人信息，须本人听过告知内容并单独同意。",
        "This is sensitive: the person must have heard the words and agreed to this alone.",
    )


class NotOfHere(Refused):
    """A sensitive note is somebody's who lives there, as verified."""

    code = "fieldwork.not_of_here"
    says = Text(
        "请选一位已核实住在这户的成年人；孩子的情况由监护人同意，记在监护人名下。",
        "Choose a grown-up who is verified to live here; what concerns a child is agreed to by the guardian.",
    )


def care_of(tag: Tag) -> Sensitivity:
    """Return how much care a tag needs."""
    return CARE.get(tag, Sensitivity.ORDINARY)


def is_sensitive(tag: Tag) -> bool:
    """Say whether a tag needs a separate consent (§29)."""
    return care_of(tag) is not Sensitivity.ORDINARY


def may_carry(tag: Tag) -> bool:
    """Say whether a tag may lie on a phone without a line: only what tells how to come (§51; ADR 0031)."""
    return not is_sensitive(tag)


def scope_of(note_id: object) -> str:
    """Return the scope of a consent: this note and nothing else (§14, §29). What it says does not stand there."""
    return f"household:{note_id}"


def check_until(until: date, *, today: date) -> None:
    """Return quietly when a note may stand until the day `until`: from tomorrow on, a year at most (§19).

    :raises Invalid: the day lies outside.
    """
    if not today < until <= keep_until(Keeping.HOUSEHOLD, today):
        raise Invalid(
            field="until", why_zh="有效期从明天起，最长一年", why_en="the day must lie within a year from tomorrow on"
        )


def of_grids(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return the scopes that lie at a grid or below: whoever is set over more than a grid knows no household (§6)."""
    return tuple(scope for scope in scopes if scope.unit is None and scope.area.count("/") >= GRID_DEPTH)


def may_know(actor: Actor, deed: str, area_path: str) -> bool:
    """Say whether the actor works the grid in which a household lies. Source: mission S-046."""
    if not area_path or not actor.may(deed, area_path):
        return False
    return any(scope.covers(area_path, ()) for scope in of_grids(actor.reach(deed)))


def check_purpose(tag: Tag, purpose: NotePurpose) -> None:
    """Return quietly when a tag serves the purpose: what only tells how to come is for visiting (§6).

    :raises Invalid: it does not.
    """
    if not is_sensitive(tag) and purpose is not NotePurpose.VISIT:
        raise Invalid(
            field="purpose",
            why_zh="怎么上门只用于上门走访",
            why_en="how to come is noted for visiting only",
        )
