"""The catalogue again, from evidence, log and journal alone.

The log says in which order everything happened; captures and journal entries are found again by their leaves. What is on
disk but not in the log (a crash came between fsync and commit) is taken in at the end, as new leaves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cunzhao.flow import journal
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import acknowledge, publish_log
from cunzhao.flow.ingest import BATCH, ingest
from cunzhao.record import leaf_for_capture, leaf_for_journal
from cunzhao.types import Capture, Finding, Progress, silent

Entry = Mapping[str, Any]


def rebuild(context: Context, damaged: Callable[[Finding], None], progress: Progress = silent) -> dict[str, int]:
    """Fill an empty catalogue. Returns counts: ``captures``, ``journal``, ``unlogged`` (on disk, not in the log).

    A capture that is damaged is told to ``damaged`` and passed over: its leaf keeps its place, without a subject.
    """
    captures = {leaf_for_capture(c).entry: c for c in context.evidence.scan(damaged=damaged)}
    entries = {leaf_for_journal(e).entry: e for e in context.journal.read()}
    logged = list(context.log.entries(0, context.log.size))
    with context.store.write() as transaction:
        transaction.load_log((kind_of(entry), entry) for entry in logged)
    counts = {"captures": len(captures), "journal": len(entries), "unlogged": 0}
    done = 0
    for step in _steps(logged, captures, entries):
        done += _take(context, step)
        progress(f"{done} of {len(captures)} captures")
    counts["unlogged"] = _take_rest(context, captures, entries, set(logged))
    publish_log(context)
    return counts


def kind_of(entry: bytes) -> str:
    """Of what kind a leaf of the log is."""
    return str(json.loads(entry)["kind"])


def _steps(
    logged: list[bytes], captures: Mapping[bytes, Capture], entries: Mapping[bytes, Entry]
) -> Iterator[list[Capture] | Entry]:
    """Runs of captures, and journal entries between them, in log order."""
    run: list[Capture] = []
    for entry in logged:
        if entry in captures:
            run.append(captures[entry])
        elif entry in entries:
            if run:
                yield run
            run = []
            yield entries[entry]
        if len(run) >= BATCH:
            yield run
            run = []
    if run:
        yield run


def _take(context: Context, step: list[Capture] | Entry) -> int:
    if isinstance(step, list):
        acknowledge(context, step)
        ingest(context, step)
        return len(step)
    journal.put(context, step)
    return 0


def _take_rest(
    context: Context, captures: Mapping[bytes, Capture], entries: Mapping[bytes, Entry], known: set[bytes]
) -> int:
    rest = [c for entry, c in captures.items() if entry not in known]
    if rest:
        _take(context, rest)
    left = [e for entry, e in entries.items() if entry not in known]
    for entry in left:
        _take(context, entry)
    return len(rest) + len(left)
