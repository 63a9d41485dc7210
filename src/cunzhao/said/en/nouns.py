"""Sayings that are no verbs: "according to X", "X's claim that …", "warnings from X that …"."""

from __future__ import annotations

from cunzhao.said.en.cues import CLAUSE, Cue
from cunzhao.said.en.phrases import Subject, phrase_start, verblike
from cunzhao.said.en.subjects import right
from cunzhao.said.en.tails import finish
from cunzhao.said.en.tokens import Tokens, Unit
from cunzhao.said.en.words import CONJUNCTIONS, DETERMINERS, INTRODUCTORY, POSSESSIVES

_CUE = Cue("according", "noun", CLAUSE)
_Part = tuple[int, int, Subject, int, str]


_SHORT = 3
"""Tokens that must follow "according to X,": two words are no clause."""


def according(tokens: Tokens, unit: Unit, i: int, stop: int) -> _Part | None:
    """ "According to X, …", "…, according to X" and "…, according to X, …"."""
    if i + 2 >= stop or tokens.lows[i + 1] != "to":
        return None
    subject = right(tokens, i + 2, stop)
    if subject is None:
        return None
    lead = i
    while lead > unit.a and (tokens.lows[lead - 1] in CONJUNCTIONS or tokens.words[lead - 1] == ","):
        lead -= 1
    if lead == unit.a:
        k = next(
            (k for k in range(subject.b, stop) if tokens.words[k] == "," and not _within(tokens, subject, k)), None
        )
        if k is None or k + _SHORT >= stop:
            return None
        if subject.aside and k <= subject.aside[0]:
            subject = subject._replace(aside=None)
        return k + 1, finish(tokens, k + 1, stop, _CUE), subject, i + 2, "according"
    a = _clause(tokens, unit.a, lead)
    after = subject.aside[1] if subject.aside else subject.b
    b = lead
    if (after + 1 < stop and tokens.words[after] == "," and tokens.lows[after + 1] == "and") or (
        after + 1 < stop and tokens.words[after] == "," and not any(verblike(tokens, n) for n in range(a, lead))
    ):
        b = finish(tokens, after + 1, stop, _CUE)
    return a, b, subject, i + 2, "according"


def _within(tokens: Tokens, subject: Subject, k: int) -> bool:
    """Whether a comma belongs to "X, a think tank, …"."""
    aside = subject.aside
    return aside is not None and k < aside[1] and tokens.words[aside[1]] == "," and tokens.lows[aside[0]] in DETERMINERS


def _clause(tokens: Tokens, start: int, end: int) -> int:
    for k in range(end - 1, start, -1):
        if tokens.words[k] in (";", "(") and not tokens.inside[k]:
            return k + 1
    return start


def noun(tokens: Tokens, unit: Unit, i: int, stop: int) -> _Part | None:
    """ "X's claim that …", "his call for …", "the claim by X that …"."""
    owner = _owner(tokens, unit.a, i)
    k = i + 1
    if owner is None and k + 1 < stop and tokens.lows[k] in ("by", "from"):
        owner = right(tokens, k + 1, stop)
        k = owner.b if owner else k
    if owner is None or k >= stop:
        return None
    follows = tokens.lows[k]
    if follows == "that":
        introduces = tokens.lows[unit.a] in INTRODUCTORY or tokens.lows[unit.a].endswith("ed")
        under = "clause" if introduces and "," not in tokens.words[unit.a : i] else ""
        return k, finish(tokens, k, stop, _CUE, under), owner, i + 1, "noun-that"
    return None


def _owner(tokens: Tokens, start: int, i: int) -> Subject | None:
    """Whose saying it is: "his", "Ann Lee's", with at most two adjectives between."""
    for k in range(i - 1, max(start, i - 4) - 1, -1):
        low = tokens.lows[k]
        if low in POSSESSIVES:
            return Subject(k, k + 1, k, "owner")
        if low.endswith(("'s", "s'")):
            a = phrase_start(tokens, start, k)
            return Subject(a, k + 1, a, "owner")
        if not low[0].isalpha() or tokens.capital(k):
            return None
    return None
