"""From the tree of a query to a plan that the store can run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import cast

from cunzhao.index.query import And, Dated, Field, Node, Not, Or, Query, Text
from cunzhao.store import fts, said_index
from cunzhao.text import Token, fold, query_tokens
from cunzhao.urls import host_of

Who = Callable[[str], frozenset[str]]
"""The folded names of the actor who bears a name, if anything was said under one of them; else none."""


def nobody(_: str) -> frozenset[str]:
    """Knows no speaker."""
    return frozenset()


def plan_of(query: Query, who: Who = nobody) -> fts.Plan:
    """The plan of a query.

    What asks for words alone becomes one FTS5 expression, the rest conditions beside it.
    """
    parts = query.root.parts if isinstance(query.root, And) else (query.root,)
    match = _expression(And(parts=tuple(p for p in parts if _is_words(p))))
    rest = parts if match is None else tuple(p for p in parts if not _is_words(p))
    where = fts.Every(tuple(_condition(part, who) for part in rest)) if rest else None
    return fts.Plan(match, where, rank=_any_of(map(_phrase, query.wanted())))


def _is_words(node: Node) -> bool:
    """True when the node asks for nothing but words."""
    match node:
        case Text():
            return True
        case And(parts) | Or(parts):
            return all(map(_is_words, parts))
        case Not(part):
            return _is_words(part)
        case _:
            return False


def _expression(node: Node) -> str | None:
    """An FTS5 expression for a node of words; None where it cannot be one (FTS5 has no "everything but")."""
    match node:
        case Text():
            return _phrase(node)
        case Or(parts):
            made = [_expression(part) for part in parts]
            return None if None in made else _any_of(cast(list[str], made))
        case And(parts):
            return _all_of(parts)
        case _:
            return None


def _all_of(parts: Iterable[Node]) -> str | None:
    parts = tuple(parts)
    wanted = [_expression(part) for part in parts if not isinstance(part, Not)]
    unwanted = [_expression(part.part) for part in parts if isinstance(part, Not)]
    if not wanted or None in wanted or None in unwanted:
        return None
    expression = f"({' AND '.join(cast(list[str], wanted))})"
    for each in unwanted:
        expression = f"({expression} NOT {each})"
    return expression


def _any_of(expressions: Iterable[str]) -> str | None:
    made = list(expressions)
    return f"({' OR '.join(made)})" if made else None


def _phrase(node: Text) -> str:
    """Tokens in order. They hold letters, numbers and marks only, so nothing needs escaping."""
    tokens: list[Token] = query_tokens(node.text)
    phrase = f'"{" ".join(token.text for token in tokens)}"' + (" *" if tokens[-1].prefix else "")
    return f"(title : {phrase})" if node.title else phrase


def _condition(node: Node, who: Who) -> fts.Condition:
    match node:
        case Text():
            return fts.Match(_phrase(node))
        case And(parts):
            expression = _expression(node) if _is_words(node) else None
            return fts.Match(expression) if expression else fts.Every(tuple(_condition(p, who) for p in parts))
        case Or(parts):
            expression = _expression(node) if _is_words(node) else None
            return fts.Match(expression) if expression else fts.Some(tuple(_condition(p, who) for p in parts))
        case Not(part):
            return fts.No(_condition(part, who))
        case Dated(start, end):
            return fts.Within(_iso(start), _iso(end))
        case Field():
            return _said(node.value, who) if node.name == "said" else _filter(node)


def _said(value: str, who: Who) -> fts.Condition:
    """``said:NAME`` is what that speaker said, ``said:NAME:WORDS`` what they said in these words, ``said::WORDS`` what anybody
    said so; where no speaker bears the name, all of it is words."""
    name, colon, words = value.replace("：", ":").partition(":")
    keys = who(name) if name.strip() else frozenset()
    if not keys:
        return fts.Said(None, said_index.phrase(value))
    phrase = said_index.phrase(words) if colon else ""
    return fts.Said(tuple(sorted(keys)), phrase or None)


def _iso(moment: datetime | None) -> str | None:
    """A time as the catalogue keeps it; a prefix that sorts before every time of that second is enough."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")


def _filter(node: Field) -> fts.Condition:
    value = fold(node.value).strip()
    if node.name == "by":
        return fts.Facet("by", value, part=True)
    if node.name == "tag":
        return fts.Facet("tag", value)
    if node.name == "lang":
        return fts.Language(value.replace("_", "-"))
    if node.name == "is":
        return fts.Is(cast(fts.Flag, value))
    return fts.Some((fts.Facet("from", _host(value)), fts.Facet("name", value, part=True)))


def _host(value: str) -> str:
    """from: also takes a whole URL."""
    return host_of(value) if value.startswith(("http://", "https://")) else value
