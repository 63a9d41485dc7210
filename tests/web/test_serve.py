"""Serving for real: on loopback, on a port of its own, and on nothing else."""

from __future__ import annotations

import http.client
import queue
import socket
import threading

import pytest

from cunzhao.errors import UsageError
from cunzhao.web.serve import address_of, listen, loopback_address
from tests.web.conftest import open_room

STRANGE = [
    "0.0.0.0",
    "::",
    "192.168.1.2",
    "example.org",
    "",
    "127.0.0.2",
    "::ffff:127.0.0.1",
    "127.1",
    "localhost.",
    "0",
    "[::]",
]


@pytest.mark.parametrize("host", STRANGE)
def test_any_other_host_is_refused_in_one_line(host: str) -> None:
    with pytest.raises(UsageError, match="no sign-in") as caught:
        loopback_address(host)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/"), ("[::1]", "http://[::1]:80/")],
)
def test_our_own_names(host: str, address: str) -> None:
    assert address_of(host, 80) == address


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_is_none(port: int) -> None:
    with pytest.raises(UsageError, match="0 to 65535"):
        listen("127.0.0.1", port)


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="another port"):
            listen("127.0.0.1", taken.getsockname()[1])


def test_a_served_room_answers_and_checks_the_host() -> None:
    with open_room() as address:
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        statuses = queue.Queue[int]()

        def ask(name: str) -> None:
            connection = http.client.HTTPConnection(host, int(port), timeout=10)
            connection.request("GET", "/article/flood", headers={"Host": name})
            response = connection.getresponse()
            assert response.getheader("server") is None
            statuses.put(response.status)
            connection.close()

        threads = [threading.Thread(target=ask, args=(f"{host}:{port}",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert [statuses.get(timeout=1) for _ in threads] == [200] * 8
        ask("evil.example")
        assert statuses.get() == 421
