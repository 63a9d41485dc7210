"""Search, measured: ``python -m bench.search [POSTS] [TIMES]``.

POSTS is a folder of Jekyll posts, TIMES how often each is put in (to see how figures grow). Our index and SQLite's own
trigram index take the same documents in the same run. "found" is the share of what a scan of the folded texts finds; a
search is the exact total and the first twenty hits, ours with snippets and marks, trigram's with the texts alone.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles

from tests.index.shelf import Doc, posts, put, sampled_words

from cunzhao.store import Store
from cunzhao.text import fold, index_tokens, is_cjk

DEFAULT = Path(__file__).resolve().parent.parent.parent / "shared" / "eval" / "jekyll" / "_posts"
QUERIES = 100

Search = Callable[[Sequence[str]], int]
"""Searches for articles that hold all these words; returns how many there are."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Queries of one kind; each is a tuple of words that must all be there."""

    name: str
    queries: tuple[tuple[str, ...], ...]


def kinds(docs: Sequence[Doc], chance: random.Random) -> list[Kind]:
    """What is asked: sampled from the documents, so that every query has a hit."""
    words = sampled_words(list(docs), 60 * QUERIES, seed=1)
    of_length = {n: [w for w in words if len(w) == n][:QUERIES] for n in range(1, 7)}
    pairs = [tuple(w for w in sampled_words([doc], 12, seed=2) if len(w) == 2)[:2] for doc in _cjk_docs(docs, chance)]
    counts = Counter(
        token for doc in docs for token in set(index_tokens(doc.text)) if len(token) == 2 and is_cjk(token[0])
    )
    common = [token for token, _ in counts.most_common(5)]
    return [
        Kind("one character", tuple((w,) for w in of_length[1])),
        Kind("two characters", tuple((w,) for w in of_length[2])),
        Kind("names (three)", tuple((w,) for w in of_length[3])),
        Kind("two words AND", tuple(pair for pair in pairs if len(pair) == 2)),
        Kind("phrase of six", tuple((w,) for w in of_length[6])),
        Kind("very common", tuple((w,) for w in common * 4)),
    ]


def _cjk_docs(docs: Sequence[Doc], chance: random.Random) -> list[Doc]:
    rich = [doc for doc in docs if len(doc.text.encode()) > 2 * len(doc.text) > 200]
    return [chance.choice(rich) for _ in range(QUERIES)]


def scan(folded: Sequence[str], words: Sequence[str]) -> int:
    """The truth."""
    wanted = [fold(word) for word in words]
    return sum(all(word in text for word in wanted) for text in folded)


def timed(search: Search, kind: Kind) -> tuple[list[float], list[int]]:
    """Milliseconds and totals of each query."""
    times, totals = [], []
    for words in kind.queries:
        begun = time.perf_counter()
        totals.append(search(words))
        times.append((time.perf_counter() - begun) * 1000)
    return times, totals


def ours(folder: Path, docs: Sequence[Doc]) -> tuple[Search, float, float]:
    """Our index: the search, articles indexed per second, bytes of index per article."""
    path = folder / "catalog.db"
    store = Store(path, writable=True)
    put(store, docs)
    begun = time.perf_counter()
    index = SearchIndex(store, folder / "index")
    index.catch_up()
    seconds = time.perf_counter() - begun
    index.close()
    held = sum(each.stat().st_size for each in (folder / "index").rglob("*"))
    rate, weight = len(docs) / seconds, held / len(docs)
    return lambda words: index.search(" ".join(words)).total, rate, weight


def trigram(folder: Path, docs: Sequence[Doc]) -> tuple[Search, float, float]:
    """SQLite's trigram index over the same texts, without folding of its own."""
    path = folder / "trigram.db"
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE docs (n INTEGER PRIMARY KEY, title TEXT, body TEXT)")
    conn.executemany("INSERT INTO docs VALUES (?, ?, ?)", [(i, d.title, d.text) for i, d in enumerate(docs)])
    conn.execute("CREATE VIRTUAL TABLE t USING fts5(title, body, content='', tokenize='trigram')")
    conn.commit()
    before = size(path)
    begun = time.perf_counter()
    conn.execute("INSERT INTO t (rowid, title, body) SELECT n, title, body FROM docs")
    conn.execute("INSERT INTO t (t) VALUES ('optimize')")
    conn.commit()
    seconds = time.perf_counter() - begun

    def search(words: Sequence[str]) -> int:
        match = " AND ".join(f'"{word}"' for word in words)
        total = conn.execute("SELECT count(*) FROM t WHERE t MATCH ?", (match,)).fetchone()[0]
        page = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 4.0, 1.0) LIMIT 20"
        conn.execute(f"SELECT title, body FROM docs WHERE n IN ({page})", (match,)).fetchall()
        return int(total)

    return search, len(docs) / seconds, (size(path) - before) / len(docs)


def size(path: Path) -> int:
    """Bytes of the database's pages in use, wherever they lie (file or write-ahead log)."""
    conn = sqlite3.connect(path)
    pages, free, page = (
        int(conn.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    conn.close()
    return (pages - free) * page


def row(name: str, times: list[float], totals: list[int], truth: list[int]) -> str:
    """One line of the table."""
    cut = quantiles(times, n=20, method="inclusive")
    exact = sum(total == true for total, true in zip(totals, truth, strict=True))
    share = sum(totals) / max(1, sum(truth))
    return f"{name:<26}{cut[9]:>9.1f}{cut[18]:>9.1f}{share:>9.1%}{exact:>9} of {len(totals)}"


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    copies = int(arguments[1]) if len(arguments) > 1 else 1
    once = posts(folder)
    docs = [replace(doc, id=f"{doc.id}x{i}") for i in range(copies) for doc in once]
    folded = [f"{fold(doc.title)}\0{fold(doc.text)}" for doc in docs]
    asked = kinds(once, random.Random(3))
    with tempfile.TemporaryDirectory() as scratch:
        engines = {"ours": ours(Path(scratch), docs), "trigram": trigram(Path(scratch), docs)}
        print(
            f"{len(docs)} articles, {sum(map(len, folded)) / len(docs):.0f} characters each; SQLite {sqlite3.sqlite_version}"
        )
        print(f"\n{'':<12}{'articles/s':>12}{'index bytes/article':>22}")
        for name, (_, rate, weight) in engines.items():
            print(f"{name:<12}{rate:>12.0f}{weight:>22.0f}")
        print(f"\n{'':<26}{'p50 ms':>9}{'p95 ms':>9}{'found':>9}{'exact':>9}")
        for kind in asked:
            truth = [scan(folded, words) for words in kind.queries]
            for name, (search, _, _) in engines.items():
                print(row(f"{kind.name}, {name}", *timed(search, kind), truth))


if __name__ == "__main__":
    main(sys.argv[1:])
