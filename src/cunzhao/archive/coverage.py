"""Gathers the coverage ledger: what was expected, what came, what is missing, and how long the disk will last."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import cast

from cunzhao.archive import pacing
from cunzhao.archive.place import Place
from cunzhao.archive.settings import Settings
from cunzhao.errors import NotFound
from cunzhao.flow.schedule import polls
from cunzhao.store import Store, polling
from cunzhao.store.rows import Row, maybe_time, to_text, to_time
from cunzhao.types import Coverage, CoverageDay, CoverageGap, Disk, SourceCoverage, SourceHealth, SourceState, Trouble

DAYS = 30
ROUNDS = 30
HABIT = 0.9
"""The time between rounds that nine of ten do not exceed; half as much again, and nobody is collecting."""
SHORTEST, LONGEST = timedelta(hours=2), timedelta(days=15)
UNKNOWN = timedelta(hours=26)
"""An archive that runs daily has missed a round by then."""
IN_SIGHT = 3650
"""Days: a forecast of more than ten years is none."""


def coverage(store: Store, place: Place, settings: Settings, now: datetime, source: str | None = None) -> Coverage:
    """The ledger of the last thirty days. Raises NotFound for a source that is not followed."""
    if source is not None and store.source(source) is None:
        followed = ", ".join(s.id for s in store.followed()[:20])
        raise NotFound(f"{source} is no source that is followed; name one of: {followed or 'none is followed yet'}")
    days = _days(store, now, source)
    troubles = tuple(map(_trouble(store), polling.troubles(store)))
    open_ = {row["source_id"]: row for row in reversed(polling.troubles(store, open_only=True))}
    rows = _sources(store, settings, now, days, open_)
    shown = tuple(r for r in rows if source in (None, r.id))
    last = store.last_round()
    return Coverage(
        made=now,
        last_round=None if last is None else to_time(last["ended"]),
        stopped=stopped_since(store, settings, now),
        days=_in_all(days, now),
        sources=shown,
        gaps=tuple(map(_gap, polling.gaps(store, to_text(now - timedelta(days=DAYS)), source=source))),
        troubles=tuple(t for t in troubles if source in (None, t.source)),
        disk=disk(store, place, now),
        states=Counter(r.state for r in shown),
    )


# -- days -------------------------------------------------------------------------------------------------------------


def _days(store: Store, now: datetime, source: str | None) -> dict[str, dict[date, CoverageDay]]:
    since = f"{now - timedelta(days=DAYS - 1):%Y-%m-%d}"
    found: dict[str, dict[date, CoverageDay]] = defaultdict(dict)
    for r in polling.days(store, since, source):
        day = date.fromisoformat(r["day"])
        values = {name: r[name] for name in ("expected", "found", "polls", "failed", "gaps")}
        found[r["source_id"]][day] = CoverageDay(day, **values)
    for r in polling.kept_by_day(store, since, source):
        day, mine = date.fromisoformat(r["day"]), found[r["source_id"] or ""]
        mine[day] = replace(mine.get(day, CoverageDay(day)), kept=r["many"])
    return found


def _calendar(now: datetime) -> list[date]:
    return [now.date() - timedelta(days=n) for n in reversed(range(DAYS))]


def _in_all(days: Mapping[str, Mapping[date, CoverageDay]], now: datetime) -> tuple[CoverageDay, ...]:
    by_day: dict[date, list[CoverageDay]] = defaultdict(list)
    for mine in days.values():
        for day, figures in mine.items():
            by_day[day].append(figures)
    return tuple(_sum(day, by_day[day]) for day in _calendar(now))


def _sum(day: date, found: Sequence[CoverageDay]) -> CoverageDay:
    def total(name: str) -> float:
        return float(sum(getattr(f, name) for f in found))

    whole = {name: int(total(name)) for name in ("found", "kept", "polls", "failed", "gaps")}
    return CoverageDay(day, expected=round(total("expected"), 2), **whole)


# -- sources ----------------------------------------------------------------------------------------------------------


def _sources(
    store: Store,
    settings: Settings,
    now: datetime,
    days: Mapping[str, Mapping[date, CoverageDay]],
    open_: Mapping[str, Row],
) -> list[SourceCoverage]:
    octets, rules, calendar = polling.octets(store), pacing.rules_of(settings), _calendar(now)
    channels: dict[str, list[polls.ChannelState]] = defaultdict(list)
    for state in pacing.states(store):
        channels[state.source].append(state)
    return [
        _source(health, channels[health.source.id], rules, days.get(health.source.id, {}), calendar, open_, octets)
        for health in store.sources()
    ]


def _source(
    health: SourceHealth,
    channels: Sequence[polls.ChannelState],
    rules: polls.Rules,
    days: Mapping[date, CoverageDay],
    calendar: Sequence[date],
    open_: Mapping[str, Row],
    octets: Mapping[str, int],
) -> SourceCoverage:
    name = health.source.id
    trouble = open_.get(name)
    state: SourceState = trouble["kind"] if trouble else "well" if health.last_polled else "new"
    due = [polls.due_at(c, rules.bounds(name)) for c in channels]
    return SourceCoverage(
        id=name,
        name=health.source.name,
        state=state,
        what=trouble["what"] if trouble else "",
        days=tuple(days.get(day) or CoverageDay(day) for day in calendar),
        articles=health.articles,
        pending=health.pending,
        answers=health.answers,
        images_held=health.images_held,
        images_named=health.images_named,
        octets=octets.get(name, 0),
        gaps=sum(d.gaps for d in days.values()),
        last_polled=health.last_polled,
        last_new=health.last_new,
        next_poll=None if None in due else min(cast("list[datetime]", due), default=None),
        silent_at=max((c.silent for c in channels if c.silent is not None), default=None),
    )


def _trouble(store: Store) -> _Named:
    return _Named({s.id: s.name for s in store.followed()})


class _Named:
    """Troubles with the names of their sources."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def __call__(self, row: Row) -> Trouble:
        source = row["source_id"]
        since, until = to_time(row["since"]), maybe_time(row["until"])
        return Trouble(row["n"], source, self.names.get(source, source), row["kind"], since, until, row["what"])


def _gap(row: Row) -> CoverageGap:
    since, until = to_time(row["since"]), to_time(row["until"])
    return CoverageGap(row["source_id"], row["url"], since, until, row["entries"], row["filled"], row["filled_by"])


# -- the collector and the disk ---------------------------------------------------------------------------------------


def stopped_since(store: Store, settings: Settings, now: datetime) -> datetime | None:
    """Since when nobody collects: the last round ended longer ago than rounds usually do, and something has been due since.
    None while somebody does, or nobody has begun."""
    rounds = polling.rounds(store, ROUNDS)
    if not rounds:
        return None
    ended = to_time(rounds[0]["ended"])
    waits = [to_time(a["started"]) - to_time(b["started"]) for a, b in pairwise(rounds)]
    late = now - ended > patience(waits)
    return (
        ended if late and polls.overdue(pacing.states(store), now, pacing.rules_of(settings)) > SHORTEST / 2 else None
    )


def patience(waits: Iterable[timedelta]) -> timedelta:
    """How long to wait for a round, given the times between the last ones."""
    known = sorted(waits)
    if len(known) < 3:
        return UNKNOWN
    return max(SHORTEST, min(LONGEST, 1.5 * known[int(HABIT * (len(known) - 1))]))


def disk(store: Store, place: Place, now: datetime) -> Disk:
    """Bytes in use and free, and a forecast: the pace of the ledger's days, with the catalogue growing beside the evidence."""
    evidence = sum(p.stat().st_size for p in place.evidence.rglob("*") if p.is_file())
    catalogue = place.catalog.stat().st_size if place.catalog.exists() else 0
    free = shutil.disk_usage(place.directory).free
    since = now - timedelta(days=14)
    rows = [r for r in polling.days(store, f"{since:%Y-%m-%d}") if r["octets"]]
    first = min((date.fromisoformat(r["day"]) for r in rows), default=now.date())
    # A clock that was ahead leaves days that have not come yet.
    per_day = sum(r["octets"] for r in rows) / max(1, (now.date() - first).days + 1)
    per_day *= 1 + (catalogue / evidence if evidence else 0)
    left = free / per_day if per_day else IN_SIGHT + 1
    full_on = now.date() + timedelta(days=int(left)) if left <= IN_SIGHT else None
    return Disk(evidence, catalogue, free, round(per_day), full_on)
