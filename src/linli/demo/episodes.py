"""The matters that do not go plainly: split, joint, top-level, put aside, handed over. Texts are our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linli.appeals.words import Kind
from linli.people.words import UnitKind


@dataclass(frozen=True, slots=True)
class Issue:
    """One of several issues: its category, what its unit is to do, does, and answers."""

    category: str
    task: str
    does: str
    answer: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """A report of several things at once."""

    says: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that several units must do together; `calls` are the assisting kinds, each with task and opinion."""

    says: str
    category: str
    calls: tuple[tuple[UnitKind, str, str], ...]
    plan: str
    does: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Heavy:
    """What goes before the district leader because a hundred households or more are concerned."""

    says: str
    category: str
    note: str
    plan: str
    weekly: str
    does: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a matter is put aside, and the plan meanwhile; `reason` is a code of the list."""

    reason: str
    plan: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What belongs to somebody else: a reason of the list, whom it is told to, a phone."""

    says: str
    reason: str
    target: str = ""
    phone: str = ""
    address: str = ""
    kind: Kind = Kind.COMPLAINT


SPLITS: Mapping[str, Mixed] = {
    "gate": Mixed(
        "{place}有两件事：一是大门口两盏路灯都不亮，二是楼道里堆满旧家具，晚上进出特别不方便。",
        (
            Issue(
                "util.streetlight", "修复大门口两盏路灯。", "更换两盏路灯光源。", "大门口两盏路灯已修复，夜间复查正常。"
            ),
            Issue(
                "env.corridor_clutter", "清理楼道旧家具。", "入户沟通，楼道旧家具清走。", "楼道旧家具已清理，恢复通行。"
            ),
        ),
    ),
    "courtyard": Mixed(
        "{place}院里污水往外冒，门口路面坑坑洼洼，墙上还贴满了小广告，麻烦一起管管。",
        (
            Issue("util.sewer", "疏通院内污水管。", "疏通车到场疏通并冲洗。", "污水管已疏通冲洗。"),
            Issue("util.road_damage", "修补门口路面。", "测量破损面积并完成修补。", "门口破损路面已修补。"),
            Issue("adv.illegal_small", "清除墙面小广告。", "组织清除小广告并粉刷。", "墙面小广告已清除并粉刷。"),
        ),
    ),
    "evening": Mixed(
        "{place}一到傍晚门口摆满了水果摊，旁边的垃圾桶也满得没人收，味道很大。",
        (
            Issue(
                "street.mobile_vendor", "劝离占道摊点。", "到场劝离并引导至疏导点。", "占道摊点已劝离，傍晚定点值守。"
            ),
            Issue("env.exposed_garbage", "清运垃圾桶。", "清运垃圾并冲洗地面。", "垃圾已清运，增加一次晚间清运。"),
        ),
    ),
    "hall": Mixed(
        "{place}门厅里停了好几辆电动车充电，楼上还有人半夜放音响，两件事说了都没人管。",
        (
            Issue("fire.ebike", "清理门厅电动车。", "劝离电动车，拆除充电插排。", "门厅电动车已移至集中充电点。"),
            Issue(
                "noise.neighbour",
                "上门调解噪声。",
                "上门调解，约定晚十点后不放音响。",
                "经调解，楼上住户同意晚十点后不放音响。",
            ),
        ),
    ),
}

JOINTS: Mapping[str, Shared] = {
    "passage": Shared(
        "{place}消防通道一半被地锁和杂物占着，一半停满了车，消防车根本进不来。",
        "fire.passage",
        (
            (UnitKind.ENFORCEMENT, "拆除地锁、清理堆物。", "地锁已当场拆除，堆物已清走。"),
            (UnitKind.TRAFFIC_POLICE, "处理占道停放车辆。", "已通知车主挪车，对不配合的依法处罚。"),
        ),
        "当天清理通道，三日内补划禁停标线，每周复查一次。",
        ("会同综合执法、交警到场清理通道。", "补划消防通道禁停标线。"),
        "经联合处置，消防通道已恢复畅通并划设禁停标线，每周复查。",
    ),
    "gas_cylinder": Shared(
        "{place}楼下小吃店后厨摆着三个液化气罐，就在居民窗户底下。",
        "fire.gas_cylinder",
        (
            (UnitKind.MARKET, "核查经营资质，督促停用气瓶。", "该店证照齐全，已责令停用瓶装气。"),
            (UnitKind.GAS, "评估改用管道气的条件。", "具备接入条件，已受理改管申请。"),
        ),
        "立即移走气瓶，一周内改用管道燃气，同排商户一并排查。",
        ("现场移走三个气瓶，责令停止使用。", "联合检查同排商户。"),
        "气瓶已移走，该店改用管道燃气，同排商户排查完毕。",
    ),
    "illegal_building": Shared(
        "{place}一楼住户在院里搭了间铁皮房，把公共绿地都圈进去了。",
        "env.illegal_building",
        (
            (UnitKind.STREET_CITY_MGMT, "协助入户沟通，清运拆除垃圾。", "已入户沟通两次，拆除后即清运。"),
            (UnitKind.PLANNING, "认定是否属于违法建设。", "该铁皮房未取得规划许可，属违法建设。"),
        ),
        "先认定、再限期自拆，逾期依法拆除，拆后恢复绿地。",
        ("送达限期拆除通知。", "当事人自行拆除，现场清运。"),
        "铁皮房已拆除，公共绿地恢复。",
    ),
    "group_rental": Shared(
        "{place}有一户隔成了七八间出租，人来人往，电线乱拉，大家都很担心。",
        "house.group_rental",
        (
            (UnitKind.STREET_SAFETY, "检查用电和消防安全。", "存在私拉电线，已责令当场拆除。"),
            (UnitKind.ENFORCEMENT, "核查隔断改造。", "隔断未破坏承重结构，责令恢复原状。"),
        ),
        "三日内清退隔断，登记租住人员，一个月内回访。",
        ("会同有关单位入户检查，登记租住人员。", "隔断拆除完毕。"),
        "隔断已拆除，租住人员已登记，用电隐患整改完毕。",
    ),
}

TOPS: Mapping[str, Heavy] = {
    "title": Heavy(
        "{estate}是回迁房，住了十几年一直办不下房产证，全院一百多户都在等，请区里出面解决。",
        "house.title_legacy",
        "涉及百户以上，须住建、自然资源、登记机构共同解决，提请区级领导领办。",
        "一周内核清回迁档案，两周内形成办证路径，一个月内分批受理。",
        "回迁档案已核清大半，开发单位的补缴材料正在收集。",
        ("召集登记机构、开发单位核对回迁档案。", "现场设点，集中受理办证申请。"),
        "经区级协调，办证路径已明确，首批材料已受理，后续按楼座分批办理。",
    ),
    "heat": Heavy(
        "{estate}全院的暖气从昨天起都是凉的，一百多户老人孩子都在受冻。",
        "util.heat",
        "全院停暖，涉及百户以上，提请区级领导领办。",
        "两日内抢修换热站，期间设临时取暖点，逐户测温。",
        "换热站循环泵已更换，正在逐户排气测温。",
        ("抢修换热站循环泵。", "逐户测温，协助排气。"),
        "换热站已修复，逐户测温均在18度以上，温度不足的已登记退费。",
    ),
    "water": Heavy(
        "{estate}的二次供水泵房太旧了，一早一晚水都上不来，一百多户天天接不满一盆水。",
        "util.water_pipe",
        "泵房年久失修，涉及百户以上，产权和资金都要区里协调，提请区级领导领办。",
        "三日内装临时增压泵，两周内定下泵房改造的资金和施工单位。",
        "临时增压泵已装好，泵房改造的资金方案正在会商。",
        ("安装临时增压泵。", "更换水泵机组并试压。"),
        "泵房已更换机组，早晚高峰水压正常，由供水公司接管维护。",
    ),
}

ASIDES: Mapping[str, Aside] = {
    "util.road_damage": Aside("budget_cycle", "先行填补坑槽、设置警示，整段路面列入下一年度大修计划。"),
    "util.streetlight": Aside("third_party_works", "线缆入地工程正在施工，期间加装临时照明，完工后恢复路灯。"),
    "street.ground_lock": Aside("litigation", "车位权属正在诉讼，先行设置隔离、维持秩序，判决后处理地锁。"),
    "env.greenery_damage": Aside("season", "先清理平整，冬季不宜栽植，开春后补种。"),
    "house.leak": Aside("season", "先做临时遮盖，气温低于五度无法做防水，开春后施工。"),
}

ELSEWHERE: Mapping[str, Elsewhere] = {
    "leashes": Elsewhere(
        "崂山区依山伴城绣城小区里很多人遛狗不牵绳，我常去那边看父母，孩子被吓到过，请管一管。",
        "other_district",
        "崂山区",
        address="崂山区依山伴城绣城小区",
    ),
    "lamp": Elsewhere(
        "市南区江西路171号院门口的路灯坏了，我下班路过那里黑得看不见路。",
        "other_district",
        "市南区",
        address="市南区江西路171号院",
    ),
    "court": Elsewhere("邻居欠我两万块钱不还，有借条，法院还没去，请政府帮我要回来。", "litigation"),
    "wage": Elsewhere("饭店辞退我不给补偿金，仲裁那边说要先申请，请问你们能不能直接判。", "arbitration"),
    "tax": Elsewhere("想反映一家店不给开发票，这个归哪里管？", "other_line", phone="12366", kind=Kind.INQUIRY),
    "petition": Elsewhere("我的拆迁信访件已经受理了，再来问问这边能不能同时办。", "petition"),
}

NAMES: Mapping[str, tuple[str, ...]] = {
    "split": tuple(SPLITS),
    "joint": tuple(JOINTS),
    "top": tuple(TOPS),
    "suspended": tuple(ASIDES),
    "redirected": tuple(ELSEWHERE),
}
"""The episodes of each course."""

MONTHS: Mapping[str, frozenset[int]] = {
    "heat": frozenset({11, 12, 1, 2, 3, 4}),
    "env.greenery_damage": frozenset({11, 12, 1, 2}),
    "house.leak": frozenset({12, 1, 2}),
}
"""When an episode can happen, where it is not all year round."""
