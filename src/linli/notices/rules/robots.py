"""The key of a robot in WeCom, DingTalk or Feishu, as people paste it: the whole address or the key alone (ADR 0021).

Only the key is kept; the host is always the provider's, so that nobody makes the server call where it should not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from linli.kernel.errors import Invalid
from linli.kernel.words import Text
from linli.notices.words import Channel

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_FORMS: Mapping[Channel, re.Pattern[str]] = {
    Channel.WECOM: re.compile(rf"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=)?({_UUID})", re.I),
    Channel.DINGTALK: re.compile(
        r"(?:https://oapi\.dingtalk\.com/robot/send\?access_token=)?([0-9a-f]{64})(?:[\s:]+(SEC[0-9a-f]{16,128}))?",
        re.I,
    ),
    Channel.FEISHU: re.compile(rf"(?:https://open\.feishu\.cn/open-apis/bot/v2/hook/)?({_UUID})", re.I),
}
ROBOTS = tuple(_FORMS)
WHERE: Mapping[Channel, Text] = {
    Channel.WECOM: Text(
        "群设置里添加“消息推送”（群机器人），复制它的 Webhook 地址。",
        "In the group's settings add a message robot and copy its webhook.",
    ),
    Channel.DINGTALK: Text(
        "群设置里添加“自定义”机器人，复制 Webhook 地址；选了加签，就在后面空一格再写 SEC 开头的密钥。",
        "In the group's settings add a custom robot and copy its webhook; if it signs, add a blank and the secret.",
    ),
    Channel.FEISHU: Text(
        "群设置里添加“自定义机器人”，复制 Webhook 地址；不要勾选签名校验。",
        "In the group's settings add a custom robot and copy its webhook; leave the signature check off.",
    ),
}


def robot_key(channel: Channel, given: str) -> str:
    """Return the key in what somebody pasted; for DingTalk with ``:`` and the secret where it signs. Empty: empty.

    :raises Invalid: it is no key of this provider.
    """
    if not given.strip():
        return ""
    found = _FORMS[channel].fullmatch(given.strip())
    if found is None:
        raise Invalid(
            field=channel.value,
            why_zh=f"这不像{channel.zh}机器人的地址，请整段复制",
            why_en=f"this does not look like the address of a {channel.en} robot; copy all of it",
        )
    return ":".join(part for part in found.groups() if part)
