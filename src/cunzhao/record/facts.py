"""The ``metadata`` record of a capture: everything that the catalogue needs to know of it, as JSON, and back again.

``rebuild`` reads nothing else, so that what ``append`` returned and what ``scan`` finds are equal. Shape (version 1)::

    {"cunzhao": 1, "software": "cunzhao/0.1.0", "settings": SHA-256 of the settings in force,
     "capture": {every field of Capture that is set, except path, offset and length},
     "exchange": {"method", "started", "ended", "redacted": [header names], "response_digest", "response_size"}}

``response_digest`` and ``response_size`` are of the whole answer as it came, which matters for a revisit: its record holds
only the head.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, get_args

from cunzhao.errors import EvidenceError
from cunzhao.record.warc import capture_id, hex_digest, timestamp
from cunzhao.types import Capture, Exchange, Origin, Purpose, Truncation

VERSION = 1
LIMIT = 1 << 19
"""Bytes of one metadata block; facts are short words (robots verdict, claims), and a scan keeps these blocks in memory."""

_PLACE = frozenset({"path", "offset", "length"})
_FIELDS = tuple(f.name for f in fields(Capture) if f.name not in _PLACE)
_TEXT = ("id", "record_id", "url", "payload_digest", "salt")
_OPTIONAL_TEXT = (
    *("source", "content_type", "refers_to", "peer", "tls", "etag", "last_modified", "location", "error", "error_kind"),
    "block_digest",
)
_CHOICES: dict[str, tuple[str | None, ...]] = {
    "purpose": get_args(Purpose),
    "origin": get_args(Origin),
    "kind": ("response", "revisit", "resource", "failure"),
    "truncated": (None, *get_args(Truncation)),
}


def clean(text: str) -> str:
    """The text with lone surrogates replaced, since neither UTF-8 nor RFC 8785 can hold them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def block(capture: Capture, exchange: Exchange | None, software: str, settings: str | None = None) -> bytes:
    """The metadata block of a capture. A failure's own digest is not in it: the block cannot hold its own hash."""
    known = {name: getattr(capture, name) for name in _FIELDS}
    known |= {"at": timestamp(capture.at), "facts": dict(capture.facts) or None}
    if capture.kind == "failure":
        known["block_digest"] = None
    body: dict[str, Any] = {
        "cunzhao": VERSION,
        "software": software,
        "capture": {name: value for name, value in known.items() if value is not None},
    }
    if settings is not None:
        body["settings"] = settings
    if exchange is not None:
        body["exchange"] = _exchange(exchange)
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _exchange(exchange: Exchange) -> dict[str, Any]:
    return {
        "method": clean(exchange.method),
        "started": timestamp(exchange.started),
        "ended": timestamp(exchange.ended),
        "redacted": [clean(name) for name in exchange.redacted],
        "response_digest": hex_digest(exchange.response),
        "response_size": len(exchange.response),
    }


def parse(content: bytes, path: str, offset: int, length: int, own_digest: str) -> Capture:
    """The capture of a metadata block, placed where its main record stands. Raises EvidenceError where it is no such block.

    ``own_digest`` is the metadata block's digest, used for a failure.
    """
    try:
        body = json.loads(content)
        known = _checked(body["capture"]) if body["cunzhao"] == VERSION else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EvidenceError(f"a metadata record cannot be read: {error!r}") from None
    if known is None:
        raise EvidenceError("a metadata record was written by a newer version of Cunzhao; read it with that")
    if known["kind"] == "failure":
        known["block_digest"] = own_digest
    return Capture(path=path, offset=offset, length=length, **known)


def _checked(raw: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {name: raw.get(name) for name in _FIELDS}
    known["at"] = datetime.fromisoformat(raw["at"])
    known["facts"] = dict(raw.get("facts") or {})
    checks = (
        all(isinstance(known[name], str) for name in _TEXT),
        all(isinstance(known[name], str | None) for name in _OPTIONAL_TEXT),
        all(known[name] in allowed for name, allowed in _CHOICES.items()),
        isinstance(known["size"], int) and isinstance(known["status"], int | None),
        isinstance(known["block_digest"], str) or known["kind"] == "failure",
        all(isinstance(value, str) for pair in known["facts"].items() for value in pair),
        known["at"].tzinfo is not None and known["id"] == capture_id(known["record_id"]),
    )
    if not all(checks):
        raise ValueError("a field has the wrong type or value")
    return known
