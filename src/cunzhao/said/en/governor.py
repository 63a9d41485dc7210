"""Which subject governs a verb of saying, by the form of the verb and what stands around it."""

from __future__ import annotations

from cunzhao.said.en.cues import CUES, NAMING, Cue
from cunzhao.said.en.found import Found
from cunzhao.said.en.phrases import Subject, verblike
from cunzhao.said.en.subjects import left, main, right
from cunzhao.said.en.tokens import Tokens, Unit
from cunzhao.said.en.words import ADVERBS, AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, TIME_WORDS, table

_GO = table("go goes went going gone")


_BE = table("is are was were be been being 's 're")


def subject_of(tokens: Tokens, unit: Unit, i: int, cue: Cue, found: list[Found], stop: int) -> Subject | None:
    """Who says it: left of the verb, right of it behind a quotation, or who the sentence is about."""
    k = i - 1
    if k >= unit.a and (
        k in tokens.opens
        or (tokens.words[k] == "," and cue.form != "ing" and cue.frames != NAMING and _turned(tokens, unit, i, stop))
    ):
        turned = right(tokens, i + 1, stop) if cue.form != "ing" else None
        if turned:
            return turned
    if (
        cue.form == "base"
        and k > unit.a + 2
        and tokens.lows[k] == "to"
        and tokens.lows[k - 1] == "on"
        and tokens.lows[k - 2] in _GO
    ):
        return left(tokens, unit.a, k - 2) or _of_participle(tokens, unit, k - 2, found)
    if cue.form == "ing":
        return _of_participle(tokens, unit, i, found)
    if k >= unit.a and tokens.lows[_over_adverbs(tokens, unit.a, k)] in CONJUNCTIONS:
        return _coordinated(tokens, unit, i, found, cue)
    subject = left(tokens, unit.a, i)
    if subject is None:
        return None
    return subject if _agrees(tokens, cue, subject, i) else None


def _over_adverbs(tokens: Tokens, start: int, k: int) -> int:
    while k > start and (
        tokens.lows[k] in ADVERBS
        or tokens.lows[k] in ("has", "have", "had")
        or tokens.lows[k].endswith("ly")
        or tokens.lows[k] == ","
    ):
        k -= 1
    return k


def _turned(tokens: Tokens, unit: Unit, i: int, stop: int) -> bool:
    """Whether "said X" ends the clause: a name follows, and nothing that it could have said."""
    if i + 1 >= stop or (not tokens.capital(i + 1) and tokens.lows[i + 1] not in DETERMINERS):
        return False
    turned = right(tokens, i + 1, stop)
    medial = (
        turned is not None and turned.b < stop and tokens.words[turned.b] == "," and tokens.lows[i] in ("said", "says")
    )
    if not medial and not titled(tokens, unit) and not any(verblike(tokens, n) for n in range(unit.a, i - 1)):
        return False
    return turned is not None and (turned.b >= stop or tokens.words[turned.b] in ",.;")


def titled(tokens: Tokens, unit: Unit) -> bool:
    """Whether the sentence is a headline In Such Letters."""
    words = [
        tokens.words[i]
        for i in range(unit.a, min(unit.b, unit.a + 40))
        if tokens.words[i][0].isalpha() and len(tokens.words[i]) > 3
    ]
    return sum(word[0].isupper() for word in words) * 5 > len(words) * 4


def _agrees(tokens: Tokens, cue: Cue, subject: Subject, i: int) -> bool:
    """Whether form and subject fit: no passive, no "he say"."""
    begin = subject.aside[1] if subject.aside else subject.b
    passed = {low for low in tokens.lows[begin:i] if low in AUXILIARIES}
    clitic = tokens.lows[subject.b - 1].rpartition("'")[2] if "'" in tokens.lows[subject.b - 1] else ""
    if cue.form == "past":
        return (
            not passed & _BE and not (clitic == "s" and tokens.lows[subject.a] in ("it's", "that's")) and clitic != "re"
        )
    if cue.form == "base":
        last = tokens.lows[subject.b - 1]
        return (
            bool(passed - _BE)
            or last in ("they", "i", "we", "you", "who")
            or clitic in ("d", "ll")
            or (last.endswith("s") and last not in ("is", "was"))
            or last in ("people", "police", "others", "some", "many")
        )
    return not passed


def quoted_as(tokens: Tokens, start: int, i: int) -> Subject | None:
    """Whom "the agency quoted X as saying" quotes: X stands between "quoted" and "as". "X was quoted as saying" has none."""
    for k in range(i - 2, max(start, i - _QUOTED_FAR), -1):
        if tokens.lows[k] in ("quoted", "quotes", "cited", "quoting", "citing"):
            if k + 1 == i - 1 or tokens.lows[k + 1] == "by":
                return None
            return Subject(k + 1, i - 1, k + 1, "left")
    return None


_QUOTED_FAR = 16


def _of_participle(tokens: Tokens, unit: Unit, i: int, found: list[Found]) -> Subject | None:
    """The subject of "saying": of "is saying" its own, else that of the verb before, or of the sentence."""
    if i == unit.a:
        return _after_its_clause(tokens, unit, i)
    before = tokens.lows[i - 1]
    k = _over_adverbs(tokens, unit.a, i - 1)
    if tokens.lows[k] in AUXILIARIES or tokens.lows[k].endswith(("'s", "'re", "'m")):
        return left(tokens, unit.a, i)
    if before == "worth":
        return None
    if before == "as":
        return quoted_as(tokens, unit.a, i) or main(tokens, unit.a, i)
    if tokens.capital(i - 1) and before[0].isalpha() and before not in _NOT_NAMES and not tokens.inside[i - 1]:
        near = left(tokens, unit.a, i)
        if near and (near.a == unit.a or tokens.lows[near.a - 1] == "of"):
            return near
    if before in _NO_MANNER:
        return None
    earlier = [f for f in found if f.cue < i]
    if earlier:
        last = earlier[-1].subject
        return Subject(last.a, last.b, last.first, "participle", last.aside)
    return _after_its_clause(tokens, unit, i) if i <= unit.a + 2 else main(tokens, unit.a, i)


_NOT_NAMES = TIME_WORDS | PREPOSITIONS
_NO_MANNER = (PREPOSITIONS | {"the", "a", "an"}) - {"by", "as", "in", "while", "after", "before"}
"""Before "saying" these make it another's: "criticised for saying", "the saying"."""


def _after_its_clause(tokens: Tokens, unit: Unit, i: int) -> Subject | None:
    """The subject behind the comma in "Claiming that …, she left"."""
    far = range(i, min(unit.b, i + 60))
    comma = next((k for k in far if tokens.words[k] == "," and not tokens.inside[k]), None)
    return main(tokens, comma + 1, unit.b) if comma is not None else None


def _coordinated(tokens: Tokens, unit: Unit, i: int, found: list[Found], cue: Cue) -> Subject | None:
    """The subject of the second verb in "said A and added B"."""
    same = [f for f in found if CUES.get(tokens.lows[f.cue], cue).form == cue.form]
    if same:
        last = same[-1].subject
        return Subject(last.a, last.b, last.first, "coordinated", last.aside)
    if cue.form == "base":
        return None
    first = main(tokens, unit.a, i)
    return Subject(first.a, first.b, first.first, "coordinated") if first else None
