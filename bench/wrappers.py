"""Learned wrappers beside their teacher: quality on pages of the same source that were not learned from, and speed.

    python bench/wrappers.py ../shared/eval/extraction [--learn 3 5 10] [--peer 60] [--skip even|odd]

The folder holds ``truth.jsonl``, ``pages/<id>.html.gz`` and ``score.py``. Taken are sources with ten pages or more; the
first pages of each are learned from, all others read. Peers in the same run, in CPU seconds of one core: the bare lexbor
parse of the same bytes (= 1) and trafilatura as it comes, on ``--peer`` of the pages. ``--skip`` leaves every other source
out: rules were tuned on the even ones. Then the invented press: how many pages after a redesign it takes until the drift is
noticed.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.extract import read_truth, scorer
from selectolax.lexbor import LexborHTMLParser

from cunzhao.extract import GenericExtractor, Page, derive_published
from cunzhao.extract.stream import read_page
from cunzhao.extract.wrapper import Lesson, Miss, Wrapper, agreement, apply, learn
from cunzhao.types import Extraction

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FEWEST = 10


@dataclass
class Totals:
    """What was added up over the pages: scores of both, agreements, seconds by reader, misses by reason."""

    teacher: list[Any] = field(default_factory=list)
    learned: list[Any] = field(default_factory=list)
    agreements: list[float] = field(default_factory=list)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    misses: Counter[str] = field(default_factory=Counter)
    sources: int = 0
    used: int = 0
    hits: int = 0
    wrapped: int = 0


def timed(totals: Totals, name: str, call: Callable[[], Any]) -> Any:
    """A call's result; its CPU seconds are added up."""
    started = time.process_time()
    result = call()
    totals.seconds[name] += time.process_time() - started
    return result


def predicted(row: Any, read: Extraction) -> dict[str, Any]:
    """A reading as the scorer wants it."""
    at = derive_published(read.claims, NOW).at
    body = read.text
    return {
        "id": row["id"],
        "title": read.title,
        "authors": list(read.authors),
        "body": body,
        "date": str(at)[:10] if at else None,
    }


def by_source(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The pages of sources that have enough of them."""
    found = defaultdict(list)
    for row in rows:
        if row["body"]:
            found[f"{row['source_dataset']} {row['site']}"].append(row)
    return {name: rows for name, rows in sorted(found.items()) if len(rows) >= FEWEST}


def measure(totals: Totals, score: Any, source: str, rows: Sequence[Any], pages: dict[str, Page], count: int) -> None:
    """Learn from the first ``count`` pages of a source and read the others."""
    teacher = GenericExtractor()
    lessons = [Lesson(row["id"], pages[row["id"]], cached(teacher, pages[row["id"]])) for row in rows[:count]]
    wrapper = learn(source, lessons)
    totals.sources += 1
    used = wrapper is not None and wrapper.used
    totals.used += used
    for row in rows[count:]:
        page = pages[row["id"]]
        plain = cached(teacher, page)
        totals.teacher.append(score.score_page(predicted(row, plain), row))
        read = compare(totals, wrapper, page, plain) if used and wrapper is not None else plain
        totals.learned.append(score.score_page(predicted(row, read), row))


def compare(totals: Totals, wrapper: Wrapper, page: Page, plain: Extraction) -> Extraction:
    """A page by its wrapper, beside the bare parse of the same bytes; the teacher's reading where it misses."""
    totals.wrapped += 1
    started = time.process_time()
    made = apply(wrapper, page)
    took = time.process_time() - started
    totals.seconds["wrapper, misses too"] += took
    if isinstance(made, Miss):
        totals.misses[made.code] += 1
        return plain
    totals.hits += 1
    totals.seconds["wrapper"] += took
    timed(totals, "bare parse", lambda: LexborHTMLParser(page.content))
    totals.agreements.append(agreement(made, plain))
    return made


CACHE: dict[str, tuple[Extraction, float]] = {}


def cached(teacher: GenericExtractor, page: Page) -> Extraction:
    """The teacher's reading of a page, made once."""
    key = page.url + str(hash(page.content))
    if key not in CACHE:
        started = time.process_time()
        CACHE[key] = (teacher.extract(page), time.process_time() - started)
    return CACHE[key][0]


def peer(pages: Sequence[Page]) -> tuple[float, float]:
    """Seconds a page of trafilatura's default, and of the bare parse of the same pages."""
    from trafilatura import bare_extraction

    totals = Totals()
    for page in pages:
        timed(totals, "trafilatura", lambda: bare_extraction(page.content, url=page.url, with_metadata=True))  # noqa: B023
        timed(totals, "bare", lambda: LexborHTMLParser(page.content))  # noqa: B023
    return totals.seconds["trafilatura"] / len(pages), totals.seconds["bare"] / len(pages)


def report(score: Any, count: int, totals: Totals, trafilatura_per_parse: float) -> None:
    """Print one line of quality and one of speed."""
    before, after = (score.summary(rows) for rows in (totals.teacher, totals.learned))
    alike = sum(totals.agreements) / max(1, len(totals.agreements))
    names = ("F1", "precision", "recall", "exact", "title", "date1")
    told = ", ".join(
        f"{n} {before[n]:.3f} -> {after[n]:.3f}" for n in names if before[n] is not None and after[n] is not None
    )
    print(f"learned from {count}: {totals.used} of {totals.sources} sources used; {len(totals.learned)} pages; {told}")
    hit = totals.hits / max(1, totals.wrapped)
    print(f"   hits {hit:.3f} of {totals.wrapped} pages, agreement {alike:.3f}, misses {dict(totals.misses)}")
    if totals.hits:
        parse, mine = totals.seconds["bare parse"], totals.seconds["wrapper"]
        teacher = sum(seconds for _, seconds in CACHE.values()) / len(CACHE)
        stream = totals.seconds["wrapper, misses too"] + teacher * (sum(totals.misses.values()) + totals.hits / 16)
        per_page = trafilatura_per_parse * parse / totals.hits
        print(f"   {1000 * mine / totals.hits:.2f} ms a page = {mine / parse:.2f} bare parses")
        print(f"   {per_page * totals.hits / mine:.1f} times as fast as trafilatura")
        print(f"   stream with misses and one page in 16 checked: {per_page * totals.wrapped / stream:.1f} times")


def redesigns() -> None:
    """How many pages of a new layout pass before the flow's rule says drift, on the tests' invented source."""
    from tests.extract.wrapper_pages import lessons, new_layout, page

    from cunzhao.flow.wrapping import FIRST, LOOKED_AT, MISSED

    wrapper = learn("quay", lessons(range(8)))
    assert wrapper is not None
    window = [False] * LOOKED_AT
    for n in range(1, 2 * LOOKED_AT):
        window = [*window[1:], isinstance(apply(wrapper, page(n, new_layout(n))), Miss)]
        if sum(window) >= max(FIRST, MISSED * LOOKED_AT):
            print(f"redesign of a source in full stream: noticed after {n} pages")
            return
    print("redesign: not noticed")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learn", type=int, nargs="*", default=[3, 5, 10])
    parser.add_argument("--peer", type=int, default=60)
    parser.add_argument("--skip", choices=("even", "odd", "none"), default="none")
    given = parser.parse_args()
    score = scorer(given.folder)
    sources = by_source(read_truth(given.folder))
    left_out = {"even": 0, "odd": 1, "none": 2}[given.skip]
    sources = {name: rows for i, (name, rows) in enumerate(sources.items()) if i % 2 != left_out}
    path = given.folder / "pages"
    pages = {
        row["id"]: Page(row["url"], read_page(path / f"{row['id']}.html.gz"), "text/html; charset=utf-8", NOW)
        for rows in sources.values()
        for row in rows
    }
    some = list(pages.values())[:: max(1, len(pages) // given.peer)]
    per_page, bare = peer(some)
    print(f"trafilatura {1000 * per_page:.1f} ms, bare parse {1000 * bare:.2f} ms a page, {per_page / bare:.1f} x")
    for count in given.learn:
        totals = Totals()
        for name, rows in sources.items():
            if len(rows) > count:
                measure(totals, score, name, rows, pages, count)
        report(score, count, totals, per_page / bare)
    redesigns()


if __name__ == "__main__":
    main()
