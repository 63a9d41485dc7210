"""A proof: one JSON document that shows, to anybody and with no archive at hand, that something was on record.

Shape (version 1); hashes and bytes are base64, salts hex::

    {"cunzhao_proof": 1, "subject": ID, "checkpoint": SIGNED NOTE, "key": PUBLIC KEY,
     "leaves": [{"kind", "index", "salt", "record": {…}, "path": [HASH, …]}],
     "stamps": [{"response", "authority"}],            # RFC 3161 time stamps of this checkpoint
     "warc": {CAPTURE ID: WARC RECORDS}}               # only where the bytes were asked for

A leaf is checked as in RFC 6962: salt and canonical record give the entry, entry and path give the root that was signed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cunzhao.errors import EvidenceError
from cunzhao.record.leaves import Promise
from cunzhao.record.log import Log
from cunzhao.record.merkle import leaf_hash
from cunzhao.record.reader import DamageError
from cunzhao.record.scan import Groups, open_file
from cunzhao.record.stamps import Stamped, stamped_checkpoints
from cunzhao.types import Capture

VERSION = 1


@dataclass(frozen=True, slots=True)
class Placed:
    """A promise and the position of its leaf."""

    promise: Promise
    index: int


def prove(log: Log, subject: str, placed: Sequence[Placed]) -> dict[str, Any]:
    """The proof of these leaves, under the earliest checkpoint with a time stamp that holds them all, else the newest.

    Raises EvidenceError where the signed log does not hold them, or other leaves in their place.
    """
    for each in placed:
        if log.leaf(each.index) != leaf_hash(each.promise.leaf.entry):
            raise EvidenceError(f"leaf {each.index} of the log is not what the catalogue has for it; run verify")
    signed = _signed(log, max((each.index for each in placed), default=-1) + 1)
    return {
        "cunzhao_proof": VERSION,
        "subject": subject,
        "checkpoint": signed.note,
        "key": str(signed.verifier),
        "leaves": [_leaf(log, each, signed.checkpoint.size) for each in placed],
        "stamps": [{"response": _base64(one.response), "authority": one.authority} for one in signed.stamps],
    }


def _signed(log: Log, size: int) -> Stamped:
    for stamped in stamped_checkpoints(log):
        if stamped.checkpoint.size >= size:
            return stamped
    return Stamped(log.note, log.checkpoint, log.signed_by, ())


def _leaf(log: Log, placed: Placed, size: int) -> dict[str, Any]:
    promise = placed.promise
    path = [_base64(part) for part in log.inclusion_proof(placed.index, size)]
    return {
        "kind": promise.kind,
        "index": placed.index,
        "salt": promise.salt.hex(),
        "record": dict(promise.record),
        "path": path,
    }


def group_bytes(evidence: Path, capture: Capture) -> str:
    """All WARC records of a capture as they lie in the file, in base64. Raises EvidenceError where they are not whole."""
    with open_file(evidence, capture.path) as stream:
        try:
            found = next(iter(Groups(stream, capture.path, capture.offset)))
        except DamageError as damage:
            raise EvidenceError(
                f"capture {capture.id} at {capture.path}:{damage.offset}: {damage}; run verify"
            ) from None
        if found.capture.id != capture.id:
            raise EvidenceError(
                f"at {capture.path}:{capture.offset} lies another capture than {capture.id}; run verify"
            )
        stream.seek(found.start)
        return _base64(stream.read(found.end - found.start))


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
