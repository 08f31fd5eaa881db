"""Emergency words first (R5-2: recall before precision), then the category's default (domain-spec §6.1)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from linli.appeals.triage import likeness, signs, spelling
from linli.appeals.triage.proposal import Categories
from linli.appeals.triage.topics import STRONG, Evidence, Found, Passage, Topics
from linli.kernel.clocks import SHANGHAI

EMERGENCY, URGENT, NORMAL, LOW = "emergency", "urgent", "normal", "low"
ORDER = (EMERGENCY, URGENT, NORMAL, LOW)
NIGHT_FROM, NIGHT_TO = 22, 6
FREEZING_MONTHS = (12, 1, 2, 3)

_NEUTRAL, _SHARED, _PLEA, _PAIR = "neutral", "words", "plea", "…"
_FILE = Path(__file__).parent / "alarms.toml"
_LOOK_BACK, _LOOK_AHEAD = 12, 9
_LAST = 3

_SUPPOSED = re.compile(
    r"万一|一旦|要是|如果|假如|假设|若是|倘若|容易|极易|易(?=引|发|燃)|避免|防止|预防|以防|以免|杜绝|谨防|防范|可能会|可能引|可能导|可能造|"
    r"会引发|会引起|会导致|会造成|演练|演习|宣传|培训|讲座|模拟|建议|哪天|早晚|迟早|真要|出于|知识|应急预案|不会(?!说)|禁止|严禁|"
    r"曾报道|新闻|听说别|消防安全|有没有可能|存在"
)
_FEARED = re.compile(r"怕|担心|生怕|害怕|恐怕|唯恐|担忧|隐患")
_PAST = re.compile(
    r"去年|前年|以前|曾经?|往年|早年|上次|上个月|上周|之前|过去|20\d\d年|当年|那年|前几年|每年|历史上|几年前|早就|大前年"
)
_NOW = re.compile(r"现在|正在|刚才|刚刚|又|此刻|今天|今晚|马上|立即|快来")
_HABIT = re.compile(
    r"经常|老是|总是|时常|动不动|多次|好几次|频繁|三天两头|隔三差五|时不时|几次|每次|屡次|[\d两二三四五六七八九十](?:次|起|回)"
)
_AFTER_SUPPOSED = re.compile(
    r"^了?(?:的)?(?:隐患|风险|危险|的?可能|预防|防范|演练|宣传|知识|培训|应急预案|怎么预防|后果|谁负责|谁担责|谁来负责|跑都|逃都|都没法跑|都没地方跑|"
    r"保护器|保险|讲座|事件?(?:的)?(?:责任|赔偿)|系数)|^.{0,4}(?:不堪设想|谁负责|怎么得了|(?:跑|逃)都(?:没|跑|逃))"
)
_OTHERS = re.compile(
    r"物业|公司|热线|客服|维修|房东|老板|商家|部门|窗口|社区|居委|开发商|供热|供电|自来水|12345|中介|机构|店里|店家|经理|医院|街道|城管|电话亭|服务"
)
_AFTER_PAST = re.compile(r"^过(?!来|去|程|敏|桥|街)")
_OUTDOORS = re.compile(r"路口|马路|路面|路上|大街|街上|院里|院子|门口|坡|人行道|桥")
_ICE = re.compile(r"结冰|结了冰|打滑|冻成冰|冰面|滑倒|撞")
_DANGER = re.compile(
    r"随时|摇摇欲坠|很危险|太危险|非常危险|特别危险|十分危险|受伤|摔伤|骨折|差点[^，。]{0,6}(?:砸|撞|掉|摔|绊)|晃得厉害|危及|"
    r"人身安全|裸露|绊倒了|摔倒了|摔了一跤"
)
_FALLING_NOW = re.compile(r"脱落|掉|砸|抛|扔|坠|塌|倒|危房|危楼|倾斜")
_LEAK = re.compile(r"漏|泄|味|破|断|报警|跑气|喷|呲|拧不|关不")
_SMALL = re.compile(r"小坑|轻微|有点下沉|一点点|浅")
_VIOLENT = re.compile(
    r"打架|打人(?!行)|打了|被打|打伤|殴打|动手打|拿刀|持刀|菜刀|砍人|砍伤|抢劫|抢包|杀|闯入|闯进|绑架|斗殴|猥亵|尾随|威胁|撬|跳楼|失踪|走失|聚众"
)
_HELPLESS = re.compile(r"没人应|走失|走丢|没动静|联系不上|起不来|不见了|没出门|摔倒在|不接电话|失联|没见")


@dataclass(frozen=True, slots=True)
class Alarm:
    """A danger to life found in the words: which, by which words, whom to call."""

    topic: str
    word: str
    numbers: tuple[str, ...]


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Mapping[str, Any]]:
    """Return the lists of words of danger, by kind of danger."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def topics() -> Topics:
    """Return the words of danger, ready to be searched. Built once."""
    kinds = {name: entry for name, entry in entries().items() if name != _SHARED}
    return Topics(kinds, named=entries()[_SHARED])


def alarms(passage: Passage) -> tuple[Alarm, ...]:
    """Return the dangers named in the text, one per kind. Source: R5-2.

    A word is excused where the sentence only supposes it ("万一着火"), tells of long ago, or fears it; a word without
    such an excuse counts, even in a long text full of excuses.
    """
    passage = Passage(spelling.plain(passage.text))
    found = topics().find(passage)
    neutral = found.pop(_NEUTRAL, [])
    if not (settled := signs.is_settled(passage.text)):
        _weigh_signs(passage.text, found)
    raised = {}
    for topic, rows in found.items():
        row = next((row for row in rows if _rings(passage, row, entries()[topic], neutral, settled=settled)), None)
        if row is not None:
            raised[topic] = row.word
    if not raised:
        raised = _by_likeness(passage.text, settled=settled)
    return tuple(Alarm(topic, word, tuple(str(entries()[topic]["numbers"]).split())) for topic, word in raised.items())


def _by_likeness(text: str, *, settled: bool) -> dict[str, str]:
    """Return a plea where a text, or a passage of now in a long one, sounds like danger; else nothing."""
    found = likeness.passages(text) if settled else likeness.whole(text)
    for start, end in found:
        if not settled or signs.is_passage_of_now(text, start, end):
            return {_PLEA: text[slice(*likeness.telling(text, start, end))]}
    return {}


def _weigh_signs(text: str, found: Found) -> None:
    """Add the looser signs of a short text where the rest does not sound everyday; drop mere pairs where it does."""
    sound = likeness.score(text)
    if sound < likeness.EVERYDAY_CALM:
        for topic, rows in found.items():
            found[topic] = [row for row in rows if _PAIR not in row.word]
    if sound > likeness.CALM:
        for topic, start, end in signs.find(text):
            last = max(start, end - _LAST)  # an excuse may stand inside the sign: "there is no rail, I fear he falls"
            found.setdefault(topic, []).append(Evidence(start, end, STRONG, text[start:end], last, end))


def _rings(
    passage: Passage, row: Evidence, entry: Mapping[str, Any], neutral: Iterable[Evidence], *, settled: bool
) -> bool:
    # Whoever writes at length of wanting to die is heard; whoever writes that others did tells a story.
    is_own = entry.get("bare") and signs.is_of_oneself(passage.text, row.at)
    if settled and not is_own and not signs.is_now(passage.text, row.at, row.until):
        return False
    return not _is_excused(passage, row, entry, neutral)


def _is_excused(passage: Passage, row: Evidence, entry: Mapping[str, Any], neutral: Iterable[Evidence]) -> bool:
    if _is_neutral(row, neutral):
        return True
    if entry.get("bare"):
        return False
    before = passage.text[max(passage.clause_start(row.start), row.start - _LOOK_BACK) : row.at]
    after = passage.text[row.until : row.until + _LOOK_AHEAD]
    if _AFTER_SUPPOSED.search(after) or _AFTER_PAST.search(after):
        return True
    if entry.get("others") and _OTHERS.search(passage.text, passage.clause_start(row.at), row.at):
        return True
    excuses = [_SUPPOSED, _PAST]
    excuses += [_FEARED] if entry.get("fears") else []
    excuses += [_HABIT] if entry.get("habits") else []
    return any(_holds(excuse, before) for excuse in excuses)


def _is_neutral(row: Evidence, neutral: Iterable[Evidence]) -> bool:
    """Say whether the word, or the object of the pair, is only a part of a harmless word ("火锅", "煤气公司")."""
    thing = max(row.word.find("…"), 0)
    first = row.start if row.at != row.start else row.end - thing
    return any(
        (other.start <= row.at and row.until <= other.end)
        or (thing > 0 and other.start <= first and first + thing <= other.end)
        for other in neutral
    )


def _holds(excuse: re.Pattern[str], before: str) -> bool:
    """Say whether an excuse stands before the word and nothing brings it back to now."""
    match = excuse.search(before)
    return match is not None and _NOW.search(before, match.end()) is None


_DEED = re.compile(
    r"表扬|锦旗|点个?赞|感谢信|多亏|好样的|衷心感谢|特意.{0,4}感谢|值得学习|及时(?:赶到|救|处理|处置|扑灭)|第一时间|送医|康复|"
    r"(?:帮|送|救|找|扶|抱|背|劝|疏散)[^，。]{0,10}(?:回|到|下来|出来|了|上来|醒)"
)


def without_thanked(kind: str, raised: tuple[Alarm, ...], text: str) -> tuple[str, tuple[Alarm, ...]]:
    """Return kind and dangers once thanks are weighed: a danger that was overcome does not ring.

    "Thank you" at the end of a call for help is a courtesy, and thanks for everything may be a farewell: both ring.
    """
    if kind != "praise" or not raised:
        return kind, raised
    kept = raised if _DEED.search(text) is None else tuple(a for a in raised if entries()[a.topic].get("bare"))
    return ("help" if kept else kind), kept


def is_icy_flood(text: str, codes: Iterable[str], reported_at: datetime) -> bool:
    """Say whether water runs out where people drive and walk and turns to ice.

    Either ice or a crash is told, or it is a winter night. Source: domain-spec §6.1 (our reading, ADR triage).
    """
    if "util.water_pipe" not in codes or re.search(r"爆|跑水|喷|冒|涌|哗哗|漫", text) is None:
        return False
    if _OUTDOORS.search(text) is None:
        return False
    local = reported_at.astimezone(SHANGHAI)
    is_night = local.hour >= NIGHT_FROM or local.hour < NIGHT_TO
    return _ICE.search(text) is not None or (is_night and local.month in FREEZING_MONTHS)


def urgency_of(
    text: str, codes: Sequence[str], *, kind: str, alarmed: bool, categories: Categories, is_icy: bool = False
) -> str:
    """Return the urgency of a text whose leaves are `codes` (best first); the most urgent leaf counts.

    Source: domain-spec §6.1; defaults of the standards. An emergency default without any sign of present danger is
    one step lower: only the words make an emergency.
    """
    if alarmed or is_icy:
        return EMERGENCY
    if kind == "praise":
        return LOW
    levels = [_without_danger(code, categories[code].urgency, text) for code in codes if code in categories]
    level = min(levels, key=ORDER.index) if levels else NORMAL
    if kind == "inquiry" and level in (NORMAL, LOW):
        return LOW
    if level == NORMAL and kind != "suggestion" and _DANGER.search(text):
        return URGENT
    return level


_SIGNS: Mapping[str, tuple[re.Pattern[str], str, str]] = {
    "util.gas": (_LEAK, EMERGENCY, NORMAL),
    "prop.elevator": (re.compile(r"(?!)"), EMERGENCY, URGENT),
    "house.falling": (_FALLING_NOW, EMERGENCY, URGENT),
    "util.road_collapse": (_SMALL, URGENT, EMERGENCY),
    "fire.burning_now": (re.compile(r"(?!)"), EMERGENCY, URGENT),
    "security.public": (_VIOLENT, EMERGENCY, URGENT),
    "welfare.elder_alone": (_HELPLESS, EMERGENCY, NORMAL),
}
"""Leaf -> (sign, urgency with the sign, urgency without it), where the default is an emergency and no alarm rang."""


def _without_danger(code: str, default: str, text: str) -> str:
    if default != EMERGENCY or code not in _SIGNS:
        return default
    sign, with_sign, without = _SIGNS[code]
    level = with_sign if sign.search(text) else without
    return URGENT if level == EMERGENCY and signs.is_settled(text) else level
