"""Writing the ledger: what was heard in each revision, and what people said of it.

A revision's statements are kept with what became of those of the revision before: an edited quotation goes on from the one that
it replaced. A statement's number is made of its article's, its revision's and its place there, so that a rebuild and a
reading anew give it again.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from cunzhao.said.names import key_of
from cunzhao.said.same import Words, follow
from cunzhao.store import said_index
from cunzhao.store import schema as t
from cunzhao.store.rows import correction_of, to_text
from cunzhao.store.writer import Transaction
from cunzhao.types import Bond, Correction, Heard, Noted, Statement

PLACES, NUMBERS = 12, 20
"""Bits of a statement's number for its place in the revision (4,096) and for the revision's number (a million)."""
_COPIED = tuple(f for f in Statement.__dataclass_fields__)

_s, _r = t.statements.c, t.statement_readings.c
_OF_REVISION = (
    select(_s.n, _s.key, _s.text)
    .where(_s.article_id == bindparam("article"), _s.revision_id == bindparam("revision"))
    .order_by(_s.n)
)
_ADD = insert(t.statements)
_ADD_BANDS = insert(t.statement_bands)
_ADD_READING = insert(t.statement_readings)
_ADD_GLOSSES = insert(t.glosses)
_BECAME = update(t.statements).where(_s.n == bindparam("_n")).values(state=bindparam("_state"))
_ARTICLE = select(t.articles.c.n, t.articles.c.sort_at).where(t.articles.c.id == bindparam("id"))
_KEPT_OF = select(t.corrections).where(t.corrections.c.article_id == bindparam("article")).order_by(t.corrections.c.at)


@dataclass(frozen=True, slots=True)
class Place:
    """A revision, as the ledger needs it."""

    article: str
    revision: str
    number: int
    headline: str


def note(transaction: Transaction, place: Place, heard: Heard) -> None:
    """Keep what was heard in a revision; its article's row and that of the revision before must be there."""
    connection = transaction.connection
    article = connection.execute(_ARTICLE, {"id": place.article}).one()
    told = {"revision_id": place.revision, "article_id": place.article}
    connection.execute(_ADD_READING, told | {"reader": heard.reader, "day": heard.day, "language": heard.language})
    glosses = [{"revision_id": place.revision, "name": g.name, "other": g.other} for g in heard.glosses]
    if glosses:
        connection.execute(_ADD_GLOSSES, glosses)
    old = _before(transaction, place) if place.number > 1 else []
    if (not heard.statements and not old) or place.number >> NUMBERS:
        return
    rows = [_row(place, article.n, i, one, article.sort_at[:10]) for i, one in enumerate(heard.statements)]
    _carry_on(transaction, old, rows)
    _add(transaction, place, rows, heard.statements)


def _before(transaction: Transaction, place: Place) -> Sequence[Any]:
    prior = f"{place.article}.{place.number - 1}"
    return transaction.connection.execute(_OF_REVISION, {"article": place.article, "revision": prior}).all()


def _carry_on(transaction: Transaction, old: Sequence[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Note what became of the older statements, and from which of them a newer one goes on with other words."""
    if not old:
        return
    done = follow([Words(o.key, o.text) for o in old], [Words(r["key"], r["text"]) for r in rows])
    states = [{"_n": o.n, "_state": state} for o, state in zip(old, done.states, strict=True)]
    transaction.connection.execute(_BECAME, states)
    for row, i in zip(rows, done.before, strict=True):
        row["before"] = old[i].n if i is not None and done.states[i] == "changed" else None


def _add(transaction: Transaction, place: Place, rows: Sequence[dict[str, Any]], noted: Sequence[Noted]) -> None:
    if not rows:
        return
    connection = transaction.connection
    if not said_index.is_current(connection):
        said_index.rebuild(connection)
    connection.execute(_ADD, rows)
    bands = [{"band": b, "n": row["n"]} for row, one in zip(rows, noted, strict=True) for b in sorted(set(one.bands))]
    if bands:
        connection.execute(_ADD_BANDS, bands)
    said_index.add(connection, [said_index.Entry(r["n"], r["text"], place.headline, r["occasion"]) for r in rows])


def _row(place: Place, article: int, position: int, one: Noted, published: str) -> dict[str, Any]:
    n = (((article << NUMBERS) | place.number) << PLACES) | position
    values = {name: getattr(one.statement, name) for name in _COPIED}
    return values | {
        "n": n,
        "article_id": place.article,
        "revision_id": place.revision,
        "text": one.text,
        "key": key_of(one.statement.speaker),
        "day": last_day(one.statement.said_on) or published,
        "state": "stands",
        "before": None,
        "corrected": one.by,
        "sure": int(one.sure),
    }


def last_day(said_on: str | None) -> str | None:
    """The last day (ISO) of a day, month or year as statements have them, "<=" or not; None for what is none of these."""
    parts = (said_on or "").removeprefix("<=").split("-")
    if not all(p.isascii() and p.isdigit() for p in parts) or [len(p) for p in parts] not in ([4], [4, 2], [4, 2, 2]):
        return None
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
    if not 1 <= month <= 12 or not year:
        return None
    last = monthrange(year, month)[1]
    day = int(parts[2]) if len(parts) > 2 else last
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= last else None


def clear(transaction: Transaction, article: str) -> None:
    """Take all that was heard in an article out; its revisions must still be there."""
    connection = transaction.connection
    if not said_index.is_current(connection):
        said_index.rebuild(connection)
    mine = _s.article_id == article
    told = select(_s.n, _s.text, t.revisions.c.title, _s.occasion).join(t.revisions, t.revisions.c.id == _s.revision_id)
    said_index.remove(connection, [said_index.Entry(*row) for row in connection.execute(told.where(mine))])
    connection.execute(delete(t.statement_bands).where(t.statement_bands.c.n.in_(select(_s.n).where(mine))))
    connection.execute(delete(t.statements).where(mine))
    revisions = select(_r.revision_id).where(_r.article_id == article)
    connection.execute(delete(t.glosses).where(t.glosses.c.revision_id.in_(revisions)))
    connection.execute(delete(t.statement_readings).where(_r.article_id == article))


# -- what people said -------------------------------------------------------------------------------------------------


def corrections_of(transaction: Transaction, article: str) -> tuple[Correction, ...]:
    """What people said of an article's statements, in the order in which they did."""
    return tuple(map(correction_of, transaction.connection.execute(_KEPT_OF, {"article": article}).mappings()))


def correct(transaction: Transaction, correction: Correction) -> None:
    """Keep a correction; that its article is read again with it is the caller's to do."""
    values = {name: getattr(correction, name) for name in ("id", "what", "start", "end", "digest", "speaker", "who")}
    values |= {"at": to_text(correction.at), "article_id": correction.article, "revision_id": correction.revision}
    transaction.connection.execute(insert(t.corrections).values(values))


def bind(transaction: Transaction, bond: Bond) -> None:
    """Keep what a person said of two names."""
    values = {"id": bond.id, "at": to_text(bond.at), "same": int(bond.same), "name": bond.name, "other": bond.other}
    transaction.connection.execute(insert(t.bonds).values(values | {"who": bond.who}))


def undo(transaction: Transaction, entry: str) -> str | None:
    """Take back what a person said, by the id of the journal entry; the article that it was of, if it was of one."""
    c = t.corrections.c
    article = transaction.connection.execute(select(c.article_id).where(c.id == entry)).scalar()
    transaction.connection.execute(delete(t.corrections).where(c.id == entry))
    transaction.connection.execute(delete(t.bonds).where(t.bonds.c.id == entry))
    return None if article is None else str(article)
