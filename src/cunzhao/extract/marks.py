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
_TIMES = frozenset(("time", "relative-time"))
_PROPS = words("author authors creator datepublished datecreated datemodified headline publisher")
_NAMES = BYLINE_WORDS | DATE_WORDS
_ELSEWHERE = words(
    "comment comments commentlist disqus related recommended recommend recirc sidebar teaser teasers card cards popular "
    "trending latest more widget widgets footer nav"
)
_ELSEWHERE_TAGS = frozenset(("li", "aside", "footer", "nav", "a"))
_MOST = 200  # marks: a page with more is a list
_LONGEST = 160  # characters: a mark's text with more is no name and no date


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked element.

    ``props`` are the words of ``itemprop``, ``property`` and ``rel``, ``words`` those of ``class`` and ``id``, all in lower
    case. ``parts`` are the pieces of text that are shown; ``value`` the ``datetime`` or ``content`` attribute; ``before`` the end of
    the text in front. ``elsewhere``: it stands in a comment, a list of links or a box beside the article.
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
    """The marks of a page in its order, at most 200."""
    return tuple(mark for mark, _ in zip(_marks(tree), range(_MOST), strict=False))


def is_marked(tag: str, names: str, props: str) -> bool:
    """Whether an element is worth a mark. ``names``: its id and class; ``props``: its itemprop, property and rel."""
    return tag in _TIMES or bool(props and _has(props, _PROPS)) or bool(names and tag != "meta" and _has(names, _NAMES))


@lru_cache(maxsize=4_096)  # the same few hundred names stand on all elements of a page, and on all pages of a source
def _has(names: str, wanted: frozenset[str]) -> bool:
    return not wanted.isdisjoint(split_words(names))


def _marks(tree: HtmlElement) -> Iterator[Mark]:
    for element in tree.iter("*"):
        get = element.get
        names = f"{get('id', '')} {get('class', '')}"
        props = f"{get('itemprop', '')} {get('property', '')} {get('rel', '')}"
        if is_marked(element.tag, names if names != " " else "", props if props != "  " else ""):
            mark = _mark(element, props)
            if mark is not None:
                yield mark


def _mark(element: HtmlElement, props: str) -> Mark | None:
    parts = _parts(element)
    value = (element.get("datetime") or element.get("content") or "").strip()[:_LONGEST]
    if parts is None or not (parts or value):
        return None
    said = frozenset(props.lower().split())
    return Mark(element.tag, said, words_of(element), parts, value, _before(element), _elsewhere(element))


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
    for ancestor in element.iterancestors():
        if ancestor.tag in _ELSEWHERE_TAGS or words_of(ancestor) & _ELSEWHERE:
            return True
    return False
