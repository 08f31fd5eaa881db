"""What of a record may be corrected, and to what: a correction is a new fact beside the old one. Source: T60."""

from __future__ import annotations

from linli.appeals.words import Kind, Outcome
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain
from linli.kernel.words import Text, Word


class Field(Word):
    """A column that may be corrected after the fact."""

    KIND = "kind", "诉求类型", "kind"
    CATEGORY = "category", "诉求分类", "category"
    HOUSEHOLDS = "households", "涉及户数", "households concerned"
    HAZARD = "is_hazard", "是否隐患", "a danger"
    OUTCOME = "outcome", "办理结果", "outcome"
    AREA = "area_path", "所在区域", "area"


class WrongCorrection(Invalid):
    """The value does not fit the column."""

    code = "appeals.wrong_correction"
    says = Text("“{field}”不能更正为“{value}”。", "“{field}” cannot be corrected to “{value}”.")


def check_value(field: Field, value: Plain, *, categories: frozenset[str]) -> None:
    """Return quietly when `value` fits `field`.

    :raises WrongCorrection:
    """
    fits = {
        Field.KIND: isinstance(value, str) and value in {word.value for word in Kind},
        Field.CATEGORY: isinstance(value, str) and value in categories,
        Field.HOUSEHOLDS: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        Field.HAZARD: isinstance(value, bool),
        Field.OUTCOME: isinstance(value, str) and value in {word.value for word in Outcome},
        Field.AREA: isinstance(value, str) and bool(value),
    }
    if not fits[field]:
        raise WrongCorrection(field=field.zh, value=value)
