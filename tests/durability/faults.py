"""Ten ways in which an archive could lose what it has acknowledged. The harness must catch each.

Each is a patch of this process that ends with its ``with`` block; shipped code has no switch for any of them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from cunzhao.flow import deposit as depositing
from cunzhao.flow.context import Context
from cunzhao.flow.keys import url_key
from cunzhao.record import Disk, Evidence, WriterLock, disk, evidence, journal, leaf_for_capture, recovery
from cunzhao.store import engine
from cunzhao.types import Capture, Deposit
from tests.durability import work
from tests.durability.work import Keep, Say

Seed = Callable[[ExitStack], Keep | None]


def _patched(stack: ExitStack, where: Any, name: str, value: object) -> None:
    stack.enter_context(patch.object(where, name, value))


def _fsync_is(stack: ExitStack, fsync: Callable[[int], None]) -> None:
    """Every Disk that is made from now on has this fsync."""
    made = Disk.__init__

    def init(self: Disk, write: Callable[..., int] = os.write, _: object = None) -> None:
        made(self, write, fsync)

    _patched(stack, Disk, "__init__", init)


def acknowledge_first(stack: ExitStack) -> Keep:
    """Says that it is kept, then keeps it."""

    def keep(context: Context, deposits: Sequence[Deposit], say: Say) -> list[Capture]:
        say(work.kept(deposits))
        return depositing.put_on_record(context, deposits)

    return keep


def no_fsync(stack: ExitStack) -> None:
    """Files are written and not waited for."""
    _fsync_is(stack, lambda fd: os.fsync(fd) if stat.S_ISDIR(os.fstat(fd).st_mode) else None)


def no_directory_fsync(stack: ExitStack) -> None:
    """The bytes of a file are waited for, its name is not."""
    _fsync_is(stack, lambda fd: None if stat.S_ISDIR(os.fstat(fd).st_mode) else os.fsync(fd))


def index_first(stack: ExitStack) -> Keep:
    """The row is committed before the bytes are on the disk."""
    written, held = Evidence._write, []

    def later(self: Evidence, target: Any, data: bytes) -> None:
        held.append((target, data))
        target.size += len(data)

    def keep(context: Context, deposits: Sequence[Deposit], say: Say) -> list[Capture]:
        with patch.object(Evidence, "_write", later):
            captures = context.evidence.append(deposits, context.store.prior, context.store.capture_of)
        depositing.acknowledge(context, captures)
        for target, data in held:
            target.size -= len(data)
        for target, data in held:
            written(context.evidence, target, data)
        held.clear()
        say(work.kept(deposits))
        return captures

    return keep


def retry_after_failed_fsync(stack: ExitStack) -> None:
    """A failed fsync is called once more, and the second answer believed."""

    def twice(fd: int) -> None:
        try:
            os.fsync(fd)
        except OSError:
            os.fsync(fd)

    _fsync_is(stack, twice)


def torn_tail_accepted(stack: ExitStack) -> None:
    """What follows the last whole record stays, and the next record is written behind it."""
    _patched(stack, recovery, "_cut", lambda path, keep, _: path)


def commit_not_synced(stack: ExitStack) -> None:
    """The catalogue does not wait for the disk."""
    pragmas = tuple(p for p in engine.WRITER_PRAGMAS if not p.startswith("synchronous"))
    _patched(stack, engine, "WRITER_PRAGMAS", (*pragmas, "synchronous=OFF"))


def short_write_taken_for_whole(stack: ExitStack) -> None:
    """``write`` may take a part of what it is given; the rest is forgotten."""

    def once(on: Disk, fd: int, data: bytes) -> None:
        on.write(fd, data)

    for module in (disk, evidence, journal):
        _patched(stack, module, "write_all", once)


def row_and_leaf_apart(stack: ExitStack) -> None:
    """The leaf is committed first, the row in a commit of its own."""

    def acknowledge(context: Context, captures: Sequence[Capture]) -> None:
        leaves = {c.id: leaf_for_capture(c) for c in captures}
        with context.store.write() as transaction:
            places = {c.id: transaction.add_leaf(leaves[c.id]) for c in captures}
        with context.store.write() as transaction:
            for c in captures:
                with patch.object(type(transaction), "add_leaf", lambda _, leaf: places[leaf.subject]):
                    transaction.add_capture(c, url_key(c.url), leaves[c.id])

    from cunzhao.archive import writing

    for module in (depositing, writing):
        _patched(stack, module, "acknowledge", acknowledge)


def no_lock(stack: ExitStack) -> None:
    """Nobody is kept out."""

    def acquire(self: WriterLock) -> None:
        self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)

    _patched(stack, WriterLock, "acquire", acquire)


FAULTS: dict[str, Seed] = {
    "acknowledge first": acknowledge_first,
    "no fsync": no_fsync,
    "no directory fsync": no_directory_fsync,
    "index first": index_first,
    "retry after a failed fsync": retry_after_failed_fsync,
    "torn tail accepted": torn_tail_accepted,
    "commit not synced": commit_not_synced,
    "short write taken for whole": short_write_taken_for_whole,
    "row and leaf apart": row_and_leaf_apart,
    "no lock": no_lock,
}


@contextmanager
def seeded(name: str) -> Iterator[Keep]:
    """The program with this fault in it (none for an empty name); gives the way in which deposits are kept."""
    with ExitStack() as stack:
        yield (FAULTS[name](stack) if name else None) or work.keep
