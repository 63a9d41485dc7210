"""The query language: what a person types, read into a tree.

::

    query   = any
    any     = all ( "OR" all )*
    all     = one ( ["AND"] one )*
    one     = ( "-" | "NOT" ) one | "(" any ")" | field ":" value | "phrase" | word
    field   = from | by | title | tag | said | before | after | on | lang | is | has

Quotation marks, colon, brackets and minus may be full-width (“” 「」 『』 ： （） －). A word or phrase is found where its
characters follow each other: 全国人大 is one phrase, never 全国 OR 人大.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from cunzhao.errors import UsageError
from cunzhao.index.dates import period
from cunzhao.text import query_tokens

FieldName = Literal["from", "by", "tag", "said", "lang", "is", "has"]

LENGTH_MAX = 1000
"""Characters of a query. The longest sensible one, a pasted headline with filters, is under 200."""
DEPTH_MAX = 20
"""Brackets and minus signs inside each other; far below what the parser or SQLite could not bear."""

FIELDS = ("from", "by", "title", "tag", "said", "before", "after", "on", "lang", "is", "has")
FLAGS = ("edited", "gone", "copy")


@dataclass(frozen=True, slots=True)
class Text:
    """Words that must follow each other in title or text, or with ``title`` in the title."""

    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A filter on what is known of an article."""

    name: FieldName
    value: str


@dataclass(frozen=True, slots=True)
class Dated:
    """The article's time is at or after ``start`` and before ``end`` (aware, UTC)."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


Node = Text | Field | Dated | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was typed and as it was understood."""

    text: str
    root: Node

    def wanted(self) -> tuple[Text, ...]:
        """The words that a hit may contain, in the order they were typed: all that do not stand under a minus."""
        return tuple(_wanted(self.root))


def _wanted(node: Node) -> Iterator[Text]:
    match node:
        case Text():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _wanted(part)
        case _:
            return


def parse_query(text: str) -> Query:
    """Read a query; UsageError with the place where it cannot be read."""
    if len(text) > LENGTH_MAX:
        raise UsageError(f"the query has {len(text)} characters, more than {LENGTH_MAX}: shorten it")
    parser = _Parser(text)
    root = parser.any(0)
    if parser.kind == ")":
        parser.fail("this bracket was never opened")
    return Query(text, root)


_QUOTES = {'"': '"“”＂', "“": '"“”＂', "”": '"“”＂', "„": '"“”＂', "＂": '"“”＂', "「": "」", "『": "』"}
_OPEN = "".join(_QUOTES)
_BARE = rf"[^\s{_OPEN}()（）]"
_lexemes = re.compile(
    rf"""\s*(?:
      (?P<open>[(（]) | (?P<close>[)）])
    | (?P<minus>[-－−](?=[^\s)）]))
    | (?P<operator>OR|AND|NOT)(?=[\s(（{_OPEN}]|$)
    | (?P<field>[A-Za-z]+)[:：](?!//)
    | (?P<quote>[{_OPEN}])
    | (?P<word>{_BARE}+)
    )""",
    re.VERBOSE,
)
_bare_value = re.compile(f"{_BARE}+")


class _Parser:
    """A recursive descent with one token of look-ahead; ``kind`` is its kind, ``start`` where it begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.advance()

    def advance(self) -> None:
        """Move to the next token; its kind is "" at the end."""
        match = _lexemes.match(self.text, self.at)
        if match is None:
            self.kind, self.value, self.start = "", "", len(self.text)
            return
        group = match.lastgroup or ""
        self.value, self.start, self.at = match.group(group), match.start(group), match.end()
        self.kind = {"open": "(", "close": ")", "minus": "NOT", "operator": self.value}.get(group, group)

    def fail(self, why: str, at: int | None = None) -> None:
        """Raise UsageError that names the place (counted from 1) and shows it."""
        place = self.start if at is None else at
        before, after = self.text[max(0, place - 20) : place], self.text[place : place + 20]
        shown = "".join(ch if ch.isprintable() else " " for ch in f"{before}⟦here⟧{after}")
        raise UsageError(f"cannot read the query at character {place + 1}: {why}: {shown}")

    def any(self, depth: int) -> Node:
        """Parts joined by OR."""
        if depth > DEPTH_MAX:
            self.fail(f"more than {DEPTH_MAX} brackets and minus signs inside each other")
        parts = [self.all(depth)]
        while self.kind == "OR":
            self.advance()
            parts.append(self.all(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all(self, depth: int) -> Node:
        """Parts that stand beside each other."""
        parts: list[Node] = []
        while self.kind not in ("", ")", "OR"):
            if self.kind == "AND" and parts:
                self.advance()
            if self.kind == "word" and _only_punctuation(self.value):
                self.advance()  # the dash of a pasted headline
                continue
            parts.append(self.one(depth))
        if not parts:
            self.fail("a word is missing" if self.text.strip() else "it is empty; type a word")
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self, depth: int) -> Node:
        """A single condition."""
        if depth > DEPTH_MAX:
            self.fail(f"more than {DEPTH_MAX} brackets and minus signs inside each other")
        kind, value, start = self.kind, self.value, self.start
        if kind == "NOT":
            self.advance()
            return Not(self.one(depth + 1))
        if kind == "(":
            self.advance()
            return self.bracket(depth, start)
        if kind == "field":
            return self.field(value.lower(), start)
        if kind in ("quote", "word"):
            value = self.quoted() if kind == "quote" else value
            self.advance()
            return self.words(value, start)
        self.fail("a word is missing")
        raise AssertionError  # fail always raises

    def bracket(self, depth: int, start: int) -> Node:
        """What stands between brackets; the opening one is behind us."""
        inner = self.any(depth + 1)
        if self.kind != ")":
            self.fail("this bracket is never closed", start)
        self.advance()
        return inner

    def quoted(self) -> str:
        """The text of the phrase whose opening mark is the current token; leaves ``at`` behind its closing mark."""
        closing = _QUOTES[self.value]
        end = next((i for i in range(self.at, len(self.text)) if self.text[i] in closing), None)
        if end is None:
            self.fail("this quotation mark is never closed")
        phrase = self.text[self.at : end]
        self.at = cast(int, end) + 1
        return phrase

    def words(self, value: str, start: int, title: bool = False) -> Node:
        """Words to search for, which must have something to find."""
        if not query_tokens(value):
            self.fail("there is no letter or number to search for", start)
        return Text(value, title)

    def field(self, name: str, start: int) -> Node:
        """``name:value``; the value may be in quotation marks."""
        if name not in FIELDS:
            self.fail(
                f"no field {name}: (there are {', '.join(FIELDS)}); put it in quotation marks to search for it", start
            )
        begin = self.at
        match = _bare_value.match(self.text, begin)
        if match:
            value, self.at = match.group(), match.end()
        elif self.text[begin : begin + 1] in _QUOTES and begin < len(self.text):
            self.advance()
            value = self.quoted()
        else:
            self.fail(f"{name}: needs a value", begin)
        self.advance()
        return self.filtered(name, value, begin)

    def filtered(self, name: str, value: str, begin: int) -> Node:
        """The condition that a field with this value stands for."""
        if name == "title":
            return self.words(value, begin, title=True)
        if name in ("before", "after", "on"):
            return self.dated(name, value, begin)
        if name == "is" and value.lower() not in FLAGS:
            self.fail(f"is: takes {', '.join(FLAGS)}", begin)
        if name == "has" and value.lower() != "image":
            self.fail("has: takes image", begin)
        if not value.strip() or (name == "said" and not query_tokens(value)):
            self.fail(f"{name}: needs a value", begin)
        assert name in get_args(FieldName)
        return Field(cast(FieldName, name), value)

    def dated(self, name: str, value: str, begin: int) -> Node:
        """before:X ends where X begins and after:X begins there too, so that each article is one or the other."""
        try:
            start, end = period(value)
        except ValueError as error:
            self.fail(str(error), begin)
        if name == "on":
            return Dated(start, end)
        return Dated(end=start) if name == "before" else Dated(start=start)


def _only_punctuation(word: str) -> bool:
    return all(unicodedata.category(ch).startswith("P") for ch in word)
