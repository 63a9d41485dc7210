"""Feeds, sitemaps and listing pages: sightings, and URLs worth fetching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cunzhao.discover import parse_feed, parse_listing, parse_sitemap
from cunzhao.flow import polling
from cunzhao.flow.claims import derive, first_seen
from cunzhao.flow.context import Context
from cunzhao.flow.keys import host, url_key
from cunzhao.flow.material import Material, material
from cunzhao.flow.names import WAS_THERE
from cunzhao.flow.outcome import Outcome, Queued
from cunzhao.store import Transaction
from cunzhao.store import polling as store
from cunzhao.store.rows import claims_of, to_time
from cunzhao.types import Candidate, Capture

GZIP = b"\x1f\x8b"


def ingest(context: Context, transaction: Transaction, found: Material) -> Outcome:
    """Read a channel's answer, keep its sightings, and queue what is new."""
    capture = found.capture
    channel = capture.facts.get("channel", capture.url)
    if capture.status == 304:
        return _done(transaction, capture, channel, (), _children_before(context, capture), None)
    if 300 <= (capture.status or 200) < 400:
        return _outcome(transaction, capture, None, (), ())
    if capture.status != 200:
        return _done(transaction, capture, channel, (), (), f"{capture.url} answered {capture.status}")
    read = _read(found)
    candidates = [c for c in read.candidates if not context.is_redacted(url_key(c.url))]
    error = read.problems[0] if read.problems and not candidates and not read.children else None
    if polling.FILLS in capture.facts:
        return _fill(transaction, capture, candidates, read.children, error)
    done = _done(transaction, capture, channel, candidates, read.children, error)
    return _look_elsewhere(context, transaction, capture, channel, done) if done.gap else done


def _children_before(context: Context, capture: Capture) -> Sequence[str]:
    """The sitemaps that an unchanged index names: they change all the same."""
    before = (
        context.store.capture_of(capture.facts.get("not_modified_of", "")) if capture.purpose == "sitemap" else None
    )
    data = b"" if before is None else material(context.evidence, context.store, before).data
    if before is None or not (b"<sitemapindex" in data[:2000] or data.startswith(GZIP)):
        return ()
    return parse_sitemap(data, before.url, before.at).children


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a channel's answer says."""

    candidates: Sequence[Candidate] = ()
    children: Sequence[str] = ()
    problems: Sequence[str] = ()


def _read(found: Material) -> _Channel:
    capture = found.capture
    if capture.purpose == "feed":
        feed = parse_feed(found.data, capture.url, {}, capture.at, found.content_type)
        return _Channel(feed.candidates, (), feed.problems)
    if capture.purpose == "sitemap":
        sitemap = parse_sitemap(found.data, capture.url, capture.at)
        return _Channel(sitemap.candidates, sitemap.children, sitemap.problems)
    return _Channel(parse_listing(found.data, capture.url, capture.at))


def _done(
    transaction: Transaction,
    capture: Capture,
    channel: str,
    candidates: Sequence[Candidate],
    children: Sequence[str],
    error: str | None,
) -> Outcome:
    queued = [q for c in candidates if (q := _sight(transaction, c, capture)) is not None]
    gap = polling.note(transaction, capture, channel, candidates, [q.url for q in queued], error)
    more = [Queued(url, "sitemap", capture.source, channel) for url in children]
    return _outcome(transaction, capture, error, queued, more, gap)


def _outcome(
    transaction: Transaction,
    capture: Capture,
    error: str | None,
    queued: Sequence[Queued],
    more: Sequence[Queued],
    gap: bool = False,
) -> Outcome:
    transaction.ingested(capture.id)
    return Outcome(
        "failed" if error else "channel",
        capture.id,
        capture.url,
        capture.source,
        detail=error or "",
        found=len(queued),
        queued=(*queued, *more),
        gap=gap,
    )


def _fill(
    transaction: Transaction,
    capture: Capture,
    candidates: Sequence[Candidate],
    children: Sequence[str],
    error: str | None,
) -> Outcome:
    """A look elsewhere for what fell into a gap: only what may belong there is asked for, never a whole sitemap."""
    wanted = [c for c in candidates if polling.in_gap(c, capture)]
    queued = [q for c in wanted if (q := _sight(transaction, c, capture)) is not None]
    gap, since = capture.facts[polling.FILLS], datetime.fromisoformat(capture.facts[polling.SINCE])
    store.note_fill(transaction, gap, len(queued), capture.url)
    likely = polling.children_of(children, capture)
    more = [Queued(u, "sitemap", capture.source, u, fills=gap, since=since) for u in likely]
    return _outcome(transaction, capture, error, queued, more)


def _look_elsewhere(
    context: Context, transaction: Transaction, capture: Capture, channel: str, done: Outcome
) -> Outcome:
    source = transaction.read.source(capture.source or "")
    row = store.gap(transaction.read, capture.id)
    if source is None or row is None:
        return done
    found = polling.elsewhere(context, source, channel, capture.id, to_time(row["since"]))
    return replace(done, queued=(*done.queued, *found))


def _sight(transaction: Transaction, candidate: Candidate, capture: Capture) -> Queued | None:
    key = url_key(candidate.url)
    if not transaction.sight(candidate, key, capture.source):
        return None
    article = transaction.read.find_article([key], WAS_THERE)
    if article is not None:
        _reclaim(transaction, article, candidate, capture.at)
    claimed = polling.newest_claim(candidate)
    if transaction.enqueue(key, candidate.url, "page", host(candidate.url), capture.source, capture.at, claimed):
        return Queued(candidate.url, "page", capture.source, claimed=claimed)
    return None


def _reclaim(transaction: Transaction, article: str, candidate: Candidate, at: datetime) -> None:
    """A channel claims something new of an article that is held: add the claim, derive the time again."""
    row = transaction.read.article_row(article)
    if row is None:
        return
    old = claims_of(row["claims"])
    new = tuple(c for c in candidate.claims if c not in old)
    if new:
        claims = old + new
        transaction.reclaim(article, claims, derive(claims, first_seen(claims, at)), to_time(row["first_captured"]))
        transaction.change("claim", article, at)
