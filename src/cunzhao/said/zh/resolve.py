"""Whom a pronoun means: the person who acted last, not the one acted upon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cunzhao.said.zh.layout import Layout
from cunzhao.said.zh.names import People, parted
from cunzhao.said.zh.sources import is_unnamed
from cunzhao.said.zh.stops import STOPS
from cunzhao.said.zh.subject import subject_in

if TYPE_CHECKING:
    from cunzhao.said.zh.speakers import Attribution

_BACK = 8  # sentences looked at; beyond a long paragraph nobody says 他
_NEAR = 3  # sentences in which somebody who did nothing can still be meant
_KIND = re.compile("[该这][名位个家项份]?")


def same_kind(noun: str, other: str) -> bool:
    """该发言人 and 外交部发言人; 该公司 and 某某公司."""
    kind = _KIND.sub("", noun, count=1)
    return len(kind) >= 1 and other.endswith(kind[-3:])


def antecedent(page: Layout, people: People, found: list[Attribution], at: int) -> str | None:
    """The full name of the person meant by a pronoun at ``at``; None when nobody was named before."""
    here = page.sentence_at(at)
    for index in range(here, max(-1, here - _BACK), -1):
        sentence = page.sentences[index]
        if sentence.heading:
            continue
        spoke = [a.speaker for a in found if a.sentence == index and a.speaker.person]
        if spoke:
            return spoke[-1].name
        acted = _actor(page, people, sentence.start, min(sentence.end, at)) or _subject(
            page, people, sentence.start, at
        )
        if acted is not None:
            return acted
    return _named_before(page, people, here, at)


def _named_before(page: Layout, people: People, here: int, at: int) -> str | None:
    """Whoever was named last, as a subject or not, when nobody acted (袭击引发了某某的回应)."""
    start = page.sentences[max(0, here - _NEAR)].start
    placed = [(page.masked.rfind(name, start, at), name) for name in people.titles]
    found = max(placed, default=(-1, ""))
    return people.full(found[1]) if found[0] >= 0 else None


def _subject(page: Layout, people: People, start: int, at: int) -> str | None:
    """The person whom the first clause of a sentence is about."""
    end = min((i for i in (page.masked.find(mark, start, at) for mark in "，。；：") if i > 0), default=at)
    subject = subject_in(page.masked, start, min(end, start + 60))
    if subject is None or subject.guessed:
        return None
    named = parted(page.text, subject.start, subject.end, people)
    name = page.text[named.start : named.end]
    if named.person and len(name) > 1:
        return people.full(name)
    return name if is_unnamed(name) and len(name) > 3 else None


def _actor(page: Layout, people: People, start: int, end: int) -> str | None:
    """The last person in a stretch who stands as a subject, at the head of a clause."""
    stretch = page.masked[start:end]
    placed = [(at, name) for name in people.titles for at in _heads(stretch, name)]
    if not placed:
        placed = [(at, name) for name in people.titles for short in _shorts(name) for at in _heads(stretch, short)]
    return people.full(max(placed)[1]) if placed else None


def _heads(stretch: str, name: str) -> list[int]:
    at = stretch.find(name)
    if at < 0:
        return []
    clause = max(stretch.rfind(mark, 0, at) for mark in "，。；：") + 1
    before = stretch[clause:at]
    return [] if any(m.lastgroup != "keep" for m in STOPS.finditer(before)) and "的" not in before[-1:] else [at]


def _shorts(name: str) -> list[str]:
    return [part for part in re.split("[· ]", name)[-1:] if part != name and len(part) > 1]
