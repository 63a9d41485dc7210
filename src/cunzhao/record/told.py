"""What the records of a capture say beside the capture itself: who asked, with which program, and what was taken out.

The metadata record that closes a group has it; see :mod:`cunzhao.record.facts`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cunzhao.errors import EvidenceError
from cunzhao.record.reader import DamageError, read_record
from cunzhao.record.scan import belongs, is_facts, open_file
from cunzhao.record.warc import PAYLOAD_DIGEST
from cunzhao.types import Capture

_BESIDE_MOST = 4
"""Records that are looked at behind the main one; a group has two."""


@dataclass(frozen=True, slots=True)
class Told:
    """``block_size`` are bytes of the main record's block, of which the payload is the end where ``payload_last``.

    ``ended`` is when the answer was complete (UTC); None for what did not come over a wire. ``removed`` names header fields.
    ``user_agent`` is what the request in the record says of itself.
    """

    software: str
    block_size: int
    payload_last: bool
    method: str | None = None
    ended: datetime | None = None
    removed: tuple[str, ...] = ()
    user_agent: str | None = None


def told(evidence: Path, capture: Capture) -> Told:
    """Reads the group of a capture. Raises EvidenceError where it is not whole or not this capture's."""
    request = b""
    with open_file(evidence, capture.path) as stream:
        try:
            main = record = read_record(stream, capture.offset)
            for _ in range(_BESIDE_MOST):
                if is_facts(record):
                    break
                record = read_record(stream, record.end)
                if not belongs(record, main):
                    raise DamageError("records that belong to no capture", record.offset)
                request = (record.block or b"") if record.kind == "request" else request
        except DamageError as damage:
            raise EvidenceError(f"capture {capture.id} at {capture.path}:{damage.offset}: {damage}") from None
    if main.id != capture.record_id:
        raise EvidenceError(f"at {capture.path}:{capture.offset} lies another capture than {capture.id}")
    last = capture.kind in ("response", "resource") and PAYLOAD_DIGEST.lower() in main.fields
    return _told(record.block or b"", int(main.fields["content-length"]), last, _user_agent(request))


def _told(block: bytes, size: int, payload_last: bool, user_agent: str | None) -> Told:
    try:
        body: dict[str, Any] = json.loads(block)
        exchange: dict[str, Any] = body.get("exchange") or {}
        return Told(
            software=str(body.get("software", "")),
            block_size=size,
            payload_last=payload_last,
            method=str(exchange["method"]) if "method" in exchange else None,
            ended=datetime.fromisoformat(exchange["ended"]) if "ended" in exchange else None,
            removed=tuple(map(str, exchange.get("redacted", ()))),
            user_agent=user_agent,
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise EvidenceError(f"a metadata record cannot be read: {error!r}") from None


def _user_agent(request: bytes) -> str | None:
    """The field of that name in a request's head (RFC 9110, 10.1.5)."""
    for line in request.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == b"user-agent":
            return value.strip().decode("utf-8", "replace")
    return None
