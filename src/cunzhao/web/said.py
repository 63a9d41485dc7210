"""The ledger: who said what, by speaker, by words, on a time line; and the same as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from cunzhao.archive.ledger import Asked, Entry, page_shape
from cunzhao.errors import UsageError
from cunzhao.publish.chart import months_svg
from cunzhao.publish.formats import clean
from cunzhao.types import DiffRun, SaidLine
from cunzhao.web.pages import json_page, page
from cunzhao.web.reader import Reader, Room, path_to, reader_of, whole_number
from cunzhao.web.words import say

PAGE_SIZE: Final = 20
MOST_LIMIT: Final = 200
MOST_SPEAKERS: Final = 60
LONGEST: Final = 200
"""Characters of a name or of words."""
FIELDS: Final = ("by", "about", "after", "before", "source")


def said(room: Room, request: Request) -> Response:
    """``/said?by=&about=&after=&before=&source=&all=&cursor=``. What cannot be read is explained in place, with status 400."""
    asked, reader = asked_of(request), reader_of(request)
    values: dict[str, object] = {"asked": asked, "here": "/said", "changes": changes, "place_of": place_of}
    try:
        found = room.library.ledger(asked, PAGE_SIZE, request.query_params.get("cursor"))
    except UsageError as error:
        nothing = {
            "days": (),
            "total": 0,
            "older": None,
            "speakers": (),
            "titles": (),
            "bars": "",
            "problem": str(error),
        }
        return page(room, request, "said.html", values | nothing, status=400)
    same = {name: getattr(asked, name) or None for name in FIELDS} | {"all": "1" if asked.everything else None}
    shown = {
        "days": by_day(found.entries),
        "total": found.total,
        "older": reader.href("/said", **same, cursor=found.next) if found.next else None,
        "surer": reader.href("/said", **(same | {"all": None if asked.everything else "1"})),
        "problem": None,
    }
    return page(room, request, "said.html", values | shown | _around(room, request, asked, reader))


def _around(room: Room, request: Request, asked: Asked, reader: Reader) -> dict[str, object]:
    """What stands over the list: who speaks at all, or the titles and the time line of what was asked for."""
    chosen = any(getattr(asked, name) for name in FIELDS)
    if request.query_params.get("cursor"):
        return {"speakers": (), "titles": (), "bars": ""}
    if not chosen:
        known = room.figures.of(room.library.speakers, room.library.catalogue, room.clock())
        return {"speakers": known[:MOST_SPEAKERS], "titles": (), "bars": ""}
    titles = room.library.titles(asked.by)[:12] if asked.by else ()
    bars = months_svg(room.library.months(asked), say(reader.language, "said-months"))
    return {"speakers": (), "titles": titles, "bars": bars}


def said_json(room: Room, request: Request) -> Response:
    """``/api/said.json``: the shape of ``cunzhao said --json``; 400 with ``error`` in words."""
    try:
        limit = whole_number(request.query_params, "limit", PAGE_SIZE, MOST_LIMIT)
        if limit < 1:
            raise UsageError(f"limit: a number from 1 to {MOST_LIMIT}")
        found = room.library.ledger(asked_of(request), limit, request.query_params.get("cursor"))
        return json_page(request, page_shape(found))
    except UsageError as error:
        response = json_page(request, {"error": str(error)})
        response.status_code = 400
        return response


def asked_of(request: Request) -> Asked:
    """What the address asks for."""
    values = {name: clean(request.query_params.get(name, ""))[:LONGEST].strip() for name in FIELDS}
    return Asked(**values, everything=request.query_params.get("all") == "1")


def by_day(entries: Iterable[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Entries under their days, in the order they come."""
    return tuple((day, tuple(part)) for day, part in groupby(entries, key=lambda entry: entry.line.day))


def place_of(line: SaidLine) -> str:
    """The address of the article at the marked statement, without the reader's choices."""
    article, number = line.revision.rsplit(".", 1)
    return path_to("article", article, "revision", number)


def changes(runs: Iterable[DiffRun]) -> Markup:
    """A comparison as markup in one line."""
    return Markup("").join(_changed(runs))


def _changed(runs: Iterable[DiffRun]) -> Iterator[Markup]:
    for run in runs:
        text = escape(clean(run.text))
        tag = {"gone": "del", "new": "ins"}.get(run.op)
        yield Markup("<{0}>{1}</{0}>").format(tag, text) if tag else text
