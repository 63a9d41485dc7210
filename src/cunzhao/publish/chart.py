"""A small bar chart as SVG that needs no script: articles per month."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

MOST = 120
"""Bars that are shown: ten years; more would be thinner than a line on a phone."""

_HEIGHT, _STEP, _WIDTH = 60, 7, 5


def months_svg(months: Sequence[tuple[str, int]], title: str) -> Markup:
    """Bars for (``YYYY-MM``, count), oldest first; months between that have nothing are gaps. Empty for fewer than two."""
    filled = _filled(dict(months))
    if len(filled) < 2:
        return Markup("")
    most = max(count for _, count in filled)
    bars = Markup("").join(
        Markup('<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>').format(
            index * _STEP, _HEIGHT - height, _WIDTH, height, month, count
        )
        for index, (month, count) in enumerate(filled)
        for height in [max(1, round(_HEIGHT * count / most)) if count else 0]
    )
    width = len(filled) * _STEP - (_STEP - _WIDTH)
    return Markup(
        '<figure class="chart"><svg viewBox="0 0 {0} {1}" width="{2}" height="{1}" role="img" '
        'aria-label="{3}" preserveAspectRatio="none">{4}</svg>'
        "<figcaption><span>{5}</span><span>{6}</span></figcaption></figure>"
    ).format(width, _HEIGHT, 2 * width, title, bars, filled[0][0], filled[-1][0])


def _filled(months: dict[str, int]) -> list[tuple[str, int]]:
    """The newest :data:`MOST` months in order, with those between that have none."""
    first, last = min(months, default=""), max(months, default="")
    names = [last] if last else []
    while names and names[-1] > first and len(names) < MOST:
        names.append(_before(names[-1]))
    return [(name, months.get(name, 0)) for name in reversed(names)]


def _before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"
