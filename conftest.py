"""The database of the tests: migrated by the owner role, used by the application role.

So a test that edits an append-only table fails as it would in production.
"""

import os
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from linli.config import privileges, schema


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("DATABASE_URL") or not os.environ.get("DATABASE_OWNER_URL"):
        raise pytest.UsageError(
            "no DATABASE_URL / DATABASE_OWNER_URL: run the tests with `./linli test [pytest arguments]`, "
            "which starts a throw-away PostgreSQL. 请用 ./linli test 运行测试。"
        )


def _become(url: str) -> None:
    connection = connections["default"]
    connection.close()
    parts = urlsplit(url)
    connection.settings_dict["USER"] = unquote(parts.username or "")
    connection.settings_dict["PASSWORD"] = unquote(parts.password or "")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    connection = connections["default"]
    name = connection.settings_dict["NAME"]
    worker = getattr(request.config, "workerinput", {}).get("workerid", "one")
    owner, application = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]

    def create(test_name: str) -> None:
        connection.settings_dict["TEST"]["NAME"] = test_name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)

    def migrate(template: str) -> None:
        create(template)
        connection.close()
        connection.settings_dict["NAME"] = name

    with django_db_blocker.unblock():
        _become(owner)
        connection.settings_dict["TEST"]["TEMPLATE"] = schema.make_template(owner, migrate)
        create(f"test_{name}_{worker}")
        privileges.grant(connection, role=unquote(urlsplit(application).username or ""), may_truncate=True)
        _become(application)
    yield
    # Not dropped: the cluster is thrown away, and the next run of another one would begin with a new database anyway.
    with django_db_blocker.unblock():
        connections.close_all()
