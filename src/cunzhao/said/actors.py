"""One actor behind several names: across 简 and 繁, across transliterations, across languages.

What binds two names, the strongest first: a person said so; the aliases of the archive's keeper; the names of countries in
Unicode CLDR; glosses in the archive's own texts (川普（Donald Trump）). A name that the archive glosses in two ways that do not
agree is bound by none of them: so a surname that two bearers share binds nobody, and neither does a romanised name (Li Qiang)
that is written with different characters. What people hold apart is never bound, whatever else says so.

The same set of names always gives the same actors, in whatever order they were learned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from cunzhao.errors import UsageError
from cunzhao.said.names import key_of
from cunzhao.types import Bond, Gloss

Why = Literal["person", "alias", "territory", "gloss"]
STRENGTH: tuple[Why, ...] = ("person", "alias", "territory", "gloss")

LONGEST_ALIASES = 1_000_000
"""Characters of the aliases file."""

MOST_NAMES = 40
"""Names of one actor that glosses can bring together: more would be an attempt to bring
the world together, or a list of names that was misread."""

AMBIGUOUS = frozenset({"jordan", "chad", "georgia"})
"""Names of countries that people bear."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|üan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|"
    r"ua|ue|ui|un|uo|üe|a|e|i|o|u|ü|v)"
)
_INITIAL = re.compile(r" [a-z]\. ")
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{1,2}}(?:[ -](?:{_SYLLABLE}){{1,3}}){{1,2}}")


@dataclass(frozen=True, slots=True)
class Link:
    """Two folded names of one actor, and what says so."""

    a: str
    b: str
    why: Why


class Actors:
    """The actors behind folded names. ``apart`` are pairs that people hold apart."""

    def __init__(self, links: Iterable[Link] = (), apart: Iterable[tuple[str, str]] = ()) -> None:
        self._of: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._apart = [pair for pair in apart if all(pair)]
        sure = (link for link in links if link.a and link.b and link.a != link.b)
        wanted = {(STRENGTH.index(k.why), min(k.a, k.b), max(k.a, k.b)) for k in sure}
        for strength, a, b in sorted(wanted):
            self._bind(a, b, MOST_NAMES if STRENGTH[strength] == "gloss" else None)

    def id_of(self, key: str) -> str:
        """What stands for the actor of this folded name: the first of all its names, in order of letters."""
        return self._of.get(key, key)

    def keys_of(self, name: str) -> frozenset[str]:
        """Every folded name of the actor that has this name (as people write it). Just its own where nothing binds it."""
        return self.keys_with(key_of(name))

    def keys_with(self, key: str) -> frozenset[str]:
        """The same for a name that is folded already."""
        return frozenset(self._members.get(self.id_of(key), {key})) if key else frozenset()

    def _bind(self, a: str, b: str, most: int | None) -> None:
        first, second = sorted((self.id_of(a), self.id_of(b)))
        if first == second or self._would_join(first, second):
            return
        joined = self._members.get(second, {second}) | self._members.get(first, {first})
        if most is not None and len(joined) > most:
            return
        self._members.pop(second, None)
        self._members[first] = joined
        for key in joined:
            self._of[key] = first

    def _would_join(self, first: str, second: str) -> bool:
        """Whether a pair that is held apart would become one."""
        return any({self.id_of(a), self.id_of(b)} == {first, second} for a, b in self._apart)


def actors_of(glosses: Iterable[Gloss], bonds: Sequence[Bond] = (), aliases: Sequence[Sequence[str]] = ()) -> Actors:
    """The actors that an archive knows: from its texts' glosses, its people's bonds, its keeper's aliases, and CLDR."""
    links = [*territories(), *_agreed(glosses)]
    links += [Link(key_of(group[0]), key_of(name), "alias") for group in aliases for name in group[1:]]
    links += [Link(key_of(b.name), key_of(b.other), "person") for b in bonds if b.same]
    return Actors(links, [(key_of(b.name), key_of(b.other)) for b in bonds if not b.same])


def _agreed(glosses: Iterable[Gloss]) -> Iterable[Link]:
    """The glosses of names that are not glossed in two ways which do not agree."""
    pairs = {(key_of(g.name), key_of(g.other)) for g in glosses}
    others: Mapping[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        others[a].add(b)
        others[b].add(a)
    doubtful = {key for key, names in others.items() if not _agree(key, names)}
    sure = [Link(a, b, "gloss") for a, b in pairs if a not in doubtful and b not in doubtful]
    return sure + [Link(key, plain, "gloss") for key in others if (plain := _INITIAL.sub(" ", key)) in others]


def _agree(key: str, names: Iterable[str]) -> bool:
    """Whether these can all be other names of the bearer of one."""
    latin = {_first_and_last(name) for name in names if not _HAN.search(name)}
    han = {name for name in names if _HAN.search(name)}
    if len(latin) > 1:
        return False
    return len(han) < 2 or not _PINYIN.fullmatch(key)


def _first_and_last(name: str) -> str:
    """Donald J. Trump and Donald Trump agree."""
    words = name.split()
    return f"{words[0]} {words[-1]}" if words else name


@cache
def territories() -> tuple[Link, ...]:
    """The names of countries and territories in Unicode CLDR, English and Chinese (Unicode License v3; the file says how it
    was made)."""
    lines = files("cunzhao.said").joinpath("territories.tsv").read_text(encoding="utf-8").splitlines()
    found: list[Link] = []
    for line in lines:
        keys = [key_of(name) for name in line.split("\t")[1:]]
        sure = [key for key in keys if key and key not in AMBIGUOUS]
        found += [Link(sure[0], key, "territory") for key in sure[1:]]
    return tuple(found)


def read_aliases(text: str) -> tuple[tuple[str, ...], ...]:
    """The groups of an aliases file: one actor a line, names with ``=`` between them; ``#`` begins a comment.

    Raises UsageError with the line that cannot be read.
    """
    if len(text) > LONGEST_ALIASES:
        raise UsageError(f"the aliases file has more than {LONGEST_ALIASES:,} characters; shorten it")
    groups = []
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        names = tuple(name.strip() for name in said.split("=")) if said else ()
        if said and (len(names) < 2 or not all(map(key_of, names))):
            raise UsageError(f"aliases, line {number}: write two or more names of one actor with = between them")
        groups += [names] if names else []
    return tuple(groups)
