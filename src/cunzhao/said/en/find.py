"""The statements of one sentence: each verb of saying with its subject and its content."""

from __future__ import annotations

from dataclasses import replace

from cunzhao.said.en.before import as_said, content_before, whole, with_before
from cunzhao.said.en.content import begin
from cunzhao.said.en.cues import CLAUSE, CUES, NOUNS, ORDER, QUOTE, THINGS, Cue
from cunzhao.said.en.found import Found, Part
from cunzhao.said.en.frames import over_frame
from cunzhao.said.en.governor import quoted_as, subject_of, titled
from cunzhao.said.en.nouns import according, noun
from cunzhao.said.en.phrases import Subject
from cunzhao.said.en.subjects import main
from cunzhao.said.en.tails import finish
from cunzhao.said.en.tokens import ENDS, Tokens, Unit
from cunzhao.said.en.words import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
    table,
)

_OF_NOUNS = DETERMINERS - {"all", "some", "many", "several", "most", "both", "others"}


_UNDER = table("when while if although though since because whereas")


def find(tokens: Tokens, unit: Unit, cues: list[int]) -> list[Found]:
    """The statements of ``unit``, whose cue words stand at ``cues`` (outside quotations)."""
    stop = _stop(tokens, unit)
    last = _closing(tokens, unit, cues, stop)
    relay = last.subject if last and last.lemma == "report" and len(cues) > 1 else None
    found = [last] if last and not relay else []
    end = last.b if last and relay else stop
    for i in cues:
        if _spoken_of(tokens, unit, i, found) or (relay and last and i == last.cue):
            continue
        one = _one(tokens, unit, i, end, found)
        if one is None:
            continue
        inner = [k for k in cues if one.a < k < one.b] if one.lemma == "report" else []
        if relay and not one.relay:
            one = replace(one, relay=relay)
        found.append(_passed_on(tokens, one, inner, stop) if inner else one)
    if relay and last and not found:
        found = [last]
    return _without_covered(found)


def _spoken_of(tokens: Tokens, unit: Unit, i: int, found: list[Found]) -> bool:
    """Whether the word at ``i`` belongs to what somebody said, or is part of a name."""
    if any((f.a <= i < f.b and (f.cue < f.a or f.cue >= f.b)) or f.cue == i for f in found):
        return True
    return tokens.capital(i) and i > unit.a and tokens.lows[i] != "according" and not titled(tokens, unit)


def _one(tokens: Tokens, unit: Unit, i: int, stop: int, found: list[Found]) -> Found | None:
    """The statement of the verb, noun or "according to" at ``i``."""
    low, part = tokens.lows[i], None
    if low == "according":
        part = according(tokens, unit, i, stop)
    elif low in NOUNS and _possessed(tokens, unit.a, i):
        part = noun(tokens, unit, i, stop)
    elif low in CUES:
        part = _verb(tokens, unit, i, stop, found)
    if part is None or part[1] <= part[0]:
        return None
    a, b, subject, end, sign = part
    quoted = tokens.lows[i - 1 : i] == ["as"] and quoted_as(tokens, unit.a, i)
    relay = main(tokens, unit.a, subject.a) if quoted else None
    return Found(a, b, subject, i, end, sign, CUES[low].lemma if low in CUES else low, unit, relay=relay)


def _closing(tokens: Tokens, unit: Unit, cues: list[int], stop: int) -> Found | None:
    """The statement of "…, sources said" at the end of the sentence, which has all before it as its content."""
    i = cues[-1]
    if tokens.lows[i] not in CUES or over_frame(tokens, i + 1, stop) < stop:
        return None
    one = _one(tokens, unit, i, stop, [])
    return one if one and one.sign == "before" else None


def _passed_on(tokens: Tokens, outer: Found, cues: list[int], stop: int) -> Found:
    """ "X reported that Y said …": the statement of Y, passed on by X; else what X reported."""
    if tokens.lows[cues[0]] not in CUES:
        return outer
    clause = Unit(outer.a + (outer.sign == "that"), outer.unit.b, outer.unit.paragraph)
    inner = _one(tokens, clause, cues[0], stop, [])
    if inner is None or inner.subject.how not in ("left", "comma"):
        return outer
    return replace(inner, b=min(inner.b, outer.b), unit=outer.unit, relay=outer.subject)


def _without_covered(found: list[Found]) -> list[Found]:
    """Without those whose verb stands inside content that another one before has as a quotation."""
    return [f for f in found if not any(g is not f and g.a == f.a and g.b == f.b and g.cue < f.cue for g in found)]


def _stop(tokens: Tokens, unit: Unit) -> int:
    b = unit.b
    while b > unit.a and tokens.words[b - 1] in ENDS and not tokens.inside[b - 1]:
        b -= 1
    return b


def _possessed(tokens: Tokens, start: int, i: int) -> bool:
    """Whether the word at ``i`` is a noun: something other than a subject stands before it."""
    k = i - 1
    if k < start:
        return False
    low = tokens.lows[k]
    return (
        low in _OF_NOUNS
        or low.endswith(("'s", "s'"))
        or low in PREPOSITIONS
        or (
            k > start
            and (tokens.lows[k - 1] in DETERMINERS or tokens.lows[k - 1].endswith("'s"))
            and not tokens.capital(k)
            and low not in ADVERBS
            and tokens.lows[i] not in CUES
        )
    )


def _verb(tokens: Tokens, unit: Unit, i: int, stop: int, found: list[Found]) -> Part | None:
    """The statement of the verb at ``i``, if it has a subject and a content."""
    cue, end = _particled(tokens, CUES[tokens.lows[i]], i, stop)
    subject = subject_of(tokens, unit, i, cue, found, stop) if cue else None
    if cue is None or subject is None or _unfit(tokens, unit, i, subject):
        return None
    if subject.first > unit.a and tokens.lows[subject.first - 1] == "as":
        return as_said(tokens, unit, i, end, subject, stop)
    start = max([unit.a] + [f.cue_end for f in found if f.cue < i and f.sign not in ("before", "medial")])
    edge = (i if subject.how in ("right", "participle", "coordinated") else subject.first) - 1
    ahead = content_before(tokens, unit, start, edge) if subject.how not in ("participle", "coordinated") else None
    follows = _behind(tokens, cue, subject, end, stop, ahead is not None)
    if ahead is not None and (follows is None or _ahead_wins(tokens, ahead, follows, start)):
        return with_before(tokens, ahead, follows, subject, end, stop, cue)
    if follows is None:
        return _beyond_commas(tokens, unit, subject, end, stop, cue)
    a, sign = follows
    if sign == "colon-end":
        return a, a + 1, subject, end, sign
    return a, finish(tokens, a, stop, cue, _under(tokens, unit, subject, a)), subject, end, sign


def _beyond_commas(tokens: Tokens, unit: Unit, subject: Subject, end: int, stop: int, cue: Cue) -> Part | None:
    """ "In those years, Ann Lee said, the law was bad": what follows the comma behind the verb."""
    between = subject.how == "left" and subject.first > unit.a and tokens.words[subject.first - 1] == ","
    if not between or end + 2 >= stop or tokens.words[end] != "," or cue.lemma not in ("say", "add", "note"):
        return None
    found = begin(tokens, cue, end + 1, stop)
    if found is None or found[1] != "bare":
        return None
    return found[0], finish(tokens, found[0], stop, cue), subject, end, "bare"


def _unfit(tokens: Tokens, unit: Unit, i: int, subject: Subject) -> bool:
    if tokens.lows[subject.a] in ("nobody", "none", "no"):
        return True
    return subject.negated or _mere_noun(tokens, i, subject) or _relative(tokens, unit, subject)


def _behind(tokens: Tokens, cue: Cue, subject: Subject, end: int, stop: int, ahead: bool) -> tuple[int, str] | None:
    """The content behind verb and subject; behind a turned "said X" only a quotation counts."""
    if cue.frames == QUOTE and ahead:
        return None
    if subject.how != "right":
        return begin(tokens, cue, end, stop)
    found = begin(tokens, cue, max(subject.b, subject.aside[1] if subject.aside else 0), stop)
    return found if found and found[1] == "quote" else None


def _ahead_wins(tokens: Tokens, ahead: tuple[int, int, str], follows: tuple[int, str], start: int) -> bool:
    """Whether a quotation before the subject is the content though something follows the verb too."""
    return ahead[2] == "quote" and (follows[1] == "quote" or (whole(tokens, ahead) and ahead[0] == start))


def _under(tokens: Tokens, unit: Unit, subject: Subject, a: int) -> str:
    """In what kind of subordinate clause the verb stands, whose comma ends the content: "clause", "relative" or none."""
    if subject.how == "participle":
        return "clause" if subject.a > a else ""
    low = tokens.lows[subject.first - 1] if subject.first > unit.a else ""
    if low in _UNDER and subject.how == "left":
        return "clause"
    return "relative" if low == "," and subject.how == "who" else ""


def _mere_noun(tokens: Tokens, i: int, subject: Subject) -> bool:
    """Whether a form such as "claims" is a noun here: no name, no pronoun and no article right before it."""
    if tokens.lows[i] not in THINGS or subject.how not in ("left", "coordinated"):
        return False
    k = subject.b - 1
    if subject.how == "coordinated":
        return True
    if (
        tokens.capital(k)
        or tokens.lows[k] in SUBJECT_PRONOUNS
        or (subject.b - subject.a == 2 and tokens.lows[subject.a] == "the")
    ):
        return False
    return not (tokens.lows[i + 1 : i + 2] == ["that"] and tokens.lows[subject.a] in ("the", "a", "an"))


def _relative(tokens: Tokens, unit: Unit, subject: Subject) -> bool:
    """Whether the verb stands in "the target it pledged", "which he said were": there its content is no clause of its own."""
    if subject.how != "left" or subject.first <= unit.a:
        return False
    low = tokens.lows[subject.first - 1]
    if low in ("which", "what", "whom"):
        return True
    pronoun = tokens.lows[subject.a] in SUBJECT_PRONOUNS
    return pronoun and low[0].isalpha() and low not in _LEADS and not tokens.capital(subject.first - 1)


_LEADS = CONJUNCTIONS | SUBORDINATORS | ADVERBS | PREPOSITIONS | TIME_WORDS | frozenset(("time", "ago", "says", "said"))


def _particled(tokens: Tokens, cue: Cue, i: int, stop: int) -> tuple[Cue | None, int]:
    """The verb with its particle, as "call for" is another verb than "call"; and the token after both."""
    follows = tokens.lows[i + 1] if i + 1 < stop else ""
    if cue.lemma == "call":
        k = over_frame(tokens, i + 1, stop)
        if k < stop and tokens.lows[k] in ("for", "on", "upon"):
            return Cue(cue.lemma, cue.form, CLAUSE if tokens.lows[k] == "for" else ORDER), k + 1
    if cue.particles:
        return (cue, i + 2) if follows in cue.particles else (None, i)
    if cue.lemma == "go":
        return (cue, i + 2) if follows == "on" else (None, i)
    return cue, i + 1
