"""The interface before a real socket, in the transaction of the test: for generated clients."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections

from linli.config.wsgi import application


class Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def serving() -> Iterator[str]:
    """Serve on a free port of this machine while the block lasts; yield the address.

    One request at a time, each on the connection of the test, so that clients see what the test made.
    """
    shared = connections["default"]

    def answer(environ: Any, start: Any) -> Any:
        connections["default"] = shared
        return application(environ, start)

    # Django's test client puts this back after each of its requests; a real one would then close the connection.
    signals = [one for one in (request_started, request_finished) if one.disconnect(close_old_connections)]
    shared.inc_thread_sharing()
    server = make_server("127.0.0.1", 0, answer, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        shared.dec_thread_sharing()
        for one in signals:
            one.connect(close_old_connections)
