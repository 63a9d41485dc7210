"""Other people's extractors, for comparison. None of them is needed: one that is not installed is named and left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

Row = dict[str, Any]
Read = Callable[[str, str], Row]
"""Reads a page (its text, its address) into the fields that ``score.py`` compares."""
_TAG = re.compile(r"<[^<>]+>")
_BREAK = re.compile(r"</(?:p|div|h\d|li|tr|td|blockquote|pre|section)>|<br\s*/?>", re.IGNORECASE)


def lexbor(markup: str, _url: str) -> Row:
    """The bare parse: nothing is read, it is what speed is measured against."""
    import_module("selectolax.lexbor").LexborHTMLParser(markup)
    return {}


def trafilatura(markup: str, url: str, fast: bool = False) -> Row:
    """trafilatura as it comes, metadata included."""
    found = import_module("trafilatura").bare_extraction(
        markup, url=url or None, include_comments=False, with_metadata=True, fast=fast
    )
    if found is None:
        return {}
    authors = found.author.split("; ") if found.author else []
    return {"title": found.title, "authors": authors, "date": found.date, "body": found.text}


def trafilatura_fast(markup: str, url: str) -> Row:
    """trafilatura without its fallbacks."""
    return trafilatura(markup, url, fast=True)


def readability(markup: str, _url: str) -> Row:
    """readability-lxml."""
    document = import_module("readability").Document(markup)
    return {"body": plain(document.summary()), "title": document.short_title()}


def newspaper(markup: str, url: str) -> Row:
    """newspaper4k, which needs an address but fetches nothing here."""
    article = import_module("newspaper").Article(url or "http://localhost/", fetch_images=False)
    article.download(input_html=markup)
    article.parse()
    day = article.publish_date.date().isoformat() if article.publish_date else None
    return {"title": article.title, "authors": article.authors, "date": day, "body": article.text}


def magic_html(markup: str, url: str) -> Row:
    """magic-html's article mode."""
    found = import_module("magic_html").GeneralExtractor().extract(markup, base_url=url)
    return {"title": found.get("title"), "body": plain(found.get("html") or "")}


PEERS: dict[str, tuple[str, Read]] = {
    "bare parse (lexbor)": ("selectolax", lexbor),
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura fast": ("trafilatura", trafilatura_fast),
    "readability-lxml": ("readability", readability),
    "newspaper4k": ("newspaper", newspaper),
    "magic-html": ("magic_html", magic_html),
}
"""Name, the package that it needs, and how it reads."""


def installed() -> tuple[dict[str, Read], list[str]]:
    """The peers that are here, and the names of those that are not."""
    here = {name: read for name, (package, read) in PEERS.items() if find_spec(package) is not None}
    return here, [name for name in PEERS if name not in here]


def plain(markup: str) -> str:
    """The text of clean markup, one block a line."""
    from html import unescape

    lines = (" ".join(line.split()) for line in unescape(_TAG.sub("", _BREAK.sub("\n", markup))).split("\n"))
    return "\n".join(line for line in lines if line)
