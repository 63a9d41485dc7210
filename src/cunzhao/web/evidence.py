"""The three routes that return captured bytes. What a stranger's server sent never runs on our origin.

An image is served only when its first bytes say that it is one (the claimed type is not believed), and always in a
sandbox that may load nothing. A payload is only ever a download of plain bytes.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from cunzhao.errors import NotFound
from cunzhao.web.pages import tagged
from cunzhao.web.reader import Room, checked_id

SANDBOX: Final = "default-src 'none'; sandbox"
SANDBOX_SVG: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""An SVG may style itself inline; it may still run and load nothing, and a browser that opens it alone saves it instead."""

_SVG_START: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,400}-->\s*){0,4}<svg[\s>]", re.I
)
_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
)
_BMP_HEADERS: Final = frozenset(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 108, 124))
"""The sizes a BMP's second header may have; "BM" alone also begins a sentence about cars."""


def image_type(content: bytes) -> str | None:
    """The type of an image by its own first bytes (WHATWG MIME Sniffing, 6.1, and ISO BMFF brands for AVIF); None: no image."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content[:4] == b"RIFF" and content[8:14] == b"WEBPVP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in {b"avif", b"avis"}:
        return "image/avif"
    if content[:2] == b"BM" and content[14:18] in _BMP_HEADERS:
        return "image/bmp"
    return "image/svg+xml" if _SVG_START.match(content[:2_048]) else None


def image(room: Room, request: Request) -> Response:
    """``/image/<capture>``: an image on record, or 404 in words when these bytes are no image."""
    capture = checked_id(request.path_params["capture"])
    content, _ = room.library.image(capture)
    kind = image_type(content)
    if kind is None:
        raise NotFound(f"capture {capture} is not an image; its bytes can be saved from its page")
    is_svg = kind == "image/svg+xml"
    headers = sandboxed(SANDBOX_SVG if is_svg else SANDBOX)
    if is_svg:
        headers["content-disposition"] = f'attachment; filename="{_file_name(capture)}.svg"'
    return tagged(request, content, kind, headers=headers)


def payload(room: Room, request: Request) -> Response:
    """``/capture/<id>/payload``: the payload as received, to be saved; whatever it claimed to be, it is only bytes here."""
    capture = checked_id(request.path_params["capture"])
    content, _ = room.library.payload(capture)
    headers = sandboxed(SANDBOX)
    headers["content-disposition"] = f'attachment; filename="{_file_name(capture)}.payload"'
    return tagged(request, content, "application/octet-stream", headers=headers)


def sandboxed(policy: str) -> dict[str, str]:
    """The headers that all captured bytes carry."""
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "x-download-options": "noopen",
    }


def _file_name(capture: str) -> str:
    """The capture's id with nothing in it that a header or a file system could read as more than a name."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", capture)[:80]
