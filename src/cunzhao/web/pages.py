"""Makes a page: the template's context, the response with its ETag, and the pages that say in words what went wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import partial

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from cunzhao.errors import CunzhaoError, NotFound, Redacted, UsageError
from cunzhao.publish.formats import language_tag, one_line, web_address
from cunzhao.web import show
from cunzhao.web.reader import Reader, Room, path_to, reader_of
from cunzhao.web.words import say


def templates() -> jinja2.Environment:
    """The templates: always escaping, strict about unknown names, and clean of control characters."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("cunzhao.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=show.printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(room: Room, request: Request, template: str, values: Mapping[str, object], status: int = 200) -> Response:
    """A page from a template; 304 when the reader has it already."""
    text = room.pages.get_template(template).render(context(room, request, reader_of(request)) | dict(values))
    return tagged(request, text.encode("utf-8", "replace"), "text/html; charset=utf-8", status)


def context(room: Room, request: Request, reader: Reader) -> dict[str, object]:
    """What every template knows."""
    shown = show.Show(reader.language)
    return {
        "reader": reader,
        "say": partial(say, reader.language),
        "href": reader.href,
        "same": partial(same, request, reader),
        "to": path_to,
        "asset": room.assets.path,
        "show": shown,
        "plain": shown.plain,
        "shorten": one_line,
        "language": language_tag,
        "web": web_address,
    }


def same(request: Request, reader: Reader, **changed: str) -> str:
    """The address of this very page with another language or theme ("": none)."""
    kept = {key: value for key, value in request.query_params.items() if key not in {"lang", "theme"}}
    wanted = {**kept, **dict(reader.kept), **changed}
    path = path_to(*request.scope["path"].lstrip("/").split("/"))
    return Reader(reader.language, None, ()).href(path, **{key: value or None for key, value in wanted.items()})


def tagged(
    request: Request, body: bytes, content_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A response with an ETag of its content, or 304. Browsers ask again each time, and mostly get nothing but a yes.

    A 304 carries the same headers: a browser writes them over those it has kept, and a policy must not get weaker by that.
    """
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    sent = {"vary": "Accept-Language", **(headers or {}), "etag": mark}
    if status == 200 and mark in request.headers.get("if-none-match", "")[:2_000]:
        return Response(status_code=304, headers=sent)
    return Response(body, status, sent, media_type=content_type)


def json_page(request: Request, value: Mapping[str, object]) -> Response:
    """A value as JSON in UTF-8; what no encoder can write (half a surrogate pair) becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return tagged(request, text.encode("utf-8", "replace"), "application/json")


def refusal(room: Room, request: Request, error: Exception) -> Response:
    """The page for an error: 404, 410, 400, or 500 where the reader can do nothing about it."""
    status, key = _status_of(error)
    word = partial(say, reader_of(request).language)
    detail = str(error) if isinstance(error, CunzhaoError) else ""
    if isinstance(error, Redacted):
        when = show.Show(reader_of(request).language).plain(error.at)
        said = word("redacted-words", who=error.who, when=when, why=error.why)
        values = {"heading": word(key), "words": said, "detail": ""}
        return page(room, request, "words.html", values, status)
    values = {"heading": word(key), "words": word(key + "-words"), "detail": detail}
    return page(room, request, "words.html", values, status)


def _status_of(error: Exception) -> tuple[int, str]:
    if isinstance(error, Redacted):
        return 410, "redacted"
    if isinstance(error, NotFound) or getattr(error, "status_code", None) == 404:
        return 404, "not-found"
    return (400, "bad-request") if isinstance(error, UsageError) else (500, "failed")
