"""Which part of a whole is enough: whole numbers, multiplied and compared, never divided.

Source: 民法典 §278.2 (two thirds, half, three quarters), §1259 (以上 includes the number, 过半数 and 超过 do not).
"""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share `over`/`under` of a whole; when `is_strict` it must be passed, else reached."""

    over: int
    under: int
    is_strict: bool

    def is_reached(self, part: int, whole: int) -> bool:
        """Say whether `part` of `whole` (same unit, not negative) is enough."""
        if self.is_strict:
            return part * self.under > whole * self.over
        return part * self.under >= whole * self.over

    def least(self, whole: int) -> int:
        """Return the smallest part of `whole` that is enough, so that a person sees what was missing."""
        product = whole * self.over
        return product // self.under + 1 if self.is_strict else -(-product // self.under)

    @property
    def text(self) -> Text:
        """Return the share in words: 三分之二以上 as “2/3 以上”, strict ones as “超过 1/2”."""
        share = f"{self.over}/{self.under}"
        if self.is_strict:
            return Text(f"超过 {share}", f"more than {share}")
        return Text(f"{share} 以上（含本数）", f"at least {share}")

    def is_at_least(self, other: Threshold) -> bool:
        """Say whether whatever reaches this threshold reaches the other, too: this one is as strict or stricter."""
        mine, theirs = self.over * other.under, other.over * self.under
        return mine > theirs or (mine == theirs and (self.is_strict or not other.is_strict))
