"""What a page says of itself, as a small tree of its own that the generic readers of metadata read.

Meta elements, the title, the canonical link and JSON-LD come from the lexbor tree, and the elements that a wrapper knows to
show title, authors and date. To make these forty elements anew costs a tenth of a parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree
from lxml.html import HtmlElement, html_parser
from selectolax.lexbor import LexborHTMLParser, LexborNode

SAID = 'meta, title, link[rel=canonical], base, script[type*="ld+json"]'
_MOST = 150
_MOST_SHOWN = 300
"""Characters of an element that shows title, authors or date; what stands behind is something else."""
_MOST_SCRIPT = 400_000
_FEW_TIMES = 3
_KEPT = ("class", "id", "rel", "itemprop", "datetime", "content")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def head_of(tree: LexborHTMLParser, shown: Iterable[str], everywhere: bool = True) -> HtmlElement:
    """The page's own words as a small lxml tree. ``shown`` are selectors in the order in which they come on the page. Without
    ``everywhere`` only the page's head is looked through."""
    root: HtmlElement = html_parser.makeelement("html")
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    language = tree.root.attributes.get("lang") if tree.root is not None else None
    if language:
        _set(root, {"lang": language})
    within = tree if everywhere or tree.head is None else tree.head
    for node in within.css(SAID)[:_MOST]:
        text = node.text() if node.tag in ("title", "script") else ""
        _add(head, node.tag or "meta", node.attributes, text if len(text) <= _MOST_SCRIPT else "")
    for selector in shown:
        found = tree.css_first(selector)
        if found is not None:
            _show(body, found)
    return root


def _show(body: HtmlElement, node: LexborNode) -> None:
    """An element as one line, with the times in it as elements."""
    kept = {name: value for name, value in node.attributes.items() if name in _KEPT and value}
    line = _add(body, node.tag or "p", kept, " ".join(node.text(separator=" ").split())[:_MOST_SHOWN])
    for time in node.css("time")[:_FEW_TIMES]:
        if line.tag != "time":
            _add(line, "time", time.attributes, "")


def _add(parent: HtmlElement, tag: str, attributes: Mapping[str, str | None], text: str) -> HtmlElement:
    """A new element. What XML cannot hold (control characters, odd names) is left out."""
    made: HtmlElement = etree.SubElement(parent, tag if tag.isalnum() else "span")
    _set(made, attributes)
    if text:
        try:
            made.text = text
        except ValueError:
            made.text = _CONTROL.sub("", text)
    return made


def _set(element: HtmlElement, attributes: Mapping[str, str | None]) -> None:
    for name, value in attributes.items():
        try:
            element.set(name, value or "")
        except ValueError:
            if name.isascii() and name.isalpha():
                element.set(name, _CONTROL.sub("", value or ""))
