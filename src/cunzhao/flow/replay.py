"""One article written anew: all its captures, in log order, as if the extractor of today had always read them.

A reading is no revision. A revision is a state of the outlet's text, a reading is how a program read it: so the old and the
new reading of a state are never compared, only readings by the same program, state by state. What comes out is what a rebuild
would make, since the rules are those of ``ingest_page``; what people and the outlet's channels said is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from cunzhao.flow import articles, ingest_page, names, saying, wrapping
from cunzhao.flow.claims import derive, first_seen
from cunzhao.flow.keys import url_key
from cunzhao.flow.reading import Read
from cunzhao.record import leaf_for_derive
from cunzhao.store import Record, Transaction, renewal
from cunzhao.store.rows import Row, claims_of
from cunzhao.types import Candidate, Capture, Claim, Extraction, Leaf, Revision


@dataclass(frozen=True, slots=True)
class Step:
    """One capture as it is read today; ``revision`` is None where it says nothing new."""

    capture: Capture
    read: Read
    revision: Revision | None


Generic = Callable[[str], Extraction | None]
"""The generic extractor's reading of a capture (by its id); None where its bytes cannot be read."""


def steps(article: str, found: Sequence[tuple[Capture, Read]], generic: Generic) -> list[Step]:
    """What each capture adds to what the ones before it said."""
    last: Revision | None = None
    done: list[Step] = []
    for capture, read in found:
        made = _next(article, last, capture, read.extraction, generic)
        done.append(Step(capture, read, made))
        last = made or last
    return done


def _next(
    article: str, last: Revision | None, capture: Capture, extraction: Extraction, generic: Generic
) -> Revision | None:
    if last is None:
        return articles.revision(article, 1, capture, extraction)
    pair = articles.comparable(last, capture, extraction, generic)
    edit = ingest_page.other_reading(last, extraction) if pair is None else ingest_page.edit_between(*pair)
    return None if edit is None else articles.revision(article, last.number + 1, capture, extraction, edit.grades)


def revisions(made: Sequence[Step]) -> list[Revision]:
    """The revisions that these steps make."""
    return [step.revision for step in made if step.revision is not None]


def differs(old: Sequence[Revision], new: Sequence[Revision]) -> bool:
    """Whether a reader is shown another title, text or structure, or other states."""
    return [(r.id, r.capture, r.title, r.text, r.blocks) for r in old] != [
        (r.id, r.capture, r.title, r.text, r.blocks) for r in new
    ]


def leaves(revised: Sequence[Revision], captures: Mapping[str, Capture]) -> dict[bytes, Leaf]:
    """The leaves of these clean texts, by entry."""
    made = (leaf_for_derive(captures[r.capture], r.id, r.text_digest, r.extractor) for r in revised)
    return {leaf.entry: leaf for leaf in made}


def write(
    transaction: Transaction, row: Row, made: Sequence[Step], retired: Sequence[int], *, copies: bool
) -> set[str]:
    """Put these steps in the place of what the catalogue says of an article; returns the articles that show something of it.

    ``retired`` are the places of leaves of older readings: they stay in the log, without a row. ``copies`` says whether texts
    differ, so that near-copies must be looked for again. Leaves of the new readings are the caller's to add.
    """
    article = str(row["id"])
    with transaction.muted() as touched:
        touched.update(renewal.clear(transaction, article, retired, copies=copies))
        for step in made:
            _describe(transaction, row, step)
            names.keep_names(transaction, article, step.capture, step.read.extraction)
            ingest_page.keep_images(transaction, article, step.capture, step.read.extraction)
            transaction.ingested(step.capture.id, step.read.verdict, article)
            wrapping.note(transaction, step.capture, step.read, again=True)
            if step.revision is None:
                continue
            transaction.add_revision(step.revision)
            saying.note(transaction, step.revision, step.read.heard, step.read.extraction.language)
            if copies:
                source = transaction.read.article_row(article)
                assert source is not None
                articles.link_copies(transaction, step.revision, step.read.bands, source["source_name"])
        _judge_repeats(transaction, article)
        renewal.set_looks(transaction, article, made[0].capture.at, row["last_captured"])
        _keep_told(transaction, row, made[0].capture)
    return touched


def _judge_repeats(transaction: Transaction, article: str) -> None:
    """A capture that brought the very same answer again is what the one before it is."""
    for line in renewal.readings_of(transaction.read, article):
        before = ingest_page.same_answer_before(transaction.read, line.capture)
        if before is not None:
            transaction.ingested(line.capture.id, before.verdict, article)


def _describe(transaction: Transaction, row: Row, step: Step) -> None:
    """The article's own row, as this capture shows it after those before it."""
    now = transaction.read.article_row(row["id"])
    assert now is not None
    sightings = _seen_by_then(transaction, row, step)
    if step.revision is not None and step.revision.number == 1:
        transaction.update_article(_first(transaction, row, step, sightings, step.revision), served=False)
        return
    last = step.revision or transaction.read.revision(now["current_revision"])
    assert last is not None
    said = articles.record(row["id"], step.capture, step.read.extraction, sightings, last, now["source_name"])
    record = articles.keep_history(said, now, last.number)
    if step.revision is not None:
        transaction.update_article(record, served=False)
    else:
        transaction.reclaim(row["id"], record.claims, record.published, record.first_captured)


def _first(
    transaction: Transaction, row: Row, step: Step, sightings: Sequence[Candidate], revision: Revision
) -> Record:
    """As the first capture shows it; whose it is was decided when it came in, or since then by adoption."""
    name = transaction.read.source_name(row["source_id"])
    record = articles.record(row["id"], step.capture, step.read.extraction, sightings, revision, name)
    return replace(record, source=row["source_id"], source_name=row["source_name"] if name else record.source_name)


def _seen_by_then(transaction: Transaction, row: Row, step: Step) -> list[Candidate]:
    keys = names.named_keys(transaction.read, step.capture, step.read.extraction, row["id"])
    return [s for s in transaction.read.sightings(keys) if s.seen_at <= step.capture.at]


def _keep_told(transaction: Transaction, row: Row, first: Capture) -> None:
    """No claim of a channel or of another archive is lost, whatever order they came in; a page's own are those of today."""
    now = transaction.read.article_row(row["id"])
    assert now is not None
    claims, held = claims_of(now["claims"]), transaction.read.sightings(_keys(transaction, row["id"]))
    told = {c for s in held for c in s.claims}
    lost = tuple(c for c in claims_of(row["claims"]) if c in told and c not in claims)
    if lost:
        every: tuple[Claim, ...] = (*claims, *lost)
        transaction.reclaim(row["id"], every, derive(every, first_seen(every, first.at)), first.at)


def _keys(transaction: Transaction, article: str) -> list[str]:
    view = transaction.read.article(article)
    return [] if view is None else [url_key(url) for url in view.urls]
