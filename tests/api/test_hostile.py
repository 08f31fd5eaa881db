"""What a hostile caller tries: other people's keys, cases and persons."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from linli.appeals.models import Appeal
from tests.api.town import SEWER, Town, answer_of, call, report

LINK = ("token", "url", "api_url")


def test_a_guessed_key_of_another_report_gives_nobody_its_link(town: Town) -> None:
    mine = report(town, client_id="1")
    other = call("post", "/appeals/", {"text": "我家灯坏了", "location": town.point, "client_id": "1"})

    assert other.status == 200
    assert [other.body[name] for name in LINK] == ["", "", ""]
    assert mine["token"] not in str(other.body)
    assert Appeal.objects.count() == 1


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
