"""OPML subscription lists (http://opml.org/spec2.opml), read and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from lxml import etree

from cunzhao.discover.bounds import has_doctype, has_monstrous_tag
from cunzhao.discover.links import one_line, resolve
from cunzhao.discover.values import OpmlEntry, OpmlList
from cunzhao.errors import InputError

LARGEST = 20_000_000
"""Bytes. A list of 10,000 subscriptions has some 3 MB."""
MOST_ENTRIES = 50_000
FULL = f"beyond {MOST_ENTRIES:,} feeds; split the list"

Fate = Literal["repeated", "refused", "odd"]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_opml(content: bytes) -> OpmlList:
    """The subscriptions of a list in its order, and every outline that is none of them, with its line.

    Raises ``InputError`` where the content is no OPML, has a document type declaration, or is too large. A broken file gives
    what could be read of it, as long as there is an ``outline``.
    """
    if len(content) > LARGEST:
        raise InputError(f"the OPML file has more than {LARGEST:,} bytes: split it")
    if has_doctype(content) or has_monstrous_tag(content):
        raise InputError("the OPML file has a document type declaration or an endless tag: remove it and try again")
    root, broken = _root(content)
    if root is None or not isinstance(root.tag, str) or root.tag.lower() != "opml":
        raise InputError("this is no OPML file: its outermost element is not <opml>")
    entries: dict[str, OpmlEntry] = {}
    said: dict[Fate, list[tuple[int, str]]] = {"repeated": [], "refused": [], "odd": [*broken]}
    for outline in root.iter("outline"):
        entry = _entry(outline)
        if entry is not None and entry.feed not in entries and len(entries) < MOST_ENTRIES:
            entries[entry.feed] = entry
        elif (fate := _fate(outline, entry, entries)) is not None:
            said[fate[0]].append((_line(outline), fate[1]))
    return OpmlList(tuple(entries.values()), *(tuple(lines) for lines in said.values()))


def write_opml(entries: Iterable[OpmlEntry], title: str = "Cunzhao") -> bytes:
    """An OPML 2.0 file (UTF-8) of the subscriptions, in folders by category; :func:`parse_opml` reads the same back."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _clean(title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {"": body}
    for entry in entries:
        parent = _folder(folders, entry.category or "")
        attributes = {"type": "rss", "text": entry.title, "title": entry.title, "xmlUrl": entry.feed}
        if entry.home:
            attributes["htmlUrl"] = entry.home
        etree.SubElement(parent, "outline", {name: _clean(value) for name, value in attributes.items()})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _line(outline: etree._Element) -> int:
    return outline.sourceline or 0  # type: ignore[return-value]  # lxml-stubs leaves the type of this property open


def _root(content: bytes) -> tuple[etree._Element | None, list[tuple[int, str]]]:
    """The outermost element, and where the file is broken, if it is: what was lost there may have been an entry."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return None, []
    return root, [
        (int(e.line), f"the file is broken here ({one_line(e.message, 200)})") for e in list(parser.error_log)[:1]
    ]


def _entry(outline: etree._Element) -> OpmlEntry | None:
    """The subscription that an ``outline`` is, or None for a folder. Some writers spell the names in lower case."""
    values = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    feed = resolve(values.get("xmlurl", ""), values.get("xmlurl"))
    if feed is None:
        return None
    title = one_line(values.get("title")) or one_line(values.get("text")) or feed
    home = resolve(values.get("htmlurl", ""), values.get("htmlurl"))
    return OpmlEntry(title, feed, home, "/".join(reversed(list(_folders(outline)))) or None)


def _fate(
    outline: etree._Element, entry: OpmlEntry | None, entries: Mapping[str, OpmlEntry]
) -> tuple[Fate, str] | None:
    """What is said of an outline that was not taken; None for a folder with something in it.

    What names an address of any kind wanted to be followed; a leaf with a name alone is most likely an empty folder.
    """
    if entry is not None:
        again = entry.feed in entries
        return (
            ("repeated", f"{entry.feed} stands in the list before") if again else ("refused", f"{entry.feed}: {FULL}")
        )
    values = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    name = one_line(values.get("title") or values.get("text"), 100) or "without a name"
    if "xmlurl" in values:
        return "refused", f"{name}: {one_line(values['xmlurl'], 200) or 'an empty address'} is no http or https address"
    if len(outline):
        return None
    return "odd" if set(values) <= {"title", "text"} else "refused", f"{name}: no address of a feed (xmlUrl)"


def _folders(outline: etree._Element) -> Iterator[str]:
    parent = outline.getparent()
    while parent is not None and parent.tag == "outline":
        name = one_line(parent.get("text") or parent.get("title"), 100)
        if name:
            yield name
        parent = parent.getparent()


def _folder(folders: dict[str, etree._Element], category: str) -> etree._Element:
    """The outline of a category, made with its parents where they are missing."""
    if category not in folders:
        above, _, name = category.rpartition("/")
        label = _clean(name)
        folders[category] = etree.SubElement(_folder(folders, above), "outline", {"text": label, "title": label})
    return folders[category]


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
