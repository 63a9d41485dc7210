"""What trafilatura lets through that is not the article: lines about the page, links to other articles, boxes in between.

The rules were chosen on the labelled pages of 800 sites (``bench/extract.py``). Together they took body F1 from 0.907 to 0.937
on 1,754 pages, precision from 0.862 to 0.930, recall from 0.957 to 0.943; each rule's comment says what F1 loses without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

from cunzhao.extract import cues
from cunzhao.extract.clean import words_of
from cunzhao.extract.lines import HEADINGS, Line

_SENTENCE_END = re.compile(r"[.!?…。！？][\s\"'”’»)）」』\]]*$")
_CORE = 0.8
_LIST_SHARE = 0.2  # of the text: so many short lines at an edge are a list
_RUNNING_SHARE = 0.4  # 0.25 gives 0.9379, 0.4 gives 0.9383; without, 0.9378
_BOX_TAGS = ("aside", "nav", "footer", "form", "label", "button")


def size(line: Line) -> float:
    """The length of a line in Latin letters: a Han character or a kana says as much as 2.5 of them."""
    if line.key.isascii():
        return float(len(line.key))
    return len(line.key) + 1.5 * sum(map("\u2e7f".__lt__, line.key))


def good(line: Line) -> bool:
    """Whether a line reads like running text: long enough, a sentence, no heading, not mostly links, no cue of the page."""
    if line.image is not None or line.linked * 2 > len(line.text) or line.element.tag in HEADINGS:
        return False
    length = size(line)
    if length < 45 or (length < 200 and cues.END.match(line.text)) or (length < 120 and cues.CREDIT.match(line.text)):
        return False
    return length > 150 or bool(_SENTENCE_END.search(line.text))


def trimmed(lines: Sequence[Line], selected: Sequence[bool], titles: frozenset[str] = frozenset()) -> list[bool]:
    """The selection without what is not the article, and with paragraphs in between that were left out.

    ``titles``: keys of the page's headings and title; a line before the text that repeats one is no part of the body.
    """
    keep = list(selected)
    goods = _goods(lines, keep)
    if not goods:
        return keep
    core = core_of(lines, goods)
    inside = set(core.iter())
    _fill(lines, keep, goods, core, inside)
    for i, line in enumerate(lines):
        if keep[i] and line.image is None:
            # Without these: F1 0.9348 (core), 0.9342 (box), 0.9361 (links to other articles).
            keep[i] = not (_outside(line, inside) or boxed(line, core) or _leads_on(line))
    _cut_end(lines, keep, sum(size(lines[i]) for i in goods))
    goods = _goods(lines, keep)
    if not goods:
        return list(selected)
    _drop(
        lines,
        keep,
        range(goods[0] + 1),
        lambda line: line.key in titles or (not good(line) and _about_page(line)),
        _short,
    )
    _drop(lines, keep, range(goods[-1] + 1, len(lines)), _about_page, _tail_piece)
    return keep


def _goods(lines: Sequence[Line], keep: Sequence[bool]) -> list[int]:
    """The chosen lines to go by: running text, or, where that is the lesser part (lists, verse), all that is no link."""
    chosen = [i for i, line in enumerate(lines) if keep[i] and line.image is None]
    goods = [i for i in chosen if good(lines[i])]
    plain = [i for i in chosen if lines[i].linked * 2 <= len(lines[i].text)]
    running = sum(size(lines[i]) for i in goods) >= _RUNNING_SHARE * sum(size(lines[i]) for i in plain)
    return goods if running else plain


def _fill(
    lines: Sequence[Line], keep: list[bool], goods: Sequence[int], core: HtmlElement, inside: set[HtmlElement]
) -> None:
    """Choose what trafilatura left out between chosen paragraphs of the same parent (without: F1 0.9358)."""
    parents = Counter(lines[i].element.getparent() for i in goods)
    for i in range(goods[0], goods[-1]):
        line = lines[i]
        if keep[i] or line.image is not None or line.element not in inside or parents[line.element.getparent()] < 2:
            continue
        heading = line.element.tag in ("h2", "h3", "h4") and not line.linked
        keep[i] = heading or (good(line) and not boxed(line, core))


def _outside(line: Line, inside: set[HtmlElement]) -> bool:
    """Whether a line stands outside the element that holds the text, and is no paragraph of its own."""
    return line.element not in inside and not (good(line) and size(line) > 100)


def _leads_on(line: Line) -> bool:
    """Whether a line is a link to another article."""
    if line.element.tag not in HEADINGS and line.linked >= 0.8 * len(line.text):
        return True
    return line.linked >= 0.25 * len(line.text) and size(line) < 250 and bool(cues.END.match(line.text))


def _cut_end(lines: Sequence[Line], keep: list[bool], total: float) -> None:
    """Cut at a heading like "Related" in the second half, where little text follows it (without: F1 0.9358)."""
    passed = 0.0
    for i, line in enumerate(lines):
        if not keep[i]:
            continue
        if passed > 0.5 * total and size(line) < 80 and cues.END.match(line.text):
            rest = sum(size(lines[j]) for j in range(i, len(lines)) if keep[j] and good(lines[j]))
            if rest < 0.3 * total:
                keep[i:] = [False] * (len(lines) - i)
                return
        passed += size(line) if good(line) else 0


def _drop(
    lines: Sequence[Line], keep: list[bool], numbers: range, sure: Callable[[Line], bool], short: Callable[[Line], bool]
) -> None:
    """Drop lines that are surely about the page, and short ones, unless those are a good part of it: then it is a list.

    Without the part before the text F1 is 0.9357, without that after it 0.9364 with 45 fewer exact pages.
    """
    kept = [i for i in numbers if keep[i] and lines[i].image is None]
    surely = {i for i in kept if sure(lines[i])}
    shortly = {i for i in kept if i not in surely and short(lines[i]) and not good(lines[i])}
    total = sum(size(line) for line, chosen in zip(lines, keep, strict=True) if chosen and line.image is None)
    if sum(size(lines[i]) for i in shortly) > _LIST_SHARE * total:
        shortly = set()
    for i in surely | shortly:
        keep[i] = False


def _about_page(line: Line) -> bool:
    """Whether a line gives a date, a credit or a way on, or is largely links."""
    cue = cues.DATE_LINE.match(line.text) or cues.CREDIT.match(line.text) or cues.END.match(line.text)
    return bool(cue) or line.linked > 0.3 * len(line.text)


def _short(line: Line) -> bool:
    return size(line) < 30


def _tail_piece(line: Line) -> bool:
    """Whether a line is a heading of nothing, or a few words that are no sentence."""
    return line.element.tag in HEADINGS or (size(line) < 40 and not _SENTENCE_END.search(line.text))


def core_of(lines: Sequence[Line], goods: Sequence[int]) -> HtmlElement:
    """The deepest element that holds four fifths of the running text."""
    weights: dict[HtmlElement, float] = {}
    for i in goods:
        for element in (lines[i].element, *lines[i].element.iterancestors()):
            weights[element] = weights.get(element, 0.0) + size(lines[i])
    heaviest = _CORE * max(weights.values())
    heavy = [element for element, weight in weights.items() if weight >= heaviest]
    return max(heavy, key=lambda element: sum(1 for _ in element.iterancestors()))


def boxed(line: Line, core: HtmlElement) -> bool:
    """Whether a line stands in a box inside the core whose name says that it is not the article's text."""
    element = line.element
    while element is not None and element is not core:
        if element.tag in _BOX_TAGS or words_of(element) & cues.BOX_WORDS:
            return True
        element = element.getparent()
    return False


def core_of_kept(lines: Sequence[Line], keep: Sequence[bool]) -> HtmlElement | None:
    """The core of the chosen lines, or None where none is chosen."""
    chosen = _goods(lines, keep) or [i for i, kept in enumerate(keep) if kept]
    return core_of(lines, chosen) if chosen else None
