"""From captures on record to the catalogue, in log order.

    for each batch:  read content back -> extract (all cores) -> decide and write, capture by capture

Everything written here is a function of evidence, journal and what was ingested before, never of the clock: so a rebuild,
which ingests the same captures in the same order, makes the same catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cunzhao.flow import ingest_channel, ingest_image, ingest_page
from cunzhao.flow.context import Context
from cunzhao.flow.keys import url_key
from cunzhao.flow.material import POST, Material, is_html, material, read_pages
from cunzhao.flow.outcome import Outcome
from cunzhao.flow.schedule import next_try
from cunzhao.store import Transaction
from cunzhao.types import Capture, Extraction, Purpose

CHANNELS: tuple[Purpose, ...] = ("feed", "sitemap", "listing")
BATCH = 64
"""Captures per transaction: one fsync serves them all, and readers see them together."""
BATCH_BYTES = 32_000_000
"""Payload bytes read back together; a larger one comes alone."""


def ingest(context: Context, captures: Sequence[Capture]) -> list[Outcome]:
    """Ingest captures that are acknowledged, in log order; the index has caught up when this returns."""
    done: list[Outcome] = []
    for part in _parts(captures):
        done += _batch(context, part)
    return done


def catch_up(context: Context) -> list[Outcome]:
    """Ingest what was acknowledged but not ingested when the last process ended."""
    done: list[Outcome] = []
    while waiting := context.store.waiting(BATCH):
        done += ingest(context, waiting)
    return done


def _parts(captures: Sequence[Capture]) -> Iterator[Sequence[Capture]]:
    """Runs of captures small enough to be held in memory together."""
    start = size = 0
    for n, capture in enumerate(captures):
        if n > start and (n - start >= BATCH or size + capture.size > BATCH_BYTES):
            yield captures[start:n]
            start, size = n, 0
        size += capture.size
    if captures:
        yield captures[start:]


def _batch(context: Context, captures: Sequence[Capture]) -> list[Outcome]:
    materials = [material(context, c) if needs_content(c) else Material(c, b"", c.content_type or "") for c in captures]
    pages = [m for m in materials if is_article_like(m)]
    extractions = dict(zip((m.capture.id for m in pages), read_pages(context, pages), strict=True))
    with context.store.write() as transaction:
        done = [_one(context, transaction, m, extractions.get(m.capture.id)) for m in materials]
    context.index.catch_up()
    return done


def needs_content(capture: Capture) -> bool:
    """Whether a capture's bytes decide what becomes of it; a 304 and a failure have none."""
    if capture.kind == "failure" or capture.status == 304 or capture.purpose in ("robots", "other"):
        return False
    return not (300 <= (capture.status or 200) < 400)


def is_article_like(found: Material) -> bool:
    """A page (not a channel, not an image) whose bytes may hold an article."""
    capture = found.capture
    if capture.purpose != "page" or not needs_content(capture) or (capture.status or 200) != 200:
        return False
    return found.content_type == POST or is_html(found.content_type, found.data)


def _one(context: Context, transaction: Transaction, found: Material, extraction: Extraction | None) -> Outcome:
    capture = found.capture
    if capture.kind == "failure":
        return _failed(transaction, capture)
    if capture.purpose in CHANNELS:
        return ingest_channel.ingest(transaction, found)
    if capture.purpose == "image":
        return ingest_image.ingest(transaction, found)
    if capture.purpose == "page":
        return ingest_page.ingest(context, transaction, found, extraction)
    transaction.ingested(capture.id)
    return Outcome("other", capture.id, capture.url, capture.source)


def _failed(transaction: Transaction, capture: Capture) -> Outcome:
    if capture.purpose in CHANNELS and capture.source is not None:
        channel = capture.facts.get("channel", capture.url)
        transaction.polled(capture.source, channel, capture, 0, capture.error)
    retry(transaction, capture)
    transaction.ingested(capture.id)
    return Outcome("failed", capture.id, capture.url, capture.source, detail=capture.error or "failed")


def retry(transaction: Transaction, capture: Capture) -> None:
    """Note a failed try on the frontier, and when the next one is due."""
    key = url_key(capture.facts.get("requested", capture.url))
    row = transaction.read.frontier_row(key, capture.purpose)
    if row is not None:
        tries = row["tries"] + 1
        due = next_try(tries, capture.at)
        transaction.settle(key, capture.purpose, "failed" if due else "done", capture.at, due, tries)
