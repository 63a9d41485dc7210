"""What trafilatura lets through that is not the article: lines about the page, links to other articles, boxes in between.

The rules were chosen on 1,780 labelled pages of 800 sites (``bench/extract.py``); each says what it brought.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from cunzhao.extract import cues
from cunzhao.extract.clean import words_of
from cunzhao.extract.lines import HEADINGS, Line, key_of
from cunzhao.text import is_cjk

_SENTENCE_END = re.compile(r"[.!?…。！？][\s\"'”’»)）」』\]]*$")
_CORE = 0.8


def size(line: Line) -> float:
    """The length of a line in Latin letters: a Han character or a kana says as much as 2.5 of them."""
    return len(line.key) + 1.5 * sum(1 for c in line.key if c > "\u2e7f")


def good(line: Line) -> bool:
    """Whether a line reads like running text."""
    if line.image is not None or not line.text:
        return False
    if line.linked * 2 > len(line.text) or line.element.tag in HEADINGS:
        return False
    n = size(line)
    if n < 45:
        return False
    if cues.END.match(line.text) and n < 200:
        return False
    if cues.CREDIT.match(line.text) and n < 120:
        return False
    return bool(_SENTENCE_END.search(line.text)) or n > 150


RULES = set("core fill box link end head tail title".split())


def trimmed(lines: Sequence[Line], selected: Sequence[bool], titles: frozenset[str] = frozenset(), rules=None) -> list[bool]:
    rules = RULES if rules is None else rules
    keep = list(selected)
    goods = [i for i, line in enumerate(lines) if keep[i] and good(line)]
    if not goods:
        return keep
    core = core_of(lines, goods)
    inside = {id(e) for e in core.iter()}
    total = sum(size(lines[i]) for i in goods)
    if "core" in rules:
        for i, line in enumerate(lines):
            if keep[i] and id(line.element) not in inside and not (good(line) and size(line) > 100):
                keep[i] = False
    if "fill" in rules:
        parents = Counter(line.element.getparent() for i, line in enumerate(lines) if keep[i] and good(line))
        first, last = goods[0], goods[-1]
        for i in range(first, last):
            line = lines[i]
            if not keep[i] and id(line.element) in inside and line.image is None:
                if good(line) and parents[line.element.getparent()] >= 2 and not boxed(line, core):
                    keep[i] = True
                elif line.element.tag in ("h2", "h3", "h4") and parents[line.element.getparent()] >= 2 and not line.linked:
                    keep[i] = True
    if "box" in rules:
        for i, line in enumerate(lines):
            if keep[i] and boxed(line, core):
                keep[i] = False
    if "link" in rules:
        for i, line in enumerate(lines):
            if keep[i] and line.image is None and line.linked >= 0.8 * len(line.text) and line.element.tag not in HEADINGS:
                keep[i] = False
            elif keep[i] and line.image is None and cues.END.match(line.text) and line.linked >= 0.25 * len(line.text) and size(line) < 250:
                keep[i] = False
    if "end" in rules:
        passed = 0.0
        for i, line in enumerate(lines):
            if not keep[i]:
                continue
            if passed > 0.5 * total and size(line) < 80 and cues.END.match(line.text):
                rest = sum(size(lines[j]) for j in range(i, len(lines)) if keep[j] and good(lines[j]))
                if rest < 0.3 * total:
                    for j in range(i, len(lines)):
                        keep[j] = False
                    break
            if good(line):
                passed += size(line)
    goods = [i for i, line in enumerate(lines) if keep[i] and good(line)]
    if not goods:
        return list(selected)
    if "head" in rules:
        for i in range(goods[0]):
            line = lines[i]
            if keep[i] and (size(line) < 30 or cues.DATE_LINE.match(line.text) or cues.CREDIT.match(line.text) or cues.END.match(line.text) or line.linked > 0.3 * len(line.text)):
                keep[i] = False
    if "title" in rules:
        for i in range(goods[0] + 1):
            if keep[i] and lines[i].key in titles:
                keep[i] = False
    if "tail" in rules:
        for i in range(len(lines) - 1, goods[-1], -1):
            line = lines[i]
            if keep[i] and line.image is None and (
                line.element.tag in HEADINGS or cues.DATE_LINE.match(line.text) or cues.CREDIT.match(line.text) or cues.END.match(line.text)
                or line.linked > 0.3 * len(line.text) or (size(line) < 40 and not _SENTENCE_END.search(line.text))
            ):
                keep[i] = False
    return keep


def core_of(lines: Sequence[Line], goods: Sequence[int]) -> HtmlElement:
    """The deepest element that holds four fifths of the running text."""
    weights: Counter[HtmlElement] = Counter()
    for i in goods:
        n = size(lines[i])
        element = lines[i].element
        while element is not None:
            weights[element] += n
            element = element.getparent()
    total = max(weights.values())
    best, depth = lines[goods[0]].element.getroottree().getroot(), 0
    for element, weight in weights.items():
        if weight >= _CORE * total:
            d = sum(1 for _ in element.iterancestors())
            if d > depth:
                best, depth = element, d
    return best


def boxed(line: Line, core: HtmlElement) -> bool:
    """Whether a line stands in a box inside the core whose name says that it is not the article's text."""
    element = line.element
    while element is not None and element is not core:
        if element.tag in ("aside", "nav", "footer", "form", "label", "button") or words_of(element) & cues.BOX_WORDS:
            return True
        element = element.getparent()
    return False


def core_of_kept(lines: Sequence[Line], keep: Sequence[bool]) -> HtmlElement | None:
    """The core of the chosen lines, or None where none is chosen."""
    chosen = [i for i, kept in enumerate(keep) if kept and lines[i].image is None]
    goods = [i for i in chosen if good(lines[i])] or chosen
    return core_of(lines, goods) if goods else None
