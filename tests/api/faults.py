"""Killing the server and the worker at random moments while reports come in; then counting.

A client counts a report as acknowledged when it has read 200 or 201; until then it repeats the same press (client_id).
Afterwards every acknowledged press must be one appeal with one fact, one triage duty and one text, and no press two.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg

from linli.config import postgres
from linli.config.commands import serve, worker

WORLD = """
import django
django.setup()
from datetime import UTC, datetime
from linli.grid.tests.factories import small_district
from linli.kernel.actor import Actor
from linli.standards import actions
now = datetime.now(UTC)
actions.load_pack(actor=Actor.system("setup", ["standards.load_pack"]), name="base", now=now)
small_district(now)
"""
COUNTS = {
    "acknowledged but lost": "SELECT count(*) FROM unnest(%(acked)s::text[]) AS press"
    " WHERE NOT EXISTS (SELECT 1 FROM appeals_appeal WHERE client_id = press)",
    "doubled": "SELECT count(*) FROM"
    " (SELECT client_id FROM appeals_appeal GROUP BY client_id HAVING count(*) > 1) AS d",
    "without exactly one fact": "SELECT count(*) FROM appeals_appeal a WHERE 1 <> (SELECT count(*) FROM journal_fact f"
    " WHERE f.subject_id = a.id AND f.kind = 'appeals.registered')",
    "without exactly one triage duty": "SELECT count(*) FROM appeals_appeal a WHERE 1 <> (SELECT count(*) FROM"
    " duties_duty d WHERE d.subject_id = a.id AND d.deed = 'appeals.triage')",
    "without exactly one text": "SELECT count(*) FROM appeals_appeal a WHERE 1 <> (SELECT count(*) FROM"
    " appeals_appealtext t WHERE t.appeal_id = a.id)",
    "without exactly one receipt message": "SELECT count(*) FROM appeals_appeal a WHERE 1 <> (SELECT count(*) FROM"
    " notices_message m WHERE m.subject_id = a.id AND m.template = 'appeal.received')",
    "facts told twice": "SELECT count(*) FROM (SELECT position FROM journal_fact WHERE position IS NOT NULL"
    " GROUP BY position HAVING count(*) > 1) AS d",
}


@dataclass
class Client:
    """One person after another pressing the button, each until the answer is there."""

    port: int
    number: int
    acked: list[str] = field(default_factory=list)
    repeats: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    presses: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Report until it is over; the last press is still brought to an end."""
        while not self.is_over.is_set():
            self.press(str(uuid4()))

    def press(self, client_id: str, patience_s: float = 60) -> None:
        """Report once, repeating the press until it is acknowledged."""
        self.presses += 1
        body = json.dumps(
            {
                "text": f"1号楼污水管又堵了({self.number}-{self.presses})",
                "location": {"lon": 120.312, "lat": 36.062, "crs": "EPSG:4490"},
                "reporter": {"name": "王阿姨", "phone": f"1390000{self.presses % 10000:04d}"},
                "client_id": client_id,
            }
        ).encode()
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            if self._send(body):
                self.acked.append(client_id)
                return
            self.repeats += 1
            time.sleep(0.03)
        raise AssertionError(f"no answer for {client_id} in {patience_s} s")

    def _send(self, body: bytes) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("POST", "/api/v1/appeals/", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            self.answers[answer.status] += 1
            return answer.status in (200, 201)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class House:
    """A server with two processes and a worker, each brought back when it was killed."""

    def __init__(self, environ: Mapping[str, str], port: int) -> None:
        self.port = port
        self._environ = {**os.environ, **environ}
        self.web = self._start(serve.words(host="127.0.0.1", port=port, workers=2))
        self.jobs = self._start(worker.WORDS)
        self.wait_until_answering()

    def _start(self, words: list[str]) -> subprocess.Popen[bytes]:
        silent = subprocess.DEVNULL  # the server says of every killed process that it ended unexpectedly
        return subprocess.Popen(words, env=self._environ, start_new_session=True, stdout=silent, stderr=silent)

    def mind(self) -> None:
        """Start again what has ended, as the system's service manager does (docs/operations.md)."""
        if self.web.poll() is not None:
            _kill_group(self.web)
            self.web = self._start(serve.words(host="127.0.0.1", port=self.port, workers=2))
        if self.jobs.poll() is not None:
            self.jobs = self._start(worker.WORDS)

    def wait_until_answering(self) -> None:
        """Return when the server answers."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.mind()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                connection.close()
        raise AssertionError("the server does not answer")

    def kill(self, what: str, chance: random.Random) -> None:
        """Kill a part with SIGKILL: one process of the server, the whole server, or the worker."""
        if what == "worker":
            _kill_group(self.jobs)
        elif what == "server":
            _kill_group(self.web)
        else:
            children = _children(self.web.pid)
            if children:
                os.kill(chance.choice(children), signal.SIGKILL)
        self.mind()

    def stop(self) -> None:
        """Stop everything."""
        for process in (self.web, self.jobs):
            _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _children(pid: int) -> list[int]:
    with suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]
    return []


def prepare(environ: Mapping[str, str]) -> None:
    """Migrate an empty database and lay out the small district."""
    whole = {**os.environ, **environ}
    subprocess.run([sys.executable, "-m", "linli", "migrate"], env=whole, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-c", WORLD], env=whole, check=True)


def run(environ: Mapping[str, str], *, rounds: int, seed: int, clients: int = 3) -> dict[str, int]:
    """Kill something `rounds` times while `clients` report; return what was counted afterwards."""
    chance = random.Random(seed)
    port = postgres.free_port()
    house = House(environ, port)
    people = [Client(port, number) for number in range(clients)]
    threads = [threading.Thread(target=person.run, daemon=True) for person in people]
    kills = {"process": 0, "server": 0, "worker": 0}
    try:
        for thread in threads:
            thread.start()
        for _ in range(rounds):
            if chance.random() < 0.8:  # else the next blow falls while it is still getting up
                house.wait_until_answering()
            time.sleep(chance.uniform(0.1, 0.9))
            house.mind()
            what = chance.choice(sorted(kills))
            kills[what] += 1
            house.kill(what, chance)
        house.wait_until_answering()
        for person in people:
            person.is_over.set()
        for thread in threads:
            thread.join(90)
        answers = sum((person.answers for person in people), Counter())
        assert not any(thread.is_alive() for thread in threads), f"a press was never answered; answers: {answers}"
        assert any(person.acked for person in people), f"nothing was acknowledged; answers: {answers}"
        time.sleep(4)  # the worker integrates what is left
    finally:
        house.stop()
    acked = [press for person in people for press in person.acked]
    found = count(environ["DATABASE_URL"], acked)
    told = {f"killed: {what}": times for what, times in kills.items()}
    repeats = sum(person.repeats for person in people)
    return {"acknowledged": len(acked), "repeated presses": repeats, **told, **found}


def count(url: str, acked: list[str]) -> dict[str, int]:
    """Return the counts that must all be zero."""
    with psycopg.connect(url) as connection:
        found = {}
        for name, query in COUNTS.items():
            row = connection.execute(query, {"acked": acked}).fetchone()
            found[name] = int(row[0]) if row else -1
        return found


__all__ = ["COUNTS", "House", "prepare", "run"]
