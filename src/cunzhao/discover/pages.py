"""A page's links, read once and within bounds, for listings and for autodiscovery."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cunzhao.discover.bounds import MONSTROUS_TAG
from cunzhao.discover.links import one_line, resolve

LARGEST = 10_000_000
"""Bytes of a page that are looked at; front pages of large outlets have some 2 MB."""
MOST_TAGS = 200_000
MOST_ANCHORS = 5_000

_FURNITURE_TAGS = frozenset({"nav", "footer", "form"})
_FURNITURE_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar"})
_FURNITURE_WORDS = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|pagination|pager|share|social|login|copyright)(?:$|[-_\s])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """An ``a`` element: where it leads, what it says, and whether it stands in the page's furniture (navigation, footer)."""

    url: str
    text: str
    furniture: bool
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """A ``link`` element of the head."""

    url: str
    rel: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class PageLinks:
    """All links of a page; ``base`` is what relative ones were resolved against; ``title`` is the page's own."""

    base: str
    title: str | None
    links: tuple[Linked, ...]
    anchors: tuple[Anchor, ...]


def read_links(html: bytes | str, url: str) -> PageLinks:
    """The links of a page in document order; empty where the page cannot be read. Never raises for bad markup."""
    root = _document(html)
    if root is None:
        return PageLinks(url, None, (), ())
    base = next((found for element in root.iter("base") if (found := resolve(url, element.get("href")))), url)
    title = next((one_line("".join(_visible(element))) for element in root.iter("title")), None)
    return PageLinks(base, title, tuple(_links(root, base)), tuple(_anchors(root, base)))


def _document(html: bytes | str) -> etree._Element | None:
    text = html if isinstance(html, str) else _decoded(html)
    text = text[:LARGEST].replace("\x00", "")
    # A tag that long is an attribute bomb, or an inline image: no link of ours lies inside it.
    text = MONSTROUS_TAG.sub("", text)
    if text.count("<") > MOST_TAGS:
        text = "<".join(text.split("<", MOST_TAGS)[:MOST_TAGS])
    if not text.strip():
        return None
    try:
        parser = etree.HTMLParser(encoding="utf-8", no_network=True, recover=True)
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _decoded(content: bytes) -> str:
    """The text of a page given as bytes, by byte order mark, then meta, then what the bytes look like (w3lib, cchardet)."""
    from w3lib.encoding import html_to_unicode

    def look(body: bytes) -> str | None:
        import cchardet

        found: str | None = cchardet.detect(body[:100_000]).get("encoding")
        return found

    return html_to_unicode(None, content[:LARGEST], auto_detect_fun=look)[1]


def _links(root: etree._Element, base: str) -> Iterator[Linked]:
    for element in root.iter("link"):
        url = resolve(base, element.get("href"))
        if url:
            yield Linked(url, *((element.get(name) or "")[:500].strip() for name in ("rel", "type", "title")))


def _anchors(root: etree._Element, base: str) -> Iterator[Anchor]:
    known: dict[etree._Element, bool] = {}
    for number, element in enumerate(root.iter("a")):
        if number == MOST_ANCHORS:
            return
        url = resolve(base, element.get("href"))
        if url:
            yield Anchor(url, _words(element), _in_furniture(element, known), (element.get("rel") or "")[:100])


def _words(element: etree._Element) -> str:
    """What a link says: its text, else its title, else what its image stands for."""
    text = one_line(" ".join(_visible(element)), 300) or one_line(element.get("title"), 300)
    return text or next((alt for image in element.iter("img") if (alt := one_line(image.get("alt"), 300))), None) or ""


def _visible(element: etree._Element) -> Iterator[str]:
    for text in element.itertext():
        parent = text.getparent() if hasattr(text, "getparent") else None
        if parent is None or parent.tag not in ("script", "style", "noscript"):
            yield str(text)


def _in_furniture(element: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """Whether the element or one of its ancestors is furniture; answers are kept, since anchors share their ancestors."""
    path = []
    verdict = False
    here: etree._Element | None = element
    while here is not None:
        if here in known:
            verdict = known[here]
            break
        path.append(here)
        if _is_furniture(here):
            verdict = True
            break
        here = here.getparent()
    known.update(dict.fromkeys(path, verdict))
    return verdict


def _is_furniture(element: etree._Element) -> bool:
    if element.tag in ("html", "body", "main", "article"):
        return False
    return (
        element.tag in _FURNITURE_TAGS
        or (element.get("role") or "").lower() in _FURNITURE_ROLES
        or any(_FURNITURE_WORDS.search((element.get(name) or "")[:300]) for name in ("class", "id"))
    )
