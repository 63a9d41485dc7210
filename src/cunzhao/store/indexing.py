"""What the search index asks of the catalogue: articles as it takes them in, and which index is the catalogue's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select

from cunzhao.store import schema as t


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the index needs it: its current text, and what it can be filtered and sorted by.

    ``sort_at`` is ISO 8601 text in UTC, by which lists are sorted.
    """

    n: int
    id: str
    title: str
    text: str
    source: str | None
    source_name: str
    host: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None
    sort_at: str
    edited: bool
    gone: bool
    copied: bool
    pictured: bool


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which folder holds the whole index of a catalogue, and the version of tokens and fields that it was made with."""

    folder: str
    version: str


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found, with its title and text."""

    id: str
    title: str
    text: str


def index_state(conn: Connection) -> IndexState | None:
    """The index of this catalogue; None until one was made."""
    row = conn.execute(select(t.search_state.c.folder, t.search_state.c.version)).first()
    return None if row is None else IndexState(*row)


def set_index_state(conn: Connection, state: IndexState) -> None:
    """From now on this is the index."""
    conn.execute(delete(t.search_state))
    conn.execute(insert(t.search_state).values(folder=state.folder, version=state.version))


def newest_change(conn: Connection) -> int:
    """The last entry of the change log; 0 when there is none."""
    return int(conn.execute(select(func.coalesce(func.max(t.changes.c.seq), 0))).scalar_one())


def documents_of(conn: Connection, subjects: Sequence[str]) -> list[Document]:
    """The articles that these subjects of the change log (ids of articles or revisions, up to 500) are about."""
    r = t.revisions.c
    owners = select(r.article_id).where(r.id.in_(subjects))
    return _documents(conn, _query().where(or_(t.articles.c.id.in_(subjects), t.articles.c.id.in_(owners))))


def documents_after(conn: Connection, n: int, limit: int) -> list[Document]:
    """Articles in order of ``n``, behind this one."""
    return _documents(conn, _query().where(t.articles.c.n > n).limit(limit))


def texts_of(conn: Connection, ns: Sequence[int]) -> list[Found]:
    """Ids, titles and texts of these articles (up to 10,000), in this order; those that are no more are left out."""
    rows: dict[int, Found] = {}
    for start in range(0, len(ns), 500):
        part = _texts().where(t.articles.c.n.in_(ns[start : start + 500]))
        rows |= {n: Found(*rest) for n, *rest in conn.execute(part)}
    return [rows[n] for n in ns if n in rows]


def _texts() -> Select[Any]:
    a, r = t.articles, t.revisions
    return select(a.c.n, a.c.id, a.c.title, r.c.text).select_from(a.join(r, a.c.current_revision == r.c.id))


def _query() -> Select[Any]:
    a, r = t.articles, t.revisions
    named = (a.c.n, a.c.id, a.c.title, a.c.source_id, a.c.source_name, a.c.host, a.c.authors, a.c.tags, a.c.language)
    told = (a.c.sort_at, a.c.revision_count, a.c.state, a.c.copies, a.c.images_named, r.c.text)
    return select(*named, *told).select_from(a.join(r, a.c.current_revision == r.c.id)).order_by(a.c.n)


def _documents(conn: Connection, query: Select[Any]) -> list[Document]:
    return [
        Document(
            n=row.n,
            id=row.id,
            title=row.title,
            text=row.text,
            source=row.source_id,
            source_name=row.source_name,
            host=row.host,
            authors=tuple(json.loads(row.authors)),
            tags=tuple(json.loads(row.tags)),
            language=row.language,
            sort_at=row.sort_at,
            edited=row.revision_count > 1,
            gone=row.state == "gone",
            copied=row.copies > 0,
            pictured=row.images_named > 0,
        )
        for row in conn.execute(query)
    ]
