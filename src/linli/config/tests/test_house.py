"""The house stands: the settings explain themselves, the roles differ, the first address answers."""

import pkgutil

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pydantic import ValidationError

from linli.config import cli, commands, environment


@pytest.mark.django_db
def test_the_first_address_answers(client: Client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_the_application_may_not_change_structure():
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.stranger (id int)")


@pytest.mark.django_db
def test_the_application_is_not_the_owner():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("linli_app",)


@pytest.mark.django_db
def test_what_the_settings_ask_of_a_connection_reaches_the_server():
    """A new connection, opened as any process of ours opens it: what the pool of the tests holds may be older."""
    fresh = connection.copy()
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
    finally:
        fresh.close()


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_are_emptied():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("name, value, words", [
    ("FIELD_KEY", "c2hvcnQ=", "FIELD_KEY: 5 bytes instead of 32"),
    ("RECEIPT_KEY", "c2hvcnQ=", "RECEIPT_KEY: 5 bytes instead of 32"),
    ("RECEIPT_KEYS_OLD", "c2hvcnQ=", "RECEIPT_KEYS_OLD: 5 bytes instead of 32"),
    ("DATABASE_URL", "mysql://x/y", "DATABASE_URL: only PostgreSQL is supported"),
    ("LINLI_DISTRICT", "Shibei", "LINLI_DISTRICT: String should match pattern"),
])  # fmt: skip
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        environment.Settings()
    assert words in environment.explain(caught.value)


def test_production_asks_for_every_key(monkeypatch: pytest.MonkeyPatch):
    for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "LOG_KEY", "RECEIPT_KEY", "DATABASE_URL", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LINLI_MODE", "production")
    with pytest.raises(ValidationError) as caught:
        environment.Settings()
    assert environment.explain(caught.value).count("missing. Example") == 7


def test_pictures_come_from_this_machine_in_tests_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LINLI_MODE", "demo")
    monkeypatch.setenv("LINLI_PICTURES_LOOPBACK", "1")
    with pytest.raises(ValidationError) as caught:
        environment.Settings()
    assert "LINLI_PICTURES_LOOPBACK is for tests" in environment.explain(caught.value)


OIDC = {"ISSUER": "https://sso.example.org/a", "CLIENT_ID": "linli", "CLIENT_SECRET": "secret"}


@pytest.mark.parametrize("without", [*OIDC, ""])
def test_single_sign_on_is_set_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, without: str):
    for name, value in OIDC.items():
        monkeypatch.setenv(f"LINLI_OIDC_{name}", "" if name == without else value)
    if not without:
        assert environment.Settings().oidc_issuer == OIDC["ISSUER"]
        return
    with pytest.raises(ValidationError) as caught:
        environment.Settings()
    told = environment.explain(caught.value)
    assert "LINLI_OIDC_ISSUER, LINLI_OIDC_CLIENT_ID and LINLI_OIDC_CLIENT_SECRET belong together." in told


def test_an_issuer_in_the_open_is_refused_for_real(monkeypatch: pytest.MonkeyPatch):
    for name, value in OIDC.items():
        monkeypatch.setenv(f"LINLI_OIDC_{name}", value.replace("https", "http"))
    monkeypatch.setenv("LINLI_MODE", "production")
    with pytest.raises(ValidationError) as caught:
        environment.Settings()
    assert "LINLI_OIDC_ISSUER begins with https://" in environment.explain(caught.value)


def test_every_command_can_be_given() -> None:
    """A command that nobody registered is only words in a document."""
    written = {name for _, name, _ in pkgutil.iter_modules(commands.__path__)}
    assert {module.__name__.rpartition(".")[2] for module in cli.COMMANDS} == written
