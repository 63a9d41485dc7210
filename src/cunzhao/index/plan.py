"""From the tree of a query to a query of tantivy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import tantivy

from cunzhao.index.fields import order_key, schema
from cunzhao.index.query import And, Dated, Field, Node, Not, Or, Text
from cunzhao.text import Token, fold, query_tokens
from cunzhao.urls import host_of

Q = tantivy.Query
Names = Callable[[str], Iterable[str]]
"""All terms of a field of names, since who asks for a part of one is answered by those that hold it; or the ids of the articles
that hold such a statement."""
Who = Callable[[str], frozenset[str]]
"""The folded names of the actor who bears a name, if anything was said under one of them; else none."""


def nobody(_: str) -> frozenset[str]:
    """Knows no speaker."""
    return frozenset()


# A word of the title says what an article is about; 4 is the middle of the usual range of 2 to 8.
_TITLE_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Planner:
    """Compiles queries against the index that ``names`` looks into."""

    names: Names
    said: Names

    def plan(self, node: Node) -> Q:
        """Exactly the articles for which ``node`` holds. Only words add to the score."""
        match node:
            case Text():
                return _words(node)
            case And(parts):
                return _every(self, parts)
            case Or(parts):
                return Q.boolean_query([(tantivy.Occur.Should, self.plan(part)) for part in parts])
            case Not():
                return _every(self, (node,))
            case Dated(start, end):
                return _silent(_within(start, end))
            case Field():
                return _silent(self._filter(node))

    def _filter(self, node: Field) -> Q:
        value = fold(node.value).strip()
        match node.name:
            case "by":
                return self._holding("by", value)
            case "from":
                whole = Q.term_query(schema(), "from", _host(value))
                return _any([whole, self._holding("name", value)])
            case "lang":
                return Q.term_query(schema(), "lang", value.replace("_", "-"))
            case "said":
                return Q.term_set_query(schema(), "id", [*self.said(node.value)])
            case "has":  # an image, or whatever else an article is marked with
                return Q.term_query(schema(), "is", value)
            case name:
                return Q.term_query(schema(), name, value)

    def _holding(self, field: str, part: str) -> Q:
        """The articles one of whose names in this field holds ``part``."""
        return Q.term_set_query(schema(), field, [name for name in self.names(field) if part in name])


def _every(planner: Planner, parts: Iterable[Node]) -> Q:
    """All parts hold. What must not hold is taken from what must, or from everything."""
    wanted = [(tantivy.Occur.Must, planner.plan(part)) for part in parts if not isinstance(part, Not)]
    unwanted = [(tantivy.Occur.MustNot, planner.plan(part.part)) for part in parts if isinstance(part, Not)]
    return Q.boolean_query([*(wanted or [(tantivy.Occur.Must, _silent(Q.all_query()))]), *unwanted])


def _any(queries: Iterable[Q]) -> Q:
    return Q.boolean_query([(tantivy.Occur.Should, each) for each in queries])


def _silent(query: Q) -> Q:
    """The same articles, without a say in the order."""
    return Q.const_score_query(query, 0.0)


def _words(node: Text) -> Q:
    tokens = query_tokens(node.text)
    title = Q.boost_query(_phrase("title", tokens), _TITLE_WEIGHT)
    return title if node.title else _any([title, _phrase("body", tokens)])


def _phrase(field: str, tokens: list[Token]) -> Q:
    """Tokens in order. They hold letters, numbers and marks only, so nothing needs escaping."""
    words = [token.text for token in tokens]
    if tokens[-1].prefix:
        words[-1] += ".*"
        return (
            Q.regex_query(schema(), field, words[0])
            if len(words) == 1
            else Q.regex_phrase_query(schema(), field, [*words])
        )
    return Q.term_query(schema(), field, words[0]) if len(words) == 1 else Q.phrase_query(schema(), field, [*words])


def _within(start: datetime | None, end: datetime | None) -> Q:
    lower = None if start is None else order_key(start)
    upper = None if end is None else order_key(end) - 1
    return Q.range_query(schema(), "at", tantivy.FieldType.Integer, lower_bound=lower, upper_bound=upper)


def _host(value: str) -> str:
    """from: also takes a whole URL."""
    return host_of(value) if value.startswith(("http://", "https://")) else value
