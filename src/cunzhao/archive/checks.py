"""Is the evidence sound, and is the archive well? Both only look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from cunzhao.archive import coverage, refused
from cunzhao.archive.depth import Depth
from cunzhao.archive.place import Place
from cunzhao.archive.redacting import blinded, checked
from cunzhao.archive.settings import Settings
from cunzhao.errors import CunzhaoError
from cunzhao.flow.keys import text_digest
from cunzhao.index import SearchIndex, not_indexed
from cunzhao.record import Evidence, Journal, Log, leaf_for_derive, leaf_for_journal, verify_quick
from cunzhao.record.note import open_any
from cunzhao.record.rotation import check_keys
from cunzhao.record.stamps import against, check_stamps
from cunzhao.store import Store, polling, sqlite_version
from cunzhao.store.rows import Row, to_text, to_time
from cunzhao.types import Capture, Clock, Disk, Finding, SourceHealth

FEW_BYTES_FREE = 2_000_000_000
SOON = 30
"""Days: a disk that is full by then needs its keeper now."""


def verify(place: Place, evidence: Evidence, log: Log, journal: Journal, depth: Depth) -> list[Finding]:
    """Checkpoint, tree, stamps, rows, files and journal against each other; as deep as it is wanted, every digest again."""

    def show(done: int, total: int) -> None:
        depth.progress(f"{done / 1e6:.0f} of {total / 1e6:.0f} MB")

    store = Store(place.catalog)
    try:
        rows = _rows(store)
        found = [*verify_quick(evidence, log, rows, depth.read_data, show, depth.cores)]
        found += [*unclaimed(store, blinded(place)), *checked(place, store)]
        found += [*check_stamps(log), *_against(log, depth.against), *_keys(log, journal)]
        found += _journal(store, journal)
        return [*found, *_texts(store)] if depth.read_data >= 1 else found
    finally:
        store.close()


def _against(log: Log, note: str | None) -> Iterator[Finding]:
    """The log against a checkpoint that somebody else kept."""
    if note is None:
        return
    where = "the other checkpoint"
    try:
        other, _ = open_any(note, log.verifiers)
    except CunzhaoError as error:
        yield Finding("unchecked", str(error), where, "give a checkpoint that this log signed, as it was sent")
        return
    yield from against(log, other, where)


def _keys(log: Log, journal: Journal) -> Iterator[Finding]:
    """The keys of the log against the journal; one that cannot be read is told by the journal's own check."""
    try:
        entries = list(journal.read())
    except CunzhaoError:
        return
    yield from check_keys(log, entries)


def _leaves(store: Store, kind: str, besides: frozenset[int] = frozenset()) -> Iterator[tuple[bytes, str]]:
    """Entry and subject of every leaf of a kind, but those at some positions."""
    after = -1
    while batch := store.leaves(after):
        yield from ((entry, subject) for i, k, entry, subject in batch if k == kind and i not in besides)
        after = batch[-1][0]


def unclaimed(store: Store, redacted: frozenset[int]) -> Iterator[Finding]:
    """Captures that the log promises and the catalogue was rebuilt without, since their evidence was lost before."""
    lost = sum(not subject for _, subject in _leaves(store, "capture", redacted))
    if lost:
        what = f"{lost} captures that the log promises are neither in the evidence nor in the catalogue"
        yield Finding("damage", what, "evidence", "restore the evidence from a copy, then run rebuild")


def _journal(store: Store, journal: Journal) -> Iterator[Finding]:
    """Every entry against its leaf: the journal is part of the truth, and a changed line would change what a rebuild makes."""
    try:
        entries = {leaf_for_journal(e).entry: str(e["id"]) for e in journal.read()}
    except (CunzhaoError, ValueError) as error:
        yield Finding("damage", str(error), "journal", "restore it from a copy")
        return
    promised = dict(_leaves(store, "journal"))
    changed = [subject for entry, subject in promised.items() if entry not in entries]
    for subject in changed:
        what = f"entry {subject} is not what its log entry promised, or is missing"
        yield Finding("tampering", what, "journal", "compare with a copy")
    for entry, name in entries.items():
        if entry not in promised and name not in changed:
            yield _warn(f"entry {name} is not in the catalogue yet", "journal", "run a writing command once")
    if not changed:
        yield Finding("ok", f"{len(entries)} journal entries", "journal")


def _texts(store: Store) -> Iterator[Finding]:
    """Every clean text against the hash that was promised when it was derived."""
    held = earlier = 0
    changed = False
    for entry, subject in _leaves(store, "derive"):
        if not subject:
            # A program of another version read this text, or it was redacted: nobody can make it again, and it stays promised.
            earlier += 1
            continue
        revision = store.revision(subject)
        line = store.capture(revision.capture) if revision is not None else None
        if revision is not None and line is not None:
            digest = text_digest(revision.title, revision.text)
            if leaf_for_derive(line.capture, revision.id, digest, revision.extractor).entry == entry:
                held += 1
                continue
        changed = True
        what = "its text is not what its log entry promised, or is missing"
        yield Finding("tampering", what, f"revision {subject}", "run rebuild: the catalogue is made from the evidence")
    if not changed and (bare := store.totals()["revisions"] - held):
        changed = True
        what = f"{bare} clean texts stand in the catalogue that no log entry promises"
        yield Finding("tampering", what, "catalogue", "run rebuild: the catalogue is made from the evidence")
    if not changed:
        more = f"; {earlier} promises of earlier readings, which other versions made" if earlier else ""
        yield Finding("ok", f"{held} clean texts{more}", "catalogue")


def _rows(store: Store) -> Iterator[tuple[Capture, int, bytes]]:
    after = -1
    while lines := store.captures(after=after):
        first = lines[0].leaf or 0
        entries = {i: entry for i, _, entry, _ in store.leaves(first - 1, (lines[-1].leaf or 0) - first + 1)}
        for line in lines:
            assert line.leaf is not None
            yield line.capture, line.leaf, entries[line.leaf]
            after = line.leaf


def doctor(place: Place, settings: Settings, clock: Clock) -> list[Finding]:
    """What a keeper should know, worst last."""
    found = [_sqlite(), _space(place)]
    if (was := refused.line(place)) is not None:
        found.append(
            _warn(f"read-only: the disk refused ({was})", "refused", "run a writing command: it verifies first")
        )
    if not settings.contact:
        found.append(_warn("no contact is set", place.settings.name, 'set contact = "…" so that outlets know who asks'))
    try:
        store = Store(place.catalog)
    except CunzhaoError as error:
        return [*found, Finding("damage", "there is no catalogue", place.catalog.name, str(error))]
    try:
        found += _rounds(store, settings, clock())
        found += _forecast(coverage.disk(store, place, clock()))
        found += [_trouble(row) for row in polling.troubles(store, open_only=True)]
        found += _gaps(store, clock())
        found += [f for h in store.sources() for f in _source(h)]
        found += [*_waiting(store), *_unread(store), *_unindexed(store, place)]
    finally:
        store.close()
    return sorted(found, key=lambda f: ("ok", "unchecked", "warning", "damage", "tampering").index(f.level))


def _warn(what: str, where: str, advice: str) -> Finding:
    return Finding("warning", what, where, advice)


def _sqlite() -> Finding:
    version = sqlite_version()
    numbers = tuple(int(n) for n in version.split("."))
    mended = numbers[:2] in ((3, 44), (3, 50)) and numbers[2:] >= {44: (6,), 50: (7,)}[numbers[1]]
    if (3, 7, 0) <= numbers <= (3, 51, 2) and not mended:
        what = f"SQLite {version} has the WAL-reset bug (fixed in 3.51.3, 3.50.7, 3.44.6)"
        return Finding("ok", f"{what}; one connection writes here, so it cannot strike")
    return Finding("ok", f"SQLite {version}")


def _space(place: Place) -> Finding:
    free = shutil.disk_usage(place.directory).free
    if free < FEW_BYTES_FREE:
        return _warn(f"only {free / 1e9:.1f} GB are free", str(place.directory), "make room before the disk is full")
    return Finding("ok", f"{free / 1e9:.1f} GB are free")


def _rounds(store: Store, settings: Settings, now: datetime) -> list[Finding]:
    last = store.last_round()
    if not store.followed():
        return [_warn("no source is followed", "", "follow one with `cunzhao add URL`")]
    if last is None:
        return [_warn("no round was run yet", "", "run one with `cunzhao run`")]
    ended = to_time(last["ended"])
    words = f"the last round ended {ended:%Y-%m-%d %H:%M} UTC"
    return [
        _warn(f"nobody is collecting: {words}", "", "run `cunzhao run --every 1h`, or mend the schedule")
        if coverage.stopped_since(store, settings, now) is not None
        else Finding("ok", words)
    ]


def _forecast(disk: Disk) -> list[Finding]:
    what = f"{(disk.evidence + disk.catalogue) / 1e9:.1f} GB are used, {disk.per_day / 1e6:.0f} MB more a day"
    if disk.full_on is None:
        return [Finding("ok", what)]
    full = f"{what}: the disk is full about {disk.full_on:%Y-%m-%d}"
    soon = disk.free < SOON * disk.per_day
    return [_warn(full, "", "make room, or move the archive") if soon else Finding("ok", full)]


def _trouble(row: Row) -> Finding:
    advice = {
        "silent": "look whether the outlet has moved its feed; `cunzhao add` finds a new one",
        "failing": "look at its address; `cunzhao add` finds a new one",
        "blocked": "its articles are not reached; see its answers in the reading room",
        "empty": "its pages may need scripts; see its answers in the reading room",
    }
    since = f"{to_time(row['since']):%Y-%m-%d %H:%M} UTC"
    return _warn(f"{row['kind']} since {since}: {row['what']}", row["source_id"], advice[row["kind"]])


def _gaps(store: Store, now: datetime) -> Iterator[Finding]:
    """Gaps of the last month: what may be missing, and what a look elsewhere found."""
    for gap in polling.gaps(store, to_text(now - timedelta(days=30))):
        when = f"{to_time(gap['since']):%Y-%m-%d %H:%M} to {to_time(gap['until']):%Y-%m-%d %H:%M} UTC"
        said = f"{gap['filled']} articles found by {gap['filled_by']}" if gap["filled"] else "nothing found elsewhere"
        yield Finding("ok", f"entries may be missing from {when}, between two polls; {said}", gap["source_id"])


def _source(health: SourceHealth) -> Iterator[Finding]:
    name = health.source.id
    if health.last_error:
        yield _warn(
            f"the last poll failed: {health.last_error}", name, "look at its address; `cunzhao add` finds a new one"
        )
    if health.images_held < health.images_named:
        yield Finding("ok", f"{health.images_held} of {health.images_named} images held", name)


def _unread(store: Store) -> Iterator[Finding]:
    for line in store.unread():
        reasons = "; ".join(line.verdict.reasons) if line.verdict is not None else ""
        what = f"could not be read: {reasons}; its bytes are kept"
        yield _warn(what, line.capture.url, "it is asked for again; after an update `cunzhao reprocess` reads it anew")


def _unindexed(store: Store, place: Place) -> list[Finding]:
    pending = SearchIndex(store, place.index).pending()
    return [_warn(not_indexed(pending), "", "run `cunzhao run`")] if pending else []


def _waiting(store: Store) -> list[Finding]:
    waiting = len(store.waiting(1000))
    return (
        [_warn(f"{waiting} captures are not ingested yet", "", "the next `cunzhao run` takes them in")]
        if waiting
        else []
    )
