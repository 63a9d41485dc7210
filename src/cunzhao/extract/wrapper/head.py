"""What a page says of itself, as a page of its own: a few kilobytes that the generic readers of metadata read as fast as they can.

Taken from the lexbor tree: meta elements, the title, the canonical link, JSON-LD, ``<time>`` outside of what is furniture, and
the elements that a wrapper knows to show title, authors and date.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from lxml.html import HtmlElement, HTMLParser, document_fromstring
from selectolax.lexbor import LexborHTMLParser, LexborNode

_SAID = "meta, title, link[rel=canonical], base"
_MOST_META = 120
_MOST_SHOWN = 3_000
"""Characters of markup of an element that shows title, author or date."""
_MOST_SCRIPT = 400_000


def head_of(tree: LexborHTMLParser, shown: Iterable[str], above: Iterable[tuple[str, str]] = ()) -> HtmlElement:
    """The page's own words as a small lxml tree; ``shown`` are selectors in the order in which they come on the page, ``above``
    tags and texts of lines at the beginning of the text."""
    language = tree.root.attributes.get("lang") if tree.root is not None else None
    pieces = [f'<html lang="{escape(language or "")}"><head>']
    pieces += [node.html or "" for node in tree.css(_SAID)[:_MOST_META]]
    scripts = (node.text() for node in tree.css('script[type*="ld+json"]')[:20])
    pieces += [f'<script type="application/ld+json">{text}</script>' for text in scripts if len(text) < _MOST_SCRIPT]
    pieces.append("</head><body>")
    pieces += [_markup(node) for node in (tree.css_first(s) for s in shown) if node is not None]
    pieces += [f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in above]
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, collect_ids=False)
    return document_fromstring("".join([*pieces, "</body></html>"]).encode("utf-8", "replace"), parser=parser)


def _markup(node: LexborNode) -> str:
    """An element's markup; of a large one only its text, since it shows something else besides."""
    markup = node.html or ""
    return markup if len(markup) <= _MOST_SHOWN else f"<p>{escape(node.text()[:300])}</p>"
