"""What a page shows, line by line, as the readers of titles, names and dates see it: without a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from cunzhao.extract.clean import words_of
from cunzhao.extract.lines import HEADINGS, Line

_NO_HEADING_ABOVE = frozenset(("li", "td", "th", "body", "article", "section", "dd", "dt", "figcaption"))
_HEIGHT = 5  # ancestors: a byline's box lies two or three above its text


class Shown(Protocol):
    """A line of a page.

    ``key`` is its text's letters and digits in lower case, ``linked`` how many characters are inside links. ``tag`` is the
    heading around it (``h1`` …), else its block. ``words`` are the words in id and class of the block, ``around`` those of the
    elements above it and their tags; both in lower case.
    """

    @property
    def text(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def linked(self) -> int: ...
    @property
    def tag(self) -> str: ...
    @property
    def words(self) -> frozenset[str]: ...
    @property
    def around(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class InTree:
    """A line of an lxml tree; what few lines are asked for is looked up only then."""

    line: Line

    @property
    def text(self) -> str:
        """The text, or nothing for an image."""
        return "" if self.line.image is not None else self.line.text

    @property
    def key(self) -> str:
        """The text's letters and digits."""
        return "" if self.line.image is not None else self.line.key

    @property
    def linked(self) -> int:
        """Characters inside links."""
        return self.line.linked

    @property
    def tag(self) -> str:
        """The heading around the line, at most two elements above, else its block."""
        element = self.line.element
        tag = str(element.tag)
        if tag in HEADINGS or tag in _NO_HEADING_ABOVE:
            return tag
        for ancestor in islice(element.iterancestors(), 2):
            if ancestor.tag in HEADINGS:
                return str(ancestor.tag)
        return tag

    @property
    def words(self) -> frozenset[str]:
        """Words of the block's id, class and role."""
        return words_of(self.line.element)

    @property
    def around(self) -> frozenset[str]:
        """Words and tags of what lies above."""
        found: set[str] = set()
        for element in islice(self.line.element.iterancestors(), _HEIGHT):
            found |= words_of(element)
            found.add(str(element.tag))
        return frozenset(found)


def shown(lines: Sequence[Line]) -> list[Shown]:
    """The lines of a page, in its order and with their numbers."""
    return [InTree(line) for line in lines]
