"""Who stands beside a verb of saying: the noun phrase to its left, or to its right where the order is turned round."""

from __future__ import annotations

from typing import NamedTuple

from cunzhao.said.en.cues import CUES
from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import (
    ADVERBS,
    AUXILIARIES,
    COMMON_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    INTRODUCTORY,
    MODALS,
    NEGATIONS,
    NUMBERS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    TITLES,
)

_DASHES = frozenset(("—", "–", "―", "--", "-"))
_FAR = 60
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
    modal: bool = False


def left(tokens: Tokens, start: int, cue: int) -> Subject | None:
    """The subject that ends right before the verb at ``cue``, in a sentence that begins at ``start``."""
    k, auxiliaries = _over_auxiliaries(tokens, start, cue - 1)
    if k < start or tokens.inside[k]:
        return None
    low = tokens.lows[k]
    flags = {"negated": bool(auxiliaries & NEGATIONS), "modal": bool(auxiliaries & MODALS)}
    if low in RELATIVES:
        return Subject(k, k + 1, k, "who", None, **flags)
    if low in SUBJECT_PRONOUNS or low.split("'")[0] in SUBJECT_PRONOUNS:
        return Subject(k, k + 1, k, "left", None, **flags)
    if low == "," or low in _DASHES:
        return _before_aside(tokens, start, k, flags)
    if low == ")":
        k = _bracket(tokens, start, k)
    if (
        k < start
        or not _nounlike(tokens, k)
        or (tokens.lows[k].endswith(("'s", "s'")) and not tokens.lows[cue].endswith("ing"))
    ):
        return None
    a = phrase_start(tokens, start, k)
    return Subject(a, k + 1, a, "left", None, **flags) if a <= k else None


def _over_auxiliaries(tokens: Tokens, start: int, k: int) -> tuple[int, set[str]]:
    """Steps left over "has also repeatedly"; the token that it stops at and the auxiliaries that it passed."""
    passed: set[str] = set()
    while k >= start:
        low = tokens.lows[k]
        if low in AUXILIARIES:
            passed.add(low)
        elif not (
            low in ADVERBS or low == "not" or (low.endswith("ly") and not tokens.capital(k)) or low in TIME_WORDS
        ):
            break
        elif low in ("not", "never"):
            passed.add(low)
        elif low in TIME_WORDS and k - 1 > start and tokens.lows[k - 1] in ("on", "in", "at"):
            k -= 1
        k -= 1
    return k, passed


def _bracket(tokens: Tokens, start: int, k: int) -> int:
    """The token before the bracket that closes at ``k``: "Sen. Ann Lee (R-Ohio)"."""
    for i in range(k, max(start, k - 12) - 1, -1):
        if tokens.words[i] == "(":
            return i - 1
    return start - 1


def _nounlike(tokens: Tokens, k: int) -> bool:
    """Whether token ``k`` can be the last word of a subject."""
    low = tokens.lows[k]
    if not (low[0].isalnum() or low in "%"):
        return False
    if tokens.capital(k):
        return True
    return not (
        low in DETERMINERS - _ALONE or low in PREPOSITIONS or low in SUBORDINATORS or low in AUXILIARIES or low == "to"
    )


_ALONE = NUMBERS | frozenset("some many several most all others both few another each".split())


def verblike(tokens: Tokens, k: int) -> bool:
    """Whether token ``k`` is likely a finite verb, so that no noun phrase goes across it."""
    low = tokens.lows[k]
    if low in COMMON_VERBS:
        return True
    if tokens.capital(k):
        return False
    cue = CUES.get(low)
    return low.endswith("ed") and len(low) > 4 or (cue is not None and cue.form in ("past", "s"))


def phrase_start(tokens: Tokens, start: int, k: int) -> int:
    """The first token of the noun phrase that ends with token ``k``."""
    i, conjunction = k, None
    while i > max(start, k - _FAR):
        low, before = tokens.words[i - 1], tokens.lows[i - 1]
        if not (low[0].isalnum() or _abbreviated(tokens, i - 1) or low in "&%$'’"):
            break
        if tokens.inside[i - 1] or before in SUBORDINATORS and before != "and" or before in AUXILIARIES:
            break
        if before in SUBJECT_PRONOUNS or verblike(tokens, i - 1) or (before in TIME_WORDS and "'" not in before):
            conjunction = conjunction if conjunction is None else conjunction
            break
        if before == "and":
            conjunction = i if conjunction is None else conjunction
        i -= 1
    whole = i == start or not tokens.words[i - 1][0].isalnum()
    if conjunction is not None and not whole:
        i = conjunction
    return _without_lead(tokens, i, k)


def _abbreviated(tokens: Tokens, i: int) -> bool:
    return (
        tokens.words[i] == "."
        and tokens.glued(i - 1)
        and i > 0
        and (tokens.lows[i - 1] in TITLES or len(tokens.words[i - 1]) < 4)
    )


def _without_lead(tokens: Tokens, i: int, k: int) -> int:
    """Steps over "But in Ohio" to the noun phrase proper, as far as there is one."""
    while i < k and tokens.lows[i] in CONJUNCTIONS | {"."} | ADVERBS - DETERMINERS:
        i += 1
    if tokens.lows[i] in PREPOSITIONS and i < k:
        j = k
        while j > i + 1 and (tokens.capital(j - 1) or tokens.words[j - 1] == "."):
            j -= 1
        return j if tokens.capital(k) else i + 1
    return i


def _before_aside(tokens: Tokens, start: int, comma: int, flags: dict[str, bool]) -> Subject | None:
    """The name before an apposition that ends at ``comma``: "Ann Lee, the minister of trade, said"."""
    mark = tokens.lows[comma]
    edges = [comma]
    i = comma - 1
    while i >= max(start, comma - _FAR):
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
    elif mark in _DASHES and len(edges) > 1:
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
        while a < b and tokens.lows[a] in CONJUNCTIONS | ADVERBS | {"while", "that", "though", "although"}:
            a += 1
        last = n == len(chunks) - 1
        if (
            a >= b
            or last
            or tokens.lows[a] in INTRODUCTORY
            or tokens.lows[a].endswith("ing")
            and tokens.lows[a] not in TITLES
        ):
            continue
        if not (tokens.capital(a) or tokens.lows[a] in DETERMINERS or _names(tokens, a, b)):
            continue
        if n == len(chunks) - 2 and not tokens.capital(b - 1) and _all_name(tokens, b + 1, comma):
            return Subject(b + 1, comma, a, "comma", (a, b), **flags)
        return Subject(a, b, a, "comma", (b + 1, comma), **flags)
    if len(edges) > 1:
        return _named_before(tokens, start, edges[1], comma, flags)
    return None


def _all_name(tokens: Tokens, a: int, b: int) -> bool:
    """Whether the tokens are a name and nothing else: "her deputy, Ann Lee, said"."""
    return b - a < 6 and all(tokens.capital(k) or tokens.words[k] == "." for k in range(a, b))


def _names(tokens: Tokens, a: int, b: int) -> bool:
    return tokens.capital(b - 1) and b - a < 8


def _named_before(tokens: Tokens, start: int, edge: int, comma: int, flags: dict[str, bool]) -> Subject | None:
    """The phrase that ends before the mark ``edge``, whatever stands before it."""
    if edge - 1 < start or not _nounlike(tokens, edge - 1) or tokens.inside[edge - 1]:
        return None
    a = phrase_start(tokens, start, edge - 1)
    return Subject(a, edge, a, "comma", (edge + 1, comma), **flags)


def right(tokens: Tokens, i: int, stop: int) -> Subject | None:
    """The subject that begins at token ``i``: "said Ann Lee, the minister of trade, on Tuesday"."""
    while i < stop and tokens.lows[i] in ADVERBS - DETERMINERS:
        i += 1
    if i >= stop or tokens.inside[i]:
        return None
    low = tokens.lows[i]
    if low in SUBJECT_PRONOUNS:
        return Subject(i, i + 1, i, "right")
    if not (tokens.capital(i) or low in DETERMINERS or low in TITLES or tokens.words[i][0].isalpha()):
        return None
    if low in PREPOSITIONS or low in SUBORDINATORS or low in TIME_WORDS or low in DETERMINERS and i + 1 == stop:
        return None
    b = _phrase_end(tokens, i, stop)
    aside = None
    if b < stop and tokens.words[b] == "," and b + 1 < stop and _aside_begins(tokens, b + 1):
        aside = (b + 1, _aside_end(tokens, b + 1, stop))
    return Subject(i, b, i, "right", aside)


def _phrase_end(tokens: Tokens, i: int, stop: int) -> int:
    k = i + 1
    while k < min(stop, i + _FAR):
        low = tokens.lows[k]
        if not (low[0].isalnum() or _abbreviated(tokens, k) or low in "&"):
            break
        if low in TIME_WORDS or tokens.inside[k] or (low in PREPOSITIONS and low != "of" and tokens.capital(k - 1)):
            break
        if (low in SUBORDINATORS and low != "and") or low in AUXILIARIES or low in CUES and not tokens.capital(k):
            break
        k += 1
    return k


def _aside_begins(tokens: Tokens, i: int) -> bool:
    low = tokens.lows[i]
    if (
        low.endswith("ing")
        or low in SUBORDINATORS - RELATIVES
        or low in PREPOSITIONS
        or low in TIME_WORDS
        or low in SUBJECT_PRONOUNS
    ):
        return False
    return tokens.words[i][0].isalnum() and not tokens.inside[i]


def _aside_end(tokens: Tokens, i: int, stop: int) -> int:
    k = i
    while k < min(stop, i + _FAR) and tokens.words[k] not in ",.;:" or k + 1 < stop and _abbreviated(tokens, k):
        k += 1
    return k


def main(tokens: Tokens, start: int, stop: int) -> Subject | None:
    """The subject of the sentence that begins at ``start``, before ``stop``: the first noun phrase with a verb behind it."""
    stop = min(stop, start + _FAR)
    best = None
    a = start
    while a < stop:
        b = next((k for k in range(a, stop) if tokens.words[k] == "," and not tokens.inside[k]), stop)
        subject = _in_chunk(tokens, a, b)
        if subject and subject.b < b and not _introduces(tokens, a):
            return subject
        best = best or (subject if not _introduces(tokens, a) else None)
        a = b + 1
    pronoun = next((k for k in range(start, stop) if tokens.lows[k] in SUBJECT_PRONOUNS), None)
    return best or (Subject(pronoun, pronoun + 1, pronoun, "participle") if pronoun is not None else None)


def _introduces(tokens: Tokens, a: int) -> bool:
    """Whether the words from ``a`` on are an introduction: "In Ohio", "Speaking to reporters", "Asked why"."""
    low = tokens.lows[a]
    return (
        low in INTRODUCTORY - CONJUNCTIONS
        and low not in DETERMINERS
        or (low.endswith(("ing", "ed")) and low not in TITLES)
    )


def _in_chunk(tokens: Tokens, a: int, b: int) -> Subject | None:
    """The noun phrase at the beginning of the tokens ``a`` to ``b``, up to the first verb."""
    while a < b and tokens.lows[a] in CONJUNCTIONS | ADVERBS - DETERMINERS:
        a += 1
    if a >= b or tokens.inside[a] or tokens.lows[a] in RELATIVES:
        return None
    if tokens.lows[a].split("'")[0] in SUBJECT_PRONOUNS:
        return Subject(a, a + 1, a, "participle")
    k = a
    while k < b and (tokens.words[k][0].isalnum() or _abbreviated(tokens, k)) and not tokens.inside[k]:
        if k > a and (
            verblike(tokens, k)
            or tokens.lows[k] in AUXILIARIES
            or tokens.lows[k] in RELATIVES
            or tokens.lows[k] in TIME_WORDS
        ):
            break
        k += 1
    while k > a and tokens.lows[k - 1] in SUBORDINATORS | PREPOSITIONS | ADVERBS:
        k -= 1
    return Subject(a, k, a, "participle") if k > a else None
