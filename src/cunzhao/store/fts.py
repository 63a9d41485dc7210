"""The search index in SQLite: an FTS5 table over our own tokens, and what of an article can be filtered by.

``search_text`` is contentless: it holds tokens, never text. The ``ascii`` tokenizer splits at ASCII separators only, so that
space-joined tokens come out as they went in. SQLite before 3.43 cannot delete from such a table by rowid; it must be told the
old tokens again, so ``search_indexed`` keeps what was indexed, with a digest of its tokens.

``search_facets`` holds folded names, hosts and tags, so that filters find 联合早报 by 聯合早報.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    true,
)

from cunzhao.store import said_index
from cunzhao.store import schema as t

FacetKind = Literal["from", "name", "by", "tag"]
Flag = Literal["edited", "gone", "copy"]
Order = Literal["rank", "new", "old"]

_STATEMENTS = (
    # detail=full: phrases need positions, and every word of Chinese is a phrase of pairs.
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(title, body, content='', tokenize='ascii')",
    "CREATE TABLE IF NOT EXISTS search_indexed (n INTEGER NOT NULL PRIMARY KEY, revision_id TEXT NOT NULL, "
    "title TEXT NOT NULL, digest TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS search_facets (kind TEXT NOT NULL, term TEXT NOT NULL, n INTEGER NOT NULL, "
    "PRIMARY KEY (kind, term, n)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS search_facets_n ON search_facets (n)",
    "CREATE TABLE IF NOT EXISTS search_state (version TEXT NOT NULL)",
)

_ADD_TEXT = text("INSERT INTO search_text (rowid, title, body) VALUES (:n, :title_tokens, :body_tokens)")
_ADD_INDEXED = text(
    "INSERT INTO search_indexed (n, revision_id, title, digest) VALUES (:n, :revision, :title, :digest)"
)
_ADD_FACETS = text("INSERT INTO search_facets (kind, term, n) VALUES (:kind, :term, :n)")

_fts = table("search_text", column("rowid"))
_facets = table("search_facets", column("kind"), column("term"), column("n"))
_fts_name: ColumnElement[Any] = literal_column("search_text")

# A word of the title says what an article is about; 4 is the middle of the usual range of 2 to 8.
_TITLE_WEIGHT, _BODY_WEIGHT = 4.0, 1.0
# The newest article's score counts 30 % more than that of a very old one; a year's age halves the boost. Mild on purpose: it
# orders near-equals and does not bury an exact old hit.
_BOOST, _HALVED_AFTER_DAYS = 0.3, 365.0


# -- what is asked -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Match:
    """Title or body match an FTS5 expression."""

    expression: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A folded name, host or tag is ``term``, or with ``part`` contains it."""

    kind: FacetKind
    term: str
    part: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """The article's time, as ISO text, is at or after ``start`` and before ``end``."""

    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """The language tag is ``tag`` or begins with it (zh finds zh-Hant)."""

    tag: str


@dataclass(frozen=True, slots=True)
class Is:
    """The article was edited, is gone, or has copies."""

    flag: Flag


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of the newest text is by one of these (folded names; None: anybody), and its words match an FTS5 phrase."""

    keys: tuple[str, ...] | None = None
    phrase: str | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class No:
    """The part does not hold."""

    part: Condition


Condition = Match | Facet | Within | Language | Is | Said | Every | Some | No


@dataclass(frozen=True, slots=True)
class Plan:
    """A search: articles that match ``match`` (an FTS5 expression; None: any) and for which ``where`` holds.

    ``rank`` is the FTS5 expression to score by where there is no ``match``; None where nothing asks for words.
    """

    match: str | None
    where: Condition | None = None
    rank: str | None = None


# -- what is indexed ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the index needs it: its current revision, and what it can be filtered by."""

    n: int
    id: str
    revision: str
    title: str
    text: str
    source: str | None
    source_name: str
    host: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of an article; ``text`` is None when that revision is no more."""

    n: int
    title: str
    text: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is put into the index for a document: space-joined tokens, their digest, and (kind, term) facets."""

    n: int
    revision: str
    title: str
    digest: str
    title_tokens: str
    body_tokens: str
    facets: frozenset[tuple[FacetKind, str]]


def create(conn: Connection) -> None:
    """Make the tables of the index; called by the first migration."""
    for statement in _STATEMENTS:
        conn.execute(text(statement))


def clear(conn: Connection) -> None:
    """Empty the index; :func:`version` is None until :func:`set_version`."""
    conn.execute(text("INSERT INTO search_text (search_text) VALUES ('delete-all')"))
    for name in ("search_indexed", "search_facets", "search_state"):
        conn.execute(text(f"DELETE FROM {name}"))  # noqa: S608 (the names stand above)


def version(conn: Connection) -> str | None:
    """The version of tokens that the whole index was made with; None when it is new, or was left half made."""
    found = conn.execute(text("SELECT version FROM search_state")).scalar()
    return None if found is None else str(found)


def set_version(conn: Connection, made_with: str) -> None:
    """Note that the index is whole."""
    conn.execute(text("DELETE FROM search_state"))
    conn.execute(text("INSERT INTO search_state (version) VALUES (:v)"), {"v": made_with})


def optimize(conn: Connection) -> None:
    """Merge the index into one piece, which also drops what was deleted."""
    conn.execute(text("INSERT INTO search_text (search_text) VALUES ('optimize')"))


def content(conn: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """All that the index holds, as (table, row), in a canonical order; of ``search_text`` a digest of each article's tokens
    with their places, however the index came to be."""
    for name, order in (("search_facets", "kind, term, n"), ("search_indexed", "n"), ("search_state", "version")):
        rows = conn.execute(text(f"SELECT * FROM {name} ORDER BY {order}")).mappings()  # noqa: S608 (the names stand above)
        yield from ((name, dict(row)) for row in rows)
    before = conn.execute(text("PRAGMA query_only")).scalar()
    conn.execute(
        text("PRAGMA query_only=OFF")
    )  # a table of this connection's own; the file is open read-only all the same
    try:
        conn.execute(text("CREATE VIRTUAL TABLE temp.search_tokens USING fts5vocab(main, search_text, instance)"))
        tokens = conn.execute(text('SELECT doc, col, "offset", term FROM temp.search_tokens ORDER BY 1, 2, 3'))
        for n, instances in groupby(tokens, key=itemgetter(0)):
            digest = hashlib.sha256()
            for _, column_name, offset, term in instances:
                digest.update(f"{column_name} {offset} {term}\n".encode())
            yield "search_text", {"n": n, "tokens": digest.hexdigest()}
        yield from said_index.content(conn)
    finally:
        conn.execute(text("DROP TABLE IF EXISTS temp.search_tokens"))
        conn.execute(text(f"PRAGMA query_only={before}"))


def newest_change(conn: Connection) -> int:
    """The last entry of the change log; 0 when there is none."""
    return int(conn.execute(select(func.coalesce(func.max(t.changes.c.seq), 0))).scalar_one())


def documents_of(conn: Connection, subjects: Sequence[str]) -> list[Document]:
    """The articles that these subjects of the change log (ids of articles or revisions, up to 500) are about."""
    r = t.revisions.c
    owners = select(r.article_id).where(r.id.in_(subjects))
    return _documents(conn, _document_query().where(or_(t.articles.c.id.in_(subjects), t.articles.c.id.in_(owners))))


def documents_after(conn: Connection, n: int, limit: int) -> list[Document]:
    """Articles in order of ``n``, behind this one."""
    return _documents(conn, _document_query().where(t.articles.c.n > n).limit(limit))


def _document_query() -> Select[Any]:
    a, r = t.articles, t.revisions
    columns = (a.c.n, a.c.id, a.c.title, a.c.source_id, a.c.source_name, a.c.host, a.c.authors, a.c.tags)
    joined = a.join(r, a.c.current_revision == r.c.id)
    return select(*columns, r.c.id.label("revision"), r.c.text).select_from(joined).order_by(a.c.n)


def _documents(conn: Connection, query: Select[Any]) -> list[Document]:
    return [
        Document(
            n=row["n"],
            id=row["id"],
            revision=row["revision"],
            title=row["title"],
            text=row["text"],
            source=row["source_id"],
            source_name=row["source_name"],
            host=row["host"],
            authors=tuple(json.loads(row["authors"])),
            tags=tuple(json.loads(row["tags"])),
        )
        for row in conn.execute(query).mappings()
    ]


def indexed(conn: Connection, ns: Iterable[int]) -> list[Indexed]:
    """What the index holds of these articles (up to 500); articles it does not know are left out."""
    rows = conn.execute(
        text(
            "SELECT i.n, i.title, r.text, i.digest "
            "FROM search_indexed i LEFT JOIN revisions r ON r.id = i.revision_id "
            "WHERE i.n IN (SELECT value FROM json_each(:ns)) ORDER BY i.n"
        ),
        {"ns": json.dumps(list(ns))},
    )
    return [Indexed(*row) for row in rows]


def add(conn: Connection, entries: Sequence[Entry]) -> None:
    """Index articles that the index does not hold."""
    columns = ("n", "revision", "title", "digest", "title_tokens", "body_tokens")
    rows = [{name: getattr(entry, name) for name in columns} for entry in entries]
    facets = [{"kind": kind, "term": term, "n": e.n} for e in entries for kind, term in sorted(e.facets)]
    for statement, values in ((_ADD_TEXT, rows), (_ADD_INDEXED, rows), (_ADD_FACETS, facets)):
        if values:
            conn.execute(statement, values)


def set_facets(conn: Connection, n: int, facets: frozenset[tuple[FacetKind, str]]) -> None:
    """What an article that the index holds can be filtered by from now on."""
    conn.execute(text("DELETE FROM search_facets WHERE n = :n"), {"n": n})
    rows = [{"kind": kind, "term": term, "n": n} for kind, term in sorted(facets)]
    if rows:
        conn.execute(_ADD_FACETS, rows)


def remove(conn: Connection, n: int, title_tokens: str, body_tokens: str) -> None:
    """Take an article out; the tokens must be those that were put in, else the index is damaged."""
    conn.execute(
        text("INSERT INTO search_text (search_text, rowid, title, body) VALUES ('delete', :n, :title, :body)"),
        {"n": n, "title": title_tokens, "body": body_tokens},
    )
    conn.execute(text("DELETE FROM search_indexed WHERE n = :n"), {"n": n})
    conn.execute(text("DELETE FROM search_facets WHERE n = :n"), {"n": n})


# -- asking ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found, with the title and text that were indexed."""

    id: str
    title: str
    text: str


def find(conn: Connection, plan: Plan, limit: int, offset: int, order: Order = "rank") -> tuple[int, list[Found]]:
    """The exact number of articles found, and one page of them: best, newest or oldest first."""
    total = int(conn.execute(_count(plan)).scalar_one())
    if not total:
        return 0, []
    ordered = _ordered(plan, order).limit(limit).offset(offset)
    ids = [row.id for row in conn.execute(ordered)]
    return total, _texts(conn, ids)


def _source(plan: Plan) -> FromClause:
    if plan.match is None:
        return t.articles
    return _fts.join(t.articles, t.articles.c.n == _fts.c.rowid)


def _wanted(plan: Plan) -> ColumnElement[bool]:
    match = true() if plan.match is None else _matches(plan.match)
    return match if plan.where is None else and_(match, _sql(plan.where))


def _matches(expression: str) -> ColumnElement[bool]:
    return _fts_name.op("MATCH", is_comparison=True)(expression)


def _count(plan: Plan) -> Select[int]:
    # Words alone need no look at the articles: half the time for a common word.
    source = _fts if plan.match is not None and plan.where is None else _source(plan)
    return select(func.count()).select_from(source).where(_wanted(plan))


def _ordered(plan: Plan, order: Order) -> Select[str]:
    a = t.articles.c
    query: Select[str] = select(a.id).where(_wanted(plan))
    newest = (a.sort_at.desc(), a.n.desc())
    score: ColumnElement[float] = func.bm25(_fts_name, _TITLE_WEIGHT, _BODY_WEIGHT)
    if order == "rank" and plan.match is not None:
        return query.select_from(_source(plan)).order_by(score * _boost(), *newest)
    if order == "old":
        return query.select_from(_source(plan)).order_by(a.sort_at, a.n)
    if order == "new" or plan.rank is None:
        return query.select_from(_source(plan)).order_by(*newest)
    scored = select(_fts.c.rowid.label("n"), score.label("score")).where(_matches(plan.rank)).subquery()
    joined = t.articles.outerjoin(scored, scored.c.n == a.n)
    return query.select_from(joined).order_by(func.coalesce(scored.c.score, 0.0) * _boost(), *newest)


def _boost() -> ColumnElement[float]:
    """More for newer articles, by their age against the newest: no clock, so the same archive always answers the same."""
    sort_at = t.articles.c.sort_at
    newest = select(func.julianday(func.max(sort_at))).correlate(None).scalar_subquery()
    # julianday knows years 0 to 9999 only; what it cannot read gets no boost.
    age = newest - func.julianday(sort_at)
    return func.coalesce(1.0 + _BOOST / (1.0 + age / _HALVED_AFTER_DAYS), 1.0)


def _texts(conn: Connection, ids: Sequence[str]) -> list[Found]:
    rows = conn.execute(
        text(
            "SELECT a.id, coalesce(i.title, a.title), coalesce(r.text, '') FROM articles a "
            "LEFT JOIN search_indexed i ON i.n = a.n LEFT JOIN revisions r ON r.id = i.revision_id "
            "WHERE a.id IN (SELECT value FROM json_each(:ids))"
        ),
        {"ids": json.dumps(list(ids))},
    )
    found = {row[0]: Found(*row) for row in rows}
    return [found[i] for i in ids]


def _sql(condition: Condition) -> ColumnElement[bool]:
    a = t.articles.c
    match condition:
        case Match(expression):
            return a.n.in_(select(_fts.c.rowid).where(_matches(expression)).correlate(None))
        case Facet(kind, term, part):
            same = func.instr(_facets.c.term, term) > 0 if part else _facets.c.term == term
            return a.n.in_(select(_facets.c.n).where(_facets.c.kind == kind, same))
        case Within(start, end):
            return and_(true() if start is None else a.sort_at >= start, true() if end is None else a.sort_at < end)
        case Language(tag):
            return or_(func.lower(a.language) == tag, func.lower(a.language).startswith(f"{tag}-", autoescape=True))
        case Is(flag):
            return _flag(flag)
        case Said(keys, phrase):
            return a.id.in_(_said(keys, phrase))
        case Every(parts):
            return and_(true(), *map(_sql, parts))
        case Some(parts):
            return or_(*map(_sql, parts))
        case No(part):
            # NULL (an article without a language) is "does not hold", not "unknown".
            return not_(func.coalesce(_sql(part), 0))


def _said(keys: tuple[str, ...] | None, phrase: str | None) -> Select[str]:
    """Ids of articles with such a statement."""
    s = t.statements.c
    query: Select[str] = select(s.article_id).where(s.state == "stands")
    if keys is not None:
        query = query.where(s.key.in_(keys))
    if phrase is not None:
        words = text("SELECT rowid FROM search_said WHERE search_said MATCH :words")
        query = query.where(s.n.in_(words.bindparams(words=f"words : {phrase}")))
    return query


def _flag(flag: Flag) -> ColumnElement[bool]:
    a = t.articles.c
    return {"edited": a.revision_count > 1, "gone": a.state == "gone", "copy": a.copies > 0}[flag]
