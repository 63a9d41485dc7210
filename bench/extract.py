"""Quality and speed of the generic extractor next to plain trafilatura, on labelled pages, in one run.

    python bench/extract.py ../shared/eval/extraction [--limit 150] [--workers 2]

The folder holds ``truth.jsonl``, ``pages/<id>.html.gz`` and ``score.py``, whose figures these are. Pages per second are
those of one core (process time), so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from types import ModuleType
from typing import Any

from cunzhao.extract import GenericExtractor
from cunzhao.extract.stream import read_one, read_page

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SEED = 2026
Row = dict[str, Any]


def ours(folder: Path, truth: Row) -> Row:
    """One page read by our extractor."""
    job = {"id": truth["id"], "url": truth["url"], "html_path": str(_path(folder, truth))}
    return _timed(lambda: read_one(job, GenericExtractor(), NOW), truth)


def plain(folder: Path, truth: Row) -> Row:
    """One page read by trafilatura as it comes."""
    from trafilatura import bare_extraction

    def read() -> Row:
        text = read_page(_path(folder, truth)).decode("utf-8", "replace")
        found: Any = bare_extraction(text, url=truth["url"], include_comments=False, with_metadata=True)
        if found is None:
            return {"id": truth["id"]}
        authors = found.author.split("; ") if found.author else []
        return {"id": truth["id"], "title": found.title, "authors": authors, "date": found.date, "body": found.text}

    return _timed(read, truth)


def sample(truth: Sequence[Row], limit: int) -> list[Row]:
    """The same pages every time: a seeded choice, in the order of the file. A limit of 0 takes all."""
    if not limit or limit >= len(truth):
        return list(truth)
    chosen = set(random.Random(SEED).sample(range(len(truth)), limit))
    return [row for i, row in enumerate(truth) if i in chosen]


def measure(read: Callable[[Path, Row], Row], folder: Path, truth: Sequence[Row], workers: int) -> list[Row]:
    """Predictions for all pages, each with its seconds of CPU."""
    with Pool(workers) as pool:
        return pool.map(partial(read, folder), truth, chunksize=4)


def scorer(folder: Path) -> ModuleType:
    """The folder's own ``score.py`` as a module."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(score: ModuleType, rows: Sequence[Row], truth: Sequence[Row]) -> dict[str, Any]:
    """The scorer's summary of a set of predictions."""
    summary: dict[str, Any] = score.summary([score.score_page(p, t) for p, t in zip(rows, truth, strict=True)])
    return summary


def read_truth(folder: Path) -> list[Row]:
    """The labelled pages."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _path(folder: Path, truth: Row) -> Path:
    return folder / "pages" / f"{truth['id']}.html.gz"


def _timed(read: Callable[[], Row], truth: Row) -> Row:
    """A prediction with its seconds; a page that raises gives an empty prediction and the error."""
    started = time.process_time()
    try:
        row = read()
    except Exception as error:  # a benchmark counts failures, it does not stop at them
        row = {"id": truth["id"], "error": repr(error)}
    return {**row, "seconds": time.process_time() - started}


def main() -> None:
    """Measure both and print the scorer's table, the speed, the slowest pages and the failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="a seeded choice of so many pages (default: all)")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    score = scorer(given.folder)
    truth = sample(read_truth(given.folder), given.limit)
    readers = {"ours": ours, "trafilatura": plain}
    results = {name: measure(read, given.folder, truth, given.workers) for name, read in readers.items()}
    print(score.table({name: figures(score, rows, truth) for name, rows in results.items()}))
    for name, rows in results.items():
        seconds = sorted((row["seconds"], row["id"]) for row in rows)
        failed = [row["id"] for row in rows if "error" in row]
        slowest = ", ".join(f"{page} {took:.1f} s" for took, page in seconds[:-4:-1])
        speed = len(rows) / sum(took for took, _ in seconds)
        print(f"{name}: {speed:.1f} pages/s a core; slowest {slowest}; failed: {failed or 'none'}")


if __name__ == "__main__":
    main()
