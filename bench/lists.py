"""Every list of the reading room over a catalogue of synthetic rows: the median of five views of each page, in milliseconds.

    python bench/lists.py [--articles 100000] [--catalogue catalog.db]

Articles lie in twenty years, of fifty sources, with five tags each of a long tail; one in five hundred is gone. A catalogue
that exists is used again.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from starlette.testclient import TestClient

from cunzhao.archive.reading import Reading
from cunzhao.record import Evidence, Log
from cunzhao.store import Store
from cunzhao.store import schema as t
from cunzhao.store.rows import to_text
from cunzhao.types import Source
from cunzhao.web import create_app

START = datetime(2006, 1, 1, tzinfo=UTC)
YEARS, SOURCES, TAGS, BATCH, VIEWS = 20, 50, 20_000, 5_000, 5
Row = dict[str, Any]


def main() -> None:
    """Makes the catalogue where there is none, and times the pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--catalogue", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.catalogue or Path(folder) / "catalog.db"
        if not path.exists():
            fill(path, wanted.articles)
        evidence = Evidence(Path(folder), clock=lambda: START, random_bytes=random.randbytes)
        reading = Reading(Store(path), evidence, Log(Path(folder)))
        room = TestClient(create_app(reading), base_url="http://localhost")
        for page in pages(wanted.articles):
            print(f"{median(room, page):8.1f} ms  {page}")


def pages(articles: int) -> Sequence[str]:
    """One page of every kind of list; lists of what is rare and of what is common."""
    day = (START + timedelta(days=YEARS * 365 // 2)).date()
    lists = [
        "/",
        "/days",
        f"/day/{day}",
        "/sources",
        "/source/s7",
        "/tags",
        "/tag/t0",
        f"/tag/t{TAGS - 1}",
        "/feed.atom",
    ]
    filters = ["/?only=gone", "/?only=edited", "/?only=copies", "/source/s7?only=gone", "/tag/t0?only=gone"]
    deep = to_text(START + timedelta(days=30))
    return [*lists, *filters, f"/?cursor={deep}~{articles}", f"/article/a{articles // 2}"]


def median(room: TestClient, page: str) -> float:
    """The median of some views after a first one, in milliseconds."""
    took = []
    for _ in range(VIEWS + 1):
        started = time.perf_counter()
        answer = room.get(page)
        took.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200, (page, answer.status_code)
    return statistics.median(took[1:])


def fill(path: Path, articles: int) -> None:
    """The synthetic catalogue."""
    chance = random.Random(2026)
    store = Store(path, writable=True)
    with store.write() as transaction:
        for n in range(SOURCES):
            transaction.follow(Source(f"s{n}", f"Source {n}", f"https://s{n}.example/", (), START))
    for first in range(0, articles, BATCH):
        numbers = range(first, min(first + BATCH, articles))
        made = [article(n, articles, chance) for n in numbers]
        tags = [{"tag": tag, "article_id": row["id"]} for row in made for tag in tags_of(chance)]
        with store.write() as transaction:
            conn = transaction.connection
            conn.execute(insert(t.articles), made)
            conn.execute(insert(t.article_tags), tags)
            conn.execute(insert(t.captures), [capture(row) for row in made])
            conn.execute(insert(t.revisions), [revision(row) for row in made])
    store.close()


def article(n: int, articles: int, chance: random.Random) -> Row:
    """One article; the times of neighbours are near each other."""
    at = to_text(START + timedelta(days=YEARS * 365) * (n / articles))
    source = chance.randrange(SOURCES)
    empty = dict.fromkeys(("authors", "tags", "categories", "claims"), "[]")
    return empty | {
        "n": n + 1, "id": f"a{n}", "source_id": f"s{source}", "source_name": f"Source {source}", "host": "n.example",
        "url": f"https://s{source}.example/{n}", "title": f"第 {n} 条消息", "published_at": at, "not_after": at, "why": "said",
        "precision": "second", "sort_at": at, "first_captured": at, "last_captured": at, "current_revision": f"a{n}.1",
        "state": "gone" if n % 500 == 0 else "live", "revision_count": 1 + (n % 500 == 1), "images_named": 3,
        "images_held": 2, "copies": int(n % 500 == 2), "summary": "一二三四五六七八九十" * 8, "extra": "{}",
    }  # fmt: skip


def tags_of(chance: random.Random) -> Iterator[str]:
    """Five tags of a long tail: the first ones stand on many articles, most on a few."""
    yield from {f"t{int(TAGS * chance.random() ** 6)}" for _ in range(5)}


def capture(row: Row) -> Row:
    """The one capture of an article."""
    digest = f"{row['n']:064x}"
    return {
        "n": row["n"], "id": f"c{row['n']}", "record_id": f"<urn:{row['n']}>", "url": row["url"], "url_key": row["url"],
        "purpose": "page", "source_id": row["source_id"], "at": row["first_captured"], "kind": "response", "status": 200,
        "payload_digest": digest, "block_digest": digest, "size": 40_000, "path": "1.warc.gz", "offset": row["n"],
        "length": 1, "salt": "", "origin": "fetched", "facts": "{}", "leaf": row["n"], "verdict": "article", "reasons": "[]",
        "article_id": row["id"], "ingested": 1,
    }  # fmt: skip


def revision(row: Row) -> Row:
    """The one revision of an article."""
    empty = dict.fromkeys(("blocks", "authors", "grades", "partial", "removed"), "[]")
    return empty | {
        "id": row["current_revision"], "article_id": row["id"], "number": 1, "capture_id": f"c{row['n']}", "at": row["sort_at"],
        "extractor": "x", "title": row["title"], "text": row["summary"] * 10, "text_digest": "00",
    }  # fmt: skip


if __name__ == "__main__":
    main()
