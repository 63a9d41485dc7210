"""JSON-LD and meta elements: what a page says of itself in words for machines."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from cunzhao.extract.marks import Mark, marks_of
from cunzhao.extract.vocabulary import words

_ARTICLE_TYPES = words(
    "article newsarticle blogposting report reportagenewsarticle analysisnewsarticle opinionnewsarticle "
    "backgroundnewsarticle reviewnewsarticle liveblogposting socialmediaposting techarticle scholarlyarticle review "
    "advertisercontentarticle medicalscholarlyarticle posting"
)
_PAGE_TYPES = frozenset(
    ("webpage", "itempage", "videoobject", "recipe", "creativework", "howto", "podcastepisode", "event")
)
_MAX_SCRIPT = 2_000_000
_MAX_NODES = 5_000
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """``article`` is the JSON-LD node that describes the article (empty if none), ``nodes`` all nodes by their ``@id``.

    ``meta`` holds, for each meta element's lower-case name (name, property or itemprop), its contents in page order.
    ``title`` is the ``<title>`` element's text, ``language`` the ``lang`` of ``<html>``, ``canonical`` the address in its link,
    as written; ``marks`` are the elements marked as dates or names, ``crumbs`` the items of the first breadcrumb list.
    """

    article: Mapping[str, Any]
    nodes: Mapping[str, Mapping[str, Any]]
    meta: Mapping[str, tuple[str, ...]]
    title: str = ""
    language: str | None = None
    canonical: str | None = None
    marks: tuple[Mark, ...] = ()
    crumbs: tuple[Mapping[str, Any], ...] = ()

    def first(self, *names: str) -> str | None:
        """The first non-empty content of the first of these meta names that has one."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), None)


def describe(tree: HtmlElement) -> SelfDescription:
    """Read JSON-LD and meta elements. Broken JSON is mended where that is simple, and else left out."""
    nodes = list(_nodes(tree))
    best = max(nodes, key=_rank, default={})
    by_id = {str(node["@id"]): node for node in reversed(nodes) if "@id" in node and len(node) > 1}
    article = best if _rank(best) > 0 else {}
    return SelfDescription(
        article, by_id, _meta(tree), _title(tree), tree.get("lang"), _canonical(tree), marks_of(tree), _crumbs(nodes)
    )


def scripts_of(tree: HtmlElement) -> Iterator[str]:
    """The text of the page's scripts, at most 2 million characters in all."""
    left = _MAX_SCRIPT
    for script in tree.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        if text:
            yield text


def _crumbs(nodes: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    listed = next((n.get("itemListElement") for n in nodes if "breadcrumblist" in types_of(n)), None)
    return tuple(item for item in listed[1:10] if isinstance(item, Mapping)) if isinstance(listed, list) else ()


def types_of(node: Mapping[str, Any]) -> frozenset[str]:
    """A node's types, in lower case and without their schema's address."""
    raw = node.get("@type")
    names = raw if isinstance(raw, list) else [raw]
    return frozenset(name.rsplit("/", 1)[-1].lower() for name in names if isinstance(name, str))


def text_of(value: Any) -> str | None:
    """A JSON-LD value as one line of text, with entities and tags resolved; None for anything that is not text."""
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), None)
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return " ".join(re.sub(r"<[^<>]{1,200}>", "", html.unescape(value)).split()) or None


def _rank(node: Mapping[str, Any]) -> int:
    """How likely a node is the page's article: its type, and how much it says."""
    types = types_of(node)
    kind = 3 if types & _ARTICLE_TYPES else 1 if types & _PAGE_TYPES else 0
    if not kind:
        return 0
    said = sum(1 for key in ("headline", "datePublished", "author", "articleBody") if node.get(key))
    return kind * 10 + said


def _nodes(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    left = _MAX_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _flat(_load(script.text or ""), left):
            left -= 1
            yield node


def _load(raw: str) -> Any:
    raw = raw.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().removesuffix(";")
    if len(raw) > _MAX_SCRIPT:
        return None
    for mended in (raw, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", raw)), html.unescape(raw)):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: Any, limit: int) -> Iterator[Mapping[str, Any]]:
    """Every object in a JSON value that has a type, outermost first; at most ``limit``, without recursion."""
    waiting, seen = deque([value]), 0
    while waiting and seen < limit:
        item = waiting.popleft()
        if isinstance(item, list):
            waiting.extend(item[:200])
        elif isinstance(item, dict):
            seen += 1
            if "@type" in item or "@graph" in item:
                yield item
            waiting.extend(v for v in item.values() if isinstance(v, (dict, list)))


def _title(tree: HtmlElement) -> str:
    """The text of the first ``<title>`` element that has one, on one line."""
    texts = (" ".join("".join(element.itertext()).split()) for element in tree.iter("title"))
    return next((text[:1_000] for text in texts if text), "")


def _canonical(tree: HtmlElement) -> str | None:
    """The address in ``<link rel=canonical>``, as written."""
    return next(
        (e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical" and e.get("href")),
        None,
    )


def _meta(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), []).append(" ".join(content.split())[:5_000])
    return {name: tuple(values) for name, values in found.items()}


def text_blocks(described: SelfDescription) -> list[str]:
    """The paragraphs of the article's text where the page states it (``articleBody``); empty where it does not."""
    raw = described.article.get("articleBody")
    if not isinstance(raw, str):
        return []
    plain = re.sub(r"<(?:br|/p|/div|/h\d|/li)[^<>]{0,100}>", "\n", html.unescape(raw[:_MAX_SCRIPT]))
    lines = (" ".join(line.split()) for line in re.sub(r"<[^<>]{1,500}>", "", plain).split("\n"))
    return [line for line in lines if line]
