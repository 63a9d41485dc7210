"""A small HTTP/1.1 server on loopback that plays many hosts at once, told apart by the ``Host`` header.

It does what a client must cope with every day: conditional requests, gzip, chunked bodies, redirects, HEAD, keep-alive. It runs
in a thread of its own (``with``) or in the running loop (``async with``).
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from cunzhao.types import Clock

ADDRESS = "127.0.0.1"
_HEAD_LIMIT = 65_536
_POSTED_LIMIT = 1_000_000
_IDLE_SECONDS = 30.0
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a path answers. ``modified`` becomes ``Last-Modified``; an ``ETag`` of the body is always sent with a 200."""

    body: bytes = b""
    status: int = 200
    content_type: str = _HTML
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None
    chunked: bool = False

    @property
    def etag(self) -> str:
        """A strong validator: equal bodies have equal ones."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was served. Header names are in lower case; ``path`` is with its query."""

    at: datetime
    host: str
    method: str
    path: str
    headers: Mapping[str, str]
    status: int


class Pages(Protocol):
    """What a server serves."""

    @property
    def hosts(self) -> frozenset[str]:
        """The host names, in lower case, without a port."""

    def reply(self, host: str, path: str) -> Reply:
        """The answer of one of these hosts; ``path`` is with its query."""


@runtime_checkable
class Taker(Protocol):
    """Pages that take messages, too: a webhook."""

    def take(self, host: str, path: str, body: bytes) -> Reply:
        """The answer to what was posted."""


class Server:
    """Serves ``pages`` on an ephemeral port of 127.0.0.1; ``requests`` is the log, in the order of the answers."""

    def __init__(self, pages: Pages, clock: Clock) -> None:
        self.pages = pages
        self.requests: list[Request] = []
        self.port = 0
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._done = asyncio.Event()

    @property
    def endpoint(self) -> tuple[str, int]:
        """(address, port): the one address that a client of the press may connect to."""
        return ADDRESS, self.port

    async def resolver(self, host: str, port: int) -> list[tuple[str, int]]:
        """Where a host is: this server, whatever the port. Raises ``socket.gaierror`` for a host that is not of the press."""
        if host.lower().rstrip(".") not in self.pages.hosts:
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is not of the press")
        return [self.endpoint]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, ADDRESS, 0, limit=_HEAD_LIMIT)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), name="press", daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join()

    async def _run(self, ready: threading.Event) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        async with self:
            ready.set()
            await self._done.wait()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._serve_one(reader, writer):
                pass
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the client left, or the press is closing: nothing is owed
        finally:
            self._tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection stays open."""
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _IDLE_SECONDS)
        method, path, headers = _read_head(head)
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        body = await _body(reader, headers) if method == "POST" else b""
        reply = self._reply(method, host.lower(), path, body)
        if _unchanged(reply, headers):
            reply = Reply(status=304, content_type="", headers=(("ETag", reply.etag),), modified=reply.modified)
        self.requests.append(Request(self._clock(), host.lower(), method, path, headers, reply.status))
        writer.write(_write(reply, method, headers, self._clock()))
        await writer.drain()
        return headers.get("connection", "").lower() != "close"

    def _reply(self, method: str, host: str, path: str, body: bytes) -> Reply:
        if method == "POST" and isinstance(self.pages, Taker):
            return self.pages.take(host, path, body)
        if method not in ("GET", "HEAD"):
            return Reply(status=405, body=b"<p>Method not allowed</p>", headers=(("Allow", "GET, HEAD"),))
        if host not in self.pages.hosts:
            return Reply(status=421, body=b"<p>No such host here</p>")
        return self.pages.reply(host, path)


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    """What was posted, if its length is said and sensible."""
    length = headers.get("content-length", "")
    return await reader.readexactly(int(length)) if length.isdigit() and int(length) <= _POSTED_LIMIT else b""


def _read_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    method, _, rest = lines[0].partition(" ")
    pairs = (line.partition(":") for line in lines[1:] if ":" in line)
    return method, rest.rpartition(" ")[0], {name.strip().lower(): value.strip() for name, _, value in pairs}


def _unchanged(reply: Reply, headers: Mapping[str, str]) -> bool:
    """Whether the client holds this already; ``If-None-Match`` counts before ``If-Modified-Since`` (RFC 9110, 13.2.2)."""
    if reply.status != 200:
        return False
    if tags := headers.get("if-none-match"):
        return reply.etag in tags or tags.strip() == "*"
    since = headers.get("if-modified-since")
    if since is None or reply.modified is None:
        return False
    with contextlib.suppress(ValueError, TypeError):
        return reply.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    return False


def _write(reply: Reply, method: str, asked: Mapping[str, str], now: datetime) -> bytes:
    """The answer as bytes: status line, headers, body."""
    headers = [("Date", format_datetime(now.astimezone(UTC), usegmt=True)), ("Server", "press"), *reply.headers]
    body = reply.body
    if reply.status == 200:
        headers.append(("ETag", reply.etag))
    if reply.modified is not None:
        headers.append(("Last-Modified", format_datetime(reply.modified.astimezone(UTC), usegmt=True)))
    if reply.content_type:
        headers.append(("Content-Type", reply.content_type))
    if "gzip" in asked.get("accept-encoding", "") and len(body) > 500 and not reply.content_type.startswith("image/"):
        headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        body = gzip.compress(body, mtime=0)
    if reply.chunked:
        headers.append(("Transfer-Encoding", "chunked"))
        body = _chunked(body)
    elif reply.status != 304:
        headers.append(("Content-Length", str(len(body))))
    if asked.get("connection", "").lower() == "close":
        headers.append(("Connection", "close"))
    start = f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}\r\n"
    head = start + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    return head.encode("latin-1") + (b"" if method == "HEAD" or reply.status == 304 else body)


def _chunked(body: bytes, size: int = 1500) -> bytes:
    parts = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
