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
_GAP = r"[\s\-—–._·]{0,3}"  # without 、: a list of numbers is no number
_COMMA = r"\s?[、/,]\s?"
_LINE = r"[\s\-—–_]{0,3}"
_NOT_BEFORE = r"(?<![0-9A-Za-z])"
_NOT_AFTER = r"(?![0-9])"
_NO_CASE = rf"(?!{D}{{6}}-{D}{{6}}-{D}{{5}}(?!{D}))"  # our own case numbers are no one's
_NO_YEARS = rf"(?!20{D}{D}[\s\-—]{{1,3}}(?:19|20))"
_NO_DAY = r"(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9]))"
_NO_RANGE = r"(?![1-9][0-9]00\s?[\-—–~]\s?[1-9][0-9]00(?![0-9]))"
_NO_DATE = r"(?!(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9]))"
_NO_MONTHS = r"(?!19[0-9]{2}\.[0-9]{1,2}\s?[-—–~至])"
_CALL = r"(?:电话(?!费)|手机|号码|联系方式|来电|(?<![a-z])(?:tel|phone)(?![a-z]))"
# Numbers of the public: 110 has too few figures anyway, 12345 and 12315, 95598, 96119, 10086 are nobody's.
_NO_HOTLINE = rf"(?!(?:12[0-9]{{3}}|100[0-9]{{2}}|95[0-9]{{3,4}}|96[0-9]{{3,4}})(?!{_LINE}{D}))"
_NO_UNIT = r"(?!\s?(?:元|块|万|平|户|人|多|余|左右|不等|年|号(?!码)|米|度|伏|吨))"
_SPOKEN = r"[零〇一二三四五六七八九幺两洞拐壹贰叁肆伍陆柒捌玖]"
_IS = r"\s*(?:号码|号|账号|id)?\s*(?:是|为|:)?\s*"
_EXTENSION = r"(?:\s?(?:转|-|分机|ext\.?)\s?[0-9]{1,6})?"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_DOT = r"[\s·•・.\-—–]?"

_PATTERNS: tuple[tuple[PiiKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (PiiKind.EMAIL, r"[A-Za-z0-9._%+\-]+\s?@\s?[A-Za-z0-9\-]+(?:\s?[.。]\s?[A-Za-z0-9\-]+)+"),
        # 18 figures with a check letter, spaces allowed; or the old 15.
        (PiiKind.ID_NUMBER, rf"{_NOT_BEFORE}{_NO_CASE}{D}(?:{_GAP}{D}){{16}}{_GAP}[0-9X]{_NOT_AFTER}"),
        (PiiKind.ID_NUMBER, rf"{_NOT_BEFORE}{D}{{15}}{_NOT_AFTER}"),
        (PiiKind.ID_NUMBER, r"(?:护照|通行证|军官证|证件)[号码]*\s*:?\s*([A-Za-z]{1,2}\s?\d{6,10})"),
        (PiiKind.BANK_CARD, rf"{_NOT_BEFORE}{_NO_CASE}{D}(?:{_GAP}{D}){{15,18}}{_NOT_AFTER}"),
        # Mobile numbers, with country code and any separators; the letter O for a nought.
        (
            PiiKind.PHONE,
            rf"(?<![0-9])(?:[(]?[+]?\s?86[)]?{_GAP}|0086{_GAP})?{_NO_MONTHS}1{_GAP}[3-9](?:{_GAP}[0-9O]){{9}}{_NOT_AFTER}",
        ),
        (
            PiiKind.PHONE,
            rf"(?<![0-9])1(?:[3-9]{D}{_COMMA}{D}{{4}}{_COMMA}{D}{{4}}|(?:{_COMMA}{D}){{10}}){_NOT_AFTER}(?!、)",
        ),
        # Landlines with area code, the brackets optional, an extension with it.
        (PiiKind.PHONE, rf"(?<![0-9])[(]?0{D}{{2,3}}[)]?[\s\-—–]?{D}{{3,4}}{_GAP}{D}{{4}}{_EXTENSION}{_NOT_AFTER}"),
        (
            PiiKind.PHONE,
            rf"{_NOT_BEFORE}(?<![0-9A-Za-z]-){_NO_YEARS}{_NO_DAY}{_NO_RANGE}"
            rf"[2-8]{D}{{3}}{_LINE}{D}{{4}}{_EXTENSION}{_NOT_AFTER}(?!-{D}{{4}}){_NO_UNIT}",
        ),
        (PiiKind.PHONE, rf"{_NOT_BEFORE}400{_GAP}{D}{{3,4}}{_GAP}{D}{{3,4}}{_NOT_AFTER}"),
        (
            PiiKind.PHONE,
            rf"{_CALL}[^\d\n]{{0,6}}({_NO_HOTLINE}{_NO_DATE}{D}(?:{_GAP}{D}){{4,14}}){_NOT_AFTER}(?!\s?(?:元|次|块))",
        ),
        (PiiKind.PHONE, rf"[一幺壹](?:{_GAP}{_SPOKEN}){{10}}"),
        # Number plates, new energy included; a sign after the letter. In small letters a figure is next.
        (PiiKind.PLATE, rf"[{_PROVINCES}]\s?(?-i:[A-Z]){_DOT}[A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳]"),
        (PiiKind.PLATE, rf"[{_PROVINCES}]\s?[a-z]{_DOT}d?[0-9][A-Z0-9]{{3,4}}[A-Z0-9挂学警港澳]"),
        (PiiKind.PLATE, r"车牌[号是为:\s]*([A-Z0-9]{5,7})"),
        (
            PiiKind.ACCOUNT,
            rf"(?:微\s?信|VX|WX|weixin|wechat|威信|薇信|V信|加\s?V){_IS}([A-Za-z0-9][A-Za-z0-9_\-]{{4,19}})",
        ),
        (PiiKind.ACCOUNT, rf"(?:QQ|扣扣|抖音|快手|微博|支付宝|加\s?Q){_IS}([A-Za-z0-9_\-]{{5,24}})"),
    )
)  # fmt: skip

_PAPER = re.compile(
    r"(?:订单|工单|单号|编号|编码|受理号|流水号|合同|发票|案号|批号|文号|票号|运单|快递|凭证|票据|收据|报修号|标准)"
    r"(?:编号|号码|号|码|代码)?\s*(?:是|为|:|#)?\s*[A-Za-z]{0,6}[-/]?$"
)
"""Words right before a long number that say it numbers a paper, no person."""

_NUMBER = r"(?:[0-9]{1,4}|[一二三四五六七八九十百零〇]{1,4})"
_HOUSEHOLD = rf"(?:{_NUMBER}\s?(?:室|户(?![数口籍主外门型])|房间)|[东西南北中]户)"
# Alone, a number and 户 counts households, unless it is written like that of a door and nothing is counted by it.
_ALONE = (
    r"(?:(?<![0-9A-Za-z共计近约每有几达数的前后])[A-Za-z]?[0-9]{3,4}\s?户(?![数口籍主外门型业居村人拆安家住])"
    r"|(?<![一二三四五六七八九十百])[一二三四五六七八九][零〇一二三四五六七八九]{2,3}\s?户"
    rf"|[A-Za-z]?{_NUMBER}\s?(?:室|房间)|[东西南北中]户)"
)
_COURT, _HOUSE = rf"(?:{_NUMBER}\s?号院\s?)", rf"(?:(?:{_NUMBER}\s?(?:[号#]\s?楼|#|栋|幢|座|号院)|[A-Za-z]\s?座)\s?-?)"
_ENTRANCE, _FLOOR = rf"(?:{_NUMBER}\s?(?:单元|门(?=\s?[0-9]))\s?)", rf"(?:{_NUMBER}\s?[楼层]\s?)"
_BARE_ROOM = r"(?:[0-9]{2,4}(?![0-9路])|[一二三四五六七八九][零〇一二三四五六七八九]{2,3})"
_DOORS = re.compile(
    rf"{_COURT}?(?:{_HOUSE}{_ENTRANCE}?{_FLOOR}?|{_ENTRANCE}{_FLOOR}?|{_FLOOR})[A-Za-z]?{_HOUSEHOLD}"
    rf"|{_ALONE}"
    rf"|{_COURT}?{_HOUSE}{_ENTRANCE}{_FLOOR}?{_BARE_ROOM}?"
    rf"|{_COURT}?{_NUMBER}\s?(?:[号#]\s?楼|栋|幢|座)\s?[0-9]{{3,4}}(?![0-9路户])"
    r"|(?<![0-9\-])[0-9]{1,3}(?:\s?(?:[号#]\s?楼|#|栋|幢))?[-—][0-9]{1,2}[-—][0-9]{3,4}(?![0-9\-])"
)

_PLACES = re.compile(
    rf"(?:{_NUMBER}|[A-Za-z])(?:\s?[-—~至到、]\s?{_NUMBER})*\s?"
    r"(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|户(?![数口籍主外门型])|房间|门洞?(?=[^前口]))"
)
_LONG = (PiiKind.ID_NUMBER, PiiKind.BANK_CARD)
# An id card tells a day of birth, a mobile number begins with 1 and has eleven figures: those are never a paper's.
_IS_SOMEBODYS = re.compile(
    r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$|^[+]?(?:86)?1[3-9][0-9]{9}$"
)
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
    yield from _numbers(text)
    for name in names:
        # Blanks and strokes between the characters hide nothing: 王 阿姨, 139 0000-0001.
        spelled = _BETWEEN.join(re.escape(letter) for letter in name if not re.fullmatch(_BETWEEN, letter))
        if spelled:
            for match in re.finditer(spelled, text, re.IGNORECASE):
                yield Span(*match.span(), PiiKind.NAME)
    for start, end in name_spans(text):
        yield Span(start, end, PiiKind.NAME)


def _numbers(text: str) -> Iterator[Span]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span((pattern.groups and match.lastindex) or 0)
            if _numbers_a_paper(text, start, end, kind):
                continue
            if kind in _LONG:
                end = _RUN.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
            yield Span(start, end, kind)


def _numbers_a_paper(text: str, start: int, end: int, kind: PiiKind) -> bool:
    """Say whether a number stands behind "order no." and the like, and could not be that of an id card or a mobile."""
    if kind not in (PiiKind.ID_NUMBER, PiiKind.BANK_CARD, PiiKind.PHONE):
        return False
    said = text[start:end]
    return not _IS_SOMEBODYS.search(said) and _PAPER.search(text[max(0, start - 16) : start]) is not None


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
