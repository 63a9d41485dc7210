"""One round over the followed sources: poll the channels, fetch what is due, one request at a time per host.

    channels of every source -> candidates -> due pages -> their images

Each host has a queue and at most one worker, so politeness holds by construction; hosts run beside each other.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from cunzhao.fetch import Followed
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import publish_log
from cunzhao.flow.jobs import (
    Job,
    Recheck,
    Share,
    channel_jobs,
    due_jobs,
    facts_of,
    gap_jobs,
    is_poll,
    job_of,
    polls_of,
    rank,
    share_of,
)
from cunzhao.flow.keys import host, url_key
from cunzhao.flow.outcome import Outcome
from cunzhao.flow.pipeline import Pipeline
from cunzhao.types import Capture, Deposit, Exchange, Progress, Source, silent

HOSTS_AT_ONCE = 32
OUR_OWN = frozenset({"robots", "url", "address"})
"""Refusals that we decide by ourselves: they say nothing about whether the host answers."""
FAILURES_IN_A_ROW = 4
"""After so many failures without an answer between them a host is left alone for the rest of the round."""
CHILDREN = 50
"""Sitemaps taken from one index in a round, as it lists them."""


class Fetcher(Protocol):
    """What the crawl needs of :class:`cunzhao.fetch.Client`."""

    async def follow(self, url: str, *, headers: Sequence[tuple[str, str]] = ()) -> Followed:
        """Fetch a URL and follow its redirects, within robots, guard and the host's pace."""


Connect = Callable[[], AbstractAsyncContextManager[Fetcher]]
"""Opens a client for one round."""


Queue = list[tuple[tuple[int, float], int, Job]]
"""A heap: the rank of a job, the order in which it came, and the job."""


@dataclass
class Budget:
    """How many requests may still be made, to one host and in all; None: any number. ``spent`` are those of the last hour."""

    per_host: int | None = None
    in_all: int | None = None
    spent: Counter[str] = field(default_factory=Counter)

    def take(self, name: str) -> bool:
        """One more request to this host, if there is one left."""
        if self.per_host is not None and self.spent[name] >= self.per_host:
            return False
        if self.in_all is not None and self.spent.total() >= self.in_all:
            return False
        self.spent[name] += 1
        return True


@dataclass
class Round:
    """The state of one round; made anew for each. ``again_per_source`` None: every page that is held may be looked at."""

    context: Context
    fetcher: Fetcher
    progress: Progress
    pages_per_source: int
    again_per_source: int | None
    budget: Budget = field(default_factory=lambda: Budget())
    closing: bool = False
    waiting: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    queues: dict[str, Queue] = field(default_factory=dict)
    workers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    shares: dict[tuple[str | None, Share], int] = field(default_factory=dict)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HOSTS_AT_ONCE))

    def __post_init__(self) -> None:
        self.pipeline = Pipeline(self.context, self.took_in)
        self.rest = asyncio.Event()
        self.rest.set()
        self.started = self.context.clock()
        self.limits: dict[Share, int | None] = {
            "new": self.pages_per_source,
            "again": self.again_per_source,
            "sitemap": CHILDREN,
        }

    # -- queueing -----------------------------------------------------------------------------------------------------

    def add(self, job: Job) -> None:
        """Queue a job once; a host's queue is in the order of :func:`cunzhao.flow.jobs.rank`."""
        mark = (url_key(job.url), job.purpose)
        if self.closing or mark in self.asked:
            return
        self.asked.add(mark)
        name = host(job.url)
        heapq.heappush(self.queues.setdefault(name, []), (rank(job, self.started), len(self.asked), job))
        self.waiting += 1
        if name not in self.workers:
            self.rest.clear()
            self.workers[name] = asyncio.create_task(self._work(name))

    def _has_share(self, job: Job) -> bool:
        """New pages and pages looked at again have a share each: neither keeps the other out, however many are due."""
        share = share_of(job)
        most = None if share is None else self.limits[share]
        if share is None or most is None:
            return True
        taken = self.shares[job.source, share] = self.shares.get((job.source, share), 0) + 1
        return taken <= most

    def took_in(self, outcome: Outcome) -> None:
        """An outcome of the ingester: note it, and queue what it made worth fetching."""
        self.outcomes.append(outcome)
        for q in outcome.queued:
            self.add(job_of(q))
        self.progress(f"{len(self.outcomes)} answers, {self.waiting} waiting: {outcome.url}")

    # -- fetching -----------------------------------------------------------------------------------------------------

    async def _work(self, name: str) -> None:
        failures = 0
        queue = self.queues[name]
        try:
            while (job := self._next(name, queue)) is not None:
                async with self.slots:
                    answered = await self._fetch(job)
                if is_poll(job) and queue and not is_poll(queue[0][-1]):
                    # What the polls have found goes before what waited: so it must be known first.
                    await self.pipeline.caught_up()
                failures = 0 if answered else failures + 1
                if failures >= FAILURES_IN_A_ROW:
                    self.waiting -= len(queue)
                    queue.clear()
        except Exception as error:
            self._fail(error)
        finally:
            del self.workers[name], self.queues[name]
            if not self.workers:
                self.rest.set()

    def _next(self, name: str, queue: Queue) -> Job | None:
        """The next job whose source has not had its share of this round; none where the budget is spent."""
        while queue:
            *_, job = heapq.heappop(queue)
            self.waiting -= 1
            if not self._has_share(job):
                continue
            if self.budget.take(name):
                return job
            self.waiting -= len(queue)
            queue.clear()
        return None

    def _fail(self, error: Exception) -> None:
        """The first error of any worker ends the round, whatever is being waited for."""
        if not self.trouble.done():
            self.trouble.set_exception(error)

    async def _fetch(self, job: Job) -> bool:
        followed = await self.fetcher.follow(job.url, headers=self._validators(job))
        for exchange in followed.robots:
            await self.pipeline.put(Deposit("robots", job.source, exchange=exchange))
        for exchange, verdict in zip(followed.exchanges, followed.verdicts, strict=False):
            await self.pipeline.put(self._deposit(job, exchange, verdict))
        if followed.failure is not None:
            facts = facts_of(job, *followed.verdicts[len(followed.exchanges) :])
            await self.pipeline.put(Deposit(job.purpose, job.source, failure=followed.failure, facts=facts))
        ours = followed.failure is not None and followed.failure.kind in OUR_OWN
        return ours or bool(followed.exchanges)

    def _validators(self, job: Job) -> list[tuple[str, str]]:
        """Conditional headers from the last whole answer, so that an unchanged page costs one short exchange.

        They are read from the captures, so they outlive restarts and rebuilds.
        """
        before = None if job.fresh else self._last_answer(job)
        if before is None:
            return []
        pairs = (("If-None-Match", before.etag), ("If-Modified-Since", before.last_modified))
        return [(name, value) for name, value in pairs if value]

    def _last_answer(self, job: Job) -> Capture | None:
        line = self.context.store.capture_before(url_key(job.url), job.purpose, self.context.store.log_size())
        return None if line is None else line.capture

    def _deposit(self, job: Job, exchange: Exchange, verdict: str) -> Deposit:
        facts = facts_of(job, verdict)
        before = self._last_answer(job) if exchange.status == 304 else None
        if before is not None:
            facts["not_modified_of"] = before.id
        return Deposit(job.purpose, job.source, exchange=exchange, facts=facts)

    # -- the round ----------------------------------------------------------------------------------------------------

    async def run(self, jobs: Sequence[Job], before: Sequence[Outcome] = ()) -> None:
        """Until every queue is empty and everything fetched is in the catalogue. Cancelling keeps what was fetched.

        ``before`` are outcomes of what an earlier process left behind: they count here, and what they queued is fetched.
        """
        self.trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        stages = [asyncio.create_task(self.pipeline.record()), asyncio.create_task(self.pipeline.ingest())]
        idle = asyncio.create_task(self._idle())
        try:
            for outcome in before:
                self.took_in(outcome)
            for job in jobs:
                self.add(job)
            await _first_error([idle, *stages, self.trouble])
        finally:
            await self._stop(idle, stages)

    async def _idle(self) -> None:
        """Wait until nobody fetches and everything fetched has become an outcome, none of which queued anything."""
        while True:
            await self.rest.wait()
            await self.pipeline.drained()
            if self.rest.is_set():
                return

    async def _stop(self, idle: asyncio.Task[None], stages: Sequence[asyncio.Task[None]]) -> None:
        """End the workers, let what was fetched become captures and articles if both stages are well, and end those too."""
        self.closing = True
        await _cancel([idle, *self.workers.values()])
        if not any(s.done() for s in stages):
            drained = asyncio.create_task(self.pipeline.drained())
            await asyncio.wait([drained, *stages], return_when=asyncio.FIRST_COMPLETED)
            await _cancel([drained])
        await _cancel(stages)
        if self.trouble.done():
            self.trouble.exception()  # Raised already, or another error ended the round first.
        else:
            self.trouble.cancel()


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel all and wait for all: an error of one must not leave the others running."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _first_error(tasks: Sequence[asyncio.Future[None]]) -> None:
    """Wait until one is done; raise the error of any that failed."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error


async def run_round(
    context: Context,
    connect: Connect,
    sources: Sequence[Source],
    *,
    recheck: Recheck = "due",
    pages_per_source: int = 200,
    polls: Collection[tuple[str, str]] | None = None,
    budget: Budget | None = None,
    before: Sequence[Outcome] = (),
    progress: Progress = silent,
) -> list[Outcome]:
    """Poll every channel, fetch what is due, and return every outcome. Raises StorageError when the disk refuses.

    ``polls`` are the only channels to poll, as (source, URL). ``before`` are the outcomes of what was found unfinished when the
    archive was opened: they belong to this round's report.
    """
    due = due_jobs(context, sources, recheck, pages_per_source)
    channels = channel_jobs(sources) if polls is None else polls_of(sources, polls)
    async with connect() as fetcher:
        again = None if recheck == "all" else pages_per_source
        state = Round(context, fetcher, progress, pages_per_source, again, budget or Budget())
        try:
            await state.run([*gap_jobs(context, sources), *channels, *due], before)
        finally:
            publish_log(context)
    return state.outcomes


async def fetch_pages(
    context: Context, connect: Connect, urls: Sequence[str], progress: Progress = silent
) -> list[Outcome]:
    """Single pages and their images, put on record because somebody asked for them."""
    async with connect() as fetcher:
        state = Round(context, fetcher, progress, len(urls), None)
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
