"""From a capture to what its bytes say: the payload, its content decoded, and whether it can be an article at all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from cunzhao.errors import InputError
from cunzhao.extract import is_binary
from cunzhao.extract.wrapper import Wrapper
from cunzhao.fetch import content
from cunzhao.flow.mhtml import MHTML, read_mhtml
from cunzhao.record import Evidence
from cunzhao.store import Reader
from cunzhao.types import Capture

POST = "text/x-jekyll-post"
"""The content type under which another archive's post is put on record."""

HTML_TYPES = ("text/html", "application/xhtml+xml")
BINARY_MAGIC = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"\x00\x00\x00")
SNIFFED = 1024
AT_THE_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""There was no web before; a claim to have captured it then is odd."""


@dataclass(frozen=True, slots=True)
class Material:
    """A capture with its content: ``data`` has its content codings undone; ``problems`` say what could not be.

    ``unreadable`` says why the bytes could not be read back from evidence; it is empty when they could. ``wrapper`` reads
    the page where one is in force.
    """

    capture: Capture
    data: bytes
    content_type: str
    problems: tuple[str, ...] = ()
    unreadable: str = ""
    wrapper: Wrapper | None = None


def material(evidence: Evidence, catalogue: Reader, capture: Capture) -> Material:
    """Read a capture's content back from evidence (a revisit's from the capture it refers to)."""
    stored = evidence.read(capture, catalogue.capture_of)
    if stored.content_type == MHTML and capture.kind == "resource":
        with suppress(InputError):  # what cannot be read was not kept as such a page
            page, _ = read_mhtml(stored.payload)
            return Material(capture, page.content, page.content_type)
    decoded = content(stored.headers, stored.payload)
    return Material(capture, decoded.data, stored.content_type or "", decoded.problems)


def is_html(content_type: str, data: bytes) -> bool:
    """Whether bytes can be an HTML page: by what they begin with, whether they are text, and the declared type."""
    head = data[:SNIFFED].lstrip()
    if head.startswith(BINARY_MAGIC) or is_binary(data, content_type):
        return False
    declared = content_type.split(";")[0].strip().lower()
    return (
        not declared or declared.startswith(HTML_TYPES) or b"<html" in head.lower() or b"<!doctype html" in head.lower()
    )


def image_type(data: bytes) -> str | None:
    """The media type of an image by its first bytes; None for what is no image that readers show."""
    head = data[:SNIFFED]
    for magic, name in ((b"\x89PNG\r\n", "image/png"), (b"GIF8", "image/gif"), (b"\xff\xd8\xff", "image/jpeg")):
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return "image/svg+xml" if b"<svg" in head.lower() and b"<html" not in head.lower() else None


def claimed_time(text: str, now: datetime) -> datetime | None:
    """When others say that they captured something; None for what is no time, or cannot be right as seen at ``now``."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return at if AT_THE_EARLIEST <= at <= now else None
