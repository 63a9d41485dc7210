"""Searching: the page, and the same as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast, get_args

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from cunzhao.errors import UsageError
from cunzhao.publish.formats import clean
from cunzhao.shapes import search_shape
from cunzhao.types import Hit
from cunzhao.web.library import Order
from cunzhao.web.pages import json_page, page
from cunzhao.web.reader import Room, whole_number

PAGE_SIZE: Final = 20
MOST_PAGES: Final = 500
"""10,000 hits can be leafed through; whoever needs more narrows the dates, or takes the data from the command line."""
MOST_LIMIT: Final = 200
MOST_QUERY: Final = 1_000
EXAMPLES: Final = (
    ("选举 结果", "how-words"),
    ('"climate report"', "how-phrase"),
    ("选举 -广告", "how-not"),
    ("from:example 洪水", "how-from"),
    ("after:2026-11-01 before:2026-12-01", "how-dates"),
)

NOTHING: Final[dict[str, object]] = {"total": None, "hits": (), "pages": 0, "number": 1, "pending": 0}
"""What the page shows before anything was asked, or where the query could not be read."""


def search(room: Room, request: Request) -> Response:
    """``/search?q=&order=&page=``. A query that cannot be read is explained in place, with status 400."""
    query = request.query_params.get("q", "").strip()
    values: dict[str, object] = {"query": query[:MOST_QUERY], "problem": None, "examples": EXAMPLES, "marks": marked}
    if not query:
        return page(room, request, "search.html", NOTHING | values)
    try:
        found = _found(room, request, query)
    except UsageError as error:
        return page(room, request, "search.html", NOTHING | values | {"problem": str(error)}, status=400)
    return page(room, request, "search.html", found | values)


def search_json(room: Room, request: Request) -> Response:
    """``/api/search.json?q=&order=&limit=&offset=``: the shape of ``cunzhao search --json``; 400 with ``error`` in words."""
    values = request.query_params
    try:
        query = checked_query(values.get("q", "").strip())
        limit, offset = whole_number(values, "limit", 20, MOST_LIMIT), whole_number(values, "offset", 0, 1_000_000)
        return json_page(request, search_shape(room.library.search(query, limit, offset, order_of(request))))
    except UsageError as error:
        response = json_page(request, {"error": str(error)})
        response.status_code = 400
        return response


def checked_query(query: str) -> str:
    """The query, when it is not empty and not longer than a query can sensibly be. UsageError."""
    if not query:
        raise UsageError("q: what is to be found?")
    if len(query) > MOST_QUERY:
        raise UsageError(f"the query has {len(query)} characters; {MOST_QUERY} are the most")
    return clean(query)


def order_of(request: Request) -> Order:
    """``?order=``. UsageError for a word that is none."""
    wanted = request.query_params.get("order", "relevance")
    if wanted not in get_args(Order):
        raise UsageError(f"order: one of {', '.join(get_args(Order))}")
    return cast(Order, wanted)


def marked(hit: Hit) -> Markup:
    """A hit's snippet, escaped, with what was found in ``<mark>``."""
    return Markup("").join(_pieces(hit.snippet, hit.marks))


def _pieces(text: str, marks: tuple[tuple[int, int], ...]) -> Iterator[Markup]:
    done = 0
    for start, end in sorted(marks):
        if not done <= start < end <= len(text):
            continue  # a mark that overlaps another or lies outside says nothing that can be shown
        yield escape(clean(text[done:start]))
        yield Markup("<mark>{}</mark>").format(clean(text[start:end]))
        done = end
    yield escape(clean(text[done:]))


def _found(room: Room, request: Request, query: str) -> dict[str, object]:
    """One page of hits. UsageError."""
    order, number = order_of(request), whole_number(request.query_params, "page", 1, MOST_PAGES)
    first = (number - 1) * PAGE_SIZE
    result = room.library.search(checked_query(query), PAGE_SIZE, first, order)
    pages = min(MOST_PAGES, -(-result.total // PAGE_SIZE))
    shown = {"total": result.total, "hits": result.hits, "pending": result.pending, "first": first + 1}
    return {**shown, "pages": pages, "number": number, "order": order, "orders": get_args(Order)}
