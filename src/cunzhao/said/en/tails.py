"""Where indirect speech ends: at the end of its sentence, or where the narrator goes on before that."""

from __future__ import annotations

from cunzhao.said.en.asides import DASHES
from cunzhao.said.en.cues import CUES, Cue
from cunzhao.said.en.frames import FRAME_NOUNS
from cunzhao.said.en.phrases import verblike
from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import ADVERBS, AUXILIARIES, DETERMINERS, ONLY_ADVERBS, PREPOSITIONS, table

_BEFORE_NOUNS = DETERMINERS | PREPOSITIONS


def finish(tokens: Tokens, i: int, stop: int, cue: Cue, subordinate: str = "") -> int:
    """Where content that begins at ``i`` ends (exclusive): the end of the sentence, or a tail of the narrator's before it.

    ``subordinate`` says that the verb stands in a clause that ends with a comma: "clause" (when X said …), "relative" (who
    said …). Content outside quotations has at most ``_LONGEST`` tokens.
    """
    k, depth, steps = i, 0, 0
    while k < stop and steps < _LONGEST:
        low = tokens.lows[k]
        steps += 1
        if k in tokens.closes:
            k = tokens.closes[k]
            if tokens.words[k - 1] == "," and k + 1 < stop and _tail(tokens, k + 1, stop, cue):
                return k + 1
        elif low == "(" and not _to_the_end(tokens, k, stop):
            depth += 1
        elif low == ")" and depth:
            depth -= 1
        elif not depth and k > i and low in _BREAKS:
            beyond = _beyond(tokens, k, stop, cue, subordinate)
            if beyond is None:
                return k
            k = beyond
        k += 1
    return _in_statement(tokens, i, min(k, stop))


_LONGEST = 300
_LONG_DASHES = DASHES - {"-"}
_BREAKS = _LONG_DASHES | {";", ",", ")", "(", "and", "but", "or"}


def _beyond(tokens: Tokens, k: int, stop: int, cue: Cue, subordinate: str) -> int | None:
    """None if the content ends before the mark or conjunction at ``k``; else the token behind which it goes on."""
    low = tokens.lows[k]
    if low in _LONG_DASHES:
        return _over_dash(tokens, k, stop, subordinate)
    if low == ",":
        ends = k + 1 < stop and (_closes(tokens, k + 1, subordinate) or _tail(tokens, k + 1, stop, cue))
    else:
        ends = low in ";()" or _other_saying(tokens, k + 1, stop, cue)
    return None if ends else k


def _to_the_end(tokens: Tokens, k: int, stop: int) -> bool:
    """Whether the bracket at ``k`` closes where the sentence ends, so that it is the narrator's."""
    return tokens.words[stop - 1] == ")" and ")" not in tokens.words[max(k, stop - _LONGEST) : stop - 1]


def _over_dash(tokens: Tokens, k: int, stop: int, subordinate: str) -> int | None:
    """The dash that closes what the one at ``k`` opens; None if there is none, so that the content ends here."""
    if tokens.glued(k):
        return k
    far = range(k + 1, min(stop, k + _LONGEST))
    other = next((n for n in far if tokens.lows[n] in _LONG_DASHES and not tokens.inside[n]), None)
    return None if subordinate == "clause" else other


def _closes(tokens: Tokens, k: int, subordinate: str) -> bool:
    """Whether a comma before token ``k`` ends a subordinate clause: "when X said A, …", "who said A, left"."""
    return subordinate == "clause" or (subordinate == "relative" and verblike(tokens, k))


def _in_statement(tokens: Tokens, i: int, stop: int) -> int:
    """The end without the narrator's "in a statement on Thursday"."""
    for k in range(stop - 3, max(i + 1, stop - 12), -1):
        if tokens.lows[k] in ("in", "during", "on") and tokens.lows[k + 1] in ("a", "an") and not tokens.inside[k]:
            return k if any(low in FRAME_NOUNS for low in tokens.lows[k + 2 : k + 5]) else stop
    return stop


def _other_saying(tokens: Tokens, k: int, stop: int, cue: Cue) -> bool:
    """Whether after "and" the same speaker goes on: "said A and added B"."""
    while k < stop and (
        tokens.lows[k] in ADVERBS or tokens.lows[k].endswith("ly") or tokens.lows[k] in ("has", "have")
    ):
        k += 1
    found = CUES.get(tokens.lows[k]) if k < stop and not tokens.inside[k] else None
    return (
        found is not None
        and _same_tense(found.form, cue.form)
        and (not found.particles or (k + 1 < stop and tokens.lows[k + 1] in found.particles))
    )


_NARRATING = table("citing referring speaking according though although")
"""Behind a comma these are the narrator's. Not "which", "while", "including": with them F1 is lower by 0.3 to 0.5."""


def _same_tense(one: str, other: str) -> bool:
    """Whether two forms can stand side by side with one subject: "is telling … and says"."""
    return one == other or {one, other} == {"ing", "s"}


def _tail(tokens: Tokens, k: int, stop: int, cue: Cue) -> bool:
    """Whether the words after a comma are the narrator's again."""
    low = tokens.lows[k]
    if low in ("even", "also", "while", "later", "then") and k + 1 < stop and tokens.lows[k + 1].endswith("ing"):
        low = tokens.lows[k + 1]
    if (low in CUES and CUES[low].form == "ing") or low in _NARRATING:
        return True
    if low in ("and", "but", "or") and _other_saying(tokens, k + 1, stop, cue):
        return True
    if low == "but" and k + 1 < stop and _skips_to_verb(tokens, k + 1, stop):
        return True
    if low in ("and", "but", "though", "although", "while", "which", "who", "where", "whom", "as"):
        return _narrated(tokens, k + 1, stop, cue)
    return False


def _skips_to_verb(tokens: Tokens, k: int, stop: int) -> bool:
    """Whether a verb without a subject follows: "but offered no proof", "but still lost"."""
    while k < stop - 1 and (tokens.lows[k] in ONLY_ADVERBS or tokens.lows[k].endswith("ly")):
        k += 1
    return verblike(tokens, k) and tokens.lows[k] not in AUXILIARIES


def _narrated(tokens: Tokens, k: int, stop: int, cue: Cue) -> bool:
    """Whether a verb of saying with its own subject follows within a few words."""
    for n in range(k, min(k + 9, stop)):
        if tokens.words[n] in ",;" or n in tokens.closes:
            return False
        found = CUES.get(tokens.lows[n])
        if (
            found
            and found.form != "base"
            and (found.form != "ing" or tokens.lows[n - 1] in AUXILIARIES)
            and n > k
            and not tokens.capital(n)
            and tokens.lows[n - 1] not in _BEFORE_NOUNS
        ):
            return True
    return False
