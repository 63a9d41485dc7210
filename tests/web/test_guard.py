"""Method, host, origin and headers: on every route there is, and on what is no route."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from cunzhao.publish.report_page import policy
from cunzhao.web import create_app
from cunzhao.web.guard import CSP, HEADERS, MAX_TARGET, allowed_hosts
from tests.web.conftest import client_of
from tests.web.fakes import MemoryLibrary
from tests.web.samples import sample_library

VALUES = {
    "day": "2026-11-22", "source": "morning", "article": "flood", "number": "1", "old": "1", "new": "3",
    "capture": "img1", "mark": "0", "name": "room.css",
}  # fmt: skip
CAPTURED_BYTES = {"/capture/{capture}/payload", "/image/{capture}"}
"""The only routes that return what a stranger's server sent. A new one must be added here, and be sandboxed."""
REPORTS = {"/article/{article}/report", "/capture/{capture}/report"}
"""Pages that bring their own style sheet along, and may load nothing at all."""


def routes() -> list[Route]:
    inner = create_app(sample_library(), port=8000).app
    assert isinstance(inner, Starlette)
    found = [route for route in inner.routes if isinstance(route, Route)]
    assert len(found) == len(inner.routes), "a mount or a socket would escape these tests"
    return found


def address(route: Route) -> str:
    values = VALUES | {"capture": "flood-c1"} if route.path in REPORTS else VALUES
    return route.path.replace(":path", "").format(**values, tag="洪水")


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.path)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_route_carries_every_header(client: TestClient, route: Route, method: str) -> None:
    response = client.request(method, address(route))
    own = {"content-security-policy", "cache-control"}
    assert {name: response.headers[name] for name in HEADERS if name not in own} == {
        name: value for name, value in HEADERS.items() if name not in own
    }
    assert ("sandbox" in response.headers["content-security-policy"]) == (route.path in CAPTURED_BYTES)
    assert "set-cookie" not in response.headers
    if route.path not in CAPTURED_BYTES:
        wanted = f"{policy()}; frame-ancestors 'none'" if route.path in REPORTS else CSP
        assert response.headers["content-security-policy"] == wanted


@pytest.mark.parametrize("path", sorted(CAPTURED_BYTES))
@pytest.mark.parametrize("capture", ["img1", "img2", "svg", "liar", "flood-c1"])
def test_captured_bytes_are_sandboxed_and_never_a_document(client: TestClient, path: str, capture: str) -> None:
    response = client.get(path.format(capture=capture))
    if response.status_code == 404:
        assert response.headers["content-security-policy"] == CSP
        return
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("sandbox")
    assert response.headers["x-content-type-options"] == "nosniff"
    kind = response.headers["content-type"]
    assert kind in {"image/png", "image/svg+xml", "application/octet-stream"}
    if kind != "image/png":
        assert response.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize("path", ["/", "/article/flood", "/capture/img1/payload", "/nope"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_only_get_and_head_exist(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
    assert response.headers["content-security-policy"] == CSP


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "localhost", "localhost:80", "127.0.0.1:8001", "127.0.0.1.evil.example:8000",
     "localhost:8000.evil.example", "0.0.0.0:8000", "192.168.1.5:8000", "2130706433:8000", "", "localhost:8000@evil.example"],
)  # fmt: skip
def test_a_strange_host_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/", headers={"host": host})
    assert response.status_code == 421
    assert response.headers["content-security-policy"] == CSP
    assert "洪" not in response.text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_our_own_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


def test_port_80_needs_no_port_in_the_host() -> None:
    assert set(allowed_hosts(80) or ()) == {
        "localhost",
        "127.0.0.1",
        "[::1]",
        "localhost:80",
        "127.0.0.1:80",
        "[::1]:80",
    }


def test_without_a_port_any_port_of_loopback_is_served_and_nothing_else() -> None:
    client = TestClient(create_app(sample_library()), base_url="http://127.0.0.1")
    for host, status in {"localhost:5": 200, "[::1]": 200, "[::1]:9": 200, "evil.example": 421, "[::2]:9": 421}.items():
        assert client.get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "cors", "empty", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "document", 200),
        ("same-origin", "no-cors", "image", 200),
        ("none", "navigate", "document", 200),
    ],
)
def test_other_sites_may_link_here_but_not_load_from_here(
    client: TestClient, site: str, mode: str, dest: str, status: int
) -> None:
    headers = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    assert client.get("/search?q=x", headers=headers).status_code == status


def test_an_endless_address_is_refused(client: TestClient) -> None:
    assert client.get("/search?q=" + "x" * MAX_TARGET).status_code == 414


def test_a_web_socket_is_not_answered(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        pass


def test_a_failure_is_said_in_words_with_the_same_headers() -> None:
    class Broken(MemoryLibrary):
        def cite(self, article: str, format: str) -> str:  # noqa: A002
            raise RuntimeError("secret path /home/me")

    broken = Broken(sample_library().catalogue)
    client = TestClient(create_app(broken, port=8000), base_url="http://localhost:8000", raise_server_exceptions=False)
    response = client.get("/article/flood/cite.bib")
    assert response.status_code == 500
    assert "Nothing on record has changed" in response.text
    assert "secret" not in response.text
    assert response.headers["content-security-policy"] == CSP


def test_the_empty_archive_passes_all_routes_too() -> None:
    client = client_of(MemoryLibrary())
    for route in routes():
        assert client.get(address(route)).status_code in {200, 400, 404}, route.path
