"""What the surroundings say: typed, checked, with errors a person can act on."""

import base64
import binascii
import os
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src"
STATE = ROOT / ".linli"

# In storey order, lowest first. A room is installed as soon as it has an apps.py.
ROOMS = (
    "kernel", "journal", "standards", "grid", "people", "desks", "duties", "notices", "appeals", "groups",
    "past", "assembly", "dispatch", "fieldwork", "devices", "places", "dashboards", "hooks", "journeys", "channels",
    "web", "demo",
)  # fmt: skip


class Mode(StrEnum):
    """How much the process may assume: production asks for every key."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class WrongSettings(SystemExit):
    """The surroundings are not fit to run in; the message says which variable and why."""


def _key_of_32_bytes(text: str) -> str:
    if not text:
        return text
    try:
        size = len(base64.b64decode(text, validate=True))
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if size != 32:
        raise ValueError(f"{size} bytes instead of 32")
    return text


def _postgres_url(text: str) -> str:
    if text and urlsplit(text).scheme not in {"postgres", "postgresql"}:
        raise ValueError("only PostgreSQL is supported")
    return text


def _comma_list(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Key = Annotated[str, AfterValidator(_key_of_32_bytes)]
Keys = Annotated[list[Key], NoDecode]
DatabaseUrl = Annotated[str, AfterValidator(_postgres_url)]

EXAMPLES = {
    "DATABASE_URL": "postgresql://linli_app:secret@127.0.0.1:5432/linli",
    "DATABASE_OWNER_URL": "postgresql://linli_owner:secret@127.0.0.1:5432/linli",
    "SECRET_KEY": "50 random characters: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
    "ALLOWED_HOSTS": "linli.example.org,127.0.0.1",
    "EMAIL_URL": "smtp://user:password@mail.example.org:587?tls=1",
    "LINLI_SMS_URL": "jsons://user:password@sms.example.org/send?:mobile={phone}&:id={key}",
    "LINLI_DISTRICT": "370203",
    "LINLI_PUBLIC_URL": "https://linli.example.org",
    "LINLI_MODE": "production, demo or test",
    "DEBUG": "0 or 1",
    "LINLI_REPORTS_PER_MINUTE": "30 (0: no limit)",
    "LINLI_REQUESTS_PER_MINUTE": "600 (0: no limit)",
    "LINLI_OIDC_ISSUER": "https://sso.example.org/realms/district",
    "LINLI_PROXIES": "1 behind nginx, 0 without a proxy",
}
KEY_EXAMPLE = "32 bytes as base64: head -c 32 /dev/urandom | base64"


class Settings(BaseSettings):
    """The variables linli reads; names in capitals are the names in the environment."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=True, env_ignore_empty=True, frozen=True)

    mode: Mode = Field(Mode.PRODUCTION, validation_alias="LINLI_MODE")
    debug: bool = Field(False, validation_alias="DEBUG")
    secret_key: str = Field("", validation_alias="SECRET_KEY")
    field_key: Key = Field("", validation_alias="FIELD_KEY")
    index_key: Key = Field("", validation_alias="INDEX_KEY")
    log_key: Key = Field("", validation_alias="LOG_KEY")
    receipt_key: Key = Field("", validation_alias="RECEIPT_KEY")
    # Retired keys that still open what they closed: sealed fields, receipt links that people keep as bookmarks.
    field_keys_old: Keys = Field(default_factory=list, validation_alias="FIELD_KEYS_OLD")
    receipt_keys_old: Keys = Field(default_factory=list, validation_alias="RECEIPT_KEYS_OLD")
    database_url: DatabaseUrl = Field("", validation_alias="DATABASE_URL")
    database_owner_url: DatabaseUrl = Field("", validation_alias="DATABASE_OWNER_URL")
    allowed_hosts: Annotated[list[str], NoDecode] = Field(default_factory=list, validation_alias="ALLOWED_HOSTS")
    district: str = Field("370203", validation_alias="LINLI_DISTRICT", pattern=r"^\d{6}$")
    public_url: str = Field("http://127.0.0.1:8000", validation_alias="LINLI_PUBLIC_URL", pattern=r"^https?://[^/]+")
    media_root: Path = Field(STATE / "media", validation_alias="MEDIA_ROOT")
    s3_bucket: str = Field("", validation_alias="S3_BUCKET")
    s3_endpoint_url: str = Field("", validation_alias="S3_ENDPOINT_URL")
    s3_region: str = Field("", validation_alias="S3_REGION")
    email_url: str = Field("", validation_alias="EMAIL_URL", pattern=r"^$|^(smtp|smtps)://")
    # An address of apprise for a gateway of short messages; {phone} and {key} are filled in.
    sms_url: str = Field("", validation_alias="LINLI_SMS_URL", pattern=r"^$|^jsons?://.*\{phone\}")
    email_from: str = Field("linli@localhost", validation_alias="EMAIL_FROM")
    # Anonymous reports per address and minute, requests per token (or address) and minute; 0 sets no limit.
    reports_per_minute: int = Field(30, validation_alias="LINLI_REPORTS_PER_MINUTE", ge=0)
    requests_per_minute: int = Field(600, validation_alias="LINLI_REQUESTS_PER_MINUTE", ge=0)
    # How many proxies stand before the server; their last header says who asks. Without one nobody's header counts.
    proxies: int = Field(0, validation_alias="LINLI_PROXIES", ge=0, le=5)
    # A model of labels that `./linli train labels` made from this district's own cases; none: rules alone.
    labels_model: Path | None = Field(None, validation_alias="LINLI_LABELS_MODEL")
    # A model of addresses that `./linli train addresses` made from rows of one's own; none: their signs alone.
    address_model: Path | None = Field(None, validation_alias="LINLI_ADDRESS_MODEL")
    metrics_token: str = Field("", validation_alias="LINLI_METRICS_TOKEN")
    # Single sign-on with OpenID Connect: the three of them, or none.
    oidc_issuer: str = Field("", validation_alias="LINLI_OIDC_ISSUER", pattern=r"^$|^https?://[^\s?#]+$")
    oidc_client_id: str = Field("", validation_alias="LINLI_OIDC_CLIENT_ID")
    oidc_client_secret: str = Field("", validation_alias="LINLI_OIDC_CLIENT_SECRET")
    oidc_name: str = Field("统一身份认证", validation_alias="LINLI_OIDC_NAME", max_length=40)
    oidc_name_en: str = Field("single sign-on", validation_alias="LINLI_OIDC_NAME_EN", max_length=40)
    # Webhooks to this very machine, over plain http: for tests and the demo, never for real.
    hooks_loopback: bool = Field(False, validation_alias="LINLI_HOOKS_LOOPBACK")

    # Pictures that a program points to, from this very machine over plain http: for tests alone.
    pictures_loopback: bool = Field(False, validation_alias="LINLI_PICTURES_LOOPBACK")

    @model_validator(mode="before")
    @classmethod
    def split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        """Read comma-separated hosts and keys."""
        for name in ("ALLOWED_HOSTS", "FIELD_KEYS_OLD", "RECEIPT_KEYS_OLD"):
            if name in values:
                values[name] = _comma_list(values[name])
        return values

    @model_validator(mode="after")
    def single_sign_on_is_whole(self) -> Self:
        """Refuse half a provider, and in production one whose words travel in the open."""
        given = [bool(one) for one in (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)]
        if any(given) and not all(given):
            raise ValueError("LINLI_OIDC_ISSUER, LINLI_OIDC_CLIENT_ID and LINLI_OIDC_CLIENT_SECRET belong together")
        if self.mode is Mode.PRODUCTION and self.oidc_issuer.startswith("http://"):
            raise ValueError("LINLI_OIDC_ISSUER begins with https://")
        return self

    @model_validator(mode="after")
    def pictures_come_from_outside(self) -> Self:
        """Refuse to fetch pictures from this machine outside of tests: whoever has a key could look inside with it."""
        if self.pictures_loopback and self.mode is not Mode.TEST:
            raise ValueError("LINLI_PICTURES_LOOPBACK is for tests")
        return self

    @model_validator(mode="after")
    def production_is_complete(self) -> Self:
        """Refuse to run for real with a key missing: a default key is a public key."""
        if self.mode is not Mode.PRODUCTION:
            return self
        needed = {
            "SECRET_KEY": self.secret_key,
            "FIELD_KEY": self.field_key,
            "INDEX_KEY": self.index_key,
            "LOG_KEY": self.log_key,
            "RECEIPT_KEY": self.receipt_key,
            "DATABASE_URL": self.database_url,
            "ALLOWED_HOSTS": self.allowed_hosts,
        }
        if self.hooks_loopback:
            raise ValueError("LINLI_HOOKS_LOOPBACK is for tests and the demo")
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise ValueError("missing: " + " ".join(missing))
        return self


def development_keys() -> dict[str, str]:
    """Return keys for tests and checks; they protect nothing and are the same everywhere."""
    names = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "LOG_KEY", "RECEIPT_KEY")
    return {name: base64.b64encode(name.ljust(32, ".").encode()).decode() for name in names}


@cache
def read() -> Settings:
    """Return the settings of this process.

    :raises WrongSettings: a variable is missing or malformed; the text names it and gives an example.
    """
    if os.environ.get("LINLI_MODE") in {Mode.TEST, Mode.DEMO}:
        for name, value in development_keys().items():
            if os.environ.get("LINLI_MODE") == Mode.TEST:
                os.environ.setdefault(name, value)
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSettings(explain(error)) from None


def explain(error: ValidationError) -> str:
    """Return the text of a settings error: which variable, what is wrong, an example."""
    lines = ["linli: 环境变量有误 / the environment is not complete:"]
    for problem in error.errors():
        message = problem["msg"].removeprefix("Value error, ")
        if message.startswith("missing: "):
            lines += [f"  {name}: missing. Example: {_example(name)}" for name in message.split()[1:]]
        elif not problem["loc"]:  # of several variables together; the text names them
            lines.append(f"  {message}.")
        else:
            name = str(problem["loc"][0])
            lines.append(f"  {name}: {message}. Example: {_example(name)}")
    lines.append("  To try linli: ./linli demo - to run the tests: ./linli test")
    return "\n".join(lines)


def _example(name: str) -> str:
    return EXAMPLES.get(name, KEY_EXAMPLE)


def rooms() -> list[str]:
    """Return the rooms that are open, lowest storey first."""
    return [room for room in ROOMS if (SOURCE / "linli" / room / "apps.py").exists()]


def database(url: str) -> dict[str, object]:
    """Return Django's entry for a PostgreSQL address.

    An empty address gives an entry nobody answers at, so that commands which need no database still start.
    """
    parts = urlsplit(url or "postgresql://nobody@127.0.0.1:1/absent")
    return {
        "ENGINE": "linli.config.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # One round trip less per statement, and plans kept over a connection's life. Our statements take milliseconds:
        # compiling one with fifty counts (PostgreSQL's JIT) costs ten times what it saves.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 1, "options": "-c jit=off"},
    }


def email(url: str) -> dict[str, object]:
    """Return Django's e-mail settings for an `smtp://` or `smtps://` address."""
    parts = urlsplit(url)
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": "tls=1" in parts.query or "tls=true" in parts.query,
    }
