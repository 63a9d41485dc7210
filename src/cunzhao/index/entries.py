"""From an article to what the index holds of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cunzhao.store import fts
from cunzhao.text import fold, index_tokens
from cunzhao.urls import registrable_domain


@dataclass(frozen=True, slots=True)
class Tokens:
    """Space-joined tokens of title and body; by the digest it is known that they are those that were indexed."""

    title: str
    body: str
    digest: str


def tokens_of(title: str, text: str) -> Tokens:
    """The tokens of an article. The same title and text always give the same."""
    head, body = " ".join(index_tokens(title)), " ".join(index_tokens(text))
    return Tokens(head, body, hashlib.blake2b(f"{head}\n{body}".encode(), digest_size=16).hexdigest())


def entry_of(document: fts.Document) -> fts.Entry:
    """What is put into the index for an article."""
    tokens = tokens_of(document.title, document.text)
    return fts.Entry(
        n=document.n,
        revision=document.revision,
        title=document.title,
        digest=tokens.digest,
        title_tokens=tokens.title,
        body_tokens=tokens.body,
        facets=facets_of(document),
    )


def facets_of(document: fts.Document) -> frozenset[tuple[fts.FacetKind, str]]:
    """What ``from:``, ``by:`` and ``tag:`` look at, folded."""
    origins = {document.source or "", *_hosts(document.host)}
    facets: set[tuple[fts.FacetKind, str]] = {("from", fold(origin).strip()) for origin in origins if origin}
    facets.add(("name", fold(document.source_name).strip()))
    facets |= {("by", fold(author).strip()) for author in document.authors}
    facets |= {("tag", fold(tag).strip()) for tag in document.tags}
    return frozenset(facet for facet in facets if facet[1])


def _hosts(host: str) -> set[str]:
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
    return names
