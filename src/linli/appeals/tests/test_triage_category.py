"""Leaves, issues, modes, places: one table per rule, and properties over any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.appeals.tests.triage_doubles import leaves, lines, look
from linli.appeals.triage import category
from linli.appeals.triage.mode import households
from linli.appeals.triage.topics import fold

LEAST_RIGHT = 0.9
NAMES = "青延安路街道社区市南区北，。：0123456789号楼单元煤气着火万一怕二是一的在路口\n 🚲"


def test_every_leaf_has_words() -> None:
    assert set(category.entries()) == set(leaves())
    assert all(entry["strong"] for code, entry in category.entries().items() if code != category.OTHER)


def test_what_explains_is_a_leaf() -> None:
    assert {code for codes in category.explained_by().values() for code in codes} <= set(leaves())


def test_leaves_are_recognised_in_everyday_words() -> None:
    rows = [line.split("\t") for line in lines("leaves.tsv")]
    wrong = [(code, look(text).category, text) for code, text in rows if look(text).category != code]
    assert 1 - len(wrong) / len(rows) >= LEAST_RIGHT, wrong


@pytest.mark.parametrize(
    "what, text, issues, mode",
    [
        ("one", "院里路灯不亮", (), "fast"),
        (
            "counted, different leads",
            "一是院里路灯不亮；二是楼道贴满小广告",
            ("util.streetlight", "adv.illegal_small"),
            "split",
        ),
        (
            "added, different leads",
            "院里路灯坏了半个月。另外楼下饭店油烟太大",
            ("util.streetlight", "env.oil_smoke"),
            "split",
        ),
        ("same lead", "有人遛狗不牵绳，狗屎也没人捡", ("dog.unleashed", "dog.faeces"), "instant"),
        ("a consequence is no issue", "自来水管爆了，路面积水", (), "fast"),
    ],
)
def test_independent_issues_are_split(what: str, text: str, issues: tuple[str, ...], mode: str) -> None:
    found = look(text)
    assert (set(found.sub_issues), found.mode) == (set(issues), mode)


@pytest.mark.parametrize(
    "what, text, mode, lead",
    [
        ("100 households, lasting", "小区100户，公共收益多年不公示", "top", "district_leader"),
        ("99 households", "小区99户，公共收益多年不公示", "fast", "housing"),
        ("acute, however many", "小区500户一直停水", "fast", "water"),
        ("nobody takes it", "公共收益的事好几个部门都说不归自己管", "top", "district_leader"),
        ("judged", "法院已经判了，我不服判决", "redirect", "hotline"),
        ("praise", "表扬物业刘师傅，谢谢", "answer", "hotline"),
        ("the company is complained of", "投诉物业不作为，报修没人管", "fast", "street_city_mgmt"),
        ("another district", "市南区云南路街道垃圾没人清", "redirect", None),
    ],
)
def test_mode_and_lead(what: str, text: str, mode: str, lead: str | None) -> None:
    found = look(text)
    assert (found.mode, found.lead_unit) == (mode, lead)


@pytest.mark.parametrize(
    "words, number", [("99户", 99), ("三百八十多户", 300), ("上千户", 1000), ("几百户", 200), ("门户", 0), ("账户", 0)]
)
def test_households_are_counted(words: str, number: int) -> None:
    assert households(words) == number


@pytest.mark.parametrize(
    "what, text, district, street, community",
    [
        ("community", "佳木斯路社区没暖气", "370203", "370203015", "370203015008"),
        ("street", "延安路街道办附近没路灯", "370203", "370203008", None),
        ("road alone", "佳木斯路没路灯", "370203", None, None),
        ("road named like a community elsewhere", "市北区齐东路和丹东路路口占道", "370203", None, None),
        ("community of the next district", "齐东路社区没暖气", "370202", "370202007", "370202007001"),
        ("district against community", "市北区齐东路社区没暖气", "370203", None, None),
        ("street wins over a road", "双山街道佳木斯路上没路灯", "370203", "370203035", None),
        ("household register is elsewhere", "户口在市南区，家在湖岛街道没暖气", "370203", "370203033", None),
        ("works elsewhere", "我在市南区上班，家在湖岛街道没暖气", "370203", "370203033", None),
        ("mistyped ending", "佳木斯路舍区没暖气", "370203", "370203015", "370203015008"),
    ],
)
def test_names_of_places(what: str, text: str, district: str, street: str | None, community: str | None) -> None:
    place = look(text).place
    codes = (place.street.code if place.street else None, place.community.code if place.community else None)
    assert (place.district, *codes) == (district, street, community)


def test_the_pin_fills_in_where_words_are_silent() -> None:
    pin = "370203/370203015/370203015008"
    assert look("没暖气", point_area=pin).place.area_path == pin
    assert look("双山街道没暖气", point_area=pin).place.area_path == "370203/370203035"
    assert look("市南区没暖气", point_area=pin).place.area_path == "370202"


def test_personal_data_is_found() -> None:
    found = look("我女儿李小雪今年9岁，电话13900000001")
    assert found.pii_strings() == ["李小雪", "13900000001"]
    assert "minor" in found.sensitive


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    found = look(text)
    assert found.category in leaves()
    assert found.urgency in ("emergency", "urgent", "normal", "low")
    assert 0 <= found.confidence < 1
    found.explained()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=NAMES, max_size=120))
def test_no_text_of_our_words_raises(text: str) -> None:
    found = look(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found.pii_spans)
    assert found.place.location_text is None or found.place.location_text in text


@given(st.text(max_size=200))
def test_folding_keeps_positions(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_a_long_text_is_read() -> None:
    assert look("楼道着火了，" * 5000).urgency == "emergency"
