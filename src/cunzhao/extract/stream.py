"""Extraction in bulk and of single files, for the command line and for other people's scripts. No archive is needed."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import TimeoutError as PageTimeout
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from cunzhao.errors import InputError
from cunzhao.extract import dates
from cunzhao.extract.charset import is_binary
from cunzhao.extract.generic import GenericExtractor
from cunzhao.extract.hostile import MAX_SIZE
from cunzhao.extract.page import Extractor, Page
from cunzhao.extract.published import derive_published
from cunzhao.reasons import phrase
from cunzhao.shapes import is_claimed, page_shape
from cunzhao.types import Clock, Extraction, Published

SECONDS_PER_PAGE = 30.0
"""The slowest of 1,834 real pages took 4.7 s on a busy machine; a page beyond this is given up, and its line says so."""
_LOOK_AHEAD = 8  # pages under way or waiting per process: keeps memory constant and every core busy
_PAGES_PER_PROCESS = 2_000  # then it is replaced, so that a leak in a C library cannot grow
_ZONES = timedelta(hours=15)  # no two clocks on earth are farther apart, but for three islands
_MOST_BYTES = 4 * MAX_SIZE


def extract_jsonl(
    lines: Iterable[str],
    out: TextIO,
    clock: Clock,
    *,
    workers: int | None = None,
    seconds: float = SECONDS_PER_PAGE,
    extractor: Extractor | None = None,
) -> int:
    """Read ``{"id","url","html_path"}`` lines, write ``{"id","title","authors","date","body"}`` lines in the same order.

    Runs on all cores. A page that is no text, fails, hangs beyond ``seconds`` or kills its process gives a line without an
    article and with an ``error``; the others go on. Returns the number of such lines. Memory does not grow with theirs.
    """
    failures = 0
    count = workers or len(os.sched_getaffinity(0))
    with ProcessPool(max_workers=count, max_tasks=_PAGES_PER_PROCESS) as pool:
        reader = extractor or GenericExtractor()
        schedule = _scheduler(pool, reader, clock(), seconds)
        for result in _in_order(lines, schedule, count * _LOOK_AHEAD):
            failures += "error" in result
            out.write(json.dumps(result, ensure_ascii=False) + "\n")
            out.flush()
    return failures


def extract_file(
    source: str | Path | bytes, url: str, seen_at: datetime, content_type: str | None = None
) -> dict[str, Any]:
    """One page (a path, plain or gzipped, or its bytes) as a JSON object; InputError where it cannot be read."""
    content = source if isinstance(source, bytes) else read_page(Path(source))
    extraction = GenericExtractor().extract(Page(url, content, content_type, seen_at))
    return page_shape(extraction, derive_published(extraction.claims, seen_at))


def published_day(extraction: Extraction, published: Published) -> date | None:
    """The day of publication as the page itself wrote it (local to the page); None where only the sighting is known."""
    if published.at is None or not is_claimed(published):
        return None
    deciding = [c for c in extraction.claims if c.kind == published.by and c.at == published.at and c.at is not None]
    for claim in deciding:
        # The order of day and month was settled by the whole page: of two readings the one that the claim means.
        for moment in dates.readings(claim.raw, extraction.language):
            at = moment.utc()
            if at is not None and claim.at is not None and abs(at - claim.at) < _ZONES:
                return moment.day
    return published.at.date()


def read_page(path: Path) -> bytes:
    """The bytes of a page file, gzip undone under a cap; InputError where it cannot be read."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            content = gzip.GzipFile(fileobj=file).read(_MOST_BYTES) if packed else file.read(_MOST_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot read {path}: {reason}; give the path of an HTML file, plain or .gz") from error
    return content


def read_one(job: Mapping[str, Any], extractor: Extractor, seen_at: datetime) -> dict[str, Any]:
    """One line's work, in a child process: the page read and reduced to what the contract names."""
    content = read_page(Path(str(job["html_path"])))
    if is_binary(content):
        raise InputError(phrase("binary"))
    extraction = extractor.extract(Page(str(job.get("url") or ""), content, None, seen_at))
    day = published_day(extraction, derive_published(extraction.claims, seen_at))
    return {
        "id": job.get("id"),
        "title": extraction.title,
        "authors": list(extraction.authors),
        "date": day.isoformat() if day else None,
        "body": extraction.text,
    }


_Waiting = tuple[Any, "ProcessFuture[dict[str, Any]] | str"]


def _scheduler(pool: ProcessPool, extractor: Extractor, seen_at: datetime, seconds: float) -> Callable[[str], _Waiting]:
    def schedule(line: str) -> _Waiting:
        try:
            job = json.loads(line)
        except (ValueError, RecursionError) as error:
            return None, f"not JSON: {error}"
        if not isinstance(job, dict) or not isinstance(job.get("html_path"), str):
            return job.get("id") if isinstance(job, dict) else None, "no html_path in this line"
        return job.get("id"), pool.schedule(read_one, args=[job, extractor, seen_at], timeout=seconds)

    return schedule


def _in_order(lines: Iterable[str], schedule: Callable[[str], _Waiting], ahead: int) -> Iterator[dict[str, Any]]:
    """Results in the order of the lines, with at most ``ahead`` pages under way."""
    waiting: deque[_Waiting] = deque()
    for line in lines:
        if not line.strip():
            continue
        waiting.append(schedule(line))
        if len(waiting) >= ahead:
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _result(identity: Any, outcome: ProcessFuture[dict[str, Any]] | str) -> dict[str, Any]:
    error = outcome if isinstance(outcome, str) else ""
    if not isinstance(outcome, str):
        try:
            return outcome.result()
        except PageTimeout:
            error = "took too long and was given up"
        except ProcessExpired as expired:
            error = f"its process died ({expired.exitcode})"
        except Exception as raised:  # whatever one page does to its process, the others go on
            error = f"{type(raised).__name__}: {raised}"
    return {"id": identity, "title": None, "authors": [], "date": None, "body": None, "error": str(error)[:500]}
