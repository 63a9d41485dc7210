"""A learned wrapper: plain data with a date, readable by people, that says where one source's pages keep what.

Everything in it can be shown and written as JSON; equal evidence makes equal data, and the digest of the data names it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from cunzhao.errors import InputError

FORMAT = 1
Form = Literal["run", "short", "linked"]
"""What a line looks like: running text, a few words, mostly links."""
FORMS: tuple[Form, ...] = ("run", "short", "linked")


@dataclass(frozen=True, slots=True)
class Miss:
    """A page that a wrapper does not read, and why: a code of :mod:`cunzhao.reasons` and its words."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Says:
    """What the lines of one place were: for each form the share that was text (None: not seen), as the teacher and the other
    pages have it; ``caption`` where they were captions, ``image`` where they were images of the article. ``pages``: on how many
    pages the place was seen. ``example``: how one line of it begins."""

    run: float | None = None
    short: float | None = None
    linked: float | None = None
    caption: bool = False
    image: bool = False
    drop: bool = False
    pages: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """What pages of the source are like: the text's letters from least to most, bytes and tags of the largest page, the
    language and the declared one where all pages had the same."""

    least: int
    most: int
    size: int
    tags: int
    language: str | None = None
    everywhere: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """How a wrapper did on pages that it was not learned from (each left out in turn).

    ``agreement`` is the mean share (0 to 1) of text that it and the teacher have in common; ``titles``, ``days`` and
    ``authors`` the shares of pages where these were the same. ``soup`` and ``teacher_soup`` are letters of lines that recur
    on other pages, per page, in its text and in the teacher's: what repeats is furniture, so the lesser is the better.
    """

    pages: int
    hits: int
    agreement: float
    titles: float
    days: float
    authors: float
    soup: float
    teacher_soup: float


@dataclass(frozen=True)
class Wrapper:
    """See the module. ``places`` are keyed by their path below the container; ``shown`` are selectors of the elements that show
    title, authors and date. ``keep`` and ``drop`` are selectors that a person chose, which outrank what was learned."""

    source: str
    teacher: str
    learned_from: tuple[str, ...]
    containers: tuple[str, ...]
    places: Mapping[str, Says]
    furniture: tuple[str, ...]
    shown: Mapping[str, str]
    habits: Habits
    trial: Trial | None = None
    used: bool = False
    why: str = ""
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    format: int = field(default=FORMAT)

    def to_json(self) -> dict[str, Any]:
        """As JSON; :func:`from_json` reads it."""
        made = asdict(self)
        made["places"] = {path: _filled(says) for path, says in made["places"].items()}
        return made

    @cached_property
    def digest(self) -> str:
        """Twelve hex digits that name these data."""
        text = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()[:12]

    @property
    def version(self) -> str:
        """The name under which its readings are kept."""
        return f"wrapper/{FORMAT}-{self.digest}"

    @cached_property
    def rules(self) -> Mapping[str, Any]:
        """The places as a tree: what :func:`cunzhao.extract.wrapper.runs.runs_of` walks along."""
        root: dict[str, Any] = {}
        for path, says in self.places.items():
            node = root
            for name in path.split(" ") if path else ():
                node = node.setdefault(name, {})
            node[""] = says
        return root

    @cached_property
    def repeats(self) -> frozenset[str]:
        """The furniture, to look up in."""
        return frozenset(self.furniture)


def from_json(value: Mapping[str, Any]) -> Wrapper:
    """A wrapper from its JSON. Raises InputError for what is none."""
    try:
        known = {f.name for f in fields(Wrapper)}
        made = {name: value[name] for name in known if name in value}
        for name in ("learned_from", "containers", "furniture", "keep", "drop"):
            made[name] = tuple(made[name])
        made["places"] = {path: Says(**says) for path, says in made["places"].items()}
        made["habits"] = Habits(**made["habits"])
        made["trial"] = None if made["trial"] is None else Trial(**made["trial"])
        return Wrapper(**made)
    except (KeyError, TypeError) as error:
        raise InputError(f"this is no wrapper ({error})") from error


def _filled(says: Mapping[str, Any]) -> dict[str, Any]:
    """A place's words without those that say nothing."""
    return {name: value for name, value in says.items() if value not in (None, False, 0, "")}


def corrected(wrapper: Wrapper, *, drop: str = "", keep: str = "") -> Wrapper:
    """The wrapper with a person's correction."""
    dropped = (*(s for s in wrapper.drop if s != keep), *((drop,) if drop and drop not in wrapper.drop else ()))
    kept = (*(s for s in wrapper.keep if s != drop), *((keep,) if keep and keep not in wrapper.keep else ()))
    return replace(wrapper, drop=dropped, keep=kept)
