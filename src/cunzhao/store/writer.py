"""One transaction of the catalogue's only writer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, ProgrammingError

from cunzhao.store import schema as t
from cunzhao.store import statements as q
from cunzhao.store.engine import storage_error
from cunzhao.store.reader import Reader
from cunzhao.store.rows import (
    capture_row,
    claims_json,
    maybe_text,
    published_columns,
    revision_row,
    sighting_row,
    to_json,
    to_text,
)
from cunzhao.types import (
    URL_WHYS,
    Candidate,
    Capture,
    Claim,
    Image,
    Leaf,
    Published,
    Revision,
    Source,
    UrlWhy,
    Verdict,
)

OF_THE_VALUES = (IntegrityError, DataError, InterfaceError, ProgrammingError)
"""What SQLite says of values that it cannot take; everything else it says is of the disk or the file."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the catalogue holds of an article beside its revisions and images."""

    id: str
    url: str
    source: str | None
    source_name: str
    host: str
    title: str
    published: Published
    claims: tuple[Claim, ...]
    first_captured: datetime
    last_captured: datetime
    current_revision: str
    revision_count: int
    summary: str
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


class Transaction:
    """All writing happens here; ``read`` sees what this transaction has written so far."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.read = Reader(lambda: nullcontext(connection))
        self._size: int | None = None
        self._has_gaps: bool | None = None
        self._muted: set[str] | None = None

    # -- evidence -----------------------------------------------------------------------------------------------------

    def add_leaf(self, leaf: Leaf) -> int:
        """Append one leaf; returns its position in the log.

        The log's entry may be there already, without a subject: in a rebuild (see ``load_log``), and when a reading or a lost
        capture comes back. Then the leaf takes its old place. Entries are salted, so equal bytes are the same leaf.
        """
        old = self._unclaimed(leaf.entry)
        if old is not None:
            mine = t.log_leaves.c.idx == old
            self.connection.execute(update(t.log_leaves).where(mine).values(subject=leaf.subject))
            return old
        idx = self._size = self.read.log_size() if self._size is None else self._size + 1
        row = {"idx": idx, "kind": leaf.kind, "entry": leaf.entry, "subject": leaf.subject}
        self.connection.execute(q.ADD_LEAF, row)
        return idx

    def _unclaimed(self, entry: bytes) -> int | None:
        """The place of an entry behind which nothing stands. Most archives have none, which one look a transaction says; else
        it is one step in an index that holds nothing but those."""
        if self._has_gaps is None:
            self._has_gaps = self.connection.execute(q.HAS_GAPS).first() is not None
        return self.connection.execute(q.UNCLAIMED, {"entry": entry}).scalar() if self._has_gaps else None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is written inside is kept whole or not at all, while the transaction goes on. Raises StorageError when
        the disk refuses: then nothing of the transaction may be kept."""
        nested = self.connection.begin_nested()
        try:
            yield
        except Exception as error:
            if isinstance(error, DBAPIError) and not isinstance(error, OF_THE_VALUES):
                raise storage_error(error) from error
            nested.rollback()
            self._size = self._has_gaps = None
            raise
        nested.commit()

    def retire_leaf(self, place: int) -> None:
        """No row stands behind this leaf any more; an equal one that is added later takes its old place."""
        self.connection.execute(update(t.log_leaves).where(t.log_leaves.c.idx == place).values(subject=""))
        self._has_gaps = None

    def load_log(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """The log's own (kind, entry) pairs, in order, into an empty catalogue."""
        rows = [{"idx": i, "kind": k, "entry": e, "subject": ""} for i, (k, e) in enumerate(entries)]
        if rows:
            self.connection.execute(insert(t.log_leaves), rows)
        self._size = self._has_gaps = None

    def add_capture(self, capture: Capture, url_key: str, leaf: Leaf) -> int:
        """A capture's row and its leaf, in one commit: from here on it is acknowledged."""
        idx = self.add_leaf(leaf)
        self.connection.execute(q.ADD_CAPTURE, capture_row(capture, url_key, idx))
        return idx

    def ingested(self, capture: str, verdict: Verdict | None = None, article: str | None = None) -> None:
        """Note what became of a capture."""
        row = {"_id": capture, "article": article}
        if verdict is None:
            self.connection.execute(q.INGESTED, row)
        else:
            said = {"_kind": verdict.kind, "_why": to_json(list(verdict.reasons))}
            self.connection.execute(q.JUDGED, row | said)

    # -- sources and the frontier -------------------------------------------------------------------------------------

    def follow(self, source: Source) -> None:
        """Add a source, or replace its name and channels."""
        row = {"id": source.id, "name": source.name, "home": source.home, "language": source.language}
        statement = upsert(t.sources).values(row | {"added": to_text(source.added)})
        self.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
        self.connection.execute(
            delete(t.channels).where(
                t.channels.c.source_id == source.id, t.channels.c.url.not_in([c.url for c in source.channels])
            )
        )
        for position, c in enumerate(source.channels):
            values = {"position": position, "kind": c.kind, "why": c.why}
            channel = upsert(t.channels).values(values | {"source_id": source.id, "url": c.url})
            self.connection.execute(channel.on_conflict_do_update(index_elements=["source_id", "url"], set_=values))
        self.change("source", source.id, source.added)

    def sight(self, candidate: Candidate, url_key: str, source: str | None) -> bool:
        """Keep a sighting; False when this channel has claimed just the same before."""
        row = sighting_row(candidate, url_key, source)
        said = to_json([row["title"], row["guid"], row["author"], row["claims"], row["tags"]])
        digest = hashlib.sha256(said.encode()).hexdigest()[:32]
        return self.connection.execute(q.SIGHT, row | {"digest": digest}).rowcount > 0

    def enqueue(
        self,
        url_key: str,
        url: str,
        purpose: str,
        host: str,
        source: str | None,
        at: datetime,
        claimed: datetime | None = None,
    ) -> bool:
        """Put a URL on the frontier, due at once; False when it is there already. ``claimed`` is when it is said to be from."""
        row = {"url_key": url_key, "purpose": purpose, "url": url, "host": host, "source_id": source}
        times = {"first_seen": to_text(at), "due_at": to_text(at), "claimed": to_text(min(claimed or at, at))}
        return self.connection.execute(q.ENQUEUE, row | times | {"state": "new", "tries": 0}).rowcount > 0

    def settle(
        self, url_key: str, purpose: str, state: str, at: datetime, due: datetime | None, tries: int = 0
    ) -> None:
        """Note the outcome of a fetch and when to look again (None: never)."""
        values = {"_state": state, "_last_at": to_text(at), "_due_at": maybe_text(due), "_tries": tries}
        self.connection.execute(q.SETTLE, values | {"key": url_key, "what": purpose})

    # -- articles -----------------------------------------------------------------------------------------------------

    def add_article(self, record: Record) -> None:
        """A new article."""
        fixed = {"id": record.id, "first_captured": to_text(record.first_captured), "state": "live"}
        zero = {"images_named": 0, "images_held": 0, "copies": 0}
        self.connection.execute(q.ADD_ARTICLE, _columns(record) | fixed | zero)
        self._add_tags(record)

    def update_article(self, record: Record, *, served: bool) -> None:
        """What a newer capture says of a known article; it is live again if its outlet ``served`` it."""
        live = {"state": "live", "missing_since": None, "gone_since": None} if served else {}
        values = _columns(record) | live
        self.connection.execute(update(t.articles).where(t.articles.c.id == record.id).values(values))
        self.connection.execute(delete(t.article_tags).where(t.article_tags.c.article_id == record.id))
        self._add_tags(record)
        self.connection.execute(q.REDATE_SAID, {"article": record.id})

    def _add_tags(self, record: Record) -> None:
        rows = [{"tag": tag, "article_id": record.id} for tag in dict.fromkeys(record.tags)]
        if rows:
            self.connection.execute(insert(t.article_tags), rows)

    def seen_again(
        self, article: str, at: datetime, state: str, gone_since: datetime | None, missing_since: datetime | None = None
    ) -> None:
        """A capture that brought no new text: the article's state and when it was last looked at.

        ``missing_since`` is when its page was first not served, ``gone_since`` the same once a removal is confirmed.
        """
        since = {"missing_since": maybe_text(missing_since), "gone_since": maybe_text(gone_since)}
        values = {"last_captured": to_text(at), "state": state} | since
        self.connection.execute(update(t.articles).where(t.articles.c.id == article).values(values))

    def adopt(self, article: str, source: str, name: str, at: datetime) -> None:
        """Give an article that has no source its source (id and name), and tell every consumer; another is left alone."""
        mine = (t.articles.c.id == article, t.articles.c.source_id.is_(None))
        if self.connection.execute(update(t.articles).where(*mine).values(source_id=source, source_name=name)).rowcount:
            self.change("adopted", article, at)

    def reclaim(self, article: str, claims: Iterable[Claim], published: Published, fallback: datetime) -> None:
        """New date claims of a known article and the time derived from all of them."""
        values = published_columns(published, fallback) | {"claims": claims_json(claims)}
        self.connection.execute(update(t.articles).where(t.articles.c.id == article).values(values))
        self.connection.execute(q.REDATE_SAID, {"article": article})

    def add_url(self, url_key: str, url: str, article: str, why: UrlWhy) -> None:
        """One more URL of an article; a URL that belongs to another stays there unless this reason is the better one."""
        row = {"url_key": url_key, "url": url, "article_id": article, "why": why}
        self.connection.execute(q.ADD_URL, row | {"weaker": list(URL_WHYS[URL_WHYS.index(why) + 1 :])})

    def add_revision(self, revision: Revision) -> None:
        """One more state of an article's clean text."""
        self.connection.execute(q.ADD_REVISION, revision_row(revision))

    def set_images(self, article: str, images: Sequence[tuple[Image, str]]) -> None:
        """The images that the article names now, each with its normalised URL."""
        self.connection.execute(q.IMAGES_GONE, {"id": article})
        rows = [_image_row(article, n, image, url_key) for n, (image, url_key) in enumerate(images)]
        if rows:
            self.connection.execute(q.ADD_IMAGES, rows)
        self._count_images(article)

    def hold_image(self, url_key: str, capture: str, content_type: str | None) -> tuple[str, ...]:
        """An image is on record; returns the articles that name it."""
        row = {"url_key": url_key, "capture_id": capture, "content_type": content_type}
        self.connection.execute(q.HOLD_IMAGE, row)
        found = tuple(sorted(self.connection.execute(q.NAMED_BY, {"url_key": url_key}).scalars()))
        for article in found:
            self._count_images(article)
        return found

    def _count_images(self, article: str) -> None:
        self.connection.execute(q.COUNT_IMAGES, {"article": article})

    def set_bands(self, article: str, bands: Sequence[int]) -> None:
        """The keys under which near-copies of this article are found."""
        self.connection.execute(q.BANDS_GONE, {"id": article})
        rows = [{"band": band, "article_id": article} for band in dict.fromkeys(bands)]
        if rows:
            self.connection.execute(q.ADD_BANDS, rows)

    def add_copy(self, article: str, other: str, overlap: float) -> None:
        """Two articles carry the same text; noted both ways."""
        for a, b in ((article, other), (other, article)):
            row = upsert(t.copies).values(article_id=a, other_id=b, overlap=overlap)
            self.connection.execute(
                row.on_conflict_do_update(index_elements=["article_id", "other_id"], set_={"overlap": overlap})
            )
            self.count_copies(a)

    def count_copies(self, article: str) -> None:
        """Bring an article's number of near-copies up to date."""
        many = select(func.count()).select_from(t.copies).where(t.copies.c.article_id == article).scalar_subquery()
        self.connection.execute(update(t.articles).where(t.articles.c.id == article).values(copies=many))

    # -- the change log -----------------------------------------------------------------------------------------------

    def change(self, kind: str, subject: str, at: datetime) -> None:
        """Tell every consumer that something changed."""
        if self._muted is not None:
            self._muted.add(subject)
            return
        self.connection.execute(q.CHANGE, {"at": to_text(at), "kind": kind, "subject": subject})

    @contextmanager
    def muted(self) -> Iterator[set[str]]:
        """What changes inside is not told, but collected (ids): for whoever tells it in another way."""
        collected: set[str] = set()
        self._muted = collected
        try:
            yield collected
        finally:
            self._muted = None

    def set_checkpoint(self, consumer: str, seq: int) -> None:
        """This consumer has done all changes up to ``seq``."""
        statement = upsert(t.checkpoints).values(consumer=consumer, seq=seq)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["consumer"], set_={"seq": seq}))

    def add_round(self, started: datetime, ended: datetime, report: str) -> None:
        """Note a finished round."""
        statement = upsert(t.rounds).values(started=to_text(started), ended=to_text(ended), report=report)
        self.connection.execute(statement.on_conflict_do_nothing())


def _image_row(article: str, position: int, image: Image, url_key: str) -> dict[str, Any]:
    row = {"url": image.url, "alt": image.alt, "caption": image.caption, "role": image.role}
    return row | {"article_id": article, "position": position, "url_key": url_key}


def _columns(record: Record) -> dict[str, Any]:
    return published_columns(record.published, record.first_captured) | {
        "source_id": record.source,
        "source_name": record.source_name,
        "host": record.host,
        "url": record.url,
        "title": record.title,
        "authors": to_json(list(record.authors)),
        "site_name": record.site_name,
        "language": record.language,
        "tags": to_json(list(record.tags)),
        "categories": to_json(list(record.categories)),
        "last_captured": to_text(record.last_captured),
        "current_revision": record.current_revision,
        "revision_count": record.revision_count,
        "summary": record.summary,
        "claims": claims_json(record.claims),
        "extra": to_json(record.extra),
    }
