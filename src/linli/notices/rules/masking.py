"""Finding and covering personal data in free text: recall first (个人信息保护法 §25; domain-spec §13, row 25).

A name that stays is a harm, a word covered too much is a nuisance; so doubtful spans are covered and the second pair
of eyes uncovers them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linli.kernel.words import Word
from linli.notices.rules.health import health_spans
from linli.notices.rules.names import name_spans


class PiiKind(Word):
    """What kind of personal data a span is; the gloss stands in its place."""

    PHONE = "phone", "电话", "phone"
    ID_NUMBER = "id_number", "证件号", "id number"
    BANK_CARD = "bank_card", "银行卡号", "bank card"
    PLATE = "plate", "车牌", "number plate"
    EMAIL = "email", "邮箱", "e-mail"
    ACCOUNT = "account", "网络账号", "account"
    NAME = "name", "姓名", "name"
    DOOR = "door", "门牌", "door number"
    HEALTH = "health", "健康", "health"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (half-open) of the original text are personal data of this kind."""

    start: int
    end: int
    kind: PiiKind


@dataclass(frozen=True, slots=True)
class Masked:
    """The covered text, and where in the original the covers lie (in order, not touching each other)."""

    text: str
    spans: tuple[Span, ...]


class _Fold(dict[int, str]):
    """Each character as the plain one it looks like: full width, circled, mathematical, the figures of other scripts.

    One character for one, so that positions stay; learned as characters come.
    """

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = unicodedata.normalize("NFKC", letter)
        figure = unicodedata.digit(plain, None) if len(plain) == 1 else None
        found = str(figure) if figure is not None else plain if len(plain) == 1 and plain.isascii() else letter
        self[code] = found
        return found


_FOLD = _Fold()

D = r"[0-9]"
_GAP = r"[\s\-—–._·、]{0,3}"
_NOT_BEFORE = r"(?<![0-9A-Za-z])"
_NOT_AFTER = r"(?![0-9])"
_NO_CASE = rf"(?!{D}{{6}}-{D}{{6}}-{D}{{5}}(?!{D}))"  # our own case numbers are no one's
_NO_YEARS = rf"(?!20{D}{D}[\s\-—]{{1,3}}20)"
_CALL = "(?:电话|手机|号码|联系方式|来电|tel|phone)"
_NO_HOTLINE = rf"(?!12345(?!{D}))"
_NO_UNIT = r"(?!\s?(?:元|块|万|平|户|人))"
_SPOKEN = r"[零〇一二三四五六七八九幺两洞拐]"
_IS = r"(?:号|账号|id)?\s*(?:是|为|:)?\s*"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"

_PATTERNS: tuple[tuple[PiiKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (PiiKind.EMAIL, r"[A-Za-z0-9._%+\-]+\s?@\s?[A-Za-z0-9\-]+(?:\s?[.。]\s?[A-Za-z0-9\-]+)+"),
        # 18 figures with a check letter, spaces allowed; or the old 15.
        (PiiKind.ID_NUMBER, rf"{_NOT_BEFORE}{_NO_CASE}{D}(?:{_GAP}{D}){{16}}{_GAP}[0-9X]{_NOT_AFTER}"),
        (PiiKind.ID_NUMBER, rf"{_NOT_BEFORE}{D}{{15}}{_NOT_AFTER}"),
        (PiiKind.ID_NUMBER, r"(?:护照|通行证|军官证|证件)[号码]*\s*:?\s*([A-Za-z]{1,2}\s?\d{6,10})"),
        (PiiKind.BANK_CARD, rf"{_NOT_BEFORE}{_NO_CASE}{D}(?:{_GAP}{D}){{15,18}}{_NOT_AFTER}"),
        # Mobile numbers, with country code and any separators.
        (
            PiiKind.PHONE,
            rf"(?<![0-9])(?:[+]?\s?86{_GAP}|0086{_GAP})?1{_GAP}[3-9](?:{_GAP}{D}){{9}}{_NOT_AFTER}",
        ),
        # Landlines with area code, the brackets optional, an extension with it.
        (
            PiiKind.PHONE,
            rf"(?<![0-9])[(]?0{D}{{2,3}}[)]?[\s\-—–]?{D}{{3,4}}{_GAP}{D}{{4}}(?:(?:转|-){D}{{1,6}})?{_NOT_AFTER}",
        ),
        (PiiKind.PHONE, rf"{_NOT_BEFORE}{_NO_YEARS}[2-8]{D}{{3}}{_GAP}{D}{{4}}(?:转{D}{{1,6}})?{_NOT_AFTER}{_NO_UNIT}"),
        (PiiKind.PHONE, rf"{_NOT_BEFORE}400{_GAP}{D}{{3,4}}{_GAP}{D}{{3,4}}{_NOT_AFTER}"),
        (PiiKind.PHONE, rf"{_CALL}[^\d\n]{{0,6}}({_NO_HOTLINE}{D}(?:{_GAP}{D}){{4,14}})"),
        (PiiKind.PHONE, rf"[一幺](?:{_GAP}{_SPOKEN}){{10}}"),
        # Number plates, new energy included; a dot or blank after the letter.
        (PiiKind.PLATE, rf"[{_PROVINCES}]\s?[A-Z][\s·•・.\-]?[A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳]"),
        (PiiKind.PLATE, r"车牌[号是为:\s]*([A-Z0-9]{5,7})"),
        (PiiKind.ACCOUNT, rf"(?:微\s?信|VX|WX|weixin|wechat|威信|薇信|V信){_IS}([A-Za-z0-9][A-Za-z0-9_\-]{{4,19}})"),
        (PiiKind.ACCOUNT, rf"(?:QQ|扣扣|抖音|快手|微博|支付宝){_IS}([A-Za-z0-9_\-]{{5,24}})"),
    )
)  # fmt: skip

_NUMBER = r"(?:[0-9]{1,4}|[一二三四五六七八九十百零〇]{1,4})"
_HOUSEHOLD = rf"(?:{_NUMBER}\s?(?:室|户(?![数口籍主外门型])|房间)|[东西南北中]户)"
_COURT, _HOUSE = rf"(?:{_NUMBER}\s?号院\s?)", rf"(?:{_NUMBER}\s?(?:[号#]\s?楼|栋|幢|座|号院)\s?)"
_ENTRANCE, _FLOOR = rf"(?:{_NUMBER}\s?单元\s?)", rf"(?:{_NUMBER}\s?[楼层]\s?)"
_BARE_ROOM = r"(?:[0-9]{2,4}(?![0-9路])|[一二三四五六七八九][零〇一二三四五六七八九]{2,3})"
_DOORS = re.compile(
    rf"{_COURT}?{_HOUSE}?{_ENTRANCE}?{_FLOOR}?[A-Za-z]?{_HOUSEHOLD}"
    rf"|{_COURT}?{_HOUSE}{_ENTRANCE}{_FLOOR}?{_BARE_ROOM}?"
    rf"|{_COURT}?{_NUMBER}\s?(?:[号#]\s?楼|栋|幢|座)\s?[0-9]{{3,4}}(?![0-9路户])"
    r"|(?<![0-9\-])[0-9]{1,3}[-—][0-9]{1,2}[-—][0-9]{3,4}(?![0-9\-])"
)

_PLACES = re.compile(
    rf"(?:{_NUMBER}|[A-Za-z])(?:\s?[-—~至到、]\s?{_NUMBER})*\s?"
    r"(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|户(?![数口籍主外门型])|房间|门洞?(?=[^前口]))"
)
_LONG = (PiiKind.ID_NUMBER, PiiKind.BANK_CARD)
_RUN = re.compile(rf"(?:{_GAP}{D})*")
"""Where two long numbers stand side by side, the first must not leave the tail of the second."""
_BETWEEN = r"[\s\-—–._·、]*"


def pii_spans(text: str, names: Iterable[str] = (), *, doors: bool = True, places: bool = False) -> tuple[Span, ...]:
    """Return where `text` holds personal data, in order and without overlap.

    `names` are names known from the case (reporter, handler), covered wherever they stand. `doors` covers door
    numbers below the building and illnesses of persons too: for publication yes, for triage (which needs them) no.
    `places` covers every number of a house, building, entrance or floor: for whoever is complained of and may not
    learn where it came from.
    """
    text = text.translate(_FOLD)  # to plain letters and figures, one for one: positions stay
    found = list(_spans(text, [name.translate(_FOLD) for name in names]))
    if doors:
        found += [Span(*match.span(), PiiKind.DOOR) for match in _DOORS.finditer(text)]
        found += [Span(start, end, PiiKind.HEALTH) for start, end in health_spans(text)]
    if places:
        found += [Span(*match.span(), PiiKind.DOOR) for match in _PLACES.finditer(text)]
    return _without_overlap(found)


def mask(text: str, names: Iterable[str] = (), *, doors: bool = True, places: bool = False) -> Masked:
    """Return `text` with personal data covered by its kind in brackets, e.g. ``〔电话〕``.

    Masking twice is masking once. Parameters as for `pii_spans`.
    """
    spans = pii_spans(text, names, doors=doors, places=places)
    parts: list[str] = []
    last = 0
    for span in spans:
        parts += [text[last : span.start], f"〔{span.kind.zh}〕"]
        last = span.end
    parts.append(text[last:])
    return Masked("".join(parts), spans)


def _spans(text: str, names: Iterable[str]) -> Iterator[Span]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span((pattern.groups and match.lastindex) or 0)
            if kind in _LONG:
                end = _RUN.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
            yield Span(start, end, kind)
    for name in names:
        # Blanks and strokes between the characters hide nothing: 王 阿姨, 139 0000-0001.
        spelled = _BETWEEN.join(re.escape(letter) for letter in name if not re.fullmatch(_BETWEEN, letter))
        if spelled:
            for match in re.finditer(spelled, text, re.IGNORECASE):
                yield Span(*match.span(), PiiKind.NAME)
    for start, end in name_spans(text):
        yield Span(start, end, PiiKind.NAME)


def _without_overlap(found: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that overlap; the longer one gives the kind."""
    joined: list[Span] = []
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if not joined or span.start >= joined[-1].end:
            joined.append(span)
            continue
        last = joined[-1]
        longer = last if last.end - last.start >= span.end - span.start else span
        joined[-1] = Span(last.start, max(last.end, span.end), longer.kind)
    return tuple(joined)
