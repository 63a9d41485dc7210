"""An Atom feed (RFC 4287) of the newest articles, for the feed readers of this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from cunzhao.publish.formats import iso
from cunzhao.web.pages import context, tagged
from cunzhao.web.reader import Room, reader_of

ENTRIES: Final = 50


def feed(room: Room, request: Request) -> Response:
    """``/feed.atom``: the newest articles; entries are dated by their first capture, which no outlet can move."""
    lines = room.library.catalogue.articles(limit=ENTRIES).lines
    updated = max((line.first_captured for line in lines), default=datetime(1970, 1, 1, tzinfo=UTC))
    base = f"http://{request.headers['host']}"
    values = {"lines": lines, "updated": updated, "base": base, "iso": iso}
    text = room.pages.get_template("feed.atom").render(context(room, request, reader_of(request)) | values)
    return tagged(request, text.encode("utf-8", "replace"), "application/atom+xml; charset=utf-8")
