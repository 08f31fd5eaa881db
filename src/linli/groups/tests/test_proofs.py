"""A picture as proof of posting: who keeps one, once, at most six; who sees it; when it goes."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from linli.groups import actions, queries, rules
from linli.groups.actions import Picture
from linli.groups.actions.proofs import forget_proofs
from linli.groups.models import PostingPhoto
from linli.groups.tests import town as t
from linli.groups.tests.town import NOW, Town, told
from linli.groups.words import BoardKind
from linli.journal import queries as facts
from linli.kernel.actor import STRANGER
from linli.kernel.errors import Forbidden, NotFound

pytestmark = pytest.mark.django_db
END = NOW + timedelta(days=7)


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return t.found()


@pytest.fixture
def item(town: Town) -> UUID:
    return actions.put_up(
        actor=town.zhao, kind=BoardKind.NOTICE, title="停水通知", body="周六检修", area_path=t.COMMUNITY,
        shown_until=END, now=NOW,
    )  # fmt: skip


def picture(number: int = 1) -> Picture:
    out = BytesIO()
    Image.new("RGB", (40 + number, 30), "red").save(out, "JPEG")
    return Picture(out.getvalue(), out.getvalue(), "image/jpeg", "jpg", f"{number:064}")


def stored() -> int:
    return sum(len(default_storage.listdir(f"groups/{folder}")[1]) for folder in default_storage.listdir("groups")[0])


def test_a_picture_is_kept_once_and_its_digest_stands_in_the_log(town: Town, item: UUID) -> None:
    made = [actions.prove(actor=town.zhao, item_id=item, picture=picture(), now=NOW) for _ in range(2)]
    assert made[0] == made[1] == PostingPhoto.objects.get().id
    assert (stored(), told("groups.posting_proven")) == (2, 1)
    (fact,) = [one for one in facts.facts_of(item) if one.kind == "groups.posting_proven"]
    assert fact.data == {"photo": str(made[0]), "digest": picture().sha256}


def test_only_those_of_the_place_keep_and_see_it(town: Town, item: UUID) -> None:
    for who, error in ((town.wang, Forbidden), (town.li, Forbidden)):
        with pytest.raises(error):
            actions.prove(actor=who, item_id=item, picture=picture(), now=NOW)
    with pytest.raises(NotFound):
        actions.prove(actor=town.zhao, item_id=UUID(int=1), picture=picture(), now=NOW)
    assert (PostingPhoto.objects.count(), told("groups.posting_proven")) == (0, 0)
    made = actions.prove(actor=town.zhao, item_id=item, picture=picture(), now=NOW)
    row = queries.board_item(item, now=NOW)
    for who in (STRANGER, town.wang, town.li):
        assert queries.posting_photos(who, row) == []
        with pytest.raises(NotFound):
            queries.posting_photo(who, made)
    assert [one.id for one in queries.posting_photos(town.zhao, row)] == [made]
    assert queries.posting_photo(town.zhao, made).item_id == item


def test_six_at_most_and_only_while_it_hangs(town: Town, item: UUID) -> None:
    for number in range(rules.MOST_PHOTOS):
        actions.prove(actor=town.zhao, item_id=item, picture=picture(number), now=NOW)
    with pytest.raises(rules.EnoughPhotos):
        actions.prove(actor=town.zhao, item_id=item, picture=picture(9), now=NOW)
    with pytest.raises(NotFound):
        actions.prove(actor=town.zhao, item_id=item, picture=picture(9), now=END)
    assert told("groups.posting_proven") == rules.MOST_PHOTOS
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.posting_photos(town.zhao, queries.board_item(item, now=NOW))) == rules.MOST_PHOTOS
    assert len(asked) == 2


@pytest.mark.parametrize("taken_down", [False, True])
def test_it_goes_ninety_days_after_it_came_down(town: Town, item: UUID, taken_down: bool) -> None:
    actions.prove(actor=town.zhao, item_id=item, picture=picture(), now=NOW)
    down = NOW + timedelta(days=1) if taken_down else END
    if taken_down:
        actions.take_down(actor=town.zhao, item_id=item, now=down)
    gone = down + timedelta(days=90)
    assert queries.board_item_for(town.zhao, item, now=down).id == item
    assert [row.id for row in queries.came_down(town.zhao, now=down)] == [item]
    assert (forget_proofs(gone - timedelta.resolution), stored()) == (0, 2)
    assert (forget_proofs(gone), forget_proofs(gone), stored()) == (1, 0, 0)
    assert (PostingPhoto.objects.count(), told("groups.proof_forgotten")) == (0, 1)
    assert queries.came_down(town.zhao, now=gone) == []
    for who, at in ((town.zhao, gone), (town.wang, down)):
        with pytest.raises(NotFound):
            queries.board_item_for(who, item, now=at)
