"""A linear look at markup before a parser sees it, and a linear rewriting of what a parser would choke on.

lxml drops text without a word below some 256 levels and in text nodes of 10 MB; 200,000 attributes cost it 47 s. So a
scanner that costs time in proportion to the size measures the page first, and :func:`flatten` rewrites a suspect page
into markup that every parser reads in linear time: few levels, few attributes, all of the text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cunzhao.extract.vocabulary import words
from cunzhao.reasons import phrase

MAX_SIZE = 20_000_000
"""Characters of markup that are read; the rest is cut off, and the extraction says so."""
MAX_DEPTH = 200
"""libxml2 gives up at 256 levels; html and body and implied elements need some room."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one element; no page of the evaluation set (803 sites) is a suspect by this."""
MAX_ALL_ATTRIBUTES = 100_000
MAX_TEXT_NODE = 1_000_000
MAX_ELEMENTS = 300_000

_TAG_WINDOW = 1 << 17  # a longer tag is read up to its first ">": keeps the scan linear
_MAX_BROKEN_TAGS = 500
_START = re.compile(r"<(!--|[!?]|/?[a-zA-Z][^\s/>]{0,60})")
# Possessive: no way back into what was matched, so a tag costs its length once.
_REST = re.compile(r"(?:[^\"'>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+|[\"'])*+>")
_ATTRIBUTE = re.compile(r"([^\s=/>\"'<]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++)))?")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "template", "svg"})
_SILENT = frozenset({"script", "style", "template", "svg", "iframe", "noembed", "noframes", "textarea"})
VOID = words("area base br col embed hr img input link meta param source track wbr")
# An element of these is closed by the next of its kind, so leaving it open does not nest.
_SELF_CLOSING = words("p li dt dd tr td th option optgroup thead tbody tfoot colgroup rt rp html head body")
_KEPT_ATTRIBUTES = words(
    "href src srcset data-src data-original data-srcset data-lazy-src alt class id rel property name content itemprop "
    "datetime lang type role http-equiv charset title"
)
_DROPPED_CONTAINERS = words("div section article main span font b i em strong center small u ins form nav")
_FLAT_DEPTH = 60
_BREAK = "<br>"
_REPEATED_BREAK = re.compile(r"(?:<br>\s*+){2,}+")


class Token(NamedTuple):
    """A piece of markup. ``text`` is the text itself, a tag's attributes, or the content of a JSON-LD script (``raw``)."""

    kind: Literal["text", "start", "end", "raw"]
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner measured; ``reasons`` says in words why the page is suspect, and is empty when it is not."""

    depth: int
    elements: int
    attributes: int
    text_characters: int
    reasons: tuple[str, ...]


_MAX_SIGNS = 20_000  # "=": as many attributes in one element cost lxml 3.6 s; a page of 158 KB has some 3,000 in all
_MAX_PLAIN = 1_000_000  # characters: no text node, and no number of elements, can be beyond its limit
_SILENT_OPENED = re.compile(r"(?:(script|style|template|svg|iframe|noembed|noframes|textarea)\b|!--)", re.IGNORECASE)
_LONG_TAG = 3_000  # characters: a tag with more attributes than the limit is longer
_SILENT_INITIALS = "sStTiInN!"


def ordinary(markup: str) -> int | None:
    """About how many characters of text a parser should find in an ordinary page; None for one that :func:`scan` must look at.

    A fifth of the cost of a scan, and it errs to one side: limits are checked by what cannot be beyond them, the estimate is
    not much below what a scan counts. Depth is not measured: lxml is linear in it, and says when it gives up.
    """
    if len(markup) > _MAX_PLAIN or markup.count("=") > _MAX_SIGNS:
        return None
    kept: list[str] = []
    closing = ""
    for piece in markup.split("<"):
        if closing:
            closing, text = _still_silent(piece, closing)
            if text is not None:
                kept.append(text)
            if closing or text is not None:
                continue
        tag, _, text = piece.partition(">")
        if len(tag) > _LONG_TAG and tag.count("=") > MAX_ATTRIBUTES:
            return None
        if tag[:1] in _SILENT_INITIALS and (opened := _SILENT_OPENED.match(tag)) is not None:
            closing = "" if tag.endswith("/") else f"/{opened[1].lower()}" if opened[1] else "-->"
            if closing == "-->" and closing in piece:
                closing, text = "", piece.partition("-->")[2]
                kept.append(text)
        elif text:
            kept.append(text)
    return None if closing else visible_length(" ".join(kept))


def _still_silent(piece: str, closing: str) -> tuple[str, str | None]:
    """Within a silent element or a comment: what still closes it, and the text behind a comment that ends here."""
    if closing == "-->":
        _, closed, text = piece.partition(closing)
        return ("", text) if closed else (closing, None)
    return ("" if piece[: len(closing)].lower() == closing else closing), None


def cut(markup: str) -> tuple[str, tuple[str, ...]]:
    """As much of the markup as is read, and in words what was left (nothing, mostly)."""
    if len(markup) <= MAX_SIZE:
        return markup, ()
    return markup[:MAX_SIZE], (phrase("only-first", f"{MAX_SIZE:,}", f"{len(markup):,}"),)


def tokens(markup: str) -> Iterator[Token]:
    """Cut markup into text, start tags and end tags, in linear time. Comments and the content of scripts are left out."""
    at, broken, unclosed = 0, 0, set[str]()
    while (found := _START.search(markup, at)) is not None:
        if found.start() > at:
            yield Token("text", text=markup[at : found.start()])
        name = found[1].lower()
        if name == "!--":
            at, closes = _behind_comment(markup, found.end())
            if not closes and "!--" in unclosed:
                break
            unclosed.update(() if closes else {"!--"})
            continue
        end = _REST.match(markup, found.end(), found.end() + _TAG_WINDOW) if broken < _MAX_BROKEN_TAGS else None
        broken += end is None
        at = end.end() if end else markup.find(">", found.end()) + 1
        if at <= 0:
            return
        if name[0] in "!?":
            continue
        rest = markup[found.end() : at - 1]
        yield Token("end" if name[0] == "/" else "start", name.lstrip("/"), rest)
        if name in _RAW and not rest.endswith("/") and name not in unclosed:
            close, after = _raw_end(markup, name, at)
            if close < 0:
                unclosed.add(name)
                continue
            yield from _raw(name, rest, markup[at:close])
            at = after
    if at < len(markup):
        yield Token("text", text=markup[at:])


def _behind_comment(markup: str, at: int) -> tuple[int, bool]:
    """Where a comment ends (an unclosed one: at the next ">"), and whether it is closed."""
    close = markup.find("-->", at)
    return (close + 3, True) if close >= 0 else (max(markup.find(">", at) + 1, at), False)


def _raw(name: str, attributes: str, content: str) -> Iterator[Token]:
    """The content of a raw element, where it is read at all, and its end."""
    if name not in _SILENT or "ld+json" in attributes:
        yield Token("raw" if name == "script" else "text", text=content)
    yield Token("end", name)


def _raw_end(markup: str, name: str, at: int) -> tuple[int, int]:
    """Where the raw content of an element ends, and where its end tag ends; (-1, -1) if it never does."""
    close = re.compile(rf"</{name}\b[^>]{{0,100}}>", re.IGNORECASE).search(markup, at)
    return (close.start(), close.end()) if close else (-1, -1)


def scan(markup: str) -> Scan:
    """Measure nesting, attributes and text of a page. Linear in its size; nothing is parsed."""
    depth = deepest = elements = attributes = most = characters = longest = 0
    opened: Counter[str] = Counter()
    for token in tokens(markup):
        if token.kind == "text":
            longest = max(longest, len(token.text))
            characters += visible_length(token.text)
        elif token.kind == "start":
            elements += 1
            count = token.text.count("=") if len(token.text) < 200 else _attribute_count(token.text)
            attributes, most = attributes + count, max(most, count)
            if token.name not in VOID and token.name not in _SELF_CLOSING and not token.text.endswith("/"):
                opened[token.name] += 1
                depth += 1
                deepest = max(deepest, depth)
        elif token.kind == "end" and opened[token.name]:
            opened[token.name] -= 1
            depth -= 1
    return Scan(deepest, elements, attributes, characters, _reasons(deepest, elements, attributes, most, longest))


def visible_length(text: str) -> int:
    """The number of characters of raw text that are not white space, with entities counted as what they stand for."""
    if "&" in text:
        text = html.unescape(text)
    return len("".join(text.split()))


def _attribute_count(rest: str) -> int:
    return sum(1 for _ in _ATTRIBUTE.finditer(rest))


def _reasons(depth: int, elements: int, attributes: int, most: int, longest: int) -> tuple[str, ...]:
    said = (
        (depth > MAX_DEPTH, f"elements are nested {depth:,} deep"),
        (most > MAX_ATTRIBUTES, f"one element has {most:,} attributes"),
        (attributes > MAX_ALL_ATTRIBUTES, f"there are {attributes:,} attributes"),
        (longest > MAX_TEXT_NODE, f"one stretch of text has {longest:,} characters"),
        (elements > MAX_ELEMENTS, f"there are {elements:,} elements"),
    )
    return tuple(words for true, words in said if true)


def flatten(markup: str) -> str:
    """The same text in tame markup: at most some 60 levels, named attributes only, no scripts but JSON-LD.

    Generic containers beyond that depth become line breaks, so that no two texts run together.
    """
    out: list[str] = []
    stack: list[tuple[str, bool]] = []
    opened: Counter[str] = Counter()
    emitted = 0
    for number, token in enumerate(tokens(markup)):
        if token.kind in ("text", "raw"):
            out.append(token.text if token.kind == "raw" else _in_pieces(token.text))
        elif token.kind == "end":
            if opened[token.name]:
                emitted -= _close(token.name, stack, opened, out)
            continue
        elif token.name in VOID | _SELF_CLOSING:
            out.append(f"<{token.name}{_few_attributes(token.text)}>" if number < MAX_ELEMENTS else _BREAK)
            continue
        elif token.name not in _SILENT or "ld+json" in token.text:
            keep = number < MAX_ELEMENTS and emitted < (20 if token.name in _DROPPED_CONTAINERS else _FLAT_DEPTH)
            out.append(f"<{token.name}{_few_attributes(token.text)}>" if keep else _BREAK)
            stack.append((token.name, keep))
            opened[token.name] += 1
            emitted += keep
    out.extend(f"</{name}>" for name, keep in reversed(stack) if keep)
    return _REPEATED_BREAK.sub(_BREAK, "".join(out))


def _close(name: str, stack: list[tuple[str, bool]], opened: Counter[str], out: list[str]) -> int:
    """Close the innermost open element of that name and all within it; the number of emitted elements closed."""
    closed = 0
    while stack:
        top, keep = stack.pop()
        opened[top] -= 1
        closed += keep
        out.append(f"</{top}>" if keep else _BREAK)
        if top == name:
            break
    return closed


def _in_pieces(text: str, size: int = 100_000) -> str:
    """Text with a line break at least every ``size`` characters: no parser has a limit there."""
    text = html.unescape(text)
    return _BREAK.join(html.escape(text[i : i + size], quote=False) for i in range(0, len(text), size))


def _few_attributes(rest: str) -> str:
    kept: list[str] = []
    for number, found in enumerate(_ATTRIBUTE.finditer(rest)):
        if number >= MAX_ATTRIBUTES or len(kept) >= 20:
            break
        name = found[1].lower()
        value = next((v for v in found.groups()[1:] if v is not None), "")
        if name in _KEPT_ATTRIBUTES and len(value) < 10_000:
            kept.append(f' {name}="{value.replace(chr(34), "&quot;")}"')
    return "".join(kept)
