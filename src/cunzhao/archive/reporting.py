"""Gathers an evidence report: the catalogue's words, the bytes read again, and the log looked at as anybody could."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING

from cunzhao.errors import EvidenceError, InputError, NotFound
from cunzhao.publish.report import (
    CAPTURES,
    REVISIONS,
    Bytes,
    Kind,
    LogPlace,
    Report,
    ReportCapture,
    ReportLog,
    ReportRevision,
    ReportStamp,
)
from cunzhao.record import Log, leaf_hash, verify_inclusion
from cunzhao.record.leaves import Promise, promise_of_capture, promise_of_derive, promise_of_gone
from cunzhao.record.note import key_id
from cunzhao.record.stamps import Stamped, against, said_by, stamped_checkpoints
from cunzhao.record.told import Told, told
from cunzhao.types import ArticleView, Capture, CaptureLine, Revision

if TYPE_CHECKING:
    from cunzhao.archive.reading import Reading


def report_on(reading: Reading, log: Log, name: str, made: datetime, whole: bool = False) -> Report:
    """The report on an article, revision or capture by its id, or on an article by its address.

    ``whole`` takes all captures and revisions instead of so many. Damage is reported, not raised. Raises NotFound.
    """
    kind, view, lines, revisions = _wanted(reading, name)
    shown_revisions = revisions if whole else revisions[-REVISIONS:]
    shown = lines if whole else chosen(lines, shown_revisions, CAPTURES)
    state = _log(log)
    captures = tuple(_capture(reading, log, state, line) for line in shown)
    return Report(
        subject=name if kind != "article" or view is None else view.line.id,
        kind=kind,
        made=made,
        software=f"cunzhao/{version('cunzhao')}",
        view=view,
        captures=captures,
        captures_in_all=len(lines),
        revisions=_revisions(reading, log, state, view, shown_revisions),
        revisions_in_all=len(revisions),
        log=state,
        stamps=_stamps(log, captures),
        gone=_gone(reading, log, state, view, lines),
    )


def chosen(lines: Sequence[CaptureLine], revisions: Sequence[Revision], most: int) -> tuple[CaptureLine, ...]:
    """At most so many captures, in their order: those that texts were read from, the first one, and the newest."""
    if len(lines) <= most:
        return tuple(lines)
    read = {revision.capture for revision in revisions}
    ranked = sorted(range(len(lines)), key=lambda n: (lines[n].capture.id not in read, n != 0, -n))
    return tuple(lines[n] for n in sorted(ranked[:most]))


def _wanted(
    reading: Reading, name: str
) -> tuple[Kind, ArticleView | None, tuple[CaptureLine, ...], tuple[Revision, ...]]:
    line = reading.catalogue.capture(name)
    if line is not None:
        article = reading.catalogue.article_of_capture(name)
        view = reading.article(article) if article else None
        made = tuple(r for r in view.revisions if r.capture == name) if view else ()
        return "capture", view, (line,), made
    revision = reading.catalogue.revision(name)
    if revision is not None:
        return "revision", reading.article(revision.article), (reading.capture(revision.capture),), (revision,)
    view = reading.article(name)
    captures = tuple(sorted(view.captures, key=lambda each: each.capture.at))
    return "article", view, captures, tuple(sorted(view.revisions, key=lambda each: each.number))


def _capture(reading: Reading, log: Log, state: ReportLog, line: CaptureLine) -> ReportCapture:
    capture = holder = line.capture
    found: Bytes = "none" if capture.kind == "failure" else "same"
    mine = other = None
    trouble = ""
    try:
        if capture.refers_to is not None:
            holder = reading.capture(capture.refers_to).capture
        mine = told(reading.evidence.directory, capture)
        reading.stored(capture)
        other = _holders(reading, capture, holder, mine)
    except (EvidenceError, NotFound) as error:
        found, trouble = "damaged", str(error)
    return ReportCapture(
        line, mine, found, _place(log, state, line.leaf, promise_of_capture(capture)), holder, other, trouble
    )


def _holders(reading: Reading, capture: Capture, holder: Capture, mine: Told) -> Told:
    return mine if holder.id == capture.id else told(reading.evidence.directory, holder)


def _revisions(
    reading: Reading, log: Log, state: ReportLog, view: ArticleView | None, shown: Sequence[Revision]
) -> tuple[ReportRevision, ...]:
    if view is None:
        return ()
    from cunzhao.archive.reading import edit_of

    ordered = sorted(view.revisions, key=lambda each: each.number)
    before = {new.id: old for old, new in pairwise(ordered)}
    made = []
    for one in shown:
        line = reading.capture(one.capture)
        promise = promise_of_derive(line.capture, one.id, one.text_digest, one.extractor)
        edit = edit_of(before[one.id], one) if one.id in before else None
        made.append(ReportRevision(one, edit, _behind(reading, log, state, line, promise)))
    return tuple(made)


def _gone(
    reading: Reading, log: Log, state: ReportLog, view: ArticleView | None, lines: Sequence[CaptureLine]
) -> LogPlace | None:
    """The entry that says that an article was found to be taken down, where one of these captures found it."""
    if view is None or view.gone_since is None:
        return None
    for line in lines:
        place = _behind(reading, log, state, line, promise_of_gone(line.capture, view.line.id))
        if place.index is not None:
            return place
    return None


def _behind(reading: Reading, log: Log, state: ReportLog, line: CaptureLine, promise: Promise) -> LogPlace:
    index = None if line.leaf is None else reading.catalogue.leaf_behind(line.leaf, promise.leaf.entry)
    return _place(log, state, index, promise)


# -- the log ----------------------------------------------------------------------------------------------------------


def _log(log: Log) -> ReportLog:
    """The newest checkpoint, its signature checked and its root computed again; without one, its ``trouble`` says why."""
    try:
        verifier, checkpoint = log.signed_by, log.checkpoint
        fits = log.root_at(checkpoint.size) == checkpoint.root
    except EvidenceError as error:
        return ReportLog("", "", "", 0, b"", str(error))
    trouble = "" if fits else "the tree is not the one that was signed; run verify"
    number = key_id(verifier.name, verifier.public).hex()
    return ReportLog(checkpoint.origin, str(verifier), number, checkpoint.size, checkpoint.root, trouble)


def _place(log: Log, state: ReportLog, index: int | None, promise: Promise) -> LogPlace:
    """Computes the path from the entry to the signed root, as somebody would who has only the proof."""
    if index is None:
        return LogPlace(None, "missing")
    if state.trouble:
        return LogPlace(index, "fails")
    if index >= state.size:
        return LogPlace(index, "unsigned")
    try:
        path = log.inclusion_proof(index, state.size)
    except EvidenceError:
        return LogPlace(index, "fails")
    holds = verify_inclusion(leaf_hash(promise.leaf.entry), index, state.size, path, state.root)
    return LogPlace(index, "included" if holds else "fails")


def _stamps(log: Log, captures: Sequence[ReportCapture]) -> tuple[ReportStamp, ...]:
    """The time stamps whose checkpoint holds any of these captures, the earliest first; an empty one where none can be read."""
    try:
        stamped = stamped_checkpoints(log)
    except (EvidenceError, OSError):
        return (ReportStamp(0, False, 0, None),)
    return tuple(made for each in stamped for made in _stamps_of(log, each, captures) if made.covers)


def _stamps_of(log: Log, stamped: Stamped, captures: Sequence[ReportCapture]) -> list[ReportStamp]:
    size = stamped.checkpoint.size
    covers = sum(one.place.state == "included" and (one.place.index or 0) < size for one in captures)
    begins = all(found.level == "ok" for found in against(log, stamped.checkpoint, ""))
    made = []
    for stamp in stamped.stamps:
        try:
            said = said_by(stamped.note, stamp)
        except InputError:
            said = None
        made.append(ReportStamp(size, begins, covers, said))
    return made
