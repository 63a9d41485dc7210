"""What reading again asks of the catalogue, and what it clears away: see ``flow/reprocess``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update

from cunzhao.store import ledger, wrappers
from cunzhao.store import schema as t
from cunzhao.store.reader import Reader
from cunzhao.store.rows import Row, capture_line, to_text
from cunzhao.store.writer import Transaction
from cunzhao.types import CaptureLine, UrlWhy

NAMED: UrlWhy = "named canonical by the page"
NEAR = 4096
"""Leaves behind a capture among which its clean text's leaf is looked for first: they come with the same batch."""
PER_QUERY = 400
"""SQLite allows 999 variables in older builds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles are read again: those of a source (its id), and those captured since then."""

    source: str | None = None
    since: datetime | None = None


def stale(
    reader: Reader, versions: Collection[str], wanted: Wanted, after: int, limit: int, *, wraps: bool = False
) -> Sequence[Row]:
    """Rows of articles behind ``n`` = ``after`` of which some revision was not read by one of these versions or, with
    ``wraps``, a capture not by the wrapper that is in force for it; by ``n``."""
    a, r = t.articles.c, t.revisions.c
    older = exists().where(r.article_id == a.id, r.extractor.not_in(versions))
    query = select(t.articles).where(
        a.n > after,
        older | (wrappers.outdated() if wraps else wrappers.looked_at()),
        *_within(wanted, a.source_id, a.last_captured),
    )
    with reader.connect() as connection:
        return connection.execute(query.order_by(a.n).limit(limit)).mappings().all()


def unread(reader: Reader, wanted: Wanted, after: int, limit: int) -> tuple[CaptureLine, ...]:
    """Captures of pages behind a log position that could not be read, in log order."""
    c = t.captures.c
    query = select(t.captures).where(c.leaf > after, c.purpose == "page", c.verdict == "unread")
    query = query.where(*_within(wanted, c.source_id, c.at)).order_by(c.leaf).limit(limit)
    with reader.connect() as connection:
        return tuple(capture_line(row) for row in connection.execute(query).mappings())


def is_wanted(reader: Reader, article: str, wanted: Wanted) -> bool:
    """Whether an article is among those that are read again."""
    a = t.articles.c
    query = select(a.n).where(a.id == article, *_within(wanted, a.source_id, a.last_captured))
    with reader.connect() as connection:
        return connection.execute(query).first() is not None


def _within(wanted: Wanted, source: ColumnElement[str], at: ColumnElement[str]) -> list[ColumnElement[bool]]:
    found = [source == wanted.source] if wanted.source is not None else []
    return [*found, at >= to_text(wanted.since)] if wanted.since is not None else found


def readings_of(reader: Reader, article: str) -> tuple[CaptureLine, ...]:
    """The captures that were read as this article, in log order."""
    c = t.captures.c
    query = select(t.captures).where(c.article_id == article, c.purpose == "page", c.verdict == "article")
    with reader.connect() as connection:
        return tuple(capture_line(row) for row in connection.execute(query.order_by(c.leaf)).mappings())


def places(reader: Reader, entries: Mapping[bytes, int]) -> dict[bytes, int]:
    """Where these entries stand in the log, given a position behind which each must stand; what is not there is left out.

    Entries have no index. Most stand near; what does not costs one look through the log for all together.
    """
    x = t.log_leaves.c
    found: dict[bytes, int] = {}
    with reader.connect() as connection:
        for entry, after in entries.items():
            near = select(x.idx).where(x.idx > after, x.idx <= after + NEAR, x.entry == entry).limit(1)
            idx = connection.execute(near).scalar()
            if idx is not None:
                found[entry] = idx
        far = [entry for entry in entries if entry not in found]
        for start in range(0, len(far), PER_QUERY):
            query = select(x.entry, x.idx).where(x.entry.in_(far[start : start + PER_QUERY]))
            found.update((row.entry, row.idx) for row in connection.execute(query))
    return found


def clear(transaction: Transaction, article: str, old: Iterable[int], *, copies: bool) -> Sequence[str]:
    """Before an article is written anew from all its captures: its revisions go, the addresses that they named, and with
    ``copies`` its near-copies, whose ids are returned. ``old`` are the places of leaves behind which nothing stands then."""
    for place in old:
        transaction.retire_leaf(place)
    ledger.clear(transaction, article)
    connection = transaction.connection
    connection.execute(delete(t.revisions).where(t.revisions.c.article_id == article))
    u, c = t.article_urls.c, t.copies.c
    connection.execute(delete(t.article_urls).where(u.article_id == article, u.why == NAMED))
    if not copies:
        return ()
    others = connection.execute(select(c.other_id).where(c.article_id == article)).scalars().all()
    connection.execute(delete(t.copies).where((c.article_id == article) | (c.other_id == article)))
    for other in (article, *others):
        transaction.count_copies(other)
    return others


def set_looks(transaction: Transaction, article: str, first: datetime, last: str) -> None:
    """When an article was captured for the first time, and (as the catalogue has it) for the last."""
    values = {"first_captured": to_text(first), "last_captured": last}
    transaction.connection.execute(update(t.articles).where(t.articles.c.id == article).values(values))
