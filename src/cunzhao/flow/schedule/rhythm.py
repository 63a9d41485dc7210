"""What a channel's polls have shown of its habit: new entries by hour of the week, with old weeks fading.

The model is a rate for each of the 168 hours of the week (UTC, Monday 00:00 first), shrunk towards hour of the day times day
of the week, and that towards the channel's overall rate: a weekly column is known after two issues, a night after one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import exp, log

WEEK = 168
HOUR = timedelta(hours=1)
HALF_LIFE_HOURS = 28 * 24.0
"""What is older than four weeks counts half: long enough for a weekly habit, short enough for a changed one."""
LONGEST = timedelta(days=28)
"""Of a longer time without a poll only its end is learned from: what came before has rolled off most feeds."""
PRIOR_RATE, PRIOR_HOURS = 1 / 24, 6.0
"""A channel of which nothing is known: one entry a day, believed as much as six hours of watching."""
SHRINK_HOURS = 3.0
"""How many watched hours of one hour of the week weigh as much as what is known of that hour of the day and that weekday."""
SILENCES = 60
"""Finished silences that are kept: two months of a daily paper, which is enough for the tail of a distribution."""
GAP_PACE, MEND_PACE, LEAST_PACE = 0.5, 1.15, 1 / 16
"""A gap halves how far a feed may turn over between two polls; each poll that overlaps well gives 15 % back."""


@dataclass(frozen=True, slots=True)
class Poll:
    """One good poll: how many entries it showed, how many of them were new to us, and the times that the new ones claim."""

    at: datetime
    entries: int
    new: int
    dated: tuple[datetime, ...] = ()
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a channel after its polls so far.

    ``seen`` and ``hours`` are by hour of the week: new entries, and hours watched, both fading. ``until`` is the last good
    poll. ``quiet`` is how many entries were expected since the last one came (``last``), ``silences`` the same of silences that
    ended. ``pace`` (at most 1) shrinks after gaps.
    """

    seen: tuple[float, ...] = (0.0,) * WEEK
    hours: tuple[float, ...] = (0.0,) * WEEK
    until: datetime | None = None
    last: datetime | None = None
    entries: int = 0
    polls: int = 0
    pace: float = 1.0
    quiet: float = 0.0
    silences: tuple[float, ...] = ()


def hour_of_week(at: datetime) -> int:
    """0 for the hour that begins on Monday at 00:00 UTC, up to 167."""
    return at.weekday() * 24 + at.hour


def rates(rhythm: Rhythm) -> list[float]:
    """Expected new entries an hour, for each hour of the week."""
    seen, hours = rhythm.seen, rhythm.hours
    overall = (sum(seen) + PRIOR_RATE * PRIOR_HOURS) / (sum(hours) + PRIOR_HOURS)
    by_hour = [_shrunk(sum(seen[h::24]), sum(hours[h::24]), overall) for h in range(24)]
    by_day = [_shrunk(sum(seen[d : d + 24]), sum(hours[d : d + 24]), overall) for d in range(0, WEEK, 24)]
    return [_shrunk(seen[n], hours[n], by_hour[n % 24] * by_day[n // 24] / overall) for n in range(WEEK)]


def _shrunk(seen: float, hours: float, towards: float) -> float:
    return (seen + SHRINK_HOURS * towards) / (hours + SHRINK_HOURS)


def pieces(start: datetime, end: datetime) -> Iterator[tuple[int, float, datetime]]:
    """The hours of the week that a time runs through: (hour of the week, how much of it in hours, when that piece ends)."""
    at = start
    while at < end:
        stop = min(end, at.replace(minute=0, second=0, microsecond=0) + HOUR)
        yield hour_of_week(at), (stop - at) / HOUR, stop
        at = stop


def expected(rate: Sequence[float], start: datetime, end: datetime) -> float:
    """How many entries these rates expect between two times."""
    weeks = max(0, (end - start) // timedelta(weeks=1))
    rest = start + timedelta(weeks=weeks)
    return weeks * sum(rate) + sum(rate[hour] * part for hour, part, _ in pieces(rest, end))


def learn(rhythm: Rhythm, poll: Poll) -> Rhythm:
    """The rhythm after one more good poll. A poll that is not later than the last one teaches nothing."""
    if rhythm.until is None:
        return _first(rhythm, poll)
    if poll.at <= rhythm.until:
        return rhythm
    rate, start = rates(rhythm), max(rhythm.until, poll.at - LONGEST)
    came = sorted(t for t in poll.dated if start < t <= poll.at)[: poll.new]
    grown = _watched(_faded(rhythm, poll.at - rhythm.until), rate, start, poll.at, came, poll.new - len(came))
    quiet = rhythm.quiet + expected(rate, start, poll.at)
    pace = max(LEAST_PACE, rhythm.pace * GAP_PACE) if poll.gap else _mended(rhythm.pace, poll)
    grown = replace(grown, until=poll.at, entries=poll.entries, polls=rhythm.polls + 1, pace=pace, quiet=quiet)
    return _spoke(grown, rate, start, came[-1] if came else poll.at) if poll.new else grown


def _first(rhythm: Rhythm, poll: Poll) -> Rhythm:
    """The first poll: the times that its entries claim are a history already."""
    past = sorted(t for t in poll.dated if poll.at - LONGEST <= t <= poll.at)
    known = replace(rhythm, until=poll.at, last=past[-1] if past else poll.at, entries=poll.entries, polls=1)
    if len(past) < 3 or poll.at - past[0] < 3 * HOUR:
        return known
    known = _watched(known, rates(known), past[0], poll.at, past[1:], 0)
    rate = rates(known)
    waits = tuple(round(expected(rate, a, b), 4) for a, b in pairwise(past) if a < b)
    return replace(known, silences=waits[-SILENCES:], quiet=expected(rate, past[-1], poll.at))


def _faded(rhythm: Rhythm, passed: timedelta) -> Rhythm:
    keep = exp(-log(2) * (passed / HOUR) / HALF_LIFE_HOURS)
    return replace(
        rhythm,
        seen=tuple(s * keep if s else 0.0 for s in rhythm.seen),
        hours=tuple(h * keep if h else 0.0 for h in rhythm.hours),
    )


def _watched(
    rhythm: Rhythm, rate: Sequence[float], start: datetime, end: datetime, came: Sequence[datetime], undated: int
) -> Rhythm:
    """Hours watched, and what came in them: at its claimed time, or spread over the hours as the rates expect it."""
    seen, hours = list(rhythm.seen), list(rhythm.hours)
    parts = [(hour, part) for hour, part, _ in pieces(start, end)]
    likely = sum(rate[hour] * part for hour, part in parts)
    for hour, part in parts:
        hours[hour] += part
        seen[hour] += undated * rate[hour] * part / likely
    for at in came:
        seen[hour_of_week(at)] += 1
    return replace(rhythm, seen=tuple(seen), hours=tuple(hours))


def _mended(pace: float, poll: Poll) -> float:
    """A feed that turned over by more than half is near a gap already."""
    return pace if poll.new * 2 > poll.entries else min(1.0, pace * MEND_PACE)


def _spoke(rhythm: Rhythm, rate: Sequence[float], start: datetime, last: datetime) -> Rhythm:
    """A silence has ended: keep how long it was, counted in entries that were expected meanwhile."""
    after = expected(rate, last, rhythm.until or last)
    silence = max(0.0, rhythm.quiet - after)
    return replace(rhythm, last=last, quiet=after, silences=(*rhythm.silences, round(silence, 4))[-SILENCES:])


# -- as text ----------------------------------------------------------------------------------------------------------


def to_text(rhythm: Rhythm) -> str:
    """The rhythm as one line of JSON, to four decimals."""
    values = asdict(rhythm)
    for name in ("seen", "hours", "silences"):
        values[name] = [round(v, 4) for v in values[name]]
    values |= {"pace": round(rhythm.pace, 4), "quiet": round(rhythm.quiet, 4)}
    values |= {name: at.isoformat() if at else None for name, at in (("until", rhythm.until), ("last", rhythm.last))}
    return json.dumps(values, separators=(",", ":"))


def of_text(text: str | None) -> Rhythm:
    """The rhythm that :func:`to_text` wrote; an empty one for None."""
    if text is None:
        return Rhythm()
    v = json.loads(text)
    lists = {name: tuple(v[name]) for name in ("seen", "hours", "silences")}
    times = {name: datetime.fromisoformat(v[name]).astimezone(UTC) if v[name] else None for name in ("until", "last")}
    return Rhythm(**{**v, **lists, **times})
