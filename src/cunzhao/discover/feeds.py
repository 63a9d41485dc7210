"""Feeds to candidates: RSS 0.9x to 2.0, RDF, Atom and CDF by feedparser 6, JSON Feed by :mod:`cunzhao.discover.jsonfeed`.

Sanitising is off: nothing of a feed's markup is shown, and feedparser's own sanitiser lets some of it through. feedparser is
always given a stream, because it opens a local file where the content is a path.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from time import struct_time
from typing import Any

from cunzhao.discover import jsonfeed
from cunzhao.discover.bounds import bounded_feed, harmless_feed, is_cut_off
from cunzhao.discover.dates import claim
from cunzhao.discover.links import identity, one_line, resolve
from cunzhao.discover.values import Feed, FeedKind
from cunzhao.types import Candidate, Claim

Entry = Mapping[str, Any]

_FAMILIES: tuple[tuple[str, FeedKind], ...] = (
    ("rss10", "rdf"),
    ("rss090", "rdf"),
    ("rss", "rss"),
    ("atom", "atom"),
    ("cdf", "cdf"),
    ("json", "json"),
)
RESOLVED_BYTES = 2_000_000
"""Up to this size ``feed_json`` has links inside texts made absolute: one escaped tag of 18 MB took 93 s and 1.6 GB."""
NO_FEED = "this is no feed: no RSS, Atom, RDF or JSON Feed was found"
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


def parse_feed(
    content: bytes,
    url: str,
    headers: Mapping[str, str] | None = None,
    seen_at: datetime | None = None,
    content_type: str | None = None,
) -> Feed:
    """The feed that ``content`` (after content decoding) is, with one candidate for every entry that names a page.

    ``url`` is where it was found: relative links are resolved against it. ``headers`` are those of the response;
    ``content_type`` overrides theirs. ``seen_at`` is aware and in UTC; it must be given. Never raises for bad content: what can
    be read is read, the rest stands in ``problems``.
    """
    if seen_at is None:
        raise TypeError("parse_feed needs seen_at: the time of the sighting is part of every candidate")
    lowered = _headers(headers, url, content_type)
    parsed, problems = _parse(content, lowered, resolve_inside=False)
    if is_cut_off(content):
        parsed = {**parsed, "entries": parsed["entries"][:-1]}
        problems.append("the feed ends inside an entry: that entry was left out")
    return _feed(parsed, url, seen_at, problems)


def feed_json(content: bytes, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything that was read of a feed, as values that JSON has, under the names of feedparser's documentation.

    A ``…_parsed`` time is a list of nine integers, as ``time.struct_time`` counts them, in UTC. ``bozo_exception`` is a text;
    ``bozo`` is true or false. JSON Feed, which feedparser does not read, is put under the same names. ``problems`` (ours) lists
    what was left out, and says of what is no feed that it is none.
    """
    lowered = {key.lower(): value for key, value in (headers or {}).items()}
    parsed, problems = _parse(content, lowered, resolve_inside=len(content) <= RESOLVED_BYTES)
    if len(content) > RESOLVED_BYTES:
        problems.append(f"links inside texts were not resolved: the feed has more than {RESOLVED_BYTES:,} bytes")
    if not parsed.get("version"):
        problems.append(NO_FEED)
    return {**_plain(parsed), "bozo": bool(parsed.get("bozo")), "problems": problems}


def _headers(headers: Mapping[str, str] | None, url: str, content_type: str | None) -> dict[str, str]:
    lowered = {key.lower(): value for key, value in (headers or {}).items()}
    # feedparser takes the base for relative links from here; the server's own word may be relative, or somebody else's.
    lowered["content-location"] = url
    if content_type:
        lowered["content-type"] = content_type
    return lowered


def _parse(content: bytes, headers: Mapping[str, str], *, resolve_inside: bool) -> tuple[Mapping[str, Any], list[str]]:
    content, cut = bounded_feed(content)
    if jsonfeed.looks_like_json(content):
        document, problem = jsonfeed.parse(content)
        return document, [line for line in (cut, problem) if line]
    content, removed = harmless_feed(content)
    parsed, failure = _feedparser(content, headers, resolve_inside)
    return parsed, [line for line in (cut, *removed, failure, _broken(parsed)) if line]


def _feedparser(
    content: bytes, headers: Mapping[str, str], resolve_inside: bool
) -> tuple[Mapping[str, Any], str | None]:
    import feedparser

    try:
        parsed = feedparser.parse(
            io.BytesIO(content),
            response_headers=dict(headers),
            sanitize_html=False,
            resolve_relative_uris=resolve_inside,
        )
    # feedparser lets errors of many kinds through for hostile input (AssertionError, ValueError, RecursionError, …).
    except Exception as error:
        return {"bozo": True, "entries": [], "feed": {}, "version": ""}, f"cannot be read: {_words(error)}"
    return parsed, None


def _broken(parsed: Mapping[str, Any]) -> str | None:
    """What feedparser complains of, leaving out complaints that lose nothing (a wrong content type or charset)."""
    error = parsed.get("bozo_exception")
    if error is None or type(error).__name__ in ("NonXMLContentType", "CharacterEncodingOverride"):
        return None
    return f"not well-formed: {_words(error)}"


def _words(error: BaseException) -> str:
    return one_line(f"{type(error).__name__}: {error}", 200) or type(error).__name__


def _feed(parsed: Mapping[str, Any], url: str, seen_at: datetime, problems: list[str]) -> Feed:
    version = str(parsed.get("version") or "")
    kind: FeedKind = next((family for prefix, family in _FAMILIES if version.startswith(prefix)), "none")
    if kind == "none":
        return Feed(kind="none", url=url, problems=(*problems, NO_FEED))
    about = parsed.get("feed") or {}
    candidates = []
    for number, entry in enumerate(parsed.get("entries") or (), start=1):
        candidate = _candidate(entry, kind, url, seen_at)
        if candidate is None:
            problems.append(f"entry {number} names no page: {one_line(_text(entry, 'title'), 80) or 'no title'}")
        else:
            candidates.append(candidate)
    return Feed(
        kind=kind,
        url=url,
        version=version,
        title=one_line(_text(about, "title")),
        home=resolve(url, _text(about, "link")),
        language=one_line(_text(about, "language"), 35),
        ttl=_ttl(about),
        candidates=tuple(candidates),
        problems=tuple(problems),
    )


def _candidate(entry: Entry, kind: FeedKind, url: str, seen_at: datetime) -> Candidate | None:
    link = _link(entry, url)
    if link is None:
        return None
    return Candidate(
        url=link,
        seen_at=seen_at,
        via=url,
        title=one_line(_title(entry)),
        guid=one_line(_text(entry, "id"), 1000),
        author=one_line(_text(entry, "author"), 200),
        claims=_claims(entry, kind, url),
        tags=_tags(entry),
    )


def _link(entry: Entry, url: str) -> str | None:
    """The article's own address: what a feed service replaced, else the link, else an id that is an address itself."""
    for name in ("feedburner_origlink", "link"):
        link = resolve(url, _text(entry, name))
        # feedparser reads an empty address ("http://") as that of the feed.
        if link and identity(link) != identity(url):
            return link
    guid = _text(entry, "id") or ""
    if entry.get("guidislink") or re.match(r"https?://", guid, re.IGNORECASE):
        return resolve(url, guid)
    return None


def _title(entry: Entry) -> str | None:
    """The title as plain text: markup inside an HTML title is taken out."""
    title = _text(entry, "title")
    kind = (entry.get("title_detail") or {}).get("type")
    if title and kind in ("text/html", "application/xhtml+xml"):
        import html

        title = html.unescape(re.sub(r"<[^<>]{0,2000}>", "", title))
    return title


def _claims(entry: Entry, kind: FeedKind, url: str) -> tuple[Claim, ...]:
    """The dates of an entry. In RSS and RDF a lone ``dc:date`` (feedparser's ``updated``) is when it was published."""
    has_published = bool(_text(entry, "published"))
    lone_date = kind in ("rss", "rdf", "cdf") and not has_published
    fields = (("published", False), ("updated", not lone_date), ("created", False))
    return tuple(
        claim("feed", raw, f"{url} {name}", modified=modified, read=_struct(entry, name))
        for name, modified in fields
        if (raw := _text(entry, name))
    )


def _struct(entry: Entry, name: str) -> struct_time | None:
    value = dict.get(entry, f"{name}_parsed") if isinstance(entry, dict) else None
    return value if isinstance(value, struct_time) else None


def _text(mapping: Mapping[str, Any], name: str) -> str | None:
    """A text field as it stands. ``dict.get`` because feedparser's own answers ``published`` when asked for ``updated``."""
    value = dict.get(mapping, name) if isinstance(mapping, dict) else mapping.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _tags(entry: Entry) -> tuple[str, ...]:
    tags = entry.get("tags") or ()
    words = (one_line(tag.get("label") or tag.get("term"), 100) for tag in tags[:50] if isinstance(tag, Mapping))
    return tuple(dict.fromkeys(word for word in words if word))


def _ttl(about: Mapping[str, Any]) -> int | None:
    """Minutes between visits that the feed asks for; sensible figures only (up to a year)."""
    ttl = _text(about, "ttl") or ""
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 7:
        return int(ttl)
    period = _MINUTES.get((_text(about, "sy_updateperiod") or "").lower())
    often = _text(about, "sy_updatefrequency") or "1"
    if period is None or not (often.isascii() and often.isdigit() and 0 < len(often) < 5):
        return period
    return max(1, period // max(1, int(often)))


def _plain(value: Any) -> Any:
    """The value in JSON's types; see :func:`feed_json` for how times and errors are written."""
    if isinstance(value, struct_time):
        return list(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, BaseException):
        return _words(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return [_plain(item) for item in value] if isinstance(value, Iterable) else str(value)
