"""When to look at a page again. Pure: times in, times out."""

from __future__ import annotations

from datetime import datetime, timedelta

LOOKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
"""Ages at which an article is looked at again: most edits come in the first day."""

RETRIES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
"""Waits after the first, second, … failure; after the last the URL is given up."""


def next_look(first_captured: datetime, now: datetime) -> datetime | None:
    """The next time at which an article first held at ``first_captured`` is due; None when it was watched long enough."""
    age = now - first_captured
    return next((first_captured + look for look in LOOKS if look > age), None)


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after ``tries`` failures; None when it is time to give up."""
    return now + RETRIES[tries - 1] if 0 < tries <= len(RETRIES) else None
