"""Statements in bulk, for other people's scripts: JSON lines in and out, in order, on all cores. No archive is needed."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as Late
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, TextIO

from pebble import ProcessExpired, ProcessPool

from cunzhao.errors import InputError
from cunzhao.said import Context, statements_of
from cunzhao.said.anchor import Ask, proposed
from cunzhao.types import Statement

TOGETHER = 16
"""Lines that go to a child at once, so that handing them over costs little beside reading them (7 to 10 ms each)."""
SECONDS = 60.0
"""For so many lines, which take a sixth of a second."""
_LOOK_AHEAD = 4  # handfuls under way or waiting per process: keeps memory constant and every core busy
FIELDS = ("start", "end", "kind", "speaker", "speaker_start", "speaker_end", "cue", "said_on", "confidence")
MORE = ("why", "title", "on_behalf", "relay", "occasion", "place", "said_on_why", "quote_start", "quote_end")

Result = dict[str, Any]


def said_jsonl(lines: Iterable[str], out: TextIO, *, workers: int | None = None, ask: Ask | None = None) -> int:
    """Read ``{"id","lang","published","text"}`` lines, write ``{"id","statements"}`` lines in the same order.

    A line that cannot be read, or whose text hangs or kills its process, gives one with an ``error`` and none; the others
    go on. Returns the number of such lines. ``ask`` asks a model for more; what it proposes is anchored letter by letter.
    """
    count = workers or len(os.sched_getaffinity(0))
    wanted = (line for line in lines if line.strip())
    failures = 0
    for result in _results(wanted, count):
        done = _with_proposals(*result, ask) if ask is not None else result[1]
        failures += "error" in done
        out.write(json.dumps(done, ensure_ascii=False) + "\n")
        out.flush()
    return failures


def _results(lines: Iterator[str], count: int) -> Iterator[tuple[str, Result]]:
    first = list(islice(lines, TOGETHER))
    rest = list(islice(lines, 1))
    if not rest:  # so few are read here at once
        yield from zip(first, read_lines(first), strict=True)
        return
    with ProcessPool(max_workers=count) as pool:

        def schedule(part: list[str]) -> tuple[list[str], Any]:
            return part, pool.schedule(read_lines, args=(part,), timeout=SECONDS)

        yield from _in_order(_parts(first, rest, lines), schedule, count * _LOOK_AHEAD, pool)


def _parts(first: list[str], rest: list[str], lines: Iterator[str]) -> Iterator[list[str]]:
    yield first
    yield [*rest, *islice(lines, TOGETHER - 1)]
    while part := list(islice(lines, TOGETHER)):
        yield part


def _in_order(
    parts: Iterable[list[str]], schedule: Callable[[list[str]], tuple[list[str], Any]], ahead: int, pool: ProcessPool
) -> Iterator[tuple[str, Result]]:
    waiting: deque[tuple[list[str], Any]] = deque()
    for part in parts:
        waiting.append(schedule(part))
        if len(waiting) >= ahead:
            yield from _outcome(*waiting.popleft(), pool)
    while waiting:
        yield from _outcome(*waiting.popleft(), pool)


def _outcome(part: list[str], future: Any, pool: ProcessPool) -> Iterator[tuple[str, Result]]:
    """The results of a handful; where one of its lines hung or killed the child, each is tried alone."""
    try:
        yield from zip(part, future.result(), strict=True)
    except (Late, ProcessExpired, MemoryError) as error:
        if len(part) == 1:
            what = "took too long and was given up" if isinstance(error, Late) else "killed its process"
            yield part[0], _failed(part[0], what)
            return
        for line in part:
            yield from _outcome([line], pool.schedule(read_lines, args=([line],), timeout=SECONDS), pool)


def read_lines(lines: list[str]) -> list[Result]:
    """The results of some lines, in a child process."""
    return [_read_line(line) for line in lines]


def _read_line(line: str) -> Result:
    try:
        job = _job(line)
        found = statements_of(job["text"], job.get("lang"), Context(published_of(job.get("published"))))
    except Exception as error:
        return _failed(line, str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}")
    return {"id": job.get("id"), "statements": [shape(one) for one in found]}


def _job(line: str) -> dict[str, Any]:
    try:
        job = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(job, dict) or not isinstance(job.get("text"), str):
        raise InputError("no text in this line")
    if not isinstance(job.get("lang"), str | None):
        raise InputError("lang is no text")
    return job


def published_of(value: object) -> datetime | None:
    """The time of publication: RFC 3339, or a day (its noon stands for it). Raises InputError for what is neither."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and len(value) == 10:
            return datetime.combine(date.fromisoformat(value), time(12), UTC)
        at = datetime.fromisoformat(str(value))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"published is no time: {str(value)[:40]!r}") from None


def shape(one: Statement) -> Result:
    """A statement as scripts read it: the promised names first, then all else that is known."""
    return {name: getattr(one, name) for name in (*FIELDS, *MORE)}


def _failed(line: str, why: str) -> Result:
    try:
        job = json.loads(line)
        identity = job.get("id") if isinstance(job, dict) else None
    except (ValueError, RecursionError):
        identity = None
    return {"id": identity, "statements": [], "error": why[:500]}


def _with_proposals(line: str, done: Result, ask: Ask) -> Result:
    """What a model proposes beside what was read; a span that overlaps one that was read is left out."""
    if "error" in done:
        return done
    held = [(s["start"], s["end"]) for s in done["statements"]]
    more = [s for s in proposed(_job(line)["text"], ask) if all(s.end <= a or s.start >= b for a, b in held)]
    both = [*done["statements"], *map(shape, more)]
    return done | {"statements": sorted(both, key=lambda s: (s["start"], s["end"]))}
