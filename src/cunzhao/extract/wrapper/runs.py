"""A part of a lexbor tree as runs: lines of text and images in reading order, each with its place.

The same lines as those of :mod:`cunzhao.extract.lines`, from another tree: lexbor parses a page ten times as fast, and only the
part that a wrapper names is walked. A *place* is the path of block elements below the container, by tag, class and id without
digits; pages of one source share places, and what a place says is what a wrapper learns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from selectolax.lexbor import LexborNode

from cunzhao.extract.lines import BLOCKS, HEADINGS, SKIPPED, key_of
from cunzhao.extract.wrapper.model import Says
from cunzhao.types import BlockKind, Link

MAX_DEPTH = 120
"""Block elements below the container; no page of the evaluation set comes near, and what lies deeper is left to others."""
_NEVER_TEXT = frozenset(("script", "style", "template", "title", "iframe"))
_INLINE = frozenset(("a", "b", "em", "font", "i", "span", "strong", "u"))
_DIGITS = re.compile(r"\d+")
_MAX_NAME = 60  # characters of class and id that count: some pages keep whole style sheets there
_MAX_LINKS = 200
_MAX_CELL = 1_500

KEPT = Says(1.0, 1.0, 1.0, image=True)
"""What is said of every place in an element that a person chose."""

Rules = Mapping[str, Any]
"""A tree of places: what follows a place under its name, and under "" what the place says (:class:`Says`)."""


@dataclass(slots=True, eq=False)
class Run:
    """A line, or an image (``image`` is its element). ``group`` is the list, table, quotation or code that it belongs to, 0 for
    none, ``item`` the list item or table row, ``cell`` the table cell. ``says`` is what the rules say of ``place``; None for
    a place that they do not know."""

    text: str
    tag: str
    place: tuple[str, ...]
    says: Says | None
    kind: BlockKind = "paragraph"
    group: int = 0
    item: int = 0
    cell: int = 0
    ordered: bool = False
    node: Any = None
    image: Any = None
    raw: str = ""
    anchors: tuple[tuple[int, int, str], ...] = ()
    _key: str | None = None

    @property
    def key(self) -> str:
        """The letters and digits of the text, in lower case; made when first asked for."""
        if self._key is None:
            self._key = key_of(self.text)
        return self._key

    @property
    def linked(self) -> int:
        """Characters inside links."""
        return sum(end - start for start, end, _ in self.anchors)

    @property
    def links(self) -> tuple[Link, ...]:
        """Links with their offsets in ``text``."""
        if not self.anchors:
            return ()
        return tuple(
            link for link in (_moved(self.raw, *a) for a in self.anchors[:_MAX_LINKS]) if link.start < link.end
        )


@dataclass(slots=True)
class _State:
    """Where the walk stands: what a line here would belong to."""

    tag: str
    place: tuple[str, ...]
    rules: Rules | None
    kind: BlockKind = "paragraph"
    group: int = 0
    item: int = 0
    cell: int = 0
    ordered: bool = False
    mark: bool | None = None


def name_of(node: LexborNode) -> str:
    """An element's name in a place: ``div.story#part-``; digits are left out, since they number articles."""
    attributes = node.attributes
    name: str = node.tag or ""
    if attributes:
        classes, identity = attributes.get("class"), attributes.get("id")
        if classes:
            name += "." + ".".join(_DIGITS.sub("", classes[:_MAX_NAME]).split())
        if identity:
            name += "#" + _DIGITS.sub("", identity[:_MAX_NAME]).strip()
    return name


def runs_of(
    container: LexborNode, rules: Rules | None = None, marks: Mapping[int, bool] = MappingProxyType({})
) -> list[Run]:
    """All runs below a container. With ``rules`` (those of its places), what they drop is not walked. ``marks``: elements, by
    address, that are text (True) or furniture (False) whatever the rules say."""
    return _Walk(container, rules, marks).runs


class _Walk:
    """One walk; an explicit stack, so that no nesting can exhaust Python's."""

    def __init__(self, container: LexborNode, rules: Rules | None, marks: Mapping[int, bool]) -> None:
        self.runs: list[Run] = []
        self.marks = marks
        self.pieces: list[str] = []
        self.length = 0
        self.anchors: list[tuple[int, int, str]] = []
        self.anchor: tuple[Any, str, int] | None = None
        self.state = _State(container.tag or "", (), rules)
        self.block: Any = container
        self._walk(container)
        self._end_line()

    def _walk(self, container: LexborNode) -> None:
        stack: list[tuple[Any, _State | None, Any]] = []
        node = container.child
        while True:
            if node is None:
                if not stack:
                    return
                node, before, block = stack.pop()
                self._leave(node, before, block)
                node = node.next
                continue
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if text:
                    self.pieces.append(text)
                    self.length += len(text)
            elif len(stack) < 2 * MAX_DEPTH and tag is not None and tag[0] not in "-!" and self._descends(node, tag):
                entered = self._enter(node, tag)
                if entered is not None:
                    stack.append((node, *entered))
                    node = node.child
                    continue
            node = node.next

    def _descends(self, node: LexborNode, tag: str) -> bool:
        """Whether an element's content is text; an image and a line break are noted here, since they have none."""
        if tag in _INLINE and not self.marks:
            return True
        if tag == "br":
            self._end_line()
        elif tag in ("img", "amp-img"):
            self._end_line()
            self._image(node)
        elif tag == "noscript":
            return self._noscript(node)
        elif tag in SKIPPED:
            return tag not in _NEVER_TEXT and node.css_first("p, article") is not None
        elif self.marks and self.marks.get(node.mem_id) is False:
            self._end_line()
        else:
            return True
        return False

    def _noscript(self, node: LexborNode) -> bool:
        """A noscript that repeats the image before it is left out, with its address for that image."""
        inner = node.css_first("img")
        if inner is not None and self.runs and self.runs[-1].image is not None and not self.pieces:
            self.runs[-1].raw = inner.attributes.get("src") or ""
            return False
        return inner is not None or node.css_first("p, article") is not None

    def _enter(self, node: LexborNode, tag: str) -> tuple[_State | None, Any] | None:
        """The state to come back to after an element; None for one that the rules drop."""
        if tag in BLOCKS:
            self._end_line()
            before, block = self.state, self.block
            inside = self._inside(node, tag)
            says = None if inside.rules is None or inside.mark else inside.rules.get("")
            if says is not None and says.drop:
                return None
            self.state, self.block = inside, node
            return before, block
        if tag == "a" and self.anchor is None:
            href = node.attributes.get("href")
            if href:
                self.anchor = (node.mem_id, href, self.length)
        return None, None

    def _leave(self, node: LexborNode, before: _State | None, block: Any) -> None:
        if before is not None:
            self._end_line()
            self.state, self.block = before, block
        elif self.anchor is not None and self.anchor[0] == node.mem_id:
            self._end_link()
            self.anchor = None

    def _inside(self, node: LexborNode, tag: str) -> _State:
        """The state below a block element: the outermost list, the innermost table, quotation or code."""
        now = self.state
        name = name_of(node)
        rules = None if now.rules is None else now.rules.get(name)
        mark = self.marks.get(node.mem_id, now.mark) if self.marks else None
        made = _State(tag, (*now.place, name), rules, now.kind, now.group, now.item, now.cell, now.ordered, mark)
        if tag == "pre":
            made.kind, made.group = "code", node.mem_id
        elif now.kind == "code":
            return made
        elif tag == "table" and is_data(node):
            made.kind, made.group = "table", node.mem_id
        elif tag == "blockquote" and now.kind not in ("list", "quotation"):
            made.kind, made.group = "quotation", node.mem_id
        elif tag in ("ul", "ol") and now.kind != "list" and not _is_layout(node):
            made.kind, made.group, made.ordered = "list", node.mem_id, tag == "ol"
        elif tag == ("tr" if now.kind == "table" else "li"):
            made.item = node.mem_id
        elif tag in ("td", "th"):
            made.cell = node.mem_id
        return made

    def _image(self, node: LexborNode) -> None:
        state = self.state
        rule = None if state.rules is None else state.rules.get("img")
        says = KEPT if state.mark else None if rule is None else rule.get("")
        alt = (node.attributes.get("alt") or "").strip()[:1000]
        self.runs.append(Run(alt, "img", (*state.place, "img"), says, node=self.block, image=node))

    def _end_link(self) -> None:
        if self.anchor is not None and self.length > self.anchor[2]:
            self.anchors.append((self.anchor[2], self.length, self.anchor[1]))

    def _end_line(self) -> None:
        self._end_link()
        if self.length:
            state = self.state
            raw = "".join(self.pieces)
            text = raw.strip("\n").rstrip() if state.tag == "pre" else " ".join(raw.split())
            if text:
                rules = state.rules
                says = KEPT if state.mark else None if rules is None else rules.get("")
                kind: BlockKind = state.kind
                group = state.group
                if state.tag in HEADINGS and kind == "list":
                    kind, group = "paragraph", 0
                run = Run(
                    text,
                    state.tag,
                    state.place,
                    says,
                    kind,
                    group,
                    state.item,
                    state.cell,
                    state.ordered,
                    self.block,
                    None,
                    raw,
                )
                run.anchors = tuple(self.anchors)
                self.runs.append(run)
            self.pieces, self.length = [], 0
        if self.anchors:
            self.anchors = []
        if self.anchor is not None:
            self.anchor = (*self.anchor[:2], 0)


def _moved(raw: str, start: int, end: int, url: str) -> Link:
    """A link whose offsets were those of raw text, in the text with single spaces."""
    before, inside = " ".join(raw[:start].split()), " ".join(raw[start:end].split())
    apart = bool(before) and (raw[start - 1 : start].isspace() or raw[start : start + 1].isspace())
    begin = len(before) + apart
    return Link(begin, begin + len(inside), url[:4_000])


def is_data(table: LexborNode) -> bool:
    """Whether a table holds data; old pages lay out everything in tables."""
    if len(table.css("table")) > 1:
        return False
    rows = [len([c for c in row.iter() if c.tag in ("td", "th")]) for row in table.css("tr")]
    if len(rows) < 2 or max(rows) < 2:
        return False
    return all(len(c.css("p")) <= 3 and len(c.text()) < _MAX_CELL for c in table.css("td, th"))


def _is_layout(element: LexborNode) -> bool:
    """Whether a list holds long stretches of text, so that it is layout."""
    return len(element.css("p")) > 3 and any(len(i.css("p")) > 3 for i in element.iter() if i.tag == "li")
