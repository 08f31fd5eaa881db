"""Facts: told once, integrated in order, provable; edits are impossible for the application."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.journal import actions, queries, wiring
from linli.journal.models import Fact, Follower
from linli.journal.words import FactRow
from linli.kernel import merkle
from linli.kernel.actor import Actor
from linli.kernel.errors import Broken
from linli.kernel.facts import Event
from linli.kernel.ids import new_id

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
CLERK = Actor(name="account", account_id=new_id())
LOG = "cell/test"


@dataclass(frozen=True)
class LampLit(Event):
    kind: ClassVar[str] = "streets.lamp_lit"
    watts: int = 0


def tell(n: int = 1, **more: str) -> None:
    for number in range(n):
        actions.record(LampLit(new_id(), number), actor=CLERK, at=NOW, area_path="370203", **more)


@pytest.mark.django_db
def test_a_fact_is_one_insert_and_reads_back(django_assert_num_queries):
    lamp = LampLit(new_id(), 60)
    with django_assert_num_queries(1):
        actions.record(lamp, actor=CLERK, at=NOW, area_path="370203/370203008", client_id="a")
    (fact,) = queries.facts_of(lamp.id)
    assert (fact.kind, fact.data, fact.actor_id) == ("streets.lamp_lit", {"watts": 60}, CLERK.account_id)
    assert queries.was_told("a") == fact
    assert queries.was_told(None) is None


@pytest.mark.django_db
def test_a_client_id_is_told_once():
    tell(client_id="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        tell(client_id="same")
    assert Fact.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"data": {}}, {"kind": "x"}, {"at": NOW}])
def test_the_application_cannot_edit_a_fact(change):
    tell()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Fact.objects.update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Fact.objects.all()._raw_delete("default")


@pytest.mark.django_db
def test_the_log_grows_in_order_and_proves_every_fact():
    for batch in (1, 2, 4, 6):
        tell(batch)
        assert actions.integrate(log=LOG, now=NOW) == batch
    assert actions.integrate(log=LOG, now=NOW) == 0
    assert queries.verify(LOG) == []
    head = queries.checkpoint(LOG)
    assert head is not None
    assert head.size == 13
    for fact in Fact.objects.all():
        proof = queries.proof(LOG, fact.id)
        root = merkle.root_from_path(
            bytes.fromhex(proof.leaf), proof.index, proof.size, [bytes.fromhex(node) for node in proof.path]
        )
        assert root.hex() == head.root


@pytest.mark.django_db(transaction=True)
def test_a_forged_fact_is_found():
    tell(5)
    actions.integrate(log=LOG, now=NOW)
    victim = Fact.objects.order_by("position")[2]
    fake = queries.row_of(victim)
    honest = queries.row_of
    queries.row_of = lambda fact: (  # what an intruder with the owner's rights would have written
        FactRow(**{**{s: getattr(fake, s) for s in FactRow.__slots__}, "data": {"watts": 999}})
        if fact.id == victim.id
        else honest(fact)
    )
    try:
        assert queries.verify(LOG) == ["the root at size 5 does not follow from the facts"]
    finally:
        queries.row_of = honest


@pytest.mark.django_db
def test_followers_read_each_fact_once_in_order():
    seen: list[int | None] = []
    wiring.follow("test", frozenset({"streets.lamp_lit"}), lambda rows: seen.extend(row.position for row in rows))
    try:
        tell(3)
        assert actions.feed_followers() == 0
        actions.integrate(log=LOG, now=NOW)
        actions.feed_followers(limit=2)
        actions.feed_followers(limit=2)
        actions.feed_followers(limit=2)
        assert seen == [0, 1, 2]
        assert Follower.objects.get(name="test").position == 3
        actions.rewind("test")
        actions.feed_followers()
        assert seen == [0, 1, 2, 0, 1, 2]
    finally:
        wiring._followers.pop("test")


@pytest.mark.django_db
def test_a_reaction_happens_in_the_same_transaction():
    heard: list[FactRow] = []

    def hear(fact: FactRow) -> None:
        heard.append(fact)
        raise ValueError("the reaction failed")

    wiring.subscribe("streets.lamp_lit", hear)
    try:
        with pytest.raises(ValueError, match="the reaction failed"), transaction.atomic():
            tell()
        assert len(heard) == 1
        assert not Fact.objects.exists()
    finally:
        wiring._reactions["streets.lamp_lit"].remove(hear)


def test_a_float_may_not_stand_in_a_fact():
    @dataclass(frozen=True)
    class Measured(Event):
        kind: ClassVar[str] = "streets.measured"
        lux: float = 0.0

    with pytest.raises(Broken, match="float"):
        Measured(new_id(), 1.5).payload()


def _tree(leaves: list[bytes]):
    frontier: list[bytes] = []
    nodes: dict[tuple[int, int], bytes] = {}
    roots = [merkle.EMPTY]
    for size, leaf in enumerate(leaves):
        frontier, made = merkle.append(frontier, size, leaf)
        nodes.update({(level, index): value for level, index, value in made})
        roots.append(merkle.root_of_frontier(frontier))
    return nodes, roots


@given(st.integers(1, 70), st.data())
def test_paths_and_consistency_hold_for_every_tree(size, data):
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
    nodes, roots = _tree(leaves)
    node = lambda level, index: nodes[level, index]  # noqa: E731
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(index, size, node)
    assert merkle.root_from_path(leaves[index], index, size, path) == roots[size]
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_path(old, size, node)
    assert merkle.is_consistent(old, roots[old], size, roots[size], proof)
    if old < size:
        assert not merkle.is_consistent(old, roots[old - 1], size, roots[size], proof)


def test_ids_sort_by_time():
    early, late = new_id(NOW), new_id(NOW + timedelta(milliseconds=1))
    assert early < late
    assert early.version == 7
