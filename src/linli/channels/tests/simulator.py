"""A simulated 12345 platform: a real HTTP server on this machine that says that it is a simulator.

It speaks our documented form (docs/hotline.md, 示例), for no public one is at hand. It can be down, slow, garbled,
broken, or take something and lose its answer.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from linli.hooks.rules import signing

SAYS = "模拟的12345平台，不是真的 / a simulated 12345 platform, not a real one"
PAGE = 10


@dataclass
class Simulator:
    """What it has, what it was told, and how it behaves.

    `mode`: up, down (hangs up), 500, garbage (a login page of some wall), slow, lost (takes it and hangs up), held
    (takes it and says nothing), no (refuses).
    """

    url: str = ""
    secret: str = ""
    mode: str = "up"
    now: datetime | None = None
    encoding: str = "utf-8"
    orders: list[dict[str, Any]] = field(default_factory=list)
    told: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    doubled: int = 0
    unsigned: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)

    def told_of(self, number: str) -> list[tuple[str, str]]:
        """Return (kind, stage) of what it was told of an order, in order."""
        return [(kind, body["反馈类型"]) for _, kind, body in self.told if body["工单编号"] == number]

    def take(self, key: str, kind: str, body: dict[str, Any]) -> int:
        """Take what is told; return the status."""
        if any(known == key for known, _, _ in self.told):
            self.doubled += 1
            return 409
        self.told.append((key, kind, body))
        return 200

    def page(self, after: int) -> dict[str, Any]:
        """Return the orders behind a mark."""
        found = self.orders[after : after + PAGE]
        return {"simulator": SAYS, "orders": found, "next": str(after + len(found))}

    def ledger(self, first: str, last: str) -> dict[str, Any]:
        """Return which orders it has of these days and what it was told of each."""
        rows = [
            {"number": one["工单编号"], "day": one["受理时间"][:10], "received": self._kinds(one["工单编号"])}
            for one in self.orders
            if first <= one["受理时间"][:10] <= last
        ]
        return {"simulator": SAYS, "orders": rows}

    def _kinds(self, number: str) -> list[str]:
        return sorted(kind for kind, _ in self.told_of(number))


class Handler(BaseHTTPRequestHandler):
    """How the simulator is spoken to."""

    there: Simulator

    def do_GET(self) -> None:
        self.there.asked.append(self.path)
        if self._misbehaves(self.path.encode()):
            return
        parts = urlsplit(self.path)
        said = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path.endswith("/ledger"):
            self._say(200, self.there.ledger(said["from"], said["to"]))
        else:
            self._say(200, self.there.page(int(said.get("after", "0"))))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._misbehaves(body):
            return
        status = self.there.take(self.headers["Linli-Exchange"], self.path.rpartition("/")[2], json.loads(body))
        if self.there.mode in {"lost", "held"}:
            if self.there.mode == "held":
                self.there.let_go.wait(30)
            self.close_connection = True
            return
        self._say(status, {"ok": True, "simulator": SAYS})

    def _misbehaves(self, signed: bytes) -> bool:
        at, mode = self.there.now or datetime.now().astimezone(), self.there.mode
        if not signing.is_signed(self.there.secret, self.headers.get(signing.HEADER, ""), signed, now=at):
            self.there.unsigned += 1
            self._say(401, {"ok": False, "simulator": SAYS})
            return True
        if mode == "slow":
            self.there.let_go.wait(5)
        if mode in {"down", "slow"}:
            self.close_connection = True
        elif mode in ANSWERS:
            self._raw(*ANSWERS[mode])
        return mode not in {"up", "lost", "held"}

    def _say(self, status: int, body: dict[str, Any]) -> None:
        self._raw(status, json.dumps(body, ensure_ascii=False).encode(self.there.encoding))

    def _raw(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


ANSWERS = {
    "500": (500, b'{"ok": false}'),
    "no": (422, '{"ok": false, "why": "工单不存在"}'.encode()),
    "garbage": (200, b"<html>\xff\xfe please log in</html>"),
}


@contextmanager
def simulating() -> Iterator[Simulator]:
    """Run a simulated platform while the block lasts."""
    there = Simulator()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Speaking", (Handler,), {"there": there}))
    server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]
    there.url = f"http://127.0.0.1:{server.server_port}/api"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield there
    finally:
        there.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


def order(number: str, words: str = "楼道里的灯坏了", **more: Any) -> dict[str, Any]:
    """Return an order as the simulated platform has it (field list of domain-spec §4.2)."""
    return {
        "工单编号": number,
        "工单类型": "求助",
        "问题分类": "住房物业->楼道->照明",
        "主要内容": words,
        "工单状态": "待受理",
        "来电人": "王阿姨",
        "来电人电话/账号": "13900000001",
        "受理时间": "2026-03-16 08:00:00",
        **more,
    }


def event(**more: Any) -> dict[str, Any]:
    """Return a grid event in the field list of a Shandong county system (domain-spec §4.2)."""
    return {
        "eventName": "井盖破损",
        "place": "延安路与某路路口",
        "lon": 120.3823,
        "lat": 36.0951,
        "happenTime": 46097.375,  # 2026-03-16 09:00, a day number of Excel
        "class1": "17",
        "class2": "17001",
        "涉及人数": 3,
        "街道名称": "延安路街道",
        "summary": "路口井盖破了一角",
        "审批状态": "已上报",
        "clientKind": "app",
        **more,
    }
