"""Clients made from the document by other people's generators: one reports something and follows it."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linli.config.urls import api
from tests.api.serving import serving
from tests.api.town import SEWER, Town

HERE = Path(__file__).parent
CONFIG = HERE / "client.yaml"
TYPESCRIPT = HERE / "typescript"
OPTIONAL = ("--default-non-nullable", "false")
"""What has a default may be left out."""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("document") / "openapi.json"
    file.write_text(json.dumps(api.get_openapi_schema(), default=str), encoding="utf-8")
    return file


@pytest.fixture
def python_client(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "linli_client"
    words = ["generate", "--path", str(document), "--output-path", str(folder), "--meta", "none"]
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "openapi_python_client", *words, "--config", str(CONFIG)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "will not be generated" not in made.stdout, made.stdout
    assert "Unable to process schema" not in made.stdout, made.stdout
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "linli_client"]:
        del sys.modules[name]


def of(module: str) -> Any:
    return importlib.import_module(f"linli_client.{module}")


def test_a_python_client_reports_and_follows(lasting_town: Town, python_client: Path) -> None:
    operations = sum(1 for _ in (python_client / "api").glob("*/*.py")) - sum(
        1 for _ in (python_client / "api").glob("*/")
    )
    assert operations == sum(len(methods) for methods in api.get_openapi_schema()["paths"].values())

    models, appeals = of("models"), "api.appeals"
    place = models.AppealsWhere.from_dict(lasting_town.point)
    body = models.AppealsReport(text=SEWER, location=place, client_id="generated-1")
    with serving() as address:
        anybody = of("client").Client(base_url=address, raise_on_unexpected_status=True)
        receipt = of(f"{appeals}.appeals_report").sync(client=anybody, body=body)
        again = of(f"{appeals}.appeals_report").sync(client=anybody, body=body)
        own = of(f"{appeals}.appeals_own").sync(client=anybody, token=receipt.token)
        agent = lasting_town.token("agent", lasting_town.small.district)
        clerk = of("client").AuthenticatedClient(base_url=address, token=agent, raise_on_unexpected_status=True)
        listed = of(f"{appeals}.appeals_staff_list").sync(client=clerk, text="污水管")
        missing = of(f"{appeals}.appeals_own").sync(client=anybody, token="x")

    assert (again.id, again.number) == (receipt.id, receipt.number), "twice is once"
    assert (own.appeal.number, own.appeal.state.value) == (receipt.number, "received")
    assert receipt.number in [row.number for row in listed.rows]
    assert (type(missing).__name__, missing.title) == ("Problem", "kernel.not_found")


def node() -> str:
    """Return Node, where the packages of the lock lie beside the test."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("no node: the TypeScript client is tried where Node 18 or newer is installed")
    if not (TYPESCRIPT / "node_modules").is_dir():
        pytest.skip("no packages: run `npm ci` in tests/api/typescript once to try the TypeScript client")
    return found


def test_a_typescript_client_reports_and_follows(lasting_town: Town, document: Path, tmp_path: Path) -> None:
    program = node()
    packages = TYPESCRIPT / "node_modules"
    (tmp_path / "node_modules").symlink_to(packages)
    shutil.copy(TYPESCRIPT / "follow.ts", tmp_path)
    shutil.copy(TYPESCRIPT / "package.json", tmp_path)

    def run(*words: str) -> str:
        done = subprocess.run([program, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(str(packages / "openapi-typescript/bin/cli.js"), str(document), "-o", "schema.d.ts", *OPTIONAL)
    run(str(packages / "typescript/bin/tsc"), "--strict", "--target", "es2022", "--module", "nodenext", "follow.ts")
    agent = lasting_town.token("agent", lasting_town.small.district)
    with serving() as address:
        told = json.loads(run("follow.js", address, agent, json.dumps(lasting_town.point), SEWER))
    assert told == {"state": "received", "same": True, "listed": True, "missing": "kernel.not_found"}
