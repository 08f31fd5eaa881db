"""The words of fieldwork."""

from __future__ import annotations

from linli.kernel.words import Word


class Outcome(Word):
    """What became of something found on a round."""

    FIXED = "fixed", "当场处理好", "put right on the spot"
    NOTICE = "notice", "告知限期整改", "told to put it right by a day"
    REPORT = "report", "上报处理", "reported"


class NoticeState(Word):
    """Where a notice to put it right stands."""

    SERVED = "served", "整改中", "to be put right"
    COMPLIED = "complied", "已整改", "put right"
    NOT_COMPLIED = "not_complied", "未整改，已上报", "not put right, reported"


class Tag(Word):
    """What may be noted of a household: a closed list, no words of one's own (S-046, ADR 0031)."""

    MORNING = "morning", "上午方便上门", "best visited in the morning"
    AFTERNOON = "afternoon", "下午方便上门", "best visited in the afternoon"
    EVENING = "evening", "晚上方便上门", "best visited in the evening"
    WEEKEND = "weekend", "周末方便上门", "best visited at the weekend"
    CALL_FIRST = "call_first", "上门前先打电话", "call before you come"
    KNOCK = "knock", "门铃不响，请敲门", "the bell is silent, please knock"
    DOG = "dog", "家里有狗", "there is a dog"
    LIVES_ALONE = "lives_alone", "独居", "lives alone"
    MOVES_HARD = "moves_hard", "行动不便，需要上门办", "moves with difficulty, needs home visits"
    NEEDS_CARE = "needs_care", "需要照料", "needs care"
    DISABILITY = "disability", "残疾", "a disability"
    CHILDREN = "children", "有十四周岁以下的孩子", "children under 14"
    HARDSHIP = "hardship", "生活困难，领取救助", "in hardship, receives relief"
    PARTY = "party", "党员户、党员中心户", "party-member household"


class Sensitivity(Word):
    """How much care a tag needs (个人信息保护法 §28)."""

    ORDINARY = "ordinary", "一般", "ordinary"
    HEALTH = "health", "医疗健康", "health"
    MINORS = "minors", "未成年人", "minors"
    FINANCES = "finances", "经济状况", "finances"
    IDENTITY = "identity", "特定身份", "specific identity"
    SAFETY = "safety", "人身财产安全", "safety of person and property"


class NotePurpose(Word):
    """What a note on a household is for."""

    VISIT = "visit", "上门走访", "visiting"
    LOOK_AFTER = "look_after", "日常照应", "looking after"
    EMERGENCY = "emergency", "突发情况时先照顾", "helping first in an emergency"
