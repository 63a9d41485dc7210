"""Which marks of a text open a quotation and which close it: one pass over the tokens, paragraph by paragraph."""

from __future__ import annotations

from cunzhao.said.en.tokens import Tokens

_CLOSER = {"“": "”", '"': '"', "''": "''", "``": "''", "«": "»", "„": "“", "‘": "’", "'": "'"}
_STRAIGHT = frozenset(('"', "''"))
_SINGLE = frozenset(("‘", "'"))
_DOUBLE = frozenset(("“", "”", '"', "''"))
_DOUBLE_CLOSERS = frozenset(("”", '"', "''"))
_FAR = 60
"""Marks that are looked through for the one that closes; so a page of opening marks stays linear."""
_MARKS = frozenset(_CLOSER) | frozenset(_CLOSER.values()) | {"\n"}


def mark_quotes(tokens: Tokens) -> None:
    """Fills ``closes``, ``opens``, ``unclosed`` and ``inside``.

    A quotation whose paragraph ends without a closing mark runs to the end of that paragraph, if it opened with double
    marks; it is ``unclosed``, as is usual where the next paragraph goes on with it.
    """
    at = [i for i, word in enumerate(tokens.words) if word in _MARKS]
    line: list[int] = []
    for i in at:
        if tokens.words[i] == "\n":
            _paragraph(tokens, line, i)
            line = []
        else:
            line.append(i)
    _paragraph(tokens, line, len(tokens.words))


def _paragraph(tokens: Tokens, marks: list[int], end: int) -> None:
    """Pairs the marks of one paragraph, which ends before token ``end``."""
    n = 0
    while n < len(marks):
        i = marks[n]
        if not _may_open(tokens, i):
            n += 1
            continue
        n, close = _close(tokens, marks, n)
        if close is not None:
            _pair(tokens, i, close)
        elif tokens.words[i] not in _SINGLE and end - i > 2:
            tokens.unclosed.add(i)
            _pair(tokens, i, end - 1)
            return


def _close(tokens: Tokens, marks: list[int], n: int) -> tuple[int, int | None]:
    """The mark after the one that closes ``marks[n]``, and that mark; nested pairs are stepped over.

    Straight and curly double marks close each other, for pages mix them up. Where nesting does not come out even, the first
    mark that could close does.
    """
    closers = _closers(tokens.words[marks[n]])
    depth, first = 0, None
    for k in range(n + 1, min(n + 1 + _FAR, len(marks))):
        i = marks[k]
        if tokens.words[i] in closers and _may_close(tokens, i):
            first = k if first is None else first
            if depth == 0:
                return k + 1, i
            depth -= 1
        elif tokens.words[i] in _DOUBLE and closers is _DOUBLE_CLOSERS and _may_open(tokens, i):
            depth += 1
    return (n + 1, None) if first is None else (first + 1, marks[first])


def _closers(opener: str) -> frozenset[str]:
    return _DOUBLE_CLOSERS if opener in _DOUBLE else frozenset((_CLOSER[opener],))


def _spaced(tokens: Tokens, i: int) -> bool:
    """Whether a blank, a dash, a bracket or nothing stands before token ``i``."""
    return i == 0 or not tokens.glued(i - 1) or tokens.words[i - 1] in "([—–―-/\n" or tokens.words[i - 1] == "--"


def _may_open(tokens: Tokens, i: int) -> bool:
    word = tokens.words[i]
    if word in _STRAIGHT or word == "'":
        return _spaced(tokens, i) and tokens.glued(i)
    if word == "”":
        return _spaced(tokens, i) and tokens.glued(i) and tokens.words[i + 1][0].isalpha()
    return word in _CLOSER


def _may_close(tokens: Tokens, i: int) -> bool:
    word = tokens.words[i]
    if word in _STRAIGHT or word == "'":
        return (
            tokens.glued(i - 1) and tokens.words[i - 1] not in "([—–―" and not _spaced(tokens, i)
        ) or not tokens.glued(i)
    return word != "’" or not (tokens.glued(i) and tokens.words[i + 1][0].isalnum())


def _pair(tokens: Tokens, a: int, b: int) -> None:
    tokens.closes[a] = b
    tokens.opens[b] = a
    tokens.inside[a : b + 1] = b"\1" * (b + 1 - a)
