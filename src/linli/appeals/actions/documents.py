"""Documents without their makers: who wrote them, with which device and when goes before they are kept.

Office documents are packed anew. A PDF is blanked in place, byte for byte, so that its own table of offsets still
holds; no library for it is at hand that is worth its weight. What this cannot do is refused (an encrypted PDF) or left
as it is and said in docs/pia (a signed PDF, whose signature every change would break).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from linli.appeals.rules import files as rules

_EPOCH = (1980, 1, 1, 0, 0, 0)
_EMPTY_PROPERTIES = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
_WHO = re.compile(rb"""(\s(?:\w+:)?(?:author|initials|userId|lastModifiedBy|userName))=("[^"]*"|'[^']*')""")
_PERSON = re.compile(rb"""(\s(?:displayName|userId|providerId))=("[^"]*"|'[^']*')""")
_AUTHOR = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</)")
_WHERE = re.compile(rb"""(<\w+:absPath\s[^>]*?url)=("[^"]*"|'[^']*')""")

Clean = Callable[[bytes], bytes]


def clean_office(content: bytes, clean_picture: Clean) -> bytes:
    """Return a Word or Excel file packed anew: no properties, no names beside comments and changes, clean pictures.

    :raises BrokenFile: it cannot be unpacked.
    """
    out = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for part in given.infolist():
                if part.is_dir():
                    continue
                made.writestr(
                    zipfile.ZipInfo(part.filename, _EPOCH), _part(part.filename, given.read(part), clean_picture)
                )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError) as error:
        raise rules.BrokenFile from error
    return out.getvalue()


def _part(name: str, content: bytes, clean_picture: Clean) -> bytes:
    if name in _EMPTY_PROPERTIES:
        return _EMPTY_PROPERTIES[name]
    if name.lower().endswith((".jpg", ".jpeg", ".png")):
        return clean_picture(content)
    if not name.endswith(".xml"):
        return content
    anonymous = _WHO.sub(rb'\1=""', content)
    anonymous = _WHERE.sub(rb'\1=""', _AUTHOR.sub(rb"\1\2", anonymous))
    is_people = name.startswith("xl/persons/") or name == "word/people.xml"
    return _PERSON.sub(rb'\1=""', anonymous) if is_people else anonymous


# PDF

_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
_SIGNED = re.compile(rb"/ByteRange\s*\[")
_INFO = re.compile(rb"/Info\s+(\d+)\s+(\d+)\s+R")
_MAKER = re.compile(rb"/(?:Author|Creator|Producer|CreationDate|ModDate|Company|Manager|LastModified)\s*(?=[(<])")
_STREAM = re.compile(rb"\bstream\r?\n")
_PACKETS = ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>"))
_HEAD_BYTES = 2000
_MOST_STRING = 65_536
_MOST_INFOS = 50
_EXIF = re.compile(rb"\xff\xe1(..)(?:Exif\x00\x00|http://ns\.adobe\.com/xap/)", re.DOTALL)
_DIGITS = re.compile(rb"\d+")


def clean_pdf(content: bytes) -> bytes:
    """Return a PDF whose author, programs, dates and device data are blanked; every byte stays where it was.

    :raises EncryptedPdf: its parts cannot be read, so nothing can be taken out.
    """
    if _ENCRYPTED.search(content):
        raise rules.EncryptedPdf
    if _SIGNED.search(content):
        return content
    body = bytearray(content)
    numbers = {int(found[1]) for found in _INFO.finditer(content)}
    if len(numbers) > _MOST_INFOS:
        raise rules.BrokenFile
    _blank_plain(body, numbers)
    for found in _STREAM.finditer(content):
        head = content[max(0, found.start() - _HEAD_BYTES) : found.start()].rpartition(b" obj")[2]
        _blank_stream(body, found.end(), head, numbers)
    return bytes(body)


def _blank_plain(body: bytearray, numbers: set[int]) -> None:
    """Blank what stands in the open: maker's entries, the information objects, XMP packets, device data of photos.

    Everything here walks forward only: a file made to be slow must not be.
    """
    for number in numbers:
        for start, end in _between(body, re.compile(rb"(?<!\d)%d\s+\d+\s+obj\b" % number), b"endobj"):
            _blank_strings(body, start, end)
    for found in _MAKER.finditer(bytes(body)):
        _blank_string(body, found.end())
    for begin, ending in _PACKETS:
        for start, end in _between(body, re.compile(re.escape(begin)), ending):
            body[start:end] = b" " * (end - start)
    for found in _EXIF.finditer(bytes(body)):
        size = int.from_bytes(found[1], "big") - 2
        start = found.start() + 4
        end = min(start + max(size, 0), len(body))
        body[start:end] = bytes(end - start)


def _between(body: bytearray, begin: re.Pattern[bytes], ending: bytes) -> Iterator[tuple[int, int]]:
    """Return the places between each `begin` and the next `ending`; one without an end goes to the file's end."""
    place = 0
    while (found := begin.search(body, place)) is not None:
        end = body.find(ending, found.end())
        yield found.end(), end if end >= 0 else len(body)
        place = end if end >= 0 else len(body)


def _blank_stream(body: bytearray, start: int, head: bytes, numbers: set[int]) -> None:
    """Blank inside a compressed stream that holds objects or metadata; leave every other alone."""
    is_objects, is_metadata = b"/ObjStm" in head, b"/Metadata" in head or b"/XML" in head
    if b"/FlateDecode" not in head or not (is_objects or is_metadata):
        return
    end = body.find(b"endstream", start)
    packed = zlib.decompressobj()
    try:
        plain = bytearray(packed.decompress(bytes(body[start:end]), rules.MOST_UNPACKED_BYTES))
    except zlib.error:
        return
    before = bytes(plain)
    if is_objects:
        _blank_objects(plain, head, numbers)
    _blank_plain(plain, set())
    if plain == before:
        return
    made = zlib.compress(bytes(plain), 9)
    # The end of a compressed stream is marked inside it, so what follows up to the old length is not read.
    if len(made) > end - start:
        raise rules.BrokenFile
    body[start : start + len(made)] = made
    body[start + len(made) : end] = b"\n" * (end - start - len(made))


def _blank_objects(plain: bytearray, head: bytes, numbers: set[int]) -> None:
    """Blank the strings of the information objects packed in an object stream."""
    first = re.search(rb"/First\s+(\d+)", head)
    if first is None:
        return
    begin = int(first[1])
    named = [int(one) for one in _DIGITS.findall(bytes(plain[:begin]))]
    places = dict(zip(named[::2], named[1::2], strict=False))
    ends = sorted([*places.values(), len(plain) - begin])
    for number in numbers & places.keys():
        place = places[number]
        _blank_strings(plain, begin + place, begin + next(end for end in ends if end > place))


def _blank_strings(body: bytearray, start: int, end: int) -> None:
    """Blank every string between two places."""
    place = start
    while place < end:
        if body[place : place + 2] == b"<<":
            place += 2
        elif body[place] in b"(<":
            place = _blank_string(body, place)
        else:
            place += 1


def _blank_string(body: bytearray, start: int) -> int:
    """Blank the literal or hexadecimal string at `start`, if one is still there; return where it ends."""
    last = min(len(body), start + _MOST_STRING)
    if body[start] == ord("<"):
        end = body.find(b">", start, last)
        if end < 0 or body[start : start + 2] == b"<<":
            return start + 1
        body[start + 1 : end] = (b"20" * (end - start))[: end - start - 1]
        return end + 1
    if body[start] != ord("("):
        return start + 1
    end = _end_of_literal(body, start, last)
    body[start + 1 : end - 1] = b" " * (end - 2 - start)
    return end


def _end_of_literal(body: bytearray, start: int, last: int) -> int:
    """Return the place after the bracket that closes the one at `start`; brackets nest, a backslash guards one."""
    depth, place = 0, start
    while place < last:
        sign = body[place]
        if sign == ord("\\"):
            place += 1
        else:
            depth += (sign == ord("(")) - (sign == ord(")"))
        place += 1
        if depth == 0:
            return place
    return last
