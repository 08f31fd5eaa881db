"""No line of the log tells an address: it may hold a secret link."""

from __future__ import annotations

import io
import logging
import logging.config
from typing import Any

import pytest
from django.test import Client

from linli.config.logs import NoAddresses
from linli.config.logs import logging as settings_of
from linli.people.tests import areas

SECRET = "AaH8rZHteuK3FJg87ziupwvK_XPLzRZ38J0ESQ"


@pytest.fixture
def written() -> Any:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(NoAddresses())
    names = ("django.request", "django.security.csrf")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield stream
    for name in names:
        logging.getLogger(name).removeHandler(handler)


@pytest.mark.parametrize(
    "method, path",
    [
        ("get", f"/api/v1/appeals/by-link/{SECRET}"),
        ("post", f"/api/v1/appeals/by-link/{SECRET}/rate"),
        ("get", f"/r/{SECRET}"),
        ("post", f"/r/{SECRET}/rate"),
        ("get", f"/nothing/{SECRET}/中文"),
    ],
)
@pytest.mark.django_db
def test_no_line_tells_a_secret_link(written: Any, method: str, path: str) -> None:
    areas.plant()
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert answer.status_code >= 400
    assert written.getvalue() != ""
    assert SECRET not in written.getvalue()


def test_every_handler_covers_addresses() -> None:

    given: Any = settings_of(as_json=True)
    assert all(handler["filters"] == ["addresses"] for handler in given["handlers"].values())
