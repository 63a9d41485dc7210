"""The one HTTP client: guarded, polite, bounded, and a witness of every byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Self, cast

from cunzhao.errors import FetchError
from cunzhao.fetch.content import ACCEPT_ENCODING, content
from cunzhao.fetch.exchanges import exchange
from cunzhao.fetch.gate import HostGate, Sleep
from cunzhao.fetch.limits import Limits
from cunzhao.fetch.lines import Lines
from cunzhao.fetch.places import Place, place_of, redirect_target
from cunzhao.fetch.policy import AddressPolicy
from cunzhao.fetch.robots import MAX_REDIRECTS, Rules, product_of, read_rules
from cunzhao.fetch.tape import SECRET_HEADERS
from cunzhao.fetch.wire import Resolver
from cunzhao.types import Clock, Exchange, Failure, FailureKind

Headers = Sequence[tuple[str, str]]
Hop = Callable[[Place, Headers], Awaitable[Exchange]]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
# A robots.txt of 500 KiB takes some 10 MB once read, and any page can name any number of hosts.
_RULES_KEPT = 500


@dataclass(frozen=True, slots=True)
class Followed:
    """A chain of redirects: one exchange per hop, and the failure that ended it where one did.

    ``verdicts`` has a line per URL that was judged by robots.txt: one per exchange, then the one that failed where it came
    so far. ``robots`` are the exchanges that asked for a robots.txt on the way, because this chain needed it first.
    """

    exchanges: tuple[Exchange, ...]
    failure: Failure | None = None
    verdicts: tuple[str, ...] = ()
    robots: tuple[Exchange, ...] = ()

    @property
    def final(self) -> Exchange | None:
        """The exchange that answered; None where the chain failed."""
        return self.exchanges[-1] if self.failure is None else None


@dataclass(slots=True)
class _Way:
    """What one chain learned of robots.txt."""

    verdicts: list[str] = field(default_factory=list)
    robots: list[Exchange] = field(default_factory=list)


class Client:
    """Fetches over HTTP/1.1, following robots.txt and the pace of each host.

    ``delay`` is in seconds between two requests to one host. ``tls`` replaces the system's trusted certificates.
    Use it as an async context manager, within one event loop.
    """

    def __init__(
        self,
        *,
        resolver: Resolver,
        policy: AddressPolicy,
        clock: Clock,
        sleep: Sleep,
        limits: Limits,
        user_agent: str,
        delay: float,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._agent = product_of(user_agent)
        self._headers: Headers = (
            ("User-Agent", user_agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            ("Accept-Encoding", ACCEPT_ENCODING),
            ("Connection", "keep-alive"),
        )
        self._lines = Lines(resolver, policy, limits, tls)
        self._gate = HostGate(delay=delay, clock=clock, sleep=sleep)
        self._slots = asyncio.Semaphore(limits.connections)
        self._rules: dict[tuple[str, str, int], Rules] = {}
        self._asking: dict[tuple[str, str, int], asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the idle connections."""
        await self._lines.close()

    async def fetch(self, url: str, *, headers: Headers = ()) -> Exchange:
        """One request, no redirects followed; any status is an answer. ``headers`` are added to ours (or replace them).

        Raises FetchError; HostWaits, of kind ``wait``, says until when the host wants to be left alone.
        """
        return await self._permitted(place_of(url), headers, _Way())

    async def follow(self, url: str, *, headers: Headers = ()) -> Followed:
        """The request and its redirects, each hop judged like the first. Does not raise for what a server or a URL does."""
        way = _Way()

        async def hop(place: Place, headers: Headers) -> Exchange:
            return await self._permitted(place, headers, way)

        followed = await self._chain(url, headers, hop, self._limits.redirects)
        return replace(followed, verdicts=tuple(way.verdicts), robots=tuple(way.robots))

    async def tell(self, url: str, body: bytes | None = None, content_type: str = "application/json") -> Exchange:
        """A message to an address that the keeper named (a webhook, a heartbeat): POST with a body, GET without.

        Guarded and bounded like every request, but robots.txt is for those who collect, and no redirect is followed. Raises
        FetchError.
        """
        place = place_of(url)
        headers = self._merged([("Content-Type", content_type)] if body is not None else [])
        async with self._slots:
            return await exchange(self._lines, place, headers, self._clock, self._limits, body)

    def paused_until(self, url: str) -> datetime | None:
        """Until when this URL's host asked to be left alone; None when it may be asked. Raises FetchError for a bad URL."""
        return self._gate.paused_until(place_of(url).host)

    async def _permitted(self, place: Place, headers: Headers, way: _Way) -> Exchange:
        """A request that robots.txt allows."""
        rules = await self._rules_of(place, way)
        way.verdicts.append(rules.verdict(place.url))
        if rules.failure is not None:
            raise FetchError(rules.failure.kind, f"{rules.failure.message} (asking for robots.txt)")
        if not rules.allows(place.url):
            raise FetchError("robots", f"{place.url} is {way.verdicts[-1]}; asked again after {rules.until:%FT%TZ}")
        return await self._ask(place, headers, rules.delay)

    async def _ask(self, place: Place, headers: Headers, delay: float = 0.0) -> Exchange:
        """A request when it is the host's turn."""
        async with self._gate.turn(place.host, delay), self._slots:
            answer = await exchange(self._lines, place, self._merged(headers), self._clock, self._limits)
            self._gate.heed(place.host, answer)
        return answer

    def _merged(self, headers: Headers) -> Headers:
        if not headers:
            return self._headers
        theirs = {name.lower() for name, _ in headers}
        return (*(pair for pair in self._headers if pair[0].lower() not in theirs), *headers)

    async def _chain(self, url: str, headers: Headers, hop: Hop, redirects: int) -> Followed:
        """Follow redirects with ``hop``; secrets in ``headers`` do not leave the first origin.

        Conditions are of the first URL only: another page that is merely older than ours must not answer "not modified".
        """
        exchanges: list[Exchange] = []
        seen: set[str] = set()
        origin = None
        try:
            while True:
                place = place_of(url)
                url = place.url
                if url in seen:
                    raise FetchError("redirects", f"redirected in a circle, back to {url}")
                if len(exchanges) > redirects:
                    raise FetchError("redirects", f"more than {redirects} redirects")
                seen.add(url)
                if origin not in (None, place.origin):
                    headers = tuple(pair for pair in headers if pair[0].lower() not in SECRET_HEADERS)
                origin = place.origin
                exchanges.append(await hop(place, headers))
                location = exchanges[-1].header("Location")
                if exchanges[-1].status not in _REDIRECTS or location is None:
                    return Followed(tuple(exchanges))
                url = redirect_target(url, location)
                headers = tuple(pair for pair in headers if pair[0].lower() not in _CONDITIONS)
        except FetchError as error:
            failure = Failure(url, cast("FailureKind", error.kind), str(error), self._clock())
            return Followed(tuple(exchanges), failure)

    async def _rules_of(self, place: Place, way: _Way) -> Rules:
        """The rules of the place's authority: known, or asked for by one of those who wait for them."""
        known = self._rules.get(place.origin)
        if known is not None and self._clock() < known.until:
            return known
        async with self._asking.setdefault(place.origin, asyncio.Lock()):
            known = self._rules.get(place.origin)
            if known is None or self._clock() >= known.until:
                known = await self._ask_for_rules(place, way)
                self._remember(place, known)
        return known

    def _remember(self, place: Place, rules: Rules) -> None:
        self._asking.pop(place.origin, None)
        self._rules.pop(place.origin, None)
        self._rules[place.origin] = rules
        if len(self._rules) > _RULES_KEPT:
            del self._rules[next(iter(self._rules))]

    async def _ask_for_rules(self, place: Place, way: _Way) -> Rules:
        """Fetch and read robots.txt. Raises HostWaits where the host answers that it wants to be left alone."""
        chain = await self._chain(place.sibling("/robots.txt").url, (), self._ask, MAX_REDIRECTS)
        way.robots += chain.exchanges
        last = place_of(chain.exchanges[-1].url) if chain.exchanges else place
        for host in (place.host, last.host):
            self._gate.refuse_while_paused(host)
        body = b""
        if chain.final is not None:
            body = content(chain.final.headers, chain.final.payload, self._limits).data
        return read_rules(chain.exchanges, chain.failure, body, self._agent, self._clock())
