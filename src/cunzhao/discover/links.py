"""Links as strangers write them, made absolute or refused; and the words of a text made fit to be shown."""

from __future__ import annotations

import re

from cunzhao import urls
from cunzhao.errors import CunzhaoError

LONGEST_URL = 4096
"""Bytes. Browsers and servers refuse above 8 KB or so; an article's address of more than half of that is a data blob."""


def resolve(base: str, ref: str | None) -> str | None:
    """The absolute http or https URL that ``ref`` means on the page ``base``, or None where it means none."""
    ref = (ref or "").strip()
    if not ref or len(ref) > LONGEST_URL or ref.startswith("#"):
        return None
    return urls.join(base, ref)


def identity(url: str) -> str:
    """The key under which two addresses are the same page; what is no address is its own key."""
    try:
        return urls.normalise(url)
    except CunzhaoError:
        return url


def site_of(url: str) -> str | None:
    """The registrable domain of a URL's host (the host itself where it has none), or None for what is no URL."""
    try:
        return urls.registrable_domain(urls.host_of(url))
    except CunzhaoError:
        return None


def one_line(text: str | None, limit: int = 500) -> str | None:
    """Text on one line, without control characters, at most ``limit`` characters; None where nothing is left."""
    if not text:
        return None
    cleaned = re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", text[: limit * 8]).strip()
    return cleaned[:limit] or None
