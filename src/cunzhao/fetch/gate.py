"""Politeness: one request at a time per host, a pause between them, and a host that asks us to wait is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from cunzhao.errors import FetchError
from cunzhao.types import Clock, Exchange

Sleep = Callable[[float], Awaitable[None]]

# A host that answers 429 or 503 without saying for how long: a minute, doubled each time in a row, at most an hour.
FIRST_PAUSE = 60.0
LONGEST_PAUSE = 3600.0
# A host may ask for as much as a day; asking for a year is a mistake or an attack on coverage.
LONGEST_ASKED = 86_400.0


class HostWaits(FetchError):
    """A host asked us to wait; ``until`` says when it may be asked again."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__("wait", f"{host} asked us to wait until {until:%Y-%m-%dT%H:%M:%SZ}")
        self.until = until


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: datetime | None = None
    paused_until: datetime | None = None
    refusals: int = 0


class HostGate:
    """Who may ask which host when. ``delay`` is in seconds, from the end of one exchange to the start of the next."""

    def __init__(self, *, delay: float, clock: Clock, sleep: Sleep) -> None:
        self._delay = delay
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float = 0.0) -> AsyncIterator[None]:
        """Wait for this host's turn; ``delay`` is what the host itself asks for. While it is paused, raises HostWaits."""
        state = self._hosts.setdefault(host, _Host())
        self.refuse_while_paused(host)
        async with state.turn:
            await self._wait(state, max(self._delay, delay))
            self.refuse_while_paused(host)
            try:
                yield
            finally:
                state.free_at = self._clock()

    def heed(self, host: str, exchange: Exchange) -> None:
        """Learn from an answer: 429 and 503 pause the host (RFC 9110, 10.2.3; RFC 6585, 4), anything else frees it."""
        state = self._hosts.setdefault(host, _Host())
        if exchange.status not in (429, 503):
            state.refusals, state.paused_until = 0, None
            return
        state.refusals += 1
        seconds = retry_after(exchange.header("Retry-After"), exchange.ended)
        if seconds is None:
            seconds = min(FIRST_PAUSE * 2 ** min(state.refusals - 1, 10), LONGEST_PAUSE)
        state.paused_until = exchange.ended + timedelta(seconds=min(seconds, LONGEST_ASKED))

    def paused_until(self, host: str) -> datetime | None:
        """Until when the host wants to be left alone; None when it does not."""
        state = self._hosts.get(host)
        if state is None or state.paused_until is None or state.paused_until <= self._clock():
            return None
        return state.paused_until

    def refuse_while_paused(self, host: str) -> None:
        """Raises HostWaits if this host asked to be left alone."""
        if (until := self.paused_until(host)) is not None:
            raise HostWaits(host, until)

    async def _wait(self, state: _Host, delay: float) -> None:
        if not delay or state.free_at is None:
            return
        # Never longer than the delay: a clock that was set back must not stop the round.
        seconds = min(delay, delay - (self._clock() - state.free_at).total_seconds())
        if seconds > 0:
            await self._sleep(seconds)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number or an HTTP date. None when it says nothing readable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
