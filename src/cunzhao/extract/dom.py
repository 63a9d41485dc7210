"""From text to an lxml tree, with every loss of text noticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cunzhao.extract import hostile
from cunzhao.reasons import phrase

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_CONTROL_BYTES = bytes(b for b in (*range(0x20), 0x7F) if b not in b"\t\n\r")
SILENT = frozenset(("script", "style", "template", "svg", "iframe", "noembed", "noframes", "textarea"))
_ALL_ALIKE = etree.ElementDefaultClassLookup(element=HtmlElement)
"""lxml.html asks a Python function for the class of each element, to tell forms apart: a tenth of a page's time."""
_LOSS_SHARE = 0.03
_LOSS_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, what was lost on the way (in words), and whether the page was suspect before it was parsed."""

    tree: HtmlElement
    partial: tuple[str, ...]
    suspect: bool


def parse(markup: str) -> Parsed:
    """Parse a page of any kind in linear time. Never raises; never loses text without saying so."""
    markup, cut = hostile.cut(markup)
    partial = [*cut]
    markup = _XML_DECLARATION.sub("", _clean(markup), count=1)
    expected = hostile.ordinary(markup)
    if expected is not None:
        tree, problem = _parse(markup)
        if not problem and not _lost(tree, expected, text_estimate):
            return Parsed(tree, tuple(partial), suspect=False)
    return _carefully(markup, partial)


def _carefully(markup: str, partial: list[str]) -> Parsed:
    """Measure the page first, and flatten it where a parser would choke on it or did lose text."""
    measured = hostile.scan(markup)
    if not measured.reasons:
        tree, problem = _parse(markup)
        lost = _lost(tree, measured.text_characters)
        if not lost:
            return Parsed(tree, tuple(partial), suspect=False)
        partial.append(phrase("lost", f"{lost:,}", problem))
    else:
        partial.append(phrase("flattened", "; ".join(measured.reasons)))
    tree, problem = _parse(hostile.flatten(markup))
    lost = _lost(tree, measured.text_characters)
    if lost:
        partial.append(phrase("still-missing", f"{lost:,}", f"{measured.text_characters:,}", problem))
    return Parsed(tree, tuple(partial), suspect=bool(measured.reasons))


def _clean(markup: str) -> str:
    """Markup without the characters that XML does not allow; the cheap look comes first, since next to no page has any."""
    raw = markup.encode("utf-8", "replace")
    if (
        len(raw.translate(None, _CONTROL_BYTES)) == len(raw)
        and b"\xef\xbf\xbe" not in raw
        and b"\xef\xbf\xbf" not in raw
    ):
        return markup
    return _CONTROL.sub("", markup)


def fragment(markup: str) -> Parsed:
    """Parse a piece of a page, such as the body of a post."""
    return parse(f"<html><body>{markup}</body></html>")


def text_length(tree: HtmlElement) -> int:
    """The number of visible characters in a tree that are not white space; scripts and styles are not text."""
    total = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in SILENT and element.text:
            total += len("".join(element.text.split()))
        if element.tail:
            total += len("".join(element.tail.split()))
    return total


def _parse(markup: str) -> tuple[HtmlElement, str]:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False)
    parser.set_element_class_lookup(_ALL_ALIKE)
    try:
        tree = document_fromstring(markup.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError):  # an empty document
        tree = document_fromstring(b"<html><head></head><body></body></html>")
    return tree, _fatal(parser)


def _fatal(parser: HTMLParser) -> str:
    """The parser's own word on why it stopped, if it did."""
    fatal = [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]
    return f" ({fatal[0][:100]})" if fatal else ""


def text_estimate(tree: HtmlElement) -> int:
    """The same as :func:`text_length` in a tenth of the time, as far as no silent element has children."""
    whole = etree.tostring(tree, method="text", encoding="unicode")
    return _black(whole) - sum(_black(e.text or "") for e in tree.iter(*SILENT))


def _black(text: str) -> int:
    """About the number of characters that are not white space."""
    return len(text) - sum(map(text.count, " \n\t\r\xa0\u3000"))


def _lost(tree: HtmlElement, expected: int, count: Callable[[HtmlElement], int] = text_length) -> int:
    """How many characters of text are missing, if it is more than markup errors explain."""
    missing = expected - count(tree)
    return missing if missing > max(_LOSS_CHARACTERS, expected * _LOSS_SHARE) else 0
