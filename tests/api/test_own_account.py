"""What people arrange for themselves over the interface: messages, devices, reports by phone; and the head's word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from linli.appeals.models import Appeal
from linli.channels import senders
from linli.journal.models import Fact
from linli.notices import delivery
from linli.notices.models import Choice, Message
from linli.people import actions
from linli.people.models import Account, Contact, MinorApproval
from linli.people.tests import factories as people
from tests.api.town import PHONE, Town, call, report

pytestmark = pytest.mark.django_db


def token(town: Town, role: str = "agent") -> str:
    return town.token(role, town.small.district)


@pytest.fixture
def sms() -> Iterator[None]:
    delivery.register("sms", senders.simulate_sms)
    yield
    delivery.forget("sms")


class TestChoices:
    def test_what_is_usual_then_what_was_chosen(self, town: Town, sms: None) -> None:
        raw = token(town)
        usual = call("get", "/notices/choices", token=raw).body
        assert usual["quiet"] == {"begins": "22:00", "ends": "07:00"}
        assert sorted(usual["channels"]) == ["duties", "news", "reports"]
        assert "sms" not in usual["channels"]["duties"]
        assert usual["robots"] == []
        assert "sms" in usual["open"]

        key = "0" * 8 + "-0000-0000-0000-" + "1" * 12
        wanted = {
            "channels": {"reports": ["sms", "email"], "news": []}, "quiet": {"begins": "21:30", "ends": "06:45"},
            "robots": {"wecom": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"},
        }  # fmt: skip
        answer = call("put", "/notices/choices", wanted, token=raw)
        assert answer.status == 200
        assert answer.body == call("get", "/notices/choices", token=raw).body
        assert answer.body["channels"]["reports"] == ["email", "sms"]
        assert answer.body["channels"]["news"] == []
        assert answer.body["channels"]["duties"] == usual["channels"]["duties"], "left out is as usual"
        assert answer.body["quiet"] == {"begins": "21:30", "ends": "06:45"}
        assert answer.body["robots"] == ["wecom"]
        assert key not in str(answer.body)

        gone = call("put", "/notices/choices", {"channels": {}, "quiet": None, "robots": {"wecom": ""}}, token=raw)
        assert (gone.body["quiet"], gone.body["robots"], gone.body["channels"]) == (None, [], usual["channels"])

    @pytest.mark.parametrize("change", [
        {"channels": {"code": []}}, {"channels": {"account": ["sms"]}}, {"channels": {"tea": []}},
        {"channels": {"news": ["pigeon"]}}, {"quiet": {"begins": "25:00", "ends": "07:00"}},
        {"quiet": {"begins": "22:00"}}, {"robots": {"wecom": "https://evil.example.org/"}}, 
        {"robots": {"sms": "x" * 301}}, {"more": 1},
    ])  # fmt: skip
    def test_what_cannot_be_chosen_changes_nothing(self, town: Town, change: dict[str, Any]) -> None:
        raw = token(town)
        answer = call("put", "/notices/choices", {"channels": {}, "quiet": None} | change, token=raw)
        assert answer.status == 422, answer.body
        assert not Choice.objects.exists()
        assert not Fact.objects.filter(kind="notices.chosen").exists()


class TestDevices:
    def test_they_are_listed_and_ended(self, town: Town) -> None:
        raw = token(town)
        own = call("get", "/people/me", token=raw).body["account"]["id"]
        store = SessionStore()
        store.create()
        made = actions.begin_device(
            account_id=own, cookie="c", session_key=str(store.session_key), agent="Firefox/121.0 Windows",
            now=timezone.now(),
        )  # fmt: skip
        (row,) = call("get", "/people/devices", token=raw).body
        assert (row["id"], row["browser"], row["system"]) == (str(made), "firefox", "windows")
        other = token(town, "auditor")
        assert call("get", "/people/devices", token=other).body == []
        assert call("post", f"/people/devices/{made}/end", token=other).status == 404
        assert call("post", f"/people/devices/{made}/end", token=raw).status == 200
        assert not Session.objects.filter(session_key=store.session_key).exists()
        assert call("post", f"/people/devices/{made}/end", token=raw).status == 404


class TestByPhone:
    def code(self, phone: str = PHONE) -> tuple[str, str]:
        sent = call("post", "/appeals/phone-codes", {"phone": phone})
        assert sent.status == 201, sent.body
        ids = list(Message.objects.filter(slip__isnull=False).values_list("id", flat=True))
        delivery.deliver(ids, now=timezone.now())
        found = re.search(r"(?:验证码|code) (\d{6})", senders.simulated(1)[0]["text"])
        assert found
        return sent.body["id"], found[1]

    def test_a_code_opens_what_the_phone_reported_once(self, town: Town, sms: None) -> None:
        receipt = report(town)
        code_id, code = self.code()
        path = f"/appeals/phone-codes/{code_id}/reports"
        wrong = call("post", path, {"code": f"{(int(code) + 1) % 10**6:06}"})
        assert (wrong.status, wrong.body["title"]) == (422, "people.wrong_phone_code")
        rows = call("post", path, {"code": code}).body
        assert [row["number"] for row in rows] == [receipt["number"]]
        assert call("get", f"/appeals/by-link/{rows[0]['token']}").status == 200
        again = call("post", path, {"code": code})
        assert (again.status, again.body["title"]) == (422, "people.code_over")

    def test_an_unknown_phone_is_answered_alike(self, town: Town, sms: None) -> None:
        code_id, code = self.code("13900000077")
        answer = call("post", f"/appeals/phone-codes/{code_id}/reports", {"code": code})
        assert (answer.status, answer.body) == (200, [])
        assert call("post", "/appeals/phone-codes", {"phone": "13900000077"}).status == 429
        for phone in ("", "110", "no phone", "1" * 21, "139\n00000001"):
            assert call("post", "/appeals/phone-codes", {"phone": phone}).status == 422

    def test_where_no_short_messages_leave_it_says_so(self, town: Town) -> None:
        answer = call("post", "/appeals/phone-codes", {"phone": PHONE})
        assert (answer.status, answer.body["title"]) == (409, "notices.no_short_messages")


class TestApproval:
    def test_the_head_lets_a_colleague_see_a_childs_contact(self, town: Town) -> None:
        receipt = report(town)
        appeal = Appeal.objects.get(id=receipt["id"])
        colleague = people.account("小张")
        path, wanted = (
            f"/appeals/{appeal.id}/guardian/approve-look",
            {"account_id": str(colleague), "purpose": "contact"},
        )
        head = token(town, "district")
        assert call("post", path, wanted, token=head).body["title"] == "appeals.not_a_childs"
        Contact.objects.filter(id=appeal.reporter_id).update(is_minor=True)
        Appeal.objects.filter(id=appeal.id).update(is_minor=True)
        assert call("post", path, wanted, token=token(town)).status == 403
        assert call("post", path, wanted | {"purpose": "curiosity"}, token=head).status == 422
        nobody = wanted | {"account_id": str(appeal.id)}
        assert call("post", path, nobody, token=head).status == 422
        own = wanted | {"account_id": call("get", "/people/me", token=head).body["account"]["id"]}
        assert call("post", path, own, token=head).status == 403
        assert not MinorApproval.objects.exists()
        assert call("post", path, wanted, token=head).status == 200
        row = MinorApproval.objects.get()
        assert (row.account_id, row.contact_id, row.purpose) == (colleague, appeal.reporter_id, "contact")
        assert row.valid_to - row.valid_from == timedelta(days=7)
        assert Fact.objects.filter(kind="people.minor_approved").count() == 1
        assert Account.objects.filter(id=colleague).exists()
