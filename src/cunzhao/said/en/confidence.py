"""How sure a statement is, by the kind of its evidence."""

from __future__ import annotations

from cunzhao.said.en.found import Found
from cunzhao.said.en.speakers import Speaker
from cunzhao.said.en.tokens import Tokens

HIGH = 0.8
"""From here on a statement belongs to the tier that is shown by default."""

_SIGNS = {
    "quote-before": 0.96,
    "colon": 0.93,
    "dash": 0.93,
    "before": 0.88,
    "that": 0.82,
    "according": 0.86,
    "medial": 0.82,
    "heading": 0.78,
    "turn": 0.9,
    "quote": 0.79,
    "bare": 0.75,
    "mixed": 0.72,
    "about": 0.75,
    "as": 0.75,
    "to": 0.75,
    "announced": 0.65,
    "noun-that": 0.55,
}
"""What shows the content, and the share of such statements that was right, span and speaker, on 84 annotated articles."""

_CLAUSE = frozenset(("that", "bare", "to", "before", "according"))
_PLAIN = frozenset(("say", "tell", "according"))
_PLAIN_GAIN = 0.13
"""Behind "said" and "told" a clause is surer than behind the other verbs (0.90 to 0.84 without a comma in it)."""
_COMMA = {True: 0.12, False: 0.25}
"""Taken off a clause with a comma in it, for it may be the narrator who goes on there: 0.75 behind "said", 0.6 elsewhere."""
_WITHIN = 0.09
"""Taken off where the subject does not begin the sentence: 0.91 to 0.78."""
_HOW = {"coordinated": 0.12, "who": 0.15, "participle": 0.02}
"""Taken off where the subject stands farther away."""
_UNKNOWN = 0.2
"""Taken off where nobody can be named: "he" of whom the article does not say who he is."""


def confidence(tokens: Tokens, one: Found, speaker: Speaker) -> float:
    """Between 0 and 1: about the share of statements with this evidence that was right."""
    value = _SIGNS[one.sign] - _HOW.get(one.subject.how, 0.0)
    if one.sign in _CLAUSE:
        plain = one.lemma in _PLAIN
        value += _PLAIN_GAIN if plain and one.sign in ("that", "bare") else 0.0
        if any(tokens.words[k] == "," and not tokens.inside[k] for k in range(one.a, one.b - 1)):
            value -= _COMMA[plain]
        if plain and one.subject.first > one.unit.a and one.sign in ("that", "bare"):
            value -= _WITHIN
    if speaker.name is None:
        value -= _UNKNOWN
    return round(max(0.05, value), 2)
