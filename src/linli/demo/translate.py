"""Moving a finished case to another place: the same rows with other ids, numbers, places and persons (ADR 0015).

A bundle is compiled once into a template, a text per table in COPY's form with named gaps; every copy fills the gaps.
"""

from __future__ import annotations

import os
import re
from base64 import b16decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from linli.appeals.actions.registering import grams_of
from linli.appeals.queries import links
from linli.appeals.rules import numbers
from linli.demo import likeness
from linli.demo.bundles import NULL, TIES, Bundle, columns_of, plain
from linli.demo.likeness import Probe
from linli.demo.places import Map, Setting
from linli.people import sealing
from linli.people.queries.actors import name_index, phone_index

NAME_LABEL, PHONE_LABEL = "people_contact.name_sealed", "people_contact.phone_sealed"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_KEPT = 19
"""Characters of a UUIDv7 that say when it was made (to a quarter of a microsecond): a copy keeps their order."""

Who = Callable[[str, str], tuple[str, str]]
"""From (name, phone) of the reporter to those of the copy's reporter; an empty one stays empty."""


class Bound(Exception):
    """The case cannot leave its place: its rows name something of the place that no other place has."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An appeal of the case: its number among the ids, its district and day, how often its link was renewed."""

    number: int
    district: str
    day: date
    rounds: int


@dataclass(slots=True)
class Linked:
    """What a receipt link is derived from."""

    id: UUID
    link_round: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """A stored text with its gaps, and the numbers of the slots for salt, digest and pairs of characters."""

    number: int
    body: str
    has_grams: bool


@dataclass(slots=True)
class Template:
    """A case with gaps. `needs` are the slots of the place that it fills; `same` are pairs that here look alike."""

    tables: dict[str, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    same: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    hexes: dict[str, int] = field(default_factory=dict)
    words: list[Words] = field(default_factory=list)
    appeals: list[Numbered] = field(default_factory=list)
    reporters: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    clients: int = 0
    home: Setting = field(default_factory=lambda: Setting((), {}))

    @property
    def cases(self) -> int:
        """Return how many appeals it holds."""
        return len(self.appeals)


def compiled(bundle: Bundle, around: Map) -> Template:
    """Return the template of a case.

    :raises Bound: it cannot be moved.
    """
    home = around.setting(_spots(bundle, around))
    template = Template(home=home, ids=sorted(bundle.own_ids()))
    gaps = _Gaps(home, template, bundle)
    for label, _ in TIES:
        rows = bundle.rows.get(label)
        if rows:
            lines = ["\t".join(gaps.row(label, row)) for row in rows]
            template.tables[label] = "\n".join(lines) + "\n"
    _check_left(template, around)
    template.probes = list(likeness.probes(bundle, gaps.text, home))
    used = {name for text in template.tables.values() for name in _NAMED.findall(text)}
    template.needs = frozenset(used & home.values.keys())
    template.same = [pair for pair in gaps.doubles if pair[0] in used]
    return template


_NAMED = re.compile(r"%\(([^)]+)\)s")


def _spots(bundle: Bundle, around: Map) -> list[Any]:
    """Return the buildings that the case names, first those of its addresses.

    :raises Bound: they are not all of one estate.
    """
    said = [*bundle.values("appeals.Appeal", "place_words"), *bundle.values("appeals.AppealText", "body")]
    found = list(dict.fromkeys(spot for text in said for spot in around.named(text)))
    lons, lats = bundle.values("appeals.Appeal", "lon"), bundle.values("appeals.Appeal", "lat")
    for lon, lat in zip(lons, lats, strict=True):
        spot = around.by_point.get((float(lon), float(lat))) if NULL not in (lon, lat) else None
        if spot is not None and spot not in found:
            found.append(spot)
    if len({spot.estate for spot in found}) > 1:
        raise Bound("several estates")
    return found


class _Gaps:
    """Puts named gaps in the place of what a copy has anew."""

    def __init__(self, home: Setting, template: Template, bundle: Bundle) -> None:
        self.template = template
        self.home = home
        self.keys: dict[str, str] = {}
        self.doubles: list[tuple[str, str]] = []
        for slot, text in home.values.items():
            if not slot.startswith(("lon@", "lat@")):
                first = self.keys.setdefault(text, slot)
                if first != slot:
                    self.doubles.append((first, slot))
        self.keys |= {one: f"id{index}" for index, one in enumerate(template.ids)}
        self._appeals(bundle)
        self._texts(bundle)
        self._files(bundle)
        self._reporters(bundle)
        ordered = sorted((one for one in self.keys if one), key=len, reverse=True)
        self.pattern = re.compile("|".join(re.escape(one) + self._end(one) for one in ordered))
        for index, words in enumerate(template.words):
            template.words[index] = Words(words.number, self.text(words.body), words.has_grams)

    def _end(self, key: str) -> str:
        """Return what may not follow: where a path or a numbered name goes on, it is another place's."""
        return r"(?![\d/])" if "@" in self.keys[key] and key[-1].isdigit() else ""

    def text(self, text: str) -> str:
        """Return a text with gaps for everything that a copy has anew."""
        return self.pattern.sub(lambda found: f"%({self.keys[found[0]]})s", text.replace("%", "%%"))

    def row(self, label: str, row: list[str]) -> list[str]:
        """Return the columns of a row with gaps."""
        ties = dict(zip(columns_of(label), row, strict=True))
        special = _SPECIAL.get(label)
        own = special(self, ties) if special else {}
        return [own.get(name) or self.text(text) for name, text in ties.items()]

    def number_of(self, own_id: str) -> int:
        """Return the number of the row with this id within the case."""
        return int(self.keys[own_id].removeprefix("id"))

    def _appeals(self, bundle: Bundle) -> None:
        columns = (bundle.values("appeals.Appeal", one) for one in ("id", "area_path", "day", "serial", "link_round"))
        for own_id, path, day, serial, renewed in zip(*columns, strict=True):
            number, on, rounds = self.number_of(own_id), date.fromisoformat(day), int(plain(renewed) or 0)
            self.template.appeals.append(Numbered(number, path[:6], on, rounds))
            self.keys[numbers.number_of(path, on, int(serial))] = f"number{number}"
            for turn in range(rounds + 1):
                self.keys[links.token(Linked(UUID(own_id), turn))] = f"link{number}.{turn}"

    def _texts(self, bundle: Bundle) -> None:
        columns = ("id", "body", "salt", "grams")
        for own_id, body, salt, grams in zip(*(bundle.values("appeals.AppealText", c) for c in columns), strict=True):
            number, words = self.number_of(own_id), plain(body) or ""
            self.template.words.append(Words(number, words, grams != NULL))
            self.keys[sha256(_bytes(salt) + words.encode()).hexdigest()] = f"digest{number}"

    def _files(self, bundle: Bundle) -> None:
        for own_id in bundle.values("appeals.Attachment", "id"):
            stem = UUID(own_id).hex
            self.keys[stem] = f"hex{self.number_of(own_id)}"
            self.template.hexes[own_id] = self.number_of(own_id)

    def _reporters(self, bundle: Bundle) -> None:
        columns = ("name_sealed", "phone_sealed")
        for name, phone in zip(*(bundle.values("people.Contact", one) for one in columns), strict=True):
            number = len(self.template.reporters)
            said = _open(name, NAME_LABEL), _open(phone, PHONE_LABEL)
            self.template.reporters.append(said)
            for slot, text in zip((f"name{number}", f"phone{number}"), said, strict=True):
                if text:
                    self.keys.setdefault(text, slot)

    def appeal(self, row: Mapping[str, str]) -> dict[str, str]:
        number = self.number_of(row["id"])
        own = {"serial": f"%(serial{number})s"}
        if row["lon"] != NULL:
            point = (float(row["lon"]), float(row["lat"]))
            at = [index for index, spot in enumerate(self.home.spots) if (spot.lon, spot.lat) == point]
            if not at:
                raise Bound("a point beside the buildings")
            own |= {"lon": f"%(lon@{at[0]})s", "lat": f"%(lat@{at[0]})s"}
        if row["external_number"] != NULL:
            own["external_number"] = f"{row['external_number'][:40]}-%(serial{number})s"
        return own | self.client(row)

    def words(self, row: Mapping[str, str]) -> dict[str, str]:
        number = self.number_of(row["id"])
        return {"salt": f"%(salt{number})s"} | ({"grams": f"%(grams{number})s"} if row["grams"] != NULL else {})

    def file(self, row: Mapping[str, str]) -> dict[str, str]:
        for name in (row["file"], row["thumbnail"]):
            if name:
                self.template.files.append((name, self.text(name)))
        return {}

    def contact(self, row: Mapping[str, str]) -> dict[str, str]:
        said = _open(row["name_sealed"], NAME_LABEL), _open(row["phone_sealed"], PHONE_LABEL)
        number = self.template.reporters.index(said)
        named = {f"{one}_{what}": f"%({one}_{what}{number})s" for one in ("name", "phone") for what in _SEALED}
        return {column: gap for column, gap in named.items() if row[column] != NULL}

    def client(self, row: Mapping[str, str]) -> dict[str, str]:
        if row["client_id"] == NULL:
            return {}
        slot = self.keys.setdefault(f"client id {row['client_id']}", f"client{self.template.clients}")
        self.template.clients = int(slot.removeprefix("client")) + 1
        return {"client_id": f"%({slot})s"}

    def fact(self, row: Mapping[str, str]) -> dict[str, str]:
        # A copy gets its own place in the log.
        return {"position": NULL} | self.client(row)


_SEALED = ("sealed", "index")
_SPECIAL: Mapping[str, Callable[[_Gaps, Mapping[str, str]], dict[str, str]]] = {
    "appeals.Appeal": _Gaps.appeal,
    "appeals.AppealText": _Gaps.words,
    "appeals.Attachment": _Gaps.file,
    "people.Contact": _Gaps.contact,
    "journal.Fact": _Gaps.fact,
}
"""Columns that are not copied with gaps inside but as a whole made anew."""


def _check_left(template: Template, around: Map) -> None:
    """Refuse a case in which something of one place only is left outside the gaps.

    :raises Bound: there is.
    """
    for label, text in template.tables.items():
        left = set(_UUID.findall(text)) & around.local_ids
        street = template.home.values.get("path.2@0")
        if left or (street is not None and street in text):
            raise Bound(f"something of the place is left in {label}")


def fits(template: Template, there: Setting, known: dict[tuple[str, str, str], bool]) -> bool:
    """Say whether the case would have gone the same way there; `known` keeps the answers by report and estate."""
    if not template.needs <= there.values.keys():
        return False
    if any(there.values.get(one) != there.values.get(other) for one, other in template.same):
        return False
    for probe in template.probes:
        key = (probe.body, probe.seen, there.estate)
        if key not in known:
            known[key] = likeness.goes_alike(probe, there.values)
        if not known[key]:
            return False
    return True


def filled(template: Template, there: Setting, serials: Iterator[int], who: Who) -> dict[str, str]:
    """Return what fills the gaps of one copy."""
    values = dict(there.values)
    noise = os.urandom(8 * len(template.ids)).hex()
    for index, old in enumerate(template.ids):
        part = noise[16 * index : 16 * index + 16]
        values[f"id{index}"] = f"{old[:_KEPT]}{'89ab'[int(part[0], 16) & 3]}{part[1:4]}-{part[4:]}"
    for number in template.hexes.values():
        values[f"hex{number}"] = values[f"id{number}"].replace("-", "")
    for one in template.appeals:
        serial, own_id = next(serials), UUID(values[f"id{one.number}"])
        values[f"serial{one.number}"] = str(serial)
        values[f"number{one.number}"] = numbers.number_of(one.district, one.day, serial)
        for turn in range(one.rounds + 1):
            values[f"link{one.number}.{turn}"] = links.token(Linked(own_id, turn))
    for number in range(template.clients):
        values[f"client{number}"] = os.urandom(16).hex()
    for number, said in enumerate(template.reporters):
        values |= _sealed(number, *who(*said))
    salts = os.urandom(16 * len(template.words))
    for index, words in enumerate(template.words):
        _fill_words(values, words, salts[16 * index : 16 * index + 16])
    return values


def _fill_words(values: dict[str, str], words: Words, salt: bytes) -> None:
    body = words.body % values
    values[f"salt{words.number}"] = hexed(salt)
    values[f"digest{words.number}"] = sha256(salt + body.encode()).hexdigest()
    if words.has_grams:
        values[f"grams{words.number}"] = "{" + ",".join(map(str, grams_of(body) or [])) + "}"


def _sealed(number: int, name: str, phone: str) -> dict[str, str]:
    return {
        f"name{number}": name,
        f"phone{number}": phone,
        f"name_sealed{number}": hexed(sealing.seal(name, NAME_LABEL)),
        f"phone_sealed{number}": hexed(sealing.seal(phone, PHONE_LABEL)),
        f"name_index{number}": hexed(name_index(name) or b""),
        f"phone_index{number}": hexed(phone_index(phone) or b""),
    }


def hexed(value: bytes) -> str:
    return "\\\\x" + value.hex()


def _bytes(text: str) -> bytes:
    return b16decode(text.removeprefix("\\\\x"), casefold=True)


def _open(text: str, label: str) -> str:
    return "" if text == NULL else sealing.unseal(_bytes(text), label)


__all__ = ["Bound", "Template", "Who", "compiled", "filled", "fits"]
