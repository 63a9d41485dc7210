"""An archive as readers see it: searched, shown, compared, cited. Never writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cunzhao import index
from cunzhao.archive import redacting, wrapping
from cunzhao.archive.place import Place
from cunzhao.errors import NotFound
from cunzhao.flow.keys import article_id, url_key
from cunzhao.record import Evidence, Log, Stored
from cunzhao.store import Store, dump
from cunzhao.types import (
    ArticleView,
    Capture,
    CaptureLine,
    Clock,
    Coverage,
    Edit,
    Revision,
    SaidLine,
    SearchResult,
    SpeakerLine,
    TitleClaim,
    utc_now,
)

if TYPE_CHECKING:
    from cunzhao.archive.ledger import Asked, LedgerPage
    from cunzhao.publish.report import Report
    from cunzhao.said.actors import Actors

Order = Literal["relevance", "newest", "oldest"]
CiteFormat = Literal["bibtex", "csl-json"]

ORDERS: dict[Order, index.Order] = {"relevance": "rank", "newest": "new", "oldest": "old"}


class Reading:
    """What the reading room, the published site and the command line ask of an archive. Safe from several threads."""

    def __init__(self, store: Store, evidence: Evidence, log: Log, clock: Clock = utc_now) -> None:
        self._clock = clock
        self.evidence = evidence
        self._log = log
        self._place = Place(evidence.directory.parent)
        self._mark = _file_mark(store.path)
        self._store = store
        self._index = index.SearchIndex(store, self._place.index, who=self._who)
        self._opening = threading.Lock()

    @property
    def catalogue(self) -> Store:
        """The catalogue that lies on disk now: ``rebuild`` puts a new file in its place, and a reading room outlives that.

        Looking costs one ``stat``. Ask anew for each question; a store that was asked for before goes on answering.
        """
        mark = _file_mark(self._store.path)
        if mark is not None and mark != self._mark:
            with self._opening:
                if mark != self._mark:
                    former, self._store, self._mark = self._store, Store(self._store.path), mark
                    self._index = index.SearchIndex(self._store, self._place.index, who=self._who)
                    former.close()
        return self._store

    def search(self, query: str, limit: int = 20, offset: int = 0, order: Order = "relevance") -> SearchResult:
        """The exact number of articles found, and a page of them; ``pending`` changes are not indexed yet.

        Raises UsageError for a query that cannot be read.
        """
        _ = self.catalogue
        return self._index.search(query, limit=limit, offset=offset, order=ORDERS[order])

    def dump(self) -> Iterator[str]:
        """Catalogue and index as text, in a canonical order: equal archives give equal lines."""
        yield from dump(self.catalogue)
        yield from (f"index {n} {digest:016x}" for n, digest in self._index.content())

    def article(self, name: str) -> ArticleView:
        """An article by its id, by the id of one of its revisions or captures, or by its URL. Raises NotFound."""
        found = self.catalogue.article(name.partition(".")[0])
        if found is None:
            other = self.catalogue.article_of_capture(name) or self.catalogue.find_article([url_key(name)])
            found = self.catalogue.article(other) if other else None
        if found is None:
            self.check_redacted(name)
            self.check_redacted(article_id(url_key(name)))
            raise NotFound(f"no article {name!r} here; `cunzhao search` shows ids")
        return found

    def capture(self, capture: str) -> CaptureLine:
        """A capture by its id. Raises NotFound."""
        found = self.catalogue.capture(capture)
        if found is None:
            self.check_redacted(capture)
            raise NotFound(f"no capture {capture!r} here; `cunzhao show ID` lists an article's captures")
        return found

    def check_redacted(self, name: str) -> None:
        """Raises Redacted where the article, revision or capture of this name was taken out."""
        redacting.refuse(redacting.find(self._place, name))

    def stored(self, capture: Capture) -> Stored:
        """The bytes of a capture. Raises EvidenceError when they are damaged or missing."""
        return self.evidence.read(capture, self.catalogue.capture_of)

    # -- the ledger ---------------------------------------------------------------------------------------------------

    def actors(self) -> Actors:
        """Who is who, by the archive's texts, its people, and the aliases file. Raises UsageError for a line there that is
        none."""
        from cunzhao.archive.ledger import actors_in

        return actors_in(self.catalogue, self._place.aliases)

    def _who(self, name: str) -> frozenset[str]:
        keys = self.actors().keys_of(name)
        return keys if keys and self.catalogue.has_speaker(keys) else frozenset()

    def ledger(self, asked: Asked, limit: int = 20, cursor: str | None = None) -> LedgerPage:
        """A page of the ledger, the newest days first. Raises UsageError."""
        from cunzhao.archive.ledger import filter_of, page_of

        actors = self.actors()
        return page_of(self.catalogue, actors, filter_of(asked, actors), limit, cursor)

    def months(self, asked: Asked) -> tuple[tuple[str, int], ...]:
        """How many statements of each month the same question finds, oldest first."""
        from cunzhao.archive.ledger import filter_of

        return self.catalogue.months(filter_of(asked, self.actors()))

    def speakers(self) -> tuple[SpeakerLine, ...]:
        """Who spoke, those with the most statements first. Costs a look at every statement: ask once and remember."""
        from cunzhao.archive.ledger import speakers_of

        return speakers_of(self.catalogue.speakers(), self.actors())

    def titles(self, name: str) -> tuple[TitleClaim, ...]:
        """The titles that articles gave a speaker, with the days on which they did."""
        return self.catalogue.titles(self.actors().keys_of(name))

    def statement(self, name: str) -> SaidLine:
        """A statement by its id. Raises NotFound, Redacted."""
        found = self.catalogue.statement(name)
        if found is None:
            self.check_redacted(name)
            raise NotFound(f"no statement {name[:80]!r} here; `cunzhao said` shows ids")
        return found

    def image(self, capture: str) -> tuple[bytes, str]:
        """An image's bytes after content decoding, and the content type its server claimed."""
        from cunzhao.fetch import content

        stored = self.stored(self.capture(capture).capture)
        return content(stored.headers, stored.payload).data, stored.content_type or ""

    def payload(self, capture: str) -> tuple[bytes, str]:
        """A capture's payload as received, and the claimed content type."""
        stored = self.stored(self.capture(capture).capture)
        return stored.payload, stored.content_type or ""

    def edit(self, article: str, old_number: int, new_number: int) -> Edit:
        """What changed from one revision to another (numbers count from 1). Raises NotFound."""
        revisions = {r.number: r for r in self.article(article).revisions}
        return edit_of(*(_numbered(revisions, article, n) for n in (old_number, new_number)))

    def cite(self, article: str, format: CiteFormat) -> str:  # noqa: A002 - the word of the command line
        """A citation of the article with its capture."""
        from cunzhao.publish import bibtex, csl_json

        view = self.article(article)
        return bibtex(view) if format == "bibtex" else csl_json(view)

    def coverage(self, source: str | None = None) -> Coverage:
        """What the archive has and lacks, of all sources or of one. Raises NotFound for one that is not followed."""
        from cunzhao.archive.coverage import coverage
        from cunzhao.archive.settings import load

        return coverage(self.catalogue, self._place, load(self._place.directory), self._clock(), source)

    def wrappers(self, source: str) -> tuple[str, tuple[wrapping.Shown, ...]]:
        """The id of a source (given by id or name) and its wrappers, oldest first. Raises NotFound."""
        found = wrapping.source_id(self.catalogue, source)
        return found, wrapping.shown(self.catalogue, found)

    def report(self, name: str, made: datetime, whole: bool = False) -> Report:
        """The evidence report on an article, a revision or a capture. ``made`` is now, in UTC. Raises NotFound."""
        from cunzhao.archive.reporting import report_on

        return report_on(self, self._log, name, made, whole)


def _file_mark(path: Path) -> tuple[int, int] | None:
    """Which file lies there now: device and inode; None where there is none, as for a moment while it is replaced."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _numbered(revisions: dict[int, Revision], article: str, number: int) -> Revision:
    if number not in revisions:
        raise NotFound(f"article {article} has no revision {number} (it has {len(revisions)})")
    return revisions[number]


def edit_of(old: Revision, new: Revision) -> Edit:
    """The edit between two revisions; without grades where their texts are the same."""
    from cunzhao.compare import compare

    return compare(old, new) or Edit((), (), ())
