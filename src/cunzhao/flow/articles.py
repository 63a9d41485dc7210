"""Values that the page stage writes: the record of an article, its revisions, its images, its near-copies."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from cunzhao.compare import decide_copy, overlap
from cunzhao.flow.claims import derive, first_seen, gather
from cunzhao.flow.context import Context
from cunzhao.flow.keys import domain, host, text_digest, url_key
from cunzhao.flow.material import POST, material
from cunzhao.flow.saying import headline
from cunzhao.record import leaf_for_derive
from cunzhao.store import Record, Transaction
from cunzhao.store.rows import Row, claims_of, strings, to_time
from cunzhao.types import Candidate, Capture, Extraction, Image, Leaf, Origin, Revision

SUMMARY_CHARACTERS = 160
NAMELESS: dict[Origin, str] = {"supplied": "handed in", "imported": "imported", "fetched": "fetched"}
"""What stands for the source of an article that has no address: how it came."""
MAX_IMAGES = 60
"""A page that names more is a gallery or an attack; the rest stays in the evidence."""


def summary(extraction: Extraction) -> str:
    """The standfirst, or how the text begins; one line."""
    text = " ".join((extraction.text or extraction.description or "").split())
    return text if len(text) <= SUMMARY_CHARACTERS else text[:SUMMARY_CHARACTERS].rstrip() + "…"


def record(
    article: str,
    capture: Capture,
    extraction: Extraction,
    sightings: Sequence[Candidate],
    revision: Revision,
    source_name: str | None,
) -> Record:
    """An article as this capture shows it, seen for the first time."""
    claims = gather(sightings, extraction.claims, capture.at, capture.url)
    tags = dict.fromkeys([*extraction.tags, *(tag for s in sightings for tag in s.tags)])
    authors = extraction.authors or tuple(dict.fromkeys(s.author for s in sightings if s.author))
    return Record(
        id=article,
        url=capture.url,
        source=capture.source,
        source_name=name_of_source(capture, extraction, source_name),
        host=domain(capture.url),
        title=revision.title,
        published=derive(claims, first_seen(claims, capture.at)),
        claims=claims,
        first_captured=capture.at,
        last_captured=capture.at,
        current_revision=revision.id,
        revision_count=revision.number,
        summary=summary(extraction),
        authors=authors,
        site_name=extraction.site_name,
        language=extraction.language,
        tags=tuple(tags),
        categories=tuple(json.loads(extraction.extra.get("categories", "[]"))),
        extra=dict(extraction.extra),
    )


def name_of_source(capture: Capture, extraction: Extraction, followed: str | None) -> str:
    """The followed source's name, else what the page calls its site, else its domain, else how it came to us.

    In archives of posts the author is the outlet: one feed's name, whatever host its links lead to.
    """
    posted = extraction.authors[0] if capture.content_type == POST and extraction.authors else None
    return followed or posted or extraction.site_name or domain(capture.url) or NAMELESS[capture.origin]


def keep_history(new: Record, row: Row, count: int) -> Record:
    """A newer reading of a known article: what was first stays first, what was claimed stays claimed."""
    claims = tuple(dict.fromkeys([*claims_of(row["claims"]), *(c for c in new.claims if c.kind != "fetched")]))
    first = to_time(row["first_captured"])
    extra = json.loads(row["extra"]) | new.extra
    return replace(
        new,
        url=row["url"],
        source=row["source_id"],
        claims=claims,
        published=derive(claims, first_seen(claims, first)),
        first_captured=first,
        revision_count=count,
        authors=new.authors or strings(row["authors"]),
        tags=new.tags or strings(row["tags"]),
        categories=new.categories or strings(row["categories"]),
        extra=extra,
    )


def revision(
    article: str, number: int, capture: Capture, extraction: Extraction, grades: Sequence[str] = ()
) -> Revision:
    """One state of the clean text. A page without a title is named by the beginning of its text, or its URL."""
    text = extraction.text
    title = headline(capture, extraction)
    return Revision(
        id=f"{article}.{number}",
        article=article,
        number=number,
        capture=capture.id,
        at=capture.at,
        extractor=extraction.extractor,
        title=title,
        text=text,
        text_digest=text_digest(title, text),
        blocks=extraction.blocks,
        authors=extraction.authors,
        grades=tuple(grades),
        partial=extraction.partial,
        removed=extraction.removed,
    )


def leaf(capture: Capture, revised: Revision) -> Leaf:
    """Clean text is evidence too: its hash and the extractor's version go into the log."""
    return leaf_for_derive(capture, revised.id, revised.text_digest, revised.extractor)


def comparable(
    last: Revision, capture: Capture, extraction: Extraction, generic: Callable[[str], Extraction | None]
) -> tuple[Extraction | Revision, Extraction] | None:
    """The last revision and this capture as one program reads both; None where their bytes are of another kind (a post, a
    page).

    An extractor that changed, or a wrapper that was learned since, must never look like an outlet's edit: what was not read by
    the same one is read by the generic extractor of today, both.
    """
    if last.extractor == extraction.extractor:
        return last, extraction
    if last.extractor.startswith("post/") != extraction.extractor.startswith("post/"):
        return None
    again, now = generic(last.capture), extraction
    if is_wrappers(extraction.extractor):
        now = generic(capture.id) or extraction
    return None if again is None else (replace(again, title=again.title or last.title), now)


def is_wrappers(extractor: str) -> bool:
    """Whether a reading is a wrapper's."""
    return extractor.startswith("wrapper/")


def generic(context: Context, capture: str) -> Extraction | None:
    """A capture as the generic extractor (or that of posts) reads it today; None where it cannot."""
    line = context.store.capture(capture)
    if line is None:
        return None
    (again,) = context.reading.read([material(context.evidence, context.store, line.capture)])
    return None if again.verdict.kind == "unread" else again.extraction


def alike(last: Revision, extraction: Extraction) -> float:
    """The share (0 to 1) of the shorter text that both have."""
    return overlap(last.text, extraction.text)


def images(extraction: Extraction) -> list[tuple[Image, str]]:
    """The images to keep, each URL once, with its key."""
    found: dict[str, Image] = {}
    for image in extraction.images:
        if host(image.url):
            found.setdefault(url_key(image.url), image)
    return [(image, key) for key, image in list(found.items())[:MAX_IMAGES]]


def link_copies(transaction: Transaction, revised: Revision, keys: Sequence[int], source_name: str) -> None:
    """Find near-copies of this text in other sources, and note them on both sides.

    ``keys`` are the bands of its text.

    Within one source the same paragraphs recur (a column's preamble, a channel's notice): that is no copy.
    """
    for other, text in transaction.read.similar(keys, source_name) if keys else ():
        decision = decide_copy(revised.text, text)
        if other != revised.article and decision.is_copy:
            transaction.add_copy(revised.article, other, round(decision.overlap, 3))
            transaction.change("copy", revised.article, revised.at)
            transaction.change("copy", other, revised.at)
    transaction.set_bands(revised.article, keys)
