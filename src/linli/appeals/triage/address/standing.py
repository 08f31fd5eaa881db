"""The parts of an address as this process reads them: by its signs, the same from the first day (ADR 0036)."""

from __future__ import annotations

from linli.appeals.triage.address.reading import Span, read


def spans(text: str) -> list[Span]:
    """Return the parts of a written address, in order and without overlap.

    Each is (tag, start, end) in code points of `text`; the tags are those of `reading.read`.
    """
    return read(text)
