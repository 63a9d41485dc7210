"""Another key for the log: after a change of hands or a theft (the old key says which is the new one), or after a loss.

The log keeps its name; every key that it had stays in ``log/keys``, so that old checkpoints are still understood. The change
is a journal entry and so a leaf. Each step may be repeated: a change that was cut short is finished by the next call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from typing import Any

from cunzhao.errors import EvidenceError, UsageError
from cunzhao.record.disk import Disk, replace_file, storage, sync_directory
from cunzhao.record.log import Log
from cunzhao.record.log_check import ASK
from cunzhao.record.note import Checkpoint, Signer, Verifier, opened
from cunzhao.types import Finding

_NEW = "key.new"
KIND = "key"


def prepare(log: Log, random_bytes: Callable[[int], bytes], disk: Disk) -> Signer:
    """The new key, made and put beside the old one, or the one that an earlier attempt made. Raises StorageError."""
    path = log.directory / _NEW
    if path.exists():
        return Signer.parse(path.read_text())
    signer = Signer(log.checkpoint.origin, random_bytes(32))
    with storage("the new key cannot be written"):
        replace_file(disk, path, f"{signer}\n".encode(), 0o600)
    return signer


def announcement(log: Log, new: Signer, lost: bool) -> dict[str, Any]:
    """The journal entry of a change. Raises UsageError where the old key is not there to say so and is not said to be lost."""
    old = old_signer(log, new)
    if old is None and not lost:
        raise UsageError("log/key is missing or damaged: put it back from a copy, or say that it is lost with --lost")
    speaker = new if lost or old is None else old
    text = f"{log.checkpoint.origin}\nthe next key of this log\n{new.verifier}\n"
    return {
        "kind": KIND,
        "old": str(log.verifier),
        "new": str(new.verifier),
        "lost": speaker is new,
        "note": speaker.sign(text),
    }


def is_announced(new: Signer, entries: Iterable[Mapping[str, Any]]) -> bool:
    """Whether an earlier attempt entered this change in the journal already."""
    return any(each.get("kind") == KIND and each.get("new") == str(new.verifier) for each in entries)


def old_signer(log: Log, new: Signer) -> Signer | None:
    """The secret key so far; None where it is lost, or replaced already."""
    try:
        signer = Signer.parse((log.directory / "key").read_text())
    except (OSError, UnicodeDecodeError, EvidenceError):
        return None
    return signer if signer.verifier == log.verifier and signer.verifier != new.verifier else None


def install(log: Log, new: Signer, disk: Disk) -> None:
    """Puts the new key in place, and signs the newest checkpoint with it. Raises StorageError, EvidenceError."""
    checkpoint, old = log.checkpoint, old_signer(log, new)
    known = [str(each) for each in reversed(log.verifiers) if each != new.verifier]
    with storage("the new key cannot be put in place"):
        replace_file(disk, log.directory / "keys", "".join(f"{each}\n" for each in [*known, new.verifier]).encode())
        replace_file(disk, log.directory / "checkpoint", _signed(checkpoint, new, old).encode())
        replace_file(disk, log.directory / "key", f"{new}\n".encode(), 0o600)
        replace_file(disk, log.directory / "key.pub", f"{new.verifier}\n".encode())
        (log.directory / _NEW).unlink(missing_ok=True)
        sync_directory(disk, log.directory)


def _signed(checkpoint: Checkpoint, new: Signer, old: Signer | None) -> str:
    """By both keys, so that whoever knows only the old one still understands it."""
    note = new.sign(checkpoint.text)
    return note if old is None else note + old.sign(checkpoint.text).removeprefix(checkpoint.text + "\n")


def check_keys(log: Log, entries: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Whether each key of the log was announced in the journal, and by the key before it. ``entries`` are the journal's."""
    try:
        keys = list(reversed(log.verifiers))
    except EvidenceError as error:
        yield Finding("damage", str(error), "log/keys", "restore it from a copy")
        return
    if (log.directory / _NEW).exists():
        yield Finding(
            "warning", "a change of the key was cut short", "log/key.new", "run `cunzhao key --replace` again"
        )
    named = f"cunzhao/{sha256(keys[0].public).hexdigest()[:12]}"
    if keys[0].name != named:
        yield Finding("tampering", f"the first key of the log has another name than {named}", "log/keys", ASK)
    changes = {(str(e.get("old")), str(e.get("new"))): e for e in entries if e.get("kind") == KIND}
    for old, new in pairwise(keys):
        change = changes.get((str(old), str(new)))
        if change is None or not _announced(change, new if change.get("lost") else old, new):
            yield Finding("tampering", f"the journal does not say that {new} became a key of the log", "log/keys", ASK)
        elif change.get("lost"):
            what = (
                f"{new} replaced a key that was lost, on {change.get('at')}; only the tree ties it to what came before"
            )
            yield Finding("ok", what, "log/keys")


def _announced(change: Mapping[str, Any], speaker: Verifier, new: Verifier) -> bool:
    try:
        return str(new) in opened(str(change["note"]), speaker).splitlines()
    except EvidenceError:
        return False
