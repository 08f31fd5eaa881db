"""Everything at once: what triage proposes for one text. Pure and quick, for it runs while a report is being taken.

Source: domain-spec §5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.appeals.triage import category, mode, personal, place, urgency
from linli.appeals.triage.gazetteer import Gazetteer
from linli.appeals.triage.issues import Issues, issues_of
from linli.appeals.triage.kinds import kind_of
from linli.appeals.triage.learned.guess import Guesser, leads, put_first
from linli.appeals.triage.matter import matter
from linli.appeals.triage.proposal import Candidate, Categories, PlaceGuess, Proposal
from linli.appeals.triage.topics import Passage
from linli.kernel.words import Text

MOST_CHARACTERS = 10_000
"""What is read of a longer text; the rest adds nothing but time."""

_META_BY_KIND = {"praise": "meta.praise", "suggestion": "meta.suggestion", "inquiry": "meta.policy_inquiry"}
_META_HALVED = frozenset(_META_BY_KIND.values())
_KIND_LIFT = {"praise": 4.0, "suggestion": 0.5, "inquiry": 0.5}
_BY_ALARM = {
    "gas": "util.gas",
    "fire": "fire.burning_now",
    "violence": "security.public",
    "elder": "welfare.elder_alone",
    "explosion": "fire.burning_now",
    "suicide": "security.public",
    "missing": "security.public",
    "collapse": "house.falling",
    "falling": "house.falling",
    "drowning": "security.public",
    "electric": "util.power",
    "collapsed_person": "health.service",
    "trapped": "security.public",
    "crash": "traffic.signal",
    "animal": "dog.bite",
    "flood": "util.ponding",
    "hazmat": "security.public",
    "plea": "security.public",
}
"""Danger -> leaf, where no word of a leaf was found."""

_CAUSE_SHARE = 0.6
_ALARM_LIFT = {"gas": "util.gas", "fire": "fire.burning_now"}


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The leaves, best first, how sure the first is (0..1), and whether a model put it there."""

    candidates: list[Candidate]
    confidence: float
    is_learned: bool = False


def propose(
    text: str,
    channel: str,
    reported_at: datetime,
    *,
    categories: Categories,
    gazetteer: Gazetteer,
    point_area: str | None = None,
    home: str | None = None,
    guesser: Guesser | None = None,
) -> Proposal:
    """Return the proposal for `text`; a person confirms it (R5-1).

    `categories` are the leaves as the standards hold them on that day, `home` the code of the handling district
    (None: no place is foreign), `point_area` the path of the pin, `guesser` what a district learned from its own cases.
    Raises nothing, whatever the text.
    """
    text = text[:MOST_CHARACTERS]
    passage = Passage(text)
    alarms = urgency.alarms(passage)
    kind = kind_of(text, channel)
    kind, alarms = urgency.without_thanked(kind, alarms, text)
    where = place.resolve(text, gazetteer, home=home, point_area=point_area)
    told = matter(text, where.location_text)
    ranking = _led(_ranked(told, kind, alarms), None if alarms else guesser, told, text, categories)
    ranked = ranking.candidates
    code, issues = _said(told, kind, ranked)
    codes = issues.codes or (code,)
    icy = urgency.is_icy_flood(text, codes, reported_at)
    level = urgency.urgency_of(text, codes, kind=kind, alarmed=bool(alarms), categories=categories, is_icy=icy)
    heard = mode.Heard(text, code, issues, kind, level, alarms, where)
    hazard = bool(alarms) or any(c in categories and categories[c].hazard for c in codes)
    reasons = (_why(ranking), *_reasons(alarms, where, issues, icy=icy))
    return _proposal(heard, ranking, mode.handling(heard, categories), hazard=hazard, reasons=reasons)


def _proposal(
    heard: mode.Heard,
    ranking: _Ranking,
    handled: mode.Handling,
    *,
    hazard: bool,
    reasons: tuple[Text, ...],
) -> Proposal:
    spans = personal.spans_of(heard.text)
    return Proposal(
        category=heard.code,
        confidence=ranking.confidence,
        candidates=tuple(ranking.candidates[: category.MOST_CANDIDATES]),
        sub_issues=heard.issues.codes,
        urgency=heard.urgency,
        urgency_words=tuple(alarm.word for alarm in heard.alarms),
        mode=handled.mode,
        lead_unit=handled.lead_unit,
        co_units=handled.co_units,
        place=heard.place,
        redirect_to=handled.redirect_to,
        pii_spans=spans,
        sensitive=personal.sensitive_classes(heard.text, spans),
        kind=heard.kind,
        hazard=hazard,
        text=heard.text,
        reasons=(*reasons, *handled.reasons),
    )


def _led(
    ranked: list[Candidate], guesser: Guesser | None, told: Passage, text: str, categories: Categories
) -> _Ranking:
    """Let a model lead where the words are not sure (ADR 0034); never where emergency words stand (no `guesser`).

    What a district learned from its own cases stands before the likeness to our examples (ADR 0046).
    """
    if guesser is not None:
        by_words = category.confidence(category.rank(told))
        guess = guesser(text) if by_words < guesser.lead.rules_sure else None
        if guess is not None and leads(guess, by_words, categories, guesser.lead):
            return _Ranking(put_first(ranked, guess), guess.confidence, is_learned=True)
    return _Ranking(ranked, category.confidence(ranked))


def by_rules(text: str) -> tuple[str, float] | None:
    """Return the leaf that stands first without a model and how sure its words are; None where emergency words stand.

    There no model ever leads, so such a text teaches nothing of who should.
    """
    text = text[:MOST_CHARACTERS]
    kind, alarms = urgency.without_thanked(kind_of(text, "web"), urgency.alarms(Passage(text)), text)
    if alarms:
        return None
    told = matter(text)
    ranked = _ranked(told, kind, alarms)
    return (ranked[0].code if ranked else category.OTHER), category.confidence(category.rank(told))


def _said(passage: Passage, kind: str, ranked: Sequence[Candidate]) -> tuple[str, Issues]:
    """Return the leaf that leads, and all issues that the words raise."""
    best = ranked[0].code if ranked else category.OTHER
    issues = (
        issues_of(passage, category.rank(passage)) if kind not in ("praise", "inquiry") else Issues((), separate=False)
    )
    return _lead_issue(best, issues, ranked), issues


def _ranked(passage: Passage, kind: str, alarms: Sequence[urgency.Alarm]) -> list[Candidate]:
    """Return the leaves, best first, after the kind and the dangers had their say."""
    lifts: dict[str, float] = {}
    if kind in _META_BY_KIND:
        lifts[_META_BY_KIND[kind]] = _KIND_LIFT[kind]
    for alarm in alarms:
        if alarm.topic in _ALARM_LIFT:
            lifts[_ALARM_LIFT[alarm.topic]] = 3.0
    ranked = [_adjusted(c, kind, lifts) for c in category.weighed(passage)]
    known = {c.code for c in ranked}
    for alarm in alarms:
        code = _BY_ALARM[alarm.topic]
        if code not in known:
            ranked.append(Candidate(code, category.SURE if alarm.topic in _ALARM_LIFT else 1.5, (alarm.word,)))
            known.add(code)
    return _causes_first(sorted(ranked, key=lambda c: (-c.score, c.code)))


def _causes_first(ranked: list[Candidate]) -> list[Candidate]:
    """Put the cause before its consequence (the bite before the missing leash) where both are sure."""
    if not ranked:
        return ranked
    best = ranked[0]
    for index, other in enumerate(ranked[1:4], start=1):
        beaten = category.beats().get(other.code, frozenset())
        if best.code in beaten and other.score >= max(category.SURE, _CAUSE_SHARE * best.score):
            return [other, *ranked[:index], *ranked[index + 1 :]]
    return ranked


def _adjusted(candidate: Candidate, kind: str, lifts: dict[str, float]) -> Candidate:
    factor = 0.3 if candidate.code in _META_HALVED and candidate.code != _META_BY_KIND.get(kind) else 1.0
    if kind in ("suggestion", "inquiry") and candidate.code == _META_BY_KIND[kind]:
        factor = 0.6
    score = candidate.score * factor + lifts.get(candidate.code, 0.0)
    return Candidate(candidate.code, score, candidate.words, candidate.is_named)


def _lead_issue(code: str, issues: Issues, ranked: Sequence[Candidate]) -> str:
    """Return the leaf that stands for the whole: the best one among the issues."""
    if not issues.codes or code in issues.codes:
        return code
    order = {candidate.code: index for index, candidate in enumerate(ranked)}
    return min(issues.codes, key=lambda c: order.get(c, len(order)))


def _why(ranking: _Ranking) -> Text:
    """Return which words decided the leaf, and who read them so."""
    if not ranking.candidates:
        return Text("没有识别出类别，请人工判断", "no category recognised, a person decides")
    words = "、".join(ranking.candidates[0].words[:4])
    if not ranking.is_learned:
        return Text("类别依据：{words}", "category by the words: {words}").format(words=words)
    if not words:
        return Text("类别参照本区办结诉求", "category as in closed cases of this district")
    said = Text("类别参照本区办结诉求：{words}", "category as in closed cases of this district, by the words: {words}")
    return said.format(words=words)


def _reasons(alarms: Sequence[urgency.Alarm], where: PlaceGuess, issues: Issues, *, icy: bool) -> tuple[Text, ...]:
    out: list[Text] = []
    if alarms:
        words = "、".join(alarm.word for alarm in alarms[:4])
        out.append(Text("紧急词：{words}", "emergency words: {words}").format(words=words))
    if icy:
        out.append(Text("路面跑水，冬夜或已结冰", "water on the road, freezing"))
    if issues.codes:
        out.append(Text("含 {count} 个问题", "{count:issue|issues}").format(count=len(issues.codes)))
    if where.foreign:
        out.append(Text("地点在外区", "the place is in another district"))
    elif where.street is None and where.candidates:
        out.append(Text("只有路名，不能定街道，请核对地图", "a road name alone does not decide; look at the map"))
    return tuple(out)
