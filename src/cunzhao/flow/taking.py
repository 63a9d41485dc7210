"""Taking in archives made by others: WARC, ARC and WACZ, record by record, in bounded memory.

file ──records──> pair requests ──deposits──> batch ──(fsync, commit)──> captures ──ingest──> report
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from cunzhao.errors import InputError
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import publish_log, put_on_record
from cunzhao.flow.handed_in import File, Item, Maker, is_same
from cunzhao.flow.ingest import ingest
from cunzhao.flow.keys import url_key
from cunzhao.flow.outcome import Outcome
from cunzhao.flow.parcel import Parcel
from cunzhao.record import Foreign, Unreadable, read_foreign
from cunzhao.types import Capture, Deposit, ImportReport, Origin, Progress, Resource, silent

BATCH = 128
"""Records per fsync and commit."""
BATCH_BYTES = 32_000_000
MAX_SKIPPED = 10_000
"""Unreadable places of one file, after which the rest of it is given up."""
MAX_ODD = 10_000
"""Oddities that are named one by one."""
SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz")


@dataclass(slots=True)
class _Sums:
    read: int = 0
    kept: int = 0
    merged: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    odd: list[tuple[str, str]] = field(default_factory=list)
    more_odd: int = 0
    pages: list[Outcome] = field(default_factory=list)

    def say(self, name: str, what: str) -> None:
        if len(self.odd) < MAX_ODD:
            self.odd.append((name, what))
        else:
            self.more_odd += 1

    def skip(self, name: str, why: str) -> None:
        self.read += 1
        self.skipped.append((name, why))


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of records (``inner``: inside a WACZ); ``waiting`` are the places of revisits whose original was not met."""

    path: Path
    inner: str | None
    file: File
    waiting: set[int] = field(default_factory=set)


def is_archive(path: Path) -> bool:
    """Whether a file is an archive by its name."""
    return path.name.lower().endswith(SUFFIXES)


def import_archives(context: Context, path: Path, origin: Origin, progress: Progress = silent) -> ImportReport:
    """Take in a WARC, ARC or WACZ file, or all below a folder; the numbers count records. Raises InputError."""
    return take_in(context, _files(path), origin, progress)[0]


def take_in(
    context: Context, files: Iterable[Path], origin: Origin, progress: Progress = silent
) -> tuple[ImportReport, list[Outcome]]:
    """The report, and what became of the pages. Raises InputError for a file that cannot be opened."""
    sums = _Sums()
    parts = [part for path in files for part in _take_file(context, path, origin, sums, progress)]
    for part in parts:
        if part.waiting:
            _take_late(context, part, sums, progress)
    publish_log(context)
    if sums.more_odd:
        sums.odd.append(("-", f"{sums.more_odd} more oddities, not named here"))
    report = ImportReport(sums.read, sums.kept, sums.merged, tuple(sums.skipped), tuple(sums.odd))
    return report, sums.pages


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.is_file() and is_archive(p))
        if not found:
            raise InputError(f"{path}: no archives here (looked for {', '.join(SUFFIXES)})")
        return found
    return [path]


def _take_file(context: Context, path: Path, origin: Origin, sums: _Sums, progress: Progress) -> list[_Part]:
    """Everything in a file but the revisits whose originals were not met so far; the parts that hold such are returned."""
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    with _readable(path) as stream:
        digest = hashlib.sha256()
        while piece := stream.read(1 << 20):
            digest.update(piece)
        file = File(name, digest.hexdigest(), origin)
        stream.seek(0)
        packed = stream.read(4) == b"PK\x03\x04"
        stream.seek(0)
        if packed:
            return _take_parcel(context, Parcel(stream, name), path, file, sums, progress)
        part = _Part(path, None, file)
        _take_records(context, stream, part, sums, progress)
    return [part]


@contextmanager
def _readable(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror or error}); give the path of a WARC or WACZ"
        ) from None


def _take_parcel(
    context: Context, parcel: Parcel, path: Path, file: File, sums: _Sums, progress: Progress
) -> list[_Part]:
    """A WACZ: its WARC files first, then the rest of it as evidence."""
    for name, why in parcel.refused:
        sums.skip(f"{file.name}!{name}", why)
    parts = [_Part(path, name, replace(file, name=f"{file.name}!{name}")) for name in parcel.archives]
    for part in parts:
        with parcel.open(part.inner or "") as stream:
            _take_records(context, stream, part, sums, progress)
    batch = _Batch(context, sums)
    for name in parcel.rest:
        url = f"urn:x-cunzhao:file:{file.sha256}:{quote(name, errors='replace')}"
        kind = "application/json" if name.endswith((".json", ".jsonl")) else "application/octet-stream"
        resource = Resource(url, parcel.read(name), kind, file.origin, context.clock())
        facts = {"file": f"{file.name}!{name}", "file_sha256": file.sha256, "head": name}
        batch.add(Item(f"{file.name}!{name}", Deposit("other", resource=resource, facts=facts)))
    batch.flush()
    for name, what in (*parcel.odd, *parcel.unmet(lambda url: bool(context.store.captures_at(url_key(url), 1)))):
        sums.say(f"{file.name}!{name}" if name else file.name, what)
    return parts


def _take_late(context: Context, part: _Part, sums: _Sums, progress: Progress) -> None:
    """The revisits of a part once more, now that everything else is on record."""
    with _readable(part.path) as stream:
        if part.inner is None:
            _take_records(context, stream, part, sums, progress, late=True)
        else:
            with Parcel(stream, part.file.name, check=False).open(part.inner) as inner:
                _take_records(context, inner, part, sums, progress, late=True)


def _take_records(
    context: Context, stream: BinaryIO, part: _Part, sums: _Sums, progress: Progress, late: bool = False
) -> None:
    batch, before = _Batch(context, sums), len(sums.skipped)
    maker = Maker(part.file, context.clock, batch.resolve)
    for number, found in enumerate(_paired(read_foreign(stream))):
        if late and number not in part.waiting:
            continue
        if isinstance(found, Unreadable):
            sums.skip(f"{part.file.name}:{found.offset}", found.what)
            if len(sums.skipped) - before >= MAX_SKIPPED:
                sums.skip(part.file.name, f"given up after {MAX_SKIPPED} places that cannot be read")
                break
        elif not late and found[0].kind == "revisit" and batch.resolve(found[0]) is None:
            part.waiting.add(number)
        else:
            batch.add(maker.item(*found))
        progress(f"{part.file.name}: {sums.read} records")
    batch.flush()


def _paired(found: Iterable[Foreign | Unreadable]) -> Iterator[tuple[Foreign, Foreign | None] | Unreadable]:
    """Responses with their requests, which stand right before or behind them; everything else alone."""
    held: Foreign | None = None
    for each in found:
        if isinstance(each, Unreadable):
            yield each
        elif held is not None and _belong(held, each):
            response, request = (each, held) if held.kind == "request" else (held, each)
            yield response, request
            held = None
        else:
            if held is not None:
                yield held, None
            held = each
    if held is not None:
        yield held, None


def _belong(one: Foreign, other: Foreign) -> bool:
    """Whether one is the request of the other: one names the other, or neither names any and address and time are the same."""
    if (one.kind == "request") == (other.kind == "request") or not {one.kind, other.kind} & {"response", "revisit"}:
        return False
    named = [(a.fields.get("warc-concurrent-to", "").strip("<> "), b.id) for a, b in ((one, other), (other, one))]
    if any(name for name, _ in named):
        return any(name and name == found for name, found in named)
    return one.url == other.url and one.fields.get("warc-date") == other.fields.get("warc-date")


class _Batch:
    """Deposits on their way to the record; ``flush`` puts them there and adds up what became of them."""

    def __init__(self, context: Context, sums: _Sums) -> None:
        self._context, self._sums = context, sums
        self._items: list[Item] = []
        self._keys: set[str] = set()
        self._bytes = 0

    def add(self, item: Item) -> None:
        self._sums.read += item.records
        for what in item.odd:
            self._sums.say(item.name, what)
        part = item.deposit.exchange or item.deposit.resource
        assert part is not None
        key = url_key(part.url)
        if any(is_same(capture, item.deposit) for capture in self._at(key)):
            self._sums.merged += item.records
            return
        self._items.append(item)
        self._keys.add(key)
        self._bytes += len(part.content) if isinstance(part, Resource) else len(part.response)
        if len(self._items) >= BATCH or self._bytes >= BATCH_BYTES:
            self.flush()

    def _at(self, key: str) -> tuple[Capture, ...]:
        return self._context.store.captures_at(key)

    def resolve(self, record: Foreign) -> Capture | None:
        """The capture whose payload a revisit record shares: by record id, by address and time, or by digest."""
        fields = record.fields
        target = url_key(fields.get("warc-refers-to-target-uri", "").strip("<> ") or record.url)
        if target in self._keys:
            self.flush()
        known = [c for c in self._at(target) if c.kind in ("response", "revisit") and c.purpose != "robots"]
        wanted = (
            ("record", fields.get("warc-refers-to", "").strip("<> ")),
            ("captured", fields.get("warc-refers-to-date", "")),
            ("digest", fields.get("warc-payload-digest", "")),
        )
        for name, value in wanted:
            for capture in known if value else ():
                if capture.facts.get(name) == value:
                    return capture
        return None

    def flush(self) -> None:
        items, self._items, self._keys, self._bytes = self._items, [], set(), 0
        if not items:
            return
        captures = put_on_record(self._context, [item.deposit for item in items])
        for item, capture, outcome in zip(items, captures, ingest(self._context, captures), strict=True):
            self._count(item, capture, outcome)

    def _count(self, item: Item, capture: Capture, outcome: Outcome) -> None:
        sums = self._sums
        if capture.kind == "revisit" or outcome.kind in ("merged", "unchanged", "edited"):
            sums.merged += item.records
        else:
            sums.kept += item.records
        if outcome.kind == "edited":
            sums.say(item.name, f"another text of article {outcome.article}, kept as its next revision: {outcome.url}")
        if capture.purpose == "page" and len(sums.pages) < MAX_ODD:
            sums.pages.append(outcome)
