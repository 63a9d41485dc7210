"""Search: the query language, the index kept by the change log, and what a hit shows."""

from cunzhao.index.query import FIELDS, FLAGS, Query, parse_query
from cunzhao.index.snippet import snippet
from cunzhao.index.sqlite import CONSUMER, Order, SearchIndex, SqliteIndex, not_indexed

__all__ = [
    "CONSUMER",
    "FIELDS",
    "FLAGS",
    "Order",
    "Query",
    "SearchIndex",
    "SqliteIndex",
    "not_indexed",
    "parse_query",
    "snippet",
]
