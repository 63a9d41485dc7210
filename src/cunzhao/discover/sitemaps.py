"""Sitemaps: lists, indexes, news sitemaps, plain text, gzipped or not (https://www.sitemaps.org/protocol.html).

Read with lxml's ``iterparse`` (no entities, no network, DTD refused) and not with ``ultimate-sitemap-parser``: that one keeps
dates only as parsed (the raw words are part of our claims), does not say what it could not read, and holds the whole tree.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lxml import etree

from cunzhao.discover.bounds import has_doctype, has_monstrous_tag
from cunzhao.discover.dates import claim
from cunzhao.discover.feeds import parse_feed
from cunzhao.discover.links import one_line, resolve
from cunzhao.discover.values import Sitemap
from cunzhao.types import Candidate, Claim

LARGEST = 50_000_000
"""Bytes, after unpacking: the protocol's own bound."""
MOST_ENTRIES = 50_000
"""The protocol's own bound for one file."""

_ENTRY_END = re.compile(rb"</(?:\w+:)?(?:url|sitemap)\s*>")
_END = re.compile(rb"</(?:\w+:)?(?:urlset|sitemapindex)\s*>")
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def parse_sitemap(content: bytes, url: str, seen_at: datetime, most: int = MOST_ENTRIES) -> Sitemap:
    """The sitemap that ``content`` is; a feed handed in as a sitemap (the protocol allows it) is read as a feed.

    ``lastmod`` becomes a claim with ``modified``, ``news:publication_date`` one without. At most ``most`` entries are
    read. Never raises for bad content.
    """
    content, cut = _unpacked(content)
    head = content[:2000].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip()
    if has_doctype(content[:20_000]) or has_monstrous_tag(content):
        return Sitemap(
            url, problems=(*cut, "refused: a sitemap has neither a document type declaration nor endless tags")
        )
    if not head.startswith(b"<") and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain_text(content, url, seen_at, cut, most)
    if re.search(rb"<(rss|feed|(\w+:)?RDF)[\s>]", head):
        feed = parse_feed(content, url, seen_at=seen_at)
        return Sitemap(url, feed.candidates, problems=(*cut, *feed.problems))
    sitemap = _xml(content, url, seen_at, most)
    return replace(sitemap, problems=(*cut, *sitemap.problems))


def _unpacked(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The content without gzip, at most :data:`LARGEST` bytes of it; a line where something was lost."""
    if not content.startswith(b"\x1f\x8b"):
        too_large = len(content) > LARGEST
        return content[:LARGEST], (f"read only the first {LARGEST:,} bytes",) if too_large else ()
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(content, LARGEST)
    except zlib.error as error:
        return b"", (f"the gzip file is damaged: {error}",)
    if unpacker.unconsumed_tail:
        return plain, (f"read only the first {LARGEST:,} bytes",)
    return plain, () if unpacker.eof else ("the gzip file is cut off",)


def _plain_text(content: bytes, url: str, seen_at: datetime, problems: tuple[str, ...], most: int) -> Sitemap:
    lines = content.decode("utf-8-sig", "replace").split("\n", most + 1)[: most + 1]
    found = [
        link
        for line in lines[:most]
        if line.strip().startswith(("http://", "https://")) and (link := resolve(url, line))
    ]
    if not found:
        problems = (*problems, "this is no sitemap: neither XML nor a list of addresses")
    if len(lines) > most:
        problems = (*problems, f"read only the first {most:,} lines")
    return Sitemap(url, tuple(Candidate(link, seen_at, url) for link in dict.fromkeys(found)), problems=problems)


def _xml(content: bytes, url: str, seen_at: datetime, most: int) -> Sitemap:
    candidates: list[Candidate] = []
    children: list[str] = []
    problems: list[str] = []
    try:
        for number, element in enumerate(_entries(content, problems)):
            if number == most:
                problems.append(f"read only the first {most:,} entries")
                break
            link = resolve(url, _child(element, "loc"))
            if link is None:
                problems.append(f"entry {number + 1} has no address")
            elif _local(element) == "sitemap":
                children.append(link)
            else:
                candidates.append(_candidate(element, link, url, seen_at))
    except etree.LxmlError as error:
        problems.append(f"not well-formed: {one_line(str(error), 200)}")
    if not candidates and not children and not problems:
        problems.append("no entries were found")
    return Sitemap(url, tuple(candidates), tuple(dict.fromkeys(children)), tuple(problems[:100]))


def _entries(content: bytes, problems: list[str]) -> Iterator[etree._Element]:
    """Every ``url`` and ``sitemap`` element whatever its namespace; each is dropped when the next one is asked for.

    The parser repairs what it can; its first complaint goes to ``problems``.
    """
    # What the parser closes by itself at the end of a torn file would be an entry with half an address.
    ends = [match.end() for match in _ENTRY_END.finditer(content)]
    events = etree.iterparse(
        io.BytesIO(content[: ends[-1]] if ends and not _END.search(content, ends[-1]) else content),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
    )
    for _, element in events:
        if _local(element) in ("url", "sitemap"):
            yield element
            element.clear()
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]
    errors = [entry for entry in events.error_log if entry.level_name in ("ERROR", "FATAL")]
    if errors:
        problems.append(f"not well-formed: {one_line(errors[0].message, 200)}")


def _candidate(element: etree._Element, link: str, url: str, seen_at: datetime) -> Candidate:
    claims: list[Claim] = []
    if published := _child(element, "publication_date", _NEWS):
        claims.append(claim("sitemap", published, f"{url} news:publication_date"))
    if changed := _child(element, "lastmod"):
        claims.append(claim("sitemap", changed, f"{url} lastmod", modified=True))
    keywords = (_child(element, "keywords", _NEWS) or "").split(",")
    return Candidate(
        url=link,
        seen_at=seen_at,
        via=url,
        title=one_line(_child(element, "title", _NEWS)),
        claims=tuple(claims),
        tags=tuple(dict.fromkeys(word for raw in keywords[:50] if (word := one_line(raw, 100)))),
    )


def _local(element: etree._Element) -> str:
    tag = element.tag
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def _child(element: etree._Element, name: str, namespace: str | None = None) -> str | None:
    """The text of the first descendant of that name: in that namespace, or else a direct child of any namespace."""
    path = f".//{{{namespace}}}{name}" if namespace else f"{{*}}{name}"
    found = element.find(path)
    return (found.text or "").strip() or None if found is not None else None
