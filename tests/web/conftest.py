"""The room over the invented press: in the process for most tests, served on loopback for a few."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from cunzhao.web import Library, create_app
from cunzhao.web.serve import listen, server_of
from tests.web.samples import NOW, sample_library


def client_of(library: Library) -> TestClient:
    """A client for a room over a library, as a browser on this machine would ask."""
    return TestClient(create_app(library, port=8000, clock=lambda: NOW), base_url="http://localhost:8000")


@pytest.fixture(scope="session")
def client() -> TestClient:
    return client_of(sample_library())


@contextmanager
def open_room(library: Library | None = None) -> Iterator[str]:
    """A room served on a free port of loopback, in a thread; gives its address."""
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        app = create_app(library or sample_library(), port=port, clock=lambda: NOW)
        server = server_of(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}/"
        server.should_exit = True
        thread.join(20)
