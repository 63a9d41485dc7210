"""A text as tokens, and the tokens as sentences: linear passes, in which offsets into the text stay exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from cunzhao.said.en.cues import CUES
from cunzhao.said.en.words import ABBREVIATIONS, STARTERS

_PIECE = re.compile(
    r"\w+(?:[.’'&/\-]\w+|(?<=\d),\d\w*)*[^\S\n]*|[^\w\s'.`\-][^\S\n]*|(?:\n|\.{2,}|--+|''|``|[^\w\s]|[^\S\n]+)[^\S\n]*"
)
"""Every character falls into one piece, with the blanks that follow it: so offsets are sums of lengths."""

ENDS = frozenset((".", "!", "?", "…", "..."))
_DATELINE = 16
_STOPS = ENDS | {"\n"}


class Unit(NamedTuple):
    """One sentence, tokens ``a`` to ``b`` (exclusive); a quotation is never cut. ``paragraph`` counts lines with text."""

    a: int
    b: int
    paragraph: int


@dataclass(slots=True)
class Tokens:
    """The tokens of a text, as parallel lists. ``lows`` are in lower case with straight apostrophes; ``inside`` is 1 for
    tokens of a quotation, its marks included; ``closes`` and ``opens`` lead from one mark to the other.
    """

    text: str
    words: list[str]
    lows: list[str]
    starts: list[int]
    inside: bytearray = field(default_factory=bytearray)
    closes: dict[int, int] = field(default_factory=dict)
    opens: dict[int, int] = field(default_factory=dict)
    unclosed: set[int] = field(default_factory=set)

    def end(self, i: int) -> int:
        """Where token ``i`` ends in the text."""
        return self.starts[i] + len(self.words[i])

    def glued(self, i: int) -> bool:
        """Whether nothing stands between token ``i`` and the next."""
        return i + 1 < len(self.words) and self.end(i) == self.starts[i + 1]

    def capital(self, i: int) -> bool:
        """Whether token ``i`` begins with a capital."""
        return self.words[i][0].isupper()

    def said(self, a: int, b: int) -> str:
        """The text of the tokens ``a`` to ``b`` (exclusive)."""
        return self.text[self.starts[a] : self.end(b - 1)]


def tokenise(text: str) -> Tokens:
    """Cuts a text into words, numbers, marks and line ends."""
    pieces = _PIECE.findall(text)
    words = [piece.rstrip() or piece[0] for piece in pieces]
    starts = [0, *accumulate(map(len, pieces))]
    if words and words[0].isspace() and words[0] != "\n":
        del words[0], starts[0]
    lows = " ".join(words).lower().replace("’", "'").split(" ") if words else []
    return Tokens(text, words, lows, starts, bytearray(len(words)))


def units(tokens: Tokens) -> Iterator[Unit]:
    """The sentences of a text whose quotations are marked."""
    words, paragraph = tokens.words, 0
    start = _after_dateline(words, 0)
    stops = [i for i, word in enumerate(words) if word in _STOPS]
    for i in sorted({*stops, *tokens.opens}):
        if words[i] == "\n":
            if i > start:
                yield Unit(start, i, paragraph)
            start = _after_dateline(words, i + 1)
            paragraph += 1
        elif i >= start and _ends(tokens, i):
            yield Unit(start, i + 1, paragraph)
            start = i + 1
    if start < len(words):
        yield Unit(start, len(words), paragraph)


def _after_dateline(words: list[str], start: int) -> int:
    """Where the first sentence of a paragraph begins: behind "LISBON, May 1 (Northern Wire) —", which is none of its words."""
    if start >= len(words) or not words[start].isupper() or len(words[start]) < 3:
        return start
    for k in range(start + 1, min(start + _DATELINE, len(words))):
        if words[k] in "—–―-" or words[k] == "--":
            return k + 1
        if words[k] == "\n":
            break
    return start


def _ends(tokens: Tokens, i: int) -> bool:
    """Whether a sentence ends after token ``i``, a full stop or a closing mark."""
    if i + 1 >= len(tokens.words) or tokens.words[i + 1] == "\n":
        return False
    if i in tokens.opens:
        return _ends_quoted(tokens, i)
    if tokens.inside[i] or tokens.glued(i):
        return False
    if tokens.words[i] == "." and i:
        before = tokens.lows[i - 1]
        if before in ABBREVIATIONS or "." in before or (len(before) == 1 and before.isalpha()):
            return tokens.lows[i + 1] in STARTERS and tokens.capital(i + 1) and len(before) > 1 and "." in before
    return not tokens.words[i + 1][0].islower()


def _ends_quoted(tokens: Tokens, i: int) -> bool:
    """After a closing mark: if the quotation ended a sentence and no "she said" follows."""
    if i == 0 or tokens.words[i - 1] not in ENDS or tokens.words[i + 1][0].islower():
        return False
    if not (tokens.words[i + 1][0].isalnum() or i + 1 in tokens.closes):
        return False
    if tokens.words[i - 1] == ".":
        return True
    return not _cue_follows(tokens, i + 1)


def _cue_follows(tokens: Tokens, i: int) -> bool:
    """Whether "she said" stands at token ``i``: a verb of saying before the next mark, at most six words on."""
    for k in range(i, min(i + 7, len(tokens.words))):
        if tokens.lows[k] in CUES:
            return CUES[tokens.lows[k]].form != "ing"
        if not tokens.words[k][0].isalnum() and tokens.words[k] != ".":
            return False
    return False
