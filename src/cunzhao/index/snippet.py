"""The piece of an article's text around the first hit, with marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cunzhao.text import Folded, Phrase, fold

BEFORE, AFTER = 40, 120
"""Characters shown before and after the start of the first hit: about three lines of Chinese."""

# Offsets cost more than folding, so only the piece that holds the hit is mapped. Pieces overlap, so that a
# phrase that lies across an end is found in the next one.
_PIECE, _OVERLAP = 4000, 400

_space = re.compile(r"\s")


def snippet(text: str, phrases: Sequence[Phrase]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Plain text around the first hit and the (start, end) of all hits in it; the beginning where there is none.

    ``phrases`` are what was searched for. White space around ``text`` is left out; inside it is shown as as many spaces.
    """
    text = text.strip()
    first = _first_hit(text, phrases)
    start = _word_start(text, max(0, (first or 0) - BEFORE), first or 0)
    end = _word_end(text, min(len(text), (first or 0) + AFTER))
    shown = _space.sub(" ", text[start:end])
    lead = "…" if start else ""
    marks = _marks(shown, phrases)
    moved = tuple((a + len(lead), b + len(lead)) for a, b in marks)
    return f"{lead}{shown}{'…' if end < len(text) else ''}", moved


def _first_hit(text: str, phrases: Sequence[Phrase]) -> int | None:
    """Where in ``text`` the first of the hits begins."""
    for begin, piece in _pieces(text):
        folded = fold(piece)
        hits = [hit for phrase in phrases if (hit := phrase.find(folded))]
        if hits:
            return begin + Folded.of(piece).span(*min(hits))[0]
    return None


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    for begin in range(0, max(len(text), 1), _PIECE):
        yield begin, text[begin : begin + _PIECE + _OVERLAP]


def _word_start(text: str, at: int, hit: int) -> int:
    """Not inside a word written with spaces: on to the next white space, if there is one before the hit."""
    if at == 0 or not (text[at - 1].isascii() and text[at].isascii()):
        return at
    space = text.find(" ", at, hit)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text) or not (text[at - 1].isascii() and text[at].isascii()):
        return at
    space = text.rfind(" ", at - 20, at)
    return at if space < 0 else space


def _marks(shown: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """All hits in the shown text, in order; hits that touch or overlap are one mark."""
    folded = Folded.of(shown)
    hits: list[tuple[int, int]] = []
    for phrase in phrases:
        at = 0
        while hit := phrase.find(folded.text, at):
            hits.append(folded.span(*hit))
            at = hit[1]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
