"""Layout of area codes (domain-spec §1.1, §1.4, §1.5).

6 digits district, 9 street, 12 community, 15 grid (dedicated grids use 900-999), 17 microgrid.
"""

from __future__ import annotations

from uuid import UUID

from linli.grid.words import AreaKind, GridType
from linli.kernel.errors import Invalid

LENGTHS = {
    AreaKind.DISTRICT: 6,
    AreaKind.STREET: 9,
    AreaKind.COMMUNITY: 12,
    AreaKind.GRID: 15,
    AreaKind.MICROGRID: 17,
}
FIRST_DEDICATED = 900
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def parent_kind(kind: AreaKind) -> AreaKind | None:
    """Return the kind one level up; a grid belongs to a community, never to a street (Xi'an DB6101/T 3185-2024)."""
    return list(AreaKind)[kind.depth - 1] if kind.depth else None


def check_code(kind: AreaKind, code: str, parent_code: str | None, grid_type: GridType | None = None) -> None:
    """Return quietly when `code` fits its kind, its parent and (for grids) its type. Source: domain-spec §1.4, §1.5.

    :raises Invalid: wrong length, not digits, not below the parent, or a sequence of the other grid type.
    """
    length = LENGTHS[kind]
    if not (code.isascii() and code.isdigit() and len(code) == length):
        raise Invalid(
            field="code", why_zh=f"{kind.zh}编码应为{length}位数字", why_en=f"{kind.en} codes have {length} digits"
        )
    if code[0] == "0":
        raise Invalid(field="code", why_zh="编码不能以0开头", why_en="codes do not begin with 0")
    if parent_code is not None and not code.startswith(parent_code):
        raise Invalid(
            field="code",
            why_zh=f"应以上级编码{parent_code}开头",
            why_en=f"must begin with the parent's code {parent_code}",
        )
    if kind is AreaKind.GRID and (int(code[12:]) >= FIRST_DEDICATED) != (grid_type is GridType.DEDICATED):
        raise Invalid(
            field="code",
            why_zh="专属网格序号为900至999，基础网格序号为001至899",
            why_en="dedicated grids use sequence 900-999, base grids 001-899",
        )


def path_of(parent_path: str | None, code: str) -> str:
    """Return the path of the node `code` below `parent_path` (None: it is the root)."""
    return f"{parent_path}/{code}" if parent_path else code


def ancestors(path: str) -> tuple[str, ...]:
    """Return `path` and all paths above it, most specific first."""
    parts = path.split("/")
    return tuple("/".join(parts[:end]) for end in range(len(parts), 0, -1))


def short_code(building_id: UUID) -> str:
    """Return the printable code of a building: 8 letters (Crockford base 32) of its id and one check letter."""
    value = building_id.int & ((1 << 40) - 1)
    letters = "".join(_LETTERS[value >> shift & 31] for shift in range(35, -1, -5))
    return letters + _check_letter(letters)


def is_short_code(text: str) -> bool:
    """Say whether `text` is a building code whose check letter fits (one wrong letter never passes)."""
    return len(text) == 9 and all(letter in _LETTERS for letter in text) and _check_letter(text[:8]) == text[8]


def _check_letter(letters: str) -> str:
    # Odd weights are units modulo 32, so a change of one letter always changes the sum.
    return _LETTERS[sum((2 * place + 1) * _LETTERS.index(letter) for place, letter in enumerate(letters)) % 32]


def grid_name(sequence: int) -> str:
    """Return the name ``第N网格`` with the numeral in Chinese (domain-spec §18.7)."""
    return f"第{numeral(sequence)}网格"


def numeral(number: int) -> str:
    """Return 1..999 in Chinese numerals (九, 十二, 四十八, 一百零五)."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones or not text else "")
