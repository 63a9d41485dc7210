"""Pages saved as MHTML (RFC 2557): one file with the page and its images. The file is the evidence; this reads its parts."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from cunzhao.errors import InputError, UsageError
from cunzhao.urls import parse

MHTML = "multipart/related"
SUFFIXES = (".mhtml", ".mht")
MAX_PARTS = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its transfer encoding undone; ``url`` is where it came from, if that is a web address."""

    url: str | None
    content: bytes
    content_type: str


def read_mhtml(content: bytes) -> tuple[Part, list[Part]]:
    """The page, and the images that lie beside it. Raises InputError where there is no page in it."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        parts = list(_parts(message))
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
        raise InputError(f"this MHTML file cannot be read ({error}); save the page again") from None
    page = next((part for part in parts if part.content_type.startswith(("text/html", "application/xhtml"))), None)
    if page is None:
        raise InputError("this MHTML file holds no page; save the page again")
    told = _address(message.get("Snapshot-Content-Location")) or page.url
    images = [part for part in parts if part.content_type.startswith("image/") and part.url]
    return Part(told, page.content, page.content_type), images


def _parts(message: Message) -> Iterator[Part]:
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            return
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        charset = part.get_content_charset()
        kind = part.get_content_type() + (f"; charset={charset}" if charset else "")
        yield Part(_address(part.get("Content-Location")), data if isinstance(data, bytes) else b"", kind)


def _address(text: object) -> str | None:
    try:
        return str(parse(str(text).strip())) if text else None
    except UsageError:
        return None
