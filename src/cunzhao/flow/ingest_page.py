"""Pages: is it an article, which one, and does it say something new?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from cunzhao.compare import compare
from cunzhao.flow import adoption, articles, names, removal, saying, wrapping
from cunzhao.flow.context import Context
from cunzhao.flow.judge import judge
from cunzhao.flow.keys import article_id, host, url_key
from cunzhao.flow.material import Material
from cunzhao.flow.outcome import Outcome, OutcomeKind, Queued
from cunzhao.flow.reading import Read
from cunzhao.flow.schedule import next_look, next_try
from cunzhao.store import Reader, Transaction
from cunzhao.store.rows import Row, to_time
from cunzhao.types import Capture, CaptureLine, Edit, Extraction, Revision, Verdict


def ingest(context: Context, transaction: Transaction, found: Material, read: Read | None) -> Outcome:
    """Decide on one page capture and write what follows from it."""
    capture = found.capture
    if context.is_redacted(url_key(capture.url)):
        return _withheld(transaction, capture)
    before = same_answer_before(transaction.read, capture)
    if before is not None and before.verdict is not None:
        return _unchanged(transaction, capture, before.verdict)
    verdict = read.verdict if read is not None else judge(found, None)
    if verdict.kind == "unread":
        return unread(transaction, capture, verdict)
    if verdict.kind == "article" and read is not None:
        wrapping.note(transaction, capture, read)
        return _article(context, transaction, capture, read)
    return _no_article(transaction, capture, verdict)


def same_answer_before(read: Reader, capture: Capture) -> CaptureLine | None:
    """The capture of this URL that brought the very same bytes (or to which the server's 304 refers), if it was read."""
    if capture.kind not in ("revisit", "response") or capture.status not in (200, 304):
        return None
    here = read.capture(capture.id)
    assert here is not None
    assert here.leaf is not None
    before = read.capture_before(url_key(capture.url), "page", here.leaf)
    if before is None or before.verdict is None or before.verdict.kind == "unread":
        return None
    same = capture.status == 304 or before.capture.payload_digest == capture.payload_digest
    return before if same else None


def _withheld(transaction: Transaction, capture: Capture) -> Outcome:
    """What was redacted does not come back by a redirect or an import; its bytes are on record until they are redacted too."""
    transaction.ingested(capture.id, Verdict("other", ("redacted",)))
    detail = f"{capture.url} was redacted before; `cunzhao redact {capture.id}` takes out what came now"
    return Outcome("other", capture.id, capture.url, capture.source, detail=detail)


def unread(transaction: Transaction, capture: Capture, verdict: Verdict) -> Outcome:
    """What could not be read is an error that somebody sees; it is asked for again, and a rebuild tries again."""
    retry(transaction, capture)
    transaction.ingested(capture.id, verdict)
    detail = f"{capture.url} could not be read ({'; '.join(verdict.reasons)}); its bytes are kept"
    return Outcome("failed", capture.id, capture.url, capture.source, detail=detail)


def retry(transaction: Transaction, capture: Capture) -> None:
    """Note a failed try on the frontier, and when the next one is due."""
    key = url_key(capture.facts.get("requested", capture.url))
    row = transaction.read.frontier_row(key, capture.purpose)
    if row is not None:
        tries = row["tries"] + 1
        held = row["state"] == "held"
        due = next_try(tries, capture.at)
        if held and due is None:
            due = next_look(to_time(row["first_seen"]), capture.at)
        state = "held" if held else "failed" if due else "done"
        transaction.settle(key, capture.purpose, state, capture.at, due, tries)


# -- no new text ------------------------------------------------------------------------------------------------------


def _unchanged(transaction: Transaction, capture: Capture, verdict: Verdict) -> Outcome:
    if verdict.kind != "article":
        return _no_article(transaction, capture, verdict)
    article = transaction.read.find_article(names.asked(capture), names.WAS_THERE)
    if article is not None:
        adoption.by_capture(transaction, article, capture)
        _live_again(transaction, article, capture)
    transaction.ingested(capture.id, verdict, article)
    return Outcome("unchanged", capture.id, capture.url, capture.source, article)


def _live_again(transaction: Transaction, article: str, capture: Capture) -> None:
    row = transaction.read.article_row(article)
    if row is None or capture.origin != "fetched":
        # What a person or another archive handed in says nothing of what the outlet serves now.
        return
    if row["state"] not in ("live", "missing"):
        transaction.change("back", article, capture.at)
    transaction.seen_again(article, capture.at, "live", None)
    _look_again(transaction, capture, to_time(row["first_captured"]))


def _look_again(transaction: Transaction, capture: Capture, first_captured: datetime) -> None:
    """Pages that we fetched ourselves are looked at again; what a person or another archive handed in is not."""
    due = next_look(first_captured, capture.at)
    if capture.origin == "fetched":
        key = url_key(capture.facts.get("requested", capture.url))
        transaction.enqueue(key, capture.url, "page", host(capture.url), capture.source, capture.at)
    for key in names.asked(capture):
        transaction.settle(key, "page", "held", capture.at, due)


def _no_article(transaction: Transaction, capture: Capture, verdict: Verdict) -> Outcome:
    """Gone, blocked, consent and the like: kept as evidence, never a revision."""
    article = transaction.read.find_article(names.asked(capture), names.WAS_THERE)
    row = transaction.read.article_row(article) if article else None
    kind: OutcomeKind = "other"
    if verdict.kind in ("blocked", "consent", "paywall"):
        kind = "blocked"
    elif verdict.kind in ("gone", "soft-404"):
        kind = "gone" if capture.status == removal.ON_PURPOSE else "missing"
    elif verdict.kind == "moved":
        kind = "moved"
    if row is not None and kind in ("blocked", "gone", "missing"):
        kind = removal.note(transaction, row, capture, verdict)
        row = transaction.read.article_row(row["id"])
    _settle(transaction, capture, verdict, row)
    transaction.ingested(capture.id, verdict, article)
    detail = f"{verdict.kind}: {'; '.join(verdict.reasons)}"
    return Outcome(kind, capture.id, capture.url, capture.source, article, detail)


def _settle(transaction: Transaction, capture: Capture, verdict: Verdict, row: Row | None) -> None:
    """When to ask again: a known article by its schedule, a refusal after a wait, anything else not at all."""
    if row is not None:
        _look_again(transaction, capture, removal.watched_from(row))
        return
    for key in names.asked(capture):
        waiting = transaction.read.frontier_row(key, "page")
        if waiting is None:
            continue
        tries = waiting["tries"] + 1
        # A page may be announced before it is there, and a host that answers 404 to everything may be well tomorrow.
        missing = verdict.kind in ("gone", "soft-404") and capture.status != removal.ON_PURPOSE
        hopeful = missing or verdict.kind in ("blocked", "consent", "empty") or (capture.status or 0) >= 500
        due = next_try(tries, capture.at) if hopeful else None
        transaction.settle(key, "page", "refused" if due else "done", capture.at, due, tries)


# -- an article -------------------------------------------------------------------------------------------------------


def _article(context: Context, transaction: Transaction, capture: Capture, read: Read) -> Outcome:
    article = names.find(transaction.read, capture, read.extraction)
    kind: OutcomeKind = "kept"
    detail = ""
    if article is None:
        article = _new(transaction, capture, read)
    else:
        kind, detail = _known(context, transaction, article, capture, read)
    queued = _settled(transaction, article, capture, read)
    return Outcome(kind, capture.id, capture.url, capture.source, article, detail, queued=queued)


def take_new(transaction: Transaction, capture: Capture, read: Read) -> None:
    """Take in a capture that is known to be of an article that the catalogue does not have."""
    _settled(transaction, _new(transaction, capture, read), capture, read)


def _settled(transaction: Transaction, article: str, capture: Capture, read: Read) -> tuple[Queued, ...]:
    """What every capture of an article leads to: its names, its images, the next look. Returns the images to fetch."""
    names.keep_names(transaction, article, capture, read.extraction)
    queued = keep_images(transaction, article, capture, read.extraction)
    row = transaction.read.article_row(article)
    if row is not None:
        _look_again(transaction, capture, to_time(row["first_captured"]))
    transaction.ingested(capture.id, read.verdict, article)
    return queued


def _new(transaction: Transaction, capture: Capture, read: Read) -> str:
    extraction = read.extraction
    article = article_id(url_key(capture.url))
    sightings = transaction.read.sightings(names.named_keys(transaction.read, capture, extraction, article))
    revision = articles.revision(article, 1, capture, extraction)
    name = transaction.read.source_name(capture.source)
    record = articles.record(article, capture, extraction, sightings, revision, name)
    transaction.add_article(record)
    _add_revision(transaction, revision, capture, read, record.source_name)
    transaction.change("article", article, capture.at)
    return article


def _known(
    context: Context, transaction: Transaction, article: str, capture: Capture, read: Read
) -> tuple[OutcomeKind, str]:
    extraction = read.extraction
    adoption.by_capture(transaction, article, capture)
    row = transaction.read.article_row(article)
    last = transaction.read.revision(row["current_revision"]) if row is not None else None
    assert row is not None
    assert last is not None
    pair = articles.comparable(last, capture, extraction, partial(articles.generic, context))
    edit = other_reading(last, extraction) if pair is None else edit_between(*pair)
    if edit is None:
        _live_again(transaction, article, capture)
        _more_claims(transaction, row, last, capture, extraction)
        return ("merged" if extraction.extractor.startswith("post/") else "unchanged"), ""
    revision = articles.revision(article, last.number + 1, capture, extraction, edit.grades)
    _rewrite(transaction, row, capture, extraction, revision)
    _add_revision(transaction, revision, capture, read, row["source_name"])
    transaction.change("revision", article, capture.at)
    return "edited", ", ".join(edit.grades)


def edit_between(base: Extraction | Revision, extraction: Extraction) -> Edit | None:
    """What the outlet changed. A page that states no title was named by us: that name is no text of the outlet's."""
    return compare(base, extraction if extraction.title else replace(extraction, title=base.title))


def other_reading(last: Revision, extraction: Extraction) -> Edit | None:
    """Two readings that cannot be brought under one extractor (a post and a page): kept both, never called an edit."""
    if last.text == extraction.text and last.title == (extraction.title or last.title):
        return None
    return Edit((), (), ())


def _rewrite(transaction: Transaction, row: Row, capture: Capture, extraction: Extraction, revision: Revision) -> None:
    sightings = transaction.read.sightings(names.named_keys(transaction.read, capture, extraction, row["id"]))
    record = articles.record(row["id"], capture, extraction, sightings, revision, row["source_name"])
    record = articles.keep_history(record, row, revision.number)
    transaction.update_article(record, served=capture.origin == "fetched")


def _more_claims(transaction: Transaction, row: Row, last: Revision, capture: Capture, extraction: Extraction) -> None:
    sightings = transaction.read.sightings(names.named_keys(transaction.read, capture, extraction, row["id"]))
    record = articles.record(row["id"], capture, extraction, sightings, last, row["source_name"])
    kept = articles.keep_history(replace(record, current_revision=last.id), row, last.number)
    transaction.reclaim(row["id"], kept.claims, kept.published, kept.first_captured)


def _add_revision(transaction: Transaction, revision: Revision, capture: Capture, read: Read, source_name: str) -> None:
    transaction.add_revision(revision)
    saying.note(transaction, revision, read.heard, read.extraction.language)
    transaction.add_leaf(articles.leaf(capture, revision))
    articles.link_copies(transaction, revision, read.bands, source_name)


def keep_images(transaction: Transaction, article: str, capture: Capture, extraction: Extraction) -> tuple[Queued, ...]:
    """The images that an article names now; returns those that are not held and not asked for yet."""
    images = articles.images(extraction)
    row = transaction.read.article_row(article)
    if images or row is None or row["images_named"]:
        transaction.set_images(article, images)
    return tuple(q for image, key in images if (q := _queue_image(transaction, image.url, key, capture)))


def _queue_image(transaction: Transaction, url: str, key: str, capture: Capture) -> Queued | None:
    name = host(url)
    if not name or transaction.read.is_held(key):
        return None
    if transaction.enqueue(key, url, "image", name, capture.source, capture.at):
        return Queued(url, "image", capture.source)
    return None
