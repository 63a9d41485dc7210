"""From a rhythm: when something new is likely, when entries may be lost, and when silence is out of the ordinary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from cunzhao.flow.schedule.rhythm import HOUR, WEEK, Rhythm, expected, pieces, rates

LIKELY = 0.7
"""A poll is worth its request once so many entries are expected: with 0.7 half of all polls bring something.
Sweep by ``python bench/schedule.py --sweep`` (two weeks, generated): 0.5, 0.7 and 1.0 need 57, 55 and 52 % of hourly polling's
requests and see the same 97.5 %; the smaller ones are sooner at seldom sources."""
FILL = 0.3
"""Share of a feed's entries that may turn over between two polls as expected; a burst of three times that is still held."""
FARTHEST = timedelta(days=400)
FEW_SILENCES = 5
"""Silences that must have ended before a habit is spoken of."""
UNKNOWN_SILENCE = timedelta(days=45)
"""A channel without a habit is called silent after this: a monthly has spoken by then."""
YOUNG = 2.5
"""Before a whole week was watched its nights and weekend are not known: so many times more must be missing. Without it every
newsroom of ``bench/schedule.py`` alarmed on its first weekend (7 false alarms a source and year)."""
LEAST_EXPECTED = 4.0
"""Entries that must be missing at least: with fewer, chance is as good an explanation (e^-4 = 2 %)."""


@dataclass(frozen=True, slots=True)
class Times:
    """What is stored with a channel. ``fresh``: something new is likely. ``safe``: look before then, lest entries roll off.
    ``silent``: nothing new by then is out of the ordinary."""

    fresh: datetime
    safe: datetime
    silent: datetime


def times(rhythm: Rhythm) -> Times | None:
    """When to look again and when to worry, counted from the last good poll; None before the first."""
    if rhythm.until is None or rhythm.last is None:
        return None
    rate = rates(rhythm)
    room = max(1.0, rhythm.entries * FILL * rhythm.pace)
    return Times(
        fresh=reached(rate, rhythm.until, LIKELY),
        safe=reached(rate, rhythm.until, room),
        silent=_silent(rhythm, rate),
    )


def reached(rate: Sequence[float], start: datetime, wanted: float) -> datetime:
    """When so many entries will have been expected since ``start``; at most :data:`FARTHEST` later."""
    week = sum(rate)
    if week <= 0 or wanted / week > FARTHEST / timedelta(weeks=1):
        return start + FARTHEST
    weeks = int(wanted // week)
    at, left = start + timedelta(weeks=weeks), wanted - weeks * week
    for hour, part, end in pieces(at, at + timedelta(hours=WEEK + 1)):
        if rate[hour] * part >= left > 0:
            return end - (part - left / rate[hour]) * HOUR
        left -= rate[hour] * part
    return at


def threshold(rhythm: Rhythm, rate: Sequence[float]) -> float:
    """How many entries must be missing in a row before a silence is out of the ordinary.

    A quantile rule: the length that silences exceed once a year. In entries expected (time rescaled by the rates), the silences
    of independent arrivals are exponential with mean 1 (Brown et al., Neural Computation 14, 2002), of which N are expected to
    exceed ln(N) once; bursts stretch the tail, by how far the longest silence kept exceeds the longest of as many exponential
    ones (about ln(n) + 0.58). ``python bench/schedule.py`` measures the false alarms on generated rhythms.
    """
    a_year = log(max(2.0, sum(rate) * 365 / 7))
    many = len(rhythm.silences)
    stretch = max(rhythm.silences) / (log(many) + 0.58)
    young = YOUNG if sum(rhythm.hours) < WEEK else 1.0
    return max(LEAST_EXPECTED, a_year * max(1.0, stretch)) * young


def _silent(rhythm: Rhythm, rate: Sequence[float]) -> datetime:
    assert rhythm.until is not None
    assert rhythm.last is not None
    if len(rhythm.silences) < FEW_SILENCES:
        return rhythm.last + UNKNOWN_SILENCE
    return reached(rate, rhythm.until, max(0.0, threshold(rhythm, rate) - rhythm.quiet))


def by_day(rhythm: Rhythm, start: datetime, end: datetime) -> dict[str, float]:
    """Entries expected between two times, by day in UTC (``YYYY-MM-DD``)."""
    rate = rates(rhythm)
    found: dict[str, float] = {}
    at = start
    while at < end:
        stop = min(end, at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1))
        found[f"{at:%Y-%m-%d}"] = expected(rate, at, stop)
        at = stop
    return found
