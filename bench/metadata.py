"""Titles, authors and dates by language, by data set and by half of the sites; and what reading them costs.

    python bench/metadata.py ../shared/eval/extraction [--limit 150] [--errors authors] [--cost]

Every site belongs to one of two halves, by the hash of its name. Rules are made by looking at errors of the half *seen* only
(``--errors`` lists no others); the half *unseen* says what they are worth. The figures are those of the folder's ``score.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.extract import NOW, Row, figures, measure, ours, read_truth, sample, scorer

LANGUAGES = ("en", "zh", "ja", "de", "el", "ru", "pl")
FIELDS = {"title": "title", "authors": "authorF1", "date": "date"}
"""The labelled fields, and the scorer's name for each one's figure."""


def is_seen(row: Row) -> bool:
    """Whether a page's site belongs to the half whose errors are looked at."""
    return hashlib.sha256((row["site"] or "").encode()).digest()[0] % 2 == 0


def labelled(row: Row, field: str) -> bool:
    """Whether a page has a label that the scorer can use."""
    return bool(row.get(field)) and (field != "date" or str(row["date"])[:4].isdecimal())


def by_language(truth: Sequence[Row], most: int) -> dict[str, list[Row]]:
    """For each language and each field ``most`` pages with that label; small languages together as ``other``."""
    groups: dict[str, dict[str, Row]] = defaultdict(dict)
    counts: Counter[tuple[str, str]] = Counter()
    for row in sorted(truth, key=lambda row: hashlib.sha256(row["id"].encode()).digest()):
        name = row["lang"] if row["lang"] in LANGUAGES else "other"
        fields = [field for field in FIELDS if labelled(row, field)]
        if any(counts[name, field] < most for field in fields):
            groups[name][row["id"]] = row
            counts.update((name, field) for field in fields)
    return {name: list(rows.values()) for name, rows in sorted(groups.items())}


def without_bodies(rows: Sequence[Row]) -> list[Row]:
    """Rows without the text, which takes the scorer longest."""
    return [{**row, "body": None} for row in rows]


def split(truth: Sequence[Row]) -> Iterator[tuple[str, list[int]]]:
    """Named groups of the numbers of pages: all, the halves, and in each the languages and data sets."""
    numbers = range(len(truth))
    yield "all", list(numbers)
    for name, wanted in (("seen", True), ("unseen", False)):
        half = [i for i in numbers if is_seen(truth[i]) == wanted]
        yield name, half
        for key, values in (("lang", LANGUAGES), ("source_dataset", sorted({row["source_dataset"] for row in truth}))):
            for value in values:
                yield f"{name} {value}", [i for i in half if truth[i][key] == value]


def table(score: ModuleType, rows: Sequence[Row], truth: Sequence[Row]) -> str:
    """The figures of each group, with the number of labels that each rests on."""
    lines = ["".ljust(18) + "".join(f"{'n':>6}{field:>9}" for field in FIELDS)]
    for name, numbers in split(truth):
        chosen = [truth[i] for i in numbers]
        found = figures(score, without_bodies([rows[i] for i in numbers]), without_bodies(chosen))
        cells = (
            f"{sum(labelled(row, field) for row in chosen):>6}"
            + ("-" if found[key] is None else f"{found[key]:.3f}").rjust(9)
            for field, key in FIELDS.items()
        )
        lines.append(name.ljust(18) + "".join(cells))
    return "\n".join(lines)


def errors(score: ModuleType, rows: Sequence[Row], truth: Sequence[Row], field: str) -> Iterator[str]:
    """The pages of the half *seen* whose field is not what the label says."""
    for row, true in zip(rows, truth, strict=True):
        scored: dict[str, Any] = score.score_page({**row, "body": None}, {**true, "body": None})
        value = scored.get(field)
        right = value in (None, 1.0) or (isinstance(value, tuple) and len(set(value)) == 1)
        if is_seen(true) and not right:
            yield f"{true['id']} {true['lang']} {field}\n    label {true[field]}\n    found {row.get(field)}"


def cost(folder: Path, truth: Sequence[Row]) -> str:
    """Milliseconds of CPU a page for the metadata, beside the bare parse of the same pages in the same run."""
    from cunzhao.extract import about, dom, jsonld, lines, shown
    from cunzhao.extract.charset import decode
    from cunzhao.extract.stream import read_page

    spent = dict.fromkeys(("parse", "self-description", "metadata"), 0.0)
    for row in truth:
        text = decode(read_page(folder / "pages" / f"{row['id']}.html.gz"), None).text
        times = [time.process_time()]
        tree = dom.parse(text).tree
        times.append(time.process_time())
        described = jsonld.describe(tree)
        times.append(time.process_time())
        views = shown.shown(lines.lines_of(tree))
        middle = range(len(views) // 4, max(len(views) * 3 // 4, len(views) // 4))
        start = time.process_time()
        about.about(
            described, views, middle, " ".join(v.text for v in views[len(views) // 4 :][:60]), about.Visit("", "", NOW)
        )
        spent["parse"] += times[1] - times[0]
        spent["self-description"] += times[2] - times[1]
        spent["metadata"] += time.process_time() - start
    return ", ".join(f"{name} {1000 * took / len(truth):.2f} ms" for name, took in spent.items())


def main() -> None:
    """Print the table; with ``--errors FIELD`` the errors of the half seen, with ``--cost`` the cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="a seeded choice of so many pages (default: all)")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--errors", choices=sorted(FIELDS))
    parser.add_argument("--cost", action="store_true", help="only what the metadata costs")
    given = parser.parse_args()
    score = scorer(given.folder)
    truth = [row for row in sample(read_truth(given.folder), given.limit) if any(labelled(row, f) for f in FIELDS)]
    if given.cost:
        print(cost(given.folder, truth))
        return
    rows = measure(ours, given.folder, truth, given.workers)
    print(table(score, rows, truth))
    for line in errors(score, rows, truth, given.errors) if given.errors else ():
        print(line)


if __name__ == "__main__":
    main()
