"""An evidence report as values, and as the JSON that scripts lean on.

What a report says is gathered by :mod:`cunzhao.archive.reporting`, which alone can look at evidence and log; here nothing is
looked up. The page for people is made by :mod:`cunzhao.publish.report_page`.
"""

from __future__ import annotations

import shlex
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cunzhao.record.stamps import Said
from cunzhao.record.told import Told
from cunzhao.shapes import article_shape, plain
from cunzhao.types import ArticleView, Capture, CaptureLine, Edit, Revision

VERSION = 1

CAPTURES = 40
"""Captures in a report that was not asked for all of them; the bytes of each are read again, which takes time."""

REVISIONS = 40
"""Revisions, likewise; each is compared with the one before."""

Kind = Literal["article", "revision", "capture"]
Inclusion = Literal["included", "unsigned", "missing", "fails"]
"""``unsigned``: its place is behind the newest checkpoint. ``missing``: it has none. ``fails``: the log has something else."""

Bytes = Literal["same", "damaged", "none"]
"""Whether the bytes, read again for the report, have the digests of the catalogue; ``none``: there are none to read."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where an entry stands in the log, and whether that was found true."""

    index: int | None
    state: Inclusion


@dataclass(frozen=True, slots=True)
class ReportCapture:
    """A capture with what its records say; ``holder`` is the capture whose record holds the payload, with its own records.

    ``trouble`` says in English why the bytes could not be read.
    """

    line: CaptureLine
    told: Told | None
    bytes: Bytes
    place: LogPlace
    holder: Capture
    holder_told: Told | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ReportRevision:
    """A revision, what changed in it, and the place of its clean text in the log."""

    revision: Revision
    edit: Edit | None
    place: LogPlace


@dataclass(frozen=True, slots=True)
class ReportLog:
    """The log as it was when the report was made; ``trouble`` says in English why its checkpoint does not hold."""

    origin: str
    key: str
    key_id: str
    size: int
    root: bytes
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ReportStamp:
    """A time stamp of a checkpoint of ``size`` leaves; ``begins`` says whether the log still begins as that checkpoint says.

    ``covers`` counts the captures of the report that stand before its end. ``said`` is None where it cannot be read.
    """

    size: int
    begins: bool
    covers: int
    said: Said | None

    @property
    def holds(self) -> bool:
        """Whether stamp and checkpoint are both found true."""
        return self.said is not None and self.said.holds and self.begins


@dataclass(frozen=True, slots=True)
class Report:
    """All of a report. ``made`` is UTC; ``view`` is None for a capture that belongs to no article."""

    subject: str
    kind: Kind
    made: datetime
    software: str
    view: ArticleView | None
    captures: tuple[ReportCapture, ...]
    captures_in_all: int
    revisions: tuple[ReportRevision, ...]
    revisions_in_all: int
    log: ReportLog
    stamps: tuple[ReportStamp, ...]
    gone: LogPlace | None = None

    @property
    def cited(self) -> ReportCapture | None:
        """The capture on which the shown text rests: that of the newest revision shown, else the first one with bytes."""
        by_id = {one.line.capture.id: one for one in self.captures if one.bytes != "none"}
        read = [by_id[one.revision.capture] for one in self.revisions if one.revision.capture in by_id]
        return read[-1] if read else next(iter(by_id.values()), None)

    @property
    def stamp(self) -> ReportStamp | None:
        """The earliest time stamp that holds and covers the whole report."""
        fitting = [one for one in self.stamps if one.holds and one.covers == len(self.captures)]
        return min(fitting, key=lambda one: (one.size, one.said.at if one.said else self.made), default=None)


def commands(report: Report) -> tuple[str, str]:
    """What the keeper runs for a proof, and what anybody runs to check it."""
    return f"cunzhao prove {shlex.quote(report.subject)} --with-bytes > proof.json", "cunzhao verify proof.json"


def recipes(one: ReportCapture) -> dict[str, str]:
    """Commands of tools that every system has, which print the digests of the block and of the payload.

    ``payload`` is left out where chunks lie between its bytes; where a revisit's payload lies elsewhere, it is read there.
    """
    made: dict[str, str] = {}
    if one.told is not None:
        made["block"] = _recipe(one.line.capture, one.told.block_size)
    if one.holder_told is not None and one.holder_told.payload_last and one.holder.kind != "failure":
        made["payload"] = _recipe(one.holder, one.holder.size)
    return made


def _recipe(capture: Capture, size: int) -> str:
    """A record ends with its block and two line ends, so what is wanted are the last bytes before these four."""
    file = shlex.quote(capture.path)
    member = f"tail -c +{capture.offset + 1} {file} | head -c {capture.length} | gzip -dc"
    return f"{member} | tail -c {size + 4} | head -c {size} | sha256sum"


def report_shape(report: Report, shows: list[str], limits: list[str]) -> dict[str, object]:
    """The report as JSON; ``shows`` and ``limits`` are its sentences in the reader's language."""
    shape: dict[str, object] = {
        "cunzhao_report": VERSION,
        "subject": report.subject,
        "kind": report.kind,
        "made": report.made,
        "software": report.software,
        "article": _article(report.view),
        "captures_in_all": report.captures_in_all,
        "captures": [_capture(one) for one in report.captures],
        "revisions_in_all": report.revisions_in_all,
        "revisions": [_revision(one) for one in report.revisions],
        "gone": None if report.gone is None else {"leaf": report.gone.index, "log": report.gone.state},
        "log": _log(report.log),
        "stamps": [_stamp(one) for one in report.stamps],
        "check": list(commands(report)),
        "shows": shows,
        "does_not_show": limits,
    }
    return {name: plain(value) for name, value in shape.items()}


_OF_ARTICLE = ("id", "url", "urls", "source", "source_name", "title", "authors", "language", "state", "gone_since")


def _article(view: ArticleView | None) -> dict[str, object] | None:
    if view is None:
        return None
    known = article_shape(view)
    held = {"held": view.line.images_held, "named": view.line.images_named}
    return {name: known[name] for name in (*_OF_ARTICLE, "published", "claims")} | {"images": held}


def _capture(one: ReportCapture) -> dict[str, object]:
    capture, told, verdict = one.line.capture, one.told, one.line.verdict
    names = (
        "id",
        "record_id",
        "url",
        "at",
        "kind",
        "origin",
        "purpose",
        "status",
        "content_type",
        "size",
        "peer",
        "tls",
    )
    more = ("truncated", "location", "refers_to", "error", "offset", "length", "facts")
    return {
        **{name: getattr(capture, name) for name in (*names, *more)},
        "warc": capture.path,
        "payload_sha256": capture.payload_digest,
        "block_sha256": capture.block_digest,
        "bytes": one.bytes,
        "trouble": one.trouble,
        "ended": told.ended if told else None,
        "software": told.software if told else None,
        "user_agent": told.user_agent if told else None,
        "removed_fields": told.removed if told else (),
        "verdict": verdict.kind if verdict else None,
        "reasons": verdict.reasons if verdict else (),
        "leaf": one.place.index,
        "log": one.place.state,
        "check": {"block": None, "payload": None} | recipes(one),
    }


def _revision(one: ReportRevision) -> dict[str, object]:
    revision = one.revision
    names = ("id", "number", "at", "capture", "extractor", "title", "grades", "partial", "removed")
    shape = {name: getattr(revision, name) for name in names}
    return shape | {"text_sha256": revision.text_digest, "leaf": one.place.index, "log": one.place.state}


def _log(log: ReportLog) -> dict[str, object]:
    names = ("origin", "key", "key_id", "size", "trouble")
    return {name: getattr(log, name) for name in names} | {"root": b64encode(log.root).decode()}


def _stamp(one: ReportStamp) -> dict[str, object]:
    said = one.said
    authorities = [{"name": name, "sha256": digest} for name, digest in said.authorities] if said else []
    at = said.at if said else None
    return {"at": at, "authorities": authorities, "size": one.size, "covers": one.covers, "holds": one.holds}
