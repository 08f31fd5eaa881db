"""Where a webhook may go, what it tells, how it is signed, when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.hooks.rules import signing, trying
from linli.hooks.rules.addresses import check_url, may_go_to
from linli.hooks.rules.kinds import KINDS, TOLD, is_code, told
from linli.hooks.words import Fault
from linli.kernel.errors import Invalid

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
SECRET, BODY = "whsec_a", b'{"id":"1"}'


@pytest.mark.parametrize("url", [
    "https://other.example.org/linli",
    "https://other.example.org:8443/a?b=c",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
])  # fmt: skip
def test_a_public_address_by_https_may_be_subscribed_with(url: str) -> None:
    assert check_url(url, may_loopback=False).hostname


@pytest.mark.parametrize("url", [
    "http://other.example.org/",  # not https
    "ftp://other.example.org/",
    "https://",
    "https://user:word@other.example.org/",
    "https://other.example.org/#part",
    "https://other.example.org:99999/",
    "https://other.example.org:0/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0/",
    "https://localhost/",
    "https://database/",
    "https://10.0.0.8/",
    "https://172.16.3.4/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.8]/",
    "https://[64:ff9b::a00:8]/",
    "https://[2002:a00:8::1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "http://127.0.0.1:8080/",
    "https://other.example.org/ x",
    "https://例子.example.org/",
    "https://other.example.org/" + "a" * 500,
])  # fmt: skip
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_url(url, may_loopback=False)
    assert caught.value.field == "url"


@pytest.mark.parametrize("url, may", [
    ("http://127.0.0.1:8080/", True),
    ("http://localhost:8080/", True),
    ("http://[::1]:8080/", True),
    ("http://10.0.0.8/", False),
    ("http://other.example.org/", False),
    ("https://10.0.0.8/", False),
])  # fmt: skip
def test_the_setting_opens_this_machine_and_nothing_else(url: str, may: bool) -> None:
    try:
        assert check_url(url, may_loopback=True).hostname
        assert may
    except Invalid:
        assert not may


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="192.168.0.0/16") |
       st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="::ffff:172.16.0.0/108") |
       st.ip_addresses(network="fc00::/7"))  # fmt: skip
def test_no_inner_address_is_gone_to(address: object) -> None:
    assert not may_go_to(ip_address(str(address)), may_loopback=False)


def test_a_signature_holds_for_this_secret_this_body_and_five_minutes() -> None:
    header = signing.sign(SECRET, BODY, at=NOW)
    assert signing.is_signed(SECRET, header, BODY, now=NOW + timedelta(minutes=5))
    assert not signing.is_signed(SECRET, header, BODY, now=NOW + timedelta(minutes=5, seconds=1))
    assert not signing.is_signed(SECRET, header, BODY, now=NOW - timedelta(minutes=6))
    assert not signing.is_signed("whsec_b", header, BODY, now=NOW)
    assert not signing.is_signed(SECRET, header, BODY + b" ", now=NOW)
    later = header.replace(str(int(NOW.timestamp())), str(int(NOW.timestamp()) + 1))
    assert not signing.is_signed(SECRET, later, BODY, now=NOW)
    for broken in ("", "t=,v1=", "v1=ab", f"t={'9' * 30},v1=ab", "nonsense"):
        assert not signing.is_signed(SECRET, broken, BODY, now=NOW)


@pytest.mark.parametrize("status, fault", [
    (199, Fault.ANSWER), (200, Fault.NONE), (204, Fault.NONE), (299, Fault.NONE), (301, Fault.ANSWER),
    (404, Fault.ANSWER), (410, Fault.GONE), (500, Fault.ANSWER),
])  # fmt: skip
def test_what_an_answer_means(status: int, fault: Fault) -> None:
    assert trying.fault_of(status) is fault


def test_waits_grow_and_end_after_three_days() -> None:
    at, tries = NOW, 0
    gaps = []
    while (then := trying.next_try(made_at=NOW, attempts=tries + 1, now=at)) is not None:
        gaps.append(then - at)
        at, tries = then, tries + 1
    assert gaps[:3] == [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5)]
    assert gaps == sorted(gaps)
    assert NOW + timedelta(days=2) < at <= NOW + trying.GIVE_UP


def test_a_receiver_that_fails_is_left_alone_for_half_an_hour_at_most() -> None:
    waits = [trying.quiet_until(failures=n, now=NOW) - NOW for n in range(1, 40)]
    assert waits[0] == timedelta(seconds=10)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=30)


def test_ids_and_codes_are_told_words_and_people_are_not() -> None:
    fact = {
        "move": "T13", "source": "triaged", "to": "dispatched", "role": "community", "reason": "钱大妈说的",
        "text_id": str(UUID(int=7)), "text_digest": "ab" * 32,
        "more": {
            "unit": str(UUID(int=9)), "level": 1, "due": "2026-11-23T15:40:00+08:00", "days": None,
            "assignee": str(UUID(int=8)), "by": str(UUID(int=8)), "receipt": "13900000001", "knowledge": "见说明",
            "orders": {str(UUID(int=5)): "taken"}, "units": [str(UUID(int=9)), "排水公司"], "category": "13900000001",
        },
    }  # fmt: skip
    assert told(fact) == {
        "due": "2026-11-23T15:40:00+08:00", "level": 1, "move": "T13", "orders": {str(UUID(int=5)): "taken"},
        "role": "community", "source": "triaged", "to": "dispatched", "unit": str(UUID(int=9)),
        "units": [str(UUID(int=9))],
    }  # fmt: skip


@pytest.mark.parametrize("text, is_one", [
    ("env.corridor_clutter", True), ("T13", True), ("2026-11-23", True), (str(UUID(int=1)), True), ("123456", True),
    ("1234567", False), ("0532-8888777", False), ("王阿姨", False), ("two words", False), ("", False),
    ("wang@example.org", False),
])  # fmt: skip
def test_what_a_code_is(text: str, is_one: bool) -> None:
    assert is_code(text) is is_one


def test_no_kind_is_of_people_and_no_key_names_one() -> None:
    assert {kind.partition(".")[0] for kind in KINDS} == {"appeals", "dispatch", "notices"}
    assert not TOLD & {"account", "assignee", "person", "by", "text_id", "text_digest", "digest", "receipt", "contact"}
    for row in KINDS.values():
        assert row.words.zh
        assert row.words.en
