"""Words of the room past."""

from __future__ import annotations

from linli.kernel.words import Word


class Remark(Word):
    """What is odd about a row; it is kept as it came, for the oddity is the other system's history too."""

    CLOSED_FIRST = "closed_first", "办结早于受理", "closed before it was opened"
    OPENED_AHEAD = "opened_ahead", "受理时间在将来", "opened in the future"
    NO_SUCH_POINT = "no_such_point", "坐标不存在，已留空", "the point is none on earth and was left out"


class Fate(Word):
    """What became of a row of the file."""

    NEW = "new", "新增", "new"
    CHANGED = "changed", "有更新", "changed"
    SAME = "same", "没有变化", "unchanged"
    REPEATED = "repeated", "文件内重复，取后一行", "twice in the file, the later row counts"
    REFUSED = "refused", "不能用", "cannot be used"
