"""Checking a proof (see :mod:`cunzhao.record.proof`) that came from anywhere: what does not fit in it is believed of nobody."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, get_args

from cunzhao.errors import CunzhaoError, EvidenceError
from cunzhao.record import http
from cunzhao.record.leaves import Kind, Promise, leaf_for_capture
from cunzhao.record.merkle import leaf_hash, verify_inclusion
from cunzhao.record.note import Checkpoint, Verifier, is_note, open_checkpoint
from cunzhao.record.proof import VERSION
from cunzhao.record.reader import DamageError, read_fields, read_record
from cunzhao.record.scan import Groups
from cunzhao.record.stamps import check_stamp
from cunzhao.types import Capture, Finding

MAX_BLOCK = 1 << 31
"""Bytes of a record that are unpacked for a stranger; what states more is said to be unchecked."""
FOREIGN = "do not rely on this proof; ask whoever gave it for another"
_PATH_LIMIT = 64


class _Unreadable(Exception):
    """This is no proof."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    promise: Promise
    index: int
    path: Sequence[bytes]


def check_proof(content: bytes, against: str | None = None, authorities: Sequence[str] = ()) -> list[Finding]:
    """All that is to be said of a proof. ``against`` is a checkpoint from elsewhere, ``authorities`` are certificates (PEM)
    that are trusted for time stamps; without any, those in the proof are used, and that is said.
    """
    try:
        body = _parsed(content)
        verifier = Verifier.parse(_text(body, "key"))
        note = _text(body, "checkpoint")
        leaves = [_leaf(each) for each in _list(body, "leaves")]
        warc = {name: _bytes(data) for name, data in _mapping(body.get("warc", {})).items()}
        stamps = [
            (_bytes(_mapping(one)["response"]), _text(_mapping(one), "authority")) for one in _list(body, "stamps")
        ]
    except (_Unreadable, EvidenceError, KeyError, ValueError) as error:
        return [Finding("damage", f"this cannot be read as a proof: {error}", advice="ask for it again")]
    try:
        checkpoint = open_checkpoint(note, verifier)
    except EvidenceError as error:
        return [Finding("tampering", str(error), "checkpoint", FOREIGN)]
    findings = [Finding("ok", f"a log of {checkpoint.size} leaves, signed by {verifier}", "checkpoint")]
    findings += _compare(checkpoint, verifier, against)
    for response, authority in stamps:
        findings.append(check_stamp(note, response, authorities or [authority], own=not authorities))
    for leaf in leaves:
        findings.append(_check_leaf(leaf, checkpoint))
    return findings + [found for name, data in warc.items() for found in _check_bytes(name, data, leaves)]


def _compare(checkpoint: Checkpoint, verifier: Verifier, against: str | None) -> Iterator[Finding]:
    if against is None:
        return
    try:
        other = open_checkpoint(against, verifier)
    except EvidenceError as error:
        yield _incomparable(error, against, verifier)
        return
    if other.size != checkpoint.size:
        what = (
            f"the other checkpoint is of {other.size} leaves, the proof's of {checkpoint.size}: the proof cannot tell"
        )
        yield Finding("unchecked", what, "checkpoint", "ask the keeper for `verify --against` that checkpoint")
    elif other.root != checkpoint.root:
        yield Finding("tampering", "the same log was signed with another root: it forked", "checkpoint", FOREIGN)
    else:
        yield Finding("ok", "the other checkpoint is the same", "checkpoint")


def _incomparable(error: EvidenceError, against: str, verifier: Verifier) -> Finding:
    """A checkpoint that names this log, and that another key signed, is what there is once the key was replaced."""
    where = "the other checkpoint"
    if is_note(against) and against.startswith(f"{verifier.name}\n"):
        what = "it names this log, and it is not signed by the key of the proof: was the key replaced between the two?"
        advice = "ask the keeper for `verify --against` that checkpoint, which knows all keys, or for a new proof"
        return Finding("unchecked", what, where, advice)
    return Finding("unchecked", str(error), where, "give a checkpoint of the same log and key")


def _check_leaf(leaf: _Leaf, checkpoint: Checkpoint) -> Finding:
    where = f"leaf {leaf.index}"
    try:
        entry = leaf.promise.leaf.entry
    except CunzhaoError as error:
        return Finding("damage", str(error), where, FOREIGN)
    if not verify_inclusion(leaf_hash(entry), leaf.index, checkpoint.size, leaf.path, checkpoint.root):
        return Finding("tampering", f"the signed log does not hold this {leaf.promise.kind}", where, FOREIGN)
    return Finding("ok", f"the log holds {_described(leaf.promise)}", where)


def _described(promise: Promise) -> str:
    record = {name: str(value)[:2000] for name, value in promise.record.items()}
    match promise.kind:
        case "capture":
            what = f"of {record.get('url')} at {record.get('at')}"
            return f"capture {record.get('id')} {what}, payload sha256 {record.get('payload_digest')}"
        case "derive":
            return f"revision {record.get('revision')}, clean text sha256 {record.get('text')}"
        case "gone":
            return f"that article {record.get('article')} was found gone at {record.get('at')}"
        case "redaction":
            what = f"at {record.get('at')}, by {record.get('who')}: {record.get('why')}"
            return f"that {record.get('what')} were redacted {what}; leaves {record.get('leaves')}"
        case kind:
            return kind


def _check_bytes(name: str, data: bytes, leaves: Sequence[_Leaf]) -> Iterator[Finding]:
    """The WARC records against the leaf of their capture: the group says all that the leaf commits to, salt included."""
    where = f"the records of capture {name}"
    stream = BytesIO(data)
    try:
        if int(read_fields(stream, 0)["content-length"]) > MAX_BLOCK:
            yield Finding(
                "unchecked", f"the record states more than {MAX_BLOCK} bytes", where, "look at it by other means"
            )
            return
        found = next(iter(Groups(stream, "proof")))
        main = read_record(stream, 0, MAX_BLOCK)
    except DamageError as damage:
        yield Finding("tampering" if damage.tampered else "damage", str(damage), where, FOREIGN)
        return
    except StopIteration:
        yield Finding("damage", "there are none", where, FOREIGN)
        return
    entry = leaf_for_capture(found.capture).entry
    if found.capture.id != name or all(leaf.promise.leaf.entry != entry for leaf in leaves):
        yield Finding("tampering", "they are not what the log promised", where, FOREIGN)
    elif not _payload_fits(found.capture, main.block or b""):
        yield Finding("tampering", "they do not have the payload that they state", where, FOREIGN)
    else:
        yield Finding("ok", f"{len(data)} bytes are what the log promised", where)


def _payload_fits(capture: Capture, block: bytes) -> bool:
    if capture.kind != "response":
        return True
    return http.payload_of(block, capture.size, capture.payload_digest) is not None


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        body = _mapping(json.loads(content))
    except (ValueError, RecursionError) as error:
        if is_note(content.decode("utf-8", "replace")):
            raise _Unreadable("it is a signed checkpoint, which goes behind --against") from None
        raise _Unreadable(f"no JSON ({error})") from None
    if body.get("cunzhao_proof") != VERSION:
        raise _Unreadable(f"it is not of version {VERSION}")
    return body


def _leaf(value: object) -> _Leaf:
    body = _mapping(value)
    kind, index, path = body["kind"], body["index"], _list(body, "path")
    if kind not in get_args(Kind) or type(index) is not int or len(path) > _PATH_LIMIT:
        raise _Unreadable("a leaf has a wrong kind, index or path")
    promise = Promise(kind, bytes.fromhex(_text(body, "salt")), _mapping(body["record"]), "")
    return _Leaf(promise, index, [_bytes(part) for part in path])


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Unreadable("an object is missing")
    return value


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    if not isinstance(body.get(name), list):
        raise _Unreadable(f"{name} is missing")
    return list(body[name])


def _text(body: Mapping[str, Any], name: str) -> str:
    if not isinstance(body.get(name), str):
        raise _Unreadable(f"{name} is missing")
    return str(body[name])


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise _Unreadable("bytes are missing")
    return b64decode(value, validate=True)
