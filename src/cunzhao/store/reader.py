"""Reading the catalogue: the :class:`cunzhao.store.api.Catalogue` over SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from cunzhao.errors import UsageError
from cunzhao.store import schema as t
from cunzhao.store import statements as q
from cunzhao.store.lists import Lists
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
    to_text,
    to_time,
)
from cunzhao.store.said import Said
from cunzhao.types import (
    URL_WHYS,
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
    UrlWhy,
)

EVERYTHING = ArticleFilter()

MOST = 2**63 - 1
"""The largest whole number that SQLite knows."""

WAITING = ("new", "refused", "failed")
"""States of the frontier in which a URL is still to be fetched for the first time, those never asked before the others."""

IDS_PER_QUERY = 500
"""SQLite allows 999 variables in older builds; half of it leaves room for the rest of a statement."""


class Reader(Lists, Said):
    """Everything that can be asked of the catalogue."""

    # -- lists --------------------------------------------------------------------------------------------------------

    def articles(
        self,
        wanted: ArticleFilter = EVERYTHING,
        cursor: str | None = None,
        limit: int = 50,
    ) -> ArticlePage:
        """A page of articles, newest first by the derived time; ``cursor`` is :attr:`ArticlePage.next` of the page before."""
        a = t.articles.c
        query = self._filtered(select(t.articles), wanted)
        if cursor:
            sort_at, n = _cursor(cursor)
            # The first condition says nothing new, and is what an index can begin at.
            query = query.where(a.sort_at <= sort_at, or_(a.sort_at < sort_at, and_(a.sort_at == sort_at, a.n < n)))
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
        row = self._first(q.REVISION, id=revision)
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

    def find_article(self, url_keys: Iterable[str], why: Sequence[UrlWhy] = URL_WHYS) -> str | None:
        """The article that has one of these URLs (normalised) for one of these reasons; the first key that is known wins."""
        keys = list(url_keys)
        found = {r["url_key"]: r["article_id"] for r in self._all(q.URLS, keys=keys, why=list(why))}
        return next((found[k] for k in keys if k in found), None)

    def article_row(self, article: str) -> Row | None:
        """The bare row of an article, for the flow's decisions."""
        return self._first(q.ARTICLE, id=article)

    def sourceless(self, hosts: Sequence[str]) -> tuple[str, ...]:
        """Ids of the articles on these hosts (as articles have them: registrable domains) that have no source, oldest first."""
        a = t.articles.c
        query = select(a.id).where(a.host.in_(hosts), a.source_id.is_(None)).order_by(a.n)
        return tuple(r["id"] for r in self._all(query))

    def similar(self, bands: Sequence[int], besides: str) -> tuple[tuple[str, str], ...]:
        """(id, text) of articles of other sources than the one named ``besides`` that share bands; the 8 that share most."""
        return tuple((r["id"], r["text"]) for r in self._all(q.SIMILAR, bands=list(bands), besides=besides))

    # -- captures and the log -----------------------------------------------------------------------------------------

    def capture(self, capture: str) -> CaptureLine | None:
        """One capture with its log position and verdict."""
        row = self._first(q.CAPTURE, id=capture)
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
        row = self._first(q.PRIOR, digest=payload_digest)
        return None if row is None else capture_of(row)

    def unread(self) -> tuple[CaptureLine, ...]:
        """Captures that could not be read or taken in, oldest first; the first 1,000."""
        c = t.captures.c
        query = select(t.captures).where(c.verdict == "unread").order_by(c.n).limit(1000)
        return tuple(capture_line(r) for r in self._all(query))

    def captures_at(self, url_key: str, limit: int = 50) -> tuple[Capture, ...]:
        """The newest captures of a URL, whatever they were made for, newest first."""
        c = t.captures.c
        query = select(t.captures).where(c.url_key == url_key).order_by(c.n.desc()).limit(limit)
        return tuple(capture_of(r) for r in self._all(query))

    def with_payload(self, payload_digest: str) -> tuple[CaptureLine, ...]:
        """Every capture of this payload, those that only refer to it among them, in log order."""
        c = t.captures.c
        query = select(t.captures).where(c.payload_digest == payload_digest).order_by(c.leaf)
        return tuple(capture_line(r) for r in self._all(query))

    def sighted_in(self, url_keys: Iterable[str]) -> tuple[CaptureLine, ...]:
        """The captures of channels in which these URLs were sighted with something new, in log order."""
        c, s = t.captures.c, t.sightings.c
        seen = select(s.seen_at).where(s.url_key.in_(list(url_keys)))
        channels = c.purpose.in_(("feed", "sitemap", "listing"))
        return tuple(
            capture_line(r) for r in self._all(select(t.captures).where(channels, c.at.in_(seen)).order_by(c.leaf))
        )

    def names_of(self, article: str) -> tuple[tuple[str, UrlWhy], ...]:
        """Every URL key of an article, with the reason why it is held to be its own."""
        return tuple((r["url_key"], r["why"]) for r in self._all(_urls_of(article)))

    def images_of_nobody_else(self, articles: Sequence[str]) -> tuple[CaptureLine, ...]:
        """The held images that these articles name and no other, in log order."""
        c, i, h = t.captures.c, t.article_images.c, t.held_images.c
        mine = select(i.url_key).where(i.article_id.in_(list(articles)))
        others = select(i.url_key).where(i.article_id.not_in(list(articles)))
        held = select(h.capture_id).where(h.url_key.in_(mine), h.url_key.not_in(others))
        return tuple(capture_line(r) for r in self._all(select(t.captures).where(c.id.in_(held)).order_by(c.leaf)))

    def capture_before(self, url_key: str, purpose: str, leaf: int) -> CaptureLine | None:
        """The newest whole answer (status 200) of a URL that was put on record before a log position."""
        row = self._first(q.CAPTURE_BEFORE, url_key=url_key, purpose=purpose, leaf=leaf)
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

    def leaf_behind(self, after: int, entry: bytes) -> int | None:
        """The position of an entry behind a position; quick where it is near, since entries have no index of their own."""
        x = t.log_leaves.c
        row = self._first(select(x.idx).where(x.idx > after, x.entry == entry).order_by(x.idx).limit(1))
        return None if row is None else int(row["idx"])

    def entered(self) -> frozenset[str]:
        """Ids of the journal entries that are in the catalogue."""
        x = t.log_leaves.c
        return frozenset(r["subject"] for r in self._all(select(x.subject).where(x.kind == "journal")))

    def log_size(self) -> int:
        """How many leaves the catalogue knows."""
        row = self._first(q.LOG_SIZE)
        return int(row["last"]) + 1 if row else 0

    # -- sources ------------------------------------------------------------------------------------------------------

    def followed(self) -> tuple[Source, ...]:
        """All sources with their channels, in the order in which they were added."""
        return self._sources(select(t.sources).order_by(t.sources.c.added, t.sources.c.id))

    def source(self, source: str) -> Source | None:
        """One source with its channels."""
        return next(iter(self._sources(select(t.sources).where(t.sources.c.id == source))), None)

    def _sources(self, query: Select[Any]) -> tuple[Source, ...]:
        rows = self._all(query)
        wanted = t.channels.c.source_id.in_(query.with_only_columns(t.sources.c.id).order_by(None))
        channels: dict[str, list[Channel]] = {}
        for c in self._all(select(t.channels).where(wanted).order_by(t.channels.c.position)):
            channels.setdefault(c["source_id"], []).append(Channel(c["kind"], c["url"], c["why"]))
        return tuple(_source(r, channels.get(r["id"], [])) for r in rows)

    def source_name(self, source: str | None) -> str | None:
        """The name of a followed source; None for what is not followed."""
        row = self._first(q.SOURCE_NAME, id=source)
        return None if row is None else row["name"]

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
                    error_kind=poll.get("error_kind"),
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
        waiting = and_(f.purpose == "page", f.state.in_(WAITING), f.due_at.is_not(None))
        query = select(f.source_id, func.count().label("many")).where(waiting)
        return {r["source_id"]: r["many"] for r in self._all(query.group_by(f.source_id))}

    def _source_polls(self) -> dict[str, Row]:
        c = t.channels.c
        query = select(
            c.source_id,
            func.max(c.last_polled).label("polled"),
            func.max(c.last_error).label("error"),
            func.max(c.last_error_kind).label("error_kind"),
        ).group_by(c.source_id)
        return {r["source_id"]: r for r in self._all(query)}

    def sightings(self, url_keys: Iterable[str]) -> tuple[Candidate, ...]:
        """Every sighting of these URLs, oldest first."""
        return tuple(candidate_of(r) for r in self._all(q.SIGHTINGS, keys=list(url_keys)))

    def due(self, source: str | None, purpose: str, states: Sequence[str], now: str, limit: int) -> tuple[Row, ...]:
        """At most ``limit`` rows of a source's frontier (None: of no source) that are due at ``now`` (text).

        State after state in the order given; of those never asked the newest by what their channel claims come first, so that
        a backlog never keeps today's news out; in any other state the longest waiting.
        """
        found: list[Row] = []
        for state in states:
            fresh = state == "new"
            values = {"purpose": purpose, "now": now, "most": limit - len(found)}
            values |= {} if source is None else {"source": source}
            values |= {} if fresh else {"state": state}
            found += self._all(q.DUE[source is not None, fresh], **values) if len(found) < limit else ()
        return tuple(found)

    def watched(self, source: str | None) -> tuple[Row, ...]:
        """Every row of a source's frontier whose page belongs to an article, whether due or not, the next due first."""
        f = t.frontier.c
        mine = and_(f.source_id.is_not_distinct_from(source), f.purpose == "page", f.state == "held")
        return tuple(self._all(select(t.frontier).where(mine).order_by(f.due_at.is_(None), f.due_at, f.url_key)))

    def served_since(self, host: str, since: datetime) -> bool:
        """Whether a page of an article of this host (a registrable domain) was seen live after ``since``."""
        a = t.articles.c
        live = and_(a.host == host, a.state == "live", a.last_captured > to_text(since))
        return self._first(select(a.id).where(live).limit(1)) is not None

    def frontier_row(self, url_key: str, purpose: str) -> Row | None:
        """One row of the frontier."""
        return self._first(q.FRONTIER_ROW, url_key=url_key, purpose=purpose)

    def is_held(self, url_key: str) -> bool:
        """Whether this image is on record."""
        return self._first(q.IS_HELD, url_key=url_key) is not None

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
