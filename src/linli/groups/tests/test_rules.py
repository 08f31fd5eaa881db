"""The rules of groups, one number or word across one boundary at a time."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.groups import rules
from linli.groups.words import Joining, RemovalState
from linli.kernel.errors import Conflict, Invalid

LI, ZHAO = UUID(int=1), UUID(int=2)
HERE, ESTATE, BUILDING = "370203/370203008/1/2", UUID(int=3), UUID(int=4)
HOME = (HERE, ESTATE, BUILDING)


@pytest.mark.parametrize("joining, lives, invited, refused", [
    (Joining.OPEN, False, False, None),
    (Joining.RESIDENTS, True, False, None),
    (Joining.RESIDENTS, False, True, None),
    (Joining.RESIDENTS, False, False, rules.NeedsAddress),
    (Joining.INVITED, False, True, None),
    (Joining.INVITED, True, False, rules.NeedsInvitation),
])  # fmt: skip
def test_who_may_join(joining: Joining, lives: bool, invited: bool, refused: type[Exception] | None) -> None:
    if refused is None:
        rules.check_joining(joining, lives_there=lives, is_invited=invited)
        return
    with pytest.raises(refused):
        rules.check_joining(joining, lives_there=lives, is_invited=invited)


@pytest.mark.parametrize("area_path, estate_id, building_id, lives", [
    (HERE, None, None, True),
    ("370203/370203008/1", None, None, True),
    ("370203/370203008/1/22", None, None, False),
    ("370203/370203008/1/2/3", None, None, False),
    (HERE, ESTATE, None, True),
    (HERE, UUID(int=9), None, False),
    (HERE, ESTATE, BUILDING, True),
    (HERE, ESTATE, UUID(int=9), False),
])  # fmt: skip
def test_a_home_lies_in_what_the_group_is_for(
    area_path: str, estate_id: UUID | None, building_id: UUID | None, lives: bool
) -> None:
    assert rules.lives_there(HOME, area_path=area_path, estate_id=estate_id, building_id=building_id) is lives


@pytest.mark.parametrize("said, kept", [
    ("电梯又停了", "电梯又停了"),
    ("找王阿姨拿钥匙，3号楼2单元501室", "找王阿姨拿钥匙，3号楼2单元501室"),
    ("打13900000001", "打〔电话〕"),
    ("身份证370203199001011234丢了", "身份证〔证件号〕丢了"),
])  # fmt: skip
def test_numbers_that_open_doors_elsewhere_are_covered_and_neighbours_keep_their_names(said: str, kept: str) -> None:
    assert rules.covered(said) == kept


@given(st.text(max_size=60))
def test_covering_twice_is_covering_once(text: str) -> None:
    assert rules.covered(rules.covered(text)) == rules.covered(text)


@pytest.mark.parametrize("length, is_refused", [(1, False), (80, False), (81, True), (0, True)])
def test_a_title_has_one_to_eighty_characters(length: int, is_refused: bool) -> None:
    if not is_refused:
        assert rules.title_of("灯" * length) == "灯" * length
        return
    with pytest.raises(Invalid):
        rules.title_of("灯" * length)


@pytest.mark.parametrize("length, is_refused", [(4000, False), (4001, True)])
def test_a_post_has_at_most_four_thousand_characters(length: int, is_refused: bool) -> None:
    if not is_refused:
        assert len(rules.body_of("灯" * length)) == length
        return
    with pytest.raises(Invalid):
        rules.body_of("灯" * length)


@pytest.mark.parametrize("state", [one for one in RemovalState if one is not RemovalState.STANDING])
def test_a_removal_is_appealed_once_and_only_while_it_stands(state: RemovalState) -> None:
    rules.check_appealed(RemovalState.STANDING)
    with pytest.raises(rules.NotToAppeal):
        rules.check_appealed(state)


@pytest.mark.parametrize("upheld, outcome", [(True, RemovalState.RESTORED), (False, RemovalState.CONFIRMED)])
def test_another_person_decides(upheld: bool, outcome: RemovalState) -> None:
    assert rules.decided(RemovalState.APPEALED, removed_by=LI, decided_by=ZHAO, upheld=upheld) is outcome


@pytest.mark.parametrize("by", [LI, None])
def test_whoever_removed_it_does_not_decide(by: UUID | None) -> None:
    with pytest.raises(rules.SameEyes):
        rules.decided(RemovalState.APPEALED, removed_by=LI, decided_by=by, upheld=True)


@pytest.mark.parametrize("state", [one for one in RemovalState if one is not RemovalState.APPEALED])
def test_what_nobody_appealed_is_not_decided(state: RemovalState) -> None:
    with pytest.raises(Conflict):
        rules.decided(state, removed_by=LI, decided_by=ZHAO, upheld=True)
