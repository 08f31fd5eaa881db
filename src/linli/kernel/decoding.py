"""The text in a file's bytes, in whatever encoding offices here write: one decoder for every door and every import."""

from __future__ import annotations

from linli.kernel.errors import Refused
from linli.kernel.words import Text

WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
SHEET_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin: XLSX, and the old XLS."""
ENCODINGS = ("utf-8-sig", "gb18030")
"""UTF-8 with or without its mark; GB 18030, which holds GBK and GB 2312. In this order: UTF-8 is never by chance."""
_SEEN = 4096


class NotText(Refused):
    """The bytes are no text, or in no encoding that is known; what would make it right is said."""

    code = "kernel.not_text"
    status = 422
    says = Text("文件不能用：{why_zh}", "The file cannot be used: {why_en}")


def decoded(content: bytes) -> str:
    """Return the text of bytes in UTF-8 (with or without mark), GB 18030 or UTF-16 with its mark.

    :raises NotText: they are a workbook, UTF-16 without its mark, or none of these.
    """
    if content.startswith(SHEET_MARKS):
        raise NotText(
            why_zh="这是 Excel 工作簿，请在 Excel 里另存为 CSV 再导入",
            why_en="it is a workbook; save it as CSV in your spreadsheet program and import that",
        )
    for encoding in ("utf-16",) if content.startswith(WIDE_MARKS) else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    if _is_wide(content):
        raise NotText(
            why_zh="像是缺少标记的 UTF-16，请另存为“CSV UTF-8”或带标记的 Unicode 文本",
            why_en="it looks like UTF-16 without its mark; save it as “CSV UTF-8” or as Unicode text with a mark",
        )
    raise NotText(
        why_zh="不是 UTF-8、GB18030 或 UTF-16 的文本，请重新导出为 CSV（UTF-8）",
        why_en="it is no text in UTF-8, GB18030 or UTF-16; export it as CSV (UTF-8) again",
    )


def _is_wide(content: bytes) -> bool:
    """Say whether every other byte of the beginning is mostly zero, as figures and commas are in UTF-16."""
    seen = content[:_SEEN]
    halves = (seen[0::2], seen[1::2])
    return any(len(half) > 4 and half.count(0) * 4 > len(half) for half in halves) and not all(
        half.count(0) * 4 > len(half) for half in halves
    )
