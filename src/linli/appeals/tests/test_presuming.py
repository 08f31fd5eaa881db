"""Who is complained of before triage, who triages then, and what derived cases inherit (I13, ADR 0014)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from linli.appeals.actions import asking, correcting, drafting, merging, triaging
from linli.appeals.actions.registering import Reporter
from linli.appeals.models import Appeal
from linli.appeals.queries import detail, lists, waiting
from linli.appeals.rules import seeing
from linli.appeals.rules.correcting import Field
from linli.appeals.rules.merging import HandledByComplained
from linli.appeals.rules.triaging import BelowFirst
from linli.appeals.tests.factories import DECIDED, NOW, RESIDENT, at_building, holder, new, registered
from linli.duties import queries as duties
from linli.journal import queries as journal
from linli.kernel.errors import Invalid, NotFound
from linli.people.tests import factories as people

BLAMING = "上清路社区居委会的人骂人,态度恶劣。我是1号楼的王阿姨"


def barred(appeal_id: UUID) -> list[UUID]:
    return Appeal.objects.values_list("complained_ids", flat=True).get(id=appeal_id)


def triage(here, appeal_id, **changes):
    decided = replace(DECIDED, **changes)
    triaging.triage(actor=here.agent, appeal_id=appeal_id, decided=decided, now=NOW)


def triager(appeal_id: UUID) -> str:
    return duties.of(("appeals", appeal_id))[0].owed_role


@pytest.mark.parametrize(
    ("what", "fields", "units"),
    [
        ("its name in the words", {"text": BLAMING}, ["committee"]),
        ("the office of the place", {"text": "居委会不作为"}, ["committee"]),
        ("pointed at", {"text": "1号楼污水管又堵了", "about_unit": "drainage"}, ["drainage"]),
        ("both", {"text": BLAMING, "about_unit": "drainage"}, ["committee", "drainage"]),
        ("only mentioned", {"text": "给居委会打过电话,楼道灯还是坏的"}, []),
    ],
)
def test_who_is_presumed_complained_of_at_registration(here, what, fields, units):
    if "about_unit" in fields:
        fields = fields | {"about_unit": getattr(here, fields["about_unit"])}
    receipt = registered(here, **fields)
    assert set(barred(receipt.id)) == {getattr(here, unit) for unit in units}, what


def test_a_unit_that_is_none_is_refused(here):
    with pytest.raises(Invalid):
        registered(here, about_unit=UUID(int=7))
    assert not Appeal.objects.exists()


def test_before_triage_the_unit_reads_nothing_and_does_nothing(here):
    receipt = registered(here, BLAMING)
    found = detail.detail(here.community, receipt.id, now=NOW)
    (row,) = lists.staff_list(here.community, now=NOW).rows

    assert found.sight == seeing.UNREAD
    assert (found.contact, row.preview, found.files) == (None, "", ())
    assert "王阿姨" not in str(found)
    assert "骂人" not in str(found)
    with pytest.raises(seeing.OwnMatter) as refusal:
        triaging.triage(actor=here.community, appeal_id=receipt.id, decided=DECIDED, now=NOW)
    assert "受理席（值班员）" in refusal.value.text.zh
    assert "district dispatcher" in refusal.value.text.en


def test_after_triage_the_unit_reads_covered_words(here):
    receipt = registered(here, BLAMING)
    triage(here, receipt.id)
    (report,) = detail.detail(here.community, receipt.id, now=NOW).texts
    assert report.body == "上清路社区居委会的人骂人,态度恶劣。我是〔门牌〕的〔姓名〕"


def test_given_name_and_last_figures_are_covered_too(here):
    text = "居委会不作为。找桂芳就行,尾号 00 77,电话 139-0000-0077"
    receipt = registered(here, text, reporter=Reporter("王桂芳", "13900000077"))
    triage(here, receipt.id)
    (report,) = detail.detail(here.community, receipt.id, now=NOW).texts
    assert report.body == "居委会不作为。找〔姓名〕就行,尾号 〔姓名〕,电话 〔电话〕"


@pytest.mark.parametrize(
    ("what", "named", "left", "cleared"),
    [
        ("saying nothing confirms", None, ["committee"], 0),
        ("an empty answer clears", (), [], 1),
        ("another unit takes its place", ("drainage",), ["drainage"], 1),
    ],
)
def test_triage_confirms_or_clears(here, what, named, left, cleared):
    receipt = registered(here, BLAMING)
    units = None if named is None else tuple(getattr(here, unit) for unit in named)
    triage(here, receipt.id, complained_units=units)
    assert barred(receipt.id) == [getattr(here, unit) for unit in left], what
    (fact,) = [one for one in journal.facts_of(receipt.id) if one.data.get("move") == "T12"]
    assert fact.data["more"]["cleared_units"] == cleared  # type: ignore[index, call-overload]


def test_what_the_reporter_adds_may_name_more(here):
    receipt = registered(here)
    asking.ask_info(actor=here.agent, appeal_id=receipt.id, question="哪里?", now=NOW)
    asking.add_info(actor=holder(receipt.id), appeal_id=receipt.id, body="物业推诿不管", now=NOW)
    assert barred(receipt.id) == [here.company]


def test_a_report_that_follows_another_starts_with_its_units(here):
    first = registered(here, BLAMING)
    again = registered(here, "上次的事还没有结果", follows=first.id)
    assert barred(again.id) == [here.committee]


def test_a_draft_keeps_what_was_pointed_at_and_reads_the_words_when_it_is_sent(here):
    kept = drafting.save_draft(
        actor=RESIDENT, new=new("草稿", about_unit=here.drainage, place=at_building(here)), now=NOW
    )
    drafting.submit_draft(actor=holder(kept.id), appeal_id=kept.id, now=NOW, text=BLAMING)
    assert set(barred(kept.id)) == {here.drainage, here.committee}


def test_joined_reports_share_who_is_complained_of_both_ways(here):
    master, other = registered(here), registered(here)
    Appeal.objects.filter(id=other.id).update(complained_ids=[here.committee])
    Appeal.objects.filter(id=master.id).update(complained_ids=[here.drainage])
    merging.merge(actor=here.agent, appeal_id=other.id, master_id=master.id, now=NOW)
    both = {here.committee, here.drainage}
    assert (set(barred(master.id)), set(barred(other.id))) == (both, both)

    triage(here, master.id, complained_units=(here.company,))
    assert set(barred(other.id)) == both | {here.company}


def test_a_complaint_is_not_joined_with_a_case_of_the_unit_it_is_about(here):
    master, other = registered(here), registered(here)
    Appeal.objects.filter(id=master.id).update(unit_ids=[here.company])
    Appeal.objects.filter(id=other.id).update(complained_ids=[here.company])
    with pytest.raises(HandledByComplained):
        merging.merge(actor=here.agent, appeal_id=other.id, master_id=master.id, now=NOW)
    assert barred(master.id) == []


class TestWhoActsInstead:
    """The nearest rung on which somebody is free owes the duty."""

    def test_the_intake_desk_as_long_as_one_of_it_is_free(self, here):
        people.staff("值班员", "agent", here.small.district, unit=here.drainage)
        receipt = registered(here, "12345接线员态度恶劣")
        assert (barred(receipt.id), triager(receipt.id)) == ([here.hotline], "agent")

    def test_else_the_community_else_the_district(self, here):
        people.staff("值班员", "agent", here.small.district)
        assert triager(registered(here, "12345接线员态度恶劣").id) == "district"
        people.staff("赵书记", "community", here.small.estate_community, unit=here.committee)
        assert triager(registered(here, "12345接线员态度恶劣").id) == "community"
        assert triager(registered(here, "12345接线员态度恶劣,居委会不管").id) == "district"

    def test_the_district_triages_only_where_a_unit_is_complained_of(self, here):
        blaming, plain = registered(here, BLAMING), registered(here)
        triaging.triage(actor=here.district, appeal_id=blaming.id, decided=DECIDED, now=NOW)
        with pytest.raises(BelowFirst):
            triaging.triage(actor=here.district, appeal_id=plain.id, decided=DECIDED, now=NOW)

    def test_the_street_dispatches_where_the_community_is_complained_of(self, here):
        people.staff("赵书记", "community", here.small.estate_community, unit=here.committee)
        people.staff("街道", "street", here.small.estate_community.rpartition("/")[0])
        receipt = registered(here, BLAMING)
        triage(here, receipt.id)
        owed = {duty.deed: duty.owed_role for duty in duties.of(("appeals", receipt.id))}
        assert owed["dispatch.dispatch"] == "street"


def test_the_administrator_opens_only_the_record_that_is_to_be_corrected(here):
    receipt = registered(here, BLAMING)
    first, second = here.admins
    assert not lists.staff_list(first, now=NOW).rows
    assert not lists.staff_list(first, lists.Filter(number=receipt.number), now=NOW).rows
    correcting.ask_correction(
        actor=first, appeal_id=receipt.id, field=Field.KIND, value="complaint", reason="类型登记错了", now=NOW
    )
    found = detail.detail(second, receipt.id, now=NOW)
    assert found.sight == seeing.RECORD
    assert [text.body for text in found.texts] == ["类型登记错了"]
    assert (found.contact, found.files, found.joined) == (None, (), ())
    assert "王阿姨" not in str(found)
    assert [one.appeal_id for one in waiting.to_decide(second)] == [receipt.id]
    (row,) = lists.rows_by_ids(second, [receipt.id], now=NOW).values()
    assert (row.preview, row.area_path) == ("", here.small.estate_community)
    with pytest.raises(NotFound):
        detail.detail(people.actor("security_admin", here.small.district), receipt.id, now=NOW)
