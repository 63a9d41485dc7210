"""Names: the fullest form in the article of a name that stands beside a verb of saying, and whom a pronoun means."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    FEMALE,
    GIVEN,
    INTRODUCTORY,
    MALE,
    MONTHS,
    PREPOSITIONS,
    ROLES,
    SOFT_TITLES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TITLES,
    WEEKDAYS,
    table,
)

_NO_NAME = (
    DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | ADVERBS
    | INTRODUCTORY
    | SUBJECT_PRONOUNS
    | AUXILIARIES
    | WEEKDAYS.keys()
    | MONTHS.keys()
)
_PARTICLES = table("de van von der den bin al el la di da del dos du ibn ben ter")
_BODIES = table(
    "committee party house department council court university institute center centre union association company "
    "group times post journal news bank agency office ministry street city county state states commission bureau "
    "service force army police campaign foundation administration government congress parliament college school "
    "church board fund project act law day"
)
"""Last words of names that no person has."""
_GROUPS = ("ians", "cans", "crats", "cials", "ists")
_NO_TITLE = _NO_NAME | table("mr mrs ms miss the")
_NAMESAKES = 8
_LONGEST = 5
_LONGEST_RUN = 12
_NAMES_BACK = 40
_BACK = 400
"""Tokens that are looked back through for whom a pronoun means: some fifteen sentences."""


class Name(NamedTuple):
    """A run of capitals: tokens ``a`` to ``b``, after titles were taken off; ``person`` if a title or a given name says so."""

    a: int
    b: int
    text: str
    person: bool
    gender: str


@dataclass(slots=True)
class People:
    """The names of one text; ``full`` leads from a last word to the fuller names that end in it, with how often they stand;
    ``lone`` are the names of one word, ``words`` all words as they stand.
    """

    tokens: Tokens
    names: list[Name] = field(default_factory=list)
    full: dict[str, Counter[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    lone: set[str] = field(default_factory=set)
    words: frozenset[str] = frozenset()


def people_of(tokens: Tokens) -> People:
    """Reads the names of a text, quotations included: one pass."""
    people, end = People(tokens, words=frozenset(tokens.words)), 0
    for i in [i for i, word in enumerate(tokens.words) if word[0].isupper()]:
        if i < end:
            continue
        end = _run(tokens, i)
        if end - i == 1 and tokens.lows[i] in _NO_NAME:
            continue
        name = trimmed(tokens, i, end)
        if name:
            _note(people, name)
            if name.person and i < name.a and tokens.lows[i] not in _NO_TITLE:
                people.titles.setdefault(name.text, tokens.said(i, name.a))
    return people


def _run(tokens: Tokens, i: int) -> int:
    """The end of the run of capitals that begins at ``i``; initials with their stop and particles are in it."""
    b = i + 1
    while b < len(tokens.words) and b - i < _LONGEST_RUN:
        n = b
        while n < b + 3 and _links(tokens, n):
            n += 1
        if n >= len(tokens.words) or not tokens.words[n][0].isupper() or (n == b and tokens.lows[b - 1].endswith("'s")):
            break
        b = n + 1
    return b


def _links(tokens: Tokens, k: int) -> bool:
    """Whether token ``k`` may stand between two capitals of one name: the stop of an initial, a particle, "Workers' "."""
    if k >= len(tokens.words):
        return False
    if tokens.words[k] == ".":
        return tokens.glued(k - 1) and (len(tokens.words[k - 1]) == 1 or tokens.lows[k - 1] in ROLES)
    return tokens.lows[k] in _PARTICLES or (tokens.lows[k] == "'" and tokens.words[k - 1].endswith("s"))


def trimmed(tokens: Tokens, a: int, b: int) -> Name | None:
    """The name in a run of capitals: without function words in front, titles and possessive ending; None if nothing is left."""
    while a < b and (tokens.lows[a] in _NO_NAME or tokens.words[a] == "."):
        a += 1
    if b - a == 1:
        return Name(a, b, _plain(tokens.words[a]), False, "")
    role = (
        None if ROLES.isdisjoint(tokens.lows[a : b - 1]) else max(k for k in range(a, b - 1) if tokens.lows[k] in ROLES)
    )
    honorific = tokens.lows[role] if role is not None else ""
    if role is not None:
        a = _after_role(tokens, role + 1, b)
    while a < b - 1 and tokens.lows[a] in SOFT_TITLES and any(tokens.lows[k] in GIVEN for k in range(a + 1, b - 1)):
        a += 1
    while b > a and tokens.words[b - 1] == ".":
        b -= 1
    if a >= b or b - a > _LONGEST:
        return None
    text = _plain(" ".join(tokens.said(a, b).split()))
    first = tokens.lows[a]
    gender = _gender(honorific) or (_gender(first) if b - a > 1 else "")
    person = (bool(honorific) and b - a <= 4) or (first in GIVEN and b - a > 1)
    return Name(a, b, text, person, gender) if text else None


def _plain(text: str) -> str:
    """Without "'s"."""
    return text[:-2] if text.endswith(("'s", "’s")) else text


def _after_role(tokens: Tokens, a: int, b: int) -> int:
    """Where the name begins behind a title: after "Sen.", after "Secretary of State"."""
    given = next((k for k in range(a, b - 1) if tokens.lows[k] in GIVEN), None)
    if given is not None:
        return given
    while a < b - 1 and (
        tokens.words[a] == "." or tokens.lows[a] in ("of", "for", "the") or tokens.lows[a] in SOFT_TITLES
    ):
        a += 1
    return a


def _gender(word: str) -> str:
    return "f" if word in FEMALE else "m" if word in MALE else ""


def _note(people: People, name: Name) -> None:
    people.names.append(name)
    if name.person:
        people.persons.add(name.text)
    if " " not in name.text:
        people.lone.add(name.text)
    if name.gender:
        people.genders.setdefault(name.text, name.gender)
    last = name.text.rsplit(" ", 1)[-1]
    if " " in name.text and (name.person or not (last.endswith(_GROUPS) or last.lower() in _BODIES)):
        known = people.full.setdefault(last, Counter())
        if name.text in known or len(known) < _NAMESAKES:
            known[name.text] += 3 if name.person else 1


def fullest(people: People, name: Name) -> str:
    """The fullest form in the article of a name of one word; a longer one stays as it is."""
    if " " in name.text:
        return name.text
    found = people.full.get(name.text)
    if not found:
        return name.text
    fits = [
        text for text, _ in found.most_common() if not name.gender or _gender_of_full(people, text) in ("", name.gender)
    ]
    if len(fits) < 2 or found[fits[0]] >= 3 * found[fits[1]]:
        return fits[0] if fits else name.text
    return _nearest(people, name, set(fits)) or fits[0]


def _gender_of_full(people: People, text: str) -> str:
    return people.genders.get(text) or _gender(text.split(" ", 1)[0].lower())


def _nearest(people: People, name: Name, fits: set[str]) -> str | None:
    """The fuller name that was read last before ``name``, where two persons share the last one."""
    at = bisect_left(people.names, name.a, key=lambda one: one.a)
    return next((one.text for one in reversed(people.names[max(0, at - _NAMES_BACK) : at]) if one.text in fits), None)


def gender_of(people: People, name: Name) -> str:
    """m, f or nothing, by title, given name or what is known of the same person."""
    return name.gender or people.genders.get(name.text) or _gender_of_full(people, fullest(people, name))


def meant(people: People, pronoun: str, at: int, speakers: Collection[int], spoken: Collection[str]) -> str | None:
    """Whom "he" or "she" at token ``at`` means: the nearest earlier speaker or subject whose gender fits, else the nearest
    person; ``speakers`` are the first tokens of the mentions that govern statements, ``spoken`` their names.
    """
    wanted = "f" if pronoun == "she" else "m"
    sentence: list[tuple[int, str]] = []
    last = bisect_left(people.names, at, key=lambda one: one.a)
    for name in reversed(people.names[max(0, last - 3 * _NAMES_BACK) : last]):
        if people.tokens.inside[name.a]:
            continue
        if at - name.a > _BACK:
            break
        full = fullest(people, name)
        if not _is_person(people, name, full, spoken) or gender_of(people, name) not in ("", wanted):
            continue
        subject = any(k in speakers for k in range(name.a - 4, name.b)) or _leads(people.tokens, name.a)
        sentence.append((3 if subject else 0, full))
        if len(sentence) == 3 or subject:
            break
    return max(sentence, key=lambda one: one[0])[1] if sentence else None


def _is_person(people: People, name: Name, full: str, spoken: Collection[str]) -> bool:
    """Whether a title or a given name makes it a person's, or it has a last name that also stands alone, or it has spoken."""
    if name.person or full in people.persons:
        return True
    last = full.rsplit(" ", 1)[-1]
    return last != full and full in people.full.get(last, ()) and (last in people.lone or full in spoken)


def _leads(tokens: Tokens, a: int) -> bool:
    """Whether a name stands where a sentence begins, titles aside."""
    for k in range(a - 1, max(a - 6, -1), -1):
        if tokens.words[k] in ("\n", "!", "?") or (tokens.words[k] == "." and tokens.lows[k - 1] not in ROLES):
            return True
        if tokens.lows[k] not in TITLES and tokens.words[k] != ".":
            return False
    return a < 6
