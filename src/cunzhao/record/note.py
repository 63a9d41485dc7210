"""Signed notes and checkpoints: text, a blank line, and Ed25519 signatures, readable by any tool of that family.

Formats: C2SP signed-note (https://c2sp.org/signed-note) and tlog-checkpoint (https://c2sp.org/tlog-checkpoint). Keys are
written as Go's ``sumdb/note`` package writes them: ``NAME+ID+BASE64`` with ``PRIVATE+KEY+`` before a secret one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cunzhao.errors import EvidenceError

_ED25519 = b"\x01"
_SECRET = "PRIVATE+KEY+"  # noqa: S105 (a prefix of the format, no secret)
_DASH = "\u2014"
_LIMIT = 1 << 20


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that stand before a signature."""
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name."""

    name: str
    public: bytes

    def __str__(self) -> str:
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{key_id(self.name, self.public).hex()}+{encoded}"

    @staticmethod
    def parse(text: str) -> Verifier:
        """Reads ``NAME+ID+BASE64``. Raises EvidenceError."""
        name, stated, public = _parse_key(text.strip())
        if key_id(name, public).hex() != stated:
            raise EvidenceError("the public key of the log does not fit its own id")
        return Verifier(name, public)


@dataclass(frozen=True, slots=True)
class Signer:
    """A secret key with its name; ``seed`` is 32 random bytes."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    def __str__(self) -> str:
        encoded = base64.b64encode(_ED25519 + self.seed).decode()
        return f"{_SECRET}{self.name}+{key_id(self.name, self.verifier.public).hex()}+{encoded}"

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    @staticmethod
    def parse(text: str) -> Signer:
        """Reads a secret key. Raises EvidenceError, without the key in its message."""
        name, stated, seed = _parse_key(text.strip().removeprefix(_SECRET))
        signer = Signer(name, seed)
        if not text.startswith(_SECRET) or key_id(name, signer.verifier.public).hex() != stated:
            raise EvidenceError("the secret key of the log is damaged")
        return signer

    def sign(self, text: str) -> str:
        """The note: text (which must end in a newline), blank line, one signature line."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        encoded = base64.b64encode(key_id(self.name, self.verifier.public) + signature).decode()
        return f"{text}\n{_DASH} {self.name} {encoded}\n"


def _parse_key(text: str) -> tuple[str, str, bytes]:
    # Base64 may hold a plus of its own, the name may not: so from the left.
    parts = text.split("+", 2)
    try:
        data = base64.b64decode(parts[2], validate=True)
    except (IndexError, binascii.Error, ValueError):
        data = b""
    if len(data) != 33 or data[:1] != _ED25519 or not parts[0]:
        raise EvidenceError("a key of the log cannot be read")
    return parts[0], parts[1], data[1:]


def opened(note: str, verifier: Verifier) -> str:
    """The text of a note that this key signed. Raises EvidenceError where it did not, or where it is no note."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or len(note) > _LIMIT or not signatures.endswith("\n"):
        raise EvidenceError("this is no signed note")
    text += "\n"
    wanted = key_id(verifier.name, verifier.public)
    found = [_signature(line, verifier.name) for line in signatures.split("\n")]
    ours = [data[4:] for data in found if data[:4] == wanted]
    if not ours or not all(_valid(verifier.public, each, text) for each in ours):
        raise EvidenceError(f"the note is not signed by {verifier.name}")
    return text


def is_note(text: str) -> bool:
    """Whether this has the form of a signed note, whoever signed it."""
    return len(text) <= _LIMIT and f"\n\n{_DASH} " in text


def _signature(line: str, name: str) -> bytes:
    prefix = f"{_DASH} {name} "
    try:
        return base64.b64decode(line[len(prefix) :], validate=True) if line.startswith(prefix) else b""
    except (binascii.Error, ValueError):
        return b""


def _valid(public: bytes, signature: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: whose log it is, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @staticmethod
    def parse(text: str) -> Checkpoint:
        """Reads the three lines; further lines are allowed and ignored. Raises EvidenceError."""
        lines = text.split("\n")
        try:
            origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
        except (IndexError, binascii.Error, ValueError):
            raise EvidenceError("the checkpoint cannot be read") from None
        plain = size.isascii() and size.isdigit() and (size == "0" or not size.startswith("0")) and len(size) < 19
        if not origin or not plain or len(root) != 32:
            raise EvidenceError("the checkpoint cannot be read")
        return Checkpoint(origin, int(size), root)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint of a note that this key signed for its own log. Raises EvidenceError."""
    checkpoint = Checkpoint.parse(opened(note, verifier))
    if checkpoint.origin != verifier.name:
        raise EvidenceError(f"the checkpoint is of another log ({checkpoint.origin})")
    return checkpoint


def open_any(note: str, verifiers: Sequence[Verifier]) -> tuple[Checkpoint, Verifier]:
    """The checkpoint of a note that one of these keys (the newest first) signed, and which. Raises EvidenceError."""
    for verifier in verifiers[:-1]:
        try:
            return open_checkpoint(note, verifier), verifier
        except EvidenceError:
            continue
    return open_checkpoint(note, verifiers[-1]), verifiers[-1]
