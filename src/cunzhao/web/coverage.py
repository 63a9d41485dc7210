"""The coverage ledger: what came of what was expected, what is missing, which sources are in trouble."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Final, get_args

from starlette.requests import Request
from starlette.responses import Response

from cunzhao.errors import UsageError
from cunzhao.publish.formats import iso
from cunzhao.types import Coverage, CoverageDay, SourceCoverage, SourceState, Trouble
from cunzhao.web.pages import context, page, tagged
from cunzhao.web.plots import plot, spark
from cunzhao.web.reader import Room, checked_id, path_to, reader_of, whole_number
from cunzhao.web.show import Show

PAGE_SIZE: Final = 100
GAPS, TROUBLES, FED = 50, 50, 50
ORDER: Final = ("failing", "silent", "blocked", "empty", "new", "well")
"""The worst first."""


def coverage(room: Room, request: Request) -> Response:
    """``/coverage``: all sources, those in trouble first; ``?state=silent``, ``?from=100``."""
    ledger = room.figures.of(room.library.coverage, room.library.catalogue, room.clock())
    chosen = request.query_params.get("state")
    if chosen is not None and chosen not in get_args(SourceState):
        raise UsageError(f"state: one of {', '.join(get_args(SourceState))}")
    start = whole_number(request.query_params, "from", 0, 1_000_000)
    fitting = sorted((s for s in ledger.sources if chosen in (None, s.state)), key=_worst)
    rest = start + PAGE_SIZE
    values = {
        "ledger": ledger,
        "rows": [(s, spark(s.days)) for s in fitting[start:rest]],
        "plot": _plot(room, request, ledger.days),
        "states": [(state, ledger.states[state]) for state in ORDER if ledger.states.get(state)],
        "chosen": chosen,
        "older": rest if rest < len(fitting) else None,
        "newer": max(0, start - PAGE_SIZE) if start else None,
        "gaps": ledger.gaps[:GAPS],
        "troubles": ledger.troubles[:TROUBLES],
        "names": {s.id: s.name for s in ledger.sources},
        "here": "/coverage",
    }
    return page(room, request, "coverage.html", values)


def source_coverage(room: Room, request: Request) -> Response:
    """``/coverage/<source>``: one of them."""
    name = checked_id(request.path_params["source"])
    ledger = room.library.coverage(name)
    (mine,) = ledger.sources
    values = {"ledger": ledger, "source": mine, "plot": _plot(room, request, mine.days), "here": "/coverage"}
    rows = {"gaps": ledger.gaps[:GAPS], "troubles": ledger.troubles[:TROUBLES], "names": {mine.id: mine.name}}
    return page(room, request, "coverage_source.html", values | rows)


def _worst(source: SourceCoverage) -> tuple[int, str]:
    return ORDER.index(source.state), source.name


def _plot(room: Room, request: Request, days: tuple[CoverageDay, ...]) -> object:
    shown = Show(reader_of(request).language)
    titles = [
        shown.say(
            "day-figures", day=shown.day(d.day), found=d.found, expected=round(d.expected), kept=d.kept, polls=d.polls
        )
        for d in days
    ]
    return plot(days, shown.say("plot-label"), titles)


# -- for machines -----------------------------------------------------------------------------------------------------


def coverage_atom(room: Room, request: Request) -> Response:
    """``/coverage.atom``: an entry when a source gets into trouble, and another when it is well again."""
    events = _events(room.figures.of(room.library.coverage, room.library.catalogue, room.clock()))
    updated = max((at for at, _, _ in events), default=datetime(1970, 1, 1, tzinfo=UTC))
    base = f"http://{request.headers['host']}"
    values = {"events": events, "updated": updated, "base": base, "iso": iso}
    text = room.pages.get_template("coverage.atom").render(context(room, request, reader_of(request)) | values)
    return tagged(request, text.encode("utf-8", "replace"), "application/atom+xml; charset=utf-8")


def coverage_json(room: Room, request: Request) -> Response:
    """``/coverage.json``: the same as a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    events = _events(room.figures.of(room.library.coverage, room.library.catalogue, room.clock()))
    base, shown = f"http://{request.headers['host']}", Show(reader_of(request).language)
    items = [
        {
            "id": f"{base}/coverage#{t.number}{'-over' if over else ''}",
            "url": base + path_to("coverage", t.source),
            "title": f"{t.name}: {shown.say('state-' + ('well' if over else t.kind))}",
            "content_text": t.what,
            "date_published": iso(at),
        }
        for at, t, over in events
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": f"存照: {shown.say('coverage')}"}
    feed |= {"home_page_url": f"{base}/coverage", "feed_url": f"{base}/coverage.json"}
    text = json.dumps(feed | {"items": items}, ensure_ascii=False, indent=1) + "\n"
    return tagged(request, text.encode("utf-8", "replace"), "application/feed+json")


def _events(ledger: Coverage) -> list[tuple[datetime, Trouble, bool]]:
    """What began and what ended, the newest first: (when, the trouble, whether it is over)."""
    found = [(t.since, t, False) for t in ledger.troubles]
    found += [(t.until, t, True) for t in ledger.troubles if t.until is not None]
    return sorted(found, key=lambda event: event[0], reverse=True)[:FED]
