"""How sure a statement is, by the kind of its evidence."""

from __future__ import annotations

from cunzhao.said.en.find import Found
from cunzhao.said.en.speakers import Speaker

_SIGNS = {
    "quote-before": 0.95,
    "dash": 0.9,
    "medial": 0.88,
    "colon": 0.88,
    "that": 0.85,
    "quote": 0.85,
    "according": 0.85,
    "bare": 0.85,
    "before": 0.7,
    "mixed": 0.75,
    "heading": 0.8,
    "to": 0.75,
    "about": 0.7,
    "as": 0.75,
    "announced": 0.6,
    "noun-that": 0.6,
    "carried": 0.5,
}
"""By what shows the content, the share that is right among those predicted on the part that was looked at."""


def confidence(one: Found, speaker: Speaker) -> float:
    """Between 0 and 1."""
    return _SIGNS.get(one.sign, 0.5)
