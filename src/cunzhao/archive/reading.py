"""An archive as readers see it: searched, shown, compared, cited. Never writes."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cunzhao import index
from cunzhao.archive import redacting, wrapping
from cunzhao.archive.place import Place
from cunzhao.errors import NotFound
from cunzhao.flow.keys import article_id, url_key
from cunzhao.record import Evidence, Log, Stored
from cunzhao.store import Store
from cunzhao.types import ArticleView, Capture, CaptureLine, Edit, Revision, SearchResult

if TYPE_CHECKING:
    from cunzhao.publish.report import Report

Order = Literal["relevance", "newest", "oldest"]
CiteFormat = Literal["bibtex", "csl-json"]

ORDERS: dict[Order, index.Order] = {"relevance": "rank", "newest": "new", "oldest": "old"}


class Reading:
    """What the reading room, the published site and the command line ask of an archive. Safe from several threads."""

    def __init__(self, store: Store, evidence: Evidence, log: Log) -> None:
        self.evidence = evidence
        self._log = log
        self._place = Place(evidence.directory.parent)
        self._mark = _file_mark(store.path)
        self._store = store
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
                    former.close()
        return self._store

    def search(self, query: str, limit: int = 20, offset: int = 0, order: Order = "relevance") -> SearchResult:
        """The exact number of articles found, and a page of them; ``pending`` changes are not indexed yet.

        Raises UsageError for a query that cannot be read.
        """
        return index.SqliteIndex(self.catalogue).search(query, limit=limit, offset=offset, order=ORDERS[order])

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
