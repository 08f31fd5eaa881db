"""Robots of WeCom, DingTalk and Feishu, and a gateway of short messages, through apprise.

These three answer "200 OK" also when they refuse, with the reason in the body; apprise takes that for sent. So its
classes give form, address and signature, and what comes back is read here.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.conf import settings

from linli.notices.delivery import NotSent, Outgoing

TIMEOUT_S = (4.0, 8.0)
"""To connect, and to answer: a worker has other messages too."""
_REASONS = ("errcode", "code", "StatusCode")


def said(message: Outgoing) -> str:
    """Return the words in the language of the person."""
    return message.text.say("zh" if message.language.startswith("zh") else "en")


def send_wecom(message: Outgoing) -> bool:
    """Send to the person's WeCom robot; False without one.

    :raises NotSent: WeCom does not answer, or refuses.
    """
    if not message.address:
        return False
    robot = NotifyWeComBot(key=message.address)
    return _post("wecom", robot.api_url, {"msgtype": "text", "text": {"content": said(message)}})


def send_dingtalk(message: Outgoing) -> bool:
    """Send to the person's DingTalk robot, signed where it has a secret; False without one.

    :raises NotSent: DingTalk does not answer, or refuses.
    """
    if not message.address:
        return False
    token, _, secret = message.address.partition(":")
    robot = NotifyDingTalk(token=token, secret=secret or None)
    address = robot.notify_url.format(token=token)
    if secret:
        moment, signature = robot.get_signature()
        address += f"&timestamp={moment}&sign={signature}"
    return _post("dingtalk", address, {"msgtype": "text", "text": {"content": said(message)}})


def send_feishu(message: Outgoing) -> bool:
    """Send to the person's Feishu robot; False without one.

    :raises NotSent: Feishu does not answer, or refuses.
    """
    if not message.address:
        return False
    robot = NotifyFeishu(token=message.address)
    address = robot.notify_url.format(token=message.address).rstrip("/")
    # Feishu drops a message whose uuid it had within the hour: sent twice is shown once.
    return _post("feishu", address, {"msg_type": "text", "content": {"text": said(message)}, "uuid": message.key[-50:]})


def send_sms(message: Outgoing) -> bool:
    """Send a short message through the gateway of LINLI_SMS_URL; False when the person left no phone.

    The address is apprise's, ``jsons://user:password@gateway.example/send?:mobile={phone}&:id={key}``: the words go as
    ``message``, the stable key lets the gateway drop what it had before.

    :raises NotSent: the gateway does not answer, or refuses.
    """
    if not message.phone:
        return False
    filled = settings.LINLI_SMS_URL.replace("{phone}", quote(message.phone, safe=""))
    # Straight to its class: asked by address alone, apprise would load all its hundred others.
    parts = NotifyJSON.parse_url(filled.replace("{key}", quote(message.key, safe="")))
    if parts is None:
        raise NotSent("sms.settings")
    gateway = NotifyJSON(**parts)
    gateway.socket_connect_timeout, gateway.socket_read_timeout = TIMEOUT_S
    if not gateway.send(body=said(message)):
        raise NotSent("sms.refused")
    return True


def _post(channel: str, address: str, payload: dict[str, Any]) -> bool:
    try:
        answer = requests.post(address, json=payload, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        raise NotSent(f"{channel}.{type(error).__name__}") from None  # its text holds the key
    if answer.status_code != requests.codes.ok:
        raise NotSent(f"{channel}.http_{answer.status_code}")
    try:
        body = answer.json()
    except ValueError:
        raise NotSent(f"{channel}.unreadable") from None
    reason = next((body[name] for name in _REASONS if isinstance(body, dict) and body.get(name)), 0)
    if reason:
        raise NotSent(f"{channel}.{reason}")
    return True
