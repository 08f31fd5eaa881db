"""The rungs between levels, and what comes again (T26, T51)."""

from __future__ import annotations

from collections.abc import Sequence

from linli.dispatch.rules.levels import DISTRICT
from linli.kernel.errors import Refused
from linli.kernel.words import Text


class TopOfLadder(Refused):
    """There is no level above the district."""

    code = "dispatch.top_of_ladder"
    says = Text(
        "已在区级，不能再提级；可以吹哨或提请顶格办理。", "It is at the district already; whistle or ask the top."
    )


class NothingTried(Refused):
    """Escalating takes a list of what was tried (T26)."""

    code = "dispatch.nothing_tried"
    status = 422
    says = Text("提级前请列出已采取的措施。", "List what was tried before escalating.")


class NotHigher(Refused):
    """The unit named does not stand higher."""

    code = "dispatch.not_higher"
    says = Text(
        "须派给更高一级的单位（第 {needed} 级），所选单位是第 {level} 级。",
        "It goes to a higher unit (level {needed}); the one named is at level {level}.",
    )


class OtherUnit(Refused):
    """The first time it goes back to the same unit (T47)."""

    code = "dispatch.other_unit"
    says = Text("第一次重办由原单位办理。", "The first time it goes back to the same unit.")


def check_escalation(*, level: int, new_level: int, tried: Sequence[str]) -> None:
    """Return quietly when an order of `level` may go up to a unit of `new_level` (T26).

    :raises TopOfLadder, NothingTried, NotHigher: it may not.
    """
    if level >= DISTRICT:
        raise TopOfLadder
    if not [words for words in tried if words.strip()]:
        raise NothingTried(field="tried")
    if new_level <= level:
        raise NotHigher(needed=level + 1, level=new_level)


def check_again(*, times_reopened: int, is_same_unit: bool, level: int, new_level: int) -> None:
    """Return quietly when a reopened appeal may go to that unit: first the same, then one level up (T47, T51).

    :raises OtherUnit, NotHigher: it may not.
    """
    if times_reopened <= 1:
        if not is_same_unit:
            raise OtherUnit
        return
    needed = min(DISTRICT, level + 1)
    if new_level < needed:
        raise NotHigher(needed=needed, level=new_level)
