"""The ways out: e-mail through Django's mail, and a simulator of short messages that says it is one."""

from __future__ import annotations

import json
import smtplib
from collections import deque
from datetime import UTC, datetime
from email.utils import make_msgid
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from linli.channels import robots
from linli.notices import delivery
from linli.notices.delivery import NotSent, Outgoing

EMAIL, SMS = "email", "sms"
SUBJECTS = {"zh": "邻里：您反映的事情有新消息", "en": "linli: news about your report"}
SIMULATED_FILE = "simulated-sms.jsonl"


def send_email(message: Outgoing) -> bool:
    """Send one message by e-mail; False when the person left no address.

    The stable key makes the Message-ID, so that a mail sent twice is recognised as one by the receiver.

    :raises NotSent: the mail server does not answer or refuses for now.
    """
    if not message.email:
        return False
    language = "zh" if message.language.startswith("zh") else "en"
    domain = make_msgid().rpartition("@")[2].rstrip(">")
    mail = EmailMessage(
        subject=SUBJECTS[language],
        body=message.text.say(language),
        to=[message.email],
        headers={"Message-ID": f"<{sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"},
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        return False
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(type(error).__name__) from error
    return True


def simulate_sms(message: Outgoing) -> bool:
    """Write a short message into a file instead of sending it; nothing leaves the house. For demo and tests.

    The file holds when, to which last four figures, and the words: what a gateway would be given, without the phone.
    """
    if not message.phone:
        return False
    language = "zh" if message.language.startswith("zh") else "en"
    line = {
        "simulated": True,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "key": message.key,
        "to": f"…{message.phone[-4:]}",
        "text": message.text.say(language),
    }
    folder = Path(settings.MEDIA_ROOT).parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / SIMULATED_FILE).open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return True


def simulated(most: int = 50) -> list[dict[str, Any]]:
    """Return the newest simulated short messages, newest first."""
    file = Path(settings.MEDIA_ROOT).parent / SIMULATED_FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in reversed(deque(lines, most))]


def register_all() -> None:
    """Open the ways out: e-mail (console or SMTP by setting), short messages through the gateway where one is set (in
    the demo simulated otherwise), and people's own robots; none in tests.
    """
    if settings.LINLI_MODE == "test":
        return
    delivery.register(EMAIL, send_email)
    if settings.LINLI_SMS_URL:
        delivery.register(SMS, robots.send_sms)
    elif settings.LINLI_MODE == "demo":
        delivery.register(SMS, simulate_sms)
    delivery.register("wecom", robots.send_wecom)
    delivery.register("dingtalk", robots.send_dingtalk)
    delivery.register("feishu", robots.send_feishu)
