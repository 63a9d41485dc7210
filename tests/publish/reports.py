"""Evidence reports on articles that exist in memory only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from cunzhao.compare import compare
from cunzhao.publish.report import LogPlace, Report, ReportCapture, ReportLog, ReportRevision
from cunzhao.record.told import Told
from cunzhao.types import ArticleView, CaptureLine

LOG = ReportLog("cunzhao/test", "cunzhao/test+00+AA", "00aa11bb", 9, b"\x01" * 32)


def report_of(view: ArticleView, made: datetime, lines: Sequence[CaptureLine] | None = None, **changed: Any) -> Report:
    """The report on an article (or on these captures of it) as it would be if all was well."""
    shown = view.captures if lines is None else lines
    ordered = sorted(view.revisions, key=lambda one: one.number)
    edits = [None, *(compare(old, new) for old, new in pairwise(ordered))]
    values: dict[str, Any] = {
        "subject": view.line.id,
        "kind": "article",
        "made": made,
        "software": "cunzhao/test",
        "view": view,
        "captures": tuple(captured(line) for line in shown),
        "captures_in_all": len(shown),
        "revisions": tuple(
            ReportRevision(one, edit, LogPlace(5, "included")) for one, edit in zip(ordered, edits, strict=True)
        ),
        "revisions_in_all": len(ordered),
        "log": LOG,
        "stamps": (),
    }
    return Report(**values | changed)


def captured(line: CaptureLine, **changed: Any) -> ReportCapture:
    """A capture whose records are whole."""
    capture = line.capture
    told = Told("cunzhao/test", capture.size + 200, True, "GET", capture.at, (), "cunzhao/test (+mailto:x@example.org)")
    nothing = capture.kind == "failure"
    values: dict[str, Any] = {
        "line": line,
        "told": told,
        "bytes": "none" if nothing else "same",
        "place": LogPlace(line.leaf, "included" if line.leaf is not None else "missing"),
        "holder": capture,
        "holder_told": told,
    }
    return ReportCapture(**values | changed)
