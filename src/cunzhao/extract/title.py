"""The headline of a page, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from cunzhao.extract.jsonld import SelfDescription, text_of
from cunzhao.extract.lines import Line, key_of

_SEPARATOR = re.compile(r"\s+[|–—―‒\-·•:：»›>«‹<~/\\⋆*]+\s+|\s*[|_｜»«]+\s*|\s+[|–—―-]|[|–—―]\s+|--+")
_MAX = 300
_ABOVE = 12  # lines: between a headline and the text stand a byline, a date, a picture, a bar of buttons


def title_of(
    described: SelfDescription, tree: HtmlElement, lines: Sequence[Line], text: range, sites: frozenset[str]
) -> str | None:
    """The headline: the visible heading that the page's own titles confirm, else the best of those titles.

    A page whose only title is its ``<title>`` may carry the site's or a section's name there: then the one first heading at
    the text, if it says more, is the headline. ``text`` are the numbers of the lines from the text's first to its last;
    ``sites`` holds the keys (:func:`key_of`) of the site's names, which no headline carries.
    """
    said = _said(described, tree)
    visible = _confirmed(lines, said, sites)
    if visible:
        return visible
    own = own_headings(lines, text, sites)
    if (
        len(own) == 1
        and said == [document_title(tree)]
        and _weight(own[0].text) > _weight(without_site(said[0], sites))
    ):
        return own[0].text[:_MAX]
    for raw in said:
        bare = without_site(raw, sites)
        if bare and key_of(bare) not in sites:
            return bare[:_MAX]
    first = next((line.text for line in lines if line.element.tag in ("h1", "h2") and line.key), None)
    return first[:_MAX] if first else None


def own_headings(lines: Sequence[Line], text: range, sites: frozenset[str]) -> list[Line]:
    """The ``<h1>`` lines in the text or closely above it, without links and names of the site."""
    near = lines[max(0, text.start - _ABOVE) : text.stop]
    found = (line for line in near if line.element.tag == "h1" and line.image is None and line.key not in sites)
    return [
        line for line in found if line.key and line.linked * 2 <= len(line.text) and not _names_site(line.text, sites)
    ]


def document_title(tree: HtmlElement) -> str:
    """The text of the ``<title>`` element, on one line."""
    for element in tree.iter("title"):
        text = " ".join("".join(element.itertext()).split())
        if text:
            return text[:1_000]
    return ""


def without_site(title: str, sites: frozenset[str]) -> str:
    """A title without the parts that name the site or a section; the title itself where nothing else would be left."""
    parts = [part for part in _SEPARATOR.split(title) if part and part.strip()]
    if len(parts) < 2:
        return title.strip()
    kept = [part for part in parts if key_of(part) not in sites and not _names_site(part, sites)]
    if not kept:
        return title.strip()
    if len(kept) == len(parts):  # nothing recognised: the headline is the longest part, if it clearly is
        longest = max(parts, key=_weight)
        rest = sum(map(_weight, parts)) - _weight(longest)
        return longest.strip() if _weight(longest) >= 2 * rest else title.strip()
    start = title.find(kept[0])
    end = title.rfind(kept[-1]) + len(kept[-1])
    return title[start:end].strip()


def _said(described: SelfDescription, tree: HtmlElement) -> list[str]:
    """What the page says its title is, the most careful statement first."""
    stated = (
        text_of(described.article.get("headline")),
        described.first("og:title", "twitter:title", "dc.title", "headline", "title"),
        document_title(tree),
        text_of(described.article.get("name")),
    )
    return [" ".join(text.split()) for text in stated if text and text.strip()]


def _confirmed(lines: Sequence[Line], said: Sequence[str], sites: frozenset[str]) -> str | None:
    """The visible heading that is a title, or most of one."""
    keys = [key_of(text) for text in said]
    best, best_score = None, 0.0
    for number, line in enumerate(lines):
        if line.image is not None or not line.key or line.key in sites or len(line.key) > _MAX:
            continue
        score = max((_agreement(line.key, key) for key in keys), default=0.0)
        if score < 0.4:
            continue
        score += {"h1": 0.6, "h2": 0.3, "h3": 0.2}.get(str(line.element.tag), 0.0)
        score -= 0.5 * (line.linked > 0.8 * len(line.text)) + 0.0001 * number
        if score > best_score:
            best, best_score = line.text, score
    return best if best_score >= 0.6 else None


def _agreement(visible: str, stated: str) -> float:
    """How much of a stated title a visible line is: 1 when equal, its share when it is a part, 0 otherwise."""
    if visible == stated:
        return 1.0
    if visible in stated and len(visible) >= 4:
        return len(visible) / len(stated)
    if stated in visible and len(stated) >= 8:
        return len(stated) / len(visible) * 0.9
    return 0.0


def _names_site(part: str, sites: frozenset[str]) -> bool:
    key = key_of(part)
    return any(len(site) >= 4 and (key in site or site in key) and len(key) <= len(site) + 12 for site in sites)


def _weight(text: str) -> int:
    return sum(2 if c > "\u2e7f" else 1 for c in text)
