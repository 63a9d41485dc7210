"""From the mention beside a verb of saying to the speaker: name, title, and how the name is known."""

from __future__ import annotations

from typing import NamedTuple

from cunzhao.said.en.found import Found
from cunzhao.said.en.people import People, fullest, meant, trimmed
from cunzhao.said.en.phrases import phrase_start
from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import DETERMINERS, POSSESSIVES, RELATIVES, ROLES, SUBJECT_PRONOUNS, TITLES, table
from cunzhao.types import SpeakerWhy

_NO_TITLE = DETERMINERS | {"and", "but"}


_LONGEST = 12
"""Tokens of a description ("a senior official of the ministry") that is kept as the speaker."""


class Speaker(NamedTuple):
    """The speaker of one statement, and who passed it on."""

    name: str | None
    why: SpeakerWhy
    title: str | None
    relay: str | None = None


def speakers(tokens: Tokens, people: People, found: list[Found]) -> list[Speaker]:
    """The speaker of every statement, in order; pronouns are resolved by those before."""
    named: set[int] = set()
    spoken: set[str] = set()
    titles: dict[str, str] = {}
    result: list[Speaker] = []
    for one in found:
        speaker = _speaker(tokens, people, one, named, spoken, result)
        if one.relay:
            speaker = speaker._replace(relay=_described(tokens, people, one.relay.a, one.relay.b, None).name)
        if speaker.name and speaker.why == "named":
            named.add(one.subject.a)
            spoken.add(speaker.name)
            if speaker.title:
                titles.setdefault(speaker.name, speaker.title)
        result.append(speaker)
    return [
        s._replace(title=titles.get(s.name) or people.titles.get(s.name)) if s.name and not s.title else s
        for s in result
    ]


def _speaker(
    tokens: Tokens, people: People, one: Found, named: set[int], spoken: set[str], before: list[Speaker]
) -> Speaker:
    a, b = one.subject.a, one.subject.b
    low = tokens.lows[a].split("'")[0]
    if b - a == 1 and low in ("he", "she", "his", "her"):
        return Speaker(meant(people, {"his": "he", "her": "she"}.get(low, low), a, named, spoken), "pronoun", None)
    if b - a == 1 and (low in SUBJECT_PRONOUNS or low in POSSESSIVES):
        return Speaker(_group(low, before), "pronoun", None)
    if b - a == 1 and low in RELATIVES:
        a, b = _antecedent(tokens, one.unit.a, a)
        if b <= a:
            return Speaker(None, "pronoun", None)
    return _described(tokens, people, a, b, one.subject.aside)


def _group(low: str, before: list[Speaker]) -> str | None:
    """Whom "they" or "it" means: the speaker right before, if it was no person; "I" and "we" of the writer stay open."""
    if low not in ("they", "it", "their", "its") or not before:
        return None
    return before[-1].name if before[-1].name and before[-1].why == "unnamed" else None


def _antecedent(tokens: Tokens, start: int, who: int) -> tuple[int, int]:
    """The noun phrase before "who"."""
    k = who - 1
    if k >= start and tokens.words[k] in (",", "—", "–"):
        k -= 1
    if k < start or not tokens.words[k][0].isalnum():
        return who, who
    return phrase_start(tokens, start, k), k + 1


def _described(tokens: Tokens, people: People, a: int, b: int, aside: tuple[int, int] | None) -> Speaker:
    """A name with its title, or a description without one."""
    if tokens.words[b - 1] == ")":
        b = next((k for k in range(b - 1, a, -1) if tokens.words[k] == "("), b)
    run = b
    while run > a and (tokens.capital(run - 1) or tokens.words[run - 1] in ".'’" or _particle(tokens, run - 1, a)):
        run -= 1
    name = trimmed(tokens, run, b) if run < b else None
    if name is None or (tokens.lows[b - 1] in ROLES and run == b - 1):
        return Speaker(_plain(tokens, a, b), "unnamed", None)
    if b - name.a == 1 and name.a == a and name.text not in people.full and name.text.lower() in people.words:
        return Speaker(name.text, "unnamed", None)
    before = tokens.said(a, name.a) if name.a > a else ""
    title = _aside(tokens, aside) or _pretitle(before)
    return Speaker(fullest(people, name), "named", title)


def _particle(tokens: Tokens, k: int, a: int) -> bool:
    """Whether a lower-case word is part of a name or of "Department of Justice"."""
    low = tokens.lows[k]
    return k > a and low in ("of", "de", "van", "von", "bin", "al", "for", "and", "&", "the") and tokens.capital(k - 1)


def _plain(tokens: Tokens, a: int, b: int) -> str | None:
    """A description without its article, of at most twelve words."""
    while a < b - 1 and tokens.lows[a] in ("the", "a", "an"):
        a += 1
    text = " ".join(tokens.said(a, min(b, a + _LONGEST)).split())
    for end in ("'s", "’s"):
        text = text.removesuffix(end)
    return text or None


def _aside(tokens: Tokens, aside: tuple[int, int] | None) -> str | None:
    """The apposition behind a name as its title, if it is one: not "who …", not an age."""
    if aside is None or aside[1] <= aside[0]:
        return None
    low = tokens.lows[aside[0]]
    if low in RELATIVES or low[0].isdigit() or low in ("including", "speaking", "whose"):
        return None
    a = aside[0] + (low in ("a", "an", "the") and aside[1] - aside[0] > 1)
    b = next(
        (k for k in range(a, aside[1] - 1) if tokens.words[k] == "," and tokens.lows[k + 1] in RELATIVES), aside[1]
    )
    return " ".join(tokens.said(a, b).split()) or None


def _pretitle(before: str) -> str | None:
    """What stands before a name as its title: "Sen.", "Tulsa police Chief"."""
    words = before.split()
    while words and words[0].lower() in _NO_TITLE:
        words.pop(0)
    if not any(_titular(word.lower().rstrip(".")) for word in words):
        return None
    return " ".join(words)


def _titular(word: str) -> bool:
    """Whether a word can be a title or a calling: "Sen", "spokesman", "lawyer", "economist"."""
    return (
        word in _TITULAR
        or word in _CALLINGS
        or (word.endswith(("er", "or", "ist", "man", "woman", "person", "ian")) and len(word) > 4)
    )


_CALLINGS = table("envoy aide clerk guard pilot cook priest monk head boss heir student resident witness")
_PLAIN = table("mr mrs ms miss the state house campaign party")
_TITULAR = TITLES - _PLAIN
