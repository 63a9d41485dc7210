"""Names that the flow derives: URL keys, hosts, article ids. All are functions of evidence: a rebuild gives the same."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cunzhao.errors import UsageError
from cunzhao.urls import host_of, normalise, parse, registrable_domain

ID_CHARACTERS = 13
"""13 base32 characters are 65 bits: a million articles collide with a chance of 1 in 70 million."""


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """The normalised URL; what is no web address (``urn:``, ``file:``) is its own key."""
    try:
        return normalise(url)
    except UsageError:
        return url


def host(url: str) -> str:
    """The URL's host in lower case; empty for what is no web address."""
    try:
        return host_of(url)
    except UsageError:
        return ""


def domain(url: str) -> str:
    """The registrable domain, or the host where there is none."""
    name = host(url)
    return (registrable_domain(name) or name) if name else ""


def is_front_page(url: str) -> bool:
    """Whether a URL has no path and no query: never the address of one article."""
    try:
        parts = parse(url)
    except UsageError:
        return False
    return parts.path in ("", "/") and not parts.query


def article_id(key: str) -> str:
    """The id of an article whose first capture has this URL key."""
    digest = hashlib.sha256(key.encode()).digest()
    return "a" + base64.b32encode(digest).decode().lower()[:ID_CHARACTERS]


def text_digest(title: str, text: str) -> str:
    """SHA-256 (hex) of the title, a line feed, and the clean text, in UTF-8."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
