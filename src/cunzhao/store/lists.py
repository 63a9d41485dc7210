"""What the lists of a reader ask, each bounded by what one page shows and not by how much the archive holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal_column, select, text

from cunzhao.store import schema as t
from cunzhao.store.rows import Row
from cunzhao.types import ArticleFilter

Connect = Callable[[], AbstractContextManager[Connection]]

RARE = 2_000
"""A tag of fewer articles is looked up and sorted; one of more is met soon enough when going down by time. With 100,000
articles either way ends within 30 ms at that number (bench/lists.py)."""

# One step of the index a day, from the newest down: a plain GROUP BY would go through every article there is.
_DAYS = text(
    "WITH RECURSIVE known(day) AS ("
    "SELECT substr(max(sort_at), 1, 10) FROM articles WHERE sort_at < :before UNION ALL "
    "SELECT (SELECT substr(max(sort_at), 1, 10) FROM articles WHERE sort_at < known.day) FROM known "
    "WHERE known.day IS NOT NULL LIMIT :many) "
    "SELECT day, (SELECT count(*) FROM articles WHERE sort_at >= day AND sort_at < day || '~') AS articles "
    "FROM known WHERE day IS NOT NULL"
)

# Written out, since SQLite uses a partial index only where the statement says the same as the index.
_ONLY: Mapping[str, ColumnElement[bool]] = {
    "edited": literal_column("articles.revision_count > 1"),
    "gone": literal_column("articles.state = 'gone'"),
    "copies": literal_column("articles.copies > 0"),
}


class Beside(NamedTuple):
    """The nearest days that have articles; None where there is none."""

    older: date | None
    newer: date | None


class Lists:
    """The lists. ``connect`` gives a connection for the length of one answer."""

    def __init__(self, connect: Connect) -> None:
        self.connect = connect

    def _all(self, query: Select[Any], **parameters: object) -> Sequence[Row]:
        with self.connect() as connection:
            return connection.execute(query, parameters).mappings().all()

    def _first(self, query: Select[Any], **parameters: object) -> Row | None:
        with self.connect() as connection:
            return connection.execute(query, parameters).mappings().first()

    def days(self, before: date | None = None, limit: int = 366) -> tuple[tuple[date, int], ...]:
        """Days (UTC) that have articles, newest first, with how many: the ``limit`` newest of those before a day."""
        with self.connect() as connection:
            rows = connection.execute(_DAYS, {"before": before.isoformat() if before else "~", "many": limit}).all()
        return tuple((date.fromisoformat(day), many) for day, many in rows)

    def days_beside(self, day: date) -> Beside:
        """The nearest days (UTC) before and after this one that have articles."""
        at = t.articles.c.sort_at
        older = self._first(select(func.max(at).label("at")).where(at < day.isoformat()))
        newer = self._first(select(func.min(at).label("at")).where(at > f"{day}~"))
        return Beside(*(date.fromisoformat(row["at"][:10]) if row and row["at"] else None for row in (older, newer)))

    def counts(self, source: str | None = None) -> Mapping[str, int]:
        """How many ``articles`` and ``sources`` there are; with ``source``, how many articles it has."""
        articles = select(func.count()).select_from(t.articles)
        if source is not None:
            articles = articles.where(t.articles.c.source_id == source)
        sources = select(func.count()).select_from(t.sources)
        row = self._first(
            select(articles.scalar_subquery().label("articles"), sources.scalar_subquery().label("sources"))
        )
        return {} if row is None else {"articles": row["articles"], "sources": row["sources"]}

    def mark(self) -> str:
        """Another text whenever something was put on record or changed since; costs two steps of an index."""
        newest = (func.max(t.changes.c.seq).label("change"), select(func.max(t.captures.c.n)).scalar_subquery())
        with self.connect() as connection:
            return "/".join(str(n) for n in connection.execute(select(*newest)).one())

    def _filtered(self, query: Select[Any], wanted: ArticleFilter) -> Select[Any]:
        a = t.articles.c
        if wanted.source is not None:
            query = query.where(a.source_id == wanted.source)
        if wanted.day is not None:
            query = query.where(a.sort_at.between(f"{wanted.day}T", f"{wanted.day}T~"))
        if wanted.tag is not None:
            query = self._tagged(query, wanted.tag)
        return query if wanted.only is None else query.where(_ONLY[wanted.only])

    def _tagged(self, query: Select[Any], tag: str) -> Select[Any]:
        tags = t.article_tags.c
        some = select(tags.article_id).where(tags.tag == tag)
        few = self._all(some.limit(RARE))
        if len(few) < RARE:
            return query.where(t.articles.c.id.in_(some))
        return query.where(exists().where(tags.article_id == t.articles.c.id, tags.tag == tag))
