"""Power cuts: one trace of a writer, and every state in which its disk may be found."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from tests.durability.faults import seeded
from tests.durability.model import Model, choices
from tests.durability.oracle import Said, judge
from tests.durability.strace import Call, calls, data, injecting, noting
from tests.durability.tally import Tally
from tests.durability.trial import Writers, begun, scratch
from tests.durability.work import Job

Tree = dict[str, bytes | None]


@dataclass(frozen=True)
class State:
    """What a power cut left, and what had been acknowledged by then."""

    tree: Tree
    said: Said
    call: int

    @property
    def key(self) -> bytes:
        """The same for states that need not be judged twice."""
        whole = hashlib.sha256(f"{len(self.said.kept)} {len(self.said.sources)} {len(self.said.signed)}".encode())
        for path, content in self.tree.items():
            whole.update(f"{path}\0{-1 if content is None else len(content)}\0".encode() + (content or b""))
        return whole.digest()


@dataclass
class Trace:
    """What was on the disk when a writer began, and all its storage calls."""

    root: Path
    before: Tree
    calls: list[Call]

    def model(self) -> Model:
        """The file system before the first call."""
        return Model(self.root, self.before)


def power_cuts(
    writers: Writers, seed: int, states: int, *, fault: str = "", make: bool = False, failed: str = ""
) -> Tally:
    """Judges so many different states of one writer's disk.

    With ``make`` it made the archive itself. With ``failed`` (``fsync:3``) that call failed, and it began anew, before the cut.
    """
    tally = Tally()
    with scratch() as folder:
        trace = _traced(writers, folder, seed, fault, make, failed, tally)
        known = set[bytes]()
        for state in _states(trace, random.Random(seed), states):
            if state.key in known:
                continue
            known.add(state.key)
            shutil.rmtree(trace.root, ignore_errors=True)
            lay_out(trace.root, state.tree)
            with seeded(fault):
                wrong = judge(trace.root / "press", state.said)
            tally.note(f"power cut after call {state.call} of trace {seed}, failed call: {failed or None}", wrong)
            if tally.points >= states or (fault and tally.failures):
                break
    return tally


def _traced(writers: Writers, folder: Path, seed: int, fault: str, make: bool, failed: str, tally: Tally) -> Trace:
    root = folder / "root"
    root.mkdir()
    job = Job(str(root / "press"), seed, make, rises=2, fault=fault)
    if not make:
        begun(root / "press")
    before = found(root)
    name, _, number = failed.partition(":")
    inject = injecting(name, "error=EIO", number) if failed else ()
    ended = writers.run(job, *noting(folder / "trace"), *inject)
    if not fault:
        tally.failures += ended.crash
    trace = Trace(root, before, list(calls(folder / "trace")))
    model = trace.model()
    for call in trace.calls:
        model.take(call)
    assert model.as_seen() == found(root), "the model has gone astray"
    return trace


def found(root: Path) -> Tree:
    """Files and folders as they are; shared memory does not count."""
    paths = sorted(p for p in root.rglob("*") if not p.name.endswith("-shm"))
    return {str(p.relative_to(root)): None if p.is_dir() else p.read_bytes() for p in paths}


def _states(trace: Trace, chance: random.Random, states: int) -> Iterator[State]:
    """States spread over the whole trace: two at each point while the archive is being made, then as many as are wanted."""
    model, said = trace.model(), Said(made="press/cunzhao.toml" in trace.before)
    points = [n for n, changed in enumerate([model.take(call) for call in trace.calls]) if changed]
    wanted = set(chance.sample(points, min(len(points), states)))
    each = max(2, -(-states * 3 // max(1, len(wanted))))
    model = trace.model()
    for number, call in enumerate(trace.calls):
        model.take(call)
        if call.name == "sendto":
            said = deepcopy(said)
            said.add(json.loads(data(call.arguments[1])))
        if number in wanted:
            for survives in itertools.islice(choices(chance, model.time), each if said.made else 2):
                yield State(model.tree(survives), said, number)


def lay_out(root: Path, tree: Tree) -> None:
    """Makes the files and folders of a state."""
    root.mkdir(parents=True, exist_ok=True)
    for path, content in tree.items():
        if content is None:
            (root / path).mkdir(exist_ok=True)
        else:
            (root / path).write_bytes(content)
