"""What words may mean besides what they decide: places for a person to choose from, the likeliest first (R5-5).

The words decide by `names.Gazetteer.decide`; nothing here decides. A road that nothing else narrows gives the areas
that it touches, so that a person need not look for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from linli.grid.rules.rows import Choice, Located, Mention
from linli.grid.words import Certainty, MentionKind, Rung

MOST = 6
"""The place that was decided and five others: what fits on a telephone."""

RUNG_OF: dict[Certainty, Rung] = {
    Certainty.BUILDING_CODE: Rung.CODE,
    Certainty.DOOR: Rung.DOOR,
    Certainty.BUILDING: Rung.BUILDING,
    Certainty.ALIAS: Rung.ALIAS,
    Certainty.ESTATE: Rung.ESTATE,
    Certainty.GRID: Rung.GRID,
    Certainty.COMMUNITY: Rung.COMMUNITY,
    Certainty.STREET: Rung.STREET,
    Certainty.JUNCTION: Rung.JUNCTION,
    Certainty.POINT: Rung.PIN,
}
_RUNG_OF_KIND: dict[MentionKind, Rung] = {
    MentionKind.ADDRESS: Rung.DOOR,
    MentionKind.BUILDING: Rung.BUILDING,
    MentionKind.ALIAS: Rung.ALIAS,
    MentionKind.ESTATE: Rung.ESTATE,
    MentionKind.GRID: Rung.GRID,
    MentionKind.COMMUNITY: Rung.COMMUNITY,
    MentionKind.STREET: Rung.STREET,
    MentionKind.JUNCTION: Rung.JUNCTION,
}
_ORDER = list(Rung)
_ASIDE = 0.5
"""How much less a place counts that the words name but did not choose. Ours."""


def choices(decided: Located, mentions: Collection[Mention], touched: Callable[[str], Collection[str]]) -> list[Choice]:
    """Return the places that one text may mean: what it decided, then the others by how likely they are.

    `touched` tells the areas of a road. No place stands twice; a larger area around a chosen place is none of the
    others, for the chosen one says it already.
    """
    first = _first(decided)
    found = [*([first] if first else []), *_named(mentions, decided), *_along(mentions, touched)]
    return merged(found)


def merged(found: Iterable[Choice]) -> list[Choice]:
    """Return at most `MOST` choices, the first as it stands, no place twice, none around a nearer one."""
    listed = list(found)
    ranked = listed[:1] + sorted(listed[1:], key=lambda one: (-one.confidence, _ORDER.index(one.rung), one.area_path))
    kept: list[Choice] = []
    for one in ranked:
        if not any(_says_already(other, one) for other in kept):
            kept.append(one)
    return kept[:MOST]


def _says_already(said: Choice, one: Choice) -> bool:
    is_same = said.place == one.place
    return is_same or (
        (said.area_path + "/").startswith(one.area_path + "/") and one.building_id is one.estate_id is None
    )


def _first(decided: Located) -> Choice | None:
    rung = RUNG_OF.get(decided.certainty)
    if rung is None or decided.area_path is None:
        return None
    mention = decided.mention
    return Choice(
        rung,
        decided.area_path,
        decided.building_id,
        decided.estate_id,
        mention.name if mention else "",
        decided.confidence,
        is_misspelt=mention is not None and mention.is_misspelt,
    )


def _named(mentions: Collection[Mention], decided: Located) -> Iterator[Choice]:
    by_span: dict[tuple[int, int], int] = {}
    for mention in mentions:
        if mention.area_path:
            by_span[mention.start, mention.end] = by_span.get((mention.start, mention.end), 0) + 1
    aside = 1.0 if decided.area_path is None else _ASIDE
    for mention in mentions:
        rung = _RUNG_OF_KIND.get(mention.kind)
        if rung is None or not mention.area_path:
            continue
        confidence = aside / (by_span[mention.start, mention.end] + mention.is_misspelt)
        yield Choice(
            rung,
            mention.area_path,
            mention.building_id,
            mention.estate_id,
            mention.name,
            confidence,
            mention.is_misspelt,
        )


def _along(mentions: Iterable[Mention], touched: Callable[[str], Collection[str]]) -> Iterator[Choice]:
    for road in dict.fromkeys(m.name for m in mentions if m.kind is MentionKind.ROAD):
        areas = sorted(touched(road))
        for path in areas:
            yield Choice(Rung.ROAD, path, name=road, confidence=_ASIDE / (1 + len(areas)))


def at(choice: Choice, lon: float | None, lat: float | None) -> Choice:
    """Return the choice with where it stands."""
    return replace(choice, lon=lon, lat=lat)
