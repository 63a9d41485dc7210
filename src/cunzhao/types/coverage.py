"""What an archive has and what it lacks, per source and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

SourceState = Literal["well", "new", "silent", "failing", "blocked", "empty"]
"""``new`` was not polled yet."""


@dataclass(frozen=True, slots=True)
class CoverageDay:
    """One day (UTC) of one source or of all: new entries that the habit expected, entries that were announced for the first
    time, articles that were captured for the first time, polls, those that failed, and gaps."""

    day: date
    expected: float = 0.0
    found: int = 0
    kept: int = 0
    polls: int = 0
    failed: int = 0
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """Between two polls everything may have rolled off a channel. ``filled`` addresses were found by a look elsewhere
    (``filled_by``; None: nobody has looked yet)."""

    source: str
    channel: str
    since: datetime
    until: datetime
    entries: int
    filled: int
    filled_by: str | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that went silent, failed, refused or yielded nothing to read; ``until`` is None while it does."""

    number: int
    source: str
    name: str
    kind: Literal["silent", "failing", "blocked", "empty"]
    since: datetime
    until: datetime | None
    what: str


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """One source. ``answers`` counts page captures by kind; ``next_poll`` is when its rhythm has it looked at again (None: at
    once), ``silent_at`` when its silence would be longer than its habit. ``octets`` of evidence are its own."""

    id: str
    name: str
    state: SourceState
    what: str
    days: tuple[CoverageDay, ...]
    articles: int
    pending: int
    answers: Mapping[str, int]
    images_held: int
    images_named: int
    octets: int
    gaps: int
    last_polled: datetime | None
    last_new: datetime | None
    next_poll: datetime | None
    silent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes: evidence, catalogue, free; how many come a day, and when the disk is full at that pace (None: not in sight)."""

    evidence: int
    catalogue: int
    free: int
    per_day: float
    full_on: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole. ``stopped`` says since when nobody collects, though something is due; None while somebody does."""

    made: datetime
    last_round: datetime | None
    stopped: datetime | None
    days: tuple[CoverageDay, ...]
    sources: tuple[SourceCoverage, ...]
    gaps: tuple[CoverageGap, ...]
    troubles: tuple[Trouble, ...]
    disk: Disk
    states: Mapping[str, int] = field(default_factory=dict)
