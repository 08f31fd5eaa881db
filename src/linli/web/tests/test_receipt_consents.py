"""On the receipt: another link, the consent taken back, the pictures of the work."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from linli.appeals.actions import files
from linli.appeals.models import Appeal
from linli.appeals.queries import links
from linli.appeals.tests.factories import Town
from linli.appeals.words import AttachmentUse
from linli.web.tests.test_resident_pages import a_report, here, photo, text_of, token_of, walk

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_the_link_is_renewed_on_the_receipt(here: Town, client: Client) -> None:
    token = token_of(walk(client, phone="13900000001"))
    fresh = token_of(client.post(f"/r/{token}/link"))
    page = client.get(f"/r/{fresh}")
    assert "旧链接已经打不开，请收藏现在这个页面。" in text_of(page)
    assert f"/r/{fresh}" in page.content.decode()
    assert client.get(f"/r/{token}").status_code == 404
    assert client.get(f"/r/{token}/contact").status_code == 404


def test_the_consent_to_publish_is_taken_back_on_the_receipt(here: Town, client: Client) -> None:
    token = token_of(walk(client, phone="13900000001", consent="1"))
    assert "撤回，不要公开" in text_of(client.get(f"/r/{token}"))
    client.post(f"/r/{token}/unpublish")
    page = text_of(client.get(f"/r/{token}"))
    assert "网上不再显示这件事，办理照常。" in page
    assert "撤回，不要公开" not in page
    assert Appeal.objects.get(id=links.id_of_token(token)).publish_consent is False


def test_buttons_of_the_receipt_are_pressed_not_followed(here: Town, client: Client) -> None:
    token = token_of(walk(client))
    for name in ("link", "unpublish"):
        assert client.get(f"/r/{token}/{name}").status_code == 405


@pytest.mark.parametrize(("state", "is_shown"), [("in_progress", False), ("feedback", True), ("archived", True)])
def test_the_units_pictures_are_shown_once_it_is_answered(
    here: Town, client: Client, state: str, is_shown: bool
) -> None:
    # given a report on which the unit keeps a photo of the work and one from a home visit
    appeal_id, token = a_report(here)
    appeal = Appeal.objects.get(id=appeal_id)
    kept = {
        use: files.keep(
            appeal, files.prepare(files.Upload(photo().read())), use=use, actor=here.handler, now=timezone.now()
        )
        for use in (AttachmentUse.EVIDENCE, AttachmentUse.VISIT)
    }
    Appeal.objects.filter(id=appeal_id).update(state=state, accountable_id=here.company)
    # then
    for use, file_id in kept.items():
        may_see = is_shown and use is AttachmentUse.EVIDENCE
        answer = client.get(f"/r/{token}/file/{file_id}")
        assert not answer.streaming or b"".join(answer.streaming_content)
        assert answer.status_code == (200 if may_see else 404)
        assert (f"/r/{token}/file/{file_id}" in client.get(f"/r/{token}").content.decode()) is may_see
    assert ("办完的照片" in text_of(client.get(f"/r/{token}"))) is is_shown
