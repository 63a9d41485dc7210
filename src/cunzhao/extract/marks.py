"""Elements that a page marks as a date or as somebody's name: ``<time>``, microdata, ``rel=author``, class words.

They are collected once, as values without a tree, so that whoever reads them need not know how the page was parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from cunzhao.extract.clean import split_words, words_of
from cunzhao.extract.vocabulary import words

BYLINE_WORDS = words(
    "byline bylines byl author authors autor autoren writer reporter reporters journalist contributor contributors "
    "zuozhe contrib articleauthor authorname bylinename"
)
DATE_WORDS = words(
    "date dates datum fecha data datetime dateline time timestamp timestamps pubtime pubdate publishtime publishdate "
    "published publish posted postdate posttime entrydate updated modified shijian riqi created meta info"
)
_RELATED = frozenset(("a", "link"))
_MARKABLE = (
    "time", "relative-time", "span", "div", "p", "a", "meta", "link", "address", "li", "td", "em", "i", "b", "strong", "small",
    "cite", "abbr", "font", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "section", "ul", "center",
)  # fmt: skip
_TIMES = frozenset(("time", "relative-time"))
_PROPS = words("author authors creator datepublished datecreated datemodified headline publisher")
_NAMES = BYLINE_WORDS | DATE_WORDS
_HINTS = (
    "uthor",
    "yline",
    "ate",
    "ime",
    "ublish",
    "osted",
    "zuozhe",
    "eporter",
    "nfo",
    "riter",
)
_ELSEWHERE = words(
    "comment comments commentlist disqus related recommended recommend recirc sidebar teaser teasers card cards "
    "popular "
    "trending latest more widget widgets footer nav"
)
_ELSEWHERE_TAGS = frozenset(("li", "aside", "footer", "nav", "a"))
_MOST = 200  # marks: a page with more is a list
_LONGEST = 160  # characters: a mark's text with more is no name and no date


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked element.

    ``props`` are the words of ``itemprop`` and ``rel``, ``words`` those of ``class`` and ``id``, all in lower
    case. ``parts`` are the pieces of text that are shown; ``value`` the ``datetime`` or ``content`` attribute; ``before`` the
    end of the text in front. ``elsewhere``: it stands in a comment, a list of links or a box beside the article.
    """

    tag: str
    props: frozenset[str]
    words: frozenset[str]
    parts: tuple[str, ...]
    value: str = ""
    before: str = ""
    elsewhere: bool = False

    @property
    def text(self) -> str:
        """What is shown, on one line."""
        return " ".join(self.parts)


def marks_of(tree: HtmlElement) -> tuple[Mark, ...]:
    """The marks of a page in its order, equal ones once, at most 200."""
    found: dict[Mark, None] = {}
    for mark in _marks(tree):
        found.setdefault(mark)
        if len(found) >= _MOST:
            break
    return tuple(found)


def _marks(tree: HtmlElement) -> Iterator[Mark]:
    known: dict[str, bool] = {}  # a page has some hundred classes on a thousand elements
    for element in tree.iter(*_MARKABLE):
        get = element.get
        names, identity, props, tag = get("class"), get("id"), get("itemprop"), element.tag
        hit = False
        if names:
            found = known.get(names)
            hit = known[names] = _has(names[:_LONGEST]) if found is None else found
        if tag in _RELATED:
            props = props or get("rel")
        hit = hit or bool(identity and _is_named(identity))
        if (hit and tag != "meta") or tag in _TIMES or (props and not _PROPS.isdisjoint(props.lower().split())):
            mark = _mark(element, props or "")
            if mark is not None:
                yield mark


def _is_named(identity: str) -> bool:
    """Whether an id speaks of a name or a date; ids are mostly unique, so that no cache helps."""
    return any(hint in identity for hint in _HINTS) and _has(identity[:_LONGEST])


@lru_cache(maxsize=4_096)
def _has(names: str) -> bool:
    return not _NAMES.isdisjoint(split_words(names))


def _mark(element: HtmlElement, props: str) -> Mark | None:
    parts = _parts(element)
    value = (element.get("datetime") or element.get("content") or "").strip()[:_LONGEST]
    if parts is None or not (parts or value):
        return None
    said = frozenset(props.lower().split())
    return Mark(
        element.tag,
        said,
        split_words(f"{element.get('id') or ''} {element.get('class') or ''}"),
        parts,
        value,
        _before(element),
        _elsewhere(element),
    )


def _parts(element: HtmlElement) -> tuple[str, ...] | None:
    """The pieces of text that an element shows; None where they are longer than names or a date."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        length += len(piece)
        if length > _LONGEST * 10:
            return None
        text = " ".join(piece.split())
        if text:
            pieces.append(text)
    return tuple(pieces) if sum(map(len, pieces)) <= _LONGEST else None


def _before(element: HtmlElement) -> str:
    previous = element.getprevious()
    parent = element.getparent()
    text = (previous.tail or "") if previous is not None else (parent.text or "") if parent is not None else ""
    return text[-40:].strip()


def _elsewhere(element: HtmlElement) -> bool:
    return any(one.tag in _ELSEWHERE_TAGS or words_of(one) & _ELSEWHERE for one in element.iterancestors())
