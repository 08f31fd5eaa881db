"""What an order carries beside its matter: its own deadline, secrecy, the wish to be called back.

Source: domain-spec §4.4 (the order carries its deadline), §4.7 (confidential on request, GB/T 33358-2016), §4.12.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from linli.kernel.clocks import Term
from linli.kernel.words import Text

NO = frozenset({"否", "不", "0", "false", "no", "n", "无", "不需要", "无需", "不用", "不要", "公开", "不保密"})
YES = frozenset({"是", "1", "true", "yes", "y", "需要", "要", "保密", "要求保密", "需保密", "需要保密", "有"})
BAD_DUE = Text(
    "办理时限“{value}”读不出；请写成 2026-03-05 14:20 或“5个工作日”",
    "the deadline “{value}” is none; write 2026-03-05 14:20 or “5个工作日”",
)
_TERM = re.compile(r"(\d{1,3})(?:个)?(工作日|自然日|日|天|小时|工作小时)(?:内|以内)?")
_UNITS = {"工作日": "wd", "自然日": "d", "日": "d", "天": "d", "小时": "h", "工作小时": "wm"}


def term_of(text: str) -> Term | None:
    """Return the term that words like “5个工作日” mean, or None."""
    found = _TERM.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if found is None:
        return None
    amount, unit = int(found[1]), _UNITS[found[2]]
    return Term.parse(f"{amount * 60 if unit == 'wm' else amount} {unit}")


def end_of(moment: datetime | None, written: str) -> datetime | None:
    """Return the deadline that was written: a day without a time lasts until its end."""
    if moment is None or ":" in written or (moment.hour, moment.minute) != (0, 0):
        return moment
    return moment + timedelta(days=1) - timedelta(minutes=1)


def is_wished(text: str) -> bool | None:
    """Return what a yes-or-no cell says, or None where it says nothing that is understood."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
    if plain in YES:
        return True
    return False if plain in NO else None


def is_secret(text: str) -> bool:
    """Say whether secrecy was asked for; a word that is not understood is taken for yes, for a name told is told."""
    return bool(text.strip()) and is_wished(text) is not False
