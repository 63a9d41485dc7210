"""Time stamps (RFC 3161) of checkpoints: an authority outside says when it saw one, whatever clock this machine has.

They lie in ``log/stamps/<size>-<hash>/``: the checkpoint as it was stamped, and per stamp ``<n>.tsr`` (the answer, DER) and
``<n>.pem`` (the certificate under which it is to be verified). Nothing here opens a socket: the request is a file that anybody
can send (``curl --data-binary @request.tsq -H 'Content-Type: application/timestamp-query' URL``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from cryptography import x509

from cunzhao.errors import EvidenceError, InputError
from cunzhao.record.disk import Disk, make_directories, replace_file, storage
from cunzhao.record.log import Log
from cunzhao.record.log_check import ASK, COPY
from cunzhao.record.note import Checkpoint, Verifier, open_any
from cunzhao.types import Finding

FOLDER = "stamps"
_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """An authority's answer (DER) and the certificates (PEM) under which it verifies."""

    response: bytes
    authority: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """A checkpoint that was kept to be stamped; ``note`` are the exact bytes that the stamps are of."""

    note: str
    checkpoint: Checkpoint
    verifier: Verifier
    stamps: tuple[Stamp, ...]


def request_for(log: Log, disk: Disk) -> bytes:
    """Keeps the newest checkpoint to be stamped and returns the request (DER, SHA-256). Raises StorageError, EvidenceError."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    note = log.note
    open_any(note, log.verifiers)
    with storage("the checkpoint cannot be kept"):
        folder = _folder(log, note)
        make_directories(disk, folder)
        replace_file(disk, folder / "checkpoint", note.encode())
    # Without a nonce: an answer to an earlier request of the same checkpoint proves the same, or more.
    built = TimestampRequestBuilder(note.encode(), HashAlgorithm.SHA256, nonce=False).build()
    return bytes(built.as_bytes())


def keep_response(log: Log, response: bytes, authority: str, disk: Disk) -> Finding:
    """Verifies an authority's answer and keeps it with the checkpoint that it is of. Raises InputError, StorageError."""
    at, digest = _read(response)
    for folder in _folders(log):
        note = _text(folder / "checkpoint")
        if sha256(note.encode()).digest() != digest:
            continue
        found = check_stamp(note, response, [authority], own=True)
        if found.level != "ok":
            raise InputError(f"{found.what}; give the authority's own certificate with --authority")
        number = sum(path.suffix == ".tsr" for path in folder.iterdir())
        with storage("the time stamp cannot be kept"):
            replace_file(disk, folder / f"{number}.pem", authority.encode())
            replace_file(disk, folder / f"{number}.tsr", response)
        return found
    raise InputError(f"this stamp of {at:%Y-%m-%d %H:%M:%S} UTC is of no checkpoint that was asked for here")


def stamped_checkpoints(log: Log) -> list[Stamped]:
    """All checkpoints with stamps, the smallest first. Raises EvidenceError where one cannot be read."""
    found = []
    for folder in _folders(log):
        stamps = [Stamp(path.read_bytes(), _text(path.with_suffix(".pem"))) for path in sorted(folder.glob("*.tsr"))]
        if stamps:
            note = _text(folder / "checkpoint")
            found.append(Stamped(note, *open_any(note, log.verifiers), tuple(stamps)))
    return sorted(found, key=lambda each: each.checkpoint.size)


def check_stamps(log: Log) -> Iterator[Finding]:
    """Every stamped checkpoint against the log as it is, and every stamp against its checkpoint."""
    try:
        stamped = stamped_checkpoints(log)
    except (EvidenceError, OSError) as error:
        yield Finding("damage", f"a time stamp cannot be read: {error}", f"log/{FOLDER}", COPY)
        return
    for each in stamped:
        where = f"log/{FOLDER}/{each.checkpoint.size}"
        yield from against(log, each.checkpoint, where)
        yield from (check_stamp(each.note, one.response, [one.authority], own=True) for one in each.stamps)


def against(log: Log, other: Checkpoint, where: str) -> Iterator[Finding]:
    """Whether the log still begins as an earlier checkpoint of it says."""
    try:
        size = log.size
        if other.size > size:
            what = f"the log had {other.size} leaves and has {size}: what came after was taken away, or this is an old copy"
            yield Finding("tampering", what, where, ASK)
        elif log.root_at(other.size) != other.root:
            what = f"the first {other.size} leaves of the log are not those that were signed then: it forked"
            yield Finding("tampering", what, where, ASK)
        else:
            yield Finding("ok", f"the first {other.size} leaves are as they were signed then", where)
    except EvidenceError as error:
        yield Finding("damage", str(error), where, COPY)


def check_stamp(note: str, response: bytes, authorities: Sequence[str], *, own: bool) -> Finding:
    """One stamp of a note. ``own`` says that the certificates came with it, and not from whoever asks."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        at, _ = _read(response)
        roots = [one for pem in authorities for one in x509.load_pem_x509_certificates(pem.encode())]
        VerifierBuilder(roots=roots).build().verify_message(decode_timestamp_response(response), note.encode())
    except (InputError, ValueError, VerificationError) as error:
        level: Literal["tampering", "unchecked"] = "tampering" if own else "unchecked"
        return Finding(level, f"the time stamp does not hold: {error}", "stamp", "ask its authority, or get another")
    size = Checkpoint.parse(note).size
    what = f"the checkpoint of {size} leaves was stamped at {at:%Y-%m-%d %H:%M:%S} UTC"
    if own:
        names = ", ".join(f"{one.subject.rfc4514_string()} (sha256 {_print(one)})" for one in roots)
        what += f" by {names}; whether to trust that certificate is yours to say"
    return Finding("ok", what, "stamp")


@dataclass(frozen=True, slots=True)
class Said:
    """What a stamp says: when (UTC, by the authority's clock), under which certificates, and whether it holds.

    ``authorities`` are the subject and the hex SHA-256 of each certificate that was given with it.
    """

    at: datetime
    authorities: tuple[tuple[str, str], ...]
    holds: bool


def said_by(note: str, stamp: Stamp) -> Said:
    """What a stamp says of this checkpoint. Raises InputError where it cannot be read."""
    at, _ = _read(stamp.response)
    try:
        certificates = x509.load_pem_x509_certificates(stamp.authority.encode())
    except ValueError as error:
        raise InputError(f"the certificate of a time stamp cannot be read ({error})") from None
    names = tuple((one.subject.rfc4514_string(), _print(one)) for one in certificates)
    return Said(at, names, check_stamp(note, stamp.response, [stamp.authority], own=True).level == "ok")


def _print(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex()


def _read(response: bytes) -> tuple[datetime, bytes]:
    """When it was stamped and what, by the stamp's own words. Raises InputError."""
    from rfc3161_client import decode_timestamp_response

    try:
        info = decode_timestamp_response(response).tst_info
    except ValueError as error:
        raise InputError(f"this is no granted time stamp ({error})") from None
    return info.gen_time.astimezone(UTC), bytes(info.message_imprint.message)


def _folder(log: Log, note: str) -> Path:
    size = Checkpoint.parse(note).size
    return log.directory / FOLDER / f"{size}-{sha256(note.encode()).hexdigest()[:12]}"


def _folders(log: Log) -> list[Path]:
    folder = log.directory / FOLDER
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return stream.read(_LIMIT)
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{path.name} of a time stamp cannot be read: {error}") from None
