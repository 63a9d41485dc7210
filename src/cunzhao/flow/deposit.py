"""Putting deposits on record: evidence first (fsynced), then one commit that holds the rows and their log leaves."""

from __future__ import annotations

from collections.abc import Sequence

from cunzhao.flow.context import Context
from cunzhao.flow.keys import url_key
from cunzhao.record import leaf_for_capture
from cunzhao.types import Capture, Deposit


def put_on_record(context: Context, deposits: Sequence[Deposit]) -> list[Capture]:
    """Captures in the order of the deposits; when this returns they are acknowledged. Raises StorageError."""
    captures = context.evidence.append(deposits, context.store.prior, context.store.capture_of)
    acknowledge(context, captures)
    return captures


def acknowledge(context: Context, captures: Sequence[Capture]) -> None:
    """Commit rows and leaves of captures whose bytes are already safe on disk."""
    with context.store.write() as transaction:
        for capture in captures:
            transaction.add_capture(capture, url_key(capture.url), leaf_for_capture(capture))


def publish_log(context: Context) -> None:
    """Bring tiles and checkpoint up to what the catalogue has committed. Safe to repeat."""
    size = context.log.size
    while batch := context.store.leaves(after=size - 1):
        context.log.publish([entry for _, _, entry, _ in batch], size)
        size += len(batch)
