"""The harness by hand: ``python -m tests.durability --full`` prints a table of counts, and ends with 1 where anything failed.

Without ``--full`` it does a hundredth of it. ``--only WORD`` runs the lines whose name has this word; ``--seed N`` takes other
random numbers; ``--processes N`` is how many trials run at once (default: one per core); ``--minutes N`` ends each line after
so long, and its count says how far it came.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.durability.runs import TABLE, do
from tests.durability.tally import Tally


def main() -> int:
    """Runs the table; prints each line when it is done."""
    asked = _arguments()
    failures: list[str] = []
    began = time.monotonic()
    print(f"{'trial':42} {'points':>7} {'acknowledged':>12} {'failures':>8} {'seconds':>8}")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.processes, mp_context=context) as pool:
        for number, line in enumerate(TABLE):
            if asked.only not in line.name:
                continue
            parts = line.parts if asked.full or not line.size else 1
            size = line.size if asked.full else line.short
            until = time.monotonic() + asked.minutes * 60 if asked.minutes else math.inf
            jobs = [pool.submit(do, number, asked.seed + part, size, until) for part in range(parts)]
            tally = Tally.sum(job.result() for job in jobs)
            failures += tally.failures
            print(
                f"{line.name:42} {tally.points:7} {tally.acknowledged or '':>12} {len(tally.failures):8} {tally.seconds:8.0f}",
                flush=True,
            )
            for failure in tally.failures:
                print(f"FAILED {failure}", flush=True)
    print(f"{time.monotonic() - began:.0f} s in all, {len(failures)} failures")
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("--full", action="store_true", help="all of it; an hour or so on two cores")
    parser.add_argument("--only", default="", metavar="WORD", help="only the lines whose name has this word")
    parser.add_argument("--seed", type=int, default=0, help="other random numbers")
    parser.add_argument("--minutes", type=float, default=0.0, help="a line begins no more parts after so long")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)), help="trials at once")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
