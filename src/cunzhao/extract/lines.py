"""A page as a flat run of lines and images, in reading order, each with its place in the tree.

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
_MAX_LINKS = 200
_NOT_KEY = re.compile(r"[\W_]+")


@dataclass(slots=True, eq=False)
class Line:
    """A line of text, or an image (then ``image`` is set and ``text`` is its alternative text).

    ``element`` is the nearest block element around it; ``key`` the text's letters and digits only, in lower case, to
    compare by; ``linked`` the number of its characters that are inside links; ``bold`` those in bold face.
    """

    text: str
    element: HtmlElement
    links: tuple[Link, ...] = ()
    image: HtmlElement | None = None
    key: str = ""
    linked: int = 0
    bold: int = 0


@dataclass(slots=True)
class _Run:
    """The line that is being collected."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    links: list[Link] = field(default_factory=list)
    bold: int = 0


def key_of(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return _NOT_KEY.sub("", text.lower())


def lines_of(tree: HtmlElement) -> list[Line]:
    """All lines and images of a tree in reading order."""
    walker = _Walker(tree)
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "!"
        if event == "start":
            walker.enter(element, tag)
        else:
            walker.leave(element, tag)
    walker.end_line()
    return [line for line in walker.lines if line.text or line.image is not None]


class _Walker:
    """Collects lines while a tree is walked in document order."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.lines: list[Line] = []
        self.blocks: list[HtmlElement] = [tree]
        self.run = _Run()
        self.anchor: HtmlElement | None = None
        self.start = self.skip = self.bold = 0

    def enter(self, element: HtmlElement, tag: str) -> None:
        self.skip += self.skipped(element, tag)
        if self.skip:
            return
        if tag in BLOCKS or tag in ("br", "img"):
            self.end_line()
        if tag in BLOCKS:
            self.blocks.append(element)
        elif tag == "img":
            self.lines.append(Line((element.get("alt") or "").strip()[:1000], self.blocks[-1], image=element))
        elif tag == "a" and element.get("href"):
            self.anchor, self.start = element, self.run.length
        self.bold += tag in _BOLD
        self.add(element.text)

    def leave(self, element: HtmlElement, tag: str) -> None:
        if self.skipped(element, tag):
            self.skip -= 1
        elif not self.skip:
            if tag in BLOCKS:
                self.end_line()
                self.blocks.pop()
            elif element is self.anchor:
                self.end_link()
                self.anchor = None
            self.bold -= tag in _BOLD
        if not self.skip and element is not self.tree:
            self.add(element.tail)

    def skipped(self, element: HtmlElement, tag: str) -> bool:
        """Whether an element's content is not text; a button or drawing left open swallows the article, and is none."""
        if tag not in SKIPPED:
            return False
        return tag in _NEVER_TEXT or next(element.iterdescendants("p", "article"), None) is None

    def add(self, text: str | None) -> None:
        """Add text with white space collapsed across pieces (kept in preformatted text)."""
        if not text:
            return
        if self.blocks[-1].tag != "pre":
            apart = text[0].isspace() and self.run.length and not self.run.pieces[-1].endswith(" ")
            words = " ".join(text.split())
            text = (" " if apart else "") + words + (" " if words and text[-1].isspace() else "")
        if text:
            self.run.pieces.append(text)
            self.run.length += len(text)
            self.run.bold += len(text) if self.bold else 0

    def end_link(self) -> None:
        if self.anchor is not None and self.run.length > self.start and len(self.run.links) < _MAX_LINKS:
            self.run.links.append(Link(self.start, self.run.length, self.anchor.get("href")[:4_000]))

    def end_line(self) -> None:
        """Close the line that is being collected; a link that is still open goes on in the next line."""
        self.end_link()
        if self.run.length:
            self.lines.append(_finished(self.run, self.blocks[-1]))
        self.run, self.start = _Run(), 0


def _finished(run: _Run, block: HtmlElement) -> Line:
    """A collected line, with link offsets moved to the stripped text."""
    raw = "".join(run.pieces)
    text = raw.strip("\n").rstrip() if block.tag == "pre" else raw.strip()
    shift = len(raw) - len(raw.lstrip("\n" if block.tag == "pre" else None))
    moved = (Link(max(link.start - shift, 0), min(link.end - shift, len(text)), link.url) for link in run.links)
    links = tuple(link for link in moved if link.start < link.end)
    return Line(text, block, links, key=key_of(text), linked=sum(k.end - k.start for k in links), bold=run.bold)
