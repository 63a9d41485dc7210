"""The lines that the readers of titles, names and dates look at: what shows them, then the container's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from cunzhao.extract.lines import lines_of
from cunzhao.extract.shown import InTree, Shown
from cunzhao.extract.wrapper.decide import Choice
from cunzhao.extract.wrapper.runs import Run

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BEFORE, _INSIDE, _BEHIND = 8, 3, 4  # lines
_HEIGHT = 5  # places above a line whose names count, as for lines of a tree


@dataclass(frozen=True, slots=True)
class InRun:
    """A line of a container; what few lines are asked for is worked out only then."""

    run: Run

    @property
    def text(self) -> str:
        """The text, or nothing for an image."""
        return "" if self.run.image is not None else self.run.text

    @property
    def key(self) -> str:
        """The text's letters and digits."""
        return "" if self.run.image is not None else self.run.key

    @property
    def linked(self) -> int:
        """Characters inside links."""
        return self.run.linked

    @property
    def tag(self) -> str:
        """The block around the line."""
        return self.run.tag

    @property
    def words(self) -> frozenset[str]:
        """Words of the block's id and class."""
        return _words(self.run.place[-1:])

    @property
    def around(self) -> frozenset[str]:
        """Words and tags of what lies above, within the container."""
        return _words(self.run.place[-_HEIGHT - 1 : -1])


def views_of(head: HtmlElement, runs: Sequence[Run], choice: Choice) -> tuple[list[Shown], range]:
    """The lines around the text's edges, and which of them are the text: titles, names and dates do not stand in its middle."""
    views: list[Shown] = [InTree(line) for line in lines_of(head[1])]
    kept = [i for i, keep in enumerate(choice.text) if keep]
    if not kept:
        return views, range(0)
    first, last = kept[0], kept[-1]
    begin, end = max(0, first - _BEFORE), min(len(runs), last + 1 + _BEHIND)
    middle = range(min(first + _INSIDE, last + 1), max(last + 1 - _INSIDE, first + _INSIDE))
    numbers = [i for i in range(begin, end) if i not in middle]
    place = range(len(views) + first - begin, len(views) + last + 1 - begin - len(middle))
    views += (InRun(runs[i]) for i in numbers)
    return views, place


@lru_cache(maxsize=4096)
def _words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.lower() for name in names for word in (name.partition(".")[0], *_WORD.findall(name)))
