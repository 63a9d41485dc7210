"""A capture as WARC records that stand alone, for packages that leave the archive.

What was fetched and is whole goes out as it lies, member by member. A revisit gets the payload that it refers to. What others
captured goes out under the time that they claim, with the time at which it came to us beside it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from cunzhao.errors import EvidenceError
from cunzhao.record import scan, warc
from cunzhao.record.evidence import Evidence
from cunzhao.record.group import Find
from cunzhao.record.reader import DamageError, read_record
from cunzhao.types import Capture

MATERIALISED = "Cunzhao-Materialised"
"""The id of the revisit record that was made whole."""
HANDED_IN = "Cunzhao-Handed-In"


@dataclass(frozen=True, slots=True)
class Whole:
    """The gzip members of a capture (the first is the response or resource), and the time under which they are found."""

    members: tuple[bytes, ...]
    at: datetime


def whole(evidence: Evidence, capture: Capture, resolve: Find, claimed: datetime | None = None) -> Whole:
    """The records of a capture that is no failure. ``claimed`` is when others say that they made it.

    Raises EvidenceError where its bytes are missing or damaged.
    """
    stored = evidence.read(capture, resolve)
    if capture.kind != "revisit" and claimed is None:
        return Whole(_as_they_lie(evidence, capture, stored.request is not None), capture.at)
    at = claimed or capture.at
    block = stored.head + stored.payload if capture.kind == "revisit" else _block(evidence, capture)
    kind = "resource" if capture.kind == "resource" else "response"
    record_id = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{capture.record_id}/whole')}"
    fields = (
        ("WARC-Target-URI", warc.uri(capture.url)),
        ("WARC-Truncated", capture.truncated),
        (HANDED_IN, warc.timestamp(capture.at) if claimed else None),
        (MATERIALISED, f"<{capture.record_id}>" if capture.kind == "revisit" else None),
        ("Content-Type", warc.RESPONSE if kind == "response" else warc.media_type(capture.content_type or "")),
    )
    members = [warc.member(kind, record_id, warc.timestamp(at), fields, block)]
    if stored.request:
        asked = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{capture.record_id}/request')}"
        beside = (fields[0], ("WARC-Concurrent-To", f"<{record_id}>"), ("Content-Type", warc.REQUEST))
        members.append(warc.member("request", asked, warc.timestamp(at), beside, stored.request))
    return Whole(tuple(members), at)


def _as_they_lie(evidence: Evidence, capture: Capture, asked: bool) -> tuple[bytes, ...]:
    """The members as they stand in the evidence file: the main record and the request, without our own facts and salt."""
    with scan.open_file(evidence.directory, capture.path) as stream:
        stream.seek(capture.offset)
        first = stream.read(capture.length)
        if not asked:
            return (first,)
        end = read_record(stream, capture.offset + capture.length).end
        stream.seek(capture.offset + capture.length)
        return (first, stream.read(end - capture.offset - capture.length))


def _block(evidence: Evidence, capture: Capture) -> bytes:
    with scan.open_file(evidence.directory, capture.path) as stream:
        try:
            return read_record(stream, capture.offset, keep=1 << 40).block or b""
        except DamageError as damage:
            raise EvidenceError(f"capture {capture.id}: {damage}") from None
