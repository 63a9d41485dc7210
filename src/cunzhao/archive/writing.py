"""An archive open for writing: the lock is held, evidence is in order, nothing acknowledged is left undone."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from cunzhao.archive import checks, notify, pacing, redacting, refused, wrapping
from cunzhao.archive.depth import Depth
from cunzhao.archive.network import Connect, Network, connector
from cunzhao.archive.place import Place
from cunzhao.archive.settings import Settings
from cunzhao.discover import OpmlEntry
from cunzhao.errors import CunzhaoError, EvidenceError, NoArchive, StorageError
from cunzhao.flow import add as adding
from cunzhao.flow import correcting, crawl, importing, journal, keep, redact, standing, taking
from cunzhao.flow.context import Context, Reading
from cunzhao.flow.deposit import acknowledge, publish_log
from cunzhao.flow.ingest import catch_up
from cunzhao.flow.jobs import Recheck
from cunzhao.flow.keys import article_id, url_key
from cunzhao.flow.outcome import Outcome, report
from cunzhao.flow.rebuild import kind_of, rebuild
from cunzhao.flow.reprocess import reprocess
from cunzhao.index import SearchIndex
from cunzhao.record import (
    Disk,
    Evidence,
    Journal,
    Log,
    Verifier,
    WriterLock,
    leaf_for_capture,
    rotation,
    sync_directory,
)
from cunzhao.record.disk import storage
from cunzhao.store import Store, polling, settle
from cunzhao.store.renewal import Wanted
from cunzhao.types import (
    Capture,
    Clock,
    CorrectionKind,
    Finding,
    ImportReport,
    Progress,
    ReprocessReport,
    Source,
    SourceReport,
    silent,
)

Closer = Callable[[], None]
Damaged = Callable[[Finding], None]


def _refuse_damage(found: Finding) -> None:
    """Nobody asked for a rebuild: whether to go on without what is damaged is for the keeper to decide."""
    raise EvidenceError(
        f"{found.where}: {found.what}; {found.advice}, or run `cunzhao rebuild`, which goes on with what is whole"
    )


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
        self._before: list[Outcome] = []
        self._disk = disk
        self._lock = WriterLock(place.directory, clock=clock, command=command)
        self._lock.acquire()
        try:
            _check_catalogue(place)
            if redacting.pending(place):
                _rebuild(place, clock, reading, disk)
            self.context = _context(place, clock, reading, disk, settings)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Writing:
        self._put_in_order()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                journal.learn(self.context)
            if not isinstance(error, StorageError):
                self._sign(told=error is not None)
            if error is None:
                self._index()
        except BaseException as late:
            self._note(late)
            raise
        finally:
            self._note(error)
            self.close()

    def _sign(self, told: bool) -> None:
        """Bring the signed log up to what was acknowledged, however the work ended; an error on its way goes first."""
        try:
            publish_log(self.context)
        except CunzhaoError:
            if not told:
                raise

    def _index(self) -> None:
        """The index beside the evidence: derived, so that a full disk here fails nothing; the next command makes it up."""
        with suppress(StorageError):
            self.context.evidence.index()

    def _note(self, error: BaseException | None) -> None:
        if isinstance(error, StorageError):
            refused.note(self.place, error, self.context.clock, self._disk)

    def close(self) -> None:
        """Let go of everything."""
        self._close_reading()
        _let_go(self.context)
        self._lock.release()

    def _put_in_order(self) -> None:
        context = self.context
        try:
            found = context.evidence.recover(context.store.ends())
            acknowledge(context, found.unacknowledged)
            context.journal.recover()
            journal.take_in(context)
            self._before = catch_up(context)
            context.index.catch_up()
            context.index.tidy()
            publish_log(context)
            refused.settle(self.place, self._verify, self._disk)
        except BaseException as error:
            self._note(error)
            self.close()
            raise

    def _verify(self) -> list[Finding]:
        context = self.context
        return checks.verify(self.place, context.evidence, context.log, context.journal, Depth())

    # -- what people ask for ------------------------------------------------------------------------------------------

    def add(self, url: str, progress: Progress = silent) -> Source:
        """Look at a URL, choose its channels, and follow it."""
        return asyncio.run(adding.add(self.context, self._connect(), url, progress))

    def add_opml(self, entries: Sequence[OpmlEntry]) -> list[Source]:
        """Follow every feed of an OPML file."""
        return adding.add_opml(self.context, entries)

    def import_opml(self, path: Path) -> tuple[ImportReport, list[Source]]:
        """Follow every feed of an OPML file; what became of each entry, and the sources in the list's order."""
        return importing.import_opml(self.context, path)

    def run(
        self, recheck: Recheck = "due", progress: Progress = silent, *, pace: timedelta | None = None
    ) -> list[SourceReport]:
        """One round over all sources; the report has a row per source, and one for pages without.

        With ``pace`` only those channels are polled that are due by their own rhythm (``pace`` at first), and the report has
        only the sources that had something to do. What an interrupted process had fetched, and this one took in when it opened
        the archive, is part of the report.
        """
        started = self.context.clock()
        before, self._before = self._before, []
        store = self.context.store
        sources = store.followed()
        due = None if pace is None else frozenset(pacing.plan(store, self.settings, started, pace).due)
        outcomes = asyncio.run(
            crawl.run_round(
                self.context,
                self._connect(),
                sources,
                recheck=recheck,
                pages_per_source=self.settings.pages_per_source,
                polls=due,
                budget=pacing.budget_of(store, self.settings, started),
                before=before,
                progress=progress,
            )
        )
        touched = {o.source for o in outcomes if o.source is not None}
        rows = self._report([s for s in sources if due is None or s.id in touched], outcomes)
        turns = standing.turns(store, touched)
        journal.note_round(self.context, started, [json.loads(json.dumps(asdict(r))) for r in rows], turns)
        publish_log(self.context)
        asyncio.run(notify.tell(self.context, self._connect(), self.settings, self.place.directory.name))
        return rows

    def _report(self, sources: Sequence[Source], outcomes: Sequence[Outcome]) -> list[SourceReport]:
        grouped = crawl.by_source(outcomes)
        held = polling.images(self.context.store, [s.id for s in sources])
        rows = [report(s.id, grouped.get(s.id, []), *held.get(s.id, (0, 0))) for s in sources]
        alone = grouped.get(None, [])
        return [*rows, report("-", alone, 0, 0)] if any(o.kind != "other" for o in alone) else rows

    def keep_urls(self, urls: Sequence[str], progress: Progress = silent) -> list[Outcome]:
        """Put single pages on record, with their images. Raises Redacted for one that was redacted."""
        self._refuse_redacted(urls)
        return asyncio.run(crawl.fetch_pages(self.context, self._connect(), urls, progress))

    def keep_file(self, path: Path, url: str | None = None) -> list[Outcome]:
        """Put a file on record, as supplied by a person. Raises Redacted for the address of what was redacted."""
        self._refuse_redacted([url] if url else [])
        return keep.keep_file(self.context, path, url)

    def _refuse_redacted(self, urls: Sequence[str]) -> None:
        for url in urls:
            redacting.refuse(redacting.find(self.place, article_id(url_key(url))))

    def import_jekyll(self, path: Path, progress: Progress = silent) -> ImportReport:
        """Take in the posts of another archive."""
        return importing.import_jekyll(self.context, path, progress)

    def replace_key(self, lost: bool) -> Verifier:
        """Give the log another key. Works without the old one where it is ``lost``; that is said in the journal."""
        context = self.context
        new = rotation.prepare(context.log, os.urandom, self._disk)
        if not rotation.is_announced(new, context.journal.read()):
            journal.enter(context, rotation.announcement(context.log, new, lost))
        rotation.install(context.log, new, self._disk)
        publish_log(context)
        return new.verifier

    def redact(self, names: Sequence[str], why: str, by: str, progress: Progress = silent) -> redacting.RedactionReport:
        """Take articles and captures out for good. Raises NotFound, UsageError, EvidenceError, before anything is changed."""
        context = self.context
        planned = redacting.plan_of(self.place, context.store, names)
        entry = redact.entry(context.store, context.evidence, planned, why, by)
        redacting.check_space(self.place, list(entry["places"]))
        written = context.journal.append(entry)
        _let_go(context)
        _rebuild(self.place, context.clock, context.reading, self._disk, progress)
        self.context = _context(self.place, context.clock, context.reading, self._disk, self.settings)
        return redacting.report(str(written["id"]), planned)

    def correct(
        self, what: CorrectionKind, revision: str, place: tuple[int, int], speaker: str | None, who: str = ""
    ) -> str:
        """Say of a place in a revision (first character, the one behind the last) who said it, that nobody did, or that it is a
        statement that was missed; returns the id of the journal entry. Raises NotFound, UsageError."""
        return self._say(correcting.correction(self.context.store, what, revision, place, speaker, who))

    def bind(self, name: str, other: str, *, same: bool = True, who: str = "") -> str:
        """Say that two names are one actor, or that they are not; returns the id of the journal entry. Raises UsageError."""
        return self._say(correcting.bond(name, other, same, who))

    def take_back(self, entry: str, who: str = "") -> str:
        """Take back a correction or a bond, by the id of its journal entry; returns the id of the new one. Raises NotFound."""
        return self._say(correcting.undoing(self.context.store, entry, who))

    def _say(self, entry: Mapping[str, Any]) -> str:
        written = journal.enter(self.context, entry)
        self.context.index.catch_up()
        publish_log(self.context)
        return written

    def import_archives(self, path: Path, progress: Progress = silent) -> ImportReport:
        """Take in WARC, ARC and WACZ files made by others; the numbers count records."""
        return taking.import_archives(self.context, path, "imported", progress)

    def reprocess(
        self,
        source: str | None = None,
        since: datetime | None = None,
        *,
        dry_run: bool = False,
        progress: Progress = silent,
    ) -> ReprocessReport:
        """Read again what another version has read, and what could not be read: all of it, or the articles of one source
        (its id or name), or those captured since then (UTC). Raises NotFound for a source that is not followed."""
        wanted = Wanted(None if source is None else wrapping.source_id(self.context.store, source), since)
        return reprocess(self.context, wanted, dry_run=dry_run, progress=progress)

    def correct_wrapper(self, source: str, do: str, selector: str = "") -> None:
        """A person's word on a source's wrappers: ``drop`` or ``keep`` with a selector, ``off``, ``on``. Raises NotFound,
        UsageError."""
        entry = {"kind": "wrapper", "do": do, "source": wrapping.source_id(self.context.store, source)}
        journal.enter(self.context, entry | ({"selector": wrapping.check(selector)} if do in ("drop", "keep") else {}))

    def _connect(self) -> Connect:
        return connector(self._network, self.settings, self.context.clock)


def _check_catalogue(place: Place) -> None:
    """A new catalogue beside a log with leaves would not be in the log's order."""
    if not place.catalog.exists() and Log(place.log).size:
        raise NoArchive(
            f"{place.catalog.name} is missing in {place.directory}: run `cunzhao rebuild` to make it from evidence"
        )


def _context(place: Place, clock: Clock, reading: Reading, disk: Disk, settings: Settings | None = None) -> Context:
    store = Store(place.catalog, writable=True)
    return Context(
        store=store,
        evidence=_evidence(place, clock, disk, settings),
        log=Log.create(place.log, disk=disk),
        journal=Journal(place.journal, clock=clock, random_bytes=os.urandom, disk=disk),
        reading=reading,
        index=SearchIndex(store, place.index),
        clock=clock,
        redacted=redacting.barred(place),
    )


def _evidence(place: Place, clock: Clock, disk: Disk, settings: Settings | None) -> Evidence:
    if settings is None:
        return Evidence(place.evidence, clock=clock, random_bytes=os.urandom, disk=disk)
    return Evidence(
        place.evidence,
        clock=clock,
        random_bytes=os.urandom,
        disk=disk,
        settings=settings.digest(),
        roll_bytes=settings.evidence_file_bytes,
    )


def rebuild_catalogue(
    place: Place, clock: Clock, reading: Reading, disk: Disk, progress: Progress, damaged: Damaged | None
) -> dict[str, int]:
    """Make the catalogue again from evidence, log and journal; the old one is replaced only when the new one is whole.

    What is damaged in the evidence or missing there is told to ``damaged`` and passed over; without it the first damage
    raises EvidenceError.
    """
    with WriterLock(place.directory, clock=clock, command="rebuild"):
        return _rebuild(place, clock, reading, disk, progress, damaged)


def _rebuild(
    place: Place,
    clock: Clock,
    reading: Reading,
    disk: Disk,
    progress: Progress = silent,
    damaged: Damaged | None = None,
) -> dict[str, int]:
    """The same, for whoever holds the lock. What was redacted is taken out of the evidence first, if it lies there."""
    work = place.directory / "rebuild"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        context = _context(Place(place.directory, work), clock, reading, disk)
        context.journal.recover()
        redacting.clear_evidence(place, disk, damaged or _refuse_damage)
        redacted = redacting.blinded(place)
        context.evidence.recover(None, missing=partial(_is_missing, context.log, redacted))
        counts = rebuild(context, damaged or _refuse_damage, progress)
        if damaged is not None:
            for finding in checks.unclaimed(context.store, redacted):
                damaged(finding)
        context.index.catch_up()
        notify.all_told(context.store)
        context.evidence.index(everything=True)
        _let_go(context)
        _replace(work / "catalog.db", place.catalog, disk)
        _tidy(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return counts


def _tidy(place: Place) -> None:
    """The former catalogue's index goes with it: after a redaction it would hold what must be gone."""
    store = Store(place.catalog)
    SearchIndex(store, place.index).tidy()
    store.close()


def _let_go(context: Context) -> None:
    context.index.close()
    context.evidence.close()
    context.store.close()


def _is_missing(log: Log, redacted: frozenset[int], captures: Sequence[Capture]) -> bool:
    """Whether the log promises more captures than these."""
    held = {leaf_for_capture(capture).entry for capture in captures}
    entries = enumerate(log.entries(0, log.size))
    return any(e not in held and i not in redacted and kind_of(e) == "capture" for i, e in entries)


def _replace(new: Path, old: Path, disk: Disk) -> None:
    """Put the new catalogue where the old one was. Raises ArchiveBusy where a reader holds the old one, StorageError.

    The order is what keeps both whole: the old one's write-ahead log is emptied into it first, so that a crash at any point
    leaves either catalogue complete, and no log that could be applied to the other. Only then its name is taken away; whoever
    has the old files open goes on reading them.
    """
    settle(old)
    with storage(f"the new catalogue cannot be put at {old}"):
        new.replace(old)
        for suffix in ("-wal", "-shm"):
            Path(f"{old}{suffix}").unlink(missing_ok=True)
        sync_directory(disk, old.parent)
