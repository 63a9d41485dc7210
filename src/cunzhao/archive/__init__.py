"""The composition root: opens a data directory, reads its settings, and wires the parts together.

with Archive.open(directory).writing("run") as archive:     # one writer at a time
    archive.run()
Archive.open(directory).reading().search("选举")             # any number of readers
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cunzhao.archive.place import Place
from cunzhao.archive.settings import TEMPLATE, Settings, load
from cunzhao.errors import ArchiveBusy, StorageError, UsageError
from cunzhao.record import Disk, Evidence, Journal, Log, WriterLock, make_directories, replace_file, sync_directory
from cunzhao.store import Store
from cunzhao.types import Clock, Finding, Progress, silent

# Searching needs neither extractor nor network: what only some methods need is imported by them.
if TYPE_CHECKING:
    from cunzhao.archive.network import Network
    from cunzhao.archive.reading import Reading
    from cunzhao.archive.writing import Writing
    from cunzhao.flow.workers import Inline, Workers
    from cunzhao.publish import JekyllReport, PublishReport

__all__ = ["Archive", "Place", "Settings"]

_PARTS = ("lock", "log", "journal", "evidence", "catalog.db")
_BEGUN = frozenset(_PARTS) | {"catalog.db-journal", "catalog.db-wal", "catalog.db-shm", ".cunzhao.toml.new"}
"""What an `init` that was killed may have left: the next one goes on from there."""


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Archive:
    """One data directory. Nothing is open yet: :meth:`reading` and :meth:`writing` open it.

    ``parallel`` False extracts in this process, which is quicker for a few pages. ``disk`` is how evidence is written: tests
    hand in one that fails.
    """

    place: Place
    settings: Settings
    clock: Clock = utc_now
    network: Network | None = None
    parallel: bool = True
    disk: Disk = field(default_factory=Disk)

    @classmethod
    def init(
        cls, directory: Path, *, clock: Clock = utc_now, network: Network | None = None, parallel: bool = True
    ) -> Archive:
        """Make an archive. Raises UsageError when there is one or the directory holds something else."""
        place = Place(directory)
        if place.is_archive:
            raise UsageError(
                f"{directory} is an archive already; follow something with `cunzhao add URL -d {directory}`"
            )
        disk = Disk()
        try:
            _make_directory(disk, directory)
            if any(p.name not in _BEGUN for p in directory.iterdir()):
                raise UsageError(f"{directory} is not empty and no archive; name an empty or new directory")
            with WriterLock(directory, clock=clock, command="init"):
                _lay_out(place, clock, disk)
        except OSError as error:
            raise StorageError(
                f"{directory} cannot be made ({error.strerror}); name a directory you can write to"
            ) from None
        return cls.open(directory, clock=clock, network=network, parallel=parallel)

    @classmethod
    def open(
        cls, directory: Path, *, clock: Clock = utc_now, network: Network | None = None, parallel: bool = True
    ) -> Archive:
        """An archive that exists. Raises NoArchive when there is none, or its settings cannot be read."""
        place = Place(directory).checked()
        return cls(place, load(directory), clock, network, parallel)

    def writing(self, command: str) -> Writing:
        """Open for writing; ``command`` is what others are told who find it busy."""
        from cunzhao.archive.network import Network
        from cunzhao.archive.writing import Writing

        workers = self._workers()
        return Writing(
            self.place,
            self.settings,
            command=command,
            clock=self.clock,
            network=self.network or Network(),
            reading=workers,
            close=workers.close,
            disk=self.disk,
        )

    def reading(self) -> Reading:
        """Open for reading. Raises NoArchive when there is no catalogue."""
        from cunzhao.archive.reading import Reading

        return Reading(Store(self.place.catalog), self._evidence())

    def rebuild(self, progress: Progress = silent) -> dict[str, int]:
        """Make the catalogue and the index again from evidence, log and journal alone."""
        from cunzhao.archive.writing import rebuild_catalogue

        workers = self._workers()
        try:
            return rebuild_catalogue(self.place, self.clock, workers, self.disk, progress)
        finally:
            workers.close()

    def verify(self, read_data: bool = False) -> list[Finding]:
        """Check log, rows, evidence and journal against each other. Changes nothing.

        While somebody writes, what is half-written would look like damage: then nothing is checked, and that is said. A copy
        on a read-only disk has no writer.
        """
        from cunzhao.archive.checks import verify

        try:
            with WriterLock(self.place.directory, clock=self.clock, command="verify"):
                return verify(self.place, self._evidence(), Log(self.place.log), self._journal(), read_data)
        except ArchiveBusy as error:
            return [Finding("unchecked", str(error), advice="verify again when it is done")]
        except StorageError:
            return verify(self.place, self._evidence(), Log(self.place.log), self._journal(), read_data)

    def doctor(self) -> list[Finding]:
        """What a keeper should know of this archive's health. Never writes."""
        from cunzhao.archive.checks import doctor

        return doctor(self.place, self.settings, self.clock)

    def publish(self, site: Path, progress: Progress = silent) -> PublishReport:
        """A static site in ``site``; only what changed is written. Raises UsageError, StorageError."""
        from cunzhao.publish import SiteOptions, publish

        reading = self.reading()
        options = SiteOptions(self.settings.site_name, self.settings.site_url, self.settings.language)
        return publish(reading.catalogue, reading.image, site, options, self.clock, progress)

    def export_jsonl(self) -> Iterator[str]:
        """Every article as a line of JSON."""
        from cunzhao.publish import jsonl

        return jsonl(self.reading().catalogue)

    def export_jekyll(self, folder: Path, progress: Progress = silent) -> JekyllReport:
        """Every article as a post that Jekyll builds, with its images."""
        from cunzhao.publish import jekyll

        reading = self.reading()
        return jekyll(reading.catalogue, folder, reading.image, progress)

    def _workers(self) -> Workers | Inline:
        from cunzhao.flow.workers import Inline, Workers

        return Workers() if self.parallel else Inline()

    def _journal(self) -> Journal:
        return Journal(self.place.journal, clock=self.clock, random_bytes=os.urandom)

    def _evidence(self) -> Evidence:
        return Evidence(self.place.evidence, clock=self.clock, random_bytes=os.urandom)


def _make_directory(disk: Disk, directory: Path) -> None:
    """The data directory itself; one that somebody made for us may lie in a folder that we cannot read."""
    if not directory.is_dir():
        make_directories(disk, directory)
    else:
        with suppress(PermissionError):
            sync_directory(disk, directory.parent)


def _lay_out(place: Place, clock: Clock, disk: Disk) -> None:
    """All parts of an archive; the settings come last, since they say that it is one."""
    for folder in (place.evidence, place.log, place.journal):
        make_directories(disk, folder)
    Log.create(place.log, disk=disk)
    Journal(place.journal, clock=clock, random_bytes=os.urandom, disk=disk).recover()
    Store(place.catalog, writable=True).close()
    replace_file(disk, place.settings, TEMPLATE.encode())
