"""What a round has to fetch: the channels of its sources, and what is due on the frontier; and in which order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cunzhao.flow.context import Context
from cunzhao.flow.outcome import Queued
from cunzhao.flow.polling import FILLS, SINCE, elsewhere
from cunzhao.flow.schedule.looks import Temper, is_look_due, temper
from cunzhao.store import polling
from cunzhao.store.reader import WAITING
from cunzhao.store.rows import Row, to_text, to_time
from cunzhao.types import Purpose, Source

IMAGES = 2_000
"""Images of one source, left over from earlier rounds, that are asked for in a round."""

GIVEN_UP = timedelta(days=7)
"""A gap that nobody looked elsewhere for within a week stays one: sitemaps of news forget after two days."""
JUDGED = timedelta(days=28)
OFTEN = timedelta(days=2)
"""How long the pages of a source that edits much are looked at more often than others."""
TODAY = timedelta(days=2)
"""News of today and yesterday, whatever the zone, goes before looks at what is held and before any backlog."""
LOOKED_AT = 5
"""Pages of a source that hardly edits are due by the usual looks before they are by its own: so many times more are read."""

Recheck = Literal["due", "all", "none"]
Share = Literal["new", "again", "sitemap"]


@dataclass(frozen=True, slots=True)
class Job:
    """One URL to fetch in this round."""

    url: str
    purpose: Purpose
    source: str | None
    channel: str | None = None
    again: bool = False
    """Whether the page of an article that is held is looked at again."""
    fresh: bool = False
    """Whether it was never asked before: there is nothing that its answer could be compared with."""
    claimed: datetime | None = None
    """When a page is said to be from."""
    fills: str | None = None
    """The gap for which a channel is looked at, which began at ``since``."""
    since: datetime | None = None


def is_poll(job: Job) -> bool:
    """Whether a job asks a channel, so that its answer names pages."""
    return job.purpose not in ("page", "image")


def rank(job: Job, now: datetime) -> tuple[int, float]:
    """The order within one host, least first: polls, today's news, images, pages looked at again, backlog; the newest first."""
    age = (now - job.claimed).total_seconds() if job.claimed is not None else 0.0
    if job.purpose == "image":
        return 2, 0.0
    if is_poll(job):
        return 0, 0.0
    if job.again:
        return 3, 0.0
    return (1 if job.fresh and age <= TODAY.total_seconds() else 4), age


def share_of(job: Job) -> Share | None:
    """What a job is counted as; images, and channels themselves, are not counted."""
    if job.purpose == "page":
        return "again" if job.again else "new"
    return None if job.purpose == "image" or job.channel in (None, job.url) else "sitemap"


def facts_of(job: Job, verdict: str = "") -> dict[str, str]:
    """Why this was fetched, and what robots.txt said of it (nothing where it was not asked), for the record."""
    facts = {"requested": job.url, "channel": job.channel, "robots": verdict, FILLS: job.fills}
    if job.since is not None:
        facts[SINCE] = job.since.isoformat()
    return {name: value for name, value in facts.items() if value}


def channel_jobs(sources: Sequence[Source]) -> list[Job]:
    """One job per channel: the first of a source, and the others behind it."""
    return [Job(c.url, c.kind, s.id, c.url) for s in sources for c in s.channels]


def polls_of(sources: Sequence[Source], due: Collection[tuple[str, str]]) -> list[Job]:
    """The jobs of those channels that are due, as (source, URL) pairs."""
    return [job for job in channel_jobs(sources) if (job.source, job.url) in due]


def gap_jobs(context: Context, sources: Sequence[Source]) -> list[Job]:
    """Looks elsewhere for what fell into gaps that an earlier round found and did not get to."""
    by_id = {s.id: s for s in sources}
    gaps = polling.gaps(context.store, to_text(context.clock() - GIVEN_UP), open_only=True)
    jobs: list[Job] = []
    for gap in gaps:
        source = by_id.get(gap["source_id"])
        found = elsewhere(context, source, gap["url"], gap["id"], to_time(gap["since"])) if source else ()
        jobs += map(job_of, found)
    return jobs


def job_of(queued: Queued) -> Job:
    """The job for what an answer made worth fetching."""
    q, fresh = queued, queued.purpose in ("page", "image")
    return Job(q.url, q.purpose, q.source, q.channel, False, fresh, q.claimed, q.fills, q.since)


def due_jobs(context: Context, sources: Sequence[Source], recheck: Recheck, pages: int) -> list[Job]:
    """Pages and images that are due now: of each source a window of its own, so that none keeps another out.

    At most ``pages`` new pages, and as many to look at again, of one source; with ``all`` every page that is held. A source of
    which nothing is due costs nothing but a few steps of an index.
    """
    now = context.clock()
    found = polling.sources_with_due(context.store, to_text(now))
    tempers = _tempers(context, now, [s.id for s in sources]) if recheck == "due" else {}
    jobs: list[Job] = []
    for source in (*(s.id for s in sources), None):
        has, how = found.get(source, set()), tempers.get(source or "", "usual")
        if not has and how != "busy" and recheck != "all":
            continue
        states = tuple(s for s in WAITING if ("page", s) in has)
        rows = [*context.store.due(source, "page", states, to_text(now), pages)]
        if recheck == "due":
            rows += _looks(context, source, how, now, pages, ("page", "held") in has)
        if recheck == "all":
            rows += context.store.watched(source)
        if any(("image", s) in has for s in WAITING):
            rows += context.store.due(source, "image", WAITING, to_text(now), IMAGES)
        jobs += map(_job, rows)
    return jobs


def _tempers(context: Context, now: datetime, ids: Sequence[str]) -> dict[str, Temper]:
    """How much each source edits, as its articles of the last four weeks say."""
    counted = polling.edits(context.store, to_text(now - JUDGED), ids)
    return {source: temper(*counts) for source, counts in counted.items()}


def _looks(
    context: Context, source: str | None, how: Temper, now: datetime, pages: int, any_due: bool
) -> Sequence[Row]:
    """Pages of articles that are to be looked at now, the longest waiting first.

    What stands on the frontier are the usual looks. A source that hardly edits skips some of them; one that edits much has more
    in the first two days.
    """
    rows: Sequence[Row] = ()
    if any_due:
        rows = context.store.due(source, "page", ("held",), to_text(now), pages * (LOOKED_AT if how == "calm" else 1))
    if how == "busy" and source is not None:
        known = {row["url_key"] for row in rows}
        young = polling.fresh_pages(context.store, source, to_text(now - OFTEN), pages)
        rows = [*rows, *(r for r in young if r["url_key"] not in known)]
    if how == "usual":
        return rows
    return [r for r in rows if r["last_at"] is None or r["tries"] or _is_due(r, now, how)][:pages]


def _is_due(row: Row, now: datetime, how: Temper) -> bool:
    return is_look_due(to_time(row["first_seen"]), to_time(row["last_at"]), now, how)


def _job(row: Row) -> Job:
    held, fresh = row["state"] == "held", row["state"] == "new"
    return Job(row["url"], row["purpose"], row["source_id"], again=held, fresh=fresh, claimed=to_time(row["claimed"]))
