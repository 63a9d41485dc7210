"""Search: the query language, the index kept by the change log, and what a hit shows."""

from cunzhao.index.query import FIELDS, FLAGS, Query, parse_query
from cunzhao.index.search import Order, SearchIndex, not_indexed
from cunzhao.index.snippet import snippet

__all__ = ["FIELDS", "FLAGS", "Order", "Query", "SearchIndex", "not_indexed", "parse_query", "snippet"]
