"""Content that stands before its verb: "…," she said; and whether it goes on behind it."""

from __future__ import annotations

from cunzhao.said.en.cues import CUES, Cue
from cunzhao.said.en.found import Part
from cunzhao.said.en.frames import over_frame
from cunzhao.said.en.phrases import Subject, verblike
from cunzhao.said.en.tails import finish
from cunzhao.said.en.tokens import ENDS, Tokens, Unit
from cunzhao.said.en.words import AUXILIARIES, CONJUNCTIONS, INTRODUCTORY, PREPOSITIONS, SUBORDINATORS, table

_NO_CONTENT = PREPOSITIONS | CONJUNCTIONS | {"when", "while", "who", "which"}


_INTRODUCING = INTRODUCTORY - {"but", "and", "with", "if", "to", "for"}


def content_before(tokens: Tokens, unit: Unit, start: int, edge: int) -> tuple[int, int, str] | None:
    """The content that ends right before the subject, at token ``edge``: a quotation or a clause with its comma."""
    if edge < start:
        return None
    comma = tokens.words[edge] == ","
    last = edge - 1 if comma else edge
    if last < start:
        return None
    if last in tokens.opens:
        o = tokens.opens[last]
        loose = tokens.words[last - 1] not in ",?!—–-" and tokens.words[last - 1] != "--" and not comma
        if o < start or (loose and tokens.words[last - 1] not in ENDS and o > start):
            return None
        if o == start or tokens.words[o - 1] in ",:—–;" or tokens.lows[o - 1] in CONJUNCTIONS:
            return o, last + 1, "quote"
        a = clause_start(tokens, start, o)
        return (a, last + 1, "mixed") if comma or not loose else None
    if not comma or tokens.inside[edge]:
        return None
    a = clause_start(tokens, start, edge)
    quoted = any(k in tokens.closes for k in range(a, edge))
    if edge - a < 1 or (tokens.lows[a] in _INTRODUCING and not _has_verb(tokens, a, edge)):
        return None
    return a, edge, "mixed" if quoted else "clause"


def _has_verb(tokens: Tokens, a: int, b: int) -> bool:
    """Whether a whole clause stands behind an introduction that begins at ``a``."""
    comma = next((k for k in range(a, b) if tokens.words[k] == ","), None)
    return comma is not None and any(verblike(tokens, k) for k in range(comma, b))


def clause_start(tokens: Tokens, start: int, end: int) -> int:
    """Where the clause begins that ends at ``end``: after a semicolon or the start."""
    for k in range(end - 1, start, -1):
        if tokens.words[k] == ";" and not tokens.inside[k]:
            return k + 1
    return start


def whole(tokens: Tokens, ahead: tuple[int, int, str]) -> bool:
    """Whether the quotation before the subject is a sentence of its own, ended by a comma or a question mark."""
    return tokens.words[ahead[1] - 2] in ",?!" and ahead[1] - ahead[0] > 4 and ahead[2] == "quote"


def with_before(
    tokens: Tokens,
    ahead: tuple[int, int, str],
    follows: tuple[int, str] | None,
    subject: Subject,
    end: int,
    stop: int,
    cue: Cue,
) -> Part | None:
    """Content before the verb; it goes on behind it after "she said," with a quotation or the rest of the clause."""
    a, b, sign = ahead
    if follows and follows[1] == "quote":
        return a, finish(tokens, follows[0], stop, cue), subject, end, "medial"
    after = max(end, subject.b, subject.aside[1] if subject.aside and subject.how == "right" else 0)
    k = next((k for k in range(after, stop) if k in tokens.closes and tokens.words[k - 1] == ","), None)
    if sign == "quote" and k is not None and not any(tokens.lows[n] in CUES for n in range(after, k)):
        return a, finish(tokens, k, stop, cue), subject, end, "medial"
    after = over_frame(tokens, after, stop) if after < stop else after
    if sign == "clause" and after < stop - 1 and tokens.words[after] == "," and _goes_on(tokens, after + 1, a, b):
        return a, finish(tokens, after + 1, stop, cue), subject, end, "medial"
    if sign == "clause" and cue.lemma not in _AFTERWARDS:
        return None
    if sign == "clause" and (b - a < 3 or not _breaks_off(tokens, after, stop)):
        return None
    return a, b, subject, end, "before" if sign == "clause" else "quote-before" if sign == "quote" else "mixed"


_AFTERWARDS = table(
    "say tell add note write explain report warn argue announce recall concede acknowledge admit insist"
)
"""Verbs that follow what was said, as in "The road was shut, officials say"."""


def _breaks_off(tokens: Tokens, k: int, stop: int) -> bool:
    """Whether nothing that could be content follows the verb: a mark, a preposition, the end."""
    return k >= stop or not tokens.words[k][0].isalnum() or tokens.lows[k] in _NO_CONTENT


def _goes_on(tokens: Tokens, k: int, a: int, b: int) -> bool:
    """Whether the clause cut by ", she said," goes on at ``k``."""
    low = tokens.lows[k]
    if (
        low in AUXILIARIES
        or verblike(tokens, k)
        or tokens.lows[a] in ("if", "even", "when", "while", "although", "though", "because")
    ):
        return True
    if low.endswith("ing") or low in (
        "according",
        "in",
        "at",
        "on",
        "during",
        "who",
        "speaking",
        "as",
        "while",
        "which",
        "citing",
        "after",
        "though",
        "although",
    ):
        return False
    if low in SUBORDINATORS or low in PREPOSITIONS or low in ("since", "because", "compared"):
        return True
    return not any(verblike(tokens, n) for n in range(a, b)) or b - a < 5


def as_said(tokens: Tokens, unit: Unit, i: int, end: int, subject: Subject, stop: int) -> Part | None:
    """ "As X said, …" and "…, as X said"."""
    if end < stop and tokens.words[end] == ",":
        return end + 1, stop, subject, end, "as"
    lead = subject.first - 1
    if end >= stop - 1 and lead - 1 > unit.a and tokens.words[lead - 1] == ",":
        return clause_start(tokens, unit.a, lead - 1), lead - 1, subject, end, "as"
    return None
