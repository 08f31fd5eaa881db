"""Purpose and legal basis (个人信息保护法 §13-§16, §25, §28-§31, §34)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people.words import Basis, Purpose

BASES: Mapping[Purpose, Basis] = {
    Purpose.HANDLE_APPEAL: Basis.STATUTORY,
    Purpose.REVISIT: Basis.STATUTORY,
    Purpose.RESCUE: Basis.EMERGENCY,
    Purpose.GRID_SERVICE: Basis.STATUTORY,
    Purpose.STAFF_DUTY: Basis.STATUTORY,
    Purpose.SECURITY: Basis.STATUTORY,
    Purpose.PUBLISH_CASE: Basis.CONSENT,
    Purpose.PUBLISH_CONTACT: Basis.CONSENT,
    Purpose.SENSITIVE: Basis.CONSENT,
    Purpose.MINOR: Basis.CONSENT,
    Purpose.POINTS: Basis.CONSENT,
    Purpose.TAGS: Basis.CONSENT,
    Purpose.SHARE_PARTNER: Basis.CONSENT,
    Purpose.NEWS: Basis.CONSENT,
    Purpose.PROXY: Basis.CONSENT,
    Purpose.HOUSEHOLD: Basis.CONSENT,
}
"""The one basis on which each purpose rests."""


class NoConsentNeeded(Refused):
    """The purpose rests on a duty, so nobody may be asked to agree to it."""

    code = "people.no_consent_needed"
    says = Text("“{purpose}”属于法定职责，不需要征求同意。", "“{purpose}” rests on a duty; no consent is asked.")


class NotGiven(Refused):
    """There is no such consent, or it was withdrawn before."""

    code = "people.consent_not_given"
    says = Text("没有这项同意，或者已经撤回。", "There is no such consent, or it was withdrawn.")


class GivenBefore(Refused):
    """The person agreed to these very words before and did not take it back."""

    code = "people.consent_given_before"
    says = Text("已经同意过了，不用再点。", "This was agreed to before; there is nothing more to do.")


class NeedsGuardian(Refused):
    """A child under 14 cannot agree alone (个人信息保护法 §31)."""

    code = "people.needs_guardian"
    says = Text("未满十四周岁，须由监护人同意。", "A child under 14 needs a guardian's consent.")


def needs_consent(purpose: Purpose) -> bool:
    """Say whether `purpose` rests on consent."""
    return BASES[purpose] is Basis.CONSENT


def may_process(purpose: Purpose, *, consents: Collection[str], is_emergency: bool = False) -> bool:
    """Say whether data may be processed for `purpose`, given the purposes with an open consent.

    Refusing a consent never stops what rests on a duty (§16).
    """
    basis = BASES[purpose]
    if basis is Basis.CONSENT:
        return purpose in consents
    return basis is Basis.STATUTORY or is_emergency


def check_giving(purpose: Purpose, *, is_minor: bool, has_guardian: bool) -> None:
    """Return quietly when a person may be asked to agree to `purpose`.

    :raises NoConsentNeeded: the purpose does not rest on consent.
    :raises NeedsGuardian: a child without a guardian on record.
    """
    if not needs_consent(purpose):
        raise NoConsentNeeded(purpose=purpose.zh)
    if is_minor and not has_guardian:
        raise NeedsGuardian
