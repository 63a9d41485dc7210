"""Who stands beside a verb of saying: left of it, right of it where the order is turned, or the subject of the sentence."""

from __future__ import annotations

from cunzhao.said.en.asides import DASHES, all_name, before_aside
from cunzhao.said.en.cues import CUES, THINGS
from cunzhao.said.en.phrases import FAR, Subject, abbreviated, nounlike, phrase_start, verblike
from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    INTRODUCTORY,
    NEGATIONS,
    ONLY_ADVERBS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    TITLES,
)

_NO_LAST_WORD = SUBORDINATORS | PREPOSITIONS | ADVERBS


_INTRODUCING = INTRODUCTORY - CONJUNCTIONS - DETERMINERS


_NO_ASIDE = SUBORDINATORS - RELATIVES


_LEADING = CONJUNCTIONS | ONLY_ADVERBS


def left(tokens: Tokens, start: int, cue: int) -> Subject | None:
    """The subject that ends right before the verb at ``cue``, in a sentence that begins at ``start``."""
    k, auxiliaries = _over_auxiliaries(tokens, start, cue - 1)
    if k < start or tokens.inside[k]:
        return None
    low = tokens.lows[k]
    flags = {"negated": bool(auxiliaries & NEGATIONS)}
    if low in RELATIVES:
        return Subject(k, k + 1, k, "who", None, **flags)
    if low in SUBJECT_PRONOUNS or low.split("'")[0] in SUBJECT_PRONOUNS:
        return Subject(k, k + 1, k, "left", None, **flags)
    if low == "," or low in DASHES:
        return before_aside(tokens, start, k, flags)
    if low == ")":
        k = _bracket(tokens, start, k)
    if (
        k < start
        or not nounlike(tokens, k)
        or (tokens.lows[k].endswith(("'s", "s'")) and not tokens.lows[cue].endswith("ing"))
    ):
        return None
    a = phrase_start(tokens, start, k)
    return Subject(a, k + 1, a, "left", None, **flags) if a <= k else None


_PASSED = ADVERBS | TIME_WORDS | {"not"}


def _over_auxiliaries(tokens: Tokens, start: int, k: int) -> tuple[int, set[str]]:
    """Steps left over "has also repeatedly"; the token that it stops at and the auxiliaries that it passed."""
    passed: set[str] = set()
    while k >= start:
        low = tokens.lows[k]
        if low in AUXILIARIES:
            passed.add(low)
        elif not (low in _PASSED or (low.endswith("ly") and not tokens.capital(k)) or _is_year(low)):
            break
        elif low in ("not", "never"):
            passed.add(low)
        elif (low in TIME_WORDS or _is_year(low)) and k - 1 > start and tokens.lows[k - 1] in ("on", "in", "at"):
            k -= 1
        k -= 1
    return k, passed


def _is_year(low: str) -> bool:
    return len(low) == 4 and low.isdigit()


def _bracket(tokens: Tokens, start: int, k: int) -> int:
    """The token before the bracket that closes at ``k``: "Sen. Ann Lee (R-Ohio)"."""
    for i in range(k, max(start, k - 12) - 1, -1):
        if tokens.words[i] == "(":
            return i - 1
    return start - 1


def right(tokens: Tokens, i: int, stop: int) -> Subject | None:
    """The subject that begins at token ``i``: "said Ann Lee, the minister of trade, on Tuesday"."""
    while i < stop and tokens.lows[i] in ONLY_ADVERBS:
        i += 1
    if i >= stop or tokens.inside[i]:
        return None
    low = tokens.lows[i]
    if low in SUBJECT_PRONOUNS:
        return Subject(i, i + 1, i, "right")
    if not (tokens.capital(i) or low in DETERMINERS or low in TITLES or tokens.words[i][0].isalpha()):
        return None
    if low in PREPOSITIONS or low in SUBORDINATORS or low in TIME_WORDS or (low in DETERMINERS and i + 1 == stop):
        return None
    b = _phrase_end(tokens, i, stop)
    aside = None
    if b < stop and tokens.words[b] == "," and b + 1 < stop and _aside_begins(tokens, b + 1):
        aside = (b + 1, _aside_end(tokens, b + 1, stop))
        if not tokens.capital(b - 1) and all_name(tokens, *aside):
            return Subject(*aside, i, "right", (i, b))
    return Subject(i, b, i, "right", aside)


def _phrase_end(tokens: Tokens, i: int, stop: int) -> int:
    k = i + 1
    while k < min(stop, i + FAR):
        low = tokens.lows[k]
        if not (low[0].isalnum() or abbreviated(tokens, k) or low in "&"):
            break
        if low in TIME_WORDS or tokens.inside[k] or (low in PREPOSITIONS and low != "of" and tokens.capital(k - 1)):
            break
        if (low in SUBORDINATORS and low != "and") or low in AUXILIARIES or _acts(tokens, k):
            break
        k += 1
    while k > i + 1 and tokens.lows[k - 1] in _NO_LAST_WORD:
        k -= 1
    return k


def _acts(tokens: Tokens, k: int) -> bool:
    """Whether a verb stands at ``k`` ("released on", "said"), rather than a noun such as "report"."""
    low, follows = tokens.lows[k], tokens.lows[k + 1] if k + 1 < len(tokens.lows) else ""
    if low.endswith("ed") and (follows in PREPOSITIONS or follows in TIME_WORDS):
        return True
    cue = CUES.get(low)
    return cue is not None and cue.form != "base" and low not in THINGS and not tokens.capital(k)


def _aside_begins(tokens: Tokens, i: int) -> bool:
    low = tokens.lows[i]
    if low.endswith("ing") or low in _NO_ASIDE or low in PREPOSITIONS or low in TIME_WORDS or low in SUBJECT_PRONOUNS:
        return False
    return tokens.words[i][0].isalnum() and not tokens.inside[i] and not verblike(tokens, i)


def _aside_end(tokens: Tokens, i: int, stop: int) -> int:
    k = i
    while (k < min(stop, i + FAR) and tokens.words[k] not in ",.;:") or (k + 1 < stop and abbreviated(tokens, k)):
        k += 1
    return k


def main(tokens: Tokens, start: int, stop: int) -> Subject | None:
    """The subject of the sentence that begins at ``start``, before ``stop``: the first noun phrase with a verb behind it."""
    stop = min(stop, start + FAR)
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
    return low in _INTRODUCING or (low.endswith(("ing", "ed")) and low not in TITLES)


def _in_chunk(tokens: Tokens, a: int, b: int) -> Subject | None:
    """The noun phrase at the beginning of the tokens ``a`` to ``b``, up to the first verb."""
    while a < b and tokens.lows[a] in _LEADING:
        a += 1
    if a >= b or tokens.inside[a] or tokens.lows[a] in RELATIVES:
        return None
    if tokens.lows[a].split("'")[0] in SUBJECT_PRONOUNS:
        return Subject(a, a + 1, a, "participle")
    k = a
    while k < b and (tokens.words[k][0].isalnum() or abbreviated(tokens, k)) and not tokens.inside[k]:
        if k > a and (
            verblike(tokens, k)
            or tokens.lows[k] in AUXILIARIES
            or tokens.lows[k] in RELATIVES
            or tokens.lows[k] in TIME_WORDS
        ):
            break
        k += 1
    while k > a and tokens.lows[k - 1] in _NO_LAST_WORD:
        k -= 1
    return Subject(a, k, a, "participle") if k > a else None
