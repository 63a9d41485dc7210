"""The words of statements, in an FTS5 table beside that of the articles: one row a statement, the same tokens.

Like ``search_text`` it holds no text, and SQLite before 3.43 must be told the old tokens to delete a row. They come from the
statement's own row, so they are the same as long as the folding is: its version is kept, and an index made under another
one is made anew before anything is deleted from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, text

from cunzhao.store import schema as t
from cunzhao.text import fold_version, index_tokens, query_tokens

STATEMENTS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_said USING fts5(words, about, content='', tokenize='ascii')",
    "CREATE TABLE IF NOT EXISTS search_said_state (version TEXT NOT NULL)",
)
_ADD = text("INSERT INTO search_said (rowid, words, about) VALUES (:n, :words, :about)")
_REMOVE = text("INSERT INTO search_said (search_said, rowid, words, about) VALUES ('delete', :n, :words, :about)")
_ALL = text(
    "SELECT s.n, s.text, r.title, s.occasion FROM statements s JOIN revisions r ON r.id = s.revision_id "
    "WHERE s.n > :after ORDER BY s.n LIMIT 1000"
)


class Entry(NamedTuple):
    """What is indexed of a statement: its words, the headline over it and its occasion."""

    n: int
    text: str
    headline: str
    occasion: str | None


def create(conn: Connection) -> None:
    """Make the tables; called by the first migration."""
    for statement in STATEMENTS:
        conn.execute(text(statement))
    conn.execute(text("INSERT INTO search_said_state (version) VALUES (:v)"), {"v": fold_version()})


def is_current(conn: Connection) -> bool:
    """Whether the index was made with the folding of today."""
    return conn.execute(text("SELECT version FROM search_said_state")).scalar() == fold_version()


def add(conn: Connection, entries: Iterable[Entry]) -> None:
    """Index statements that the index does not hold."""
    rows = _rows(entries)
    if rows:
        conn.execute(_ADD, rows)


def remove(conn: Connection, entries: Iterable[Entry]) -> None:
    """Take statements out; each just as it was put in, else the index is damaged."""
    rows = _rows(entries)
    if rows:
        conn.execute(_REMOVE, rows)


def rebuild(conn: Connection) -> None:
    """Make the whole index again from the statements' rows."""
    conn.execute(text("INSERT INTO search_said (search_said) VALUES ('delete-all')"))
    after = -1
    while rows := conn.execute(_ALL, {"after": after}).all():
        add(conn, [Entry(*row) for row in rows])
        after = rows[-1][0]
    conn.execute(text("UPDATE search_said_state SET version = :v"), {"v": fold_version()})


def content(conn: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the index holds, as (table, row): of each statement a digest of its tokens with their places."""
    before = conn.execute(text("PRAGMA query_only")).scalar()
    conn.execute(
        text("PRAGMA query_only=OFF")
    )  # a table of this connection's own; the file is open read-only all the same
    conn.execute(text("CREATE VIRTUAL TABLE temp.said_tokens USING fts5vocab(main, search_said, instance)"))
    try:
        tokens = conn.execute(text('SELECT doc, col, "offset", term FROM temp.said_tokens ORDER BY 1, 2, 3'))
        for n, instances in groupby(tokens, key=itemgetter(0)):
            digest = hashlib.sha256()
            for _, column, offset, term in instances:
                digest.update(f"{column} {offset} {term}\n".encode())
            yield "search_said", {"n": n, "tokens": digest.hexdigest()}
    finally:
        conn.execute(text("DROP TABLE IF EXISTS temp.said_tokens"))
        conn.execute(text(f"PRAGMA query_only={before}"))


def articles_of(conn: Connection, keys: Iterable[str], words: str) -> list[str]:
    """Ids of the articles whose newest text holds a statement by one of these (folded names; none: anybody) with words that
    match an FTS5 phrase (empty: any)."""
    s = t.statements.c
    query = select(s.article_id).where(s.state == "stands").distinct()
    if names := sorted(keys):
        query = query.where(s.key.in_(names))
    if words:
        found = text("SELECT rowid FROM search_said WHERE search_said MATCH :words")
        query = query.where(s.n.in_(found.bindparams(words=f"words : {words}")))
    return [str(row[0]) for row in conn.execute(query)]


def expression(words: str, *, headline: bool = False) -> str | None:
    """The FTS5 expression for words that must all stand in a statement, or with ``headline`` in it, its headline or occasion.

    Each word is a run without white space, found as in any search. None where there is no letter or number to find.
    """
    phrases = [phrase(word) for word in words.split()]
    wanted = [made for made in phrases if made]
    if not wanted:
        return None
    every = " AND ".join(wanted)
    return f"({every})" if headline else f"words : ({every})"


def phrase(words: str) -> str:
    """Tokens that follow each other, as an FTS5 phrase; empty where there are none."""
    tokens = query_tokens(words)
    if not tokens:
        return ""
    return f'"{" ".join(token.text for token in tokens)}"' + (" *" if tokens[-1].prefix else "")


def _rows(entries: Iterable[Entry]) -> Sequence[dict[str, Any]]:
    return [
        {"n": e.n, "words": _tokens(e.text), "about": f"{_tokens(e.headline)} {_tokens(e.occasion or '')}".strip()}
        for e in entries
    ]


def _tokens(words: str) -> str:
    return " ".join(index_tokens(words))
