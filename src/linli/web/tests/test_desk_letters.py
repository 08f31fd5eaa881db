"""Letters of a case: offered where the case fills them, for whom, in both languages, mended, printed, as PDF."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.desks.rules import letters
from linli.desks.rules.blanks import Unfilled
from linli.desks.rules.letters import FORMS, LetterKind
from linli.dispatch.actions import extending, outdoors, results
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.tests.steps import finish, handled_by
from linli.dispatch.words import Decision
from linli.journal.models import Fact
from linli.kernel.words import Text
from linli.web import paper
from linli.web.staff import letters as pages
from linli.web.staff.casefile import CaseFile
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]


def kinds(town: Town, who: str, appeal_id: UUID) -> list[str]:
    return [one.kind.value for one in pages.offered(CaseFile(getattr(town, who), appeal_id, MONDAY))]


# Rules


@pytest.mark.parametrize("kind", list(LetterKind))
def test_both_languages_have_the_same_places(kind: LetterKind) -> None:
    form = FORMS[kind]
    assert set(letters._PLACE.findall(form.body.zh)) == set(letters._PLACE.findall(form.body.en))


@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_letter_with_an_open_place_is_not_written(kind: LetterKind) -> None:
    values = {name: Text(f"<{name}>", f"<{name}>") for name in letters.places(kind)}
    assert all(f"<{name}>" in letters.write(kind, values).zh for name in values if name != "to")
    for name in values:
        less = {**values, name: Text(" ", " ")}
        assert not letters.can_fill(kind, less)
        with pytest.raises(Unfilled):
            letters.write(kind, less)


def test_braces_in_what_somebody_wrote_stay_words() -> None:
    values = {name: Text("{unit}", "{unit}") for name in letters.places(LetterKind.REPLY)}
    assert "{unit}" in letters.write(LetterKind.REPLY, values).zh


# Offered


def test_what_the_case_can_fill_is_offered_step_by_step(town: Town) -> None:
    assert kinds(town, "agent", factories.register(town)) == []  # nobody has said yet what it is
    appeal_id, order_id = handled_by(town, "enforcement")
    assert kinds(town, "agent", appeal_id) == ["receipt", "transfer"]
    clerk = town.of("enforcement")
    extending.request_extension(actor=clerk, order_id=order_id, days=2, plan="等配件到货", now=MONDAY)
    assert kinds(town, "agent", appeal_id) == ["receipt", "transfer"]
    extending.decide_extension(
        actor=town.district, order_id=order_id, decision=Decision.ACCEPT, note="同意", now=MONDAY
    )
    assert kinds(town, "agent", appeal_id) == ["receipt", "transfer", "extension"]
    outdoors.rectify(
        actor=clerk, order_id=order_id, to_words="一楼商户", notice="请清理隔油池", due_on=date(2026, 3, 20), now=MONDAY
    )
    assert kinds(town, "agent", appeal_id) == ["receipt", "transfer", "extension", "rectify"]
    finish(town, appeal_id, order_id, "enforcement")
    results.approve_result(actor=town.district, order_id=order_id, now=MONDAY)
    # it is settled: nobody promises any more until when it will be
    assert kinds(town, "agent", appeal_id) == ["receipt", "reply", "rectify"]


def test_whoever_is_complained_of_writes_none(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(town, complained=(town.units["enforcement"],))
    assert kinds(town, "agent", appeal_id) == ["receipt"]
    assert sign_in(town.of("enforcement")).get(f"/desk/case/{appeal_id}/letter/receipt/").status_code == 404


# The page


@pytest.mark.parametrize(
    "language, title, words", [("zh", "转办告知书", "特此告知。"), ("en", "Notice of transfer", "So that you know.")]
)
def test_the_page_in_both_languages(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, language: str, title: str, words: str
) -> None:  # fmt: skip
    client = sign_in(town.street, language=language)
    address = f"/desk/case/{dispatched[0]}/letter/transfer/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.status_code == 200
    assert len(asked) <= 14, "\n".join(query["sql"][:150] for query in asked)
    said = page.content.decode()
    assert title in said
    assert words in said
    assert "office" in said
    assert page.context["sheet"]["greeting"].startswith("王**" if language == "zh" else "Dear 王**")
    assert "王阿姨" not in said
    assert f"/desk/case/{dispatched[0]}/letter/transfer/" in client.get(f"/desk/case/{dispatched[0]}/").content.decode()


def test_the_words_are_mended_and_nothing_is_stored_before_it_goes_out(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any
) -> None:
    client = sign_in(town.street)
    address, before = f"/desk/case/{dispatched[0]}/letter/transfer/", Fact.objects.count()
    mended = client.post(address, {"greeting": "王女士：", "body": "第一段\r\n\r\n第二段 <b>", "form": "view"})
    assert mended.context["sheet"]["greeting"] == "王女士："
    assert mended.context["sheet"]["body"] == ["第一段", "第二段 <b>"]
    assert "第二段 &lt;b&gt;" in mended.content.decode()
    assert Fact.objects.count() == before


@pytest.mark.parametrize("body, says", [("", "请写正文。"), ("请于{期限}前", "{期限}")])
def test_what_is_empty_or_left_open_is_no_letter(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, body: str, says: str
) -> None:
    address = f"/desk/case/{dispatched[0]}/letter/transfer/"
    answer = sign_in(town.street).post(address, {"body": body, "form": "keep"})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_no_letter_is_not_found(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client, base = sign_in(town.street), f"/desk/case/{dispatched[0]}/letter"
    for address in (f"{base}/reply/", f"{base}/nothing/", f"{base}/rectify/?on=x"):
        assert client.get(address).status_code == 404
    assert sign_in(town.of("gas")).get(f"{base}/transfer/").status_code == 404
    assert sign_in(None).get(f"{base}/transfer/").status_code == 302


def test_the_notice_goes_to_whom_it_was_served_and_does_not_name_the_case(town: Town, sign_in: Any) -> None:
    appeal_id, order_id = handled_by(town, "enforcement")
    clerk = town.of("enforcement")
    notice = outdoors.rectify(
        actor=clerk, order_id=order_id, to_words="一楼商户", notice="请清理隔油池", due_on=date(2026, 3, 20), now=MONDAY
    )
    page = sign_in(clerk).get(f"/desk/case/{appeal_id}/letter/rectify/?on={notice}")
    sheet = page.context["sheet"]
    assert sheet["greeting"] == "一楼商户："
    assert "请清理隔油池" in sheet["body"]
    assert not any("王" in line or "反映" in line for line in sheet["body"])
    assert sheet["sender"] == "enforcement"


# Paper


def test_chinese_letters_lie_in_the_pdf_and_words_are_no_code() -> None:
    sheet: dict[str, Any] = {
        "title": "答复函", "greeting": "王**：", "body": ['#read("/etc/passwd") $x$ 龘', "二"], "close": "特此函复。",
        "sender": "市北区", "day": "11月21日", "number": "370203-261121-00001", "lang": "zh",
    }  # fmt: skip
    made = paper.pdf("letter.typ", letter=sheet)
    assert b"NotoSerifSC" in made
    assert b"FontFile3" in made
    assert len(made) < 60_000
    assert paper.pdf("letter.typ", letter={**sheet, "lang": "en"}).startswith(b"%PDF-")
