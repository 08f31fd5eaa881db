"""What a rating leads to. Source: T45-T47; domain-spec §10.1 (valid revisit)."""

from __future__ import annotations

from linli.appeals.words import Satisfied, Solved
from linli.kernel.errors import Conflict, Refused
from linli.kernel.words import Text, Word


class Verdict(Word):
    """What follows from a rating."""

    SETTLED = "settled", "可以办结", "may be closed"
    TO_JUDGE = "to_judge", "由回访员判断", "a revisitor decides"


class RatedBefore(Conflict):
    """One rating per round."""

    code = "appeals.rated_before"
    says = Text("这一轮已经评价过了，谢谢。", "This round was rated already. Thank you.")


class NotYet(Refused):
    """There is no answer to rate yet."""

    code = "appeals.nothing_to_rate"
    says = Text("还没有答复，收到答复后即可评价。", "There is no answer yet; you can rate as soon as there is one.")


def verdict(solved: Solved, satisfied: Satisfied | None) -> Verdict:
    """Return what the resident's word leads to.

    Solved and not dissatisfied settles it; partly solved only when the resident says to be satisfied with it all the
    same. Everything else is for a person to judge (T46, T47).
    """
    if satisfied is Satisfied.DISSATISFIED or solved is Solved.UNSOLVED:
        return Verdict.TO_JUDGE
    if solved is Solved.PARTLY and satisfied is None:
        return Verdict.TO_JUDGE
    return Verdict.SETTLED
