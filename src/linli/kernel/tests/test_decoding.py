"""One decoder: every encoding that offices use, and for what is no text the way out."""

from __future__ import annotations

import pytest

from linli.kernel.decoding import NotText, decoded

WORDS = "编号,地点\nQD-1,𠮷林路 🌧 登州路24号院\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_that_offices_use_is_read(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert decoded(mark + WORDS.encode(encoding)) == WORDS
    assert decoded("登州路24号院".encode("gbk")) == "登州路24号院"
    assert decoded(b"") == ""


@pytest.mark.parametrize("what, content, says", [
    ("a workbook", b"PK\x03\x04rest", "另存为 CSV"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 CSV"),
    ("UTF-16 without its mark", "number,place\n1,x\n".encode("utf-16-le"), "缺少标记"),
    ("the same, the other way round", "number,place\n1,x\n".encode("utf-16-be"), "缺少标记"),
    ("half of UTF-16", "登州路".encode("utf-16")[:-1], "重新导出"),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "重新导出"),
    ("broken bytes", b"\xff\xff\xff", "重新导出"),
])  # fmt: skip
def test_what_is_no_text_is_told_what_would_make_it_right(what: str, content: bytes, says: str) -> None:
    with pytest.raises(NotText) as refused:
        decoded(content)
    assert says in refused.value.text.zh, what
