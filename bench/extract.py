"""Quality and speed of the generic extractor next to its peers, on labelled pages, in one run.

    python -m bench.extract ../shared/eval/extraction [--limit 150] [--workers 2] [--only ours trafilatura]

The folder holds ``truth.jsonl``, ``pages/<id>.html.gz`` and ``score.py``, whose figures these are. Each page is read with a
block model that saw no page of its site (``bench/folds.py``), so the figures are those of unknown sites. Pages per second are
those of one core (process time), so that other work on the machine does not count; "parses" are bare parses of the same page.
Peers that are not installed are named.
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

from bench.folds import extractor_for
from bench.peers import PEERS, installed

from cunzhao.extract.stream import read_one, read_page

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SEED = 2026
BARE = "bare parse (lexbor)"
Row = dict[str, Any]


def ours(folder: Path, truth: Row) -> Row:
    """One page read by our extractor."""
    job = {"id": truth["id"], "url": truth["url"], "html_path": str(_path(folder, truth))}
    extractor = extractor_for(truth)
    return _timed(lambda: read_one(job, extractor, NOW), truth)


def by_peer(name: str, folder: Path, truth: Row) -> Row:
    """One page read by one of the peers."""
    _, read = PEERS[name]
    text = read_page(_path(folder, truth)).decode("utf-8", "replace")
    return _timed(lambda: {"id": truth["id"], **read(text, truth["url"] or "")}, truth)


def sample(truth: Sequence[Row], limit: int) -> list[Row]:
    """The same pages every time: a seeded choice, in the order of the file. A limit of 0 takes all."""
    if not limit or limit >= len(truth):
        return list(truth)
    chosen = set(random.Random(SEED).sample(range(len(truth)), limit))
    return [row for i, row in enumerate(truth) if i in chosen]


def measure(read: Callable[[Path, Row], Row], folder: Path, truth: Sequence[Row], workers: int) -> list[Row]:
    """Predictions for all pages, each with its seconds of CPU; what a process loads once does not count."""
    with Pool(workers, initializer=read, initargs=(folder, truth[0])) as pool:
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
    """Measure all and print the scorer's table, the speed, the slowest pages and the failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="a seeded choice of so many pages (default: all)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", help="ours, or names of peers (default: all that are installed)")
    given = parser.parse_args()
    score = scorer(given.folder)
    truth = sample(read_truth(given.folder), given.limit)
    here, absent = installed()
    readers: dict[str, Callable[[Path, Row], Row]] = {"ours": ours, **{name: partial(by_peer, name) for name in here}}
    wanted = {name: read for name, read in readers.items() if not given.only or name in (*given.only, BARE)}
    results = {name: measure(read, given.folder, truth, given.workers) for name, read in wanted.items()}
    print(score.table({name: figures(score, rows, truth) for name, rows in results.items() if name != BARE}))
    parse = sum(row["seconds"] for row in results.get(BARE, ())) or None
    for name, rows in results.items():
        print(speed_line(name, rows, parse))
    print(f"not installed: {', '.join(absent) or 'none'}")


def speed_line(name: str, rows: Sequence[Row], parse: float | None) -> str:
    """Pages a second on one core, the cost in bare parses, the slowest pages and the failures."""
    seconds = sorted((row["seconds"], row["id"]) for row in rows)
    total = sum(took for took, _ in seconds)
    failed = [row["id"] for row in rows if "error" in row]
    slowest = ", ".join(f"{page} {took:.2f} s" for took, page in seconds[:-4:-1])
    parses = f" = {total / parse:.1f} parses" if parse else ""
    return f"{name}: {len(rows) / total:.1f} pages/s a core{parses}; slowest {slowest}; failed: {failed or 'none'}"


if __name__ == "__main__":
    main()
