"""What a proof of an article, a revision or a capture holds: its captures, its clean texts, its removal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cunzhao.archive.place import Place
from cunzhao.archive.reading import Reading
from cunzhao.archive.redacting import entry_of
from cunzhao.errors import EvidenceError, NotFound
from cunzhao.record import Log
from cunzhao.record.leaves import Promise, promise_of_capture, promise_of_derive, promise_of_gone
from cunzhao.record.proof import Placed, group_bytes, prove
from cunzhao.record.redaction import promise_of_redaction
from cunzhao.types import ArticleView, Capture, CaptureLine, Revision


def prove_name(reading: Reading, place: Place, log: Log, name: str, with_bytes: bool) -> dict[str, Any]:
    """The proof of what has this name, which may be a redaction's.

    Raises NotFound, Redacted for what was taken out, and EvidenceError where the signed log does not hold it yet.
    """
    order = entry_of(place, name)
    if order is not None:
        return _redaction(reading, log, name, promise_of_redaction(order))
    lines, revisions, gone = _wanted(reading, name)
    placed: dict[int, Placed] = {}
    for line in lines:
        placed.update(_captures(reading, line))
    for revision in revisions:
        capture = reading.capture(revision.capture)
        promise = promise_of_derive(capture.capture, revision.id, revision.text_digest, revision.extractor)
        placed.update(_behind(reading, capture, promise))
    if gone is not None:
        for line in lines:
            placed.update(_behind(reading, line, promise_of_gone(line.capture, gone)))
    missing = [index for index in placed if index >= log.size]
    if missing:
        raise EvidenceError(
            f"leaf {missing[0]} is not in the signed log yet; run a writing command once, then prove again"
        )
    proof = prove(log, name, [placed[index] for index in sorted(placed)])
    if with_bytes:
        captures = (_capture_of(reading, each.promise) for each in placed.values() if each.promise.kind == "capture")
        proof["warc"] = {capture.id: group_bytes(reading.evidence.directory, capture) for capture in captures}
    return proof


def _redaction(reading: Reading, log: Log, name: str, promise: Promise) -> dict[str, Any]:
    """That something was redacted, by whom and why: it opens no other leaf."""
    index = reading.catalogue.leaf_behind(max(promise.record["leaves"], default=-1), promise.leaf.entry)
    if index is None or index >= log.size:
        raise EvidenceError(
            f"redaction {name} is not in the signed log yet; run a writing command once, then prove again"
        )
    return prove(log, name, [Placed(promise, index)])


def _wanted(reading: Reading, name: str) -> tuple[tuple[CaptureLine, ...], tuple[Revision, ...], str | None]:
    """The captures, the revisions, and the article where it may have gone."""
    line = reading.catalogue.capture(name)
    if line is not None:
        article = reading.catalogue.article_of_capture(name)
        view = reading.article(article) if article else None
        made = tuple(r for r in view.revisions if r.capture == name) if view else ()
        return (line,), made, article if line.verdict and line.verdict.kind == "gone" else None
    revision = reading.catalogue.revision(name)
    if revision is not None:
        return (reading.capture(revision.capture),), (revision,), None
    view = reading.article(name)
    return view.captures, view.revisions, _gone(view)


def _gone(view: ArticleView) -> str | None:
    return None if view.gone_since is None else view.line.id


def _captures(reading: Reading, line: CaptureLine) -> Iterator[tuple[int, Placed]]:
    """The capture, and the earlier one that holds its bytes where it is a revisit."""
    lines = [line]
    if line.capture.refers_to is not None:
        lines.append(reading.capture(line.capture.refers_to))
    for each in lines:
        if each.leaf is None:
            raise NotFound(f"capture {each.capture.id} has no leaf in the log; run verify")
        yield each.leaf, Placed(promise_of_capture(each.capture), each.leaf)


def _behind(reading: Reading, line: CaptureLine, promise: Promise) -> Iterator[tuple[int, Placed]]:
    """A leaf that was derived from a capture, and so stands behind it."""
    index = reading.catalogue.leaf_behind(line.leaf or 0, promise.leaf.entry)
    if index is not None:
        yield index, Placed(promise, index)


def _capture_of(reading: Reading, promise: Promise) -> Capture:
    return reading.capture(promise.subject).capture
