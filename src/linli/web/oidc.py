"""Asking a provider who somebody is: OpenID Connect code flow with PKCE (OIDC Core 1.0 §3.1, RFC 7636, RFC 9700).

What is believed is the ID token alone, and of it only issuer and subject: signed by a key of the provider, for us, not
expired, with the nonce of this very sign-in.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from linli.kernel.errors import Refused
from linli.kernel.words import Text

PATIENCE_S = 10
LEEWAY_S = 60
"""So far the provider's clock may be off."""
SIGNED_BY = ("RS256", "PS256", "ES256")
"""Public-key signatures only: with a shared secret, or none, anybody who knows it could vouch for anybody."""
KEPT_S = 600
LONGEST_WAIT_S = 900
"""A sign-in at the provider that takes longer is begun anew."""


class NotProven(Refused):
    """The provider's answer does not prove who it is; `why` is a code for the log, not for the page."""

    code = "web.not_proven"
    says = Text(
        "统一身份没有核实成功，请重新登录；仍不行就用密码登录。",
        "The sign-on could not be verified. Please begin again, or sign in with your password.",
    )


class Away(Refused):
    """The provider does not answer, or not as one."""

    code = "web.provider_away"
    says = Text(
        "统一身份认证暂时连不上，请用密码登录，或稍后再试。",
        "The sign-on service does not answer; sign in with your password, or try again later.",
    )


@dataclass(frozen=True, slots=True)
class Pending:
    """What the browser's session remembers while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str
    begun: int

    def kept(self) -> dict[str, Any]:
        """Return it as the session keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Proven:
    """Who it is, as the provider vouches."""

    issuer: str
    subject: str
    id_token: str


def is_open() -> bool:
    """Say whether a provider is set."""
    return bool(settings.LINLI_OIDC_ISSUER)


def begin(*, back: str, now: datetime) -> tuple[str, Pending]:
    """Return the provider's address to go to, and what to remember.

    :raises Away: the provider does not answer.
    """
    told = provider(now)
    pending = Pending(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        begun=int(now.timestamp()),
    )
    with _session(back) as session:
        url, _ = session.create_authorization_url(
            told["authorization_endpoint"], state=pending.state, nonce=pending.nonce, code_verifier=pending.verifier
        )
    return str(url), pending


def finish(pending: Pending, query: Mapping[str, str], *, back: str, now: datetime) -> Proven:
    """Return who came back, verified.

    :raises NotProven: the state, the code, the token, its signature, audience, time or nonce is wrong.
    :raises Away: the provider does not answer.
    """
    state = query.get("state", "")
    if not secrets.compare_digest(state.encode(), pending.state.encode()):
        raise NotProven(why="state")
    if now.timestamp() - pending.begun > LONGEST_WAIT_S:
        raise NotProven(why="late")
    # RFC 9207: an answer of another provider is not for this one.
    if query.get("iss", settings.LINLI_OIDC_ISSUER) != settings.LINLI_OIDC_ISSUER or not query.get("code"):
        raise NotProven(why=str(query.get("error", "code"))[:40])
    told = provider(now)
    with _session(back) as session:
        try:
            token = session.fetch_token(
                told["token_endpoint"], code=query["code"], code_verifier=pending.verifier, timeout=PATIENCE_S
            )
        except AuthlibBaseError as error:
            raise NotProven(why="code") from error
        except (requests.RequestException, ValueError) as error:
            raise Away from error
    raw = str(token.get("id_token", ""))
    return verified(raw, keys=_keys(told), nonce=pending.nonce, now=now)


def verified(raw: str, *, keys: Mapping[str, Any], nonce: str, now: datetime) -> Proven:
    """Return who an ID token speaks of (OIDC Core 1.0 §3.1.3.7).

    :raises NotProven: it is not signed by one of `keys`, not for us, expired, from the future, or of another sign-in.
    """
    try:
        claims = jwt.decode(raw, KeySet.import_key_set(keys), algorithms=list(SIGNED_BY)).claims  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError) as error:
        raise NotProven(why="signature") from error
    wrong = _wrong_claim(claims, nonce, now.timestamp())
    if wrong:
        raise NotProven(why=wrong)
    return Proven(issuer=claims["iss"], subject=claims["sub"], id_token=raw)


def _wrong_claim(claims: Mapping[str, Any], nonce: str, now: float) -> str:
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    own = settings.LINLI_OIDC_CLIENT_ID
    subject = claims.get("sub")
    checks = {
        "issuer": claims.get("iss") == settings.LINLI_OIDC_ISSUER,
        "audience": own in listed and claims.get("azp", own) == own and (len(listed) == 1 or "azp" in claims),
        "expired": _number(claims.get("exp")) + LEEWAY_S > now,
        "future": _number(claims.get("iat", now)) - LEEWAY_S <= now,
        "nonce": secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
        "subject": isinstance(subject, str) and 0 < len(subject) <= 255,
    }
    return next((name for name, is_right in checks.items() if not is_right), "")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def goodbye(id_token: str, *, back: str, now: datetime) -> str:
    """Return the provider's address that ends the session there too, or an empty string where it has none."""
    try:
        told = provider(now)
    except Away:
        return ""
    if not told.get("end_session_endpoint") or not id_token:
        return ""
    words = {"id_token_hint": id_token, "post_logout_redirect_uri": back, "client_id": settings.LINLI_OIDC_CLIENT_ID}
    prepared = requests.Request("GET", told["end_session_endpoint"], params=words).prepare()
    return prepared.url or ""


def provider(now: datetime) -> Mapping[str, Any]:
    """Return what the provider says of itself; asked anew every ten minutes.

    :raises Away: it does not answer, or says that it is another.
    """
    return _told(settings.LINLI_OIDC_ISSUER, int(now.timestamp()) // KEPT_S)


@lru_cache(maxsize=4)
def _told(issuer: str, window: int) -> Mapping[str, Any]:
    found = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer or not all(
        str(found.get(name, "")).startswith(_scheme(issuer))
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    ):
        raise Away
    return found


def _scheme(issuer: str) -> str:
    return issuer.partition("://")[0] + "://"


def _keys(told: Mapping[str, Any]) -> Mapping[str, Any]:
    # Asked for each sign-in: keys change, and sign-ins are few.
    return _asked(str(told["jwks_uri"]))


def _asked(url: str) -> Mapping[str, Any]:
    try:
        answer = requests.get(url, timeout=PATIENCE_S, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Away from error
    if not isinstance(found, dict):
        raise Away
    return found


def _session(back: str) -> Any:
    return OAuth2Session(
        settings.LINLI_OIDC_CLIENT_ID,
        settings.LINLI_OIDC_CLIENT_SECRET,
        scope="openid",
        redirect_uri=back,
        code_challenge_method="S256",
    )
