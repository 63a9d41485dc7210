"""Fetched exchanges become captures, captures become articles: two queues and two threads behind the network loop.

    fetchers ──deposits──> recorder (WARC, fsync, commit) ──captures──> ingester (extract, decide, write) ──> outcomes

The recorder takes whatever has gathered, so that one fsync serves many captures when the network is fast and one when it
is slow. Both queues are bounded: a slow disk or extractor slows the fetchers and never fills memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cunzhao.flow.context import Context
from cunzhao.flow.deposit import put_on_record
from cunzhao.flow.ingest import ingest
from cunzhao.flow.outcome import Outcome
from cunzhao.types import Capture, Deposit

T = TypeVar("T")

GATHERED = 64
"""Most deposits per fsync and most captures per transaction."""
WAITING = 256
"""Deposits that may wait for the recorder, and captures for the ingester."""
BYTES_WAITING = 64_000_000
"""Bytes of responses that may wait for the recorder: with large bodies (20 MB each) a few are enough to keep it busy."""


@dataclass
class Pipeline:
    """Runs beside the fetchers; ``on_outcome`` is called in the event loop, in log order."""

    context: Context
    on_outcome: Callable[[Outcome], None]
    deposits: asyncio.Queue[Deposit] = field(default_factory=lambda: asyncio.Queue(WAITING))
    captures: asyncio.Queue[Capture] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def __post_init__(self) -> None:
        self._bytes = 0
        self._open = self._handed = self._finished = 0
        self._room = asyncio.Condition()

    async def put(self, deposit: Deposit) -> None:
        """Hand in a deposit; waits while the queue is full, by number or by bytes."""
        async with self._room:
            await self._room.wait_for(lambda: self._bytes == 0 or self._bytes + _size(deposit) <= BYTES_WAITING)
            self._bytes += _size(deposit)
        self._open += 1
        try:
            await self.deposits.put(deposit)
        except BaseException:
            await self._done(1, _size(deposit))
            raise
        self._handed += 1

    async def record(self) -> None:
        """Forever: deposits to captures."""
        while True:
            batch = await _gather(self.deposits)
            for capture in await asyncio.to_thread(put_on_record, self.context, batch):
                await self.captures.put(capture)
            await self._done(0, sum(map(_size, batch)))

    async def ingest(self) -> None:
        """Forever: captures to articles."""
        while True:
            batch = await _gather(self.captures)
            for outcome in await asyncio.to_thread(ingest, self.context, batch):
                self.on_outcome(outcome)
            self._finished += len(batch)
            await self._done(len(batch), 0)

    async def _done(self, many: int, size: int) -> None:
        """So many deposits have become outcomes, and so many bytes need not be held any more."""
        async with self._room:
            self._open -= many
            self._bytes -= size
            self._room.notify_all()

    async def caught_up(self) -> None:
        """Wait until everything that lies in the queues now has become an outcome; what comes later is not waited for."""
        mark = self._handed
        async with self._room:
            await self._room.wait_for(lambda: self._finished >= mark)

    async def drained(self) -> None:
        """Wait until everything handed in has become an outcome."""
        async with self._room:
            await self._room.wait_for(lambda: self._open == 0)


def _size(deposit: Deposit) -> int:
    return len(deposit.exchange.response) if deposit.exchange is not None else 0


async def _gather(queue: asyncio.Queue[T]) -> list[T]:
    batch = [await queue.get()]
    while len(batch) < GATHERED and not queue.empty():
        batch.append(queue.get_nowait())
    return batch
