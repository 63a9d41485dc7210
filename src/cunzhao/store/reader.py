"""Reading the catalogue: the :class:`cunzhao.store.api.Catalogue` over SQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from cunzhao.errors import UsageError
from cunzhao.store import schema as t
from cunzhao.store.rows import (
    Row,
    candidate_of,
    capture_line,
    capture_of,
    claims_of,
    line_of,
    maybe_time,
    revision_of,
    strings,
    to_time,
)
from cunzhao.types import (
    ArticleFilter,
    ArticleLine,
    ArticlePage,
    ArticleView,
    Candidate,
    Capture,
    CaptureLine,
    Change,
    Channel,
    Copy,
    HeldImage,
    Image,
    Revision,
    Source,
    SourceHealth,
)

Connect = Callable[[], AbstractContextManager[Connection]]

EVERYTHING = ArticleFilter()

MOST = 2**63 - 1
"""The largest whole number that SQLite knows."""

IDS_PER_QUERY = 500
"""SQLite allows 999 variables in older builds; half of it leaves room for the rest of a statement."""


class Reader:
    """Everything that can be asked of the catalogue. ``connect`` gives a connection for the length of one answer."""

    def __init__(self, connect: Connect) -> None:
        self.connect = connect

    def _all(self, query: Select[Any]) -> Sequence[Row]:
        with self.connect() as connection:
            return connection.execute(query).mappings().all()

    def _first(self, query: Select[Any]) -> Row | None:
        with self.connect() as connection:
            return connection.execute(query).mappings().first()

    # -- lists --------------------------------------------------------------------------------------------------------

    def articles(
        self,
        wanted: ArticleFilter = EVERYTHING,
        cursor: str | None = None,
        limit: int = 50,
    ) -> ArticlePage:
        """A page of articles, newest first by the derived time; ``cursor`` is :attr:`ArticlePage.next` of the page before."""
        a = t.articles.c
        query = _filtered(select(t.articles), wanted)
        if cursor:
            sort_at, n = _cursor(cursor)
            query = query.where(or_(a.sort_at < sort_at, and_(a.sort_at == sort_at, a.n < n)))
        rows = self._all(query.order_by(a.sort_at.desc(), a.n.desc()).limit(limit + 1))
        more = rows[limit - 1] if len(rows) > limit else None
        return ArticlePage(
            tuple(line_of(r) for r in rows[:limit]), None if more is None else f"{more['sort_at']}~{more['n']}"
        )

    def lines(self, ids: Iterable[str]) -> Mapping[str, ArticleLine]:
        """The articles of these ids as lines; unknown ids are left out."""
        wanted, found = list(ids), {}
        for start in range(0, len(wanted), IDS_PER_QUERY):
            part = wanted[start : start + IDS_PER_QUERY]
            for row in self._all(select(t.articles).where(t.articles.c.id.in_(part))):
                found[row["id"]] = line_of(row)
        return found

    def days(self, source: str | None = None) -> tuple[tuple[date, int], ...]:
        """Days (UTC) that have articles, newest first, with how many."""
        day = func.substr(t.articles.c.sort_at, 1, 10)
        query = select(day.label("day"), func.count().label("many")).group_by(day).order_by(day.desc())
        if source is not None:
            query = query.where(t.articles.c.source_id == source)
        return tuple((date.fromisoformat(r["day"]), r["many"]) for r in self._all(query))

    def tags(self) -> tuple[tuple[str, int], ...]:
        """Tags with how many articles carry them, most used first."""
        many = func.count().label("many")
        tag = t.article_tags.c.tag
        return tuple(
            (r["tag"], r["many"]) for r in self._all(select(tag, many).group_by(tag).order_by(many.desc(), tag))
        )

    # -- one article --------------------------------------------------------------------------------------------------

    def article(self, article: str) -> ArticleView | None:
        """Everything known of one article."""
        row = self._first(select(t.articles).where(t.articles.c.id == article))
        if row is None:
            return None
        revisions = self.revisions(article)
        return ArticleView(
            line=line_of(row),
            current=revisions[-1],
            revisions=revisions,
            claims=claims_of(row["claims"]),
            captures=self._captures_of(article),
            images=self._images_of(article),
            copies=self._copies_of(article),
            urls=tuple(r["url"] for r in self._all(_urls_of(article))),
            authors=strings(row["authors"]),
            site_name=row["site_name"],
            categories=strings(row["categories"]),
            extra=json.loads(row["extra"]),
            gone_since=maybe_time(row["gone_since"]),
        )

    def revisions(self, article: str) -> tuple[Revision, ...]:
        """An article's revisions, oldest first."""
        r = t.revisions.c
        return tuple(
            revision_of(row) for row in self._all(select(t.revisions).where(r.article_id == article).order_by(r.number))
        )

    def revision(self, revision: str) -> Revision | None:
        """One revision by its id (``<article>.<number>``)."""
        row = self._first(select(t.revisions).where(t.revisions.c.id == revision))
        return None if row is None else revision_of(row)

    def _captures_of(self, article: str) -> tuple[CaptureLine, ...]:
        c = t.captures.c
        return tuple(
            capture_line(r) for r in self._all(select(t.captures).where(c.article_id == article).order_by(c.leaf))
        )

    def _images_of(self, article: str) -> tuple[HeldImage, ...]:
        i, h = t.article_images, t.held_images
        query = (
            select(i, h.c.capture_id, h.c.content_type)
            .select_from(i.outerjoin(h, i.c.url_key == h.c.url_key))
            .where(i.c.article_id == article)
            .order_by(i.c.position)
        )
        return tuple(
            HeldImage(Image(r["url"], r["alt"], r["caption"], r["role"]), r["capture_id"], r["content_type"])
            for r in self._all(query)
        )

    def _copies_of(self, article: str) -> tuple[Copy, ...]:
        c, a = t.copies.c, t.articles.c
        query = (
            select(a.id, a.title, a.source_name, a.first_captured, c.overlap)
            .select_from(t.copies.join(t.articles, c.other_id == a.id))
            .where(c.article_id == article)
            .order_by(a.first_captured, a.id)
        )
        return tuple(
            Copy(r["id"], r["title"], r["source_name"], to_time(r["first_captured"]), r["overlap"])
            for r in self._all(query)
        )

    def find_article(self, url_keys: Iterable[str]) -> str | None:
        """The article that has one of these URLs (normalised); the first key that is known wins."""
        keys = list(url_keys)
        u = t.article_urls.c
        found = {r["url_key"]: r["article_id"] for r in self._all(select(t.article_urls).where(u.url_key.in_(keys)))}
        return next((found[k] for k in keys if k in found), None)

    def article_row(self, article: str) -> Row | None:
        """The bare row of an article, for the flow's decisions."""
        return self._first(select(t.articles).where(t.articles.c.id == article))

    def similar(self, bands: Sequence[int], besides: str) -> tuple[tuple[str, str], ...]:
        """(id, text) of articles of other sources than the one named ``besides`` that share bands; the 8 that share most."""
        b, a, r = t.bands.c, t.articles.c, t.revisions.c
        many = func.count().label("many")
        shared = select(b.article_id, many).where(b.band.in_(bands)).group_by(b.article_id).subquery()
        query = (
            select(a.id, r.text)
            .select_from(
                shared.join(t.articles, a.id == shared.c.article_id).join(t.revisions, r.id == a.current_revision)
            )
            .where(a.source_name != besides)
            .order_by(shared.c.many.desc(), a.n)
            .limit(8)
        )
        return tuple((row["id"], row["text"]) for row in self._all(query))

    # -- captures and the log -----------------------------------------------------------------------------------------

    def capture(self, capture: str) -> CaptureLine | None:
        """One capture with its log position and verdict."""
        row = self._first(select(t.captures).where(t.captures.c.id == capture))
        return None if row is None else capture_line(row)

    def article_of_capture(self, capture: str) -> str | None:
        """The article that a capture was read as."""
        row = self._first(select(t.captures.c.article_id).where(t.captures.c.id == capture))
        return None if row is None else row["article_id"]

    def capture_of(self, capture: str) -> Capture | None:
        """One capture by its id, bare."""
        line = self.capture(capture)
        return None if line is None else line.capture

    def captures(self, after: int = -1, limit: int = 1000) -> tuple[CaptureLine, ...]:
        """Captures behind a log position, in log order."""
        c = t.captures.c
        return tuple(
            capture_line(r) for r in self._all(select(t.captures).where(c.leaf > after).order_by(c.leaf).limit(limit))
        )

    def waiting(self, limit: int = 1000) -> tuple[Capture, ...]:
        """Captures on record that were not yet ingested, in log order."""
        c = t.captures.c
        return tuple(
            capture_of(r) for r in self._all(select(t.captures).where(c.ingested == 0).order_by(c.leaf).limit(limit))
        )

    def prior(self, payload_digest: str) -> Capture | None:
        """The first capture that holds this payload whole, for a revisit record."""
        c = t.captures.c
        whole = and_(c.payload_digest == payload_digest, c.kind == "response")
        row = self._first(select(t.captures).where(whole).order_by(c.n).limit(1))
        return None if row is None else capture_of(row)

    def captures_at(self, url_key: str, limit: int = 50) -> tuple[Capture, ...]:
        """The newest captures of a URL, whatever they were made for, newest first."""
        c = t.captures.c
        query = select(t.captures).where(c.url_key == url_key).order_by(c.n.desc()).limit(limit)
        return tuple(capture_of(r) for r in self._all(query))

    def capture_before(self, url_key: str, purpose: str, leaf: int) -> CaptureLine | None:
        """The newest whole answer (status 200) of a URL that was put on record before a log position."""
        c = t.captures.c
        query = select(t.captures).where(c.url_key == url_key, c.purpose == purpose, c.leaf < leaf)
        row = self._first(query.where(c.status == 200, c.truncated.is_(None)).order_by(c.leaf.desc()).limit(1))
        return None if row is None else capture_line(row)

    def ends(self) -> Mapping[str, int]:
        """For every evidence file the offset of its last acknowledged record."""
        c = t.captures.c
        query = select(c.path, func.max(c.offset).label("last")).group_by(c.path)
        return {r["path"]: r["last"] for r in self._all(query)}

    def leaves(self, after: int = -1, limit: int = 10_000) -> tuple[tuple[int, str, bytes, str], ...]:
        """Log entries behind a position: (position, kind, entry, subject)."""
        x = t.log_leaves.c
        query = select(t.log_leaves).where(x.idx > after).order_by(x.idx).limit(limit)
        return tuple((r["idx"], r["kind"], r["entry"], r["subject"]) for r in self._all(query))

    def entered(self) -> frozenset[str]:
        """Ids of the journal entries that are in the catalogue."""
        x = t.log_leaves.c
        return frozenset(r["subject"] for r in self._all(select(x.subject).where(x.kind == "journal")))

    def log_size(self) -> int:
        """How many leaves the catalogue knows."""
        row = self._first(select(func.coalesce(func.max(t.log_leaves.c.idx), -1).label("last")))
        return int(row["last"]) + 1 if row else 0

    # -- sources ------------------------------------------------------------------------------------------------------

    def followed(self) -> tuple[Source, ...]:
        """All sources with their channels, in the order in which they were added."""
        rows = self._all(select(t.sources).order_by(t.sources.c.added, t.sources.c.id))
        channels: dict[str, list[Channel]] = {}
        for c in self._all(select(t.channels).order_by(t.channels.c.position)):
            channels.setdefault(c["source_id"], []).append(Channel(c["kind"], c["url"], c["why"]))
        return tuple(_source(r, channels.get(r["id"], [])) for r in rows)

    def channel_row(self, source: str, url: str) -> Row | None:
        """The polling state of a channel."""
        c = t.channels.c
        return self._first(select(t.channels).where(c.source_id == source, c.url == url))

    def sources(self) -> tuple[SourceHealth, ...]:
        """All followed sources with their figures, by name."""
        figures = self._source_figures()
        answers = self._source_answers()
        pending = self._source_pending()
        polled = self._source_polls()
        found = []
        for source in self.followed():
            f = figures.get(source.id, {})
            poll = polled.get(source.id, {})
            found.append(
                SourceHealth(
                    source=source,
                    articles=f.get("articles", 0),
                    edited=f.get("edited", 0) or 0,
                    gone=f.get("gone", 0) or 0,
                    images_held=f.get("held", 0) or 0,
                    images_named=f.get("named", 0) or 0,
                    answers=answers.get(source.id, {}),
                    last_polled=maybe_time(poll.get("polled")),
                    last_new=maybe_time(f.get("newest")),
                    last_error=poll.get("error"),
                    pending=pending.get(source.id, 0),
                )
            )
        return tuple(sorted(found, key=lambda h: h.source.name))

    def _source_figures(self) -> dict[str, Row]:
        a = t.articles.c
        query = select(
            a.source_id,
            func.count().label("articles"),
            func.count().filter(a.revision_count > 1).label("edited"),
            func.count().filter(a.state == "gone").label("gone"),
            func.sum(a.images_held).label("held"),
            func.sum(a.images_named).label("named"),
            func.max(a.first_captured).label("newest"),
        ).group_by(a.source_id)
        return {r["source_id"]: r for r in self._all(query)}

    def _source_answers(self) -> dict[str, dict[str, int]]:
        c = t.captures.c
        query = (
            select(c.source_id, c.verdict, func.count().label("many"))
            .where(c.purpose == "page", c.verdict.is_not(None))
            .group_by(c.source_id, c.verdict)
        )
        found: dict[str, dict[str, int]] = {}
        for r in self._all(query):
            found.setdefault(r["source_id"], {})[r["verdict"]] = r["many"]
        return found

    def _source_pending(self) -> dict[str, int]:
        f = t.frontier.c
        query = select(f.source_id, func.count().label("many")).where(f.state == "new", f.purpose == "page")
        return {r["source_id"]: r["many"] for r in self._all(query.group_by(f.source_id))}

    def _source_polls(self) -> dict[str, Row]:
        c = t.channels.c
        query = select(
            c.source_id, func.max(c.last_polled).label("polled"), func.max(c.last_error).label("error")
        ).group_by(c.source_id)
        return {r["source_id"]: r for r in self._all(query)}

    def sightings(self, url_keys: Iterable[str]) -> tuple[Candidate, ...]:
        """Every sighting of these URLs, oldest first."""
        s = t.sightings.c
        query = select(t.sightings).where(s.url_key.in_(list(url_keys))).order_by(s.n)
        return tuple(candidate_of(r) for r in self._all(query))

    def due(self, purpose: str, now: str, limit: int) -> tuple[Row, ...]:
        """Rows of the frontier that are due at ``now`` (text), the longest waiting first; rows never tried come first."""
        f = t.frontier.c
        query = (
            select(t.frontier)
            .where(f.purpose == purpose, f.state != "done", f.due_at <= now)
            .order_by(f.tries, f.due_at, f.url_key)
            .limit(limit)
        )
        return tuple(self._all(query))

    def watched(self, limit: int) -> tuple[Row, ...]:
        """Rows of the frontier of pages that are already held, whether due or not."""
        f = t.frontier.c
        query = select(t.frontier).where(f.purpose == "page", f.state.in_(("held", "gone"))).order_by(f.due_at)
        return tuple(self._all(query.limit(limit)))

    def frontier_row(self, url_key: str, purpose: str) -> Row | None:
        """One row of the frontier."""
        f = t.frontier.c
        return self._first(select(t.frontier).where(f.url_key == url_key, f.purpose == purpose))

    def is_held(self, url_key: str) -> bool:
        """Whether this image is on record."""
        h = t.held_images.c
        return self._first(select(h.url_key).where(h.url_key == url_key)) is not None

    # -- changes and counts -------------------------------------------------------------------------------------------

    def changes(self, after: int, limit: int = 1000) -> tuple[Change, ...]:
        """Entries of the change log behind ``after``, oldest first."""
        c = t.changes.c
        rows = self._all(select(t.changes).where(c.seq > after).order_by(c.seq).limit(limit))
        return tuple(Change(r["seq"], to_time(r["at"]), r["kind"], r["subject"]) for r in rows)

    def checkpoint(self, consumer: str) -> int:
        """The last change that this consumer has done; 0 when it is new."""
        row = self._first(select(t.checkpoints.c.seq).where(t.checkpoints.c.consumer == consumer))
        return 0 if row is None else int(row["seq"])

    def last_round(self) -> Row | None:
        """The newest round: ``started``, ``ended``, ``report`` (JSON)."""
        return self._first(select(t.rounds).order_by(t.rounds.c.started.desc()).limit(1))

    def totals(self) -> Mapping[str, int]:
        """Counts over the whole archive."""
        a = t.articles.c
        query = select(
            select(func.count()).select_from(t.sources).scalar_subquery().label("sources"),
            func.count().label("articles"),
            select(func.count()).select_from(t.revisions).scalar_subquery().label("revisions"),
            select(func.count()).select_from(t.captures).scalar_subquery().label("captures"),
            func.coalesce(func.sum(a.images_held), 0).label("images_held"),
            func.coalesce(func.sum(a.images_named), 0).label("images_named"),
            func.count().filter(a.state == "gone").label("gone"),
            func.count().filter(a.revision_count > 1).label("edited"),
            func.count().filter(a.copies > 0).label("copies"),
            select(func.count()).select_from(t.log_leaves).scalar_subquery().label("log_leaves"),
        )
        row = self._first(query)
        return {} if row is None else {str(k): int(v) for k, v in row.items()}


def _source(row: Row, channels: Sequence[Channel]) -> Source:
    return Source(row["id"], row["name"], row["home"], tuple(channels), to_time(row["added"]), row["language"])


def _urls_of(article: str) -> Select[Any]:
    return select(t.article_urls).where(t.article_urls.c.article_id == article).order_by(t.article_urls.c.url_key)


def _cursor(cursor: str) -> tuple[str, int]:
    sort_at, _, n = cursor.partition("~")
    try:
        datetime.fromisoformat(sort_at)
        return sort_at, min(int(n), MOST)
    except ValueError:
        raise UsageError(f"not a page of this list: {cursor[:60]!r}; start again at its first page") from None


def _filtered(query: Select[Any], wanted: ArticleFilter) -> Select[Any]:
    a = t.articles.c
    if wanted.source is not None:
        query = query.where(a.source_id == wanted.source)
    if wanted.day is not None:
        query = query.where(a.sort_at.between(f"{wanted.day}T", f"{wanted.day}T~"))
    if wanted.tag is not None:
        tags = t.article_tags.c
        query = query.where(exists().where(tags.article_id == a.id, tags.tag == wanted.tag))
    if wanted.only == "edited":
        query = query.where(a.revision_count > 1)
    if wanted.only == "gone":
        query = query.where(a.state == "gone")
    if wanted.only == "copies":
        query = query.where(a.copies > 0)
    return query
