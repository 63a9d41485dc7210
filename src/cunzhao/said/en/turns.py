"""Interviews set as a play: a line that begins with a name in capitals and a colon is that person's turn."""

from __future__ import annotations

from cunzhao.said.en.found import Found
from cunzhao.said.en.phrases import Subject
from cunzhao.said.en.tokens import Tokens, Unit

_MOST_WORDS = 4
_FEWEST = 3
"""Turns that make an interview; a single "NOTE:" is none."""


def turns(tokens: Tokens) -> list[Found]:
    """The turns of an interview, in order; none if the text has fewer than three."""
    starts = [0] + [i + 1 for i, word in enumerate(tokens.words) if word == "\n"]
    found = [
        turn
        for a, b in zip(starts, [*starts[1:], len(tokens.words) + 1], strict=True)
        if (turn := _turn(tokens, a, b - 1))
    ]
    return found if len(found) >= _FEWEST else []


def _turn(tokens: Tokens, a: int, b: int) -> Found | None:
    """The turn in the line of the tokens ``a`` to ``b``; a quotation mark may stand before the name."""
    line = a
    while a < b and (a in tokens.closes or a in tokens.opens):
        a += 1
    k = a
    while (
        k < b
        and k - a < _MOST_WORDS
        and (tokens.words[k] == "." or (tokens.words[k].isupper() and len(tokens.words[k]) > 1))
    ):
        k += 1
    if k == a or k + 2 >= b or tokens.words[k] != ":" or tokens.words[a] == ".":
        return None
    return Found(k + 1, b, Subject(a, k, a, "left"), k, k + 1, "turn", ":", Unit(line, b, -1))
