"""Indicators: each has a name, a definition that anybody can read, and a unit. Source: domain-spec §10.1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.words import Text, Word


class Unit(StrEnum):
    """In what an indicator is measured; percentages are hundredths of a percent, times are minutes."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"


class ChangeKind(Word):
    """How a change of the indicator is told, so that “提高 36%” has one meaning (domain-spec §10.5)."""

    POINTS = "points", "百分点", "percentage points"
    RELATIVE = "relative", "相对变化", "relative change"


class Span(Word):
    """The periods a reader may choose."""

    MONTH = "30d", "近 30 天", "30 days"
    QUARTER = "quarter", "近一季（13 周）", "Quarter (13 weeks)"
    YEAR = "12m", "近 12 个月", "12 months"
    ALL = "all", "累计", "Since the start"


class Step(Word):
    """Into what a period is cut for a chart."""

    DAY = "day", "日", "day"
    WEEK = "week", "周", "week"
    MONTH = "month", "月", "month"


class By(Word):
    """What the rows of a table are."""

    STREET = "street", "街道", "Street"
    COMMUNITY = "community", "社区", "Community"
    GRID = "grid", "网格", "Grid"
    UNIT = "unit", "承办单位", "Unit"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator's face: code, name, definition, formula, unit, how its change is told, source of the definition."""

    code: str
    name: Text
    definition: Text
    formula: Text
    unit: Unit
    source: str = "domain-spec §10.1"

    @property
    def change(self) -> ChangeKind:
        """Return how its change is told: of rates in points, of the rest relative."""
        return ChangeKind.POINTS if self.unit is Unit.PERCENT else ChangeKind.RELATIVE


def _row(
    code: str, name: tuple[str, str], says: tuple[str, str], formula: tuple[str, str], unit: Unit, source: str = ""
) -> Indicator:
    return Indicator(code, Text(*name), Text(*says), Text(*formula), unit, source or "domain-spec §10.1")


def _counted(code: str, name: tuple[str, str], says: tuple[str, str], source: str = "") -> Indicator:
    return _row(code, name, says, ("件数", "count"), Unit.COUNT, source)


def _percent(
    code: str, name: tuple[str, str], says: tuple[str, str], formula: tuple[str, str], source: str = ""
) -> Indicator:
    return _row(code, name, says, formula, Unit.PERCENT, source)


def _minutes(
    code: str, name: tuple[str, str], says: tuple[str, str], formula: tuple[str, str], source: str = ""
) -> Indicator:
    return _row(code, name, says, formula, Unit.MINUTES, source)


_MEDIAN = ("从小到大排列，取中间一个（双数取中间两个的平均）", "the middle one (of an even number, the mean of two)")

_WORK = (
    _counted("volume", ("受理量", "Reports"), (
        "统计期内登记的诉求件数（含并案、撤回）。", "Appeals registered in the period, merged and withdrawn ones too.",
    ), "domain-spec §10.1; S-101"),
    _counted("open", ("在办", "Open"), ("期末尚未结束的诉求件数。", "Appeals not ended at the end of the period.")),
    _counted("overdue", ("超期在办", "Overdue"), (
        "期末在办、且已超过对居民的办结时限的诉求件数。",
        "Appeals open at the end of the period whose closing limit towards the resident has passed.",
    )),
    _counted("closed", ("办结量", "Closed"), (
        "统计期内办结的诉求件数；直接答复、转办、不予受理、并案、撤回、终止不算办结。",
        "Appeals closed in the period; answered directly, handed over, refused, joined, withdrawn or ended ones are "
        "not closed ones.",
    ), "domain-spec §10.1; S-101"),
    _counted("settled", ("解决件数", "Solved"), (
        "统计期内办结、且办理结果为“已解决”或“当事人自行解决”的诉求件数，记在主责单位（含执法小站等站点）名下；"
        "选“累计”即累计解决件数。",
        "Appeals closed in the period whose result is “solved” or “solved by the party concerned”, counted for the "
        "accountable unit (a small station too); choose “since the start” for the running total.",
    ), "mission-table S-103, S-105"),
    _percent("closing_rate", ("办结率", "Closing rate"), (
        "期内办结的，占期内办结与期末在办（无论是否超期）之和的比例。",
        "Closed in the period, out of those and all still open at its end, overdue or not.",
    ), ("办结 ÷（办结 + 期末在办）", "closed ÷ (closed + open at the end)"), "domain-spec §10.1; S-101"),
)  # fmt: skip

_RATES = (
    _percent("response_rate", ("响应率", "Response rate"), (
        "期内结束的工单中，在首次联系时限内联系了诉求人的比例；已同意退单的、无人可联系的、签收前或联系时限内取消的不计入。",
        "Of the orders ended in the period, the share whose reporter was contacted within the limit; orders returned "
        "by agreement, with nobody to contact, or cancelled before they were taken or contact was due do not count.",
    ), ("按时联系 ÷（派单 − 免计）", "contacted in time ÷ (dispatched − exempt)")),
    _percent("resolution_rate", ("解决率", "Resolution rate"), (
        "期内办结并有有效回访的诉求中，诉求人认为“解决了”的比例；“部分解决”按规定权数计（默认 0）。",
        "Of the appeals closed in the period with a valid follow-up, the share that the reporter calls solved; "
        "“partly” counts with the set weight (0 by default).",
    ), ("（解决 + 权数 × 部分解决）÷ 有效回访", "(solved + weight × partly) ÷ valid follow-ups")),
    _percent("satisfaction_rate", ("满意率", "Satisfaction rate"), (
        "期内办结并有有效回访的诉求中，诉求人表示满意或基本满意的比例。",
        "Of the appeals closed in the period with a valid follow-up, the share of reporters who are satisfied "
        "or more or less satisfied.",
    ), ("（满意 + 基本满意）÷ 对满意度作答的", "(satisfied + more or less) ÷ those who answered")),
    _percent("composite", ("综合得分", "Composite"), (
        "响应率、解决率、满意率的加权和，权数见标准 metrics.weights（默认 0.2、0.4、0.4）。"
        "有效回访不足 10 件的不排名，注明“样本不足”。",
        "Weighted sum of the three rates; weights in standard metrics.weights (0.2, 0.4, 0.4 by default). With fewer "
        "than 10 valid follow-ups nobody is ranked: “too few”.",
    ), ("0.2 × 响应率 + 0.4 × 解决率 + 0.4 × 满意率", "0.2 × response + 0.4 × resolution + 0.4 × satisfaction"),
        "domain-spec §10.1, §10.2"),
    _percent("revisit_rate", ("回访覆盖率", "Follow-up coverage"), (
        "期内办结的诉求中，有有效回访（本人评价或接通的回访电话）的比例。",
        "Of the appeals closed in the period, the share with a valid follow-up: an own rating or an answered call.",
    ), ("有效回访 ÷ 办结", "valid follow-ups ÷ closed")),
)  # fmt: skip

_TIMES = (
    _minutes("response_mean", ("平均响应时间", "Average response"), (
        "期内首次联系的诉求，从登记到首次联系的平均自然分钟数。目标不超过 60 分钟。",
        "Mean natural minutes from registration to first contact, over appeals first contacted in the period. "
        "The aim is 60 minutes at most.",
    ), ("分钟合计 ÷ 件数", "sum of minutes ÷ appeals"), "domain-spec §10.1; S-079"),
    _minutes("response_median", ("响应时间中位数", "Median response"), (
        "同上，取中位数。", "The same, median.",
    ), _MEDIAN, "domain-spec §10.1; S-079"),
    _minutes("response_working_mean", ("平均响应时间（工作分钟）", "Average response, working minutes"), (
        "同上，只计办公时间内的分钟。原先的半天为 240 工作分钟。",
        "The same, counting only minutes within office hours. The half day of before is 240 working minutes.",
    ), ("工作分钟合计 ÷ 件数", "sum of working minutes ÷ appeals"), "domain-spec §10.1; S-079"),
    _minutes("response_working_median", ("响应时间中位数（工作分钟）", "Median response, working minutes"), (
        "同上，取中位数。", "The same, median.",
    ), _MEDIAN, "domain-spec §10.1; S-079"),
    _minutes("answer_mean", ("平均办理时长", "Average handling time"), (
        "期内办结的诉求，从登记到答复诉求人的平均自然分钟数。",
        "Mean natural minutes from registration to the answer, over appeals closed in the period.",
    ), ("分钟合计 ÷ 件数", "sum of minutes ÷ appeals")),
    _minutes("answer_median", ("办理时长中位数", "Median handling time"), (
        "同上，取中位数。", "The same, median.",
    ), _MEDIAN),
)  # fmt: skip

_WAYS = (
    _percent("on_time_rate", ("按时办结率", "Closed in time"), (
        "期内审核通过的工单中，未超过办结时限的比例；因协办单位未到而延误的不计入。",
        "Of the orders approved in the period, the share within the limit; delays because an assisting unit did not "
        "come do not count.",
    ), ("按时 ÷ 审核通过", "in time ÷ approved")),
    _percent("first_time_rate", ("一次解决率", "Solved at first"), (
        "期内办结的诉求中，从未重办的比例。", "Of the appeals closed in the period, the share never reopened.",
    ), ("从未重办 ÷ 办结", "never reopened ÷ closed")),
    _percent("reopened_rate", ("重办率", "Reopened"), (
        "期内办结的诉求中，曾经重办的比例。", "Of the appeals closed in the period, the share that was ever reopened.",
    ), ("曾重办 ÷ 办结", "ever reopened ÷ closed")),
    _percent("in_grid_rate", ("不出网格/社区率", "Settled in the community"), (
        "期内办结的诉求中，由网格、小区或社区一级办结（一、二级）的比例。",
        "Of the appeals closed in the period, the share settled at grid, estate or community level (1-2).",
    ), ("一、二级办结 ÷ 办结", "closed at level 1 or 2 ÷ closed")),
    _percent("found_first_rate", ("未诉先办率", "Found before anybody asked"), (
        "期内登记的诉求中，由巡查、视频、设备先发现的比例。",
        "Of the appeals registered in the period, the share found by patrol, video or device.",
    ), ("巡查、视频、设备发现 ÷ 受理", "found by patrol, video or device ÷ reports")),
    _percent("four_stages_rate", ("四个时间齐全率", "All four stages on record"), (
        "期内办结的诉求中，发现、呼叫、响应、办理四个时间都有记录的比例。",
        "Of the appeals closed in the period, the share with the moments of found, called, responded and handled.",
    ), ("四个时间齐全 ÷ 办结", "all four on record ÷ closed"), "mission-table S-072"),
    _row("hops_median", ("流转次数中位数", "Median hand-overs"), (
        "期内办结的诉求交到主办单位的次数，取中位数。目标不超过 2 次。",
        "How often an appeal closed in the period was handed to a leading unit, median. The aim is 2 at most.",
    ), _MEDIAN, Unit.COUNT, "mission-table S-102"),
    _percent("bounce_rate", ("退单率", "Returns asked for"), (
        "期内结束的工单中，承办单位申请过退单的比例。",
        "Of the orders ended in the period, the share that the unit asked to return.",
    ), ("申请退单 ÷ 结束的工单", "returns asked for ÷ orders ended")),
    _percent("bounce_refused_rate", ("不当退单率", "Returns refused"), (
        "期内结束、申请过退单的工单中，未同意退单的比例。",
        "Of the orders ended in the period whose return was asked for, the share where it was not agreed to.",
    ), ("未同意 ÷ 申请退单", "not agreed to ÷ asked for")),
    _percent("suspended_rate", ("挂账率", "Suspended"), (
        "期内办结的诉求中，曾经挂账的比例。", "Of the appeals closed in the period, the share that was ever suspended.",
    ), ("曾挂账 ÷ 办结", "ever suspended ÷ closed")),
    _percent("repeat_rate", ("重复诉求率", "Repeats"), (
        "期内登记的诉求中，登记前 90 天内（标准 metrics.repeat_days）同一诉求人或同一楼栋已有同一小类诉求的比例；"
        "未登记到楼栋的只看诉求人，匿名的只看楼栋。",
        "Of the appeals registered in the period, the share that had an earlier one of the same category, by the same "
        "reporter or about the same building, within the 90 days before (standard metrics.repeat_days). Without a "
        "building only the reporter counts, without a reporter only the building.",
    ), ("重复 ÷ 受理", "repeats ÷ reports"), "domain-spec §10.1; metrics.repeat_days"),
    _percent("supervised_rate", ("督办率", "Supervised"), (
        "期内办结的诉求中，曾经督办（人工督办，或超期自动升级督办）的比例。",
        "Of the appeals closed in the period, the share that was ever supervised, by a person or because it stayed "
        "overdue.",
    ), ("曾督办 ÷ 办结", "ever supervised ÷ closed"), "domain-spec §10.1; T27, T58"),
    _percent("spot_check_rate", ("撤回抽查率", "Withdrawals checked"), (
        "期内撤回的诉求中，已打电话向诉求人核实是否有人施压的比例（无论是否接通）。抽查比例见标准 "
        "withdrawal.sample_percent（默认 20%）。",
        "Of the appeals withdrawn in the period, the share whose reporter was called to ask whether anybody pressed "
        "for it, reached or not. The sample is set in standard withdrawal.sample_percent (20% by default).",
    ), ("已抽查 ÷ 撤回", "checked ÷ withdrawn"), "domain-spec §10.1; T53"),
    _percent("arrival_rate", ("吹哨报到率", "Whistle answered"), (
        "期内结束的协办中，单位到场或提出书面意见的比例。",
        "Of the assisting orders ended in the period, the share where the unit came or gave a written opinion.",
    ), ("到场或书面意见 ÷ 被吹哨单位", "came or gave an opinion ÷ units called")),
    _percent("dispute_rate", ("纠纷化解率", "Disputes settled"), (
        "期内办结的矛盾纠纷类诉求中，诉求人认为“解决了”的比例；未作答的计入分母。",
        "Of the disputes closed in the period, the share that the reporter calls solved; those who did not answer "
        "count in the whole.",
    ), ("解决的纠纷 ÷ 办结的纠纷", "disputes solved ÷ disputes closed"), "mission-table S-104"),
)  # fmt: skip

_OUTCOMES = (
    _percent("forces_cooperate", ("力量协同", "Forces co-operate"), (
        "网格内两个以上单位共同办理的诉求占办结诉求的比例。",
        "Share of the grid's closed appeals that two or more units handled together.",
    ), ("两个以上单位办结 ÷ 办结", "closed by two or more units ÷ closed"), "mission-table S-024"),
    _percent("services_land", ("服务落地", "Services land"), (
        "网格内由网格、小区、社区直接办结的诉求占办结诉求的比例。",
        "Share of the grid's closed appeals settled by grid, estate or community themselves.",
    ), ("一、二级办结 ÷ 办结", "closed at level 1 or 2 ÷ closed"), "mission-table S-024"),
    _percent("hazards_handled", ("隐患处置", "Hazards handled"), (
        "网格内隐患类诉求中按时办结的比例；期内办结的和期末已超期的计入。",
        "Share of the grid's hazards closed in time, of those closed in the period or overdue at its end.",
    ), ("按时办结的隐患 ÷（办结 + 超期未结的隐患）", "hazards in time ÷ (closed + overdue)"), "mission-table S-024"),
)  # fmt: skip

INDICATORS: dict[str, Indicator] = {row.code: row for row in (*_WORK, *_RATES, *_TIMES, *_WAYS, *_OUTCOMES)}
"""Every indicator the product shows; a number without a row here may not stand on a page."""

OUTCOMES = tuple(row.code for row in _OUTCOMES)
"""The three outcome indicators of a grid (S-024)."""

THREE_RATES = ("response_rate", "resolution_rate", "satisfaction_rate")


class Source(Word):
    """From whom the needs of a week come, as far as the way they came tells."""

    RESIDENTS = "residents", "居民反映", "Residents"
    GROUPS = "groups", "邻里群转来", "Neighbourhood groups"
    FIELD = "field", "巡查和设备发现", "Rounds and devices"


class Verdict(Word):
    """What a person decides about a hot event (S-097, D-07)."""

    TOPIC = "topic", "提为协商议题", "propose it for deliberation"
    PROJECT = "project", "提为治理项目", "propose it as a project"
    TELL = "tell", "交单位处理", "tell a unit"
    WATCH = "watch", "继续观察", "watch it"
    DISMISS = "dismiss", "不作热点处理", "dismiss it"
