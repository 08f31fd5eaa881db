"""Single sign-on before a real OpenID provider on this machine: what is proven opens an account, nothing else does."""

from __future__ import annotations

import base64
import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from django.utils import timezone

from linli.journal.models import Fact
from linli.people import queries as people
from linli.people.models import Account, Identity, IdentityInvitation, SignIn
from linli.people.tests import areas, factories
from linli.web import oidc

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the provider uses what its library will drop one day
    from oidc_provider_mock import run_server_in_thread

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
WANG = "wang-7"


@contextmanager
def provider(settings: Any, **options: Any) -> Iterator[str]:
    """Run a provider and have the house know it."""
    with run_server_in_thread(**options) as server:
        settings.LINLI_OIDC_ISSUER = f"http://localhost:{server.server_port}"
        settings.LINLI_OIDC_CLIENT_ID, settings.LINLI_OIDC_CLIENT_SECRET = "linli", "a-secret"
        settings.LINLI_OIDC_NAME, settings.LINLI_PUBLIC_URL = "统一身份认证", "http://testserver"
        oidc._told.cache_clear()
        yield settings.LINLI_OIDC_ISSUER


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    areas.plant()
    people.forget()


@pytest.fixture
def issuer(settings: Any) -> Iterator[str]:
    with provider(settings, require_nonce=True) as one:
        yield one


def zhao(role: str = "community") -> Any:
    """Return somebody's account."""
    account = factories.account("赵书记", login=f"zhao-{role}", at=timezone.now())
    factories.grant(account, role, areas.DISTRICT, since=timezone.now() - timedelta(days=1))
    return account


def signed_in(account: Any) -> Client:
    client = Client()
    login = people.account(account).login
    client.post("/sign-in/", {"name": login, "password": factories.PASSWORD})
    return client


def at_provider(url: str, subject: str = WANG) -> str:
    """Agree at the provider's page, and return the way back with its query."""
    answer = requests.post(url, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def journey(client: Client, door: str = "/sso/start/", subject: str = WANG) -> Any:
    """Go to the provider and back; return the last answer."""
    return client.get(at_provider(client.get(door).headers["Location"], subject))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def linked(account: Any, subject: str = WANG) -> None:
    answer = journey(signed_in(account), "/sso/link/", subject)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")


def test_a_signed_in_person_links_the_identity_and_signs_in_with_it(issuer: str) -> None:
    account = zhao()
    linked(account)
    client = Client()
    answer = journey(client, "/sso/start/?next=/desk/queue/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/second-factor/")
    assert client.session["_auth_user_id"] == str(account)
    row = SignIn.objects.order_by("-at")[:1].get()
    assert (row.account_id, row.ok, row.reason) == (account, True, "sso")
    (identity,) = people.identities_of(account)
    assert identity.issuer == issuer
    assert identity.last_used_at is not None
    assert list(Fact.objects.filter(kind__startswith="people.identity").values_list("kind", "data")) == [
        ("people.identity_linked", {})
    ]
    assert WANG not in str(list(Identity.objects.values()))


def test_the_journey_is_bound_by_state_nonce_and_pkce(issuer: str) -> None:
    client = Client()
    url = client.get("/sso/start/").headers["Location"]
    asked, kept = parse_qs(urlsplit(url).query), client.session["sso_pending"]["pending"]
    digest = hashlib.sha256(kept["verifier"].encode()).digest()
    assert asked["code_challenge"] == [base64.urlsafe_b64encode(digest).decode().rstrip("=")]
    assert asked["code_challenge_method"] == ["S256"]
    assert (asked["state"], asked["nonce"]) == ([kept["state"]], [kept["nonce"]])
    assert asked["scope"] == ["openid"], "no e-mail is asked for"
    assert asked["redirect_uri"] == ["http://testserver/sso/back/"]


def test_an_identity_nobody_linked_opens_nothing_even_with_the_same_mail(issuer: str) -> None:
    account = zhao()
    requests.put(f"{issuer}/users/{WANG}", json={"email": "zhao@example.org", "email_verified": True}, timeout=5)
    client = Client()
    answer = journey(client)
    assert answer.status_code == 409
    assert "还没有绑定账号" in answer.content.decode()
    assert not is_in(client)
    assert people.identities_of(account) == []
    assert SignIn.objects.filter(ok=False, reason="not_linked").count() == 1


def refused(client: Client, back: str) -> None:
    answer = client.get(back)
    assert answer.status_code == 409, answer.content
    assert "没有核实成功" in answer.content.decode()
    assert not is_in(client)


def test_a_wrong_state_is_refused_and_the_journey_is_over(issuer: str) -> None:
    linked(zhao())
    client = Client()
    back = at_provider(client.get("/sso/start/").headers["Location"])
    state = parse_qs(urlsplit(back).query)["state"][0]
    refused(client, back.replace(state, "x" * len(state)))
    # the right answer comes too late: what the session remembered is spent
    assert client.get(back).headers["Location"] == "/sign-in/"
    # and somebody else's answer opens nothing in a browser that asked for none
    assert Client().get(back).headers["Location"] == "/sign-in/"


def test_a_wrong_nonce_is_refused(issuer: str) -> None:
    linked(zhao())
    client = Client()
    back = at_provider(client.get("/sso/start/").headers["Location"])
    session = client.session
    session["sso_pending"]["pending"]["nonce"] = "another"
    session.save()
    refused(client, back)


def test_an_expired_token_is_refused(settings: Any) -> None:
    with provider(settings, access_token_max_age=timedelta(seconds=-120)):
        client = Client()
        back = at_provider(client.get("/sso/start/").headers["Location"])
        answer = client.get(back)
    assert answer.status_code == 409
    assert not is_in(client)


def test_a_code_is_good_once(issuer: str) -> None:
    linked(zhao())
    client, other = Client(), Client()
    back = at_provider(client.get("/sso/start/").headers["Location"])
    kept = client.session["sso_pending"]
    assert client.get(back).status_code == 302
    session = other.session
    session["sso_pending"] = kept
    session.save()
    refused(other, back)


def test_who_dawdles_begins_anew(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    linked(zhao())
    client = Client()
    back = at_provider(client.get("/sso/start/").headers["Location"])
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    refused(client, back)


@pytest.mark.parametrize("change", [
    {"iss": "https://another.example.org"}, {"aud": "another"}, {"aud": ["linli", "another"]}, {"azp": "another"},
    {"exp": 1}, {"exp": None}, {"exp": True}, {"iat": 99_999_999_999}, {"nonce": "another"}, {"nonce": None},
    {"sub": ""}, {"sub": None}, {"sub": "x" * 256},
])  # fmt: skip
def test_every_claim_counts(change: dict[str, Any], settings: Any) -> None:
    settings.LINLI_OIDC_ISSUER, settings.LINLI_OIDC_CLIENT_ID = "https://sso.example.org", "linli"
    now = timezone.now()
    claims = {
        "iss": "https://sso.example.org", "aud": "linli", "sub": WANG, "nonce": "n", "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + 60,
    }  # fmt: skip
    raw, keys = token(claims)
    assert oidc.verified(raw, keys=keys, nonce="n", now=now).subject == WANG
    bad, keys = token({name: value for name, value in (claims | change).items() if value is not None})
    with pytest.raises(oidc.NotProven):
        oidc.verified(bad, keys=keys, nonce="n", now=now)


def test_only_the_providers_own_key_and_a_public_signature_count(settings: Any) -> None:
    settings.LINLI_OIDC_ISSUER, settings.LINLI_OIDC_CLIENT_ID = "https://sso.example.org", "linli"
    raw, _ = token({"iss": "https://sso.example.org"})
    _, others = token({})
    unsigned = ".".join([base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("="), raw.split(".")[1], ""])
    for wrong in (raw, unsigned, "", "a.b.c", raw[:-4]):
        with pytest.raises(oidc.NotProven) as caught:
            oidc.verified(wrong, keys=others, nonce="n", now=timezone.now())
        assert caught.value.params["why"] == "signature"


def token(claims: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a token signed by a fresh key, and the public keys."""
    from joserfc import jwt
    from joserfc.jwk import ECKey

    key = ECKey.generate_key("P-256", {"kid": "k", "use": "sig", "alg": "ES256"})
    return jwt.encode({"alg": "ES256", "kid": "k"}, claims, key), {"keys": [key.as_dict(private=False)]}


def invitation(admin: Client, account: Any) -> str:
    """Have an invitation made, and return its path."""
    page = admin.post(f"/office/account/{account}/invite/").content.decode()
    start = page.index("/sso/invited/")
    return page[start : page.index('"', start)]


def test_an_invitation_links_once_within_a_week(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account, admin = zhao(), signed_in(zhao("admin"))
    door = invitation(admin, account)
    client = Client()
    assert journey(client, door).status_code == 302
    assert client.session["_auth_user_id"] == str(account)
    assert Client().get(door).status_code == 404, "used"

    late = invitation(admin, account)
    then: datetime = timezone.now() + timedelta(days=8)
    monkeypatch.setattr("django.utils.timezone.now", lambda: then)
    assert Client().get(late).status_code == 404
    assert Client().get("/sso/invited/nothing/").status_code == 404


def test_whoever_comes_by_invitation_needs_no_handed_out_password(issuer: str) -> None:
    account, admin = zhao(), signed_in(zhao("admin"))
    Account.objects.filter(id=account).update(must_change_password=True)
    door = invitation(admin, account)
    client = Client()
    journey(client, door)
    row = Account.objects.get(id=account)
    assert (row.must_change_password, row.has_usable_password()) == (False, False), "the administrator knew it"
    assert not is_in(signed_in(account))
    (identity,) = people.identities_of(account)
    answer = client.post(f"/account/sso/{identity.id}/unlink/")
    assert answer.status_code == 422
    assert "没有办法登录了" in answer.content.decode()
    assert people.identities_of(account) == [identity]


def test_only_whoever_opens_accounts_invites(issuer: str) -> None:
    account = zhao()
    for other in (signed_in(account), signed_in(zhao("street"))):
        assert other.post(f"/office/account/{account}/invite/").status_code in (403, 404)
    assert not IdentityInvitation.objects.exists()


def test_linking_twice_is_said_plainly(issuer: str) -> None:
    account = zhao()
    linked(account)
    answer = journey(signed_in(account), "/sso/link/")
    assert "已经绑定在您的账号上" in answer.content.decode()
    assert len(people.identities_of(account)) == 1


def test_one_identity_opens_one_account(issuer: str) -> None:
    linked(zhao())
    other = zhao("street")
    answer = journey(signed_in(other), "/sso/link/")
    assert answer.status_code == 409
    assert "已经绑定了别的账号" in answer.content.decode()
    assert people.identities_of(other) == []


def test_whoever_signed_out_meanwhile_links_nothing(issuer: str) -> None:
    account = zhao()
    client = signed_in(account)
    back = at_provider(client.get("/sso/link/").headers["Location"])
    kept = client.session["sso_pending"]
    stranger = Client()
    session = stranger.session
    session["sso_pending"] = kept
    session.save()
    assert stranger.get(back).status_code == 409
    assert people.identities_of(account) == []


def test_unlinking_and_closing_end_it(issuer: str) -> None:
    account = zhao()
    linked(account)
    (identity,) = people.identities_of(account)
    assert signed_in(zhao("street")).post(f"/account/sso/{identity.id}/unlink/").status_code in (404, 422)
    signed_in(account).post(f"/account/sso/{identity.id}/unlink/")
    client = Client()
    assert journey(client).status_code == 409
    assert not is_in(client)


def test_signing_out_offers_the_providers_end_too(issuer: str) -> None:
    linked(zhao())
    client = Client()
    journey(client)
    answer = client.post("/sign-out/", follow=True)
    assert not is_in(client)
    page = answer.content.decode()
    assert f"{issuer}/oauth2/end_session?id_token_hint=" in page
    plain = signed_in(zhao("street"))
    assert plain.post("/sign-out/").headers["Location"] == "/"


def test_a_provider_that_is_away_leaves_the_password(settings: Any) -> None:
    settings.LINLI_OIDC_ISSUER, settings.LINLI_OIDC_NAME = "http://127.0.0.1:9", "统一身份认证"
    settings.LINLI_OIDC_CLIENT_ID = settings.LINLI_OIDC_CLIENT_SECRET = "x"
    oidc._told.cache_clear()
    answer = Client().get("/sso/start/")
    assert answer.status_code == 409
    assert "请用密码登录" in answer.content.decode()
    assert "统一身份认证" in Client().get("/sign-in/").content.decode()


def test_without_a_provider_there_is_no_door(client: Client) -> None:
    assert client.get("/sso/start/").status_code == 404
    assert client.get("/sso/back/").headers["Location"] == "/sign-in/"
    assert "/sso/" not in client.get("/sign-in/").content.decode()
