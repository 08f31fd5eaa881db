"""What the invented residents write, by category, and how the offices answer. All texts are our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linli.appeals.words import Channel, Kind


@dataclass(frozen=True, slots=True)
class Story:
    """How often (weight), when (months, empty: all year; more often in `hours`), what is said, done, answered.

    `is_answered` is what the desk answers at once.
    """

    weight: int
    says: tuple[str, ...]
    does: tuple[str, ...]
    answers: tuple[str, ...]
    months: frozenset[int] = frozenset()
    kind: Kind = Kind.COMPLAINT
    channel: Channel | None = None
    hours: frozenset[int] = frozenset()
    is_answered: bool = False


WINTER = frozenset({11, 12, 1, 2, 3, 4})
SUMMER = frozenset({6, 7, 8})
RAIN = frozenset({7, 8})
SNOW = frozenset({1})
"""Months of heat, of barbecue and dogs, of ponding, of snow (domain-spec §18.7)."""
EVENING = frozenset({17, 18, 19, 20, 21})
NIGHT = frozenset({21, 22, 23, 0})
MORNING = frozenset({6, 7, 8, 9})

BOUNCING = (
    "util.streetlight",
    "util.road_damage",
    "env.greenery_damage",
    "street.ground_lock",
    "street.motor_parking",
    "cons.noise",
    "street.mobile_vendor",
)
"""What a unit sometimes gives back because another one keeps the facility."""

STORIES: Mapping[str, Story] = {
    "env.corridor_clutter": Story(
        12,
        (
            "{place}楼道里堆满了纸箱和旧家具，老人上下楼都要侧着身子，请帮忙清理。",
            "{place}三楼平台放着一张破沙发，半年了没人管。",
            "{place}有人把杂物堆在楼梯拐角，消防检查的时候也不挪，希望社区上门说一说。",
        ),
        ("到现场查看，楼道内堆放纸箱、旧家具，张贴限期清理通知。", "会同社区入户沟通，当事人同意清理。"),
        ("已会同社区入户沟通，当事人配合清理完毕，楼道恢复通行。后续网格员每周巡查一次。",),
    ),
    "env.exposed_garbage": Story(
        10,
        ("{place}垃圾桶满了两天没人收，味道很大。", "{place}门口有一堆暴露的生活垃圾，苍蝇乱飞，请尽快清运。"),
        ("保洁人员到场清运并冲洗地面。",),
        ("当日已清运并冲洗消杀，增加一次晚间清运。",),
    ),
    "env.rubble": Story(
        6,
        ("{place}路边堆着装修垃圾，占了半条路，好几天了。", "{place}楼下一大堆建筑渣土没人管。"),
        ("联系清运车辆到场，核实为业主装修产生。",),
        ("渣土已清运，已告知装修业主规定的堆放点和清运电话。",),
    ),
    "street.mobile_vendor": Story(
        9,
        ("{place}路口傍晚全是摆摊卖水果的，车过不去。", "{place}门口流动商贩占道经营，吆喝声很大，影响通行。"),
        ("执法队员到场劝离占道商贩，引导至便民疏导点。",),
        ("已劝离占道商贩并安排傍晚时段定点值守，请您继续监督。",),
        hours=EVENING,
    ),
    "street.ground_lock": Story(
        5,
        (
            "{place}楼前的公共车位被人私自装了地锁，大家都没法停车。",
            "{place}一户商家在门前空地装地锁占位，要求拆除。",
        ),
        ("现场核实车位为公共区域，向当事人送达限期拆除通知。", "逾期未拆，联合社区拆除地锁。"),
        ("地锁已拆除，车位恢复公共使用。",),
    ),
    "street.motor_parking": Story(
        8,
        ("{place}消防通道边上天天停满私家车，喊了也不挪。", "{place}门口机动车乱停，孩子上学只能走马路中间。"),
        ("到场拍照取证并通知车主挪车。",),
        ("违停车辆已驶离，该路段列入每日巡查。",),
    ),
    "util.sewer": Story(
        9,
        (
            "{place}污水管又堵了，脏水从一楼地漏往外冒，麻烦赶紧找人疏通。",
            "{place}化粪池满了往外溢，院子里没法下脚。",
        ),
        ("疏通车到场，查明为主管堵塞。", "疏通完成并冲洗。"),
        ("管道已疏通并冲洗，堵塞点为油脂，已约定每季度清掏。",),
        kind=Kind.HELP,
    ),
    "util.heat": Story(
        12,
        ("{place}家里暖气不热，屋里才15度，老人孩子受不了。", "{place}暖气片一直是凉的，打供热公司说排队。"),
        ("入户测温15.5度，排气并清洗过滤器。", "复测温度19.2度。"),
        ("已入户排气、清洗过滤器，复测室温19.2度，三天后回访。",),
        months=WINTER,
        kind=Kind.HELP,
    ),
    "util.streetlight": Story(
        6,
        ("{place}路灯坏了好几盏，晚上黑得看不见路。", "{place}门口路灯忽明忽暗，请修一下。"),
        ("检修人员更换灯具和镇流器。",),
        ("损坏路灯已全部更换，夜间复查正常。",),
        hours=EVENING,
    ),
    "util.road_damage": Story(
        5,
        ("{place}路面坑坑洼洼，下雨全是水坑。", "{place}人行道砖翘起来了，老人容易绊倒。"),
        ("现场测量破损面积，安排修补。",),
        ("破损路面已修补，养护期内请绕行。",),
    ),
    "util.ponding": Story(
        8,
        ("{place}一下大雨就积水，水都快进一楼了。",),
        ("排水人员到场清理雨水篦子，抽排积水。",),
        ("积水已排除，雨水篦子清理完毕，列入汛期重点巡查点。",),
        months=RAIN,
        kind=Kind.HELP,
    ),
    "util.snow_ice": Story(
        6,
        ("{place}坡道结冰，早上摔了两个人，请撒点融雪剂。",),
        ("组织人员清雪除冰，撒布融雪剂。",),
        ("坡道冰雪已清除并铺设防滑垫。",),
        months=SNOW,
        hours=MORNING,
    ),
    "fire.ebike": Story(
        8,
        ("{place}有人从楼上拉线给电动车充电，门厅停了好几辆。", "{place}楼道里停电动车还充电，太危险了。"),
        ("现场拆除飞线，劝离门厅车辆，张贴提示。",),
        ("飞线已拆除，车辆移至集中充电点，并与车主签订承诺书。",),
    ),
    "fire.passage": Story(
        5,
        ("{place}消防通道被杂物和车辆堵死了。",),
        ("联合执法到场清理通道。",),
        ("消防通道已清理，划设禁停标线。",),
    ),
    "noise.neighbour": Story(
        8,
        ("{place}楼上天天半夜拖椅子放音响，说了几次不听，能不能来个人协调。",),
        ("社区调解员上门，双方约定晚十点后不使用音响。",),
        ("经上门调解，楼上住户同意铺设地垫，晚十点后不使用音响。",),
        hours=NIGHT,
    ),
    "noise.commercial": Story(
        4,
        ("{place}楼下饭店音响放到半夜，影响休息。",),
        ("现场要求商户降低音量、关闭外置音响。",),
        ("商户已拆除外置音响并承诺营业时间内控制音量。",),
        hours=NIGHT,
    ),
    "dog.unleashed": Story(
        6,
        ("{place}晚上总有人遛狗不牵绳，追着孩子跑。",),
        ("网格员巡查劝导，发放文明养犬告知书。",),
        ("已对养犬户逐户告知，晚间安排志愿者巡查。",),
        months=SUMMER,
        hours=EVENING,
    ),
    "street.bbq": Story(
        4,
        ("{place}路边露天烧烤，油烟往楼上窜，窗户都不敢开。",),
        ("执法队员到场要求入室经营。",),
        ("烧烤摊已入室经营并加装油烟净化装置。",),
        months=SUMMER,
        hours=EVENING,
    ),
    "env.burning": Story(
        2,
        ("{place}后面空地天天有人烧树叶，晾的衣服全是烟味。", "{place}楼后又有人露天焚烧垃圾，味道很大。"),
        ("到场扑灭余火，制止焚烧。",),
        ("余火已扑灭并清理，对当事人批评教育，列入每日巡查。",),
        kind=Kind.HELP,
    ),
    "env.greenery_damage": Story(3, ("{place}有人把绿化带铲了种菜。",), ("现场责令恢复。",), ("绿地已恢复补种。",)),
    "prop.service_quality": Story(
        6,
        ("{place}物业报修三天没人来，打电话总说等等。", "{place}电梯厅灯坏了一周，物业不修。"),
        ("约谈物业负责人，限期整改。",),
        ("物业已完成维修，并公布报修电话和时限。",),
    ),
    "house.leak": Story(
        5, ("{place}顶楼漏水，下雨屋里要用盆接。",), ("入户查看渗漏点，协调启用维修资金。",), ("屋面防水已修复。",)
    ),
    "adv.illegal_small": Story(
        3, ("{place}楼道里贴满了开锁通下水的小广告。",), ("组织清理小广告。",), ("小广告已清理并粉刷。",)
    ),
    "welfare.elder_meal": Story(
        3,
        ("想问一下，社区食堂老人吃饭打折要办什么卡，带什么材料？",),
        ("查询政策并电话答复。",),
        ("60周岁以上老人凭身份证到社区服务站办理助老卡，当场办结。",),
        kind=Kind.INQUIRY,
        is_answered=True,
    ),
    "meta.praise": Story(
        3,
        ("表扬一下我们网格员，下雪天帮老人把药送上门。",),
        ("转达表扬。",),
        ("感谢您的肯定，已转达并记入网格员表扬记录。",),
        kind=Kind.PRAISE,
        is_answered=True,
    ),
    "cons.noise": Story(
        4,
        ("{place}旁边工地夜里十一点还在施工，吵得睡不着。",),
        ("到场制止夜间施工，核查审批手续。",),
        ("工地已停止夜间施工，依法立案处理。",),
        hours=NIGHT,
    ),
    "cons.fence_loose": Story(
        3,
        ("巡查发现：{place}施工围挡螺丝松了，风大晃得厉害，先拉了警戒线。",),
        ("督促施工方加固围挡。",),
        ("围挡已加固并复查合格。",),
        kind=Kind.REPORT,
        channel=Channel.GRID_PATROL,
    ),
    "fire.gas_cylinder": Story(
        3,
        ("巡查发现：{place}沿街小吃店使用罐装液化气，软管老化。",),
        ("现场移走气瓶，责令改用管道气。", "联合检查沿街商户。"),
        ("气瓶已移走，同排商户完成排查。",),
        kind=Kind.REPORT,
        channel=Channel.GRID_PATROL,
    ),
}

NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("阿姨", "先生", "女士", "大爷", "师傅")
THANKS = ("办得挺快，谢谢。", "问题解决了，满意。", "师傅很耐心。", "比上次快多了。", "")
DISPLEASED = (
    "办是办了，就是太慢，我不满意。", "我要的是换新的，你们只给修，不满意。", "说了要赔钱才算完，没赔就不满意。",
)  # fmt: skip
EXPLAINING = (
    "电话解释：办理经过和依据已逐项说明，超出职责的部分告知了其他途径。",
    "再次解释：书面答复已送达，说明现行规定能办到的程度。",
)
GRUMBLES = ("没解决，还是老样子。", "只是答复了一下，没见动静。", "清理了一半就走了。")
