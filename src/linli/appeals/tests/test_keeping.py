"""What a reporter does with the receipt: a new link kills the old one, and what was agreed to is taken back."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from linli.appeals.actions import consenting, linking, publishing
from linli.appeals.actions.registering import Reporter
from linli.appeals.models import Appeal
from linli.appeals.queries import links, resident
from linli.appeals.rules.consents import NothingPublished
from linli.appeals.rules.links import MOST_ROUNDS
from linli.appeals.tests.factories import NOW, Town, holder, rated, registered
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.notices import actions as notices_actions
from linli.notices import queries as notices
from linli.notices.models import Message
from linli.notices.rules.publishing import WrongState
from linli.people.tests import factories as people

DAY = timedelta(days=1)


def kinds(appeal_id: Any) -> list[str]:
    return [fact.kind for fact in journal.facts_of(appeal_id)]


# The link


def test_a_renewed_link_dies_at_once_and_only_that_one(here: Town) -> None:
    mine, other = registered(here), registered(here, client_id="another")
    linking.renew_link(actor=resident.holder(mine.token), appeal_id=mine.id, now=NOW + DAY)
    with pytest.raises(NotFound):
        resident.holder(mine.token)
    assert resident.holder(other.token).holds == {("appeals", other.id)}
    fresh = links.of_held(holder(mine.id), mine.id)
    assert fresh != mine.token
    own = resident.view(resident.holder(fresh), mine.id, now=NOW + DAY)
    assert own.link.endswith(f"/r/{fresh}")
    assert own.timeline[-1].kind == "appeals.link_renewed"
    message = Message.objects.get(template="appeal.link_renewed")
    assert message.params["link"] == own.link


def test_each_renewal_makes_another_link(here: Town) -> None:
    receipt = registered(here)
    seen = {receipt.token}
    for _ in range(3):
        linking.renew_link(actor=holder(receipt.id), appeal_id=receipt.id, now=NOW)
        seen.add(links.of_held(holder(receipt.id), receipt.id))
    assert len(seen) == 4


def test_the_desk_renews_with_a_reason_and_never_sees_the_link(here: Town) -> None:
    receipt = registered(here)
    with pytest.raises(Invalid):
        linking.renew_link(actor=here.agent, appeal_id=receipt.id, reason=" ", now=NOW)
    with pytest.raises(Forbidden):
        linking.renew_link(actor=here.worker, appeal_id=receipt.id, reason="来电要求", now=NOW)
    assert Appeal.objects.get(id=receipt.id).link_round is None
    assert links.id_of_token(receipt.token) == receipt.id
    linking.renew_link(actor=here.agent, appeal_id=receipt.id, reason="本人来电,链接被转发", now=NOW, client_id="d1")
    linking.renew_link(actor=here.agent, appeal_id=receipt.id, reason="本人来电,链接被转发", now=NOW, client_id="d1")
    fact: Any = journal.facts_of(receipt.id)[-1]
    assert (fact.kind, fact.actor_id) == ("appeals.link_renewed", here.agent.account_id)
    assert fact.data["more"] == {"round": 1, "by_holder": False}
    assert fact.data["text_id"] is not None
    with pytest.raises(NotFound):
        links.of_held(here.agent, receipt.id)


def test_the_desk_cannot_renew_for_nobody(here: Town) -> None:
    receipt = registered(here, reporter=None)
    with pytest.raises(linking.NobodyToTell):
        linking.renew_link(actor=here.agent, appeal_id=receipt.id, reason="来电要求", now=NOW)
    linking.renew_link(actor=holder(receipt.id), appeal_id=receipt.id, now=NOW)
    assert Appeal.objects.get(id=receipt.id).link_round == 1


def test_renewing_has_an_end(here: Town) -> None:
    receipt = registered(here)
    Appeal.objects.filter(id=receipt.id).update(link_round=MOST_ROUNDS)
    with pytest.raises(linking.RenewedTooOften):
        linking.renew_link(actor=holder(receipt.id), appeal_id=receipt.id, now=NOW)


def test_pressing_send_again_does_not_bring_the_new_link(here: Town) -> None:
    key = "018f0000-0000-7000-8000-000000000001"
    first = registered(here, client_id=key)
    assert registered(here, client_id=key).token == first.token
    linking.renew_link(actor=holder(first.id), appeal_id=first.id, now=NOW)
    assert registered(here, client_id=key).token == ""


def test_links_of_a_retired_key_still_open_and_renewing_moves_to_the_new_one(here: Town, settings: Any) -> None:
    receipt = registered(here)
    old, settings.RECEIPT_KEY = settings.RECEIPT_KEY, base64.b64encode(b"n" * 32).decode()
    with pytest.raises(NotFound):
        links.id_of_token(receipt.token)
    settings.RECEIPT_KEYS_OLD = [old]
    assert links.id_of_token(receipt.token) == receipt.id
    own = resident.view(resident.holder(receipt.token), receipt.id, now=NOW)
    assert not own.link.endswith(receipt.token)
    linking.renew_link(actor=holder(receipt.id), appeal_id=receipt.id, now=NOW)
    with pytest.raises(NotFound):
        links.id_of_token(receipt.token)


# The consent


def published(here: Town, *, is_identifiable: bool = True) -> tuple[Any, Any]:
    appeal_id = rated(here, publish_consent=True)
    place = here.small.district
    body = publishing.suggested(appeal_id)
    notice_id = publishing.publish_case(
        actor=here.editor,
        appeal_id=appeal_id,
        title="楼道通了",
        body=body,
        is_identifiable=is_identifiable,
        now=NOW + DAY,
    )
    approver = people.staff("审核", "approver", place)
    notices_actions.approve(actor=approver, notice_id=notice_id, now=NOW + DAY)
    notices_actions.publish(actor=approver, notice_id=notice_id, now=NOW + DAY)
    return appeal_id, notice_id


def test_one_press_takes_the_published_page_down_in_the_same_moment(here: Town) -> None:
    appeal_id, notice_id = published(here)
    now = NOW + 2 * DAY
    assert [row.id for row in notices.published(kind="hotline_case", now=now).rows] == [notice_id]
    assert resident.view(holder(appeal_id), appeal_id, now=now).may_unpublish
    consenting.withdraw_consent(actor=holder(appeal_id), appeal_id=appeal_id, now=now, client_id="w1")
    consenting.withdraw_consent(actor=holder(appeal_id), appeal_id=appeal_id, now=now, client_id="w1")
    assert notices.published(kind="hotline_case", now=now).rows == ()
    with pytest.raises(NotFound):
        notices.published_one(notice_id, now=now)
    assert kinds(appeal_id)[-1] == "appeals.consent_withdrawn"
    assert kinds(notice_id)[-1] == "notices.withdrawn"
    assert not resident.view(holder(appeal_id), appeal_id, now=now).may_unpublish
    with pytest.raises(NothingPublished):
        consenting.withdraw_consent(actor=holder(appeal_id), appeal_id=appeal_id, now=now)


def test_what_was_approved_yesterday_is_not_published_tomorrow(here: Town) -> None:
    appeal_id = rated(here, publish_consent=True)
    notice_id = publishing.publish_case(
        actor=here.editor, appeal_id=appeal_id, title="楼道通了", body="已修好", is_identifiable=True, now=NOW + DAY
    )
    approver = people.staff("审核", "approver", here.small.district)
    notices_actions.approve(actor=approver, notice_id=notice_id, now=NOW + DAY)
    consenting.withdraw_consent(actor=holder(appeal_id), appeal_id=appeal_id, now=NOW + DAY)
    with pytest.raises(WrongState):
        notices_actions.publish(actor=approver, notice_id=notice_id, now=NOW + DAY)


def test_nobody_drafts_about_it_again(here: Town) -> None:
    appeal_id = rated(here, publish_consent=True)
    consenting.withdraw_consent(actor=holder(appeal_id), appeal_id=appeal_id, now=NOW + DAY)
    for is_identifiable in (True, False):
        with pytest.raises(publishing.ConsentWithdrawn):
            publishing.publish_case(
                actor=here.editor, appeal_id=appeal_id, title="楼道", body="好了", is_identifiable=is_identifiable,
                now=NOW + DAY,
            )  # fmt: skip


@pytest.mark.parametrize("who", ["agent", "editor", "stranger"])
def test_only_the_person_takes_it_back(here: Town, who: str) -> None:
    appeal_id, notice_id = published(here)
    actor: Actor = getattr(here, who)
    with pytest.raises((Forbidden, NotFound)):
        consenting.withdraw_consent(actor=actor, appeal_id=appeal_id, now=NOW + 2 * DAY)
    assert notices.published_one(notice_id, now=NOW + 2 * DAY).id == notice_id
    assert Appeal.objects.get(id=appeal_id).consent_withdrawn_at is None


def test_without_consent_and_page_there_is_nothing_to_take_back(here: Town) -> None:
    receipt = registered(here, reporter=Reporter("王阿姨", "13900000001"))
    assert not resident.view(holder(receipt.id), receipt.id, now=NOW).may_unpublish
    with pytest.raises(NothingPublished):
        consenting.withdraw_consent(actor=holder(receipt.id), appeal_id=receipt.id, now=NOW)
