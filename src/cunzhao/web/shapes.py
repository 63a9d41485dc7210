"""The JSON that scripts lean on: the same shapes as ``cunzhao show --json`` and ``cunzhao search --json``."""

from __future__ import annotations

from cunzhao.types import ArticleLine, ArticleView, CaptureLine, Claim, HeldImage, Published, SearchResult
from cunzhao.web.show import iso


def search_shape(result: SearchResult) -> dict[str, object]:
    """``{"total", "hits": [{"id", "title", "url", "source", "published", "snippet"}]}``."""
    return {"total": result.total, "hits": [_line(hit.line) | {"snippet": hit.snippet} for hit in result.hits]}


def article_shape(view: ArticleView) -> dict[str, object]:
    """The article with its claims, the derived time and its interval, its revisions, captures, images and copies."""
    return {
        **_line(view.line),
        "authors": list(view.authors),
        "language": view.line.language,
        "tags": list(view.line.tags),
        "state": view.line.state,
        "gone_since": iso(view.gone_since),
        "urls": list(view.urls),
        "published": _published(view.line.published),
        "first_captured": iso(view.line.first_captured),
        "claims": [_claim(claim) for claim in view.claims],
        "text": view.current.text,
        "revision": view.current.number,
        "revisions": [_revision(view, place) for place in range(len(view.revisions))],
        "captures": [_capture(item) for item in view.captures],
        "images": [_image(item) for item in view.images],
        "copies": [{"id": copy.article, "source": copy.source_name, "overlap": copy.overlap} for copy in view.copies],
    }


def _line(line: ArticleLine) -> dict[str, object]:
    return {
        "id": line.id,
        "title": line.title,
        "url": line.url,
        "source": line.source,
        "published": iso(line.published.at),
    }


def _published(published: Published) -> dict[str, object]:
    return {
        "at": iso(published.at),
        "precision": published.precision,
        "not_before": iso(published.not_before),
        "not_after": iso(published.not_after),
        "why": published.why,
        "by": published.by,
    }


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "kind": claim.kind,
        "raw": claim.raw,
        "at": iso(claim.at),
        "where": claim.where,
        "precision": claim.precision,
        "zone": claim.zone,
        "modified": claim.modified,
    }


def _revision(view: ArticleView, place: int) -> dict[str, object]:
    one = view.revisions[place]
    return {
        "number": one.number,
        "at": iso(one.at),
        "title": one.title,
        "capture": one.capture,
        "text_sha256": one.text_digest,
        "extractor": one.extractor,
        "grades": list(one.grades),
        "partial": list(one.partial),
    }


def _capture(item: CaptureLine) -> dict[str, object]:
    capture = item.capture
    return {
        "id": capture.id,
        "record": capture.record_id,
        "url": capture.url,
        "at": iso(capture.at),
        "kind": capture.kind,
        "status": capture.status,
        "payload_sha256": capture.payload_digest,
        "block_sha256": capture.block_digest,
        "size": capture.size,
        "leaf": item.leaf,
        "verdict": item.verdict.kind if item.verdict else None,
    }


def _image(item: HeldImage) -> dict[str, object]:
    return {"url": item.image.url, "alt": item.image.alt, "caption": item.image.caption, "capture": item.capture}
