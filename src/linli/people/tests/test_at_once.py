"""Two people, or one person twice, at the same moment on real connections: one effect, a clear second answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from linli.journal.models import Fact
from linli.kernel.errors import Conflict, DomainError
from linli.people import actions, queries
from linli.people.actions.accounts import LoginTaken
from linli.people.models import Account, Consent, ConsentText, Grant, Organisation
from linli.people.rules.consents import GivenBefore, NotGiven
from linli.people.rules.grants import GrantedBefore
from linli.people.tests import areas, factories
from linli.people.words import Purpose

NOW = factories.LONG_AGO + timedelta(days=300)


@pytest.fixture(autouse=True)
def land(transactional_db: None) -> Iterator[None]:
    areas.plant()
    yield
    queries.forget()


def at_once(*deeds: Callable[[], Any]) -> list[Exception | None]:
    """Do the deeds at the same moment, each on its own connection; return what each raised, in order of kind."""
    start = Barrier(len(deeds))
    raised: list[Exception | None] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            deed()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(raised, key=lambda one: one is not None)


def second_was_told(raised: list[Exception | None], kind: type[DomainError]) -> None:
    """Assert that one deed held and every other was refused with `kind`, in words."""
    assert raised[0] is None
    assert [type(one) for one in raised[1:]] == [kind] * (len(raised) - 1), raised


def test_one_login_is_opened_once() -> None:
    admin = factories.actor("admin", areas.DISTRICT)
    deed = lambda: actions.open_account(  # noqa: E731
        actor=admin, login="li", name="小李", password="Correct-horse-9", area_path=areas.DISTRICT, now=NOW
    )
    second_was_told(at_once(deed, deed, deed), LoginTaken)
    assert Account.objects.filter(login="li").count() == 1
    assert Fact.objects.filter(kind="people.account_opened").count() == 1


def test_one_phone_joins_once() -> None:
    deed = lambda: actions.register(phone="13900000007", password="Correct-horse-9", now=NOW)  # noqa: E731
    second_was_told(at_once(deed, deed), LoginTaken)
    assert Account.objects.count() == 1


def test_a_role_is_given_once_and_taken_once() -> None:
    admin, account_id = factories.staff("安全员", "security_admin", areas.DISTRICT), factories.account("小王")
    give = lambda: actions.grant(  # noqa: E731
        actor=admin, account_id=account_id, role="agent", area_path=areas.DISTRICT, now=NOW
    )
    second_was_told(at_once(give, give), GrantedBefore)
    (given,) = Grant.objects.filter(account_id=account_id)
    take = lambda: actions.revoke(actor=admin, grant_id=given.id, now=NOW + timedelta(days=1))  # noqa: E731
    second_was_told(at_once(take, take), Conflict)


def test_a_grid_has_one_branch() -> None:
    admin = factories.actor("admin", areas.DISTRICT)
    deed = lambda: actions.open_unit(  # noqa: E731
        actor=admin, kind="grid_branch", name_zh="网格党支部", name_en="", area_path=areas.GRID, now=NOW
    )
    second_was_told(at_once(deed, deed), Conflict)
    assert Organisation.objects.filter(kind="grid_branch").count() == 1


def test_consent_is_given_once_and_taken_back_once() -> None:
    account_id = factories.account("王阿姨")
    me = factories.resident_actor(frozenset(), account_id)
    lawyer = factories.Actor.system("tests", ["people.set_consent_text"])
    actions.load_consent_texts(actor=lawyer, area_path=areas.DISTRICT, now=NOW)
    text = queries.consent_text(Purpose.PUBLISH_CASE, at=NOW)
    assert text is not None
    give = lambda: actions.consent_give(  # noqa: E731
        actor=me, account_id=account_id, purpose=Purpose.PUBLISH_CASE, text_id=text.id, channel="web", now=NOW
    )
    second_was_told(at_once(give, give), GivenBefore)
    (given,) = Consent.objects.filter(account_id=account_id, purpose=Purpose.PUBLISH_CASE.value)
    back = lambda: actions.consent_withdraw(actor=me, consent_id=given.id, now=NOW + timedelta(days=1))  # noqa: E731
    second_was_told(at_once(back, back), NotGiven)


def test_new_words_of_a_consent_are_one_version() -> None:
    lawyer = factories.Actor.system("tests", ["people.set_consent_text"])
    deed = lambda: actions.set_consent_text(  # noqa: E731
        actor=lawyer, purpose="publish_case", zh="同意公开", en="May be shown", area_path=areas.DISTRICT, now=NOW
    )
    second_was_told(at_once(deed, deed), Conflict)
    assert ConsentText.objects.filter(purpose="publish_case").count() == 1
