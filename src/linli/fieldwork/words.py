"""The words of fieldwork."""

from __future__ import annotations

from linli.kernel.words import Word


class Outcome(Word):
    """What became of something found on a round."""

    FIXED = "fixed", "当场处理好", "put right on the spot"
    NOTICE = "notice", "告知限期整改", "told to put it right by a day"
    REPORT = "report", "上报处理", "reported"


class NoticeState(Word):
    """Where a notice to put it right stands."""

    SERVED = "served", "整改中", "to be put right"
    COMPLIED = "complied", "已整改", "put right"
    NOT_COMPLIED = "not_complied", "未整改，已上报", "not put right, reported"
