"""The plots of the coverage page, as SVG that needs no script: what came each day against what the habit expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from cunzhao.types import CoverageDay

STEP: Final = 6
SMALL, LARGE = 24, 120


def spark(days: Sequence[CoverageDay]) -> Markup:
    """A line of a table: one path of bars, one line of expectation, and marks under days with gaps. Decoration only."""
    return Markup(
        '<svg class="days" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    ).format(STEP * len(days), SMALL + 3, _shapes(days, SMALL))


def plot(days: Sequence[CoverageDay], label: str, titles: Sequence[str]) -> Markup:
    """The same, large, with a title for each day (which a pointer shows and a screen reader reads)."""
    hover = Markup("").join(
        Markup('<rect class="day" x="{}" y="0" width="{}" height="{}"><title>{}</title></rect>').format(
            n * STEP, STEP, LARGE + 3, title
        )
        for n, title in enumerate(titles)
    )
    body = Markup(
        '<svg class="days large" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>'
    )
    return body.format(STEP * len(days), LARGE + 3, label, _shapes(days, LARGE), hover)


def _shapes(days: Sequence[CoverageDay], height: int) -> Markup:
    most = max((max(d.found, d.expected) for d in days), default=0) or 1
    tops = [(n, height - round(height * d.found / most, 1)) for n, d in enumerate(days)]
    bars = "".join(f"M{n * STEP + 1} {height}V{top:g}h{STEP - 2}V{height}z" for n, top in tops if top < height)
    gaps = "".join(f"M{n * STEP} {height + 1}h{STEP}v2h-{STEP}z" for n, d in enumerate(days) if d.gaps)
    blind = "".join(f"M{n * STEP} 0h{STEP}v{height}h-{STEP}z" for n, d in enumerate(days) if not d.polls)
    shapes = (("day-blind", blind), ("day-found", bars), ("day-gap", gaps), ("day-expected", _line(days, height, most)))
    return Markup("").join(Markup('<path class="{}" d="{}"></path>').format(name, d) for name, d in shapes if d)


def _line(days: Sequence[CoverageDay], height: int, most: float) -> str:
    """Expectation as steps, where there is any."""
    drawn, line = False, ""
    for n, day in enumerate(days):
        if not day.expected:
            drawn = False
            continue
        y = height - round(height * day.expected / most, 1)
        line += f"{'V' if drawn else f'M{n * STEP} '}{y:g}h{STEP}"
        drawn = True
    return line
