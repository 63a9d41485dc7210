"""Everything taken out as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cunzhao.publish.formats import clean, iso
from cunzhao.store.api import Catalogue
from cunzhao.types import ArticleView

PAGE = 500


def views(catalogue: Catalogue) -> Iterator[ArticleView]:
    """Every article with all that is known of it, newest first; those that vanish meanwhile are left out."""
    cursor: str | None = None
    while True:
        page = catalogue.articles(cursor=cursor, limit=PAGE)
        for line in page.lines:
            view = catalogue.article(line.id)
            if view is not None:
                yield view
        cursor = page.next
        if cursor is None:
            return


def jsonl(catalogue: Catalogue) -> Iterator[str]:
    """One article a line, without newline: ``id, url, source, title, authors, published, language, tags, text, revision``.

    ``published`` is RFC 3339 in UTC or null, ``text`` has one paragraph a line, ``revision`` is the revision's number.
    """
    for view in views(catalogue):
        yield json.dumps(_shape(view), ensure_ascii=False)


def _shape(view: ArticleView) -> dict[str, object]:
    at = view.line.published.at
    return {
        "id": view.line.id,
        "url": clean(view.line.url),
        "source": view.line.source,
        "title": clean(view.current.title),
        "authors": [clean(author) for author in view.current.authors],
        "published": iso(at) if at else None,
        "language": view.line.language,
        "tags": [clean(tag) for tag in view.line.tags],
        "text": clean(view.current.text),
        "revision": view.current.number,
    }
