"""The ledger over a catalogue of synthetic statements: p50 and p95 of its questions, and what statements add to ingest.

    python bench/ledger.py [--statements 100000] [--catalogue catalog.db] [--texts texts.jsonl]

Speakers have a long tail (one of 2,000 has a tenth of all), words are drawn from 5,000, one in twenty is carried by a second
outlet with a word changed. Times are processor time, in milliseconds, of a question asked with other words each time.
With ``--texts`` (lines ``{"lang","published","text"}``): processor time per article of reading its statements.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.lists import article, capture, revision
from sqlalchemy import insert

from cunzhao.archive.ledger import Asked
from cunzhao.archive.reading import Reading
from cunzhao.flow.saying import Text, hear
from cunzhao.record import Evidence, Log
from cunzhao.said import VERSION
from cunzhao.said.corrected import noted
from cunzhao.store import Store, ledger
from cunzhao.store import schema as t
from cunzhao.types import Gloss, Heard, Noted, Statement

PER_ARTICLE, SPEAKERS, WORDS, ASKED = 10, 2_000, 5_000, 40
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Makes the catalogue where there is none, and asks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--catalogue", type=Path)
    parser.add_argument("--texts", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.catalogue or Path(folder) / "catalog.db"
        if not path.exists():
            fill(path, wanted.statements // PER_ARTICLE)
        evidence = Evidence(Path(folder), clock=lambda: START, random_bytes=random.randbytes)
        reading = Reading(Store(path), evidence, Log(Path(folder)))
        for name, ask in questions(reading):
            print(f"{shown(ask)}  {name}")
    if wanted.texts:
        measure_texts(wanted.texts)


def questions(reading: Reading) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Every kind of question, common and rare."""

    def ask(by: str = "", about: str = "", after: str = "", before: str = "", source: str = "") -> object:
        return reading.ledger(Asked(by, about, after, before, source), 20)

    yield "actors, learned anew", lambda n: reading.actors()
    yield "newest", lambda n: ask()
    yield "by, the commonest", lambda n: ask(by=name(n % 3))
    yield "by, any", lambda n: ask(by=name(n * 31 % SPEAKERS))
    yield "about, a common word", lambda n: ask(about=word(n % 20))
    yield "about, any word", lambda n: ask(about=word(n * 71 % WORDS))
    yield "by and about", lambda n: ask(by=name(n % 5), about=word(n % 50))
    yield "by, after and before", lambda n: ask(by=name(n % 3), after="2012", before=f"2013-{n % 12 + 1:02}")
    yield "source", lambda n: ask(source=f"s{n % 50}")
    yield "months of the commonest", lambda n: reading.months(Asked(by=name(n % 3)))
    yield "speakers (kept for a minute in the room)", lambda n: reading.speakers()
    yield "search said:NAME", lambda n: reading.search(f"said:{name(n * 31 % SPEAKERS)}")
    yield "search said::WORD", lambda n: reading.search(f"said::{word(n * 71 % WORDS)}")


def shown(ask: Callable[[int], object]) -> str:
    """Median and 95th percentile after a first call."""
    took = []
    for n in range(ASKED + 1):
        started = time.process_time()
        ask(n)
        took.append(1000 * (time.process_time() - started))
    took = sorted(took[1:])
    return f"{statistics.median(took):8.1f} {took[int(len(took) * 0.95)]:8.1f}"


def name(n: int) -> str:
    """A speaker: four ideographs, so that no two are alike."""
    return "".join(chr(0x4E00 + (n * prime + 97 * prime) % 9_000) for prime in (1, 7, 31, 131))


def word(n: int) -> str:
    """A word of two ideographs."""
    return chr(0x4E00 + n) + chr(0x7000 + n * 13 % 4_000)


def fill(path: Path, articles: int) -> None:
    """Articles with their statements, written as ingest writes them."""
    chance = random.Random(2026)
    store = Store(path, writable=True)
    last: list[str] = []
    started = time.process_time()
    for first in range(0, articles, 1_000):
        numbers = range(first, min(first + 1_000, articles))
        rows = [article(n, articles, chance) for n in numbers]
        with store.write() as transaction:
            transaction.connection.execute(insert(t.articles), rows)
            transaction.connection.execute(insert(t.captures), [capture(row) for row in rows])
            transaction.connection.execute(insert(t.revisions), [revision(row) for row in rows])
            for row in rows:
                place = ledger.Place(row["id"], row["current_revision"], 1, row["title"])
                ledger.note(transaction, place, heard(chance, last))
    print(f"filled: {1000 * (time.process_time() - started) / articles:.2f} ms of processor time an article")
    store.close()


def heard(chance: random.Random, last: list[str]) -> Heard:
    """Ten statements of an article; ``last`` are the words of those before, of which some are carried again."""
    made: list[Noted] = []
    for _ in range(PER_ARTICLE):
        speaker = name(int(SPEAKERS * chance.random() ** 4))
        words = "".join(word(int(WORDS * chance.random() ** 2)) for _ in range(20))
        if last and chance.random() < 0.05:
            speaker, _, words = chance.choice(last).partition("|")
            words = words[:-2] + word(chance.randrange(WORDS))
        last[:] = [*last[-50:], f"{speaker}|{words}"]
        start = len(made) * 60
        one = Statement(start, start + len(words), "indirect", speaker, 0, 4, confidence=chance.choice([0.6, 0.9, 0.9]))
        made.append(noted(" " * start + words, one, sure=one.confidence > 0.8))
    number = int(SPEAKERS * chance.random() ** 4)
    return Heard(VERSION, None, "zh", tuple(made), (Gloss(name(number), f"Ab{number} Cd"),))


def measure_texts(path: Path) -> None:
    """Processor time of reading real texts, by language."""
    took: dict[str, list[float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        job = json.loads(line)
        started = time.process_time()
        hear(Text(job["text"], job.get("title") or "", job["lang"], (job.get("published") or "")[:10] or None))
        took.setdefault(job["lang"], []).append(1000 * (time.process_time() - started))
    for language, times in took.items():
        print(f"{statistics.mean(times):8.2f} ms mean {max(times):8.2f} ms most  {len(times)} texts  {language}")


if __name__ == "__main__":
    main()
