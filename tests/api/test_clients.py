"""Clients made from the document by other people's generators: one reports something and follows it."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
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
STRICT = ("--strict", "--skipDefaultLibCheck", "--target", "es2022", "--module", "nodenext")


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


def run(folder: Path, *words: str) -> str:
    """Run Node in a folder; return what it printed."""
    done = subprocess.run([node(), *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def typescript_client(document: Path, tmp_path: Path, pytestconfig: pytest.Config) -> Path:
    """The program of `follow.ts`, compiled against the types of the whole document; kept while nothing of it changes.

    TypeScript's own library is not checked anew each time: that took half of the compiler's time and is not ours.
    """
    node()
    packages, sources = TYPESCRIPT / "node_modules", [TYPESCRIPT / "follow.ts", TYPESCRIPT / "package-lock.json"]
    made_of = hashlib.sha256(b"".join(file.read_bytes() for file in [document, *sources, Path(__file__)])).hexdigest()
    kept = Path(pytestconfig.cache.mkdir("typescript_client")) / made_of[:32]
    if not kept.exists():
        (tmp_path / "node_modules").symlink_to(packages)
        for name in ("follow.ts", "package.json"):
            shutil.copy(TYPESCRIPT / name, tmp_path)
        run(tmp_path, str(packages / "openapi-typescript/bin/cli.js"), str(document), "-o", "schema.d.ts", *OPTIONAL)
        run(tmp_path, str(packages / "typescript/bin/tsc"), *STRICT, "follow.ts")
        whole = Path(shutil.copytree(tmp_path, kept.with_suffix(f".{os.getpid()}"), symlinks=True))
        whole.rename(kept)
    return kept


def test_a_typescript_client_reports_and_follows(lasting_town: Town, typescript_client: Path) -> None:
    agent = lasting_town.token("agent", lasting_town.small.district)
    with serving() as address:
        told = json.loads(run(typescript_client, "follow.js", address, agent, json.dumps(lasting_town.point), SEWER))
    assert told == {"state": "received", "same": True, "listed": True, "missing": "kernel.not_found"}
