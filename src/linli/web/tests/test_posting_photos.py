"""A picture of a posting in the browser: taken at the desk, cleaned, seen by staff only."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from linli.appeals.tests.factories import Town
from linli.appeals.tests.test_files import with_exif
from linli.groups import actions
from linli.groups.models import PostingPhoto
from linli.groups.words import BoardKind
from linli.kernel.actor import Actor
from linli.web.tests.test_groups_pages import browser, here, li, wang, zhao
from linli.web.tests.test_resident_pages import text_of

__all__ = ["here", "li", "wang", "zhao"]
pytestmark = pytest.mark.django_db
PAGE = 8
"""Statements of a page; session and account are two of them."""


@pytest.fixture
def item(here: Town, zhao: Actor) -> UUID:
    now = timezone.now()
    return actions.put_up(
        actor=zhao, kind=BoardKind.NOTICE, title="周六停水", body="请提前存水", area_path=here.small.estate_community,
        shown_until=now + timedelta(days=1), now=now,
    )  # fmt: skip


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", content, "image/jpeg")


def test_it_is_taken_cleaned_and_shown_to_staff_only(zhao: Actor, li: Actor, wang: UUID, item: UUID) -> None:
    # given
    assert zhao.account_id is not None
    assert li.account_id is not None
    desk, form = browser(zhao.account_id), f"/desk/groups/board/{item}/photo/"
    assert "撤下 90 天后删除" in text_of(desk.get(form))
    # when nothing, no picture, and then a picture with place and device is sent, twice
    assert desk.post(form).status_code == 422
    assert desk.post(form, {"photos": upload(b"%PDF-1.4 nothing")}).status_code == 422
    for _ in range(2):
        assert desk.post(form, {"photos": upload(with_exif())})["Location"] == f"/board/{item}/"
    # then one is kept, without them
    kept = PostingPhoto.objects.get()
    path = f"/desk/groups/board/photo/{kept.id}/"
    assert path in desk.get(f"/board/{item}/").content.decode()
    served = b"".join(desk.get(path).streaming_content)  # type: ignore[attr-defined]
    assert dict(Image.open(BytesIO(served)).getexif()) == {}
    small = desk.get(f"{path}?small")
    assert b"".join(small.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]
    # and nobody else sees it or that there is one
    for client in (Client(), browser(wang), browser(li.account_id)):
        assert client.get(path).status_code in {302, 404}
        page = client.get(f"/board/{item}/")
        assert (page.status_code, str(kept.id) in page.content.decode()) == (200, False)
        assert client.get(form).status_code in {302, 404}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_stay_within_their_statements(zhao: Actor, item: UUID, language: str) -> None:
    assert zhao.account_id is not None
    desk = browser(zhao.account_id, language)
    desk.post(f"/desk/groups/board/{item}/photo/", {"photos": upload(with_exif())})
    for path in (f"/board/{item}/", f"/desk/groups/board/{item}/photo/", "/desk/groups/?tab=board"):
        desk.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(path).status_code == 200
        assert len(asked) <= PAGE, (path, [one["sql"][:90] for one in asked])


def test_what_came_down_is_still_found_by_staff(here: Town, zhao: Actor, wang: UUID, item: UUID) -> None:
    assert zhao.account_id is not None
    desk = browser(zhao.account_id)
    desk.post(f"/desk/groups/board/{item}/down/")
    assert "撤下不久的" in text_of(desk.get("/desk/groups/?tab=board"))
    assert "只有工作人员还看得到" in text_of(desk.get(f"/board/{item}/"))
    assert browser(wang).get(f"/board/{item}/").status_code == 404
    assert desk.post(f"/desk/groups/board/{item}/photo/", {"photos": upload(with_exif())}).status_code == 404
