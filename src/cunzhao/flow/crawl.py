"""One round over the followed sources: poll the channels, fetch what is due, one request at a time per host.

    channels of every source -> candidates -> due pages -> their images

Each host has a queue and at most one worker, so politeness holds by construction; hosts run beside each other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cunzhao.fetch import Followed
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import publish_log
from cunzhao.flow.ingest import catch_up
from cunzhao.flow.keys import host, url_key
from cunzhao.flow.outcome import Outcome
from cunzhao.flow.pipeline import Pipeline
from cunzhao.store.rows import Row, to_text
from cunzhao.types import Deposit, Exchange, Progress, Purpose, Source, silent

HOSTS_AT_ONCE = 32
OUR_OWN = frozenset({"robots", "url", "address"})
"""Refusals that we decide by ourselves: they say nothing about whether the host answers."""
FAILURES_IN_A_ROW = 4
"""After so many failures without an answer between them a host is left alone for the rest of the round."""
CHILDREN = 50
"""Sitemaps taken from one index in a round, as it lists them."""

Recheck = Literal["due", "all", "none"]
Share = Literal["new", "again", "sitemap"]
WATCHED = ("held", "gone")
"""States of the frontier in which a page belongs to an article that is held."""


class Fetcher(Protocol):
    """What the crawl needs of :class:`cunzhao.fetch.Client`."""

    async def follow(self, url: str, *, headers: Sequence[tuple[str, str]] = ()) -> Followed:
        """Fetch a URL and follow its redirects, within robots, guard and the host's pace."""


Connect = Callable[[Callable[[Exchange], None]], AbstractAsyncContextManager[Fetcher]]
"""Opens a client; its argument is told every exchange that asked for a robots.txt, so that it is put on record too."""


@dataclass(frozen=True, slots=True)
class Job:
    """One URL to fetch in this round."""

    url: str
    purpose: Purpose
    source: str | None
    channel: str | None = None
    again: bool = False
    """Whether an article that is held is looked at again."""


@dataclass
class Round:
    """The state of one round; made anew for each."""

    context: Context
    fetcher: Fetcher
    progress: Progress
    pages_per_source: int
    robots: list[Exchange]
    closing: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    queues: dict[str, deque[Job]] = field(default_factory=dict)
    workers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    shares: dict[tuple[str | None, Share], int] = field(default_factory=dict)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HOSTS_AT_ONCE))

    def __post_init__(self) -> None:
        self.pipeline = Pipeline(self.context, self.took_in)

    # -- queueing -----------------------------------------------------------------------------------------------------

    def add(self, job: Job) -> None:
        """Queue a job once, if its source has not had its share of this round."""
        mark = (url_key(job.url), job.purpose)
        if self.closing or mark in self.asked or not self._has_share(job):
            return
        self.asked.add(mark)
        name = host(job.url)
        self.queues.setdefault(name, deque()).append(job)
        if name not in self.workers:
            self.workers[name] = asyncio.create_task(self._work(name))

    def _has_share(self, job: Job) -> bool:
        """New pages and pages looked at again have a share each: neither keeps the other out, however many are due."""
        share = _share(job)
        if share is None:
            return True
        taken = self.shares[job.source, share] = self.shares.get((job.source, share), 0) + 1
        return taken <= (CHILDREN if share == "sitemap" else self.pages_per_source)

    def took_in(self, outcome: Outcome) -> None:
        """An outcome of the ingester: note it, and queue what it made worth fetching."""
        self.outcomes.append(outcome)
        for q in outcome.queued:
            self.add(Job(q.url, q.purpose, q.source, q.channel))
        self.progress(f"{len(self.outcomes)} answers, {sum(map(len, self.queues.values()))} waiting: {outcome.url}")

    # -- fetching -----------------------------------------------------------------------------------------------------

    async def _work(self, name: str) -> None:
        failures = 0
        queue = self.queues[name]
        try:
            while queue:
                async with self.slots:
                    answered = await self._fetch(queue.popleft())
                failures = 0 if answered else failures + 1
                if failures >= FAILURES_IN_A_ROW:
                    queue.clear()
        finally:
            del self.workers[name]

    async def _fetch(self, job: Job) -> bool:
        followed = await self.fetcher.follow(job.url, headers=self._validators(job))
        while self.robots:
            await self.pipeline.put(Deposit("robots", job.source, exchange=self.robots.pop(0)))
        for exchange in followed.exchanges:
            await self.pipeline.put(self._deposit(job, exchange))
        if followed.failure is not None:
            await self.pipeline.put(Deposit(job.purpose, job.source, failure=followed.failure, facts=_facts(job)))
        ours = followed.failure is not None and followed.failure.kind in OUR_OWN
        return ours or bool(followed.exchanges)

    def _validators(self, job: Job) -> list[tuple[str, str]]:
        """Conditional headers from the last whole answer, so that an unchanged page costs one short exchange."""
        before = self.context.store.capture_before(url_key(job.url), job.purpose, self.context.store.log_size())
        if before is None:
            return []
        capture = before.capture
        pairs = (("If-None-Match", capture.etag), ("If-Modified-Since", capture.last_modified))
        return [(name, value) for name, value in pairs if value]

    def _deposit(self, job: Job, exchange: Exchange) -> Deposit:
        facts = _facts(job)
        if exchange.status == 304:
            before = self.context.store.capture_before(url_key(job.url), job.purpose, self.context.store.log_size())
            if before is not None:
                facts["not_modified_of"] = before.capture.id
        return Deposit(job.purpose, job.source, exchange=exchange, facts=facts)

    # -- the round ----------------------------------------------------------------------------------------------------

    async def run(self, jobs: Sequence[Job]) -> None:
        """Until every queue is empty and everything fetched is in the catalogue. Cancelling keeps what was fetched."""
        stages = [asyncio.create_task(self.pipeline.record()), asyncio.create_task(self.pipeline.ingest())]
        try:
            for job in jobs:
                self.add(job)
            await self._until_idle(stages)
        finally:
            await self._stop(stages)

    async def _until_idle(self, stages: list[asyncio.Task[None]]) -> None:
        while True:
            busy = list(self.workers.values())
            if busy:
                await _first_error([*busy, *stages], wait_for=busy)
                continue
            drained = asyncio.create_task(self.pipeline.drained())
            await _first_error([drained, *stages], wait_for=[drained])
            if not self.workers:
                return

    async def _stop(self, stages: list[asyncio.Task[None]]) -> None:
        self.closing = True
        for worker in list(self.workers.values()):
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker
        if not any(s.done() for s in stages):
            drained = asyncio.create_task(self.pipeline.drained())
            await asyncio.wait([drained, *stages], return_when=asyncio.FIRST_COMPLETED)
            drained.cancel()
        for stage in stages:
            stage.cancel()


def _share(job: Job) -> Share | None:
    """What a job is counted as; images, and channels themselves, are not counted."""
    if job.purpose == "page":
        return "again" if job.again else "new"
    return None if job.purpose == "image" or job.channel in (None, job.url) else "sitemap"


async def _first_error(tasks: Sequence[asyncio.Task[None]], wait_for: Sequence[asyncio.Task[None]]) -> None:
    """Wait until one of ``wait_for`` is done; raise the error of any task that failed."""
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            raise error


def _facts(job: Job) -> dict[str, str]:
    facts = {"requested": job.url}
    return facts | {"channel": job.channel} if job.channel else facts


def channel_jobs(sources: Sequence[Source]) -> list[Job]:
    """One job per channel: the first of a source, and the others behind it."""
    return [Job(c.url, c.kind, s.id, c.url) for s in sources for c in s.channels]


def due_jobs(context: Context, recheck: Recheck, limit: int) -> list[Job]:
    """Pages and images that are due now; with ``all`` every page that is held is due."""
    now = to_text(context.clock())
    rows: list[Row] = list(context.store.due("page", now, limit))
    if recheck == "none":
        rows = [r for r in rows if r["state"] not in WATCHED]
    if recheck == "all":
        rows += context.store.watched(limit)
    rows += context.store.due("image", now, limit)
    return [Job(r["url"], r["purpose"], r["source_id"], again=r["state"] in WATCHED) for r in rows]


async def run_round(
    context: Context,
    connect: Connect,
    sources: Sequence[Source],
    *,
    recheck: Recheck = "due",
    pages_per_source: int = 200,
    progress: Progress = silent,
) -> list[Outcome]:
    """Poll every channel, fetch what is due, and return every outcome. Raises StorageError when the disk refuses."""
    first = catch_up(context)
    robots: list[Exchange] = []
    wanted = {s.id for s in sources}
    due = [j for j in due_jobs(context, recheck, 100_000) if j.source in wanted or j.source is None]
    async with connect(robots.append) as fetcher:
        state = Round(context, fetcher, progress, pages_per_source, robots)
        try:
            await state.run([*channel_jobs(sources), *due])
        finally:
            publish_log(context)
    return first + state.outcomes


async def fetch_pages(
    context: Context, connect: Connect, urls: Sequence[str], progress: Progress = silent
) -> list[Outcome]:
    """Single pages and their images, put on record because somebody asked for them."""
    robots: list[Exchange] = []
    async with connect(robots.append) as fetcher:
        state = Round(context, fetcher, progress, len(urls), robots)
        try:
            await state.run([Job(url, "page", None) for url in urls])
        finally:
            publish_log(context)
    return state.outcomes


def by_source(outcomes: Sequence[Outcome]) -> Mapping[str | None, list[Outcome]]:
    """Outcomes grouped by source."""
    grouped: dict[str | None, list[Outcome]] = {}
    for o in outcomes:
        grouped.setdefault(o.source, []).append(o)
    return grouped
