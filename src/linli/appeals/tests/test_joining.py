"""ADR 0025: somebody says "me too"; the report is an own one that points at the other, and a person joins them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.appeals.actions import merging
from linli.appeals.actions.joining import spot_at
from linli.appeals.actions.registering import Reporter, look, register
from linli.appeals.models import Appeal
from linli.appeals.queries import detail, nearby, resident
from linli.appeals.rules.joining import may_be_shown
from linli.appeals.rules.merging import MasterEnded, NotTheSame
from linli.appeals.tests.factories import (
    NOW,
    RESIDENT,
    SEWER,
    Town,
    at_building,
    holder,
    new,
    put,
    registered,
)
from linli.appeals.words import Channel, State

LATER = NOW + timedelta(minutes=20)
LI = Reporter("李大爷", "13900000002")


def said_too(here: Town, first, **fields):
    return registered(here, SEWER, now=LATER, reporter=LI, same_as=first.id, **fields)


def spot(here: Town, words: str = SEWER):
    found, proposed = look(words, at_building(here), Channel.WEB, LATER)
    return spot_at(found, proposed.category, now=LATER)


@pytest.mark.parametrize(
    ("leaf", "is_shown"),
    [
        ("util.sewer", True),
        ("prop.elevator", True),
        ("env.exposed_garbage", True),
        ("env.corridor_clutter", False),
        ("env.illegal_building", False),
        ("dispute.family", False),
        ("welfare.subsistence", False),
        ("meta.conduct", False),
        ("noise.neighbour", False),
        (None, False),
    ],
)
def test_neighbours_hear_only_of_what_stands_in_shared_places(leaf, is_shown):
    assert may_be_shown(leaf) is is_shown


def test_me_too_is_an_own_report_that_points_at_the_other(here):
    first = registered(here)
    second = said_too(here, first)
    appeal = Appeal.objects.get(id=second.id)
    assert (appeal.same_as_id, appeal.state, appeal.master_id) == (first.id, "received", None)
    assert second.token != first.token
    own = resident.view(holder(second.id), second.id, now=LATER)
    assert (own.reporters, own.is_me_too) == (2, True)
    assert own.appeal.same_as_id is None
    assert resident.view(holder(first.id), first.id, now=LATER).reporters == 2


def test_once_joined_it_counts_once_and_follows_the_other(here):
    first = registered(here)
    second = said_too(here, first)
    assert detail.detail(here.agent, second.id, now=LATER).appeal.same_as_id == first.id
    merging.merge(actor=here.agent, appeal_id=second.id, master_id=first.id, now=LATER)
    own = resident.view(holder(second.id), second.id, now=LATER)
    assert (own.reporters, own.is_me_too, own.standing) == (2, False, State.RECEIVED)


def test_the_other_ones_words_are_not_shown(here):
    first = registered(here, SEWER + "我是三单元的。")
    second = said_too(here, first)
    own = resident.view(holder(second.id), second.id, now=LATER)
    assert [text.body for text in own.texts] == [SEWER]


@pytest.mark.parametrize(
    ("what", "columns", "error"),
    [
        ("ended", {"state": "withdrawn"}, MasterEnded),
        ("of a child", {"is_minor": True}, NotTheSame),
        ("of a private matter", {"category": "dispute.family"}, NotTheSame),
        ("of another matter", {"category": "traffic.signal"}, NotTheSame),
    ],
)
def test_what_nobody_may_point_at(here, what, columns, error):
    first = registered(here)
    Appeal.objects.filter(id=first.id).update(**columns)
    with pytest.raises(error):
        said_too(here, first)
    assert Appeal.objects.count() == 1


def test_a_complaint_is_not_pointed_at(here):
    first = registered(here)
    Appeal.objects.filter(id=first.id).update(complained_ids=[here.company])
    with pytest.raises(NotTheSame):
        said_too(here, first)


def test_far_away_is_not_the_same(here):
    first = registered(here)
    far = replace(at_building(here), lon=at_building(here).lon + 0.02)
    with pytest.raises(NotTheSame):
        register(actor=RESIDENT, new=new(place=far, reporter=LI, same_as=first.id), now=LATER)


def test_only_open_shared_matters_are_offered(here):
    first = registered(here)
    assert [one.id for one in nearby.similar_open(spot(here), now=LATER)] == [first.id]
    Appeal.objects.filter(id=first.id).update(is_minor=True)
    assert nearby.similar_open(spot(here), now=LATER) == []
    Appeal.objects.filter(id=first.id).update(is_minor=False, complained_ids=[here.company])
    assert nearby.similar_open(spot(here), now=LATER) == []
    put(first.id, State.WITHDRAWN, complained_ids=[])
    assert nearby.similar_open(spot(here), now=LATER) == []


def test_people_are_counted_in_one_statement(here, django_assert_num_queries):
    first, other = registered(here), registered(here, now=LATER, reporter=None)
    said_too(here, first)
    third = said_too(here, first)
    with django_assert_num_queries(1):
        assert nearby.reporters([first.id, other.id]) == {first.id: 3, other.id: 1}
    put(third.id, State.WITHDRAWN)
    assert nearby.reporters([first.id]) == {first.id: 2}
