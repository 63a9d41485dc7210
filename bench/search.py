"""Search, measured: ``python -m bench.search POSTS [--articles 15000] [--trigram]``.

POSTS is a folder of Jekyll posts. Articles of some 1,500 characters are made from their sentences, some of them cut and joined
anew, so that common words are as common as in the posts and rare pairs are met. A search is the exact total and the first
twenty hits by rank, with snippets, marks and the lines of the list; every second one has a date filter. One process indexes new
articles meanwhile, ten a second, and says how soon each was found. ``--trigram`` adds SQLite's own trigram index over the same
texts, ``exact`` compares totals with a scan of a sample of the queries.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import quantiles

from tests.index.shelf import Doc, posts, put

from cunzhao.index import SearchIndex
from cunzhao.store import Store
from cunzhao.text import fold, index_tokens, is_cjk

CHARACTERS = 1500
QUERIES = 100
SCANNED = 10
"""Queries of each kind that are compared with a scan: reading all texts takes long."""
PUT = 2_000
_stop = re.compile(r"(?<=[。！？\n])")

Query = tuple[str, tuple[str, ...]]
"""What is typed, and the words that must all be there."""


def articles(folder: Path, many: int, first: int = 0) -> Iterator[Doc]:
    """Articles with real sentences, the same ones for the same numbers."""
    real = posts(folder)
    sentences = [s.strip()[:200] for doc in real for s in _stop.split(doc.text) if _is_chinese(s.strip())]
    titles = [doc.title for doc in real if doc.title]
    for n in range(first, first + many):
        chance = random.Random(n)
        at = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=11 * n)
        yield Doc(f"a{n}", chance.choice(titles), _text(sentences, chance), at)


def _is_chinese(s: str) -> bool:
    return len(s) >= 8 and sum(map(is_cjk, s)) > len(s) / 2


def _text(sentences: Sequence[str], chance: random.Random) -> str:
    parts: list[str] = []
    size = 0
    while size < CHARACTERS:
        part = chance.choice(sentences)
        if chance.random() < 0.3:
            other = chance.choice(sentences)
            part = part[: chance.randrange(len(part))] + other[chance.randrange(len(other)) :]
        parts.append(part)
        size += len(part)
    return "\n".join(parts)


def kinds(sample: Sequence[Doc], chance: random.Random) -> dict[str, list[Query]]:
    """What is asked; every query has a hit."""
    counts = Counter(t for doc in sample for t in set(index_tokens(doc.text)) if len(t) == 2 and is_cjk(t[0]))
    common = [token for token, _ in counts.most_common(20)]
    rare = [token for token, many in counts.items() if many == 1]

    def cut(length: int) -> str:
        while True:
            text = chance.choice(sample).text
            start = chance.randrange(len(text) - length)
            if all(map(is_cjk, text[start : start + length])):
                return text[start : start + length]

    def words(length: int) -> list[Query]:
        return [(word, (word,)) for word in (cut(length) for _ in range(QUERIES))]

    pairs = [(cut(2), cut(2)) for _ in range(QUERIES)]
    return {
        "one character": words(1),
        "two characters": words(2),
        "name (three)": words(3),
        "AND of two": [(" ".join(pair), pair) for pair in pairs],
        "phrase of six": words(6),
        "rare": [(word, (word,)) for word in chance.sample(rare, min(QUERIES, len(rare)))],
        "very common": [(word, (word,)) for word in common * (QUERIES // 20)],
    }


def fill(store: Store, docs: Iterator[Doc]) -> int:
    """Articles into the catalogue; returns their characters."""
    size, part = 0, []
    for doc in docs:
        part.append(doc)
        size += len(doc.text)
        if len(part) == PUT:
            put(store, part)
            part = []
    put(store, part)
    return size


def keep_writing(folder: Path, posts_in: Path, first: int, stop: Event, told: Queue[list[float]]) -> None:
    """Ten new articles a second, each indexed at once; tells how long each took to be found by another reader."""
    store, reader = Store(folder / "catalog.db", writable=True), Store(folder / "catalog.db")
    index, looking = SearchIndex(store, folder / "index"), SearchIndex(reader, folder / "index")
    took = []
    for doc in articles(posts_in, 100_000, first):
        if stop.wait(0.1):
            break
        put(store, [Doc(doc.id, f"{doc.title} q{doc.id}", doc.text, doc.at)])
        begun = time.perf_counter()
        index.catch_up()
        assert looking.search(f"title:q{doc.id}").total == 1
        took.append((time.perf_counter() - begun) * 1000)
    index.close()
    told.put(took)


def timed(search: Callable[[str], int], queries: Sequence[Query]) -> tuple[list[float], list[int]]:
    """Milliseconds and totals."""
    times, totals = [], []
    for n, (query, _) in enumerate(queries):
        begun = time.perf_counter()
        search(query if n % 2 else f"{query} after:2006 before:2030")
        times.append((time.perf_counter() - begun) * 1000)
        totals.append(search(query))
    return times, totals


def scanned(folder: Path, queries: Sequence[Query], below: int) -> list[int]:
    """How many of the first articles hold the words: the truth."""
    conn = sqlite3.connect(folder / "catalog.db")
    totals = [0] * len(queries)
    wanted = [[fold(word) for word in words] for _, words in queries]
    for title, text in conn.execute("SELECT title, text FROM revisions WHERE rowid <= ?", (below,)):
        folded = f"{fold(title)}\0{fold(text)}"
        for n, words in enumerate(wanted):
            totals[n] += all(word in folded for word in words)
    return totals


def trigram(folder: Path) -> tuple[Callable[[str], int], float, float]:
    """SQLite's trigram index over the same texts: the search, articles a second, bytes an article."""
    conn = sqlite3.connect(folder / "trigram.db")
    conn.execute("ATTACH ? AS c", (str(folder / "catalog.db"),))
    conn.execute("CREATE VIRTUAL TABLE t USING fts5(title, body, content='', tokenize='trigram')")
    begun = time.perf_counter()
    conn.execute("INSERT INTO t (rowid, title, body) SELECT rowid, title, text FROM c.revisions")
    conn.commit()
    seconds = time.perf_counter() - begun
    many = conn.execute("SELECT count(*) FROM c.revisions").fetchone()[0]

    def search(query: str) -> int:
        words = [word for word in query.split() if ":" not in word]
        match = " AND ".join(f'"{word}"' for word in words)
        conn.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 4.0, 1.0) LIMIT 20", (match,)).fetchall()
        return int(conn.execute("SELECT count(*) FROM t WHERE t MATCH ?", (match,)).fetchone()[0])

    return search, many / seconds, (folder / "trigram.db").stat().st_size / many


def row(name: str, times: Sequence[float], note: str) -> str:
    """One line of the table."""
    cut = quantiles(times, n=100, method="inclusive")
    return f"{name:<32}{cut[49]:>9.1f}{cut[94]:>9.1f}{cut[98]:>9.1f}  {note}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=Path)
    parser.add_argument("--articles", type=int, default=15_000)
    parser.add_argument("--trigram", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep the catalogue here, and use what is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        measure(given.posts, given.articles, given.trigram, given.folder or Path(scratch))


def measure(posts_in: Path, many: int, also_trigram: bool, folder: Path) -> None:
    """The whole run."""
    folder.mkdir(exist_ok=True)
    fresh = not (folder / "catalog.db").exists()
    store = Store(folder / "catalog.db", writable=True)
    if fresh:
        size = fill(store, articles(posts_in, many))
        print(f"{many} articles, {size / many:.0f} characters each")
    index = SearchIndex(store, folder / "index")
    begun, cpu = time.perf_counter(), time.process_time()
    done = index.catch_up()
    index.close()
    if done:
        seconds, busy = time.perf_counter() - begun, time.process_time() - cpu
        held = sum(each.stat().st_size for each in (folder / "index").rglob("*"))
        print(
            f"ours: {done / seconds:.0f} articles/s ({done / busy:.0f} per CPU second), {held / done:.0f} bytes/article"
        )
    store.close()
    asked = kinds(list(articles(posts_in, 1_000)), random.Random(3))
    if also_trigram:
        find, rate, weight = trigram(folder)
        print(f"trigram: {rate:.0f} articles/s, {weight:.0f} bytes/article")
        for name, queries in asked.items():
            print(row(f"{name}, trigram", timed(find, queries)[0], ""))
    spawn = multiprocessing.get_context("spawn")
    stop, told = spawn.Event(), spawn.Queue()
    writer = spawn.Process(target=keep_writing, args=(folder, posts_in, 2 * many, stop, told))
    print(f"\n{'ms, while a writer runs':<32}{'p50':>9}{'p95':>9}{'p99':>9}")
    reader = Store(folder / "catalog.db")
    ours = SearchIndex(reader, folder / "index")
    writer.start()
    time.sleep(3)
    figures = {name: timed(lambda q: ours.search(q).total, queries) for name, queries in asked.items()}
    stop.set()
    found = told.get()
    writer.join()
    for name, (times, _) in figures.items():
        before = [ours.search(f"{query} before:2000").total for query, _ in asked[name][:1]]
        print(row(f"{name}, ours", times, "" if before == [0] else "!"))
    print(row("found after being written", found, f"{len(found)} articles"))
    newest = int(sqlite3.connect(folder / "catalog.db").execute("SELECT max(rowid) FROM revisions").fetchone()[0])
    for name, queries in asked.items():
        truth = scanned(folder, queries[:SCANNED], newest)
        ours_now = [ours.search(query).total for query, _ in queries[:SCANNED]]
        print(f"{name:<32}{sum(a == b for a, b in zip(truth, ours_now, strict=True))} of {SCANNED} exact")


if __name__ == "__main__":
    main()
