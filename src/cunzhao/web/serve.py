"""Serves the reading room on this machine, and on no other."""

from __future__ import annotations

import ipaddress
import socket
import warnings
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from cunzhao.errors import UsageError
from cunzhao.types import Clock, utc_now
from cunzhao.web.app import create_app
from cunzhao.web.library import Library


def serve(
    library: Library,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    on_ready: Callable[[str], None] = lambda url: None,
    clock: Clock = utc_now,
) -> None:
    """Serves until interrupted. ``port`` 0 takes a free one; ``on_ready`` gets the address once connections are accepted.

    UsageError: a host that is not loopback, or a port that cannot be had.
    """
    listener = listen(host, port)
    with listener:
        bound = listener.getsockname()[1]
        app = create_app(library, port=bound, clock=clock)
        # Ctrl-C may come before the loop has begun: then the server's coroutine is dropped, which is what was wanted.
        warnings.filterwarnings("ignore", message="coroutine 'Server.serve' was never awaited")
        on_ready(address_of(host, bound))
        server_of(app).run(sockets=[listener])


def server_of(app: ASGIApp) -> uvicorn.Server:
    """A server as the room needs it: says nothing about itself, logs failures only, and speaks no web sockets."""
    config = uvicorn.Config(app, log_level="warning", server_header=False, access_log=False, lifespan="off", ws="none")
    return uvicorn.Server(config)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on loopback. UsageError: another host, or a port that cannot be had."""
    address = loopback_address(host)
    if not 0 <= port <= 65_535:
        raise UsageError(f"port {port}: ports are 0 to 65535")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another port with --port"
        ) from error
    return listener


def loopback_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address for a host that means this machine: ``localhost``, 127.0.0.1, ``::1``. UsageError for any other."""
    text = "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")
    if text not in {"127.0.0.1", "::1"}:
        raise UsageError(
            f"cannot serve on {host}: the reading room has no sign-in, so it listens on 127.0.0.1, ::1 or localhost only"
        )
    return ipaddress.ip_address(text)


def address_of(host: str, port: int) -> str:
    """The address to open in a browser."""
    address = loopback_address(host)
    return f"http://[{address}]:{port}/" if address.version == 6 else f"http://{address}:{port}/"
