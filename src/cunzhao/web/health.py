"""The sources and how they are: answers by kind, images held of those named, polls, silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from cunzhao.types import SourceHealth
from cunzhao.web.pages import page
from cunzhao.web.reader import Room

GOOD: Final = ("article", "listing", "media", "moved")
"""Answers that are what was asked for; all others are something to look at."""
_BAR: Final = 200


@dataclass(frozen=True, slots=True)
class HealthRow:
    """A source as a line of the table; ``silence`` is the time since its last new article."""

    health: SourceHealth
    answers: tuple[tuple[str, int], ...]
    silence: timedelta | None
    bar: Markup


def sources(room: Room, request: Request) -> Response:
    """``/sources``: a table of all sources."""
    now, catalogue = room.clock(), room.library.catalogue
    rows = [row_of(health, now) for health in room.figures.of(catalogue.sources, catalogue, now)]
    return page(room, request, "sources.html", {"sources": rows, "good": GOOD, "here": "/sources"})


def row_of(health: SourceHealth, now: datetime) -> HealthRow:
    """The line of a source: most frequent answers first, silence to the minute."""
    answers = tuple(sorted(health.answers.items(), key=lambda item: (-item[1], item[0])))
    silence = now - health.last_new if health.last_new else None
    return HealthRow(health, answers, silence, bar_of(dict(answers)))


def bar_of(answers: Mapping[str, int]) -> Markup:
    """A thin bar: the share of good answers, then all others. Decoration only; the numbers stand beside it."""
    total = sum(answers.values())
    if not total:
        return Markup("")
    good = round(_BAR * sum(count for kind, count in answers.items() if kind in GOOD) / total)
    return Markup(
        '<svg class="bar" viewBox="0 0 {0} 6" width="{0}" height="6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-other" width="{0}" height="6"></rect><rect class="bar-good" width="{1}" height="6"></rect></svg>'
    ).format(_BAR, good)
