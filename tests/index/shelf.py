"""Articles in a temporary catalogue, and what a reader with unlimited patience finds in them."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from weakref import WeakKeyDictionary

from cunzhao.index import SearchIndex
from cunzhao.store import Record, Store, Transaction
from cunzhao.text import fold, is_cjk
from cunzhao.types import Published, Revision

_INDEXES: WeakKeyDictionary[Store, SearchIndex] = WeakKeyDictionary()
DAY = datetime(2021, 6, 4, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Doc:
    """An article for a test."""

    id: str
    title: str
    text: str
    at: datetime = DAY
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    host: str = "news.example.co.uk"
    source: str | None = None
    source_name: str = "Example News"
    revision: int = 1


def put(store: Store, docs: Iterable[Doc]) -> None:
    """New articles, with their entries in the change log."""
    with store.write() as transaction:
        for doc in docs:
            transaction.add_revision(_revision(doc))
            transaction.add_article(_record(doc))
            transaction.change("article", doc.id, doc.at)


def edit(store: Store, doc: Doc, title: str, text: str) -> Doc:
    """A new revision of an article that is there."""
    edited = replace(doc, title=title, text=text, revision=doc.revision + 1)
    with store.write() as transaction:
        transaction.add_revision(_revision(edited))
        transaction.update_article(_record(edited), served=True)
        transaction.change("revision", doc.id, doc.at)
    return edited


def mark_gone(transaction: Transaction, doc: Doc) -> None:
    """The article was taken down."""
    transaction.seen_again(doc.id, doc.at, "gone", doc.at)


def index_of(store: Store) -> SearchIndex:
    """The index of a catalogue, beside it; the same one for the same catalogue."""
    return _INDEXES.setdefault(store, SearchIndex(store, store.path.parent / "index"))


def found(store: Store, query: str) -> set[str]:
    """The ids of all articles that a query finds."""
    result = index_of(store).search(query, limit=10_000)
    assert result.total == len(result.hits)
    return {hit.line.id for hit in result.hits}


def scanned(docs: Iterable[Doc], word: str) -> set[str]:
    """The truth: the ids of all articles whose folded title or text contains the folded word."""
    wanted = fold(word)
    return {doc.id for doc in docs if wanted in fold(doc.title) or wanted in fold(doc.text)}


def posts(folder: Path) -> list[Doc]:
    """The posts of a community archive, read crudely: the title of the front matter, the text between its tags."""
    docs = []
    for i, path in enumerate(sorted(folder.glob("*.md"))):
        head, _, body = path.read_text(encoding="utf-8").partition("------")
        title = re.search(r"^title:\s*(.*)$", head, re.MULTILINE)
        docs.append(Doc(f"p{i}", title.group(1).strip(' "') if title else "", re.sub(r"<[^>]*>", "\n", body)))
    return docs


def sampled_words(docs: list[Doc], many: int, seed: int) -> list[str]:
    """Words of one to six characters from runs of Chinese, Japanese and Korean characters in the posts."""
    chance = random.Random(seed)
    words: list[str] = []
    while len(words) < many:
        doc = chance.choice(docs)
        runs = ["".join(run) for good, run in itertools.groupby(f"{doc.title}\n{doc.text}", is_cjk) if good]
        if runs:
            run = chance.choice(runs)
            start, length = chance.randrange(len(run)), chance.randint(1, 6)
            words.append(run[start : start + length])
    return words


def _revision(doc: Doc) -> Revision:
    return Revision(
        id=f"{doc.id}.{doc.revision}",
        article=doc.id,
        number=doc.revision,
        capture="c",
        at=doc.at,
        extractor="test",
        title=doc.title,
        text=doc.text,
        text_digest="",
        blocks=(),
        authors=doc.authors,
    )


def _record(doc: Doc) -> Record:
    return Record(
        id=doc.id,
        url=f"https://{doc.host}/{doc.id}",
        source=doc.source,
        source_name=doc.source_name,
        host=doc.host,
        title=doc.title,
        published=Published(doc.at, doc.at, doc.at, "test"),
        claims=(),
        first_captured=doc.at,
        last_captured=doc.at,
        current_revision=f"{doc.id}.{doc.revision}",
        revision_count=doc.revision,
        summary="",
        authors=doc.authors,
        tags=doc.tags,
        language=doc.language,
    )
