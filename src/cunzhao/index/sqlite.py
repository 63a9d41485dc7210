"""The search index inside the catalogue: a consumer of the change log, and the answers to queries."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Protocol

from cunzhao.errors import UsageError
from cunzhao.index.entries import entry_of, facets_of, tokens_of
from cunzhao.index.plan import Who, nobody, plan_of
from cunzhao.index.query import parse_query
from cunzhao.index.snippet import snippet
from cunzhao.store import Store, Transaction, fts, said_index
from cunzhao.text import Phrase, fold_version
from cunzhao.types import Hit, SearchResult

Order = fts.Order

CONSUMER = "index"
"""The name of this consumer's checkpoint in the change log."""

LIMIT_MAX = 10_000

# Articles and changes per transaction: the writer is held for about half a second, and a killed run loses no more.
_BATCH = 200

TEXT_STAYS = frozenset({"image", "claim", "copy", "gone", "back", "adopted", "said"})
"""Kinds of changes that leave an article's title and text as they were: most of all, when a page's images come in."""

TOKENS_VERSION = "1"
"""Raise it when ``entries`` changes what is put into the index."""


class SearchIndex(Protocol):
    """What finds articles. Every hit is exact: nothing is dropped without a word, and ``total`` counts all."""

    def catch_up(self) -> int:
        """Index what has changed since the last call; returns how many articles were indexed."""

    def pending(self) -> int:
        """How many changes a search does not see yet; 0 when it sees all."""

    def search(self, query: str, limit: int = 20, offset: int = 0, order: Order = "rank") -> SearchResult:
        """The articles that a query finds, best or newest first. UsageError when it cannot be read."""

    def rebuild(self) -> int:
        """Make the whole index again; returns the number of articles."""

    def forget(self, article: str) -> None:
        """Take an article out, before its text is deleted for good."""


class SqliteIndex:
    """The :class:`SearchIndex` of a catalogue in SQLite (FTS5)."""

    def __init__(self, store: Store, who: Who = nobody) -> None:
        self._store = store
        self._who = who

    # -- indexing -----------------------------------------------------------------------------------------------------

    def catch_up(self) -> int:
        """Index what has changed since the last call; the whole archive when the index is new, or of another version."""
        if not self._is_current():
            return self.rebuild()
        many = 0
        while True:
            changes = self._store.changes(self._store.checkpoint(CONSUMER), _BATCH)
            if not changes:
                return many
            subjects = list(dict.fromkeys(change.subject for change in changes))
            written = {change.subject for change in changes if change.kind not in TEXT_STAYS}
            with self._store.write() as transaction:
                done = _replace(transaction, fts.documents_of(transaction.connection, subjects), written)
                if done is not None:
                    transaction.set_checkpoint(CONSUMER, changes[-1].seq)
            if done is None:
                return self.rebuild()
            many += done

    def pending(self) -> int:
        """How many changes the index does not know yet; all articles when it must be made again."""
        if not self._is_current():
            return self._store.counts()["articles"]
        with self._store.connect() as conn:
            newest = fts.newest_change(conn)
        # A writer may have moved the checkpoint on between the two questions.
        return max(0, newest - self._store.checkpoint(CONSUMER))

    def _is_current(self) -> bool:
        with self._store.connect() as conn:
            return fts.version(conn) == _version() and said_index.is_current(conn)

    def release(self, transaction: Transaction, article: str) -> None:
        """Take an article out while its old text is still known, since its tokens must be told again to be deleted."""
        ns = [d.n for d in fts.documents_of(transaction.connection, [article])]
        _remove(transaction, fts.indexed(transaction.connection, ns))

    def rebuild(self) -> int:
        """Make the whole index again. Killed half-way it starts over, because its version is noted last."""
        with self._store.write() as transaction:
            fts.clear(transaction.connection)
            newest = fts.newest_change(transaction.connection)
        many = last = 0
        while True:
            with self._store.write() as transaction:
                documents = fts.documents_after(transaction.connection, last, _BATCH)
                fts.add(transaction.connection, [entry_of(d) for d in documents])
            if not documents:
                break
            many, last = many + len(documents), documents[-1].n
        with self._store.write() as transaction:
            said_index.rebuild(transaction.connection)
            fts.optimize(transaction.connection)
            fts.set_version(transaction.connection, _version())
            transaction.set_checkpoint(CONSUMER, newest)
        return many

    def forget(self, article: str) -> None:
        """Take an article out, and its tokens out of the file's pages."""
        with self._store.write() as transaction:
            ns = [d.n for d in fts.documents_of(transaction.connection, [article])]
            if _remove(transaction, fts.indexed(transaction.connection, ns)):
                fts.optimize(transaction.connection)

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
        with self._store.connect() as conn:
            total, found = fts.find(conn, plan_of(parsed, self._who), limit, offset, order)
        lines = self._store.lines(f.id for f in found)
        phrases = [Phrase.of(wanted.text) for wanted in parsed.wanted()]
        hits = [Hit(lines[f.id], *snippet(f.text, phrases)) for f in found if f.id in lines]
        return SearchResult(total, tuple(hits), pending)


def not_indexed(pending: int) -> str:
    """What is said of changes that a search could not see. Every command that writes brings the index up to date."""
    return f"{pending} change{' is' if pending == 1 else 's are'} not indexed yet"


def _version() -> str:
    return f"{TOKENS_VERSION}/{fold_version()}"


def _replace(transaction: Transaction, documents: Sequence[fts.Document], written: Set[str]) -> int | None:
    """Index these documents anew; None when the old tokens are lost, so that only a rebuild can help.

    Of those that are not in ``written`` (ids of articles) only the facets can be new.
    """
    held = {each.n: each for each in fts.indexed(transaction.connection, [d.n for d in documents])}
    changed = []
    for document in documents:
        if document.id not in written and document.n in held:
            fts.set_facets(transaction.connection, document.n, facets_of(document))
            del held[document.n]
        else:
            changed.append(document)
    if not _remove(transaction, list(held.values())):
        return None
    fts.add(transaction.connection, [entry_of(d) for d in changed])
    return len(documents)


def _remove(transaction: Transaction, held: Sequence[fts.Indexed]) -> bool:
    """Take articles out; False, with nothing done, when the tokens of one cannot be made again."""
    old = [(each, tokens_of(each.title, each.text or "")) for each in held]
    if any(each.digest != tokens.digest for each, tokens in old):
        return False
    for each, tokens in old:
        fts.remove(transaction.connection, each.n, tokens.title, tokens.body)
    return True
