"""What a hostile caller tries: other people's keys, cases and persons."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from linli.appeals.models import Appeal
from linli.notices import actions as notices
from linli.people.models import Reveal
from linli.people.tests import factories as people
from tests.api.town import PHONE, SEWER, Town, answer_of, call, report

LINK = ("token", "url", "api_url")


def test_a_guessed_key_of_another_report_gives_nobody_its_link_and_loses_no_words(town: Town) -> None:
    mine = report(town, client_id="1")
    other = call("post", "/appeals/", {"text": "我家灯坏了", "location": town.point, "client_id": "1"})

    assert (other.status, other.body["title"]) == (409, "appeals.key_taken")
    assert mine["token"] not in str(other.body)
    assert mine["number"] not in str(other.body)
    again = call("post", "/appeals/", {"text": "我家灯坏了", "location": town.point, "client_id": "2"})
    assert again.status == 201


def test_a_guessed_key_of_another_draft_gives_nobody_its_link(town: Town) -> None:
    mine = report(town, client_id="1")
    other = call("post", "/appeals/drafts", {"text": "我家灯坏了", "location": town.point, "client_id": "1"})

    assert other.status == 409
    assert mine["token"] not in str(other.body)


def test_the_number_of_the_hotline_gives_no_colleague_the_reporters_link(town: Town) -> None:
    body = {"text": SEWER, "location": town.point, "channel": "phone_12345", "external_number": "QD-1"}
    first = call("post", "/appeals/", body, token=town.token("agent", town.small.district))
    same = call("post", "/appeals/", body, token=town.token("agent", town.small.district))
    other = call("post", "/appeals/", body, token=town.token("grid_worker", town.small.estate_grid))

    assert (first.status, same.status, other.status) == (201, 200, 200)
    assert same.body["token"] == first.body["token"]
    assert [other.body[name] for name in LINK] == ["", "", ""]


def picture() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    made.seek(0)
    return made


def upload(path: str, key: str) -> Any:
    made = picture()
    made.name = "a.png"
    return answer_of(Client().post(f"/api/v1{path}", {"file": made}, headers={"Idempotency-Key": key}))


def test_a_key_of_another_reports_file_is_refused(town: Town) -> None:
    mine, other = report(town), report(town)
    kept = upload(f"/appeals/by-link/{mine['token']}/files", "photo-1")
    again = upload(f"/appeals/by-link/{mine['token']}/files", "photo-1")
    stolen = upload(f"/appeals/by-link/{other['token']}/files", "photo-1")

    assert (kept.status, again.status, stolen.status) == (201, 201, 409)
    assert kept.body == again.body
    assert kept.body["id"] not in str(stolen.body)


def test_a_key_of_another_deed_opens_no_fault(town: Town) -> None:
    mine = report(town)
    taken = call("post", f"/appeals/by-link/{mine['token']}/withdraw", {"reason": "solved", "client_id": "once"})
    upset = upload(f"/appeals/by-link/{mine['token']}/files", "once")

    assert taken.status == 200
    assert upset.status == 409


def complained_of(town: Town, **more: Any) -> tuple[dict[str, Any], str]:
    """Return a report that complains of the company, and a token of a dispatcher who is a member of it."""
    receipt = report(town, "物业公司的保安把污水排到绿地里", **more)
    triage(town, receipt["id"], [str(town.company)])
    return receipt, town.token("community", town.here, town.company, another="也在物业任职")


def triage(town: Town, appeal_id: str, units: list[str], *, token: str = "") -> int:
    decided = {
        "category": "util.sewer", "urgency": "normal", "mode": "fast", "area_path": town.small.estate_grid,
        "complained_units": units,
    }  # fmt: skip
    return call(
        "post", f"/appeals/{appeal_id}/triage", decided, token=token or town.token("agent", town.small.district)
    ).status


def test_the_unit_complained_of_learns_nothing_from_joined_reports(town: Town) -> None:
    agent = town.token("agent", town.small.district)
    other = report(town, reporter={"name": "李大爷", "phone": "13900000002"})
    receipt, member = complained_of(town)
    joined = call("post", f"/appeals/{other['id']}/merge", {"master_id": receipt["id"]}, token=agent)
    assert joined.status == 200, joined.body

    seen = call("get", f"/appeals/{other['id']}", token=member)
    assert (seen.status, seen.body["contact"], seen.body["appeal"]["lon"]) == (200, None, None)
    assert call("get", "/appeals/?phone=13900000002", token=member).body["rows"] == []
    assert call("get", f"/appeals/{receipt['id']}", token=member).body["joined"] == []


def test_who_is_complained_of_later_is_barred_from_reports_joined_before(town: Town) -> None:
    agent = town.token("agent", town.small.district)
    master, other = report(town), report(town, reporter={"name": "李大爷", "phone": "13900000002"})
    assert call("post", f"/appeals/{other['id']}/merge", {"master_id": master["id"]}, token=agent).status == 200
    assert triage(town, master["id"], [str(town.company)]) == 200

    member = town.token("community", town.here, town.company, another="也在物业任职")
    assert call("get", f"/appeals/{other['id']}", token=member).body["contact"] is None


def test_who_is_complained_of_does_not_take_the_complaint_off_the_own_unit(town: Town) -> None:
    receipt = report(town)
    member = town.token("community", town.here, town.company, another="也在物业任职")
    Appeal.objects.filter(id=receipt["id"]).update(complained_ids=[town.company])

    assert triage(town, receipt["id"], [], token=member) == 403
    assert Appeal.objects.get(id=receipt["id"]).complained_ids == [town.company]


def test_the_exact_place_is_not_found_out_by_the_filter(town: Town) -> None:
    _, member = complained_of(town)
    assert len(call("get", f"/appeals/?area={town.here}", token=member).body["rows"]) == 1
    assert call("get", f"/appeals/?area={town.small.estate_grid}", token=member).body["rows"] == []


def test_who_may_not_see_a_phone_does_not_find_by_it(town: Town) -> None:
    report(town)
    for role, found in (("agent", 1), ("supervisor", 0), ("leader", 0), ("editor", 0)):
        token = town.token(role, town.small.district)
        assert len(call("get", f"/appeals/?phone={PHONE}", token=token).body["rows"]) == found, role


def test_a_childs_report_is_not_found_by_phone(town: Town) -> None:
    report(town, is_minor=True)
    agent = town.token("agent", town.small.district)
    assert call("get", f"/appeals/?phone={PHONE}", token=agent).body["rows"] == []


def test_a_refused_look_of_the_unit_complained_of_is_written_down(town: Town) -> None:
    receipt, member = complained_of(town)
    answer = call("post", f"/appeals/{receipt['id']}/reveal", {"purpose": "contact"}, token=member)
    assert answer.status == 403
    assert list(Reveal.objects.values_list("refused", flat=True)) == ["people.complained_of"]


def test_no_cache_keeps_an_answer(town: Town) -> None:
    receipt = report(town)
    for path in (f"/appeals/by-link/{receipt['token']}", "/people/me"):
        token = town.token("agent", town.small.district) if path == "/people/me" else ""
        assert call("get", path, token=token).headers["Cache-Control"] == "private, no-store"


def test_nobody_finds_out_from_near_by_which_house_a_report_came_from(town: Town) -> None:
    receipt = report(town)
    point = "&".join(f"{name}={value}" for name, value in town.point.items())
    found = call("get", f"/appeals/similar?{point}").body

    assert [set(one) for one in found] == [{"category", "community_path", "state", "registered_on"}]
    assert receipt["number"] not in str(found)


def test_a_published_case_does_not_lead_to_its_report(town: Town) -> None:
    editor, approver = (people.staff(role, role, town.small.district) for role in ("editor", "approver"))
    now, source = timezone.now(), uuid4()
    notice = notices.draft(
        actor=editor, kind="hotline_case", title="污水管疏通", body="已经疏通。", area_path=town.here,
        source=("appeals", source), now=now,
    )  # fmt: skip
    notices.approve(actor=approver, notice_id=notice, now=now)
    notices.publish(actor=approver, notice_id=notice, now=now)

    for path in ("/notices/?kind=hotline_case", f"/notices/{notice}"):
        answer = call("get", path)
        assert answer.status == 200
        assert "污水管疏通" in str(answer.body)
        assert not any(str(id_) in str(answer.body) for id_ in (source, editor.account_id, approver.account_id))


def test_an_administrator_reads_no_residents_name(town: Town) -> None:
    resident, colleague = people.account("王小花"), people.staff("赵书记", "community", town.here).account_id
    admin = town.token("admin", town.small.district)

    assert call("get", f"/people/accounts/{resident}", token=admin).body["name"] == "王**"
    assert call("get", f"/people/accounts/{colleague}", token=admin).body["name"] == "赵书记"


@pytest.mark.parametrize("language, words", [("zh", "不支持该请求方法"), ("en", "does not know that method")])
def test_a_method_that_the_address_does_not_know_is_a_problem_document(town: Town, language: str, words: str) -> None:
    answer = call("delete", "/appeals/mine", language=language)
    assert (answer.status, answer.kind, answer.body["title"]) == (405, "application/problem+json", "api.wrong_method")
    assert answer.headers["Allow"] == "GET"
    assert words in answer.body["detail"]
