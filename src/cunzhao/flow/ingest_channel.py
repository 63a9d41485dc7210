"""Feeds, sitemaps and listing pages: sightings, and URLs worth fetching."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cunzhao.discover import parse_feed, parse_listing, parse_sitemap
from cunzhao.flow.claims import derive, first_seen
from cunzhao.flow.context import Context
from cunzhao.flow.keys import host, url_key
from cunzhao.flow.material import Material, material
from cunzhao.flow.names import WAS_THERE
from cunzhao.flow.outcome import Outcome, OutcomeKind, Queued
from cunzhao.store import Transaction
from cunzhao.store.rows import claims_of, to_time
from cunzhao.types import Candidate, Capture

GZIP = b"\x1f\x8b"


def ingest(context: Context, transaction: Transaction, found: Material) -> Outcome:
    """Read a channel's answer, keep its sightings, and queue what is new."""
    capture = found.capture
    channel = capture.facts.get("channel", capture.url)
    if capture.status == 304:
        return _done(transaction, capture, channel, (), _children_before(context, capture), None)
    if capture.status != 200:
        return _done(transaction, capture, channel, (), (), _refusal(capture))
    candidates, children, problems = _read(found)
    candidates = [c for c in candidates if not context.is_redacted(url_key(c.url))]
    error = problems[0] if problems and not candidates and not children else None
    return _done(transaction, capture, channel, candidates, children, error)


def _children_before(context: Context, capture: Capture) -> Sequence[str]:
    """The sitemaps that an unchanged index names: they change all the same."""
    before = (
        context.store.capture_of(capture.facts.get("not_modified_of", "")) if capture.purpose == "sitemap" else None
    )
    data = b"" if before is None else material(context.evidence, context.store, before).data
    if before is None or not (b"<sitemapindex" in data[:2000] or data.startswith(GZIP)):
        return ()
    return parse_sitemap(data, before.url, before.at).children


def _refusal(capture: Capture) -> str | None:
    if capture.status is not None and 300 <= capture.status < 400:
        return None
    return f"{capture.url} answered {capture.status}"


def _read(found: Material) -> tuple[Sequence[Candidate], Sequence[str], Sequence[str]]:
    capture = found.capture
    if capture.purpose == "feed":
        feed = parse_feed(found.data, capture.url, {}, capture.at, found.content_type)
        return feed.candidates, (), feed.problems
    if capture.purpose == "sitemap":
        sitemap = parse_sitemap(found.data, capture.url, capture.at)
        return sitemap.candidates, sitemap.children, sitemap.problems
    return parse_listing(found.data, capture.url, capture.at), (), ()


def _done(
    transaction: Transaction,
    capture: Capture,
    channel: str,
    candidates: Sequence[Candidate],
    children: Sequence[str],
    error: str | None,
) -> Outcome:
    queued = [q for c in candidates if (q := _sight(transaction, c, capture)) is not None]
    if capture.source is not None:
        transaction.polled(capture.source, channel, capture, len(queued), error)
    transaction.ingested(capture.id)
    more = [Queued(url, "sitemap", capture.source, channel) for url in children]
    kind: OutcomeKind = "failed" if error else "channel"
    return Outcome(
        kind, capture.id, capture.url, capture.source, detail=error or "", found=len(queued), queued=(*queued, *more)
    )


def _sight(transaction: Transaction, candidate: Candidate, capture: Capture) -> Queued | None:
    key = url_key(candidate.url)
    if not transaction.sight(candidate, key, capture.source):
        return None
    article = transaction.read.find_article([key], WAS_THERE)
    if article is not None:
        _reclaim(transaction, article, candidate, capture.at)
    if transaction.enqueue(key, candidate.url, "page", host(candidate.url), capture.source, capture.at):
        return Queued(candidate.url, "page", capture.source)
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
