"""Phrases between a verb of saying and what is said: "on Tuesday", "in a statement", "at a rally in Ohio"."""

from __future__ import annotations

from cunzhao.said.en.cues import CUES
from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import (
    AUXILIARIES,
    MONTHS,
    ONLY_ADVERBS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    TIME_LEADS,
    TIME_NOUNS,
    TIME_WORDS,
    WEEKDAYS,
    table,
)

FRAME_NOUNS = table(
    "statement interview speech email e-mail letter tweet tweets post report article column memo message briefing "
    "conference rally debate event hearing appearance book testimony phone telephone video call reporters "
    "television tv radio twitter facebook instagram op-ed editorial essay note filing lawsuit affidavit court "
    "opinion ruling summit meeting ceremony forum release response remarks website site show program programme "
    "address part blog documents news"
)
"""Where something is said: a phrase with one of these, after the verb, is stepped over before the content begins."""


def over_frame(tokens: Tokens, i: int, stop: int) -> int:
    """Steps over "on Tuesday in a statement" and "later"."""
    j = i
    while j < stop:
        k = _over_time(tokens, j, stop)
        if k == j:
            k = _over_place(tokens, j, stop)
        if k == j and tokens.lows[j] in ONLY_ADVERBS and tokens.lows[j] not in ("both", "almost", "already", "only"):
            k = j + 1
        if (
            k == j
            and tokens.lows[j].endswith("ly")
            and tokens.lows[j] not in ("only", "nearly", "roughly")
            and not tokens.capital(j)
        ):
            k = j + 1
        if k == j:
            return j
        j = k
    return j


def _over_time(tokens: Tokens, j: int, stop: int) -> int:
    """Steps over "on Tuesday", "Monday night", "earlier this month", "Sept. 15", "in March"."""
    k = j + (tokens.lows[j] in ("on", "in", "at", "by", "during", "late", "earlier", "early"))
    first, hit = k, False
    while k < stop:
        if _is_time(tokens, k, hit):
            hit = True
        elif not _leads_time(tokens, k, stop, k > j and k == first):
            break
        k += 1
    return k if hit else j


def _is_time(tokens: Tokens, k: int, after: bool) -> bool:
    """Whether token ``k`` is a day, a month, a part of the day, or behind one of them a number or the stop of "Sept."."""
    low = tokens.lows[k]
    if low in _TIMES or (low in MONTHS and tokens.capital(k)):
        return True
    return after and (low.isdigit() or (low == "." and tokens.lows[k - 1] in MONTHS))


def _leads_time(tokens: Tokens, k: int, stop: int, article: bool) -> bool:
    """Whether "last", "earlier this", or with ``article`` "the", stands at ``k`` before a word of time."""
    low, follows = tokens.lows[k], tokens.lows[k + 1] if k + 1 < stop else ""
    if low in TIME_LEADS:
        return follows in _TIMES or follows in TIME_LEADS
    return article and low in ("the", "a", "that") and follows in _TIMES


_TIMES = TIME_NOUNS | TIME_WORDS | WEEKDAYS.keys()


def _over_place(tokens: Tokens, j: int, stop: int) -> int:
    """Steps over "in a statement", "at a rally in Ohio", "to reporters": a preposition, then soon a noun of ``FRAME_NOUNS``."""
    if tokens.lows[j] not in ("in", "at", "on", "during", "to", "via", "by", "through", "after", "from"):
        return j
    for k in range(j + 1, min(j + 9, stop)):
        low = tokens.lows[k]
        if low in FRAME_NOUNS:
            return _over_more(tokens, k + 1, stop)
        if (
            (not low[0].isalnum() and low not in ("'s", ".", "-") and not tokens.inside[k])
            or low in PREPOSITIONS
            or low in CUES
        ):
            return j
        if low in SUBJECT_PRONOUNS or low in AUXILIARIES:
            return j
    return j


def _over_more(tokens: Tokens, k: int, stop: int) -> int:
    """After "in an interview": "with CNN", "in Novi, Michigan" as far as it is made of names."""
    while k + 1 < stop and tokens.lows[k] in ("with", "in", "at", "to", "on", "from") and tokens.capital(k + 1):
        n = k + 1
        while n < stop and tokens.capital(n):
            n += 1
        if n - k > 4 or n >= stop:
            return k
        k = n
    if (
        k + 2 < stop
        and tokens.lows[k] in ("to", "with", "for")
        and (tokens.lows[k + 2] == "that" or _time_at(tokens, k + 2))
    ):
        return k + 2
    return k


def _time_at(tokens: Tokens, k: int) -> bool:
    """Whether "last week" or "Monday" stands at ``k``."""
    return tokens.lows[k] in _TIMES or tokens.lows[k] in TIME_LEADS
