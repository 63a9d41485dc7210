"""A page as a flat run of lines and images, in reading order, each with its place in the tree: one walk, no second look.

A line is what a reader sees between two line breaks. Selecting lines, and not text, is what lets a body keep its links,
its captions and its lists whatever tool chose it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from cunzhao.extract.vocabulary import words
from cunzhao.types import Link

BLOCKS = words(
    "html body p div section article main header footer nav aside form fieldset h1 h2 h3 h4 h5 h6 li ul ol dl dt dd "
    "blockquote pre table caption thead tbody tfoot tr td th figure figcaption hr address center details summary dir "
    "menu noscript option select label legend picture video audio object q-block hgroup search"
)
SKIPPED = words(
    "script style template svg title iframe noembed noframes textarea select button option math canvas map input rt rp"
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NEVER_TEXT = frozenset(("script", "style", "template", "title", "iframe"))
_BOLD = frozenset(("b", "strong"))
_NAMING = frozenset(("class", "id", "role", "itemprop"))
_MAX_LINKS = 200
_MAX_NAMES = 300  # characters of class, id and role that are read
_NOT_KEY = re.compile(r"[\W_]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Line:
    """A line of text, or an image (then ``image`` is set and ``text`` is its alternative text).

    ``element`` is the nearest block element around it and ``block`` its number in :class:`Walked`; ``linked`` the number of
    its characters that are inside links, ``bold`` those in bold face; ``inline`` the names of its first inline element.
    """

    text: str
    element: HtmlElement
    links: tuple[Link, ...] = ()
    image: HtmlElement | None = None
    linked: int = 0
    bold: int = 0
    block: int = 0
    inline: str = ""
    _key: str | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """The text's letters and digits only, in lower case, to compare by; images have none."""
        if self._key is None:
            self._key = "" if self.image is not None else key_of(self.text)
        return self._key


@dataclass(slots=True)
class Walked:
    """A page's lines and its block elements, both in document order.

    For block ``b``: ``parents[b]`` is the number of the block around it (the root's is 0), ``tags[b]`` its tag, ``names[b]``
    its class, id, role and itemprop as written, and ``lines[first[b]:last[b]]`` all the lines inside it. Blocks inside it are
    ``b + 1`` to ``ends[b] - 1``.
    """

    lines: list[Line] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """The line that is being collected."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    links: list[Link] = field(default_factory=list)
    bold: int = 0
    inline: str = ""


def key_of(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return _NOT_KEY.sub("", text.lower())


def lines_of(tree: HtmlElement) -> list[Line]:
    """All lines and images of a tree in reading order."""
    return walk(tree).lines


def walk(tree: HtmlElement) -> Walked:
    """All lines, images and block elements of a tree."""
    walker = _Walker(tree)
    enter, leave = walker.enter, walker.leave
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        tag = element.tag
        if event == "end":
            leave(element, tag if isinstance(tag, str) else "!")
        elif not enter(element, tag if isinstance(tag, str) else "!"):
            steps.skip_subtree()
    walker.end_line()
    walker.close(0)
    return walker.found


class _Walker:
    """Collects lines while a tree is walked in document order."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.found = Walked()
        self.opened = [0]
        self.run = _Run()
        self.anchor: HtmlElement | None = None
        self.start = self.bold = 0
        self.preformatted = False
        self.open(tree, "html", 0)

    def open(self, element: HtmlElement, tag: str, parent: int) -> None:
        """Note a block element that begins here."""
        found = self.found
        found.elements.append(element)
        found.parents.append(parent)
        found.tags.append(tag)
        found.names.append(_names(element))
        found.first.append(len(found.lines))
        found.last.append(0)
        found.ends.append(0)

    def close(self, block: int) -> None:
        """Note where a block element ends."""
        self.found.last[block] = len(self.found.lines)
        self.found.ends[block] = len(self.found.elements)

    def enter(self, element: HtmlElement, tag: str) -> bool:
        """Note what begins here; says whether to look inside."""
        if tag in SKIPPED and self.skipped(element, tag):
            return False
        if tag in BLOCKS:
            if self.run.length:
                self.end_line()
            self.run.inline, self.start = "", 0
            if element is not self.tree:
                self.open(element, tag, self.opened[-1])
                self.opened.append(len(self.found.elements) - 1)
            self.preformatted = tag == "pre"
        else:
            self.enter_inline(element, tag)
        text = element.text
        if text:
            self.add(text)
        return True

    def enter_inline(self, element: HtmlElement, tag: str) -> None:
        if tag == "br":
            self.end_line()
        elif tag == "img":
            self.end_line()
            block = self.opened[-1]
            alt = (element.get("alt") or "").strip()[:1000]
            self.found.lines.append(Line(alt, self.found.elements[block], image=element, block=block))
        elif tag == "a" and element.get("href"):
            self.anchor, self.start = element, self.run.length
        elif tag in _BOLD:
            self.bold += 1
        if not self.run.inline:
            self.run.inline = element.get("class") or ""

    def leave(self, element: HtmlElement, tag: str) -> None:
        if tag in SKIPPED and self.skipped(element, tag):
            pass
        elif tag in BLOCKS:
            self.leave_block(element)
        elif element is self.anchor:
            self.end_link()
            self.anchor = None
        elif tag in _BOLD:
            self.bold -= 1
        tail = element.tail
        if tail and element is not self.tree:
            self.add(tail)

    def leave_block(self, element: HtmlElement) -> None:
        if self.run.length:
            self.end_line()
        self.run.inline, self.start = "", 0
        if element is not self.tree:
            self.close(self.opened.pop())
        self.preformatted = self.found.tags[self.opened[-1]] == "pre"

    def skipped(self, element: HtmlElement, tag: str) -> bool:
        """Whether an element's content is not text; a button or drawing left open swallows the article, and is none."""
        return tag in _NEVER_TEXT or next(element.iterdescendants("p", "article"), None) is None

    def add(self, text: str) -> None:
        """Add text with white space collapsed across pieces (kept in preformatted text)."""
        run = self.run
        if not self.preformatted:
            apart = run.length and text[0].isspace() and not run.pieces[-1].endswith(" ")
            collapsed = " ".join(text.split())
            if not collapsed:
                if not apart:
                    return
                text = " "
            else:
                text = f"{' ' if apart else ''}{collapsed}{' ' if text[-1].isspace() else ''}"
        run.pieces.append(text)
        run.length += len(text)
        if self.bold:
            run.bold += len(text)

    def end_link(self) -> None:
        if self.anchor is not None and self.run.length > self.start and len(self.run.links) < _MAX_LINKS:
            self.run.links.append(Link(self.start, self.run.length, self.anchor.get("href")[:4_000]))

    def end_line(self) -> None:
        """Close the line that is being collected; a link that is still open goes on in the next line."""
        run = self.run
        if run.length:
            self.end_link()
            block = self.opened[-1]
            line = _finished(run, self.found.elements[block], self.preformatted)
            if line is not None:
                line.block = block
                self.found.lines.append(line)
            self.run = _Run()
        run.inline, self.start = "", 0


def _names(element: HtmlElement) -> str:
    """An element's class, id, role and itemprop, and the word ``hidden`` where it is not shown."""
    items = element.items()
    if not items:
        return ""
    names = [value for name, value in items if name in _NAMING]
    for name, value in items:
        if name == "hidden" or (name == "style" and _HIDDEN.search(value[:1_000])):
            names.append("hidden")
    return " ".join(names)[:_MAX_NAMES]


def _finished(run: _Run, block: HtmlElement, preformatted: bool) -> Line | None:
    """A collected line, with link offsets moved to the stripped text; None where only white space was collected."""
    raw = "".join(run.pieces)
    text = raw.strip("\n").rstrip() if preformatted else raw.strip()
    if not text:
        return None
    if not run.links:
        return Line(text, block, bold=run.bold, inline=run.inline)
    shift = len(raw) - len(raw.lstrip("\n" if preformatted else None))
    moved = (Link(max(link.start - shift, 0), min(link.end - shift, len(text)), link.url) for link in run.links)
    links = tuple(link for link in moved if link.start < link.end)
    linked = sum(k.end - k.start for k in links)
    return Line(text, block, links, linked=linked, bold=run.bold, inline=run.inline)
