"""Paper: pages set as PDF with the Chinese letters in them, so that every machine prints the same (ADR 0028)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

HERE = Path(__file__).parent
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent


def pdf(template: str, **inputs: Mapping[str, object]) -> bytes:
    """Return a page as PDF. `template` is a file of this drawer, `inputs` are its data: words, never code.

    Fonts are embedded, only the letters used; nothing of the machine's own fonts is taken, so the page is the same
    everywhere. Tagged, so that it can be read aloud (PDF/UA-1). About 0.15 s.
    """
    given = {name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()}
    return typst.compile(
        HERE / template,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=given,
        pdf_standards="ua-1",
    )
