"""Withdrawing: a danger cannot vanish, a fifth is asked why. Source: T53; S-088; GS10."""

from __future__ import annotations

from linli.appeals.words import State, Urgency
from linli.kernel.errors import Refused
from linli.kernel.words import Text, Word


class Leaving(Word):
    """What withdrawing does."""

    WITHDRAW = "withdraw", "撤回", "withdrawn"
    DETACH = "detach_reporter", "诉求人退出，事项继续", "the reporter leaves, the matter stays"


class NotRedirected(Refused):
    """A receipt belongs to a hand-over."""

    code = "appeals.not_redirected"
    says = Text("这件诉求没有转办，不需要凭证号。", "This report was not handed over; no receipt is needed.")


def what_leaves(*, is_hazard: bool, urgency: Urgency, has_joined: bool) -> Leaving:
    """Return what withdrawing does: a public hazard, an emergency, or a matter that others joined, stays on record."""
    if is_hazard or urgency is Urgency.EMERGENCY or has_joined:
        return Leaving.DETACH
    return Leaving.WITHDRAW


def is_sampled(serial: int, percent: int) -> bool:
    """Say whether this case falls into the sample: evenly spread over serials, known to nobody beforehand."""
    return serial * 37 % 100 < percent


def check_redirected(state: State) -> None:
    """Return quietly when the appeal was handed over.

    :raises NotRedirected:
    """
    if state is not State.REDIRECTED:
        raise NotRedirected
