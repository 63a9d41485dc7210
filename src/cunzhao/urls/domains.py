"""Registrable domains by the Public Suffix List."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any


@cache
def _extractor() -> Any:
    """tldextract with the list that it ships: no network, no cache on disk.

    The list's private part counts too: two blogs on one blog host have two owners.
    """
    from tldextract import TLDExtract  # imported late: it loads an HTTP client and takes up to a second

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """The part of ``host`` that somebody registered (news.example.co.uk -> example.co.uk), in lower case.

    An address, a single label, or a host that is a public suffix itself is its own domain.
    """
    name = host.lower().rstrip(".")
    if len(name) > 255 or name.startswith("["):
        return name
    return str(_extractor()(name).top_domain_under_public_suffix) or name
