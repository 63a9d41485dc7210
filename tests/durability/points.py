"""A writer that is killed, or whose disk refuses, at one chosen system call after another."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from tests.durability.faults import seeded
from tests.durability.oracle import judge, readable
from tests.durability.strace import STORAGE, WRITING, calls, injecting, noting, only
from tests.durability.tally import Tally
from tests.durability.trial import Ended, Writers, begun, scratch
from tests.durability.work import Job

Point = tuple[str, int]
ALL = slice(None)


def _points(writers: Writers, seed: int, names: tuple[str, ...], fault: str) -> list[Point]:
    """Every storage call of a writer to whom nothing happens: its name, and the how manieth of that name it is."""
    with scratch() as folder:
        begun(folder / "press")
        writers.run(Job(str(folder / "press"), seed, fault=fault), *noting(folder / "trace"))
        counted = Counter(call.name for call in calls(folder / "trace"))
    return [(name, number) for name in names for number in range(1, counted[name] + 1)]


def _some(points: list[Point], wanted: int, seed: int) -> list[Point]:
    return points if wanted >= len(points) else random.Random(seed).sample(points, wanted)


def kills_at_calls(
    writers: Writers, seed: int, wanted: int, *, fault: str = "", names: tuple[str, ...] = STORAGE, among: slice = ALL
) -> Tally:
    """Kills a writer at so many of its storage calls (all, where it has no more), before the call does anything."""
    tally = Tally()
    for name, number in _some(_points(writers, seed, names, fault)[among], wanted, seed):
        with scratch() as folder:
            press = folder / "press"
            begun(press)
            job = Job(str(press), seed, fault=fault)
            ended = writers.run(job, *only(name), *injecting(name, "signal=SIGKILL", str(number)))
            wrong = [] if ended.code < 0 or fault else [f"it was not killed: {ended.code}"]
            wrong += _judged(press, ended, fault)
            tally.note(f"killed at {name} {number} of writer {seed}", wrong, len(ended.said.kept))
        if fault and tally.failures:
            break
    return tally


def refusals(
    writers: Writers, seed: int, wanted: int, *, fault: str = "", lasting: bool = False, among: slice = ALL
) -> Tally:
    """Lets so many of a writer's writing calls fail, with ENOSPC or EIO: it must refuse, read, and go on when started again.

    With ``lasting`` every later call of that name fails as well, so that it cannot go on before somebody mends the disk.
    """
    tally = Tally()
    points = _points(writers, seed, WRITING, fault)[among]
    for place, (name, number) in enumerate(_some(points, wanted, seed)):
        code = ("ENOSPC", "EIO")[place % 2]
        with scratch() as folder:
            press = folder / "press"
            begun(press)
            job = Job(str(press), seed, rises=0 if lasting else 1, fault=fault)
            ended = writers.run(job, *only(name), *injecting(name, f"error={code}", f"{number}{'+' * lasting}"))
            wrong = [] if fault else [*ended.crash, *readable(press, ended.said)]
            where = f"{code} at {name} {number}{' and after' * lasting} of writer {seed}"
            tally.note(where, wrong + _judged(press, ended, fault), len(ended.said.kept))
    return tally


def _judged(press: Path, ended: Ended, fault: str) -> list[str]:
    with seeded(fault):
        return judge(press, ended.said)
