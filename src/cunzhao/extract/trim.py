"""The edges of an article: what the block model lets through at its beginning and end that is about the page.

On 900 labelled pages, none of which trained the model that judged it, body F1 goes from 0.950 to 0.952 and identical text from
0.336 to 0.363. Rules that mended the inside of an article (boxes, links to others, gaps filled) had helped trafilatura by 0.01;
they cost the model as much as they gave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from lxml.html import HtmlElement

from cunzhao.extract import cues
from cunzhao.extract.lines import HEADINGS, Line

_SENTENCE_END = re.compile(r"[.!?…。！？][\s\"'”’»)）」』\]]*$")
_CORE = 0.8
_LIST_SHARE = 0.2  # of the text: so many short lines at an edge are a list
_RUNNING_SHARE = 0.4  # of the letters: below, the running text is the lesser part of the article


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


def edges_cut(
    lines: Sequence[Line], selected: Sequence[bool], sure: Sequence[bool], titles: frozenset[str] = frozenset()
) -> list[bool]:
    """The selection without what stands at its edges and is about the page: headline, dates, credits, ways on.

    A line that is ``sure`` to be text is not dropped for being short: verse is. ``titles``: keys of the page's headings and
    title; a line before the text that repeats one is no part of the body.
    """
    keep = list(selected)
    goods = _goods(lines, keep)
    if not goods:
        return keep
    _cut_end(lines, keep, sum(size(lines[i]) for i in goods))
    goods = _goods(lines, keep)
    if not goods:
        return list(selected)

    def brief(test: Callable[[Line], bool]) -> set[int]:
        return {i for i, line in enumerate(lines) if keep[i] and not sure[i] and test(line)}

    before, behind = range(goods[0] + 1), range(goods[-1] + 1, len(lines))
    _drop(lines, keep, before, lambda line: line.key in titles or (not good(line) and _about_page(line)), brief(_short))
    _drop(lines, keep, behind, _about_page, brief(_tail_piece))
    return keep


def _goods(lines: Sequence[Line], keep: Sequence[bool]) -> list[int]:
    """The chosen lines to go by: running text, or, where that is the lesser part (lists, verse), all that is no link."""
    chosen = [i for i, line in enumerate(lines) if keep[i] and line.image is None]
    goods = [i for i in chosen if good(lines[i])]
    plain = [i for i in chosen if lines[i].linked * 2 <= len(lines[i].text)]
    running = sum(size(lines[i]) for i in goods) >= _RUNNING_SHARE * sum(size(lines[i]) for i in plain)
    return goods if running else plain


def _cut_end(lines: Sequence[Line], keep: list[bool], total: float) -> None:
    """Cut at a heading like "Related" in the second half, where little text follows it."""
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
    lines: Sequence[Line], keep: list[bool], numbers: range, sure: Callable[[Line], bool], brief: Set[int]
) -> None:
    """Drop lines that are surely about the page, and short ones, unless those are a good part of it: then it is a list."""
    kept = [i for i in numbers if keep[i] and lines[i].image is None]
    surely = {i for i in kept if sure(lines[i])}
    shortly = {i for i in kept if i not in surely and i in brief and not good(lines[i])}
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
        weight = size(lines[i])
        for element in (lines[i].element, *lines[i].element.iterancestors()):
            weights[element] = weights.get(element, 0.0) + weight
    heaviest = _CORE * max(weights.values())
    heavy = [element for element, weight in weights.items() if weight >= heaviest]
    return max(heavy, key=lambda element: sum(1 for _ in element.iterancestors()))


def core_of_kept(lines: Sequence[Line], keep: Sequence[bool]) -> HtmlElement | None:
    """The core of the chosen lines, or None where none is chosen."""
    chosen = _goods(lines, keep) or [i for i, kept in enumerate(keep) if kept]
    return core_of(lines, chosen) if chosen else None
