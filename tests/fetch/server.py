"""A raw HTTP server on loopback that misbehaves by script, and a client that is allowed to talk to it and to nothing else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar

from cunzhao.fetch import AddressPolicy, Client, Limits

T = TypeVar("T")
Script = Callable[[asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Script

AGENT = "Cunzhao/0.1 (+https://archive.example/contact)"
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one test's coroutine in an event loop of its own."""
    return asyncio.run(work)


def ok(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A well-formed answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return ok(b"", f"Location: {location}", status=status)


def closing(answer: bytes) -> Script:
    """Send these bytes, then close the connection."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return script


def endless(start: bytes, piece: bytes, pause: float = 0.0) -> Script:
    """Send ``start``, and then ``piece`` for ever."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            if pause:
                await asyncio.sleep(pause)

    return script


def silent(start: bytes = b"") -> Script:
    """Send ``start``, then say nothing and keep the line open."""
    return endless(start, b"", pause=0.05)


class Server:
    """Answers each path with its bytes or script. ``requests`` holds the raw requests, ``connections`` counts.

    Bytes leave the connection open, a script's end closes it.
    """

    def __init__(
        self, answers: Mapping[str, Answer], tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.answers = {"/robots.txt": NO_ROBOTS, **answers}
        self.requests: list[bytes] = []
        self.connections = 0
        self.busy = 0
        self.most_busy = 0
        self._tls = tls
        self._host = host
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._host, 0, ssl=self._tls, limit=1 << 20)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    def paths(self) -> list[str]:
        """The targets asked for, in order."""
        return [request.split(b" ")[1].decode() for request in self.requests]

    def open(self) -> int:
        """How many connections are open now."""
        return len(self._tasks)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._serve(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client hung up, or the test is over
        finally:
            self._tasks.discard(task)
            await _flush(writer)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(request)
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            answer = self.answers.get(request.split(b" ")[1].decode(), ok(b"", status="404 Not Found"))
            if not isinstance(answer, bytes):
                await answer(writer)
                return False
            writer.write(answer)
            await writer.drain()
            return True
        finally:
            self.busy -= 1


async def _flush(writer: asyncio.StreamWriter) -> None:
    """Let what was written go out before the socket is dropped, but not for long."""
    try:
        async with asyncio.timeout(0.2):
            if writer.can_write_eof():
                writer.write_eof()
            while writer.transport.get_write_buffer_size():  # noqa: ASYNC110, a transport has no event for this
                await asyncio.sleep(0.005)
    except (OSError, TimeoutError, asyncio.CancelledError):
        pass


class Times:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def client_for(
    *servers: Server,
    limits: Limits | None = None,
    times: Times | None = None,
    delay: float = 0.0,
    tls: ssl.SSLContext | None = None,
) -> Client:
    """A client for which every name leads to the first server; ``name-2.test`` to the second, and so on."""
    time = times or Times()
    endpoints = [("127.0.0.1", server.port) for server in servers]

    async def resolver(host: str, port: int) -> list[tuple[str, int]]:
        number = host.removesuffix(".test").rpartition("-")[2]
        return [endpoints[int(number) - 1 if number.isdigit() else 0]]

    return Client(
        resolver=resolver,
        policy=AddressPolicy(frozenset(endpoints)),
        clock=time.clock,
        sleep=time.sleep,
        limits=limits or Limits(),
        user_agent=AGENT,
        delay=delay,
        tls=tls,
    )
