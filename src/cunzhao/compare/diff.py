"""What was changed between two texts, as runs that a person can read.

Paragraphs are aligned first (equal ones, then pairs that resemble each other), and only pairs are compared piece by piece.
Every step has a bound; beyond it a part is given as wholly replaced, which is always true and never slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rapidfuzz.distance import Indel

from cunzhao.compare.tokens import by_character, pieces, weight
from cunzhao.types import DiffRun

Op = Literal["same", "gone", "new"]
Step = tuple[Op, str]

CELLS = 30_000_000
"""Largest product of lengths that is aligned piece by piece (5,500 pieces against 5,500: 40 ms, a bit matrix of 4 MB). What is
longer is cut into sentences first, and a sentence that is longer is given as replaced."""

LETTERS = 10_000_000_000
"""Largest product of letters of two stretches whose paragraphs are matched by likeness (100 KB against 100 KB: 0.3 s)."""

PAIR_CELLS = 40_000
"""Most pairs of paragraphs whose likeness is computed in one replaced stretch; beyond, they are paired in order."""

ALIKE = 0.45
"""Likeness from which two paragraphs are shown as one that was edited. Below, the marks are harder to read than both texts."""


_SENTENCE = re.compile(r"[^。！？!?.\n]*(?:[。！？!?.\n]+[”」』\"’)）]*\s*|$)")


def diff(old: str, new: str, language: str | None = None) -> tuple[DiffRun, ...]:
    """The runs that lead from ``old`` to ``new``; by characters for CJK, by words elsewhere.

    ``same`` and ``gone`` joined are ``old``, ``same`` and ``new`` joined are ``new``. ``language`` (a BCP 47 tag) decides only
    for texts too short to tell. In a stretch of change what is gone stands before what is new.
    """
    characters = by_character(old + new, language)
    steps = _paragraphs(_lines(old), _lines(new), characters)
    return tuple(DiffRun(op, text) for op, text in _readable(_merged(steps)))


def _lines(text: str) -> list[str]:
    """Lines with their newline, so that joining gives the text back."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _spans(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, slice, slice]]:
    """Alignment of two sequences: (equal?, slice of old, slice of new), in order and without gaps."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(item, len(numbers)) for item in old]
    b = [numbers.setdefault(item, len(numbers)) for item in new]
    head = _common(a, b)
    tail = _common(a[: head - 1 if head else None : -1], b[: head - 1 if head else None : -1])
    end_a, end_b = len(a) - tail, len(b) - tail
    yield True, slice(0, head), slice(0, head)
    if (end_a - head) * (end_b - head) > CELLS:
        yield False, slice(head, end_a), slice(head, end_b)
    else:
        for step in Indel.opcodes(a[head:end_a], b[head:end_b]):
            left, right = (
                slice(head + step.src_start, head + step.src_end),
                slice(head + step.dest_start, head + step.dest_end),
            )
            yield step.tag == "equal", left, right
    yield True, slice(end_a, len(a)), slice(end_b, len(b))


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    """How many items both begin with."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _paragraphs(old: list[str], new: list[str], characters: bool) -> Iterator[Step]:
    """Steps over whole texts: equal paragraphs as they are, replaced stretches paragraph by paragraph."""
    pending_old: list[str] = []
    pending_new: list[str] = []
    for equal, a, b in _spans(old, new):
        if not equal:
            pending_old += old[a]
            pending_new += new[b]
            continue
        yield from _stretch(pending_old, pending_new, characters)
        pending_old, pending_new = [], []
        yield "same", "".join(old[a])
    yield from _stretch(pending_old, pending_new, characters)


def _stretch(old: list[str], new: list[str], characters: bool) -> Iterator[Step]:
    """A replaced stretch: paragraphs that resemble each other are compared piece by piece, the others are gone or new."""
    i = j = 0
    for a, b in [*_pairs(old, new), (len(old), len(new))]:
        yield "gone", "".join(old[i:a])
        yield "new", "".join(new[j:b])
        if a < len(old) and b < len(new):
            yield from _within(old[a], new[b], characters)
        i, j = a + 1, b + 1


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Which paragraphs are the same one edited: the monotone pairing with the greatest sum of likeness."""
    if not old or not new:
        return []
    letters = sum(map(len, old)) * sum(map(len, new))
    if len(old) * len(new) > PAIR_CELLS or letters > LETTERS:
        return [(i, i) for i in range(min(len(old), len(new))) if _likeness(old[i], new[i]) > 0]
    likeness = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    return list(_trace(best, likeness))


def _trace(best: list[list[float]], likeness: list[list[float]]) -> Iterator[tuple[int, int]]:
    """The pairs that give the best sum, first to last."""
    i = j = 0
    while i < len(likeness) and j < len(likeness[0]):
        if likeness[i][j] and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(old: str, new: str) -> float:
    """Share of common letters from 0 to 1; 0 below :data:`ALIKE`, 1 where the paragraphs are too long to tell."""
    if len(old) * len(new) > LETTERS:
        return 1.0
    return float(Indel.normalized_similarity(old, new, score_cutoff=ALIKE))


def _within(old: str, new: str, characters: bool) -> Iterator[Step]:
    """One paragraph against another: by pieces, or by sentences where that would take too long."""
    a, b = pieces(old, characters), pieces(new, characters)
    if len(a) * len(b) > CELLS:
        sentences = [s for s in _SENTENCE.findall(old) if s], [s for s in _SENTENCE.findall(new) if s]
        if len(sentences[0]) > 1 and len(sentences[1]) > 1:
            yield from _paragraphs(*sentences, characters)
            return
    for equal, left, right in _spans(a, b):
        if equal:
            yield "same", "".join(a[left])
        else:
            yield "gone", "".join(a[left])
            yield "new", "".join(b[right])


def _merged(steps: Iterator[Step]) -> list[Step]:
    """Neighbours of one kind joined, empty steps dropped; between two ``same`` there is one ``gone``, then one ``new``."""
    out: list[Step] = []
    gone: list[str] = []
    new: list[str] = []
    for op, text in steps:
        if not text:
            continue
        if op != "same":
            (gone if op == "gone" else new).append(text)
            continue
        _flush(out, gone, new)
        if out and out[-1][0] == "same":
            text = out.pop()[1] + text
        out.append(("same", text))
    _flush(out, gone, new)
    return out


def _flush(out: list[Step], gone: list[str], new: list[str]) -> None:
    if gone:
        out.append(("gone", "".join(gone)))
    if new:
        out.append(("new", "".join(new)))
    gone.clear()
    new.clear()


def _readable(steps: list[Step]) -> list[Step]:
    """Short islands of ``same`` between changes given up, because five marks in one clause cannot be read.

    An island goes when it says no more than the change before it and the one after it (the rule of semantic clean-up in
    Fraser's "Diff Strategies"), or when it holds no letter at all. Paragraph ends are never islands.
    """
    return _merged(iter(_unislanded(steps)))


def _unislanded(steps: list[Step]) -> list[Step]:
    """The steps with islands written as gone and new. ``before`` grows with each island taken, so one pass is enough."""
    out: list[Step] = []
    before = 0.0
    change_after = _changes_after(steps)
    for index, (op, text) in enumerate(steps):
        if op != "same":
            size = weight(text.rpartition("\n")[2])
            before = max(before, size) if index and steps[index - 1][0] != "same" else before + size
            out.append((op, text))
        elif before and change_after[index] and _is_island(text, before, change_after[index]):
            out += [("gone", text), ("new", text)]
            before += weight(text)
        else:
            out.append((op, text))
            before = 0.0
    return out


def _changes_after(steps: list[Step]) -> list[float]:
    """For each step the weight of the change that follows it at once, 0 where none does."""
    after = [0.0] * len(steps)
    for index in range(len(steps) - 1):
        following = [text.partition("\n")[0] for op, text in steps[index + 1 : index + 3] if op != "same"]
        if steps[index + 1][0] != "same":
            after[index] = max(weight(text) for text in following)
    return after


def _is_island(text: str, before: float, after: float) -> bool:
    if "\n" in text:
        return False
    return weight(text) <= min(before, after) or not any(c.isalnum() for c in text)
