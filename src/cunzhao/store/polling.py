"""What the catalogue keeps of polls: the state of channels, gaps, the coverage ledger by day, troubles.

Functions over a reader or a transaction, beside :mod:`cunzhao.store.reader` and :mod:`cunzhao.store.writer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy import bindparam as p
from sqlalchemy.dialects.sqlite import insert as upsert

from cunzhao.store import schema as t
from cunzhao.store.reader import WAITING, Reader
from cunzhao.store.rows import Row, maybe_text, to_text
from cunzhao.store.writer import Transaction
from cunzhao.types import Capture

GUIDS_BACK = 20_000
"""Sightings that are searched for a guid, which has no index: the rare case of a feed none of whose links is known."""

_c, _g, _d, _x, _f, _k = t.channels.c, t.gaps.c, t.days.c, t.troubles.c, t.frontier.c, t.captures.c
_this = (_c.source_id == p("source"), _c.url == p("channel"))
CHANNEL = select(t.channels).where(*_this)
POLLED = update(t.channels).where(*_this)
ADD_POLL = upsert(t.polls).on_conflict_do_nothing()
_add_day = upsert(t.days)
ADD_DAY = _add_day.on_conflict_do_update(
    index_elements=["source_id", "day"],
    set_={
        name: getattr(_d, name) + _add_day.excluded[name]
        for name in ("expected", "found", "polls", "failed", "gaps", "octets")
    },
)
NO_DAY = {"expected": 0.0, "found": 0, "polls": 0, "failed": 0, "gaps": 0, "octets": 0}


@dataclass(frozen=True, slots=True)
class Noted:
    """A poll as it is written down; the times and ``rhythm`` are None where it taught nothing (it failed)."""

    entries: int = 0
    new: int = 0
    gap_since: datetime | None = None
    error: str | None = None
    rhythm: str | None = None
    fresh: datetime | None = None
    safe: datetime | None = None
    silent: datetime | None = None


def channel(reader: Reader, source: str, url: str) -> Row | None:
    """One channel's row, with its rhythm."""
    return _first(reader, CHANNEL, source=source, channel=url)


def note_poll(transaction: Transaction, source: str, url: str, capture: Capture, noted: Noted) -> None:
    """Write down a poll of a channel that is followed: its time, what it brought, and what follows from it."""
    at = to_text(capture.at)
    kind = _error_kind(capture) if noted.error is not None else None
    values: dict[str, Any] = {"last_polled": at, "last_error": noted.error, "last_error_kind": kind}
    if noted.error is not None:
        values["fails"] = _c.fails + 1
    else:
        values |= {"fails": 0, "polls": _c.polls + 1, "rhythm": noted.rhythm}
        times = {"fresh_at": noted.fresh, "safe_at": noted.safe, "silent_at": noted.silent}
        values |= {name: maybe_text(at) for name, at in times.items()}
    if noted.new:
        values["last_new"] = at
    transaction.connection.execute(POLLED.values(values), {"source": source, "channel": url})
    row: dict[str, Any] = {"source_id": source, "url": url, "at": at, "error_kind": kind}
    row |= {"entries": noted.entries, "new": noted.new, "gap": int(noted.gap_since is not None)}
    transaction.connection.execute(ADD_POLL, row)
    if noted.gap_since is not None:
        gap: dict[str, Any] = {
            "id": capture.id,
            "source_id": source,
            "url": url,
            "since": to_text(noted.gap_since),
            "until": at,
        }
        gap |= {"entries": noted.entries, "tried": 0, "filled": 0}
        transaction.connection.execute(upsert(t.gaps).on_conflict_do_nothing(), gap)


def _error_kind(capture: Capture) -> str:
    refused = capture.status not in (None, 200, 304)
    return capture.error_kind or (f"status {capture.status}" if refused else "content")


def note_fill(transaction: Transaction, gap: str, found: int, by: str) -> None:
    """A look elsewhere for what fell into a gap: how many addresses it brought, and where it looked."""
    values = {"tried": 1, "filled": _g.filled + found, "filled_by": by if found else func.coalesce(_g.filled_by, by)}
    transaction.connection.execute(update(t.gaps).where(_g.id == gap).values(values))


def add_days(transaction: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add figures to the ledger: ``source_id``, ``day`` and any of its columns."""
    found = [NO_DAY | dict(row) for row in rows]
    if found:
        transaction.connection.execute(ADD_DAY, found)


def knows_guid(reader: Reader, via: str, guids: Sequence[str], before: datetime) -> bool:
    """Whether a channel announced one of these guids before a time: links may change while guids stay."""
    s = t.sightings.c
    newest = select(func.coalesce(func.max(s.n), 0) - GUIDS_BACK).scalar_subquery()
    query = select(s.n).where(s.n > newest, s.via == via, s.guid.in_(list(guids)[:500]))
    return bool(guids) and _first(reader, query.where(s.seen_at < to_text(before)).limit(1)) is not None


# -- reading ----------------------------------------------------------------------------------------------------------


def states(reader: Reader) -> tuple[Row, ...]:
    """Every channel without its rhythm: source_id, url, kind, last_polled, the three times, fails, polls, last_error."""
    names = "source_id url kind last_polled last_new last_error last_error_kind fails polls fresh_at safe_at silent_at"
    return _all(reader, select(*(_c[n] for n in names.split())).order_by(_c.source_id, _c.position))


def sources_with_due(reader: Reader, now: str) -> dict[str | None, set[tuple[str, str]]]:
    """Which sources have something due on the frontier, and what: pairs of purpose and state. A few index steps a source."""
    kinds = [("page", s) for s in (*WAITING, "held")] + [("image", s) for s in WAITING]
    ids = union_all(select(t.sources.c.id.label("id")), select(literal(None).label("id"))).subquery()
    found: dict[str | None, set[tuple[str, str]]] = {}
    for purpose, state in kinds:
        any_due = exists().where(_f.source_id.is_not_distinct_from(ids.c.id), _f.purpose == purpose, _f.state == state)
        for row in _all(reader, select(ids.c.id).where(any_due.where(_f.due_at <= now))):
            found.setdefault(row["id"], set()).add((purpose, state))
    return found


def next_look_at(reader: Reader, after: str) -> str | None:
    """When the next page of any source will be due."""
    ids = union_all(select(t.sources.c.id.label("id")), select(literal(None).label("id"))).subquery()
    first = (
        select(func.min(_f.due_at))
        .where(_f.source_id.is_not_distinct_from(ids.c.id), _f.purpose == "page", _f.state == "held", _f.due_at > after)
        .scalar_subquery()
    )
    row = _first(reader, select(func.min(first).label("at")).select_from(ids))
    return None if row is None else row["at"]


def fresh_pages(reader: Reader, source: str, since: str, limit: int) -> tuple[Row, ...]:
    """Pages of articles of a source that are held and were first seen since then, whether due or not."""
    mine = (_f.source_id == source, _f.purpose == "page", _f.state == "held", _f.first_seen >= since)
    return _all(reader, select(t.frontier).where(*mine, _f.due_at.is_not(None)).order_by(_f.due_at).limit(limit))


def edits(reader: Reader, since: str, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of some sources: articles first captured since then, and how many of them were edited."""
    a = t.articles.c
    many, edited = func.count().label("many"), func.count().filter(a.revision_count > 1).label("edited")
    query = select(a.source_id, many, edited).where(
        a.source_id.in_(p("ids", expanding=True)), a.first_captured >= since
    )
    return {
        r["source_id"]: (r["many"], r["edited"])
        for part in _parts(ids)
        for r in _all(reader, query.group_by(a.source_id), ids=part)
    }


def images(reader: Reader, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Images held and named by the articles of some sources."""
    a = t.articles.c
    held, named = func.sum(a.images_held).label("held"), func.sum(a.images_named).label("named")
    query = select(a.source_id, held, named).where(a.source_id.in_(p("ids", expanding=True))).group_by(a.source_id)
    return {r["source_id"]: (r["held"], r["named"]) for part in _parts(ids) for r in _all(reader, query, ids=part)}


def newest_answers(reader: Reader, source: str, limit: int) -> tuple[str, ...]:
    """The kinds of a source's newest page answers, the newest first; failures have none."""
    query = select(_k.verdict).where(_k.source_id == source, _k.purpose == text("'page'"), _k.kind != "failure")
    return tuple(r["verdict"] or "other" for r in _all(reader, query.order_by(_k.n.desc()).limit(limit)))


def asked_since(reader: Reader, since: str, most: int = 200_000) -> tuple[str, ...]:
    """The URLs of what we fetched since then, from the newest captures back."""
    found: list[str] = []
    before, step = 2**62, 2_000
    while len(found) < most:
        query = (
            select(_k.n, _k.url, _k.at).where(_k.n < before, _k.origin == "fetched").order_by(_k.n.desc()).limit(step)
        )
        rows = _all(reader, query)
        found += [r["url"] for r in rows if r["at"] >= since]
        if len(rows) < step or rows[-1]["at"] < since:
            break
        before = rows[-1]["n"]
    return tuple(found)


def gaps(reader: Reader, since: str, *, open_only: bool = False, source: str | None = None) -> tuple[Row, ...]:
    """Gaps that ended since then, the newest first; with ``open_only`` those that nobody looked elsewhere for."""
    query = select(t.gaps).where(_g.until >= since)
    query = query.where(_g.tried == text("0")) if open_only else query
    query = query if source is None else query.where(_g.source_id == source)
    return _all(reader, query.order_by(_g.until.desc()).limit(2_000))


def gap(reader: Reader, name: str) -> Row | None:
    """One gap."""
    return _first(reader, select(t.gaps).where(_g.id == name))


def days(reader: Reader, since: str, source: str | None = None) -> tuple[Row, ...]:
    """The ledger from a day on (``YYYY-MM-DD``), by source and day."""
    query = select(t.days).where(_d.day >= since)
    query = query if source is None else query.where(_d.source_id == source)
    return _all(reader, query.order_by(_d.source_id, _d.day))


def kept_by_day(reader: Reader, since: str, source: str | None = None) -> tuple[Row, ...]:
    """Articles first captured since then: source_id, day, many."""
    a = t.articles.c
    day = func.substr(a.first_captured, 1, 10).label("day")
    query = select(a.source_id, day, func.count().label("many")).where(a.first_captured >= since)
    query = query if source is None else query.where(a.source_id == source)
    return _all(reader, query.group_by(a.source_id, day))


def octets(reader: Reader) -> dict[str, int]:
    """Bytes of evidence by source."""
    query = select(_d.source_id, func.sum(_d.octets).label("octets")).group_by(_d.source_id)
    return {r["source_id"]: r["octets"] for r in _all(reader, query)}


def rounds(reader: Reader, limit: int = 40) -> tuple[Row, ...]:
    """The newest rounds without their reports, the newest first: started, ended."""
    r = t.rounds.c
    return _all(reader, select(r.started, r.ended).order_by(r.started.desc()).limit(limit))


def troubles(reader: Reader, *, open_only: bool = False, limit: int = 200) -> tuple[Row, ...]:
    """Troubles, the newest first; or all those that are open."""
    query = select(t.troubles).order_by(t.troubles.c.n.desc())
    return _all(reader, query.where(_x.until.is_(None)) if open_only else query.limit(limit))


# -- troubles ---------------------------------------------------------------------------------------------------------


def turn(transaction: Transaction, source: str, kind: str, at: datetime, began: str | None) -> None:
    """A trouble begins (``began`` says what it is), unless it is open already; or it ends. Consumers of changes are told."""
    mine = (_x.source_id == source, _x.kind == kind, _x.until.is_(None))
    n = transaction.connection.execute(select(_x.n).where(*mine)).scalar()
    if began is None and n is not None:
        transaction.connection.execute(update(t.troubles).where(*mine).values(until=to_text(at)))
        transaction.change("mended", str(n), at)
    if began is not None and n is None:
        row = {"source_id": source, "kind": kind, "since": to_text(at), "what": began}
        done = transaction.connection.execute(insert(t.troubles), row)
        transaction.change("trouble", str(done.lastrowid), at)


def untold(reader: Reader, consumer: str) -> tuple[list[Row], int]:
    """What began and what ended since a consumer last looked, oldest first (a trouble's row, with the ``change``'s kind), and
    the last change there is."""
    c = t.changes.c
    newest = _first(reader, select(func.coalesce(func.max(c.seq), 0).label("seq")))
    query = select(t.troubles, c.kind.label("change")).join(t.changes, c.subject == cast(_x.n, Text))
    query = query.where(c.seq > reader.checkpoint(consumer), c.kind.in_(("trouble", "mended"))).order_by(c.seq)
    return list(_all(reader, query)), int(newest["seq"]) if newest else 0


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[n : n + 500] for n in range(0, len(ids), 500))


def _all(reader: Reader, query: Any, **values: Any) -> tuple[Row, ...]:
    with reader.connect() as connection:
        return tuple(connection.execute(query, values).mappings().all())


def _first(reader: Reader, query: Any, **values: Any) -> Row | None:
    with reader.connect() as connection:
        return connection.execute(query, values).mappings().first()
