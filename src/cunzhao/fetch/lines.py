"""Connections kept open between exchanges, at most one per origin: the host gate never needs more."""

from __future__ import annotations

import asyncio
import ssl

import httpcore2

from cunzhao.fetch.limits import Limits
from cunzhao.fetch.places import Place
from cunzhao.fetch.policy import AddressPolicy
from cunzhao.fetch.wire import GuardedBackend, Resolver, WireStream

# Servers keep idle connections 5 (Apache) to 75 (nginx) seconds; one that was closed meanwhile is noticed and replaced.
KEEP_SECONDS = 60.0


class Line:
    """One connection to one origin, through the guard. ``used`` counts the exchanges that ran over it."""

    def __init__(self, place: Place, backend: GuardedBackend, tls: ssl.SSLContext | None) -> None:
        self._backend = backend
        self.used = 0
        origin = httpcore2.Origin(place.scheme.encode(), place.host.encode(), place.port)
        self.http = httpcore2.AsyncHTTPConnection(
            origin, ssl_context=tls, keepalive_expiry=KEEP_SECONDS, network_backend=backend
        )

    @property
    def stream(self) -> WireStream | None:
        """The wire with its tape; None until connected."""
        return self._backend.stream

    @property
    def reusable(self) -> bool:
        """Open, idle, and nothing unasked-for has come in."""
        return self.http.is_available() and not self.http.has_expired()

    async def close(self) -> None:
        """Close the socket, however far the connection got."""
        if self.stream is not None:
            await self.stream.aclose()


class Lines:
    """The idle connections of a client."""

    def __init__(
        self, resolver: Resolver, policy: AddressPolicy, limits: Limits, tls: ssl.SSLContext | None = None
    ) -> None:
        self._resolver = resolver
        self._policy = policy
        self._limits = limits
        self._tls = tls
        self._idle: dict[tuple[str, str, int], Line] = {}

    async def take(self, place: Place) -> Line:
        """An idle connection to the place's origin, or a new one that connects when it is first used."""
        line = self._idle.pop(place.origin, None)
        if line is not None and line.reusable:
            return line
        if line is not None:
            await line.close()
        return self.fresh(place)

    def fresh(self, place: Place) -> Line:
        """A new connection."""
        context = self._context() if place.scheme == "https" else None
        return Line(place, GuardedBackend(self._resolver, self._policy, self._limits), context)

    async def give_back(self, place: Place, line: Line) -> None:
        """Keep the connection if it can serve again; the one that has been idle longest makes room."""
        if not line.reusable or place.origin in self._idle:
            await line.close()
            return
        self._idle[place.origin] = line
        if len(self._idle) > self._limits.connections:
            await self._idle.pop(next(iter(self._idle))).close()

    async def close(self) -> None:
        """Close every idle connection, and let the sockets go."""
        while self._idle:
            await self._idle.popitem()[1].close()
        await asyncio.sleep(0)  # an aborted asyncio transport frees its socket in the loop's next turn

    def _context(self) -> ssl.SSLContext:
        # Made once: loading the system's certificates takes some 15 ms.
        if self._tls is None:
            self._tls = httpcore2.default_ssl_context()
        return self._tls
