"""The reading room as an ASGI app: the routes, and what answers when one of them refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cunzhao.errors import CunzhaoError
from cunzhao.types import Clock, utc_now
from cunzhao.web import article, coverage, evidence, feed, health, lists, said, searching
from cunzhao.web.assets import Assets
from cunzhao.web.guard import Guard
from cunzhao.web.library import Library
from cunzhao.web.pages import page, refusal, templates
from cunzhao.web.reader import Room

Handler = Callable[[Room, Request], Response]
STATIC: Final = Path(__file__).parent / "static"


def settings(room: Room, request: Request) -> Response:
    """``/settings``: language, appearance, keys."""
    return page(room, request, "settings.html", {})


def static(room: Room, request: Request) -> Response:
    """``/static/<hash>/<name>``: our own files."""
    return room.assets.serve(request.path_params["mark"], request.path_params["name"])


HANDLERS: Final[tuple[tuple[str, Handler], ...]] = (
    ("/", lists.newest),
    ("/days", lists.days),
    ("/day/{day}", lists.day),
    ("/sources", health.sources),
    ("/source/{source}", lists.source),
    ("/coverage", coverage.coverage),
    ("/coverage.atom", coverage.coverage_atom),
    ("/coverage.json", coverage.coverage_json),
    ("/coverage/{source}", coverage.source_coverage),
    ("/tags", lists.tags),
    ("/tag/{tag:path}", lists.tag),
    ("/search", searching.search),
    ("/api/search.json", searching.search_json),
    ("/said", said.said),
    ("/api/said.json", said.said_json),
    ("/article/{article}.json", article.article_json),
    ("/article/{article}", article.article),
    ("/article/{article}/revision/{number}", article.revision),
    ("/article/{article}/compare/{old}/{new}", article.compare),
    ("/article/{article}/cite.bib", article.cite_bibtex),
    ("/article/{article}/cite.json", article.cite_json),
    ("/article/{article}/report", article.report),
    ("/capture/{capture}", article.capture),
    ("/capture/{capture}/report", article.report),
    ("/capture/{capture}/payload", evidence.payload),
    ("/image/{capture}", evidence.image),
    ("/feed.atom", feed.feed),
    ("/settings", settings),
    ("/static/{mark}/{name}", static),
)
"""Every route there is. All of them only read; they run in threads, because a catalogue on disk may make them wait."""


def create_app(library: Library, *, port: int | None = None, clock: Clock = utc_now) -> Guard:
    """The reading room over a library. ``port`` is where it will be reached (Host is checked against it; None: any port)."""
    room = Room(library, templates(), Assets.read(sorted(STATIC.iterdir())), clock)
    routes = [Route(path, _endpoint(room, handler), name=handler.__name__) for path, handler in HANDLERS]
    refused = _refusing(room)
    errors = {CunzhaoError: refused, HTTPException: refused, Exception: refused}
    inner = Starlette(routes=routes, exception_handlers=errors)
    inner.router.redirect_slashes = False  # no address here redirects, so none can be made to redirect elsewhere
    return Guard(inner, port)


def _endpoint(room: Room, handler: Handler) -> Callable[[Request], Response]:
    """A handler as Starlette calls it: a plain function, so that it runs in a thread."""
    return partial(handler, room)


def _refusing(room: Room) -> Callable[[Request, Exception], Response]:
    return partial(refusal, room)
