"""The fields of the index, and what an article puts into them.

``title`` and ``body`` hold our own tokens with their places, space-joined, so that tantivy's whitespace tokenizer takes them as
they are. The others are filters: folded names, hosts and tags as single terms, so that they find 联合早报 by 聯合早報. Nothing
is stored: the catalogue has the texts.
"""

from __future__ import annotations

import hashlib
import math
from datetime import UTC, datetime
from functools import cache, lru_cache

import tantivy

from cunzhao.store import indexing
from cunzhao.text import fold, token_text
from cunzhao.urls import registrable_domain

VERSION = "2"
"""Raise it when this module changes what is put into the index."""

_N_BITS = 25
_N_MASK = (1 << _N_BITS) - 1
_HALVED_AFTER_YEARS = 20.0
_YEAR = 365.25 * 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def schema() -> tantivy.Schema:
    """The same for every index of this version."""
    fields = tantivy.SchemaBuilder()
    for name in ("title", "body"):
        fields.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    fields.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in ("from", "name", "by", "tag", "lang", "is"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("source", "month", "label", "tongue"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    fields.add_unsigned_field("n", fast=True)
    fields.add_unsigned_field("digest", fast=True)
    fields.add_integer_field("at", fast=True)
    fields.add_float_field("recency", fast=True)
    return fields.build()


def entry_of(document: indexing.Document) -> tantivy.Document:
    """What is put into the index for an article. The same article always gives the same."""
    title, body = token_text(document.title), token_text(document.text)
    at = _time(document.sort_at)
    terms = _terms(document)
    entry = tantivy.Document()
    entry.add_text("id", document.id)
    entry.add_text("title", title)
    entry.add_text("body", body)
    for name, values in terms.items():
        for value in values:
            entry.add_text(name, value)
    entry.add_unsigned("n", document.n)
    entry.add_integer("at", order_key(at, document.n))
    entry.add_float("recency", _recency(at))
    entry.add_unsigned("digest", _digest(title, body, terms, at))
    return entry


def order_key(at: datetime, n: int = 0) -> int:
    """Newest first is highest first: whole seconds since 1970, and articles of one second by their number."""
    return (math.floor((at - _EPOCH).total_seconds()) << _N_BITS) | (n & _N_MASK)


def _recency(at: datetime) -> float:
    """What tantivy makes a factor of the score: log2(2 + this). Twenty years of age halve it, 3 % a year.

    Mild on purpose: it orders near-equals and does not bury an exact old hit. By the date alone, so that no clock and no newer
    article changes what an old one counts.
    """
    years = max(0.0, (at - _EPOCH).total_seconds() / _YEAR)
    factor = math.exp2(min(years, 200.0) / _HALVED_AFTER_YEARS)
    return math.exp2(factor) - 2.0


def _time(sort_at: str) -> datetime:
    return datetime.fromisoformat(sort_at)


def _terms(document: indexing.Document) -> dict[str, list[str]]:
    """The filters of an article, by field."""
    origins = {document.source or "", *_hosts(document.host)}
    tongue = (document.language or "").lower().replace("_", "-")
    flags = {"edited": document.edited, "gone": document.gone, "copy": document.copied, "image": document.pictured}
    terms = {
        "from": {_folded(origin) for origin in origins},
        "name": {_folded(document.source_name)},
        "by": {_folded(author) for author in document.authors},
        "tag": {_folded(tag) for tag in document.tags},
        "lang": {tongue[:i] for i, ch in enumerate(f"{tongue}-") if ch == "-"},
        "is": {name for name, holds in flags.items() if holds} | {"article"},
        "source": {document.source or f"host:{document.host}"},
        "month": {document.sort_at[:7]},
        "label": set(document.tags),
        "tongue": {document.language or ""},
    }
    return {name: sorted(value for value in values if value) for name, values in terms.items()}


@lru_cache(maxsize=4096)
def _folded(value: str) -> str:
    return fold(value).strip()


def _digest(title: str, body: str, terms: dict[str, list[str]], at: datetime) -> int:
    """By it two indexes can be compared although neither holds a text."""
    digest = hashlib.blake2b(title.encode("utf-8", "surrogatepass"), digest_size=8)
    for part in ("\n", body, "\n", repr(sorted(terms.items())), str(at)):
        digest.update(part.encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest())


@lru_cache(maxsize=4096)
def _hosts(host: str) -> frozenset[str]:
    """A host, its parents up to the registrable domain, and that domain's first label.

    news.example.co.uk is found by itself, by example.co.uk and by example.
    """
    domain = registrable_domain(host)
    names = {host, domain}
    rest = host
    while rest.endswith(f".{domain}"):
        names.add(rest)
        rest = rest.partition(".")[2]
    if not domain.replace(".", "").isdigit() and ":" not in domain:
        names.add(domain.partition(".")[0])
    return frozenset(names)
