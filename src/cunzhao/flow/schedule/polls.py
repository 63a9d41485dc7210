"""Which channels are due now, and when the next one will be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
JUST_AFTER = timedelta(minutes=1)
"""A look right after a silence became too long: whether it did is decided by a poll, never by the clock alone."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The pace at first, and how far it may go from there. A source can have bounds of its own."""

    first: timedelta = HOUR
    least: timedelta = timedelta(minutes=5)
    most: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What the catalogue knows of a channel's rhythm: see :class:`cunzhao.flow.schedule.habit.Times`.

    ``polled`` is the last poll, good or not; ``fails`` counts failures in a row, ``polls`` good ones.
    """

    source: str
    url: str
    polled: datetime | None = None
    fresh: datetime | None = None
    safe: datetime | None = None
    silent: datetime | None = None
    fails: int = 0
    polls: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """``due`` are the channels to poll now, as (source, URL), the longest waiting first; ``next`` is when more will be."""

    due: tuple[tuple[str, str], ...]
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Rules:
    """Bounds for all, and for single sources by id."""

    general: Bounds = field(default_factory=Bounds)
    of: Mapping[str, Bounds] = field(default_factory=dict)

    def bounds(self, source: str) -> Bounds:
        return self.of.get(source, self.general)


def due_at(channel: ChannelState, bounds: Bounds) -> datetime | None:
    """When a channel is to be polled next; None for at once, since it never was."""
    if channel.polled is None:
        return None
    last = channel.polled
    if channel.fails:
        # A host that does not answer is asked half as often each time, and never given up.
        return last + min(bounds.most, max(bounds.first, bounds.least) * 2.0 ** min(channel.fails - 1, 10))
    if channel.fresh is None or channel.safe is None or channel.polls < 2:
        return last + _between(bounds.first, bounds)
    wanted = min(max(channel.fresh, last + bounds.first), channel.safe)
    if channel.silent is not None and channel.silent > last:
        wanted = min(wanted, channel.silent + JUST_AFTER)
    return last + _between(wanted - last, bounds)


def _between(span: timedelta, bounds: Bounds) -> timedelta:
    return max(bounds.least, min(bounds.most, span))


def plan(channels: Iterable[ChannelState], now: datetime, rules: Rules) -> Plan:
    """What to poll now, and when to wake."""
    at = [(due_at(c, rules.bounds(c.source)), c) for c in channels]
    due = sorted(((t, c) for t, c in at if t is None or t <= now), key=lambda pair: (pair[0] or now, pair[1].url))
    later = [t for t, _ in at if t is not None and t > now]
    return Plan(tuple((c.source, c.url) for _, c in due), min(later, default=None))


def overdue(channels: Sequence[ChannelState], now: datetime, rules: Rules) -> timedelta:
    """For how long the channel that waits longest has been due; nothing where none is."""
    waits = [now - t for c in channels if (t := due_at(c, rules.bounds(c.source))) is not None]
    return max(waits, default=timedelta())
