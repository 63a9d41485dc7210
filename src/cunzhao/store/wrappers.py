"""Learned wrappers in the catalogue: which is in force for a capture, how it does, and what it could be learned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cunzhao.store import schema as t
from cunzhao.store.reader import Reader
from cunzhao.store.rows import Row, strings, to_json, to_text, to_time
from cunzhao.store.writer import Transaction

NOT_IN_FORCE = "tried"
"""The state of a wrapper that was learned and found wanting: the one before it stays."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of wrappers: see ``schema.wrappers``. ``data`` is the wrapper as JSON, empty where nothing could be learned."""

    source: str
    number: int
    leaf: int
    at: datetime
    state: str
    why: str
    articles: int
    captures: tuple[str, ...]
    digest: str
    data: str


@dataclass(frozen=True, slots=True)
class Reads:
    """How pages were read under one wrapper, the newest first: ``misses`` with the captures, and agreements where both read."""

    pages: int
    misses: tuple[str, ...]
    agreements: tuple[float, ...]


def of_source(reader: Reader, source: str) -> tuple[Kept, ...]:
    """All wrappers of a source, oldest first."""
    w = t.wrappers.c
    with reader.connect() as connection:
        rows = connection.execute(select(t.wrappers).where(w.source_id == source).order_by(w.number)).mappings()
        return tuple(_kept(row) for row in rows)


def every(reader: Reader) -> tuple[Kept, ...]:
    """All wrappers of all sources."""
    w = t.wrappers.c
    with reader.connect() as connection:
        rows = connection.execute(select(t.wrappers).order_by(w.source_id, w.number)).mappings()
        return tuple(_kept(row) for row in rows)


def in_force(reader: Reader, source: str, capture: str) -> str:
    """The wrapper (as JSON) by which this capture of a source is read; empty where the generic extractor reads it."""
    w = t.wrappers.c
    leaf = select(t.captures.c.leaf).where(t.captures.c.id == capture).scalar_subquery()
    query = select(w.state, w.data).where(w.source_id == source, w.leaf < leaf, w.state != NOT_IN_FORCE)
    with reader.connect() as connection:
        row = connection.execute(query.order_by(w.leaf.desc()).limit(1)).first()
    return str(row.data) if row is not None and row.state == "used" else ""


def reads_since(reader: Reader, source: str, leaf: int, limit: int, digest: str | None = None) -> Reads:
    """How the newest pages behind a log position were read; with ``digest``, only those that this wrapper looked at."""
    r = t.wrapper_reads.c
    query = select(r.capture_id, r.miss, r.agreement).where(r.source_id == source, r.leaf > leaf)
    if digest is not None:
        query = query.where(r.digest == digest)
    with reader.connect() as connection:
        rows = connection.execute(query.order_by(r.leaf.desc()).limit(limit)).all()
    misses = tuple(row.capture_id for row in rows if row.miss)
    return Reads(len(rows), misses, tuple(row.agreement for row in rows if row.agreement is not None))


def count_articles(reader: Reader, source: str) -> int:
    """How many articles a source has."""
    with reader.connect() as connection:
        query = select(func.count()).select_from(t.articles).where(t.articles.c.source_id == source)
        return int(connection.execute(query).scalar_one())


def lessons(reader: Reader, source: str, content_type: str, limit: int) -> tuple[str, ...]:
    """The newest page of each of a source's newest articles, as ids of captures in log order; none of this content type."""
    a, c = t.articles.c, t.captures.c
    newest = select(a.id).where(a.source_id == source).order_by(a.n.desc()).limit(limit)
    query = (
        select(c.id, func.max(c.leaf).label("leaf"))
        .where(c.article_id.in_(newest), c.purpose == "page", c.verdict == "article", c.kind == "response")
        .where(c.source_id == source, func.coalesce(c.content_type, "") != content_type)
        .group_by(c.article_id)
    )
    with reader.connect() as connection:
        return tuple(row.id for row in sorted(connection.execute(query).all(), key=lambda row: row.leaf))


def add(transaction: Transaction, kept: Kept) -> None:
    """Write a wrapper; one of the same source and number is replaced."""
    values = _values(kept)
    statement = upsert(t.wrappers).values(values)
    keys = ["source_id", "number"]
    transaction.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


def note(transaction: Transaction, source: str, capture: str, digest: str, miss: str, agreement: float | None) -> None:
    """Note how a capture was read; what was noted before is replaced."""
    leaf = select(t.captures.c.leaf).where(t.captures.c.id == capture).scalar_subquery()
    values: dict[str, Any] = {"digest": digest, "miss": miss, "agreement": agreement}
    statement = upsert(t.wrapper_reads).values(capture_id=capture, source_id=source, leaf=leaf, **values)
    transaction.connection.execute(statement.on_conflict_do_update(index_elements=["capture_id"], set_=values))


def forget(transaction: Transaction, capture: str) -> None:
    """No wrapper has anything to do with this capture any more."""
    transaction.connection.execute(delete(t.wrapper_reads).where(t.wrapper_reads.c.capture_id == capture))


def looked_at() -> ColumnElement[bool]:
    """A condition on ``articles``: a wrapper looked at one of its captures."""
    c, r = t.captures.c, t.wrapper_reads.c
    return exists().where(c.article_id == t.articles.c.id, r.capture_id == c.id)


def outdated() -> ColumnElement[bool]:
    """A condition on ``articles``: one of its captures was not looked at by the wrapper that is in force for it, or was by
    one that is not any more."""
    c, r, w = t.captures.c, t.wrapper_reads.c, t.wrappers.c
    other = t.wrappers.alias()
    last = select(func.max(other.c.leaf)).where(
        other.c.source_id == c.source_id, other.c.leaf < c.leaf, other.c.state != NOT_IN_FORCE
    )
    mine = (w.source_id == c.source_id) & (w.leaf == last.correlate(t.captures).scalar_subquery()) & (w.state == "used")
    current = select(w.digest).where(mine).correlate(t.captures).scalar_subquery()
    looked = select(r.digest).where(r.capture_id == c.id).correlate(t.captures).scalar_subquery()
    # A revisit says what was said before, and is not read; what one of them was read as goes with its article.
    own = (c.kind == "response") & (c.status == 200) & (c.purpose == "page") & (c.verdict == "article")
    changed = func.coalesce(current, "") != func.coalesce(looked, "")
    return exists().where(c.article_id == t.articles.c.id, own, changed)


def _values(kept: Kept) -> dict[str, Any]:
    return {
        "source_id": kept.source,
        "number": kept.number,
        "leaf": kept.leaf,
        "at": to_text(kept.at),
        "state": kept.state,
        "why": kept.why,
        "articles": kept.articles,
        "captures": to_json(kept.captures),
        "digest": kept.digest,
        "data": kept.data,
    }


def _kept(row: Row) -> Kept:
    values = {name: row[name] for name in ("number", "leaf", "state", "why", "articles", "digest", "data")}
    return Kept(source=row["source_id"], at=to_time(row["at"]), captures=strings(row["captures"]), **values)
