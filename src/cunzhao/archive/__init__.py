"""The composition root: opens a data directory, reads its settings, and wires the parts together.

with Archive.open(directory).writing("run") as archive:     # one writer at a time
    archive.run()
Archive.open(directory).reading().search("选举")             # any number of readers
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cunzhao.archive.depth import Depth
from cunzhao.archive.place import Place
from cunzhao.archive.settings import TEMPLATE, Settings, load
from cunzhao.errors import ArchiveBusy, StorageError, UsageError
from cunzhao.record import Disk, Evidence, Journal, Log, WriterLock, make_directories, replace_file, sync_directory
from cunzhao.store import Store
from cunzhao.types import Clock, Finding, Progress, silent, utc_now

# Searching needs neither extractor nor network: what only some methods need is imported by them.
if TYPE_CHECKING:
    from cunzhao.archive.network import Network
    from cunzhao.archive.reading import Reading
    from cunzhao.archive.redacting import RedactionReport
    from cunzhao.archive.writing import Writing
    from cunzhao.extract import Extractor
    from cunzhao.flow.redact import Plan
    from cunzhao.flow.workers import Inline, Workers
    from cunzhao.publish import JekyllReport, PublishReport, WaczReport
    from cunzhao.record import Verifier
    from cunzhao.record.mirror import Mirrored
    from cunzhao.types import Coverage

__all__ = ["Archive", "Place", "Settings"]

_PARTS = ("lock", "log", "journal", "evidence", "catalog.db")
_BEGUN = frozenset(_PARTS) | {"catalog.db-journal", "catalog.db-wal", "catalog.db-shm", ".cunzhao.toml.new"}
"""What an `init` that was killed may have left: the next one goes on from there."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One data directory. Nothing is open yet: :meth:`reading` and :meth:`writing` open it.

    ``parallel`` False extracts in this process, which is quicker for a few pages. ``disk`` is how evidence is written: tests
    hand in one that fails. ``extractor`` reads the pages; None is the one that comes with this version.
    """

    place: Place
    settings: Settings
    clock: Clock = utc_now
    network: Network | None = None
    parallel: bool = True
    disk: Disk = field(default_factory=Disk)
    extractor: Extractor | None = None

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

        return Reading(Store(self.place.catalog), self._evidence(), Log(self.place.log), self.clock)

    def rebuild(self, progress: Progress = silent, damaged: Callable[[Finding], None] | None = None) -> dict[str, int]:
        """Make the catalogue and the index again from evidence, log and journal alone.

        What is damaged in the evidence, or missing there, is told to ``damaged`` and passed over; the files stay as they are.
        Without it, the first damage raises EvidenceError, and what is missing is left to ``verify``.
        """
        from cunzhao.archive.writing import rebuild_catalogue

        workers = self._workers()
        try:
            return rebuild_catalogue(self.place, self.clock, workers, self.disk, progress, damaged)
        finally:
            workers.close()

    def verify(self, read_data: float = 0.0, against: str | None = None, progress: Progress = silent) -> list[Finding]:
        """Check log, rows, evidence and journal against each other. Changes nothing.

        ``read_data`` is the share (0 to 1) of captures of which every byte is read, on all cores; ``against`` the text of a
        checkpoint from elsewhere. While somebody writes, what is half-written would look like damage: then nothing is checked,
        and that is said. A copy on a read-only disk has no writer.
        """
        from cunzhao.archive.checks import verify

        cores = len(os.sched_getaffinity(0)) if self.parallel else 1
        depth = Depth(read_data, against, cores, progress)
        try:
            with WriterLock(self.place.directory, clock=self.clock, command="verify"):
                return verify(self.place, self._evidence(), Log(self.place.log), self._journal(), depth)
        except ArchiveBusy as error:
            return [Finding("unchecked", str(error), advice="verify again when it is done")]
        except StorageError:
            return verify(self.place, self._evidence(), Log(self.place.log), self._journal(), depth)

    def prove(self, name: str, with_bytes: bool = False) -> dict[str, Any]:
        """The proof of an article, a revision or a capture. Raises NotFound, EvidenceError."""
        from cunzhao.archive.proving import prove_name

        return prove_name(self.reading(), self.place, Log(self.place.log), name, with_bytes)

    def mirror(self, copy: Path, progress: Progress = silent) -> Mirrored:
        """Bring a second copy of evidence, journal and log up to this archive. Raises EvidenceError, StorageError."""
        from cunzhao.record.mirror import mirror

        def show(done: int, total: int) -> None:
            progress(f"{done / 1e6:.0f} of {total / 1e6:.0f} MB")

        own = self.place.directory.resolve()
        if copy.resolve() == own or own in copy.resolve().parents:
            raise UsageError(f"{copy} lies inside the archive; name a directory elsewhere, best on another disk")
        # Opened for writing, which signs what is not signed yet: a copy has no key to do that.
        with self.writing("mirror"):
            done = mirror(own, copy, self.disk, show)
            settings = copy / self.place.settings.name
            if not settings.exists():
                settings.write_bytes(self.place.settings.read_bytes())
        return done

    def redaction_plan(self, names: Sequence[str]) -> Plan:
        """What :meth:`redact` would take. Raises NotFound, and UsageError where the same bytes would stay."""
        from cunzhao.archive.redacting import plan_of

        return plan_of(self.place, self.reading().catalogue, names)

    def redact(self, names: Sequence[str], why: str, by: str, progress: Progress = silent) -> RedactionReport:
        """Take articles and captures out of the archive for good. Raises NotFound, UsageError, EvidenceError, StorageError."""
        with self.writing("redact") as writing:
            return writing.redact(names, why, by, progress)

    def replace_key(self, lost: bool = False) -> Verifier:
        """Give the log another key; see :mod:`cunzhao.record.rotation`. Raises UsageError where the old one is missing."""
        writing = self.writing("key")
        try:
            return writing.replace_key(lost)
        finally:
            writing.close()

    def stamp_request(self) -> bytes:
        """A request (RFC 3161, DER) for a time stamp of the newest checkpoint, which is kept until the answer comes."""
        from cunzhao.record.stamps import request_for

        with WriterLock(self.place.directory, clock=self.clock, command="anchor"):
            return request_for(Log(self.place.log), self.disk)

    def keep_stamp(self, response: bytes, authority: str) -> Finding:
        """Verify an authority's answer and keep it. Raises InputError."""
        from cunzhao.record.stamps import keep_response

        with WriterLock(self.place.directory, clock=self.clock, command="anchor"):
            return keep_response(Log(self.place.log), response, authority, self.disk)

    def stamps(self) -> list[Finding]:
        """The stamped checkpoints and their stamps, each checked."""
        from cunzhao.record.stamps import check_stamps

        return list(check_stamps(Log(self.place.log)))

    def wake_at(self, pace: timedelta) -> datetime:
        """When there will be something to do, by the rhythm of each source; not later than now where there is already."""
        from cunzhao.archive import pacing

        return pacing.wake_at(self.reading().catalogue, self.settings, self.clock(), pace)

    def stopped_since(self) -> datetime | None:
        """Since when nobody collects, though something is due; None while somebody does."""
        from cunzhao.archive.coverage import stopped_since

        return stopped_since(self.reading().catalogue, self.settings, self.clock())

    def beat(self) -> str | None:
        """Ask for the heartbeat address, where there is one: the collector is alive. Returns what went wrong."""
        import asyncio

        from cunzhao.archive.network import Network, connector
        from cunzhao.archive.notify import beat

        return asyncio.run(beat(connector(self.network or Network(), self.settings, self.clock), self.settings))

    def coverage(self, source: str | None = None) -> Coverage:
        """What the archive has and what it lacks, per source and day. Raises NotFound for a source that is not followed."""
        from cunzhao.archive.coverage import coverage

        return coverage(self.reading().catalogue, self.place, self.settings, self.clock(), source)

    def doctor(self) -> list[Finding]:
        """What a keeper should know of this archive's health. Never writes."""
        from cunzhao.archive.checks import doctor

        return doctor(self.place, self.settings, self.clock)

    def publish(self, site: Path, progress: Progress = silent) -> PublishReport:
        """A static site in ``site``; only what changed is written.

        ``site`` is new, empty, or was published into before, and lies apart from the archive or is its folder ``site``. Raises
        UsageError otherwise, before anything is written; StorageError.
        """
        from cunzhao.publish import SiteOptions, check_apart, publish

        check_apart(site, self.place.directory)
        reading = self.reading()
        options = SiteOptions(self.settings.site_name, self.settings.site_url, self.settings.language)
        return publish(reading.catalogue, reading.image, site, options, self.clock, progress)

    def export_jsonl(self) -> Iterator[str]:
        """Every article as a line of JSON."""
        from cunzhao.publish import jsonl

        return jsonl(self.reading().catalogue)

    def export_statements(self, *, table: bool) -> Iterator[str]:
        """The whole ledger, one statement a line: as JSON, or as a table with a line of names first."""
        from cunzhao.publish.statements import statements_csv, statements_jsonl

        catalogue = self.reading().catalogue
        return statements_csv(catalogue) if table else statements_jsonl(catalogue)

    def export_jekyll(self, folder: Path, progress: Progress = silent) -> JekyllReport:
        """Every article as a post that Jekyll builds, with its images."""
        from cunzhao.publish import jekyll

        reading = self.reading()
        return jekyll(reading.catalogue, folder, reading.image, progress)

    def export_wacz(self, path: Path, query: str = "", progress: Progress = silent) -> WaczReport:
        """The articles that a query finds (all, without one) as a signed WACZ. Raises UsageError, InputError, StorageError."""
        from cunzhao.archive.packing import export_wacz

        return export_wacz(self.place, self.reading(), path, query, self.settings.site_name, self.clock, progress)

    def _workers(self) -> Workers | Inline:
        from cunzhao.flow.reading import GENERIC
        from cunzhao.flow.workers import Inline, Workers

        extractor, wraps = self.extractor or GENERIC, self.extractor is None
        return Workers(extractor=extractor, wraps=wraps) if self.parallel else Inline(extractor, wraps=wraps)

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
