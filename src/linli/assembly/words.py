"""Words of the owners' assembly (业主大会): matters, opinions, ways of counting."""

from dataclasses import dataclass

from linli.kernel.words import Text, Word


class Kind(Word):
    """How much agreement a matter needs. Derived from the matter, never typed, in a real assembly."""

    ORDINARY = "ordinary", "一般事项（双过半）", "ordinary matter: more than half of both"
    SPECIAL = "special", "特别事项（双四分之三以上）", "special matter: three quarters of both"
    UNANIMOUS = "unanimous", "须全体有利害关系的业主同意", "needs every owner concerned"


class Choice(Word):
    """What a ballot says on one matter."""

    YES = "yes", "同意", "yes"
    NO = "no", "不同意", "no"
    ABSTAIN = "abstain", "弃权", "abstain"
    FOLLOW = "follow", "从多数", "with the majority"
    BLANK = "blank", "未填写", "left blank"
    INVALID = "invalid", "无效票", "spoiled"


class Mode(Word):
    """How heads are counted that got their ballot and did not return it (decisions-and-money §3.5)."""

    STRICT = "strict", "仅计交回的选票", "returned ballots only"
    SILENT_PARTICIPATES = "silent_participates", "送达未交的计入参与、不计同意", "silent heads took part, not as yes"
    SILENT_FOLLOWS = "silent_follows", "送达未交的从多数", "silent heads go with the majority"
    SILENT_AND_ABSTAIN_FOLLOW = (
        "silent_and_abstain_follow",
        "送达未交的与弃权的均从多数",
        "silent and abstaining heads go with the majority",
    )


class Merge(Word):
    """Why one or several units make one head (民法典 §278; 解释 §9; 青岛 §17; 山东 §25)."""

    ONE_UNIT = "one_unit", "一个专有部分计一人", "one unit, one head"
    SAME_OWNER = "same_owner", "同一买受人的多个专有部分合计一人", "several units of one owner are one head"
    CO_OWNERS = "co_owners", "共有人合计一人", "co-owners of a unit are one head"
    SAME_CO_OWNERS = (
        "same_co_owners",
        "共有人完全相同的多个专有部分合计一人",
        "units of the same co-owners are one head",
    )
    DEVELOPER = "developer", "建设单位未售与已售未交付的部分合计一人", "unsold and undelivered units are one head"


class Delivery(Word):
    """Whether a unit has been sold and handed over."""

    DELIVERED = "delivered", "已交付", "handed over"
    UNDELIVERED = "undelivered", "已售未交付", "sold, not handed over"
    UNSOLD = "unsold", "未出售", "unsold"


class AreaSource(Word):
    """Where the area of a unit is taken from, the better source first (解释 §8, 山东 §25)."""

    REGISTER = "register", "不动产登记", "land register"
    SURVEY = "survey", "测绘", "survey"
    CONTRACT = "contract", "买卖合同", "contract"


class UnitUse(Word):
    """What an exclusive part is."""

    HOME = "home", "住宅", "home"
    SHOP = "shop", "商铺", "shop"
    PARKING = "parking", "车位车库", "parking place"
    OTHER = "other", "其他", "other"


@dataclass(frozen=True, slots=True)
class Weight:
    """Two counts that are never added to one another: area in dm² (0.01 m²) and heads."""

    area_dm2: int
    heads: int

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.area_dm2 + other.area_dm2, self.heads + other.heads)


NOTHING = Weight(0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation, and whether the condition it tells of is met (None: it only tells)."""

    text: Text
    is_met: bool | None = None
