"""The lists: newest, days, one day, one source, tags, one tag."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Final, Literal, cast, get_args

from starlette.requests import Request
from starlette.responses import Response

from cunzhao.errors import NotFound, UsageError
from cunzhao.publish.messages import Language
from cunzhao.types import ArticleFilter, ArticleLine
from cunzhao.web.pages import page
from cunzhao.web.reader import Room, checked_id, path_to, reader_of
from cunzhao.web.show import Show
from cunzhao.web.words import say

PAGE_SIZE: Final = 50
DAYS_PER_PAGE: Final = 366
MOST_TAGS: Final = 1_000
"""Tags of one page; imports can bring tens of thousands that stand on one article each, and nobody reads those."""
Only = Literal["edited", "gone", "copies"]
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Groups = tuple[tuple[date, tuple[ArticleLine, ...]], ...]


def newest(room: Room, request: Request) -> Response:
    """``/``: all articles, newest first; ``?only=edited|gone|copies``, ``?cursor=``."""
    catalogue = room.library.catalogue
    totals = room.figures.of(catalogue.counts, catalogue, room.clock())
    word = Show(reader_of(request).language).say
    number = Show("en").number
    note = word("totals", articles=number(totals.get("articles", 0)), sources=number(totals.get("sources", 0)))
    return _list(room, request, "/", ArticleFilter(only=_only(request)), heading=word("newest"), note=note, here="/")


def day(room: Room, request: Request) -> Response:
    """``/day/<YYYY-MM-DD>``: the articles of one day in UTC."""
    wanted = parse_day(request.path_params["day"])
    shown = Show(reader_of(request).language)
    neighbours = room.library.catalogue.days_beside(wanted)
    path = path_to("day", wanted.isoformat())
    chosen = ArticleFilter(day=wanted, only=_only(request))
    words = {"heading": shown.day(wanted, weekday=True), "nothing": shown.say("nothing-day")}
    return _list(room, request, path, chosen, neighbours=neighbours, here="/days", **words)


def source(room: Room, request: Request) -> Response:
    """``/source/<id>``: the articles of one source."""
    wanted = checked_id(request.path_params["source"])
    found = room.library.catalogue.source(wanted)
    if found is None:
        raise NotFound(f"no source {wanted!r}")
    path = path_to("source", wanted)
    chosen = ArticleFilter(source=wanted, only=_only(request))
    words = {"heading": found.name, "articles": room.library.catalogue.counts(wanted)["articles"]}
    return _list(room, request, path, chosen, captured=True, source=found, here="/sources", **words)


def tag(room: Room, request: Request) -> Response:
    """``/tag/<tag>``: the articles with one tag."""
    wanted = request.path_params["tag"][:500]
    word = Show(reader_of(request).language).say
    chosen = ArticleFilter(tag=wanted, only=_only(request))
    return _list(
        room, request, path_to("tag", wanted), chosen, heading=word("tagged", what=wanted), captured=True, here="/tags"
    )


def days(room: Room, request: Request) -> Response:
    """``/days``: days that have articles, by month, newest first; ``?before=<YYYY-MM-DD>`` those before a day."""
    asked = request.query_params.get("before")
    known = room.library.catalogue.days(parse_day(asked) if asked else None, DAYS_PER_PAGE + 1)
    shown = known[:DAYS_PER_PAGE]
    months = [(found, tuple(part)) for found, part in groupby(shown, key=lambda item: item[0].replace(day=1))]
    older = reader_of(request).href("/days", before=shown[-1][0].isoformat()) if len(known) > len(shown) else None
    return page(room, request, "days.html", {"months": months, "older": older, "asked": asked, "here": "/days"})


def tags(room: Room, request: Request) -> Response:
    """``/tags``: the tags, most used first."""
    catalogue = room.library.catalogue
    known = room.figures.of(catalogue.tags, catalogue, room.clock())
    left_out = max(0, len(known) - MOST_TAGS)
    return page(room, request, "tags.html", {"tags": known[:MOST_TAGS], "left_out": left_out, "here": "/tags"})


def parse_day(text: str) -> date:
    """A day from the address. NotFound when it is none."""
    try:
        # fromisoformat alone also reads 20261122 and 2026-W47-7, and a day has one address only.
        return date.fromisoformat(text) if _DAY.fullmatch(text) else _no_day(text)
    except ValueError:
        return _no_day(text)


def by_day(lines: Iterable[ArticleLine]) -> Groups:
    """Lines under their days, in the order they come."""
    return tuple((found, tuple(part)) for found, part in groupby(lines, key=day_of))


def day_of(line: ArticleLine) -> date:
    """The day (UTC) a line stands under: of the derived time, or of the first capture where there is none."""
    return (line.published.at or line.first_captured).date()


def _no_day(text: str) -> date:
    raise NotFound(f"{text[:40]!r} is not a day such as 2026-11-22")


def _only(request: Request) -> Only | None:
    """``?only=``. UsageError for a word that is not one of the filters."""
    wanted = request.query_params.get("only")
    for name in get_args(Only):
        if wanted == name:
            return cast(Only, name)
    if wanted is None:
        return None
    raise UsageError(f"only: one of {', '.join(get_args(Only))}")


def _list(room: Room, request: Request, path: str, chosen: ArticleFilter, **values: object) -> Response:
    """A page of articles with its filters and the way to older ones."""
    reader = reader_of(request)
    found = room.library.catalogue.articles(chosen, request.query_params.get("cursor"), PAGE_SIZE)
    names: tuple[str | None, ...] = (None, *get_args(Only))
    if not found.lines and chosen == ArticleFilter(source=chosen.source):
        names = ()  # an empty archive or source has nothing to filter
    filters = [(f"only-{name or 'all'}", reader.href(path, only=name), name == chosen.only) for name in names]
    older = reader.href(path, only=chosen.only, cursor=found.next) if found.next else None
    shown = {"filters": filters, "groups": by_day(found.lines), "older": older}
    nothing = {} if found.lines else _nothing(room, reader.language)
    return page(room, request, "list.html", nothing | shown | values)


def _nothing(room: Room, language: Language) -> dict[str, object]:
    """What an empty list says: how to begin in an empty archive, else only that there is nothing."""
    if room.library.catalogue.articles(limit=1).lines:
        return {"nothing": say(language, "nothing-here")}
    command = "cunzhao add https://…\ncunzhao run"
    return {
        "nothing": say(language, "nothing-kept"),
        "nothing_hint": say(language, "nothing-kept-hint"),
        "nothing_command": command,
    }
