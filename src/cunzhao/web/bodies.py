"""The body of a revision: its blocks as sanitised HTML, with images from our own record only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from cunzhao.publish.messages import Language, words
from cunzhao.publish.render import blocks_html
from cunzhao.types import Block, HeldImage, Link, Revision
from cunzhao.web.reader import path_to

Span = tuple[int, int]

_OPEN, _CLOSE = "\u2e28", "\u2e29"
"""Stand for ``<mark>`` and its end while the body is made: double brackets of editions. If a text has them, they
become those of mathematics."""
_LOOK_ALIKE = str.maketrans({_OPEN: "\u2985", _CLOSE: "\u2986"})


def body_of(revision: Revision, images: Iterable[HeldImage], language: Language, marked: Span | None = None) -> Markup:
    """The body; an image that is named but not held is said to be so in the reader's language. ``marked`` is a stretch of the
    revision's text that is shown as marked; the first piece of it has the id ``said``."""
    held = {item.image.url: path_to("image", item.capture) for item in images if item.capture is not None}
    if marked is None:
        return blocks_html(revision.blocks, held.get, words(language))
    made = str(blocks_html(_with_marks(revision.blocks, *marked), held.get, words(language)))
    made = made.replace(_OPEN, '<mark id="said">', 1).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return Markup(made)  # noqa: S704 - what was sanitised, with marks that are pairs inside of one line and one link each


def _with_marks(blocks: Iterable[Block], start: int, end: int) -> Iterator[Block]:
    """The blocks, with signs around what lies between two places of the text (see ``Extraction.text``)."""
    at = 0
    for block in blocks:
        if block.kind == "figure":
            yield block
            continue
        plain = replace(
            block, text=block.text.translate(_LOOK_ALIKE), items=tuple(i.translate(_LOOK_ALIKE) for i in block.items)
        )
        pieces, place = [], 0
        for line in plain.text.split("\n"):
            first, last = max(start - at, 0), min(end - at, len(line))
            if line and first < last:
                pieces += _outside_links(plain.links, place + first, place + last)
            place += len(line) + 1
            at += len(line) + 1 if line else 0
        yield _signed(plain, pieces) if pieces else plain


def _outside_links(links: Iterable[Link], start: int, end: int) -> list[Span]:
    """The stretch, cut where a link begins or ends."""
    cuts = {start, end, *(p for link in links for p in (link.start, link.end) if start < p < end)}
    return list(pairwise(sorted(cuts)))


def _signed(block: Block, pieces: Sequence[Span]) -> Block:
    opening, closing = {a for a, _ in pieces}, {b for _, b in pieces}
    signs = [(place, _CLOSE) for place in closing] + [(place, _OPEN) for place in opening]
    text, done = "", 0
    for place, sign in sorted(signs, key=lambda s: (s[0], s[1] == _OPEN)):
        text += block.text[done:place] + sign
        done = place
    text += block.text[done:]

    def moved(place: int) -> int:
        """A piece ends before what begins at the same place; it lies in the same link as its text."""
        return place + sum(p < place or (p == place and sign == _CLOSE) for p, sign in signs)

    links = tuple(replace(k, start=moved(k.start), end=moved(k.end)) for k in block.links)
    whole = "\n".join(block.items) == block.text
    return replace(block, text=text, links=links, items=tuple(text.split("\n")) if whole else block.items)
