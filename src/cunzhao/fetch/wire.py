"""The only code that opens sockets: resolve, judge, connect to that very address, and record every byte.

``GuardedBackend`` is httpcore2's public ``network_backend``. Each connection has its own, so that what was recorded is
known to belong to it. Name resolution is an argument; what a resolver answers is judged, whoever it is.
"""

# The ``timeout`` arguments are httpcore2's interface; the time of an exchange is bounded as a whole, by its caller.
# ruff: noqa: ASYNC109

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, cast

import httpcore2

from cunzhao.errors import FetchError
from cunzhao.fetch.limits import Limits
from cunzhao.fetch.policy import AddressPolicy

Resolver = Callable[[str, int], Awaitable[Sequence[tuple[str, int]]]]
"""(host, port) to (address, port) pairs, best first. Raises OSError when there are none."""

# Reading pauses when this much has come that nobody asked for yet.
_HIGH_WATER = 256 * 1024


async def system_resolver(host: str, port: int) -> list[tuple[str, int]]:
    """What the operating system says, in its order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(entry[4][0]), port) for entry in found))


class _Pipe(asyncio.Protocol):
    """Bytes from a transport, kept until they are asked for."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self.transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if len(self.buffer) > _HIGH_WATER and self.transport is not None:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self.ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        self.error = exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none once the peer has ended. Raises the transport's error (OSError) after a reset."""
        if not self.buffer and not self.ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if not self.buffer and self.error is not None:
            raise self.error
        piece = bytes(self.buffer[:size])
        del self.buffer[:size]
        if len(self.buffer) <= _HIGH_WATER and self.transport is not None and not self.transport.is_closing():
            self.transport.resume_reading()
        return piece


class WireStream(httpcore2.AsyncNetworkStream):
    """A connection that keeps a tape of what it carries; the tape is cleared at the start of each exchange."""

    def __init__(self, pipe: _Pipe, peer: str, limits: Limits) -> None:
        self._pipe = pipe
        self._limits = limits
        self.peer = peer
        self.tls: str | None = None
        self.sent = bytearray()
        self.received = bytearray()
        self.in_head = True
        self.ended = False

    def rewind(self) -> None:
        """Start another exchange with an empty tape. Until ``in_head`` is unset, reading is bounded by ``head_bytes``."""
        self.sent = bytearray()
        self.received = bytearray()
        self.in_head = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty at the end. Time is bounded by the caller, for the exchange as a whole."""
        if self.in_head and len(self.received) >= self._limits.head_bytes:
            raise FetchError("protocol", f"no end of the headers within {self._limits.head_bytes} bytes")
        try:
            data = await self._pipe.read(max_bytes)
        except OSError as error:
            self.ended = True
            raise httpcore2.ReadError(f"the connection broke: {error}") from None
        self.received += data
        self.ended = not data
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send; requests are small, so that the transport's own buffer is enough."""
        transport = self._transport
        if transport.is_closing():
            raise httpcore2.WriteError("the connection is closed")
        self.sent += buffer
        transport.write(buffer)

    async def aclose(self) -> None:
        """Close at once. No TLS farewell is awaited: a hostile peer would make us wait for it."""
        self._transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> WireStream:
        """Verify the peer against ``server_hostname`` and encrypt. Raises FetchError of kind ``tls`` or ``timeout``."""
        if self._pipe.buffer:
            # Clear text sent ahead would be read as if it had come encrypted (the STARTTLS injection flaw).
            raise FetchError("tls", "the server spoke before the TLS handshake")
        loop = asyncio.get_running_loop()
        seconds = self._limits.connect_seconds
        try:
            async with asyncio.timeout(seconds):
                upgraded = await loop.start_tls(
                    self._transport, self._pipe, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError:
            raise FetchError("timeout", f"no TLS handshake within {seconds:g} s") from None
        except ssl.SSLCertVerificationError as error:
            raise FetchError("tls", f"the certificate is not valid: {error.verify_message}") from None
        except (OSError, ValueError) as error:
            raise FetchError("tls", f"the TLS handshake failed: {error}") from None
        self._pipe.transport = upgraded
        self.tls = _fingerprint(upgraded)
        return self

    def get_extra_info(self, info: str) -> Any:
        """httpcore2 asks for ``is_readable`` before it uses an idle connection again: anything there means it is spoilt."""
        if info == "is_readable":
            return bool(self._pipe.buffer) or self._pipe.ended
        if info == "ssl_object":
            return self._transport.get_extra_info("ssl_object")
        return None

    @property
    def _transport(self) -> asyncio.Transport:
        assert self._pipe.transport is not None
        return self._pipe.transport


def _fingerprint(transport: asyncio.BaseTransport | None) -> str | None:
    """SHA-256 of the peer's certificate (DER), hex."""
    if transport is None:
        return None
    certificate = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return hashlib.sha256(certificate).hexdigest() if certificate else None


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects one connection; ``stream`` is its tape from then on."""

    def __init__(self, resolver: Resolver, policy: AddressPolicy, limits: Limits) -> None:
        self._resolver = resolver
        self._policy = policy
        self._limits = limits
        self.stream: WireStream | None = None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> WireStream:
        """Resolve, judge, connect. Raises FetchError of kind ``dns``, ``address``, ``refused``, ``timeout`` or ``network``."""
        seconds = self._limits.connect_seconds
        try:
            async with asyncio.timeout(seconds):
                endpoints = self._judged(host, await self._resolved(host, port))
                self.stream = await self._first_that_answers(endpoints)
        except TimeoutError:
            raise FetchError("timeout", f"{host} did not answer within {seconds:g} s") from None
        return self.stream

    async def _resolved(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        try:
            endpoints = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError("dns", f"the name {host} cannot be resolved: {error}") from None
        if not endpoints:
            raise FetchError("dns", f"the name {host} has no address")
        return endpoints

    def _judged(self, host: str, endpoints: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
        """The endpoints that may be dialled. A host with none is refused, with the reason for its first one."""
        allowed, objections = [], []
        for address, port in endpoints:
            objection = self._policy.objection(address, port)
            if objection is None:
                allowed.append((address, port))
            else:
                objections.append(f"{address} ({objection})")
        if not allowed:
            raise FetchError("address", f"{host} leads to {objections[0]}, which is not fetched")
        return allowed[: self._limits.addresses]

    async def _first_that_answers(self, endpoints: list[tuple[str, int]]) -> WireStream:
        share = self._limits.connect_seconds / len(endpoints)
        for address, port in endpoints[:-1]:
            with contextlib.suppress(FetchError, TimeoutError):
                async with asyncio.timeout(share):
                    return await self._dial(address, port)
        return await self._dial(*endpoints[-1])

    async def _dial(self, address: str, port: int) -> WireStream:
        loop = asyncio.get_running_loop()
        shown = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        try:
            # A literal address: asyncio does not resolve it again, so what was judged is what is dialled.
            _, pipe = await loop.create_connection(_Pipe, address, port, flags=socket.AI_NUMERICHOST)
        except ConnectionRefusedError:
            raise FetchError("refused", f"{shown} refused the connection") from None
        except TimeoutError:
            raise FetchError("timeout", f"{shown} did not answer") from None
        except OSError as error:
            raise FetchError("network", f"{shown} cannot be reached: {error.strerror or error}") from None
        return WireStream(pipe, shown, self._limits)
