"""How WeCom calls us: signed with SHA-1 over sorted parts, sealed with AES-256-CBC, said in XML.

Source: 企业微信开发者中心「回调配置」「加解密方案说明」 (developer.work.weixin.qq.com/document/path/90930, 90968).
The secret of the connection is ``token:EncodingAESKey``.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha1
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from linli.channels.rules.messages import LONGEST, Said
from linli.kernel.errors import Invalid
from linli.kernel.texts import clean

TOLERANCE = timedelta(minutes=5)
BLOCK, RANDOM, LENGTH = 32, 16, 4
DEEPEST = 8
"""WeCom nests three levels; a stranger may send a million, before anything is found to be signed."""


class NotWecom(Exception):
    """It was not sealed and signed with our keys, or is none of WeCom's forms."""


class Old(Exception):
    """It was, but not lately."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What both sides hold."""

    token: str = field(repr=False)
    key: bytes = field(repr=False)


def keys_of(secret: str) -> Keys:
    """Return the keys out of a connection's secret.

    :raises NotWecom: it is none of this form.
    """
    token, _, encoded = secret.partition(":")
    try:
        key = b64decode(f"{encoded}=", validate=True)
    except (ValueError, binascii.Error):
        raise NotWecom from None
    if not token or len(key) != BLOCK:
        raise NotWecom
    return Keys(token, key)


def signature(keys: Keys, timestamp: str, nonce: str, sealed: str) -> str:
    """Return WeCom's signature of a sealed message."""
    parts = "".join(sorted((keys.token, timestamp, nonce, sealed)))
    return sha1(parts.encode()).hexdigest()  # noqa: S324 - WeCom's form; the seal is what keeps others out


def opened(keys: Keys, sealed: str, said: Mapping[str, str], *, now: datetime) -> str:
    """Return what was sealed. `said` holds `msg_signature`, `timestamp`, `nonce` of the address.

    :raises NotWecom: the signature or the seal is wrong. Old: it is older (or newer) than five minutes.
    """
    timestamp, nonce = said.get("timestamp", ""), said.get("nonce", "")
    wanted = signature(keys, timestamp, nonce, sealed)
    if not hmac.compare_digest(wanted.encode(), said.get("msg_signature", "").encode()):
        raise NotWecom
    if not _is_number(timestamp) or abs(now.timestamp() - int(timestamp[:12])) > TOLERANCE.total_seconds():
        raise Old
    try:
        raw = b64decode(sealed, validate=True)
        # The first half of the key is the initial value: so says WeCom's form.
        work = Cipher(algorithms.AES(keys.key), modes.CBC(keys.key[:16])).decryptor()
        plain = work.update(raw) + work.finalize()
        plain = plain[: -plain[-1]]
        length = int.from_bytes(plain[RANDOM : RANDOM + LENGTH])
        return plain[RANDOM + LENGTH : RANDOM + LENGTH + length].decode()
    except (ValueError, IndexError, binascii.Error):
        raise NotWecom from None


def sealed_of(body: bytes) -> str:
    """Return the sealed part of a callback's body.

    :raises NotWecom: there is none.
    """
    found = _parts(body).get("xml/Encrypt", "")
    if not found:
        raise NotWecom
    return found


def message_of(text: str, now: datetime) -> Said | None:
    """Return the message of an opened callback, or None for what is none (a picture, somebody joining).

    :raises Invalid: it cannot be read.
    """
    try:
        parts = _parts(text.encode())
    except NotWecom:
        raise Invalid(field="body", why_zh="不是企业微信的 XML", why_en="it is no XML of WeCom") from None
    words = clean(parts.get("xml/Text/Content") or parts.get("xml/Content") or "").strip()[:LONGEST]
    number = parts.get("xml/MsgId", "")[:100]
    if parts.get("xml/MsgType") != "text" or not words or not number:
        return None
    sender = parts.get("xml/From/Name") or parts.get("xml/From/Alias") or parts.get("xml/FromUserName") or ""
    group = parts.get("xml/ChatId") or parts.get("xml/AgentID") or "-"
    at = parts.get("xml/CreateTime", "")
    said_at = datetime.fromtimestamp(int(at), now.tzinfo) if _is_number(at) and len(at) <= 11 else now
    return Said(number, group[:100], clean(sender).strip()[:60], words, min(said_at, now))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _parts(body: bytes) -> dict[str, str]:
    """Return path -> text of a small XML document; one with a document type, entities or depths is refused."""
    parser = expat.ParserCreate()
    stack: list[str] = []
    found: dict[str, str] = {}

    def refuse(*_: object) -> None:
        raise NotWecom

    def begin(name: str, _: object) -> None:
        stack.append(name)
        if len(stack) > DEEPEST:
            raise NotWecom

    def end(_: str) -> None:
        stack.pop()

    def words(said: str) -> None:
        path = "/".join(stack)
        found[path] = found.get(path, "") + said

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, words
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError):
        raise NotWecom from None
    return found
