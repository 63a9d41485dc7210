"""Reading the ledger: statements by speaker, words, days and outlet; who speaks; what people corrected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select, text, tuple_

from cunzhao.errors import UsageError
from cunzhao.store import said_index
from cunzhao.store import schema as t
from cunzhao.store.rows import Row, correction_of, line_of, to_time
from cunzhao.types import (
    Bond,
    Correction,
    Gloss,
    Noted,
    SaidFilter,
    SaidLine,
    SpeakerLine,
    Statement,
    TitleClaim,
)

SHOWN = ("stands", "withdrawn")
"""States that are entries of their own; of those that went on in a newer revision the newest is the entry."""
NEIGHBOURS = 40
"""Statements of the same speaker that share a key with one and are compared with it; a phrase of more is a formula."""
PER_QUERY = 400

_ID = re.compile(r"([\w:~@+=-]{1,120})\.(\d{1,7})\.(\d{1,9})-(\d{1,9})", re.ASCII)
_s = t.statements.c
_FIELDS = tuple(Statement.__dataclass_fields__)
_older = t.statements.alias("older")
_NEIGHBOURS = text(
    "SELECT o.n FROM statement_bands b CROSS JOIN statement_bands o ON o.band = b.band AND o.n <> b.n "
    "CROSS JOIN statements s ON s.n = o.n WHERE b.n = :n AND s.key IN (SELECT value FROM json_each(:keys)) "
    "AND s.state IN ('stands', 'withdrawn') GROUP BY o.n ORDER BY count(*) DESC, o.n LIMIT :most"
)
"""Written out, since SQLAlchemy takes longer to compile such a query than SQLite to answer it."""


def place_of(name: str) -> tuple[str, int, int] | None:
    """The revision, start and end that the id of a statement names; None for what is no such id."""
    found = _ID.fullmatch(name)
    return (f"{found[1]}.{found[2]}", int(found[3]), int(found[4])) if found else None


class Said:
    """What can be asked of the ledger. ``connect`` gives a connection for the length of one answer."""

    connect: Callable[[], AbstractContextManager[Connection]]

    # -- statements ---------------------------------------------------------------------------------------------------

    def said(self, wanted: SaidFilter, limit: int = 50, cursor: str | None = None) -> tuple[SaidLine, ...]:
        """Statements, those of the newest days first; ``cursor`` is that of the last one seen (see :func:`cursor_of`)."""
        query = select(_s.n).where(*_conditions(wanted))
        if cursor:
            query = query.where(tuple_(_s.day, _s.n) < tuple_(*_read_cursor(cursor)))
        with self.connect() as connection:
            ns = connection.execute(query.order_by(_s.day.desc(), _s.n.desc()).limit(limit)).scalars().all()
        return self.statements(ns)

    def count_said(self, wanted: SaidFilter) -> int:
        """How many statements a filter finds."""
        with self.connect() as connection:
            return int(
                connection.execute(
                    select(func.count()).select_from(t.statements).where(*_conditions(wanted))
                ).scalar_one()
            )

    def statements(self, ns: Sequence[int]) -> tuple[SaidLine, ...]:
        """Statements by their numbers, in the order given; those that are not there are left out."""
        found: dict[int, SaidLine] = {}
        with self.connect() as connection:
            for start in range(0, len(ns), PER_QUERY):
                for row in connection.execute(_LINES.where(_s.n.in_(ns[start : start + PER_QUERY]))).mappings():
                    found[row["s_n"]] = _line(row)
        return tuple(found[n] for n in ns if n in found)

    def statements_of(self, revision: str) -> tuple[SaidLine, ...]:
        """All statements of a revision, by place."""
        article = revision.partition(".")[0]
        query = select(_s.n).where(_s.article_id == article, _s.revision_id == revision).order_by(_s.start, _s.n)
        with self.connect() as connection:
            ns = connection.execute(query).scalars().all()
        return self.statements(ns)

    def statement(self, name: str) -> SaidLine | None:
        """A statement by its id."""
        place = place_of(name)
        if place is None:
            return None
        revision, start, end = place
        article = revision.partition(".")[0]
        mine = (_s.article_id == article, _s.revision_id == revision, _s.start == start, _s.end == end)
        with self.connect() as connection:
            n = connection.execute(select(_s.n).where(*mine).order_by(_s.n).limit(1)).scalar()
        return None if n is None else self.statements([n])[0]

    def among(self, wanted: SaidFilter, ns: Collection[int]) -> frozenset[int]:
        """Those of these statements that a filter finds."""
        found: set[int] = set()
        listed, conditions = sorted(ns), _conditions(wanted)
        with self.connect() as connection:
            for start in range(0, len(listed), PER_QUERY):
                query = select(_s.n).where(_s.n.in_(listed[start : start + PER_QUERY]), *conditions)
                found.update(connection.execute(query).scalars())
        return frozenset(found)

    def neighbours(self, n: int, keys: Collection[str]) -> tuple[int, ...]:
        """Statements with words like those of one, by a speaker of these names (candidates: compare them), those with the most
        keys in common first; some at most."""
        asked = {"n": n, "keys": json.dumps(sorted(keys)), "most": NEIGHBOURS}
        with self.connect() as connection:
            return tuple(connection.execute(_NEIGHBOURS, asked).scalars())

    # -- speakers -----------------------------------------------------------------------------------------------------

    def speakers(self) -> tuple[SpeakerLine, ...]:
        """Every named speaker of a statement that is held to be sure, by folded name, those with the most statements first.

        Costs a look at every statement: ask once and remember.
        """
        many = func.count().label("many")
        query = select(
            _s.key,
            func.max(_s.speaker).label("name"),
            many,
            func.min(_s.day).label("first"),
            func.max(_s.day).label("last"),
        )
        query = query.where(_s.key != "", _s.why != "unnamed", *_shown(SaidFilter())).group_by(_s.key)
        with self.connect() as connection:
            rows = connection.execute(query.order_by(many.desc(), _s.key)).all()
        return tuple(SpeakerLine(r.key, r.name, r.many, r.first, r.last) for r in rows)

    def titles(self, keys: Collection[str]) -> tuple[TitleClaim, ...]:
        """The titles that articles gave a speaker of these names, with the days on which they did, the newest first."""
        many, last = func.count().label("many"), func.max(_s.day).label("last")
        query = select(_s.title, func.min(_s.day).label("first"), last, many)
        query = query.where(_s.key.in_(keys), _s.title.is_not(None), _s.state.in_(SHOWN)).group_by(_s.title)
        with self.connect() as connection:
            rows = connection.execute(query.order_by(last.desc(), many.desc(), _s.title)).all()
        return tuple(TitleClaim(r.title, r.first, r.last, r.many) for r in rows)

    def months(self, wanted: SaidFilter) -> tuple[tuple[str, int], ...]:
        """How many statements of each month (``2021-06``) a filter finds, the oldest first."""
        month = func.substr(_s.day, 1, 7).label("month")
        query = select(month, func.count().label("many")).where(*_conditions(wanted)).group_by(month).order_by(month)
        with self.connect() as connection:
            return tuple((r.month, r.many) for r in connection.execute(query))

    def has_speaker(self, keys: Collection[str]) -> bool:
        """Whether anything was said under one of these folded names."""
        with self.connect() as connection:
            return connection.execute(select(_s.n).where(_s.key.in_(keys)).limit(1)).first() is not None

    def glosses(self) -> tuple[Gloss, ...]:
        """Every two names that some text put beside each other."""
        g = t.glosses.c
        with self.connect() as connection:
            return tuple(
                Gloss(*row) for row in connection.execute(select(g.name, g.other).distinct().order_by(g.name, g.other))
            )

    # -- what people said ---------------------------------------------------------------------------------------------

    def bonds(self) -> tuple[Bond, ...]:
        """What people said of two names, oldest first."""
        b = t.bonds.c
        with self.connect() as connection:
            rows = connection.execute(select(t.bonds).order_by(b.at, b.id)).mappings()
            return tuple(
                Bond(r["id"], to_time(r["at"]), bool(r["same"]), r["name"], r["other"], r["who"]) for r in rows
            )

    def corrections(self, article: str | None = None) -> tuple[Correction, ...]:
        """What people said of statements, of one article or of all, oldest first."""
        c = t.corrections.c
        query = select(t.corrections).order_by(c.at, c.id)
        with self.connect() as connection:
            rows = connection.execute(query if article is None else query.where(c.article_id == article)).mappings()
            return tuple(map(correction_of, rows))

    def reading_of(self, revision: str) -> Row | None:
        """What the reader of a revision's statements was told: ``reader``, ``day``, ``language``."""
        r = t.statement_readings
        with self.connect() as connection:
            return connection.execute(select(r).where(r.c.revision_id == revision)).mappings().first()

    def unheard(self, reader: str, after: int, limit: int) -> Sequence[Row]:
        """Articles (``n``, ``id``) behind ``n`` = ``after`` with a revision that another reader has read, by ``n``."""
        query = text(
            "SELECT a.n, a.id FROM articles a WHERE a.n > :after AND EXISTS (SELECT 1 FROM revisions r LEFT JOIN "
            "statement_readings h ON h.revision_id = r.id WHERE r.article_id = a.id AND h.reader IS NOT :reader) "
            "ORDER BY a.n LIMIT :limit"
        )
        with self.connect() as connection:
            return connection.execute(query, {"reader": reader, "after": after, "limit": limit}).mappings().all()


def cursor_of(line: SaidLine) -> str:
    """Where a list goes on behind this statement."""
    return f"{line.day}~{line.n}"


def _read_cursor(cursor: str) -> tuple[str, int]:
    day, _, n = cursor.partition("~")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII) or not re.fullmatch(r"\d{1,19}", n, re.ASCII):
        raise UsageError(f"not a page of this list: {cursor[:60]!r}; start again at its first page")
    return day, min(int(n), 2**63 - 1)


def _shown(wanted: SaidFilter) -> list[ColumnElement[bool]]:
    return [_s.state.in_(SHOWN), *([_s.sure == 1] if wanted.sure else [])]


def _conditions(wanted: SaidFilter) -> list[ColumnElement[bool]]:
    found = _shown(wanted)
    if wanted.keys is not None:
        found.append(_s.key.in_(sorted(wanted.keys)))
    if wanted.article:
        found.append(_s.article_id == wanted.article)
    if wanted.after:
        found.append(_s.day >= wanted.after)
    if wanted.before:
        found.append(_s.day < wanted.before)
    if wanted.about.strip():
        found.append(_about(wanted.about))
    if wanted.source:
        a = t.articles.c
        of = select(a.id).where(or_(a.source_id == wanted.source, a.source_name == wanted.source))
        found.append(_s.article_id.in_(of))
    return found


def _about(words: str) -> ColumnElement[bool]:
    expression = said_index.expression(words, headline=True)
    if expression is None:
        return false()
    return _s.n.in_(text("SELECT rowid FROM search_said WHERE search_said MATCH :about").bindparams(about=expression))


def _select_lines() -> Select[Any]:
    """The wide rows: a statement, its revision, its capture, its article, and the words that it replaced."""
    r, c, a = t.revisions, t.captures, t.articles
    joined = t.statements.join(r, r.c.id == _s.revision_id).join(a, a.c.id == _s.article_id)
    joined = joined.outerjoin(c, c.c.id == r.c.capture_id).outerjoin(_older, _older.c.n == _s.before)
    own = [column.label(f"s_{column.name}") for column in _s]
    about = [r.c.number, r.c.capture_id, r.c.at, r.c.text_digest, c.c.payload_digest, c.c.leaf]
    was = [_older.c.text.label("was"), _older.c.speaker.label("was_by")]
    return select(*own, *was, *(x.label(f"r_{x.name}") for x in about), a).select_from(joined)


_LINES = _select_lines()


def _line(row: Row) -> SaidLine:
    statement = Statement(**{name: row[f"s_{name}"] for name in _FIELDS})
    return SaidLine(
        id=f"{row['s_revision_id']}.{row['s_start']}-{row['s_end']}",
        n=row["s_n"],
        article=line_of(row),
        revision=row["s_revision_id"],
        number=row["r_number"],
        noted=Noted(statement, row["s_text"], by=row["s_corrected"], sure=bool(row["s_sure"])),
        key=row["s_key"],
        day=row["s_day"],
        state=row["s_state"],
        was=row["was"],
        was_by=row["was_by"],
        capture=row["r_capture_id"],
        captured=to_time(row["r_at"]),
        payload_digest=row["r_payload_digest"] or "",
        text_digest=row["r_text_digest"],
        leaf=row["r_leaf"],
    )
