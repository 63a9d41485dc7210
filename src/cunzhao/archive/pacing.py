"""When the next round is due: the settings' bounds, applied to what the catalogue knows of each channel."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from cunzhao.archive.settings import Settings, span_of
from cunzhao.flow.crawl import Budget
from cunzhao.flow.keys import host
from cunzhao.flow.schedule import polls
from cunzhao.store import Reader, polling
from cunzhao.store.rows import Row, maybe_time, to_text, to_time

HOUR = timedelta(hours=1)
PAGES_PAUSE = timedelta(minutes=10)
SLACK = timedelta(minutes=1)
"""What is due within a minute is polled with what is due now: a round costs more than a poll that comes a little early."""


def rules_of(settings: Settings, first: timedelta = HOUR) -> polls.Rules:
    """The bounds for all sources, and those that the settings give to single ones."""
    least, most = span_of(settings.poll_least) or HOUR, span_of(settings.poll_most) or HOUR
    single = {}
    for line in settings.poll_bounds:
        source, low, high = line.split()
        single[source] = polls.Bounds(first, span_of(low) or least, span_of(high) or most)
    return polls.Rules(polls.Bounds(first, min(least, first), max(most, first)), single)


def states(store: Reader) -> list[polls.ChannelState]:
    """Every channel, as the scheduler sees it."""
    return [_state(row) for row in polling.states(store)]


def _state(row: Row) -> polls.ChannelState:
    at = {name: maybe_time(row[f"{name}_at"]) for name in ("fresh", "safe", "silent")}
    return polls.ChannelState(
        row["source_id"], row["url"], maybe_time(row["last_polled"]), **at, fails=row["fails"], polls=row["polls"]
    )


def plan(store: Reader, settings: Settings, now: datetime, first: timedelta = HOUR) -> polls.Plan:
    """The channels that are due, and when more will be."""
    return polls.plan(states(store), now + SLACK, rules_of(settings, first))


def wake_at(store: Reader, settings: Settings, now: datetime, first: timedelta = HOUR) -> datetime:
    """When there will be something to do: now, if there is already; at the latest after the longest time between polls.

    Pages alone wake it at most every ten minutes: what stays due (a host that does not answer, a budget that is spent) must not
    make rounds chase each other.
    """
    found = plan(store, settings, now, first)
    if found.due:
        return now
    look = to_text(now) if polling.sources_with_due(store, to_text(now)) else polling.next_look_at(store, to_text(now))
    last = store.last_round()
    rested = now if last is None else to_time(last["ended"]) + PAGES_PAUSE
    pages = None if look is None else max(to_time(look), rested)
    times = [found.next, pages, now + (span_of(settings.poll_most) or HOUR)]
    return min(at for at in times if at is not None)


def budget_of(store: Reader, settings: Settings, now: datetime) -> Budget:
    """What may still be asked within this hour, after what was asked in the last one."""
    per_host, in_all = settings.host_requests_per_hour or None, settings.requests_per_hour or None
    if per_host is None and in_all is None:
        return Budget()
    return Budget(per_host, in_all, Counter(map(host, polling.asked_since(store, to_text(now - HOUR)))))
