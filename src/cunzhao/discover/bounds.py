"""Linear looks at content before a parser sees it, so that no stranger's file costs minutes or gigabytes.

Measured with feedparser 6.0.14 on one core: about 50 µs a tag (6 MB of ``<a>`` took 101 s), 5 µs an ampersand; with
lxml 6.1, 200,000 attributes in one tag took 47 s.
"""

from __future__ import annotations

import re

FEED_BYTES = 20_000_000
FEED_ENTRIES = 10_000
FEED_TAGS = 200_000
"""Plain and escaped tags together: some 10 s of feedparser at worst. 10,000 entries without markup have about 160,000."""
FEED_AMPERSANDS = 500_000
FEED_DEPTH = 250
"""Elements inside one entry. Atom with XHTML has some 30; feedparser took 120 s to close 200,000."""
LONGEST_TAG = 32_768
"""Bytes. The longest tag seen in ordinary pages is an inline image of some 20 KB."""

MONSTROUS_TAG = re.compile(rf"<[A-Za-z][^<>]{{{LONGEST_TAG}}}[^<>]*+>?")

# Possessive, so that an unclosed quote cannot make it step back through the file.
_ENTITY = re.compile(rb"<!ENTITY\s++((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>?", re.IGNORECASE)
_SMALL_ENTITY = re.compile(rb"\w+\s+(?:\"(?:&#\w{1,7};|[^&%<\"]{0,16})\"|'(?:&#\w{1,7};|[^&%<']{0,16})')\s*")
_ITEM_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ITEM_START = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_FEED_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF|channel)\s*>", re.IGNORECASE)
_STEP = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<(/)[A-Za-z]|<([A-Za-z][\w:.-]*+)(?:[^<>]*+(?<!/)>|(?=<|\Z))", re.DOTALL
)
_OFTEN_OPEN = frozenset((b"br", b"hr", b"img", b"p", b"li", b"input", b"meta", b"link", b"wbr"))
_SURROGATE = re.compile(
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));", re.IGNORECASE
)
_COSTLY = re.compile(rb"<|&lt;|&#60;|&#x3c;", re.IGNORECASE)


def has_doctype(content: bytes) -> bool:
    """Whether a document type declaration stands anywhere; NUL bytes are skipped, so that UTF-16 hides nothing."""
    return re.search(rb"<!(?:DOCTYPE|ENTITY)", _without_nuls(content), re.IGNORECASE) is not None


def has_monstrous_tag(content: bytes) -> bool:
    """Whether one tag is longer than :data:`LONGEST_TAG`, as attribute bombs are."""
    return MONSTROUS_TAG.search(content.decode("latin-1")) is not None


def without_entities(content: bytes) -> tuple[bytes, str | None]:
    """The content without entity declarations that could grow or reach outside, and a line that says so where there were any.

    A declaration of at most 16 plain characters stays (real feeds declare ``&nbsp;``): it can grow a feed fivefold at most.
    """
    if b"\x00" in content[:1000] and has_doctype(content[:20_000]):
        return b"", "refused: a document type declaration in UTF-16 or UTF-32"
    removed = 0

    def keep_small(match: re.Match[bytes]) -> bytes:
        nonlocal removed
        if _SMALL_ENTITY.fullmatch(match[1]):
            return match[0]
        removed += 1
        return b""

    content = _ENTITY.sub(keep_small, content)
    return content, f"removed {removed} entity declarations that are not plain characters" if removed else None


def harmless_feed(content: bytes) -> tuple[bytes, list[str]]:
    """A feed made fit for feedparser, and what was taken out: entities, endless tags, references to half characters.

    feedparser 6.0.14 needs 42 s and 2.5 GB for a tag of 18 MB, and gives up a whole feed for one ``&#xD800;``.
    """
    content, line = without_entities(content)
    problems = [line] if line else []
    depth_end = _depth_end(content)
    if depth_end is not None:
        content = content[:depth_end]
        problems.append(f"read only up to tags nested {FEED_DEPTH} deep; the rest was left out")
    if has_monstrous_tag(content):
        content = MONSTROUS_TAG.sub("", content.decode("latin-1")).encode("latin-1")
        problems.append(f"removed tags of more than {LONGEST_TAG:,} bytes")
    return _SURROGATE.sub(b"&#xFFFD;", content), problems


def is_cut_off(content: bytes) -> bool:
    """Whether a feed ends inside an entry: its last entry may then have half a link."""
    starts = [match.start() for match in _ITEM_START.finditer(content)]
    if not starts or _FEED_END.search(content, starts[-1]):
        return False
    return _ITEM_END.search(content, starts[-1]) is None


def bounded_feed(content: bytes) -> tuple[bytes, str | None]:
    """The content, cut after the last whole entry within the bounds, and a line that says so where it was cut."""
    end, why = len(content), ""
    if end > FEED_BYTES:
        end, why = FEED_BYTES, f"{FEED_BYTES:,} bytes"
    ends = [match.end() for _, match in zip(range(FEED_ENTRIES + 1), _ITEM_END.finditer(content, 0, end), strict=False)]
    if len(ends) > FEED_ENTRIES:
        end, why = ends[FEED_ENTRIES - 1], f"{FEED_ENTRIES:,} entries"
    for pattern, limit, name in ((_COSTLY, FEED_TAGS, "tags"), (re.compile(rb"&"), FEED_AMPERSANDS, "ampersands")):
        stop = _position_of(pattern, content, end, limit)
        if stop is not None:
            end, why = stop, f"{limit:,} {name}"
    if not why:
        return content, None
    whole = max((position for position in ends if position <= end), default=end)
    # Closed again, so that the strict reader takes it: the lenient one is twice as slow.
    return content[:whole] + _closing(content), f"read only up to the bound of {why}; the rest was left out"


def _depth_end(content: bytes) -> int | None:
    """Where elements are nested deeper than :data:`FEED_DEPTH`, or None. Every entry starts again; CDATA is text."""
    depth = 0
    for match in _STEP.finditer(content):
        if match[1]:
            depth = max(0, depth - 1)
        elif match[2] and match[2].lower() in (b"item", b"entry"):
            depth = 0
        elif match[2] and match[2].lower() not in _OFTEN_OPEN:
            depth += 1
            if depth > FEED_DEPTH:
                return match.start()
    return None


def _closing(content: bytes) -> bytes:
    """The end tags that a feed cut after an entry needs."""
    root = re.search(rb"<((?:\w+:)?(?:rss|feed|RDF))[\s>]", content[:20_000], re.IGNORECASE)
    if root is None:
        return b""
    inside = b"</channel>" if root[1].lower() == b"rss" else b""
    return inside + b"</" + root[1] + b">"


def _position_of(pattern: re.Pattern[bytes], content: bytes, end: int, limit: int) -> int | None:
    """Where the match number ``limit`` + 1 starts, or None."""
    for number, match in enumerate(pattern.finditer(content, 0, end)):
        if number == limit:
            return match.start()
    return None


def _without_nuls(content: bytes) -> bytes:
    return content.replace(b"\x00", b"") if b"\x00" in content else content
