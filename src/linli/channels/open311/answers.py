"""Answers in both forms. JSON follows XML by the Spark convention: a list of things is a list, its name is left out.

Source: GeoReport v2, "Format Support" and "Errors"; Service Discovery (content types without a parameter there).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Union
from xml.etree import ElementTree

from django.http import HttpResponse
from django.utils import translation

from linli.kernel.words import Text

FORMS: Mapping[str, str] = {"xml": "text/xml", "json": "application/json"}
ONE_OF: Mapping[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one member of a list is called in XML."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Plain = Union["str | int | float | bool | None", Mapping[str, "Plain"], Sequence["Plain"]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of an error list: the status it stands for, and what to tell the person."""

    code: int
    text: Text


class Told(Exception):
    """The request cannot be done; all that is wrong with it is told at once."""

    def __init__(self, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        self.faults = faults
        self.headers = headers or {}
        super().__init__("; ".join(fault.text.en for fault in faults))

    @property
    def status(self) -> int:
        """Return the status of the answer: that of the first fault."""
        return self.faults[0].code


def wrong(zh: str, en: str, code: int = 400) -> Told:
    """Return a refusal with one line."""
    return Told(Fault(code, Text(zh, en)))


def say(text: Text) -> str:
    """Return a text in the caller's language (Accept-Language); Chinese unless English is asked for."""
    return text.say("en" if (translation.get_language() or "").startswith("en") else "zh")


def answer(form: str, name: str, value: Plain, *, status: int = 200, is_discovery: bool = False) -> HttpResponse:
    """Return `value` under the root `name` as XML or JSON, in UTF-8."""
    body = as_json(value) if form == "json" else as_xml(name, value)
    kind = FORMS[form] if is_discovery else f"{FORMS[form]}; charset=utf-8"
    made = HttpResponse(body, status=status, content_type=kind)
    made["Access-Control-Allow-Origin"] = "*"  # no cookie counts here, so a page of anybody may read what anybody may
    made["Cache-Control"] = "no-store"  # receipts stand among the answers, and what is shown may be taken back
    return made


def refusal(form: str, told: Told) -> HttpResponse:
    """Return the error list."""
    lines: list[Plain] = [{"code": fault.code, "description": say(fault.text)} for fault in told.faults]
    made = answer(form, "errors", lines, status=told.status)
    for name, value in told.headers.items():
        made[name] = value
    return made


def as_json(value: Plain) -> bytes:
    """Return `value` as JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def as_xml(name: str, value: Plain) -> bytes:
    """Return `value` as an XML document with the root `name`; what XML cannot hold is left out."""
    root = _element(name, value)
    ElementTree.indent(root)
    written = str(ElementTree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _element(name: str, value: Plain) -> ElementTree.Element:
    made = ElementTree.Element(name)
    if isinstance(value, Mapping):
        made.extend(_element(key, one) for key, one in value.items())
    elif isinstance(value, str):
        made.text = _NOT_XML.sub("", value)
    elif isinstance(value, Sequence):
        made.extend(_element(ONE_OF[name], one) for one in value)
    elif isinstance(value, bool):
        made.text = "true" if value else "false"
    elif value is not None:
        made.text = str(value)
    return made
