"""`media_url`: fetched after the report was taken, from public addresses alone, checked and written anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from linli.appeals.models import Appeal, Attachment
from linli.appeals.queries import detail
from linli.channels import actions
from linli.channels.actions import pictures
from linli.channels.models import Connection, Exchange
from linli.channels.tests.factories import stand
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid import queries as grid
from linli.people import queries as people
from linli.standards import queries as standards

SECRET_IN_PICTURE = b"taken at 17-3-501"


def photo() -> bytes:
    """Return a picture as a phone makes it: with words that tell where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = SECRET_IN_PICTURE.decode()
    out = BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


ANSWERS: dict[str, tuple[int, bytes, str]] = {
    "/photo.jpg": (200, photo(), ""),
    "/%E8%B7%AF%E7%81%AF.jpg": (200, photo(), ""),
    "/moved": (302, b"", "/photo.jpg"),
    "/inside": (302, b"", "http://169.254.169.254/latest/meta-data/"),
    "/other": (307, b"", "https://10.0.0.8/photo.jpg"),
    "/file": (301, b"", "file:///etc/passwd"),
    "/round": (302, b"", "/round"),
    "/page": (200, b"<html>log in</html>", ""),
    "/broken": (200, photo()[:200], ""),
    "/gone": (404, b"", ""),
    "/busy": (503, b"", ""),
    "/huge": (200, b"\xff\xd8\xff\xe0" + b"0" * 4000, ""),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body, location = ANSWERS[self.path]
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Any) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    settings.LINLI_PICTURES_LOOPBACK = True
    yield make.town()
    for room in (grid, people, standards):
        room.forget()


def ask(town: Town, url: str) -> tuple[UUID, UUID]:
    """Have a report point to a picture, and work it off; return the report and the exchange."""
    appeal_id = make.register(town)
    where = make.appeal(appeal_id).area_path
    made = pictures.ask_for(appeal_id=appeal_id, case="1", area_path=where, url=url, now=MONDAY)
    actions.work(exchange_id=made, now=MONDAY)
    return appeal_id, made


def told_of(town: Town, appeal_id: UUID) -> list[str]:
    found = detail.detail(town.agent, appeal_id, now=MONDAY)
    return [line.reason for line in found.timeline if line.kind == "channels.picture_missed"]


@pytest.mark.parametrize("path", ["/photo.jpg", "/moved", "/路灯.jpg#top"])
def test_a_picture_is_attached_and_carries_nothing_but_its_pixels(town: Town, there: str, path: str) -> None:
    appeal_id, made = ask(town, there + path)
    assert stand(made)[0] == "done"
    kept = Attachment.objects.get(appeal_id=appeal_id)
    with kept.file.open("rb") as file:
        content = file.read()
    assert (kept.use, kept.media_type, Image.open(BytesIO(content)).size) == ("report", "image/jpeg", (64, 48))
    assert SECRET_IN_PICTURE not in content
    assert told_of(town, appeal_id) == []
    # the same picture of the same report is asked for once, and worked off once
    again = pictures.ask_for(appeal_id=appeal_id, case="1", area_path=make.GRID, url=there + path, now=MONDAY)
    assert (again, actions.work(exchange_id=made, now=MONDAY), Attachment.objects.count()) == (made, None, 1)
    assert Connection.objects.get().system == "open311"


@pytest.mark.parametrize("path, fault", [
    ("/inside", "not_allowed"), ("/other", "not_allowed"), ("/file", "not_allowed"), ("/round", "refused_there"),
    ("/page", "no_picture"), ("/gone", "refused_there"), ("/broken", "refused_here"), ("/huge", "no_picture"),
])  # fmt: skip
def test_what_cannot_be_fetched_is_told_and_the_report_stands(
    town: Town, there: str, path: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 3000)
    appeal_id, made = ask(town, there + path)
    assert stand(made) == ("refused", 1, fault)
    assert told_of(town, appeal_id) == [fault]
    assert (Appeal.objects.count(), Attachment.objects.count()) == (1, 0)


def test_who_is_busy_is_asked_again(town: Town, there: str) -> None:
    appeal_id, made = ask(town, f"{there}/busy")
    row = Exchange.objects.get(id=made)
    assert (row.state, row.last_fault, row.next_at is not None) == ("waiting", "answer", True)
    assert told_of(town, appeal_id) == []


@pytest.mark.parametrize("url, leads_to", [
    ("http://pictures.example/a.jpg", ["93.184.216.34"]),  # plain http
    ("ftp://pictures.example/a.jpg", ["93.184.216.34"]),
    ("https://user:word@pictures.example/a.jpg", ["93.184.216.34"]),
    ("https://localhost/a.jpg", ["127.0.0.1"]),
    ("https://127.0.0.1/a.jpg", []),
    ("https://[::1]/a.jpg", []),
    ("https://2130706433/a.jpg", ["127.0.0.1"]),
    ("https://0x7f.1/a.jpg", ["127.0.0.1"]),
    ("https://pictures.example/a.jpg", ["127.0.0.1"]),
    ("https://pictures.example/a.jpg", ["0.0.0.0"]),
    ("https://pictures.example/a.jpg", ["10.1.2.3"]),
    ("https://pictures.example/a.jpg", ["172.16.0.1"]),
    ("https://pictures.example/a.jpg", ["192.168.1.1"]),
    ("https://pictures.example/a.jpg", ["100.64.0.1"]),
    ("https://pictures.example/a.jpg", ["169.254.169.254"]),  # link-local: what clouds tell about themselves
    ("https://pictures.example/a.jpg", ["fe80::1%eth0"]),
    ("https://pictures.example/a.jpg", ["fd00::1"]),
    ("https://pictures.example/a.jpg", ["::ffff:10.0.0.1"]),
    ("https://pictures.example/a.jpg", ["64:ff9b::a00:1"]),
    ("https://pictures.example/a.jpg", ["224.0.0.1"]),
    ("https://pictures.example/a.jpg", ["93.184.216.34", "10.0.0.1"]),  # one inner address among public ones
])  # fmt: skip
def test_no_inner_address_is_gone_to(
    settings: Any, monkeypatch: pytest.MonkeyPatch, url: str, leads_to: list[str]
) -> None:
    settings.LINLI_PICTURES_LOOPBACK = False
    gone_to: list[object] = []
    monkeypatch.setattr(pictures, "resolve", lambda host, port: leads_to)
    monkeypatch.setattr("linli.hooks.sending.socket.create_connection", lambda *to, **more: gone_to.append(to))
    with pytest.raises(pictures.Never) as refused:
        pictures._content(url)
    assert (refused.value.fault.value, gone_to) == ("not_allowed", [])
