"""Each seeded fault, and the trial that catches it. A harness that finds nothing in a broken archive shows nothing."""

from __future__ import annotations

from collections.abc import Callable

from tests.durability.faults import FAULTS
from tests.durability.places import many_writers, short_writes, torn_tails
from tests.durability.points import kills_at_calls
from tests.durability.power import power_cuts
from tests.durability.tally import Tally
from tests.durability.trial import Writers

Trial = Callable[[Writers, str], Tally]


def _power(states: int, failed: str = "") -> Trial:
    return lambda writers, fault: power_cuts(writers, 1, states, fault=fault, failed=failed)


CATCHES: dict[str, Trial] = {
    "acknowledge first": _power(120),
    "no fsync": _power(120),
    "no directory fsync": _power(120),
    "index first": lambda writers, fault: kills_at_calls(writers, 1, 100, fault=fault, names=("write",)),
    "retry after a failed fsync": _power(120, "fsync:5"),
    "torn tail accepted": lambda _, fault: torn_tails(1, 300, fault=fault),
    "commit not synced": _power(160),
    "short write taken for whole": lambda _, fault: short_writes(1, fault=fault),
    "row and leaf apart": _power(120),
    "no lock": lambda writers, fault: many_writers(writers, 1, 2, fault=fault),
}
"""The number of the failed fsync is that of the first captures: the ones before it are of folders and of an empty file."""


def caught(writers: Writers, fault: str) -> list[str]:
    """What its trial found wrong with an archive that has this fault."""
    assert fault in FAULTS
    return CATCHES[fault](writers, fault).failures


def caught_all(writers: Writers, faults: list[str]) -> Tally:
    """A point for each fault, and a failure for each that was not caught."""
    tally = Tally()
    for fault in faults:
        tally.note(f"seeded fault: {fault}", [] if caught(writers, fault) else ["not caught"])
    return tally
