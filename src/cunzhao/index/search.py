"""The search index: a consumer of the change log, and the answers to queries."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, cast

import tantivy

from cunzhao.errors import StorageError, UsageError
from cunzhao.index.engine import Engine, folders
from cunzhao.index.fields import VERSION, entry_of
from cunzhao.index.plan import Planner, Who, nobody
from cunzhao.index.query import Query, parse_query
from cunzhao.index.snippet import snippet
from cunzhao.store import Store, indexing, said_index
from cunzhao.text import Phrase, fold_version
from cunzhao.types import Hit, Progress, SearchResult, silent

Order = Literal["rank", "new", "old"]

LIMIT_MAX = 10_000

_BATCH = 500
"""Changes or articles that are read from the catalogue at once."""
_COMMIT_EVERY = 20_000
"""Articles between two commits of a rebuild: each commit waits for the disk."""
_FAR = 10_000
"""From this offset on it is first counted whether there is anything: the engine keeps as many hits in memory as it skips."""

TEXT_STAYS = frozenset({"image", "said"})
"""Kinds of changes of which the index holds nothing: most of all, when a page's images come in."""


class SearchIndex:
    """The index of one catalogue, in one of the numbered folders of ``directory``; the catalogue says in which.

    Every hit is exact: nothing is dropped without a word, and ``total`` counts all. Searching is safe from several threads.
    """

    def __init__(self, store: Store, directory: Path, threads: int = 1, who: Who = nobody) -> None:
        self._store = store
        self._directory = directory
        self._threads = threads
        self._who = who
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    # -- indexing -----------------------------------------------------------------------------------------------------

    def catch_up(self) -> int:
        """Index what has changed since the last call; the whole archive when the index is new, or of another version.

        Returns how many articles were indexed.
        """
        engine = self._current()
        if engine is None:
            return self.rebuild()
        many, upto = 0, engine.upto
        if upto > self._newest():  # the catalogue was put back to an earlier state
            return self.rebuild()
        while changes := self._store.changes(upto, _BATCH):
            upto = changes[-1].seq
            subjects = list(dict.fromkeys(change.subject for change in changes if change.kind not in TEXT_STAYS))
            with self._store.connect() as conn:
                documents = indexing.documents_of(conn, subjects)
            engine.put({*subjects, *(d.id for d in documents)}, map(entry_of, documents))
            many += len(documents)
        if upto != engine.upto:
            engine.commit(upto)
        return many

    def pending(self) -> int:
        """How many changes a search does not see yet; 0 when it sees all; all articles when it must be made again."""
        engine = self._current()
        if engine is None:
            return self._store.counts()["articles"]
        newest = self._newest()
        # A writer may have moved on between the two questions.
        return max(0, newest - engine.upto)

    def rebuild(self, progress: Progress = silent) -> int:
        """Make the whole index again beside the one there is, which answers until the new one is whole.

        Returns the number of articles. Killed half-way it starts over.
        """
        engine = Engine.make(self._directory / self._unused(), self._threads)
        newest, many = self._newest(), 0
        for documents in self._all():
            engine.put((), map(entry_of, documents))
            if (many + len(documents)) // _COMMIT_EVERY > many // _COMMIT_EVERY:
                progress(f"{many + len(documents)} articles indexed")
                engine.commit(0)
            many += len(documents)
        engine.commit(newest)
        with self._store.write() as transaction:
            if not said_index.is_current(transaction.connection):
                said_index.rebuild(transaction.connection)
            indexing.set_index_state(transaction.connection, indexing.IndexState(engine.folder.name, _version()))
        self._become(engine)
        return many

    def tidy(self) -> None:
        """Delete the indexes that are not this catalogue's: what is left of a rebuild, or of a redaction. For whoever holds
        the archive's lock, when no other catalogue is in the making."""
        state = self._state()
        for name in folders(self._directory):
            if state is None or name != state.folder:
                shutil.rmtree(self._directory / name, ignore_errors=True)

    def close(self) -> None:
        """End writing."""
        if self._engine is not None:
            self._engine.close()

    def content(self) -> Iterator[tuple[int, int]]:
        """All that the index holds, as (number of the article, digest of its entry), by number; however it came to be."""
        engine = self._current()
        if engine is None:
            return
        searcher = engine.searcher()
        if searcher.num_docs:
            hits = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs, order_by_field="n").hits
            places = [place for _, place in hits]
            digests = searcher.fast_field_values("digest", places)
            yield from reversed([(int(n), int(d or 0)) for (n, _), d in zip(hits, digests, strict=True)])

    def _all(self) -> Iterator[Sequence[indexing.Document]]:
        last = 0
        while True:
            with self._store.connect() as conn:
                documents = indexing.documents_after(conn, last, _BATCH)
            if not documents:
                return
            yield documents
            last = documents[-1].n

    def _newest(self) -> int:
        with self._store.connect() as conn:
            return indexing.newest_change(conn)

    def _unused(self) -> str:
        return str(max(map(int, folders(self._directory)), default=0) + 1)

    def _said(self, value: str) -> list[str]:
        """``said:NAME`` is what that speaker said, ``said:NAME:WORDS`` what they said in these words, ``said::WORDS`` what
        anybody said so; where no speaker bears the name, all of it is words."""
        name, colon, words = value.replace("：", ":").partition(":")
        keys = self._who(name) if name.strip() else frozenset()
        phrase = said_index.phrase(words if keys and colon else "" if keys else value)
        with self._store.connect() as conn:
            return said_index.articles_of(conn, keys, phrase)

    def _state(self) -> indexing.IndexState | None:
        with self._store.connect() as conn:
            return indexing.index_state(conn)

    def _current(self) -> Engine | None:
        """The catalogue's index; None where there is none that can be read, or it was made with another version."""
        state = self._state()
        if state is None or state.version != _version():
            return None
        with self._opening:
            if self._engine is None or self._engine.folder.name != state.folder:
                try:
                    self._become(Engine(self._directory / state.folder, self._threads))
                except StorageError:
                    return None
            return self._engine

    def _become(self, engine: Engine) -> None:
        if self._engine is not None:
            self._engine.close()
        self._engine = engine

    # -- searching ----------------------------------------------------------------------------------------------------

    def search(self, query: str, limit: int = 20, offset: int = 0, order: Order = "rank") -> SearchResult:
        """The articles that a query finds; ``total`` is exact, ``hits`` are those from ``offset`` on.

        ``pending`` says how many changes the index did not know when it was asked: then ``total`` is exact without them.
        Raises UsageError when the query cannot be read, or ``limit`` (1 to 10,000) or ``offset`` make no sense.
        """
        if not 1 <= limit <= LIMIT_MAX or not 0 <= offset < 2**62:
            raise UsageError(f"limit must be 1 to {LIMIT_MAX} and offset 0 or more, not {limit} and {offset}")
        parsed = parse_query(query)
        pending = self.pending()
        engine = self._current()
        if engine is None:
            return SearchResult(0, (), pending)
        searcher = engine.searcher()
        planner = Planner(lambda field: (term for term, _ in searcher.terms_with_prefix(field, "")), self._said)
        total, numbers = _find(searcher, planner.plan(parsed.root), _Page(limit, offset, _by(order, parsed)))
        with self._store.connect() as conn:
            found = indexing.texts_of(conn, numbers)
        lines = self._store.lines(each.id for each in found)
        phrases = [Phrase.of(wanted.text) for wanted in parsed.wanted()]
        hits = [Hit(lines[each.id], *snippet(each.text, phrases)) for each in found if each.id in lines]
        return SearchResult(total, tuple(hits), pending)


@dataclass(frozen=True, slots=True)
class _Page:
    limit: int
    offset: int
    order: Order


def _by(order: Order, query: Query) -> Order:
    """What asks for no words has nothing to be ranked by."""
    return order if order != "rank" or query.wanted() else "new"


def _find(searcher: tantivy.Searcher, plan: tantivy.Query, page: _Page) -> tuple[int, list[int]]:
    """The exact number of articles found, and the numbers of one page of them: best, newest or oldest first."""
    if page.offset >= _FAR:
        total = _count(searcher.search(plan, 1))
        if page.offset >= total:
            return total, []
    if page.order == "rank":
        found = searcher.search(plan, page.limit, offset=page.offset, weight_by_field="recency")
    else:
        way = tantivy.Order.Asc if page.order == "old" else tantivy.Order.Desc
        found = searcher.search(plan, page.limit, offset=page.offset, order_by_field="at", order=way)
    numbers = searcher.fast_field_values("n", [place for _, place in found.hits])
    return _count(found), [int(n or 0) for n in numbers]


def _count(found: tantivy.SearchResult) -> int:
    return int(cast(Any, found).count)  # the stubs forget it


def not_indexed(pending: int) -> str:
    """What is said of changes that a search could not see. Every command that writes brings the index up to date."""
    return f"{pending} change{' is' if pending == 1 else 's are'} not indexed yet"


def _version() -> str:
    return f"{VERSION}/{version('tantivy')}/{fold_version()}"
