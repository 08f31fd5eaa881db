"""Sealed fields and blind indexes: one interface, an international and a national profile (domain-spec §14.4).

A sealed value is ``algorithm id (1) | key mark (2) | nonce (12) | ciphertext and tag``; the label (table.column) is
authenticated, so a value moved to another column does not open. The blind index is a keyed digest: equal values give
equal digests, and without the key nothing can be tried out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac as compare
import os
import secrets
from abc import ABC, abstractmethod
from functools import cache
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from linli.kernel.errors import Broken

NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES = 3


class Provider(ABC):
    """What a profile offers: hash, mac, encrypt, decrypt. `number` is stored with each ciphertext."""

    number: ClassVar[int]
    name: ClassVar[str]
    key_bytes: ClassVar[int]

    @abstractmethod
    def digest(self, data: bytes) -> bytes:
        """Return the hash of `data`, 32 bytes."""

    @abstractmethod
    def mac(self, key: bytes, data: bytes) -> bytes:
        """Return the keyed hash of `data`, 32 bytes."""

    @abstractmethod
    def encrypt(self, key: bytes, nonce: bytes, data: bytes, label: bytes) -> bytes:
        """Return ciphertext and tag."""

    @abstractmethod
    def decrypt(self, key: bytes, nonce: bytes, data: bytes, label: bytes) -> bytes:
        """Return the plain bytes.

        :raises InvalidTag: the key, the label or the data is another.
        """


class International(Provider):
    """AES-256-GCM and SHA-256."""

    number = 1
    name = "aes-256-gcm"
    key_bytes = 32

    def digest(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    def mac(self, key: bytes, data: bytes) -> bytes:
        return compare.digest(key, data, "sha256")

    def encrypt(self, key: bytes, nonce: bytes, data: bytes, label: bytes) -> bytes:
        return AESGCM(key).encrypt(nonce, data, label)

    def decrypt(self, key: bytes, nonce: bytes, data: bytes, label: bytes) -> bytes:
        return AESGCM(key).decrypt(nonce, data, label)


class National(Provider):
    """SM4-GCM (GB/T 32907) and SM3 (GB/T 32905)."""

    number = 2
    name = "sm4-gcm"
    key_bytes = 16

    def digest(self, data: bytes) -> bytes:
        state = hashes.Hash(hashes.SM3())
        state.update(data)
        return state.finalize()

    def mac(self, key: bytes, data: bytes) -> bytes:
        state = hmac.HMAC(key, hashes.SM3())
        state.update(data)
        return state.finalize()

    def encrypt(self, key: bytes, nonce: bytes, data: bytes, label: bytes) -> bytes:
        work = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(label)
        return work.update(data) + work.finalize() + work.tag

    def decrypt(self, key: bytes, nonce: bytes, data: bytes, label: bytes) -> bytes:
        body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        work = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        work.authenticate_additional_data(label)
        return work.update(body) + work.finalize()


PROVIDERS: dict[int, Provider] = {provider.number: provider for provider in (International(), National())}
BY_NAME: dict[str, Provider] = {provider.name: provider for provider in PROVIDERS.values()}


class CannotOpen(Broken):
    """A sealed value does not open: the key is missing or the value was moved or changed."""

    code = "people.cannot_open"


def current() -> Provider:
    """Return the provider that seals now (setting `FIELD_ALGORITHM`, else the international profile)."""
    return BY_NAME[getattr(settings, "FIELD_ALGORITHM", International.name)]


def seal(text: str, label: str) -> bytes:
    """Return `text` sealed for the column `label` with the current key and profile."""
    provider, master = current(), settings.FIELD_KEY
    nonce = os.urandom(NONCE_BYTES)
    body = provider.encrypt(_key(master, provider.number, label), nonce, text.encode(), label.encode())
    return bytes([provider.number]) + _mark(master) + nonce + body


def unseal(sealed: bytes, label: str) -> str:
    """Return the text of a value sealed for `label`, under the current key or a retired one (`FIELD_KEYS_OLD`).

    :raises CannotOpen: no known key opens it, or it was made for another column.
    """
    provider = PROVIDERS.get(sealed[0]) if sealed else None
    master = _by_mark(sealed[1:HEAD_BYTES])
    if provider is None or master is None:
        raise CannotOpen(label=label)
    nonce, body = sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], sealed[HEAD_BYTES + NONCE_BYTES :]
    try:
        plain = provider.decrypt(_key(master, provider.number, label), nonce, body, label.encode())
    except InvalidTag as error:
        raise CannotOpen(label=label) from error
    return plain.decode()


def blind_index(normal: str, label: str) -> bytes:
    """Return the keyed digest (32 bytes) under which the normalised value `normal` can be found."""
    return current().mac(_derived(settings.INDEX_KEY, f"index:{label}", 32), normal.encode())


def token_digest(raw: str) -> bytes:
    """Return the digest under which an unguessable secret (token, recovery code) is kept."""
    return blind_index(raw, "secret")


def random_secret(size: int = 20) -> str:
    """Return `size` random bytes in base 32, the form authenticator apps read."""
    return base64.b32encode(os.urandom(size)).decode().rstrip("=")


def random_figures(size: int) -> str:
    """Return `size` figures, each as likely as the others: a code that people type."""
    return "".join(str(secrets.randbelow(10)) for _ in range(size))


def _by_mark(mark: bytes) -> str | None:
    masters = [settings.FIELD_KEY, *getattr(settings, "FIELD_KEYS_OLD", ())]
    return next((master for master in masters if _mark(master) == mark), None)


@cache
def _mark(master: str) -> bytes:
    return hashlib.sha256(b"linli mark " + base64.b64decode(master)).digest()[:2]


def _key(master: str, number: int, label: str) -> bytes:
    return _derived(master, f"field:{number}:{label}", PROVIDERS[number].key_bytes)


@cache
def _derived(master: str, purpose: str, size: int) -> bytes:
    # One key per column: sensitive columns never share a key with contact data (个人信息保护法 §28-§29).
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=None, info=f"linli {purpose}".encode()).derive(
        base64.b64decode(master)
    )
