"""The JSON that scripts lean on, in one place: the command line and the reading room print the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime

from cunzhao.types import (
    ArticleLine,
    ArticleView,
    CaptureLine,
    Claim,
    Extraction,
    HeldImage,
    Published,
    Revision,
    SaidLine,
    SearchResult,
)


def search_shape(result: SearchResult) -> dict[str, object]:
    """``{"total", "hits": [{"id", "title", "url", "source", "published", "snippet", "marks"}]}``."""
    hits = (
        _named(hit.line) | {"published": hit.line.published.at, "snippet": hit.snippet, "marks": hit.marks}
        for hit in result.hits
    )
    return {"total": result.total, "hits": [plain(hit) for hit in hits]}


def article_shape(view: ArticleView) -> dict[str, object]:
    """The article with its claims, the derived time and its interval, its revisions, captures, images and copies."""
    line, current = view.line, view.current
    shape: dict[str, object] = {
        **_named(line),
        "urls": view.urls,
        "source_name": line.source_name,
        "authors": view.authors,
        "language": line.language,
        "state": line.state,
        "gone_since": view.gone_since,
        "tags": line.tags,
        "categories": view.categories,
        "published": _published(line.published),
        "claims": [_claim(claim) for claim in view.claims],
        "text": current.text,
        "blocks": current.blocks,
        "revision": current.id,
        "partial": current.partial,
        "removed": current.removed,
        "revisions": [_revision(one) for one in view.revisions],
        "captures": [_capture(item) for item in view.captures],
        "images": [_image(item) for item in view.images],
        "copies": view.copies,
        "extra": view.extra,
    }
    return {key: plain(value) for key, value in shape.items()}


def said_shape(line: SaidLine) -> dict[str, object]:
    """A statement with its article, its place in the revision, and the way to its evidence."""
    one, about = line.noted.statement, line.article
    shape: dict[str, object] = {
        "id": line.id,
        "article": about.id,
        "revision": line.revision,
        **{name: value for name, value in _named(about).items() if name != "id"},
        "published": about.published.at,
        "text": line.noted.text,
        "speaker_title": one.title,
        "day": line.day,
        "state": line.state,
        "was": line.was,
        "was_by": line.was_by,
        "corrected": line.noted.by,
        "capture": line.capture,
        "captured": line.captured,
        "payload_sha256": line.payload_digest,
        "text_sha256": line.text_digest,
        "leaf": line.leaf,
    }
    names = (f.name for f in fields(one) if f.name not in ("title",))
    return {key: plain(value) for key, value in ({name: getattr(one, name) for name in names} | shape).items()}


def page_shape(extraction: Extraction, published: Published) -> dict[str, object]:
    """A page that was read without an archive: nobody saw it before, so ``published.at`` is null where the page claims none."""
    shape = {one.name: getattr(extraction, one.name) for one in fields(extraction)}
    shape |= {"claims": [_claim(claim) for claim in extraction.claims], "text": extraction.text}
    when = _published(published) | ({} if is_claimed(published) else {"at": None})
    return {key: plain(value) for key, value in (shape | {"published": when}).items()}


def is_claimed(published: Published) -> bool:
    """Whether a time of publication was claimed by anybody, and is not that of a sighting."""
    return published.at is not None and published.by not in (None, "first-seen", "fetched")


def plain(value: object) -> object:
    """A value as JSON knows it: times as RFC 3339 in UTC, tuples as lists, frozen values by their fields."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def _named(line: ArticleLine) -> dict[str, object]:
    return {"id": line.id, "title": line.title, "url": line.url, "source": line.source or line.source_name}


def _published(published: Published) -> dict[str, object]:
    names = ("at", "not_before", "not_after", "precision", "by", "why")
    return {name: getattr(published, name) for name in names}


def _claim(claim: Claim) -> dict[str, object]:
    names = ("kind", "raw", "at", "where", "precision", "zone", "modified")
    return {name: getattr(claim, name) for name in names}


def _revision(one: Revision) -> dict[str, object]:
    names = ("id", "number", "at", "capture", "grades")
    return {name: getattr(one, name) for name in names} | {"sha256": one.text_digest}


def _capture(item: CaptureLine) -> dict[str, object]:
    capture = item.capture
    names = ("id", "url", "at", "kind", "status", "content_type", "offset", "origin")
    return {name: getattr(capture, name) for name in names} | {
        "payload_sha256": capture.payload_digest,
        "block_sha256": capture.block_digest,
        "warc": capture.path,
        "leaf": item.leaf,
        "verdict": item.verdict.kind if item.verdict else None,
    }


def _image(item: HeldImage) -> dict[str, object]:
    image = item.image
    return {"url": image.url, "alt": image.alt, "caption": image.caption, "role": image.role, "capture": item.capture}
