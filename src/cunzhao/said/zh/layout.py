"""A text's paragraphs, sentences and quotations, and a copy in which nothing quoted can be mistaken for narration.

All positions are characters of the text; everything here takes time linear in its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

QUOTED = "\ue000"  # stands for each character between quotation marks, marks included
ASIDE = "\ue001"  # the same for parentheses
SPOKEN = "\ue002"  # the closing mark of a quotation that reads as speech; ends a clause
ENDS = "。！？!?"
PAUSES = "，,；;：:"
_PAIRS = {"「": "」", "『": "』", "《": "》"}
_CLOSERS = {"」": "「", "』": "『", "’": "『", "》": "《"}
_DEEPEST = 8  # quotations inside quotations; more are a jest
_MARKS = re.compile('[「」『』’"《》]')
_ASIDES = re.compile("（[^（）\n]{0,120}）")
_TITLES = re.compile("《[^《》\n]{1,80}》")  # of books and papers, which may hold marks and cues
_SENTENCE = re.compile(f"[{ENDS}]+[）{ASIDE}]*|{SPOKEN}")
# What follows a quotation that ends in a full stop, when the sentence goes on.
_GOES_ON = re.compile("[，,、；;：:）]|的|这|等|是|和|与|之|为|一")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks: ``start`` is the opening mark, ``end`` lies behind the closing one."""

    start: int
    end: int
    spoken: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """``paragraph`` counts lines that hold something; ``heading`` is a short line that does not end as a sentence does."""

    start: int
    end: int
    paragraph: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``masked`` is ``text`` with quotations and parentheses overwritten, character by character."""

    text: str
    masked: str
    quotes: tuple[Quote, ...]
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[tuple[int, int], ...]

    def sentence_at(self, at: int) -> int:
        """The index of the sentence that holds this character, or of the last before it."""
        return max(0, bisect_right(self.sentences, at, key=lambda s: s.start) - 1)

    def quote_at(self, at: int) -> Quote | None:
        """The quotation that opens here."""
        i = bisect_right(self.quotes, at, key=lambda q: q.start) - 1
        return self.quotes[i] if i >= 0 and self.quotes[i].start == at else None

    def quotes_in(self, start: int, end: int) -> tuple[Quote, ...]:
        """The quotations that lie wholly within."""
        i = bisect_right(self.quotes, start - 1, key=lambda q: q.start)
        j = bisect_right(self.quotes, end - 1, key=lambda q: q.start)
        return tuple(q for q in self.quotes[i:j] if q.end <= end)


def layout(text: str) -> Layout:
    """The layout of a folded text."""
    paragraphs = tuple((m.start(), m.end()) for m in re.finditer(r"[^\s][^\n]*", text))
    quotes = tuple(q for start, end in paragraphs for q in _quotes(text, start, end))
    masked = _masked(text, quotes)
    sentences = tuple(s for i, (start, end) in enumerate(paragraphs) for s in _sentences(text, masked, start, end, i))
    return Layout(text, masked, quotes, sentences, paragraphs)


def _quotes(text: str, start: int, end: int) -> list[Quote]:
    """The outermost quotations of one paragraph."""
    made: list[Quote] = []
    stack: list[tuple[str, int]] = []
    straight = False
    for match in _MARKS.finditer(text, start, end):
        mark, at = match[0], match.start()
        if mark == '"':
            straight = not straight
            mark = "「" if straight else "」"
        if mark in _PAIRS:
            stack += [(mark, at)] if len(stack) < _DEEPEST else []
            continue
        opener = _CLOSERS[mark]
        if not any(o == opener for o, _ in stack) or (stack[-1][0] == opener and stack[-1][1] == at - 1):
            continue  # no opening mark, or nothing between the two: a slip of the writer
        while stack[-1][0] != opener:
            stack.pop()
        _, opened = stack.pop()
        if not stack and opener != "《":
            made.append(_quote(text, opened, at + 1))
    return made + _left_open(text, stack, end)


def _left_open(text: str, stack: list[tuple[str, int]], end: int) -> list[Quote]:
    """A quotation that runs on into the next paragraph is closed at the end of this one, if it began as speech does."""
    if not stack or stack[0][0] == "《":
        return []
    opened = stack[0][1]
    begins = opened == 0 or text[opened - 1] in "\n：:，, "
    return [Quote(opened, end, True)] if begins and end - opened > 8 else []


def _quote(text: str, start: int, end: int) -> Quote:
    inner = text[start + 1 : end - 1]
    spoken = inner[-1:] in ENDS + "，,…" or (len(inner) > 8 and any(ch in inner for ch in "，。！？"))
    return Quote(start, end, spoken)


def _masked(text: str, quotes: tuple[Quote, ...]) -> str:
    chars = list(text)
    for match in _ASIDES.finditer(text):
        chars[match.start() : match.end()] = ASIDE * (match.end() - match.start())
    for match in _TITLES.finditer(text):
        chars[match.start() + 1 : match.end() - 1] = QUOTED * (match.end() - match.start() - 2)
    for quote in quotes:
        chars[quote.start : quote.end] = QUOTED * (quote.end - quote.start)
        if quote.spoken:
            chars[quote.end - 1] = SPOKEN
    return "".join(chars)


def _sentences(text: str, masked: str, start: int, end: int, paragraph: int) -> list[Sentence]:
    """The sentences of one paragraph. A quotation that ends in a full stop ends one, unless the sentence goes on."""
    cuts = []
    for match in _SENTENCE.finditer(masked, start, end):
        stops = match[0] != SPOKEN or (text[match.end() - 2] in ENDS and not _GOES_ON.match(masked, match.end()))
        if stops:
            cuts.append(match.end())
    heading = not cuts and _is_heading(text[start:end])
    bounds = [start, *(c for c in cuts if c < end), end]
    pairs = pairwise(bounds)
    return [Sentence(a, b, paragraph, heading) for a, b in pairs if text[a:b].strip()]


def _is_heading(line: str) -> bool:
    return len(line) <= 45 and line.rstrip()[-1:] not in "。！？!?：:」』）)…，,；"
