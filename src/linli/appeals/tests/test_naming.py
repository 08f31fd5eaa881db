"""What people call a place is learned from confirmed cases, and decided by a person (S-106, D-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.appeals.actions import confirming, naming, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.models import Appeal
from linli.appeals.rules.triaging import PlaceIsSettled
from linli.appeals.tests.factories import DECIDED, NOW, put, registered
from linli.appeals.triage.naming import is_name, names_in
from linli.appeals.words import State
from linli.grid import queries
from linli.grid.actions import familiar
from linli.grid.models import Alias, AliasProposal, NameHeard
from linli.grid.words import NameState
from linli.journal import queries as journal
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.people.tests import factories as people

LATER = NOW + timedelta(hours=1)
NAME = "建材一厂宿舍"
TEXT = f"我家住在{NAME}2号楼，楼道灯坏了。"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (TEXT, (NAME,)),
        ("建材一廠宿舍路燈壞了", (NAME,)),
        ("我家住在老机床厂家属院，下水道堵了", ("老机床厂家属院",)),
        ("我住老糖厂宿舍，灯坏了", ("老糖厂宿舍",)),
        ("反映一下海泊桥花鸟鱼虫市场噪音", ("海泊桥花鸟鱼虫市场",)),
        ("联系张伟13900001234，国棉三厂宿舍漏水", ("国棉三厂宿舍",)),
        ("我们小区的物业公司不管事", ()),
        ("门口的超市占道经营，附近工厂排污", ()),
        ("张建国家的饭店油烟大", ()),
        ("供热公司不供暖", ()),
    ],
)
def test_a_name_is_read_from_the_words(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize("words", ["小区", "13900001234宿舍", "王建国13900001234家属院", "没有人管的大院", "某某工厂"])
def test_what_is_no_name_of_a_place(words: str) -> None:
    assert not is_name(words)


def case(here, text=TEXT, *, hour=1, place=None, **fields):
    """Register a report at a building and have the desk triage it where it is."""
    now = NOW + timedelta(hours=hour)
    receipt = registered(here, text, now=now, **fields)
    decided = replace(DECIDED, place=place or Place(address="天惠苑2号楼"))
    triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=now)
    naming.learn(receipt.id, now=now)
    return receipt.id


@pytest.fixture
def keeper(here):
    """Somebody of the community, by name."""
    return people.staff("孙社区", "community", here.small.estate_community, unit=here.committee)


def waiting(here):
    return queries.names([here.small.district], at=LATER, states=[NameState.PUT])


def test_three_cases_put_a_name_to_a_person_and_nothing_is_an_alias_by_itself(here):
    ids = [case(here, hour=hour) for hour in (1, 2)]
    assert waiting(here) == []
    ids.append(case(here, hour=3))
    naming.learn(ids[0], now=LATER)
    (row,) = waiting(here)
    assert (row.name, row.target, set(row.cases), row.against) == (NAME, "天惠苑小区", set(ids), 0)
    assert Alias.objects.count() == 0
    assert queries.place(address=NAME, at=LATER).alias_id is None


def test_the_same_case_counts_once_and_one_that_disagrees_is_counted_against(here):
    first = case(here)
    for _ in range(4):
        naming.learn(first, now=LATER)
    assert NameHeard.objects.count() == 1
    case(here, hour=2)
    case(here, hour=3)
    case(here, hour=4, place=Place(area_path=here.small.communities[0], is_picked=True))
    (row,) = waiting(here)
    assert (len(row.cases), row.against) == (3, 1)


def test_a_person_accepts_and_it_is_used_and_counted_and_taken_back(here, keeper):
    for hour in (1, 2, 3):
        case(here, hour=hour)
    (row,) = waiting(here)
    alias_id = familiar.accept(actor=keeper, proposal_id=row.id, now=LATER)
    alias = Alias.objects.get(id=alias_id)
    assert (alias.name, alias.estate_id, alias.valid_from) == (NAME, here.small.estate_id, LATER)
    assert (alias.decided_by_id, alias.times_confirmed) == (keeper.account_id, 3)
    placed = queries.place(address=NAME, at=LATER)
    assert (placed.estate_id, placed.alias_id) == (here.small.estate_id, alias_id)
    kept = registered(here, TEXT, now=LATER, place=Place())
    moved = registered(here, TEXT, now=LATER, place=Place())
    for id_, place in ((kept.id, None), (moved.id, Place(area_path=here.small.communities[0], is_picked=True))):
        assert Appeal.objects.get(id=id_).proposal["place"]["alias"] == str(alias_id)
        triaging.triage(actor=here.agent, appeal_id=id_, decided=replace(DECIDED, place=place), now=LATER)
        naming.learn(id_, now=LATER)
    (found,) = queries.aliases([here.small.district], at=LATER)
    assert (found.name, found.kept, found.moved, found.proposal_id) == (NAME, 1, 1, row.id)
    familiar.take_back(actor=keeper, proposal_id=row.id, now=LATER + timedelta(minutes=1))
    assert queries.place(address=NAME, at=LATER + timedelta(minutes=2)).alias_id is None
    assert [one.id for one in waiting(here)] == [row.id]


def test_it_is_edited_or_refused_and_never_decided_twice_or_by_nobody(here, keeper):
    for hour in (1, 2, 3):
        case(here, hour=hour)
    (row,) = waiting(here)
    nobody = people.actor("unit", here.small.district, here.company)
    with pytest.raises(Forbidden):
        familiar.accept(actor=nobody, proposal_id=row.id, now=LATER)
    with pytest.raises(Invalid):
        familiar.accept(actor=keeper, proposal_id=row.id, now=LATER, words="延安路街道")
    with pytest.raises(Invalid):
        familiar.refuse(actor=keeper, proposal_id=row.id, reason=" ", now=LATER)
    alias_id = familiar.accept(actor=keeper, proposal_id=row.id, now=LATER, name="建材一厂老宿舍", words="天惠苑1号楼")
    assert Alias.objects.get(id=alias_id).name == "建材一厂老宿舍"
    with pytest.raises(familiar.NameDecidedBefore):
        familiar.refuse(actor=keeper, proposal_id=row.id, reason="重复", now=LATER)
    assert {"is_accepted": True, "is_edited": True} in [fact.data for fact in journal.facts_of(row.id)]
    familiar.end_alias(actor=keeper, alias_id=alias_id, now=LATER)
    familiar.end_alias(actor=keeper, alias_id=alias_id, now=LATER)
    assert queries.aliases([here.small.district], at=LATER) == []
    with pytest.raises(NotFound):
        familiar.end_alias(actor=keeper, alias_id=row.id, now=LATER)


def test_what_was_refused_is_not_put_again_until_it_is_taken_back(here, keeper):
    for hour in (1, 2, 3):
        case(here, hour=hour)
    (row,) = waiting(here)
    familiar.refuse(actor=keeper, proposal_id=row.id, reason="说的是隔壁院", now=LATER)
    case(here, hour=4)
    assert waiting(here) == []
    familiar.take_back(actor=keeper, proposal_id=row.id, now=LATER)
    assert [len(one.cases) for one in waiting(here)] == [4]


def test_an_undone_decision_teaches_nothing(here):
    ids = [case(here, hour=hour) for hour in (1, 2, 3)]
    assert waiting(here)
    familiar.forget(actor=naming.TEACHER, case_ids=[ids[2]])
    assert waiting(here) == []
    assert AliasProposal.objects.get().state == NameState.HEARD


@pytest.mark.parametrize("columns", [{"is_minor": True}, {"complained_ids": "company"}])
def test_a_case_that_hides_its_place_teaches_nothing(here, columns):
    id_ = case(here)
    values = {name: [here.company] if value == "company" else value for name, value in columns.items()}
    Appeal.objects.filter(id=id_).update(**values)
    naming.learn(id_, now=LATER)
    assert not NameHeard.objects.exists()


def test_the_name_of_the_reporter_is_no_name_of_a_place(here):
    case(here, "王阿姨家属院门口的路灯坏了，王阿姨饭店也停电。")
    assert not AliasProposal.objects.filter(name__contains="王阿姨").exists()


def test_a_place_that_the_register_knows_by_these_words_teaches_nothing(here):
    case(here, "天惠苑小区2号楼楼道灯坏了，天慧苑小区3号楼也是。")
    assert not AliasProposal.objects.exists()


def test_the_desk_confirms_a_place_until_somebody_has_it_in_hand(here):
    receipt = registered(here, TEXT, place=Place())
    small = here.small
    place = Place(area_path=small.estate_community, estate_id=small.estate_id, is_picked=True)
    for _ in range(2):
        confirming.confirm_place(actor=here.agent, appeal_id=receipt.id, place=place, now=LATER, client_id="one")
    appeal = Appeal.objects.get(id=receipt.id)
    assert (appeal.area_path, appeal.estate_id) == (small.estate_community, small.estate_id)
    facts = [fact for fact in journal.facts_of(receipt.id) if fact.kind == "appeals.place_confirmed"]
    assert [fact.data["more"] for fact in facts] == [{"from": small.district, "is_kept": False}]
    with pytest.raises(NotFound):
        confirming.confirm_place(actor=here.stranger, appeal_id=receipt.id, place=place, now=LATER)
    put(receipt.id, State.DISPATCHED, accountable_id=here.company)
    with pytest.raises(PlaceIsSettled):
        confirming.confirm_place(actor=here.agent, appeal_id=receipt.id, place=place, now=LATER)


def test_it_is_learned_after_the_fact_and_the_last_word_counts(here):
    ids = []
    for hour in (1, 2, 3):
        receipt = registered(here, TEXT, now=NOW + timedelta(hours=hour))
        decided = replace(DECIDED, place=Place(address="天惠苑2号楼"))
        triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=NOW + timedelta(hours=hour))
        ids.append(receipt.id)
    assert not NameHeard.objects.exists()
    facts = [fact for id_ in ids for fact in journal.facts_of(id_)]
    for _ in range(2):
        naming.follow(facts)
    assert [set(row.cases) for row in waiting(here)] == [set(ids)]
    (triaged,) = [fact for fact in journal.facts_of(ids[0]) if fact.kind == "appeals.triaged"]
    naming.follow([replace(triaged, kind="appeals.taken_back", data={"reason": "triage"})])
    assert waiting(here) == []
