"""An archive open for writing: the lock is held, evidence is in order, nothing acknowledged is left undone."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from cunzhao.archive import checks, refused
from cunzhao.archive.network import Network, connector
from cunzhao.archive.place import Place
from cunzhao.archive.settings import Settings
from cunzhao.discover import OpmlEntry
from cunzhao.errors import NoArchive, StorageError
from cunzhao.flow import add as adding
from cunzhao.flow import crawl, importing, journal, keep
from cunzhao.flow.context import Context, Reading
from cunzhao.flow.deposit import acknowledge, publish_log
from cunzhao.flow.ingest import catch_up
from cunzhao.flow.outcome import Outcome, report
from cunzhao.flow.rebuild import rebuild
from cunzhao.index import SqliteIndex
from cunzhao.record import Disk, Evidence, Journal, Log, WriterLock, sync_directory
from cunzhao.store import Store
from cunzhao.types import Clock, Finding, ImportReport, Progress, Source, SourceReport, silent

Closer = Callable[[], None]


class Writing:
    """Everything that changes an archive. Use it as a context manager: the lock is let go at its end.

    Raises ArchiveBusy when another process writes, StorageError when the disk refuses, EvidenceError when acknowledged
    evidence is missing or damaged.
    """

    def __init__(
        self,
        place: Place,
        settings: Settings,
        *,
        command: str,
        clock: Clock,
        network: Network,
        reading: Reading,
        close: Closer,
        disk: Disk,
    ) -> None:
        self.place = place
        self.settings = settings
        self._close_reading = close
        self._network = network
        self._lock = WriterLock(place.directory, clock=clock, command=command)
        self._disk = disk
        self._lock.acquire()
        try:
            _check_catalogue(place)
            self.context = _context(place, clock, reading, disk)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Writing:
        self._put_in_order()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._note(error)
        self.close()

    def _note(self, error: BaseException | None) -> None:
        if isinstance(error, StorageError):
            refused.note(self.place, error, self.context.clock, self._disk)

    def close(self) -> None:
        """Let go of everything."""
        self._close_reading()
        self.context.evidence.close()
        self.context.store.close()
        self._lock.release()

    def _put_in_order(self) -> None:
        context = self.context
        try:
            found = context.evidence.recover(context.store.ends())
            acknowledge(context, found.unacknowledged)
            context.journal.recover()
            journal.take_in(context)
            catch_up(context)
            context.index.catch_up()
            publish_log(context)
            refused.settle(self.place, self._verify, self._disk)
        except BaseException as error:
            self._note(error)
            self.close()
            raise

    def _verify(self) -> list[Finding]:
        context = self.context
        return checks.verify(self.place, context.evidence, context.log, context.journal, False)

    # -- what people ask for ------------------------------------------------------------------------------------------

    def add(self, url: str, progress: Progress = silent) -> Source:
        """Look at a URL, choose its channels, and follow it."""
        return asyncio.run(adding.add(self.context, self._connect(), url, progress))

    def add_opml(self, entries: Sequence[OpmlEntry]) -> list[Source]:
        """Follow every feed of an OPML file."""
        return adding.add_opml(self.context, entries)

    def run(self, recheck: crawl.Recheck = "due", progress: Progress = silent) -> list[SourceReport]:
        """One round over all sources; the report has a row per source, and one for pages without."""
        started = self.context.clock()
        sources = self.context.store.followed()
        outcomes = asyncio.run(
            crawl.run_round(
                self.context,
                self._connect(),
                sources,
                recheck=recheck,
                pages_per_source=self.settings.pages_per_source,
                progress=progress,
            )
        )
        rows = self._report(sources, outcomes)
        journal.note_round(self.context, started, [json.loads(json.dumps(asdict(r))) for r in rows])
        publish_log(self.context)
        return rows

    def _report(self, sources: Sequence[Source], outcomes: Sequence[Outcome]) -> list[SourceReport]:
        grouped = crawl.by_source(outcomes)
        held = {h.source.id: (h.images_held, h.images_named) for h in self.context.store.sources()}
        rows = [report(s.id, grouped.get(s.id, []), *held[s.id]) for s in sources]
        alone = grouped.get(None, [])
        return [*rows, report("-", alone, 0, 0)] if any(o.kind != "other" for o in alone) else rows

    def keep_urls(self, urls: Sequence[str], progress: Progress = silent) -> list[Outcome]:
        """Put single pages on record, with their images."""
        return asyncio.run(crawl.fetch_pages(self.context, self._connect(), urls, progress))

    def keep_file(self, path: Path, url: str | None = None) -> list[Outcome]:
        """Put a file on record, as supplied by a person."""
        return keep.keep_file(self.context, path, url)

    def import_jekyll(self, path: Path, progress: Progress = silent) -> ImportReport:
        """Take in the posts of another archive."""
        return importing.import_jekyll(self.context, path, progress)

    def _connect(self) -> crawl.Connect:
        return connector(self._network, self.settings, self.context.clock)


def _check_catalogue(place: Place) -> None:
    """A new catalogue beside a log with leaves would not be in the log's order."""
    if not place.catalog.exists() and Log(place.log).size:
        raise NoArchive(
            f"{place.catalog.name} is missing in {place.directory}: run `cunzhao rebuild` to make it from evidence"
        )


def _context(place: Place, clock: Clock, reading: Reading, disk: Disk) -> Context:
    store = Store(place.catalog, writable=True)
    return Context(
        store=store,
        evidence=Evidence(place.evidence, clock=clock, random_bytes=os.urandom, disk=disk),
        log=Log.create(place.log, disk=disk),
        journal=Journal(place.journal, clock=clock, random_bytes=os.urandom, disk=disk),
        reading=reading,
        index=SqliteIndex(store),
        clock=clock,
    )


def rebuild_catalogue(
    place: Place, clock: Clock, reading: Reading, disk: Disk, progress: Progress = silent
) -> dict[str, int]:
    """Make the catalogue again from evidence, log and journal; the old one is replaced only when the new one is whole."""
    with WriterLock(place.directory, clock=clock, command="rebuild"):
        work = place.directory / "rebuild"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            context = _context(Place(place.directory, work), clock, reading, disk)
            context.evidence.recover(None)
            context.journal.recover()
            counts = rebuild(context, progress)
            context.index.catch_up()
            context.evidence.close()
            context.store.close()
            _replace(work / "catalog.db", place.catalog, disk)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return counts


def _replace(new: Path, old: Path, disk: Disk) -> None:
    """Put the new catalogue where the old one was. Neither may be seen with a write-ahead log that is not its own.

    A crash in between leaves no catalogue, and ``rebuild`` makes it again; half of the old one would be taken for whole.
    """
    for suffix in ("", "-wal", "-shm"):
        Path(f"{old}{suffix}").unlink(missing_ok=True)
    sync_directory(disk, old.parent)
    new.replace(old)
    sync_directory(disk, old.parent)
