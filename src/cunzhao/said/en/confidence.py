"""How sure a statement is, by the kind of its evidence."""

from __future__ import annotations

from cunzhao.said.en.find import Found
from cunzhao.said.en.speakers import Speaker

HIGH = 0.8
"""From here on a statement belongs to the tier that is shown by default."""

_SIGNS = {
    "quote-before": 0.96,
    "colon": 0.93,
    "dash": 0.93,
    "before": 0.87,
    "that": 0.8,
    "according": 0.84,
    "medial": 0.83,
    "heading": 0.8,
    "quote": 0.79,
    "bare": 0.72,
    "mixed": 0.75,
    "about": 0.75,
    "as": 0.75,
    "to": 0.72,
    "announced": 0.65,
    "noun-that": 0.55,
}
"""What shows the content, and the share of such statements that was right, span and speaker, on 42 annotated articles."""

_PLAIN = frozenset(("say", "tell"))
_PLAIN_GAIN = {"that": 0.1, "bare": 0.14}
"""Behind "said" and "told" a clause is surer than behind the other verbs."""

_HOW = {"coordinated": 0.12, "who": 0.15, "participle": 0.02}
"""What is taken off where the subject stands farther away: the share right was lower by so much."""

_UNKNOWN = 0.2
"""Taken off where nobody can be named: "he" of whom the article does not say who he is."""


def confidence(one: Found, speaker: Speaker) -> float:
    """Between 0 and 1: the share of statements with this evidence that was right."""
    value = _SIGNS[one.sign] - _HOW.get(one.subject.how, 0.0)
    if one.lemma in _PLAIN:
        value += _PLAIN_GAIN.get(one.sign, 0.0)
    if speaker.name is None:
        value -= _UNKNOWN
    if one.run_on and one.sign != "colon":
        value -= 0.02
    return round(max(0.05, value), 2)
