"""When to look at an article's page again, and when to try again what failed. Pure: times in, times out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

Temper = Literal["busy", "usual", "calm"]
"""How much a source edits."""

LOOKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
"""Ages at which an article is looked at again: most edits come in the first day."""

LATE_LOOKS = LOOKS[3:]
LOOKS_OF: dict[Temper, tuple[timedelta, ...]] = {
    "busy": tuple(timedelta(hours=h) for h in (0.5, 1, 2, 4, 8, 16, 24, 48)) + LATE_LOOKS,
    "usual": LOOKS,
    "calm": (timedelta(hours=3), timedelta(days=1), *LATE_LOOKS),
}
"""The same for sources that edit much, and for those that hardly ever do. Measured by ``python bench/schedule.py``:
at a source where 40 % are edited, 93 %, 89 % and 87 % of all edits are seen, for 11, 6 and 5 requests an article."""

RETRIES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
"""Waits after the first, second, … failure; after the last the URL is given up."""

BUSY, CALM = 0.20, 0.02
"""Share of a source's articles that were edited, from which (up to which) it has the busy (calm) looks."""
USUAL_SHARE, WEIGHT = 0.08, 25
"""What is held of a source of which little is known: so many articles of which this share was edited."""


def temper(articles: int, edited: int) -> Temper:
    """How much a source edits, from the articles of its last four weeks and how many of them were edited."""
    share = (edited + USUAL_SHARE * WEIGHT) / (articles + WEIGHT)
    return "busy" if share >= BUSY else "calm" if share <= CALM else "usual"


def next_look(first_captured: datetime, now: datetime, looks: Sequence[timedelta] = LOOKS) -> datetime | None:
    """The next time at which an article first held at ``first_captured`` is due; None when it was watched long enough."""
    age = now - first_captured
    return next((first_captured + look for look in looks if look > age), None)


def is_look_due(first_captured: datetime, last: datetime, now: datetime, how: Temper) -> bool:
    """Whether a page last seen at ``last`` is to be looked at now, at a source of this temper."""
    due = next_look(first_captured, last, LOOKS_OF[how])
    return due is not None and due <= now


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after ``tries`` failures; None when it is time to give up."""
    return now + RETRIES[tries - 1] if 0 < tries <= len(RETRIES) else None
