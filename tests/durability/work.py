"""What a writer does in a trial, and what it says of it: a line for each thing that is acknowledged, when it is.

A line is JSON in one message of a socket: ``{"kept": [[url, payload digest], …]}``, ``{"source": id}``,
``{"signed": [size, root]}``, ``{"made": true}`` (the archive exists), ``{"refused": message}``.
"""

from __future__ import annotations

import hashlib
import json
import random
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from cunzhao.archive import Archive
from cunzhao.archive.writing import Writing
from cunzhao.errors import ArchiveBusy, StorageError
from cunzhao.flow import journal
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import publish_log, put_on_record
from cunzhao.flow.ingest import ingest
from cunzhao.record import Disk
from cunzhao.types import Capture, Channel, Deposit, Failure, Source
from tests.press_archive import OPENED, Clock
from tests.record.make import exchange

Say = Callable[[dict[str, Any]], None]
Keep = Callable[[Context, Sequence[Deposit], Say], list[Capture]]

ROLL = 6_000
"""Bytes after which a new evidence file begins, so that a short trial makes several."""


@dataclass(frozen=True)
class Job:
    """One writer: where it writes, and how much."""

    directory: str
    seed: int = 1
    make: bool = False
    sessions: int = 2
    batches: int = 4
    large: int = 0
    """Bytes of every payload; 0 means some hundred, at random."""
    rises: int = 0
    """How often it starts again after the disk refused, as a new process would."""
    among: bool = False
    """Whether others write too, so that it must wait its turn."""
    hours: float = 0.0
    """How far its clock is from the opening of the press."""
    fault: str = ""
    """The seeded fault, if any."""


def keep(context: Context, deposits: Sequence[Deposit], say: Say) -> list[Capture]:
    """Puts deposits on record, then says so."""
    captures = put_on_record(context, deposits)
    say(kept(deposits))
    return captures


def kept(deposits: Sequence[Deposit]) -> dict[str, Any]:
    """The line for deposits that are acknowledged: their addresses and the digests of what they brought."""
    return {"kept": [[_url(d), hashlib.sha256(_payload(d)).hexdigest()] for d in deposits]}


def _url(deposit: Deposit) -> str:
    given = deposit.exchange or deposit.failure
    assert given is not None
    return given.url


def _payload(deposit: Deposit) -> bytes:
    return deposit.exchange.payload if deposit.exchange is not None else b""


def deposits(chance: random.Random, name: str, large: int = 0) -> list[Deposit]:
    """A batch: one to four answers (some of them the same bytes again), now and then a failure or a page."""
    made = []
    for number in range(chance.randint(1, 4)):
        url = f"http://press.example/{name}/{number}"
        shape = chance.random()
        if shape < 0.1:
            made.append(Deposit("robots", failure=Failure(url, "timeout", "no answer", OPENED)))
        elif shape < 0.25:
            made.append(Deposit("robots", exchange=exchange(b"the same again", url=url)))
        else:
            body = chance.randbytes(large or chance.randint(50, 900))
            made.append(Deposit("robots", exchange=exchange(body, url=url)))
    if not large and chance.random() < 0.2:
        text = b"<html><title>%b</title><p>%b" % (name.encode(), b"The council met. " * 40)
        made.append(Deposit("page", exchange=exchange(text, url=f"http://press.example/{name}/page")))
    return made


def open_archive(job: Job, disk: Disk | None = None) -> Archive:
    """The archive of a job, with its clock."""
    clock = Clock(OPENED + timedelta(hours=2 + job.hours))
    archive = Archive.open(Path(job.directory), clock=clock, parallel=False)
    return archive if disk is None else replace(archive, disk=disk)


def perform(job: Job, say: Say, keep: Keep = keep, disk: Disk | None = None) -> None:
    """The whole of a writer's life. After a refusal it ends, or rises again as a new process would."""
    chance, rises, session = random.Random(job.seed), job.rises, 0
    while session < job.sessions:
        try:
            if job.make and not (Path(job.directory) / "cunzhao.toml").exists():
                Archive.init(Path(job.directory), clock=Clock(OPENED), parallel=False)
                say({"made": True})
            with open_archive(job, disk).writing("trial") as writing:
                _session(writing, job, chance, f"{job.seed}-{session}-{rises}", say, keep)
            session += 1
        except StorageError as error:
            say({"refused": str(error)})
            rises -= 1
            if rises < 0:
                return


def _session(writing: Writing, job: Job, chance: random.Random, name: str, say: Say, keep: Keep) -> None:
    context = writing.context
    context.evidence._roll_bytes = ROLL + job.large
    for number in range(job.batches):
        captures = keep(context, deposits(chance, f"{name}-{number}", job.large), say)
        ingest(context, captures)
        if number % 2:
            _follow(context, f"{name}-{number}", say)
        publish_log(context)
        say({"signed": [context.log.size, context.log.root.hex()]})


def _follow(context: Context, name: str, say: Say) -> None:
    home = f"http://{name}.example/"
    source = Source(name, name, home, (Channel("feed", f"{home}feed", "named"),), OPENED, None)
    journal.follow(context, source)
    say({"source": name})


def speaker(line: socket.socket) -> Say:
    """Says each line as one message, so that no line is ever half said."""

    def say(what: dict[str, Any]) -> None:
        line.send(json.dumps(what).encode())

    return say


def patient(job: Job, say: Say, keep: Keep = keep) -> None:
    """A writer among others: each of its sessions waits until nobody else writes."""
    for number in range(job.sessions):
        one = replace(job, seed=job.seed * 1000 + number, sessions=1)
        while not _alone(one, say, keep):
            time.sleep(0.002)


def _alone(job: Job, say: Say, keep: Keep) -> bool:
    try:
        perform(job, say, keep)
    except ArchiveBusy:
        return False
    return True
