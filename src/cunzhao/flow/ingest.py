"""From captures on record to the catalogue, in log order.

    for each batch:  read content back -> extract (all cores) -> decide and write, capture by capture

Everything written here is a function of evidence, journal and what was ingested before, never of the clock: so a rebuild,
which ingests the same captures in the same order, makes the same catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cunzhao.errors import CunzhaoError, EvidenceError, StorageError
from cunzhao.flow import ingest_channel, ingest_image, ingest_page, polling, wrapping
from cunzhao.flow.context import Context
from cunzhao.flow.material import POST, Material, is_html, material
from cunzhao.flow.outcome import Outcome
from cunzhao.flow.reading import Read
from cunzhao.store import Transaction
from cunzhao.types import Capture, Purpose, Verdict

CHANNELS: tuple[Purpose, ...] = ("feed", "sitemap", "listing")
BATCH = 64
"""Captures per transaction: one fsync serves them all, and readers see them together."""
BATCH_BYTES = 32_000_000
"""Payload bytes read back together; a larger one comes alone."""


def ingest(context: Context, captures: Sequence[Capture]) -> list[Outcome]:
    """Ingest captures that are acknowledged, in log order; the index has caught up when this returns."""
    done: list[Outcome] = []
    for part in parts(captures):
        done += _batch(context, part)
    return done


def catch_up(context: Context) -> list[Outcome]:
    """Ingest what was acknowledged but not ingested when the last process ended."""
    done: list[Outcome] = []
    while waiting := context.store.waiting(BATCH):
        done += ingest(context, waiting)
    return done


def parts(captures: Sequence[Capture]) -> Iterator[Sequence[Capture]]:
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
    materials = [_material(context, c) for c in captures]
    pages = [m for m in materials if is_article_like(m)]
    readings = dict(zip((m.capture.id for m in pages), context.reading.read(pages), strict=True))
    with context.store.write() as transaction:
        done = [_guarded(context, transaction, m, readings.get(m.capture.id)) for m in materials]
        polling.weigh(transaction, captures)
    context.index.catch_up()
    return done


def _material(context: Context, capture: Capture) -> Material:
    """A capture with its content, where that decides something; what cannot be read back comes ``unreadable``."""
    bare = Material(capture, b"", capture.content_type or "")
    known = capture.purpose == "page" and ingest_page.same_answer_before(context.store, capture) is not None
    if known or not needs_content(capture):
        return bare
    return loaded(context, capture)


def loaded(context: Context, capture: Capture) -> Material:
    """A capture with its content; what cannot be read back comes ``unreadable``. Raises StorageError."""
    try:
        return wrapping.wrapped(context, material(context.evidence, context.store, capture))
    except StorageError:
        raise
    except Exception as error:
        return Material(capture, b"", capture.content_type or "", unreadable=in_words(error))


def _guarded(context: Context, transaction: Transaction, found: Material, read: Read | None) -> Outcome:
    """One capture's fate. A fault of ours over one capture must not keep every later one out: it is noted and listed."""
    try:
        if found.unreadable:
            raise EvidenceError(found.unreadable)
        with transaction.savepoint():
            return _one(context, transaction, found, read)
    except StorageError:
        raise
    except Exception as error:
        return ingest_page.unread(transaction, found.capture, Verdict("unread", (in_words(error),)))


def in_words(error: Exception) -> str:
    return (f"{error}" if isinstance(error, CunzhaoError) else f"{type(error).__name__}: {error}")[:300]


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
    return found.content_type == POST or (bool(found.data) and is_html(found.content_type, found.data))


def _one(context: Context, transaction: Transaction, found: Material, read: Read | None) -> Outcome:
    capture = found.capture
    if capture.kind == "failure":
        return _failed(transaction, capture)
    if capture.purpose in CHANNELS:
        return ingest_channel.ingest(context, transaction, found)
    if capture.purpose == "image":
        return ingest_image.ingest(transaction, found)
    if capture.purpose == "page":
        return ingest_page.ingest(context, transaction, found, read)
    transaction.ingested(capture.id)
    return Outcome("other", capture.id, capture.url, capture.source)


def _failed(transaction: Transaction, capture: Capture) -> Outcome:
    if capture.purpose in CHANNELS and capture.source is not None:
        polling.failed(transaction, capture)
    ingest_page.retry(transaction, capture)
    transaction.ingested(capture.id)
    why = capture.error or "failed"
    detail = why if capture.url in why else f"{capture.url}: {why}"
    return Outcome("failed", capture.id, capture.url, capture.source, detail=detail)
