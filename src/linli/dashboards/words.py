"""Indicators: each has a name, a definition that anybody can read, and a unit. Source: domain-spec §10.1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.words import Text


class Unit(StrEnum):
    """In what an indicator is measured; percentages are hundredths of a percent, times are minutes."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator's face: code, name, definition, unit, and the source of the definition."""

    code: str
    name: Text
    definition: Text
    unit: Unit
    source: str = "domain-spec §10.1"


INDICATORS: dict[str, Indicator] = {
    row.code: row
    for row in (
        Indicator(
            "volume",
            Text("受理量", "Reports"),
            Text(
                "统计期内登记的诉求件数(含并案、撤回)。",
                "Appeals registered in the period, merged and withdrawn ones too.",
            ),
            Unit.COUNT,
        ),
        Indicator(
            "open",
            Text("在办", "Open now"),
            Text("此刻尚未结束的诉求件数。", "Appeals not ended at this moment."),
            Unit.COUNT,
        ),
        Indicator(
            "closed",
            Text("办结量", "Closed"),
            Text("统计期内办结的诉求件数。", "Appeals closed in the period."),
            Unit.COUNT,
        ),
        Indicator(
            "response_rate",
            Text("响应率", "Response rate"),
            Text(
                "期内结束的工单中,在首次联系时限内联系了诉求人的比例;已同意退单的、按清单免于考核的不计入。",
                "Of the orders ended in the period, the share whose reporter was contacted within the limit; "
                "orders returned by agreement and exempt ones do not count.",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "resolution_rate",
            Text("解决率", "Resolution rate"),
            Text(
                "期内办结并有有效回访的诉求中,诉求人认为“解决了”的比例;“部分解决”按规定权数计(默认 0)。",
                "Of the appeals closed in the period with a valid follow-up, the share that the reporter calls solved; "
                "“partly” counts with the set weight (0 by default).",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "satisfaction_rate",
            Text("满意率", "Satisfaction rate"),
            Text(
                "期内办结并有有效回访的诉求中,诉求人表示满意或基本满意的比例。",
                "Of the appeals closed in the period with a valid follow-up, the share of reporters who are satisfied "
                "or more or less satisfied.",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "composite",
            Text("综合得分", "Composite"),
            Text(
                "响应率、解决率、满意率的加权和,权数见标准 metrics.weights(默认 0.2、0.4、0.4)。",
                "Weighted sum of the three rates; weights in standard metrics.weights (0.2, 0.4, 0.4 by default).",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "response_mean",
            Text("平均响应时间", "Average response"),
            Text(
                "期内首次联系的诉求,从登记到首次联系的平均自然分钟数(S-079)。",
                "Mean natural minutes from registration to first contact, over appeals first contacted in the period.",
            ),
            Unit.MINUTES,
        ),
        Indicator(
            "response_median",
            Text("响应时间中位数", "Median response"),
            Text("同上,取中位数。", "The same, median."),
            Unit.MINUTES,
        ),
        Indicator(
            "on_time_rate",
            Text("按时办结率", "Closed in time"),
            Text(
                "期内审核通过的工单中,未超过办结时限的比例。",
                "Of the orders approved in the period, the share within the limit.",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "first_time_rate",
            Text("一次解决率", "Solved at first"),
            Text("期内办结的诉求中,从未重办的比例。", "Of the appeals closed in the period, the share never reopened."),
            Unit.PERCENT,
        ),
        Indicator(
            "in_grid_rate",
            Text("不出网格/社区率", "Settled in the community"),
            Text(
                "期内办结的诉求中,由网格、小区或社区一级办结(一、二级)的比例。",
                "Of the appeals closed in the period, the share settled at grid, estate or community level (1-2).",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "found_first_rate",
            Text("未诉先办率", "Found before anybody asked"),
            Text(
                "期内登记的诉求中,由巡查、视频、设备先发现的比例。",
                "Of the appeals registered in the period, the share found by patrol, video or device.",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "reopened_rate",
            Text("重办率", "Reopened"),
            Text(
                "期内办结的诉求中,曾经重办的比例。",
                "Of the appeals closed in the period, the share that was ever reopened.",
            ),
            Unit.PERCENT,
        ),
        Indicator(
            "forces_cooperate",
            Text("力量协同", "Forces co-operate"),
            Text(
                "网格内两个以上单位共同办理的诉求占办结诉求的比例(S-024)。",
                "Share of the grid's closed appeals that two or more units handled together (S-024).",
            ),
            Unit.PERCENT,
            "mission-table S-024",
        ),
        Indicator(
            "services_land",
            Text("服务落地", "Services land"),
            Text(
                "网格内由网格、小区、社区直接办结的诉求占办结诉求的比例(S-024)。",
                "Share of the grid's closed appeals settled by grid, estate or community themselves (S-024).",
            ),
            Unit.PERCENT,
            "mission-table S-024",
        ),
        Indicator(
            "hazards_handled",
            Text("隐患处置", "Hazards handled"),
            Text(
                "网格内隐患类诉求已办结且按时的比例(S-024)。",
                "Share of the grid's hazards that were closed in time (S-024).",
            ),
            Unit.PERCENT,
            "mission-table S-024",
        ),
    )
}
"""Every indicator the product shows; a number without a row here may not stand on a page."""
