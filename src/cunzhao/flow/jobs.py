"""What a round has to fetch: the channels of its sources, and what is due on the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cunzhao.flow.context import Context
from cunzhao.store.reader import WAITING
from cunzhao.store.rows import Row, to_text
from cunzhao.types import Purpose, Source

IMAGES = 2_000
"""Images of one source, left over from earlier rounds, that are asked for in a round."""

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


def share_of(job: Job) -> Share | None:
    """What a job is counted as; images, and channels themselves, are not counted."""
    if job.purpose == "page":
        return "again" if job.again else "new"
    return None if job.purpose == "image" or job.channel in (None, job.url) else "sitemap"


def facts_of(job: Job, verdict: str = "") -> dict[str, str]:
    """Why this was fetched, and what robots.txt said of it (nothing where it was not asked), for the record."""
    facts = {"requested": job.url, "channel": job.channel, "robots": verdict}
    return {name: value for name, value in facts.items() if value}


def channel_jobs(sources: Sequence[Source]) -> list[Job]:
    """One job per channel: the first of a source, and the others behind it."""
    return [Job(c.url, c.kind, s.id, c.url) for s in sources for c in s.channels]


def due_jobs(context: Context, sources: Sequence[Source], recheck: Recheck, pages: int) -> list[Job]:
    """Pages and images that are due now: of each source a window of its own, so that none keeps another out.

    At most ``pages`` new pages, and as many to look at again, of one source; with ``all`` every page that is held.
    """
    now = to_text(context.clock())
    jobs: list[Job] = []
    for source in (*(s.id for s in sources), None):
        rows = [*context.store.due(source, "page", WAITING, now, pages)]
        if recheck == "due":
            rows += context.store.due(source, "page", ("held",), now, pages)
        if recheck == "all":
            rows += context.store.watched(source)
        rows += context.store.due(source, "image", WAITING, now, IMAGES)
        jobs += map(_job, rows)
    return jobs


def _job(row: Row) -> Job:
    return Job(row["url"], row["purpose"], row["source_id"], again=row["state"] == "held", fresh=row["state"] == "new")
