"""Subjects with an apposition: "Ann Lee, the minister of trade, said"."""

from __future__ import annotations

from cunzhao.said.en.cues import CUES
from cunzhao.said.en.phrases import FAR, Subject, nounlike, phrase_start
from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import ADVERBS, COMMON_VERBS, CONJUNCTIONS, DETERMINERS, INTRODUCTORY, RELATIVES, TITLES

_LEADING = CONJUNCTIONS | ADVERBS | {"while", "that", "though", "although"}


DASHES = frozenset(("—", "–", "―", "--", "-"))


def before_aside(tokens: Tokens, start: int, comma: int, flags: dict[str, bool]) -> Subject | None:
    """The name before an apposition that ends at ``comma``: "Ann Lee, the minister of trade, said"."""
    mark = tokens.lows[comma]
    edges = [comma]
    i = comma - 1
    while i >= max(start, comma - FAR):
        if tokens.inside[i] or tokens.words[i] in ";:":
            break
        if tokens.lows[i] == mark and not _number(tokens, i):
            if _clause(tokens, i + 1, edges[-1]):
                break
            edges.append(i)
        i -= 1
    begin = i + 1 if i >= start else start
    if not _clause(tokens, begin, edges[-1]) and begin < edges[-1]:
        edges.append(begin - 1)
    elif mark in DASHES and len(edges) > 1:
        return _named_before(tokens, start, edges[1], comma, flags)
    return _head(tokens, start, edges, comma, flags)


def _number(tokens: Tokens, i: int) -> bool:
    return i > 0 and tokens.words[i - 1].isdigit() and tokens.glued(i)


def _clause(tokens: Tokens, a: int, b: int) -> bool:
    """Whether the tokens hold a finite verb that is not behind "who"."""
    for k in range(a, b):
        if tokens.lows[k] in RELATIVES or tokens.lows[k] in ("whose", "where"):
            return False
        if tokens.lows[k] in COMMON_VERBS or (
            not tokens.capital(k) and tokens.lows[k] in CUES and CUES[tokens.lows[k]].form == "past"
        ):
            return True
    return False


def _head(tokens: Tokens, start: int, edges: list[int], comma: int, flags: dict[str, bool]) -> Subject | None:
    """The first of the chunks between commas that is no introduction; what follows it is the aside."""
    chunks = [(a + 1, b) for a, b in zip(edges[:0:-1], edges[-2::-1], strict=True)]
    for n, (a, b) in enumerate(chunks):
        while a < b and tokens.lows[a] in _LEADING:
            a += 1
        last = n == len(chunks) - 1
        if (
            a >= b
            or last
            or tokens.lows[a] in INTRODUCTORY
            or (tokens.lows[a].endswith("ing") and tokens.lows[a] not in TITLES)
        ):
            continue
        if not (tokens.capital(a) or tokens.lows[a] in DETERMINERS or _names(tokens, a, b)):
            continue
        if n == len(chunks) - 2 and not tokens.capital(b - 1) and all_name(tokens, b + 1, comma):
            return Subject(b + 1, comma, a, "comma", (a, b), **flags)
        return Subject(a, b, a, "comma", (b + 1, comma), **flags)
    if len(edges) > 1:
        return _named_before(tokens, start, edges[1], comma, flags)
    return None


def all_name(tokens: Tokens, a: int, b: int) -> bool:
    """Whether the tokens are a name and nothing else: "her deputy, Ann Lee, said"."""
    return b - a < 6 and all(tokens.capital(k) or tokens.words[k] == "." for k in range(a, b))


def _names(tokens: Tokens, a: int, b: int) -> bool:
    return tokens.capital(b - 1) and b - a < 8


def _named_before(tokens: Tokens, start: int, edge: int, comma: int, flags: dict[str, bool]) -> Subject | None:
    """The phrase that ends before the mark ``edge``, whatever stands before it."""
    if edge - 1 < start or not nounlike(tokens, edge - 1) or tokens.inside[edge - 1]:
        return None
    a = phrase_start(tokens, start, edge - 1)
    return Subject(a, edge, a, "comma", (edge + 1, comma), **flags)
