"""The table of the harness: one line for each kind of trial, and how much of it the full and the short form do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.durability.catch import caught_all
from tests.durability.crawl import crawl_kills, random_kills
from tests.durability.faults import FAULTS
from tests.durability.places import clock_jumps, full_disk, many_writers, short_writes, torn_tails
from tests.durability.points import kills_at_calls, refusals
from tests.durability.power import power_cuts
from tests.durability.tally import Tally
from tests.durability.trial import Writers, writers


@dataclass(frozen=True)
class Line:
    """A line of the table: ``parts`` trials, each with its own seed, of ``size`` points each (``short`` in the short form)."""

    name: str
    trial: Callable[[Writers, int, int], Tally]
    parts: int
    size: int
    short: int


SLICES = 10
"""Parts in which all the calls of one writer, or all the bytes of one capture, are gone through: so none is one long trial."""


def _kills(of: Writers, seed: int, wanted: int) -> Tally:
    writer, part = divmod(seed, SLICES)
    return kills_at_calls(of, writer, wanted, among=slice(part, None, SLICES))


def _refusals(of: Writers, seed: int, wanted: int) -> Tally:
    writer, part = divmod(seed, SLICES)
    return refusals(of, writer, wanted, among=slice(part, None, SLICES))


def _tails(_: Writers, seed: int, step: int) -> Tally:
    capture, first = divmod(seed, SLICES)
    return torn_tails(capture, step, first)


def _jumps(_: Writers, seed: int, jumps: int) -> Tally:
    return clock_jumps(seed, jumps)


def _full(of: Writers, seed: int, _: int) -> Tally:
    return full_disk(of, seed)


def _short(_: Writers, seed: int, __: int) -> Tally:
    return short_writes(seed)


def _failed(call: str, of: Writers, seed: int, states: int) -> Tally:
    """The failed call is another one for each seed."""
    return power_cuts(of, seed, states, failed=f"{call}:{seed % 30 + 1}")


def _fault(of: Writers, seed: int, _: int) -> Tally:
    return caught_all(of, [list(FAULTS)[seed % len(FAULTS)]])


TABLE = (
    Line("SIGKILL at random moments of a writer", random_kills, 40, 20, 4),
    Line("SIGKILL at random moments of a crawl", crawl_kills, 8, 25, 3),
    Line("SIGKILL at each storage call", _kills, 2 * SLICES, 10_000, 5),
    Line("power cut, states of a writer's disk", power_cuts, 80, 100, 20),
    Line("power cut while the archive is made", partial(power_cuts, make=True), 8, 100, 20),
    Line("power cut after a failed fsync", partial(_failed, "fsync"), 6, 100, 20),
    Line("power cut after a failed fdatasync", partial(_failed, "fdatasync"), 6, 100, 20),
    Line("ENOSPC or EIO once, at each writing call", _refusals, SLICES, 10_000, 5),
    Line("ENOSPC or EIO from one call on", partial(refusals, lasting=True), 4, 25, 4),
    Line("a disk of 4 MB", _full, 5, 0, 0),
    Line("every write takes only a part", _short, 5, 0, 0),
    Line("eight writers at once, sessions", many_writers, 2, 10, 1),
    Line("torn tail, every byte of three records", _tails, SLICES, SLICES, 100),
    Line("clock jumps", _jumps, 2, 14, 3),
    Line("seeded faults", _fault, len(FAULTS), 0, 0),
)


def do(number: int, seed: int, size: int, until: float) -> Tally:
    """One part of a line; nothing of it where the clock (monotonic, that of the whole machine) is past ``until``."""
    if time.monotonic() > until:
        return Tally()
    with writers() as of:
        return TABLE[number].trial(of, seed, size)
