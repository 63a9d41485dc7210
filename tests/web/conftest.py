"""The room over the invented press, and a client that never leaves the process."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from cunzhao.web import Library, create_app
from tests.web.samples import NOW, sample_library


def client_of(library: Library) -> TestClient:
    """A client for a room over a library, as a browser on this machine would ask."""
    return TestClient(create_app(library, port=8000, clock=lambda: NOW), base_url="http://localhost:8000")


@pytest.fixture(scope="session")
def client() -> TestClient:
    return client_of(sample_library())
