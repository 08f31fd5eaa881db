"""Letters that go out: numbered without gaps by office and year, kept with the case, printed again the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from linli.appeals.actions import archiving, diverting, lettering, moving
from linli.appeals.actions.diverting import Handover
from linli.appeals.models import AppealText, Letter, LetterCount
from linli.appeals.queries import letters
from linli.appeals.rules.seeing import OwnMatter
from linli.desks.rules.blanks import Unfilled
from linli.desks.rules.letters import LetterKind, numbered
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.web.staff import letters as pages
from linli.web.staff.casefile import CaseFile
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]


def issued(town: Town, appeal_id: UUID, who: Any = None, **more: Any) -> Letter:
    given: dict[str, Any] = {
        "kind": LetterKind.TRANSFER, "greeting": "王女士：", "body": "第一段\n\n第二段",
        "language": "zh", "now": MONDAY,
    }  # fmt: skip
    made = lettering.issue(actor=who or town.street, appeal_id=appeal_id, **{**given, **more})
    return Letter.objects.get(id=made)


def test_numbers_run_by_office_and_year(town: Town, dispatched: tuple[UUID, UUID]) -> None:
    appeal_id = dispatched[0]
    first, second = issued(town, appeal_id), issued(town, appeal_id)
    own = issued(town, appeal_id, town.of("office"))
    later = issued(town, appeal_id, now=MONDAY + timedelta(days=365))
    assert [(one.year, one.serial) for one in (first, second, own, later)] == [
        (2026, 1), (2026, 2), (2026, 1), (2027, 1),
    ]  # fmt: skip
    assert own.office == str(town.units["office"])
    assert (own.sender, first.title, first.close) == ("office", "转办告知书", "特此告知。")
    assert numbered(2026, 2).zh == "〔2026〕2 号"


def test_what_is_rolled_back_leaves_no_gap(town: Town, dispatched: tuple[UUID, UUID]) -> None:
    with transaction.atomic():
        assert issued(town, dispatched[0]).serial == 1
        transaction.set_rollback(True)
    assert issued(town, dispatched[0]).serial == 1


def test_the_same_press_twice_is_one_letter(town: Town, dispatched: tuple[UUID, UUID]) -> None:
    one, again = (issued(town, dispatched[0], client_id="press") for _ in range(2))
    assert one.id == again.id
    assert LetterCount.objects.get().last == 1
    assert factories.kinds(dispatched[0]).count("appeals.letter_issued") == 1


@pytest.mark.parametrize(
    "change, refusal",
    [
        ({"greeting": " "}, Invalid),
        ({"greeting": "王" * 121}, Invalid),
        ({"body": "\n \n"}, Invalid),
        ({"body": "字" * 5001}, Invalid),
        ({"language": "fr"}, Invalid),
        ({"body": "请于{期限}前"}, Unfilled),
    ],
)
def test_what_is_no_letter_draws_no_number(
    town: Town, dispatched: tuple[UUID, UUID], change: dict[str, str], refusal: type[Exception]
) -> None:
    before = factories.kinds(dispatched[0])
    with pytest.raises(refusal):
        issued(town, dispatched[0], **change)
    assert (Letter.objects.count(), LetterCount.objects.count()) == (0, 0)
    assert factories.kinds(dispatched[0]) == before


def test_only_who_handles_the_case_writes(town: Town, dispatched: tuple[UUID, UUID]) -> None:
    for who, refusal in ((town.supervisor, Forbidden), (town.revisitor, Forbidden), (town.outsider, NotFound)):
        with pytest.raises(refusal):
            issued(town, dispatched[0], who)
    complained = factories.triaged(town, complained=(town.units["committee"],))
    with pytest.raises(OwnMatter):
        issued(town, complained, town.zhao)
    assert Letter.objects.count() == 0


def test_who_reads_them(town: Town, dispatched: tuple[UUID, UUID]) -> None:
    made = issued(town, dispatched[0])
    (row,) = letters.of_appeal(town.supervisor, dispatched[0])
    assert (row.id, row.lines) == (made.id, ("王女士：", "第一段", "第二段"))
    with pytest.raises(NotFound):
        letters.of_appeal(town.outsider, dispatched[0])


def test_words_go_with_the_words_of_the_case_and_the_number_stays(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any
) -> None:
    made = issued(town, dispatched[0])
    assert AppealText.objects.get(id=made.text_id).body == "王女士：\n第一段\n第二段"
    with transaction.atomic():
        archiving.erase_words(moving.lock(dispatched[0]), now=MONDAY)
    client, base = sign_in(town.street), f"/desk/case/{dispatched[0]}/"
    assert client.get(f"{base}letter/kept/{made.id}/").status_code == 404
    assert "内容已按期删除" in client.get(base).content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_printed_again_it_is_the_same(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, language: str) -> None:
    client, base = sign_in(town.street, language=language), f"/desk/case/{dispatched[0]}/"
    form = {"greeting": "王女士：", "body": "第一段\r\n\r\n第二段 <b>", "form": "keep", "client_id": "press"}
    sent = client.post(f"{base}letter/transfer/", form)
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    assert page.status_code == 200
    sheet = page.context["sheet"]
    assert (sheet["greeting"], sheet["body"]) == ("王女士：", ["第一段", "第二段 <b>"])
    assert sheet["letter"] == numbered(2026, 1).say(language)
    assert sent["Location"] in client.get(base).content.decode()
    again = sign_in(town.agent, language="en" if language == "zh" else "zh").get(sent["Location"])
    assert again.context["sheet"] == sheet  # in its own language, whoever reads it
    pdf = client.get(sent["Location"] + "?form=pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].endswith('-transfer-2026-1.pdf"')
    assert client.post(f"{base}letter/transfer/", form)["Location"] == sent["Location"]
    assert Letter.objects.count() == 1


def test_strangers_and_other_cases_find_no_letter(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    made = issued(town, dispatched[0])
    other = factories.triaged(town)
    assert sign_in(town.street).get(f"/desk/case/{other}/letter/kept/{made.id}/").status_code == 404
    address = f"/desk/case/{dispatched[0]}/letter/kept/{made.id}/"
    assert sign_in(town.of("gas")).get(address).status_code == 404
    assert sign_in(town.supervisor).get(address).status_code == 404
    assert sign_in(None).get(address).status_code == 302


def test_a_case_handed_over_has_its_letter_and_no_other(town: Town, sign_in: Any) -> None:
    appeal_id = factories.register(town, "地铁站出口积水")
    to = Handover(reason="other_district", target="李沧区12345", phone="12345")
    diverting.redirect(actor=town.agent, appeal_id=appeal_id, to=to, now=MONDAY)
    case = CaseFile(town.agent, appeal_id, MONDAY)
    assert [one.kind for one in pages.offered(case)] == [LetterKind.HANDOVER]
    page = sign_in(town.agent).get(f"/desk/case/{appeal_id}/letter/handover/")
    assert page.context["sheet"]["greeting"] == "李沧区12345："
    assert "地铁站出口积水" in page.context["body"]
    assert "王阿姨" not in page.content.decode()
    assert "13900000001" not in page.content.decode()
