"""Paragraphs that are nothing but a quotation, or an answer in an interview: the speaker of before goes on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from cunzhao.said.zh.layout import ENDS, Layout
from cunzhao.said.zh.names import People, is_chinese_name, parted
from cunzhao.said.zh.speakers import Speaker

_LABEL = re.compile("([^：:，,。；！？「」\n ]{1,16})[：:][ ]*")
_ASKS = re.compile("(?:记者|主持人?|问|[QqＱ]|提问|.{0,6}记者|.{0,8}[社报台网])$")
_ANSWERS = re.compile("(?:答|回答|[AaＡ])$")
_LEAST_ANSWER = 8  # characters; shorter lines with a colon are credits (编辑：某某)


@dataclass(frozen=True, slots=True)
class Whole:
    """A paragraph that is content as a whole, from ``start``."""

    paragraph: int
    start: int
    end: int
    speaker: Speaker
    direct: bool


def quoted_paragraphs(page: Layout, told: dict[int, tuple[Speaker, bool]], taken: frozenset[int]) -> list[Whole]:
    """Paragraphs that consist of quotations and name nobody, behind one whose speaker was quoted.

    ``told`` gives by paragraph the last speaker and whether what was said was direct; ``taken`` are the paragraphs that hold
    statements already.
    """
    made: list[Whole] = []
    speaker: Speaker | None = None
    for i, (start, end) in enumerate(page.paragraphs):
        if i in told:
            speaker = told[i][0]
        elif speaker and _all_quoted(page, start, end) and i not in taken:
            made.append(Whole(i, start, end, speaker, True))
        elif end - start > _LEAST_ANSWER and not _all_quoted(page, start, end):
            speaker = None
    return made


def _all_quoted(page: Layout, start: int, end: int) -> bool:
    quotes = page.quotes_in(start, end)
    if not quotes or quotes[0].start != start:
        return False
    rest = end - start - sum(q.end - q.start for q in quotes)
    return rest <= 3 and page.text[quotes[-1].end - 2] in ENDS + "…，"


def answers(page: Layout, people: People) -> list[Whole]:
    """The answers of an interview: paragraphs that open with a label and a colon, and those that go on from them."""
    main = max(people.titles, key=page.text.count, default=None)
    labels = [_LABEL.match(page.text, start, end) for start, end in page.paragraphs]
    known = Counter(m[1] for m in labels if m)
    asked = sum(1 for m in labels if m and _ASKS.match(m[1]))
    made: list[Whole] = []
    speaker: Speaker | None = None
    for i, (label, (start, end)) in enumerate(zip(labels, page.paragraphs, strict=True)):
        if label:
            speaker = _answering(page, people, label, asked, main, known[label[1]])
        if speaker is not None and _is_answer(page, label.end() if label else start, end):
            made.append(Whole(i, label.end() if label else start, end, speaker, False))
        if asked < 2:
            speaker = None
    return made


def _is_answer(page: Layout, start: int, end: int) -> bool:
    """Long enough, and ended as a sentence is: a headline with a colon is no answer."""
    return end - start >= _LEAST_ANSWER and page.text[start:end].rstrip(" 」』）")[-1:] in ENDS + "…"


def _answering(
    page: Layout, people: People, label: re.Match[str], asked: int, main: str | None, times: int
) -> Speaker | None:
    """Who a label names: a person known from the text, or for 答 the person named most."""
    if _ASKS.match(label[1]):
        return None
    if _ANSWERS.match(label[1]):
        return Speaker(main, label.start(1), label.end(1), "carried", people.title_of(main), True) if main else None
    named = parted(page.text, label.start(1), label.end(1), people)
    name = page.text[named.start : named.end]
    known = people.knows(name) or (times > 1 and asked > 0) or (asked > 1 and is_chinese_name(name))
    if not known:
        return None
    full = people.full(name)
    return Speaker(full, named.start, named.end, "named", named.title or people.title_of(full), named.person)
