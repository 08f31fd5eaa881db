"""The OpenAPI document: complete, and kept by what answers. Schemathesis asks every operation odd questions."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks as conforms

from linli.config.problems import TYPE
from linli.config.urls import api
from linli.config.wsgi import application
from tests.api.town import Town

document: dict[str, Any] = api.get_openapi_schema()
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
OPERATIONS = [
    (path, method, operation)
    for path, methods in document["paths"].items()
    for method, operation in methods.items()
    if method in METHODS
]
names = [operation["operationId"] for _, _, operation in OPERATIONS]


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path, method, operation", OPERATIONS, ids=names)
def test_an_operation_says_what_it_does_and_what_can_go_wrong(path: str, method: str, operation: Any) -> None:
    summary, description = operation["summary"], operation["description"]
    assert " · " in summary, "Chinese · English"
    assert description.strip().endswith((".", "!", "?", ")", "…")), description
    errors = {status for status in operation["responses"] if int(status) >= 400}
    assert {404, 422, 429} <= {int(status) for status in errors}
    for status in errors:
        assert list(operation["responses"][status]["content"]) == [TYPE]
    if operation.get("security"):
        assert {401, 403} <= {int(status) for status in errors}


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
CHECKS = (
    schemathesis.checks.not_a_server_error,
    conforms.status_code_conformance,
    conforms.content_type_conformance,
    conforms.response_schema_conformance,
)
IS_THOROUGH = os.environ.get("LINLI_THOROUGH") == "1"
"""Ask sixteen times as many questions; a quarter of an hour instead of a minute."""
ROLES = ("district", "agent", "admin", "security_admin")


ASKED = {found.ok().label: found.ok() for found in schema.get_all_operations()}
QUESTIONS = 200 if IS_THOROUGH else 12


@pytest.mark.parametrize("label", ASKED)
def test_no_question_breaks_it(label: str, lasting_town: Town) -> None:
    number = sum(map(ord, label)) % len(ROLES)
    token = lasting_town.token(ROLES[number], lasting_town.small.district)

    @settings(
        max_examples=QUESTIONS,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=ASKED[label].as_strategy())
    def ask(case: Any) -> None:
        with transaction.atomic():
            answer = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)

    ask()
