"""Sealed values and blind indexes."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from linli.people import sealing

LABEL = "people_contact.name_sealed"
PROFILES = sorted(sealing.BY_NAME)


def test_sm3_of_abc() -> None:
    assert sealing.National().digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm4_of_its_own_key() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert (block.update(key) + block.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"
    assert hashes.SM3().digest_size == 32


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_sealed_opens_and_names_its_algorithm(profile: str, settings: Settings) -> None:
    settings.FIELD_ALGORITHM = profile
    sealed = sealing.seal("张三", LABEL)
    assert sealed[0] == sealing.BY_NAME[profile].number
    assert "张三".encode() not in sealed
    assert sealing.unseal(sealed, LABEL) == "张三"


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert sealing.unseal(sealing.seal(text, LABEL), LABEL) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert sealing.seal("张三", LABEL) != sealing.seal("张三", LABEL)


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealing.seal("张三", LABEL), "people_contact.phone_sealed")


@pytest.mark.parametrize("place", [0, 1, 5, 20, -1])
def test_a_changed_value_does_not_open(place: int) -> None:
    sealed = bytearray(sealing.seal("张三丰的名字", LABEL))
    sealed[place] ^= 1
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(bytes(sealed), LABEL)


def test_a_retired_key_still_opens(settings: Settings) -> None:
    sealed = sealing.seal("张三", LABEL)
    old, settings.FIELD_KEY = settings.FIELD_KEY, base64.b64encode(b"n" * 32).decode()
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealed, LABEL)
    settings.FIELD_KEYS_OLD = [old]
    assert sealing.unseal(sealed, LABEL) == "张三"


def test_after_a_change_of_profile_old_values_open(settings: Settings) -> None:
    sealed = sealing.seal("张三", LABEL)
    settings.FIELD_ALGORITHM = "sm4-gcm"
    assert sealing.unseal(sealed, LABEL) == "张三"


def test_a_blind_index_depends_on_value_label_and_key(settings: Settings) -> None:
    index = sealing.blind_index("13900000001", "phone")
    assert index == sealing.blind_index("13900000001", "phone")
    assert len(index) == 32
    assert index != sealing.blind_index("13900000002", "phone")
    assert index != sealing.blind_index("13900000001", "name")
    settings.INDEX_KEY = base64.b64encode(b"n" * 32).decode()
    assert index != sealing.blind_index("13900000001", "phone")
