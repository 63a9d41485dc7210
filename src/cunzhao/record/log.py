"""The transparency log: one Merkle tree over everything the archive promises to have had, with a signed checkpoint.

On the disk it is a C2SP tlog-tiles log: ``checkpoint``, ``tile/…``, ``key.pub`` (the verifier key), ``key`` (the secret one,
mode 0600) and, once the key was replaced, ``keys`` (every verifier key, the oldest first). The leaves' first home is the
catalogue's commit; ``publish`` brings the files up to it, may be called again, and never changes what is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from cunzhao.errors import EvidenceError, StorageError
from cunzhao.record import merkle
from cunzhao.record.disk import Disk, make_directories, replace_file, storage
from cunzhao.record.merkle import leaf_hash
from cunzhao.record.note import Checkpoint, Signer, Verifier, open_any
from cunzhao.record.tiles import WIDTH, Tiles, grown, pack, tile_path

_CHECKPOINT, _SECRET, _PUBLIC, _ALL = "checkpoint", "key", "key.pub", "keys"


class Log:
    """The log in a folder made by :meth:`create`. Reading needs no secret; ``publish`` reads ``key``."""

    def __init__(self, directory: Path, *, disk: Disk | None = None) -> None:
        self.directory = directory
        self.failed = False
        self._disk = disk or Disk()
        self.tiles = Tiles(directory, self._disk)
        self._seen: tuple[str, Checkpoint, Verifier] | None = None

    @staticmethod
    def create(directory: Path, *, random_bytes: Callable[[int], bytes] = os.urandom, disk: Disk | None = None) -> Log:
        """A new, empty log with its key; a log that is there already is opened as it is.

        Raises StorageError, and EvidenceError where a log with leaves has lost its checkpoint.
        """
        log = Log(directory, disk=disk)
        if (directory / _CHECKPOINT).exists():
            return log
        if (directory / "tile").exists():
            raise EvidenceError(f"the log in {directory} has leaves but no checkpoint; restore it from a copy")
        with storage(f"the log in {directory} cannot be made"):
            make_directories(log._disk, directory)
            signer = (
                Signer.parse(log._text(_SECRET)) if (directory / _SECRET).exists() else _new_signer(random_bytes(32))
            )
            log._write_key(signer)
            log._write_checkpoint(signer, Checkpoint(signer.name, 0, merkle.EMPTY_ROOT))
        return log

    # -- what is signed -----------------------------------------------------------------------------------------------

    @property
    def verifier(self) -> Verifier:
        """The public key. Raises EvidenceError where ``key.pub`` is missing or damaged."""
        return Verifier.parse(self._text(_PUBLIC))

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """Every public key that this log had, the newest first. Raises EvidenceError."""
        lines = self._text(_ALL).splitlines() if (self.directory / _ALL).exists() else []
        known = [Verifier.parse(line) for line in reversed(lines)]
        current = self.verifier
        return tuple(known if current in known else [current, *known])

    @property
    def note(self) -> str:
        """The signed checkpoint as it stands in the file. Raises EvidenceError."""
        return self._text(_CHECKPOINT)

    @property
    def checkpoint(self) -> Checkpoint:
        """The newest checkpoint, its signature checked. Raises EvidenceError."""
        return self._opened()[0]

    @property
    def signed_by(self) -> Verifier:
        """The key that signed the newest checkpoint. Raises EvidenceError."""
        return self._opened()[1]

    def _opened(self) -> tuple[Checkpoint, Verifier]:
        note = self.note
        if self._seen is None or self._seen[0] != note:
            self._seen = (note, *open_any(note, self.verifiers))
        return self._seen[1:]

    @property
    def size(self) -> int:
        """How many leaves are published."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The signed root."""
        return self.checkpoint.root

    # -- reading ------------------------------------------------------------------------------------------------------

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The published entries from ``start`` to before ``end``. Raises EvidenceError."""
        size = self.size
        end = size if end is None else min(end, size)
        while start < end:
            number, within = divmod(start, WIDTH)
            stop = min(end, (number + 1) * WIDTH)
            # The file of this width exists, the one of a smaller width may not.
            bundle = self.tiles.entries(number, min(WIDTH, size - number * WIDTH))
            yield from bundle[within : stop - number * WIDTH]
            start = stop

    def root_at(self, size: int) -> bytes:
        """The root over the first ``size`` leaves, computed from the tiles. Raises EvidenceError."""
        self._check_published(size)
        return merkle.root(self.tiles.node(self.size), size)

    def leaf(self, index: int) -> bytes:
        """The leaf hash at ``index``, from the tiles. Raises EvidenceError."""
        self._check_published(index + 1)
        return self.tiles.node(self.size)(0, index)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that leaf ``index`` is in the tree of ``size`` leaves (default: the newest). Raises EvidenceError."""
        size = self.size if size is None else size
        self._check_published(max(size, index + 1))
        if not 0 <= index < size:
            raise EvidenceError(f"there is no leaf {index} in a tree of {size}")
        return merkle.inclusion_proof(self.tiles.node(self.size), index, size)

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the tree of ``old`` leaves is the beginning of the one of ``new``. Raises EvidenceError."""
        new = self.size if new is None else new
        self._check_published(new)
        if not 0 <= old <= new:
            raise EvidenceError(f"a tree of {new} leaves is no continuation of one of {old}")
        return merkle.consistency_proof(self.tiles.node(self.size), old, new)

    def _check_published(self, size: int) -> None:
        if size > self.size or size < 0:
            raise EvidenceError(f"the log has {self.size} leaves, not {size}")

    # -- writing ------------------------------------------------------------------------------------------------------

    def publish(self, entries: Iterable[bytes], from_index: int) -> Checkpoint:
        """Brings the log up to these entries, the first of which has ``from_index``; returns the newest checkpoint.

        Entries that are there already must be the same. Raises EvidenceError for a gap or a different entry (the log never
        forks), StorageError where the disk refuses; after that this object refuses to go on.
        """
        if self.failed:
            raise StorageError("writing the log failed before; start again, so that it is checked first")
        before = self.checkpoint
        fresh = self._fresh(list(entries), from_index, before.size)
        if not fresh:
            return before
        hashes = grown(self.tiles, before.size, [leaf_hash(entry) for entry in fresh])
        bundles = self._bundles(before.size, fresh)
        try:
            with storage(f"the log in {self.directory} cannot be written"):
                return self._write(before, len(fresh), hashes, bundles)
        except BaseException:
            self.failed = True
            raise

    def _fresh(self, entries: list[bytes], from_index: int, size: int) -> list[bytes]:
        if not 0 <= from_index <= size:
            raise EvidenceError(f"the log has {size} leaves; leaf {from_index} cannot follow")
        known = size - from_index
        if list(self.entries(from_index, from_index + len(entries))) != entries[:known]:
            raise EvidenceError("the log has other entries than the catalogue at the same place; run verify")
        return entries[known:]

    def _bundles(self, size: int, fresh: list[bytes]) -> dict[tuple[int, int], bytes]:
        number, within = divmod(size, WIDTH)
        row = (self.tiles.entries(number, within) if within else []) + fresh
        parts = [row[i : i + WIDTH] for i in range(0, len(row), WIDTH)]
        return {(number + i, len(part)): pack(part) for i, part in enumerate(parts)}

    def _write(
        self,
        before: Checkpoint,
        count: int,
        hashes: dict[tuple[int, int, int], bytes],
        bundles: dict[tuple[int, int], bytes],
    ) -> Checkpoint:
        files = {tile_path(*place): data for place, data in hashes.items()}
        files |= {tile_path("entries", *place): data for place, data in bundles.items()}
        self.tiles.write(files)
        size = before.size + count
        after = Checkpoint(before.origin, size, merkle.root(Tiles(self.directory, self._disk).node(size), size))
        self._write_checkpoint(self._signer(), after)
        for level, number, width in hashes:
            if width == WIDTH:
                self.tiles.forget_partial(level, number)
        for number, width in bundles:
            if width == WIDTH:
                self.tiles.forget_partial("entries", number)
        return after

    def _signer(self) -> Signer:
        if not (self.directory / _SECRET).exists():
            raise EvidenceError(
                "log/key is missing, so nothing can be signed: put it back from a copy, or replace a key that is lost with "
                "`cunzhao key --replace --lost` (the second copy that `cunzhao mirror` makes has none on purpose)"
            )
        return Signer.parse(self._text(_SECRET))

    def check_key(self) -> None:
        """Whether the secret key, where there is one, is whole and the one of ``key.pub``. Raises EvidenceError."""
        if (self.directory / _SECRET).exists() and Signer.parse(self._text(_SECRET)).verifier != self.verifier:
            raise EvidenceError("the secret key of the log is not the one of key.pub")

    def _write_key(self, signer: Signer) -> None:
        replace_file(self._disk, self.directory / _SECRET, f"{signer}\n".encode(), 0o600)
        replace_file(self._disk, self.directory / _PUBLIC, f"{signer.verifier}\n".encode())

    def _write_checkpoint(self, signer: Signer, checkpoint: Checkpoint) -> None:
        replace_file(self._disk, self.directory / _CHECKPOINT, signer.sign(checkpoint.text).encode())

    def _text(self, name: str) -> str:
        try:
            return (self.directory / name).read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise EvidenceError(f"the log's file {name!r} cannot be read: {error}") from None


def _new_signer(seed: bytes) -> Signer:
    """A key named after itself: ``cunzhao/`` and the beginning of the public key's hash."""
    public = Signer("", seed).verifier.public
    return Signer(f"cunzhao/{sha256(public).hexdigest()[:12]}", seed)
