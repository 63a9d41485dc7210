"""Noun phrases: where one begins, and what is no part of it."""

from __future__ import annotations

from typing import NamedTuple

from cunzhao.said.en.cues import CUES
from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import (
    AUXILIARIES,
    COMMON_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    NUMBERS,
    ONLY_ADVERBS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    TITLES,
    table,
)

_LEADING = CONJUNCTIONS | {"."} | ONLY_ADVERBS


FAR = 60
"""Tokens that are looked through for a subject; the longest in the shared articles has 44."""


class Subject(NamedTuple):
    """A governing mention, tokens ``a`` to ``b``; ``first`` is where subject and aside begin, ``how`` the place it was found in
    (left, right, who, comma, coordinated, participle); ``aside`` is the span of an apposition, if there is one."""

    a: int
    b: int
    first: int
    how: str
    aside: tuple[int, int] | None = None
    negated: bool = False


def nounlike(tokens: Tokens, k: int) -> bool:
    """Whether token ``k`` can be the last word of a subject."""
    low = tokens.lows[k]
    if not (low[0].isalnum() or low in "%"):
        return False
    if tokens.capital(k):
        return True
    return low not in _NO_LAST_WORD


_ALONE = NUMBERS | table("some many several most all others both few another each")


_NO_LAST_WORD = (DETERMINERS - _ALONE) | PREPOSITIONS | SUBORDINATORS | AUXILIARIES


def verblike(tokens: Tokens, k: int) -> bool:
    """Whether token ``k`` is likely a finite verb, so that no noun phrase goes across it."""
    low = tokens.lows[k]
    if low in COMMON_VERBS:
        return True
    if tokens.capital(k):
        return False
    cue = CUES.get(low)
    return (low.endswith("ed") and len(low) > 4) or (cue is not None and cue.form in ("past", "s"))


def phrase_start(tokens: Tokens, start: int, k: int) -> int:
    """The first token of the noun phrase that ends with token ``k``."""
    i, conjunction = k, None
    while i > max(start, k - FAR):
        low, before = tokens.words[i - 1], tokens.lows[i - 1]
        if not (low[0].isalnum() or abbreviated(tokens, i - 1) or low in "&%$'’"):
            break
        if tokens.inside[i - 1] or (before in SUBORDINATORS and before != "and") or before in AUXILIARIES:
            break
        if before in SUBJECT_PRONOUNS or verblike(tokens, i - 1) or (before in TIME_WORDS and "'" not in before):
            break
        if before == "and":
            conjunction = i if conjunction is None else conjunction
        i -= 1
    whole = i == start or not tokens.words[i - 1][0].isalnum()
    if conjunction is not None and not whole:
        i = conjunction
    return _without_lead(tokens, i, k)


def abbreviated(tokens: Tokens, i: int) -> bool:
    return (
        tokens.words[i] == "."
        and tokens.glued(i - 1)
        and i > 0
        and (tokens.lows[i - 1] in TITLES or len(tokens.words[i - 1]) < 4)
    )


def _without_lead(tokens: Tokens, i: int, k: int) -> int:
    """Steps over "But in Ohio" to the noun phrase proper, as far as there is one."""
    while i < k and tokens.lows[i] in _LEADING:
        i += 1
    if tokens.lows[i] in PREPOSITIONS and i < k:
        j = k
        while j > i + 1 and (tokens.capital(j - 1) or tokens.words[j - 1] == "."):
            j -= 1
        return j if tokens.capital(k) else i + 1
    return i
