"""The statements of one sentence: each verb of saying with its subject and its content."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cunzhao.said.en import content, subjects
from cunzhao.said.en.cues import CLAUSE, CUES, NAMING, NOUNS, ORDER, QUOTE, THINGS, Cue
from cunzhao.said.en.nouns import according, noun
from cunzhao.said.en.subjects import Subject
from cunzhao.said.en.tokens import ENDS, Tokens, Unit
from cunzhao.said.en.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    INTRODUCTORY,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_WORDS,
)

_GO = frozenset("go goes went going gone".split())
_UNDER = frozenset("when while if although though since because whereas".split())
_BE = frozenset("is are was were be been being 's 're".split())


@dataclass(frozen=True, slots=True)
class Found:
    """A statement as token ranges: content ``a`` to ``b``, cue ``cue`` to ``cue_end``. ``sign`` says by what it was known:
    quote, medial, colon, that, to, about, bare, before, according, noun, dash, heading."""

    a: int
    b: int
    subject: Subject
    cue: int
    cue_end: int
    sign: str
    lemma: str
    unit: Unit
    run_on: bool = False
    relay: Subject | None = None


def find(tokens: Tokens, unit: Unit, cues: list[int]) -> list[Found]:
    """The statements of ``unit``, whose cue words stand at ``cues`` (outside quotations)."""
    stop = _stop(tokens, unit)
    found: list[Found] = []
    for i in cues:
        low = tokens.lows[i]
        one = None
        if any(f.a <= i < f.b and f.cue < f.a or f.cue == i for f in found) or (
            tokens.capital(i) and i > unit.a and low != "according" and not _titled(tokens, unit)
        ):
            continue
        if low == "according":
            one = according(tokens, unit, i, stop)
        elif low in NOUNS and _possessed(tokens, unit.a, i):
            one = noun(tokens, unit, i, stop)
        elif low in CUES:
            one = _verb(tokens, unit, i, stop, found)
        if one is not None and one[1] > one[0]:
            a, b, subject, end, sign = one
            lemma = CUES[low].lemma if low in CUES else low
            found.append(Found(a, b, subject, i, end, sign, lemma, unit))
            if lemma == "report":
                found[-1] = _passed_on(tokens, found[-1], [k for k in cues if a < k < b], stop)
    return _without_covered(found)


def _passed_on(tokens: Tokens, outer: Found, cues: list[int], stop: int) -> Found:
    """ "X reported that Y said …": the statement of Y, passed on by X; else what X reported."""
    if not cues or not tokens.lows[cues[0]] in CUES:
        return outer
    clause = Unit(outer.a + (outer.sign == "that"), outer.unit.b, outer.unit.paragraph)
    inner = _verb(tokens, clause, cues[0], stop, [])
    if inner is None or inner[2].how not in ("left", "comma"):
        return outer
    a, b, subject, end, sign = inner
    return Found(
        a,
        min(b, outer.b),
        subject,
        cues[0],
        end,
        sign,
        CUES[tokens.lows[cues[0]]].lemma,
        outer.unit,
        relay=outer.subject,
    )


def _without_covered(found: list[Found]) -> list[Found]:
    """Without those whose verb stands inside content that another one before has as a quotation."""
    return [f for f in found if not any(g is not f and g.a == f.a and g.b == f.b and g.cue < f.cue for g in found)]


def _titled(tokens: Tokens, unit: Unit) -> bool:
    """Whether the sentence is a headline In Such Letters."""
    words = [
        tokens.words[i]
        for i in range(unit.a, min(unit.b, unit.a + 40))
        if tokens.words[i][0].isalpha() and len(tokens.words[i]) > 3
    ]
    return sum(word[0].isupper() for word in words) * 5 > len(words) * 4


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
        low in DETERMINERS - {"all", "some", "many", "several", "most", "both", "others"}
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


_Part = tuple[int, int, Subject, int, str]


def _verb(tokens: Tokens, unit: Unit, i: int, stop: int, found: list[Found]) -> _Part | None:
    cue, end = _particled(tokens, CUES[tokens.lows[i]], i, stop)
    if cue is None:
        return None
    subject = _subject(tokens, unit, i, cue, found, stop)
    if subject is None or subject.negated or _mere_noun(tokens, i, subject) or _relative(tokens, unit, subject):
        return None
    if subject.first > unit.a and tokens.lows[subject.first - 1] == "as":
        return _as_said(tokens, unit, i, end, subject, stop)
    start = max([unit.a] + [f.cue_end for f in found if f.cue < i and f.sign not in ("before", "medial")])
    edge = (i if subject.how in ("right", "participle", "coordinated") else subject.first) - 1
    after = subject.b if subject.how == "right" else end
    if subject.aside and subject.how == "right":
        after = subject.aside[1]
    ahead = _before(tokens, unit, start, edge) if subject.how not in ("participle", "coordinated") else None
    follows = content.begin(tokens, cue, after, stop) if cue.frames != QUOTE or ahead is None else None
    if subject.how == "right" and follows and follows[1] not in ("quote",):
        follows = None
    if ahead is not None and (
        follows is None
        or ahead[2] == "quote"
        and (follows[1] == "quote" or _whole(tokens, ahead) and ahead[0] == start)
    ):
        return _with_before(tokens, unit, ahead, follows, subject, end, stop, cue)
    if follows is None:
        return None
    a, sign = follows
    if sign == "colon-end":
        return (a, a + 1, subject, end, sign)
    under = ""
    if subject.a > a and subject.how == "participle":
        under = "clause"
    elif subject.first > unit.a:
        low = tokens.lows[subject.first - 1]
        under = (
            "clause"
            if low in _UNDER and subject.how == "left"
            else "relative"
            if low == "," and subject.how == "who"
            else ""
        )
    return a, content.finish(tokens, a, stop, cue, under), subject, end, sign


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
        or subject.b - subject.a == 2
        and tokens.lows[subject.a] == "the"
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


def _as_said(tokens: Tokens, unit: Unit, i: int, end: int, subject: Subject, stop: int) -> _Part | None:
    """ "As X said, …" and "…, as X said"."""
    if end < stop and tokens.words[end] == ",":
        return end + 1, stop, subject, end, "as"
    lead = subject.first - 1
    if end >= stop - 1 and lead - 1 > unit.a and tokens.words[lead - 1] == ",":
        return _clause_start(tokens, unit.a, lead - 1), lead - 1, subject, end, "as"
    return None


def _particled(tokens: Tokens, cue: Cue, i: int, stop: int) -> tuple[Cue | None, int]:
    """The verb with its particle, as "call for" is another verb than "call"; and the token after both."""
    follows = tokens.lows[i + 1] if i + 1 < stop else ""
    if cue.lemma == "call":
        k = content.over_frame(tokens, i + 1, stop)
        if k < stop and tokens.lows[k] in ("for", "on", "upon"):
            return Cue(cue.lemma, cue.form, CLAUSE if tokens.lows[k] == "for" else ORDER), k + 1
    if cue.particles:
        return (cue, i + 2) if follows in cue.particles else (None, i)
    if cue.lemma == "go":
        return (cue, i + 2) if follows == "on" else (None, i)
    return cue, i + 1


def _subject(tokens: Tokens, unit: Unit, i: int, cue: Cue, found: list[Found], stop: int) -> Subject | None:
    """Who says it: left of the verb, right of it behind a quotation, or who the sentence is about."""
    k = i - 1
    if k >= unit.a and (
        k in tokens.opens
        or tokens.words[k] == ","
        and cue.form != "ing"
        and cue.frames != NAMING
        and _turned(tokens, unit, i, stop)
    ):
        turned = subjects.right(tokens, i + 1, stop) if cue.form != "ing" else None
        if turned:
            return turned
    if (
        cue.form == "base"
        and k > unit.a + 2
        and tokens.lows[k] == "to"
        and tokens.lows[k - 1] == "on"
        and tokens.lows[k - 2] in _GO
    ):
        return subjects.left(tokens, unit.a, k - 2) or _of_participle(tokens, unit, k - 2, found)
    if cue.form == "ing":
        return _of_participle(tokens, unit, i, found)
    if k >= unit.a and tokens.lows[_over_adverbs(tokens, unit.a, k)] in CONJUNCTIONS:
        return _coordinated(tokens, unit, i, found, cue)
    subject = subjects.left(tokens, unit.a, i)
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
    if i + 1 >= stop or not tokens.capital(i + 1) and tokens.lows[i + 1] not in DETERMINERS:
        return False
    if not _titled(tokens, unit) and not any(subjects.verblike(tokens, n) for n in range(unit.a, i - 1)):
        return False
    turned = subjects.right(tokens, i + 1, stop)
    return turned is not None and (turned.b >= stop or tokens.words[turned.b] in ",.;")


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


def _of_participle(tokens: Tokens, unit: Unit, i: int, found: list[Found]) -> Subject | None:
    """The subject of "saying": of "is saying" its own, else that of the verb before, or of the sentence."""
    k = _over_adverbs(tokens, unit.a, i - 1) if i > unit.a else unit.a
    if i > unit.a and (
        tokens.lows[k] in AUXILIARIES or tokens.lows[k] in _BE or tokens.lows[k].endswith(("'s", "'re", "'m"))
    ):
        return subjects.left(tokens, unit.a, i)
    if i > unit.a and tokens.lows[i - 1] == "worth":
        return None
    if (
        i > unit.a
        and tokens.capital(i - 1)
        and not tokens.inside[i - 1]
        and tokens.lows[i - 1][0].isalpha()
        and tokens.lows[i - 1] not in TIME_WORDS | PREPOSITIONS
    ):
        near = subjects.left(tokens, unit.a, i)
        if near and tokens.lows[near.a - 1 : near.a] == ["of"] or near and near.a == unit.a:
            return near
    if i > unit.a and tokens.lows[i - 1] in (PREPOSITIONS | {"the", "a", "an"}) - {
        "by",
        "as",
        "in",
        "while",
        "after",
        "before",
    }:
        return None
    earlier = [f for f in found if f.cue < i]
    if earlier:
        last = earlier[-1].subject
        return Subject(last.a, last.b, last.first, "participle", last.aside)
    if i <= unit.a + 2:
        comma = next(
            (k for k in range(i, min(unit.b, i + 60)) if tokens.words[k] == "," and not tokens.inside[k]), None
        )
        return subjects.main(tokens, comma + 1, unit.b) if comma is not None else None
    return subjects.main(tokens, unit.a, i)


def _coordinated(tokens: Tokens, unit: Unit, i: int, found: list[Found], cue: Cue) -> Subject | None:
    """The subject of the second verb in "said A and added B"."""
    same = [f for f in found if CUES.get(tokens.lows[f.cue], cue).form == cue.form]
    if same:
        last = same[-1].subject
        return Subject(last.a, last.b, last.first, "coordinated", last.aside)
    if cue.form == "base":
        return None
    first = subjects.main(tokens, unit.a, i)
    return Subject(first.a, first.b, first.first, "coordinated") if first else None


def _before(tokens: Tokens, unit: Unit, start: int, edge: int) -> tuple[int, int, str] | None:
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
        if o < start or loose and tokens.words[last - 1] not in ENDS and o > start:
            return None
        if o == start or tokens.words[o - 1] in ",:—–;" or tokens.lows[o - 1] in CONJUNCTIONS:
            return o, last + 1, "quote"
        a = _clause_start(tokens, start, o)
        return (a, last + 1, "mixed") if comma or not loose else None
    if not comma or tokens.inside[edge]:
        return None
    a = _clause_start(tokens, start, edge)
    quoted = any(k in tokens.closes for k in range(a, edge))
    if (
        edge - a < 2
        or tokens.lows[a] in INTRODUCTORY - {"but", "and", "with", "if", "to", "for"}
        and not _has_verb(tokens, a, edge)
    ):
        return None
    return a, edge, "mixed" if quoted else "clause"


def _has_verb(tokens: Tokens, a: int, b: int) -> bool:
    """Whether a whole clause stands behind an introduction that begins at ``a``."""
    comma = next((k for k in range(a, b) if tokens.words[k] == ","), None)
    return comma is not None and any(subjects.verblike(tokens, k) for k in range(comma, b))


def _clause_start(tokens: Tokens, start: int, end: int) -> int:
    """Where the clause begins that ends at ``end``: after a semicolon or the start."""
    for k in range(end - 1, start, -1):
        if tokens.words[k] == ";" and not tokens.inside[k]:
            return k + 1
    return start


def _whole(tokens: Tokens, ahead: tuple[int, int, str]) -> bool:
    """Whether the quotation before the subject is a sentence of its own, ended by a comma or a question mark."""
    return tokens.words[ahead[1] - 2] in ",?!" and ahead[1] - ahead[0] > 4 and ahead[2] == "quote"


def _with_before(
    tokens: Tokens,
    unit: Unit,
    ahead: tuple[int, int, str],
    follows: tuple[int, str] | None,
    subject: Subject,
    end: int,
    stop: int,
    cue: Cue,
) -> _Part | None:
    """Content before the verb; it goes on behind it after "she said," with a quotation or the rest of the clause."""
    a, b, sign = ahead
    if follows and follows[1] == "quote":
        return a, content.finish(tokens, follows[0], stop, cue), subject, end, "medial"
    after = max(end, subject.b, subject.aside[1] if subject.aside and subject.how == "right" else 0)
    k = next((k for k in range(after, stop) if k in tokens.closes and tokens.words[k - 1] == ","), None)
    if sign == "quote" and k is not None and not any(tokens.lows[n] in CUES for n in range(after, k)):
        return a, content.finish(tokens, k, stop, cue), subject, end, "medial"
    after = content.over_frame(tokens, after, stop) if after < stop else after
    if sign == "clause" and after < stop - 1 and tokens.words[after] == "," and _goes_on(tokens, after + 1, a, b):
        return a, content.finish(tokens, after + 1, stop, cue), subject, end, "medial"
    if sign == "clause" and cue.lemma not in _AFTERWARDS:
        return None
    if sign == "clause" and (b - a < 3 or not _breaks_off(tokens, after, stop)):
        return None
    return a, b, subject, end, "before" if sign == "clause" else "quote-before" if sign == "quote" else "mixed"


_AFTERWARDS = frozenset(
    "say tell add note write explain report warn argue announce recall concede acknowledge admit insist".split()
)
"""Verbs that follow what was said, as in "The road was shut, officials say"."""


def _breaks_off(tokens: Tokens, k: int, stop: int) -> bool:
    """Whether nothing that could be content follows the verb: a mark, a preposition, the end."""
    return (
        k >= stop
        or not tokens.words[k][0].isalnum()
        or tokens.lows[k] in PREPOSITIONS | CONJUNCTIONS | {"when", "while", "who", "which"}
    )


def _goes_on(tokens: Tokens, k: int, a: int, b: int) -> bool:
    """Whether the clause cut by ", she said," goes on at ``k``."""
    low = tokens.lows[k]
    if (
        low in AUXILIARIES
        or subjects.verblike(tokens, k)
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
    return not any(subjects.verblike(tokens, n) for n in range(a, b)) or b - a < 5


def run_on(found: Found, b: int) -> Found:
    """The same statement, running on to token ``b``."""
    return replace(found, b=b, run_on=True)
