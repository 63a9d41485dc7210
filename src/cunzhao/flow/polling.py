"""A poll on record: what it teaches of its channel's rhythm, whether entries fell into a gap, and the ledger of the day.

Everything here follows from captures in log order, so that a rebuild comes to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cunzhao.discover import robots_sitemaps
from cunzhao.flow.context import Context
from cunzhao.flow.keys import host, is_front_page, url_key
from cunzhao.flow.material import material
from cunzhao.flow.outcome import Queued
from cunzhao.flow.schedule import rhythm
from cunzhao.flow.schedule.habit import by_day, times
from cunzhao.store import Transaction, polling
from cunzhao.store.polling import Noted
from cunzhao.store.rows import to_time
from cunzhao.types import Candidate, Capture, Purpose, Source

FILLS, SINCE = "fills", "since"
"""Facts of a look elsewhere for what fell into a gap: the gap's id, and when it began."""
MARGIN = timedelta(days=1)
"""A sitemap's date may be a day in another zone: so much around a gap is taken, too."""
ELSEWHERE = 2
"""Places that are asked about one gap."""
CHILDREN = 4
"""Sitemaps of one index that are asked about one gap."""


def note(
    transaction: Transaction,
    capture: Capture,
    channel: str,
    candidates: Sequence[Candidate],
    new: Sequence[str],
    error: str | None,
) -> bool:
    """Write down a poll. ``new`` are the URLs that nobody had announced before. Returns whether there is a gap before it."""
    if capture.source is None:
        return False
    row = polling.channel(transaction.read, capture.source, channel)
    if row is None:
        return False
    whole = row["kind"] != "sitemap" or capture.facts.get("requested", capture.url) == channel
    if error is not None or not whole:
        # A sitemap that an index names says little of the rhythm of the whole, which the index's own poll noted.
        noted = Noted(len(candidates), len(new), error=error)
        if error is not None:
            polling.note_poll(transaction, capture.source, channel, capture, noted)
        _ledger(transaction, capture, {"failed": int(error is not None), "found": len(new)})
        return False
    known = rhythm.of_text(row["rhythm"])
    gap = _is_gap(transaction, row["kind"], known, capture, candidates, new)
    many = known.entries if capture.status == 304 else len(candidates)
    learned = rhythm.learn(known, rhythm.Poll(capture.at, many, len(new), _dated(candidates, new, known), gap))
    noted = _noted(learned, many, new, known, gap)
    if not new and row["silent_at"] is not None:
        # A silence is judged by the habit before it: learned from, it would excuse itself.
        noted = replace(noted, silent=to_time(row["silent_at"]))
    polling.note_poll(transaction, capture.source, channel, capture, noted)
    _ledger(transaction, capture, {"polls": 1, "found": len(new), "gaps": int(gap)}, known)
    return gap


def _noted(learned: rhythm.Rhythm, entries: int, new: Sequence[str], known: rhythm.Rhythm, gap: bool) -> Noted:
    at = times(learned)
    assert at is not None
    since = known.until if gap else None
    return Noted(entries, len(new), since, None, rhythm.to_text(learned), at.fresh, at.safe, at.silent)


def _is_gap(
    transaction: Transaction,
    kind: str,
    known: rhythm.Rhythm,
    capture: Capture,
    candidates: Sequence[Candidate],
    new: Sequence[str],
) -> bool:
    """No overlap with anything that was known: between this poll and the last one everything may have rolled off."""
    if kind == "sitemap" or not known.entries or not candidates or len(new) < len({url_key(c.url) for c in candidates}):
        return False
    guids = [c.guid for c in candidates if c.guid]
    return not polling.knows_guid(transaction.read, candidates[0].via, guids, capture.at)


def _dated(candidates: Sequence[Candidate], new: Sequence[str], known: rhythm.Rhythm) -> tuple[datetime, ...]:
    """When entries say that they were published: all of the first poll's, later those of the new ones."""
    wanted = None if known.until is None else set(new)
    return tuple(at for c in candidates if (wanted is None or c.url in wanted) and (at := claimed(c)) is not None)


def claimed(candidate: Candidate) -> datetime | None:
    """When a channel says that this was published; a change does not count."""
    return next((c.at for c in candidate.claims if c.at is not None and not c.modified), None)


def newest_claim(candidate: Candidate) -> datetime | None:
    """The same, or else when it was last changed: good enough to tell today's news from a backlog."""
    return claimed(candidate) or next((c.at for c in candidate.claims if c.at is not None), None)


def _ledger(
    transaction: Transaction, capture: Capture, figures: Mapping[str, Any], known: rhythm.Rhythm | None = None
) -> None:
    """Figures of the capture's day, and what was expected since the last poll, on the days on which it was."""
    rows: list[dict[str, Any]] = [{"source_id": capture.source, "day": f"{capture.at:%Y-%m-%d}", **figures}]
    if known is not None and known.until is not None:
        start = max(known.until, capture.at - rhythm.LONGEST)
        days = by_day(known, start, capture.at)
        rows += [{"source_id": capture.source, "day": d, "expected": round(e, 4)} for d, e in days.items()]
    polling.add_days(transaction, rows)


def failed(transaction: Transaction, capture: Capture) -> None:
    """A request for a channel that brought no answer."""
    note(transaction, capture, capture.facts.get("channel", capture.url), (), (), capture.error or "failed")


def weigh(transaction: Transaction, captures: Iterable[Capture]) -> None:
    """Bytes of evidence by source and day; what belongs to no source is counted under an empty name."""
    octets: dict[tuple[str, str], int] = defaultdict(int)
    for capture in captures:
        octets[capture.source or "", f"{capture.at:%Y-%m-%d}"] += capture.length
    polling.add_days(transaction, [{"source_id": s, "day": d, "octets": n} for (s, d), n in sorted(octets.items())])


# -- looking elsewhere ------------------------------------------------------------------------------------------------


def in_gap(candidate: Candidate, capture: Capture) -> bool:
    """Whether what was found elsewhere may have fallen into the gap; without a date only a listing page is believed."""
    since = datetime.fromisoformat(capture.facts[SINCE])
    at = newest_claim(candidate)
    return capture.purpose == "listing" if at is None else at >= since - MARGIN


def children_of(children: Sequence[str], capture: Capture) -> Sequence[str]:
    """The sitemaps of an index that are likely to hold what fell into a gap: of that month, for news, then the outer ones."""
    at = capture.at
    marks = (f"{at:%Y-%m}", f"{at:%Y%m}", f"{at:%Y/%m}", "news", "latest", "recent")
    likely = [url for url in children if any(mark in url.lower() for mark in marks)]
    return tuple(dict.fromkeys((*likely, *children[:1], *children[-1:], *children)))[:CHILDREN]


def elsewhere(context: Context, source: Source, channel: str, gap: str, since: datetime) -> Iterator[Queued]:
    """Where to look for what fell into a gap of a channel: the source's other channels of another kind, else the sitemaps that
    its robots.txt named when it was last read, else its front page."""
    others: list[tuple[str, Purpose]] = [
        (c.url, c.kind) for c in source.channels if c.kind != "feed" and c.url != channel
    ]
    named = others or [(url, "sitemap") for url in _named_by_robots(context, channel)]
    home: list[tuple[str, Purpose]] = [(source.home, "listing")] if is_front_page(source.home) else []
    for url, kind in [*named, *home][:ELSEWHERE]:
        yield Queued(url, kind, source.id, url, fills=gap, since=since)


def _named_by_robots(context: Context, channel: str) -> Sequence[str]:
    scheme = channel.partition("://")[0]
    key = url_key(f"{scheme}://{host(channel)}/robots.txt")
    line = context.store.capture_before(key, "robots", context.store.log_size())
    if line is None:
        return ()
    return robots_sitemaps(material(context.evidence, context.store, line.capture).data)
