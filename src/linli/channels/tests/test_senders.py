"""The ways out: who is written to, in which language, and what is only simulated."""

from __future__ import annotations

import json
import smtplib
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from linli.channels import senders
from linli.kernel.words import Text
from linli.notices.delivery import NotSent, Outgoing

SAYS = Text("370203-260311-00001 有答复了", "There is an answer to 370203-260311-00001")


def message(**fields: Any) -> Outgoing:
    given = {"key": "email:k", "text": SAYS, "language": "zh-hans", "phone": "13900000001", "email": "wang@example.org"}
    return Outgoing(**{**given, **fields})


@pytest.mark.parametrize("language, says", [("zh-hans", SAYS.zh), ("en", SAYS.en)])
def test_a_mail_is_sent_in_the_language_of_the_person(language: str, says: str) -> None:
    assert senders.send_email(message(language=language)) is True
    (sent,) = mail.outbox
    assert (sent.to, sent.body) == (["wang@example.org"], says)


def test_the_same_message_bears_the_same_id() -> None:
    senders.send_email(message())
    senders.send_email(message())
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1


def test_without_an_address_nothing_is_sent() -> None:
    assert senders.send_email(message(email="")) is False
    assert mail.outbox == []


def test_a_server_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    with pytest.raises(NotSent) as failed:
        senders.send_email(message())
    assert failed.value.code == "ConnectionRefusedError"


def test_a_refused_address_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: object) -> int:
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused)
    assert senders.send_email(message()) is False


def test_a_simulated_short_message_says_so_and_keeps_no_phone(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    assert senders.simulate_sms(message()) is True
    line = json.loads((tmp_path / senders.SIMULATED_FILE).read_text())
    assert line["simulated"] is True
    assert line["to"] == "…0001"
    assert "13900000001" not in json.dumps(line)
