"""The parts of an address with their places, by rules (ADR 0036)."""

from __future__ import annotations

import pytest

from linli.appeals.triage import address


@pytest.mark.parametrize(
    "text, parts",
    [
        (
            "青石市柳河区双塔街道梧桐社区学府街18号锦绣花园3号楼2单元501户",
            "city 青石市|district 柳河区|town 双塔街道|community 梧桐社区|road 学府街|roadno 18号|poi 锦绣花园|"
            "houseno 3号楼|cellno 2单元|roomno 501户",
        ),
        ("我住在云溪路街道和兴路８０號，楼道没灯", "town 云溪路街道|road 和兴路|roadno ８０號"),
        ("市民反映镇江路12号漏水", "road 镇江路|roadno 12号"),
        ("春晖苑47-6-746", "poi 春晖苑|houseno 47|cellno 6|roomno 746"),
        ("学府街和桃源路路口堵车", "road 学府街|road 桃源路"),
        ("东港镇工业园Ａ座十二楼", "town 东港镇|poi 工业园|houseno Ａ座|floorno 十二楼"),
        ("灯不亮", ""),
        ("", ""),
    ],
)
def test_signs_tell_the_parts(text: str, parts: str) -> None:
    assert "|".join(f"{tag} {text[start:end]}" for tag, start, end in address.spans(text)) == parts
