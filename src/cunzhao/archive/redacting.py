"""Redactions in an open archive: ordering one, finishing one that was killed, and what ``verify`` has to say of them.

    journal entry (from here on it will happen) -> evidence -> catalogue made anew -> log -> the new catalogue in its place

Whatever stops it, the next command that writes sees a redaction in the journal that the catalogue does not know, and goes
through the same steps again. The catalogue is made anew and not mended: so it is what a rebuild gives, and no page of an old
file, of its search index or of its write-ahead log keeps a word.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cunzhao.archive.place import Place
from cunzhao.errors import CunzhaoError, NoArchive, NotFound, Redacted, StorageError
from cunzhao.flow.keys import article_id, url_key
from cunzhao.record import Disk, leaf_for_journal
from cunzhao.record.redaction import entries, erase, promise_of_redaction, redaction_of, redactions, unfinished
from cunzhao.record.scan import QUARANTINE
from cunzhao.store import Store
from cunzhao.types import Finding, Redaction

if TYPE_CHECKING:
    from cunzhao.flow.redact import Plan

REBUILD_AGAIN = "run a writing command once: it finishes the redaction first"


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """What a redaction took: counts, and the ids of what it did not take (see :class:`cunzhao.flow.redact.Plan`)."""

    redaction: str
    articles: tuple[str, ...]
    captures: int
    revisions: int
    channels: tuple[str, ...]
    shared: tuple[str, ...]
    copies: tuple[str, ...]


def plan_of(place: Place, store: Store, names: Sequence[str]) -> Plan:
    """What would go with these articles and captures. Raises Redacted where one of them went already, NotFound, UsageError."""
    from cunzhao.flow.redact import plan

    spelled = [name.encode("utf-8", "replace").decode() for name in names]
    try:
        return plan(store, spelled)
    except NotFound:
        for name in spelled:
            refuse(find(place, name) or find(place, article_id(url_key(name))))
        raise


def report(redaction: str, planned: Plan) -> RedactionReport:
    """What a plan comes to."""
    return RedactionReport(
        redaction,
        tuple(view.line.id for view in planned.articles),
        len(planned.captures),
        planned.revisions,
        planned.channels,
        planned.shared,
        planned.copies,
    )


def pending(place: Place) -> bool:
    """Whether a redaction was ordered that the catalogue does not know. Without a catalogue a rebuild is due anyway."""
    ordered = redactions(place.journal / "journal.jsonl")
    if not ordered or not place.catalog.exists():
        return False
    try:
        store = Store(place.catalog)
    except NoArchive:  # of an older version: made anew it is of this one
        return True
    try:
        known = store.entered()
    finally:
        store.close()
    return any(redaction.id not in known for redaction in ordered)


def barred(place: Place) -> frozenset[str]:
    """The names under which nothing is to come back."""
    return frozenset(name for each in redactions(place.journal / "journal.jsonl") for name in each.names)


def clear_evidence(place: Place, disk: Disk, damaged: Callable[[Finding], None]) -> None:
    """Take out of the evidence whatever was redacted and lies there still. Quick where nothing does."""
    erase(place.evidence, redactions(place.journal / "journal.jsonl"), disk, damaged)


def check_space(place: Place, files: Sequence[str]) -> None:
    """Before a redaction is ordered: there must be room for a copy of one evidence file, and of the catalogue."""
    sizes = [(place.evidence / name).stat().st_size for name in files]
    needed = max(max(sizes, default=0), place.catalog.stat().st_size * 2)
    free = shutil.disk_usage(place.directory).free
    if free < needed:
        raise StorageError(
            f"a redaction needs {needed / 1e6:.0f} MB for a while, and {free / 1e6:.0f} MB are free: make room; "
            "nothing was changed"
        )


def find(place: Place, name: str) -> Redaction | None:
    """The redaction that took the article, revision or capture of this name; the newest."""
    wanted = name.partition(".")[0]
    for redaction in reversed(redactions(place.journal / "journal.jsonl")):
        if wanted in redaction.names or wanted in redaction.captures:
            return redaction
    return None


def refuse(redaction: Redaction | None) -> None:
    """Raises Redacted where there is one."""
    if redaction is not None:
        raise Redacted(redaction.id, redaction.who, redaction.at, redaction.why)


def entry_of(place: Place, redaction: str) -> dict[str, Any] | None:
    """The journal entry of a redaction."""
    found = (each for each in entries(place.journal / "journal.jsonl") if each["id"] == redaction)
    return next(found, None)


def checked(place: Place, store: Store) -> Iterator[Finding]:
    """Every redaction: finished, and in the log as it stands in the journal."""
    promised = {entry for _, kind, entry, _ in _all_leaves(store) if kind in ("redaction", "journal")}
    try:
        ordered = list(entries(place.journal / "journal.jsonl"))
        for entry in ordered:
            yield from _check(place, entry, promised)
    except (CunzhaoError, ValueError) as error:
        yield Finding("damage", str(error), "journal", "restore it from a copy")
        return
    if ordered:
        count = sum(len(redaction_of(entry).captures) for entry in ordered)
        yield Finding("ok", f"{len(ordered)} redactions, of {count} captures", "journal")
    quarantine = place.evidence / QUARANTINE
    if ordered and quarantine.is_dir() and any(quarantine.iterdir()):
        what = "torn ends of evidence files lie here, which a redaction does not look into"
        yield Finding("warning", what, f"evidence/{QUARANTINE}", "delete them if they may hold what was redacted")


def _check(place: Place, entry: dict[str, Any], promised: set[bytes]) -> Iterator[Finding]:
    redaction = redaction_of(entry)
    where = f"redaction {redaction.id}"
    try:
        left = unfinished(place.evidence, redaction)
    except CunzhaoError as error:
        yield Finding("damage", str(error), where, "restore the file from a copy")
        return
    if left:
        yield Finding("damage", f"its captures are still in {', '.join(sorted(left))}", where, REBUILD_AGAIN)
    elif leaf_for_journal(entry).entry not in promised:
        yield Finding("damage", "it is in the journal and not yet in the catalogue", where, REBUILD_AGAIN)
    elif promise_of_redaction(entry).leaf.entry not in promised:
        yield Finding("tampering", "the log does not hold its leaf", where, "compare with a copy")


def _all_leaves(store: Store) -> Iterator[tuple[int, str, bytes, str]]:
    after = -1
    while batch := store.leaves(after):
        yield from batch
        after = batch[-1][0]


def blinded(place: Place) -> frozenset[int]:
    """The positions of leaves that nobody can open any more, by order of the keeper."""
    return frozenset(index for each in redactions(place.journal / "journal.jsonl") for index in each.leaves)
