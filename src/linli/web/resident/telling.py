"""How a refusal is told beside a form: what is wrong and what would make it right, without the name of a column."""

from __future__ import annotations

from linli.kernel.errors import DomainError, Invalid
from linli.kernel.words import Text


def why(error: DomainError) -> Text:
    """Return what to say for `error` beside its field."""
    zh, en = error.params.get("why_zh"), error.params.get("why_en")
    if isinstance(error, Invalid) and type(error).says is Invalid.says and isinstance(zh, str) and isinstance(en, str):
        return Text(zh.rstrip("。.") + "。", en[:1].upper() + en[1:].rstrip(".") + ".")
    return error.text
