"""From probabilities to a choice: which lines of a page are its article."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cunzhao.extract import trim
from cunzhao.extract.arrays import Floats
from cunzhao.extract.lines import Walked
from cunzhao.extract.model import THRESHOLD

_FAINT = 0.2
_CERTAIN = 0.9
_LISTS = frozenset(("ul", "ol", "dl"))
_FEW = 12  # items
_GAP = 15  # lines that are no text: further off is another piece of the page
_SURE = 0.7
"""How likely a piece far from the article must be, on the mean of its letters. Readers' comments are 0.5 to 0.7: with this
rule F1 of the part that trains nothing goes from 0.945 to 0.949; on the others it stays where it is."""


def chosen(walked: Walked, scores: Floats, titles: frozenset[str] = frozenset()) -> list[bool]:
    """The lines that are likely text; on a page without any, those that read like text, if possible of the less unlikely ones.

    A list of headlines is no text because nothing else is there. ``titles``: keys of the page's headings and title (see
    :func:`trim.edges_cut`).
    """
    lines = walked.lines
    keep = np.array(
        [score >= THRESHOLD and line.image is None for line, score in zip(lines, scores, strict=True)], bool
    )
    if keep.any():
        sizes = np.array([trim.size(line) if kept else 0.0 for line, kept in zip(lines, keep, strict=True)])
        held = with_lists(walked, without_strays(keep, scores, sizes).tolist())
        return trim.edges_cut(lines, held, (scores >= _CERTAIN).tolist(), titles)
    readable = [trim.good(line) for line in lines]
    faint = [good and bool(score >= _FAINT) for good, score in zip(readable, scores, strict=True)]
    return trim.edges_cut(lines, faint if any(faint) else readable, [False] * len(lines), titles)


def without_strays(keep: NDArray[np.bool_], scores: Floats, sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The choice without pieces that lie far from the weightiest one and are not sure to be text."""
    found = pieces(keep)
    weights = [float((sizes[a:b] * scores[a:b] * keep[a:b]).sum()) for a, b in found]
    main = int(np.argmax(weights))
    kept = keep.copy()
    for number, (a, b) in enumerate(found):
        letters = float((sizes[a:b] * keep[a:b]).sum())
        if number != main and weights[number] < _SURE * letters:
            kept[a:b] = False
    return kept


def with_lists(walked: Walked, keep: list[bool]) -> list[bool]:
    """The choice with short unlinked lists between two chosen lines of the same box: a few items have little to judge them by.

    Where the labels have an opinion it changes nothing (F1 0.947 before and after), and a reader would miss them.
    """
    for block, tag in enumerate(walked.tags):
        first, last = walked.first[block], walked.last[block]
        if tag not in _LISTS or not 1 <= last - first <= _FEW or any(keep[first:last]):
            continue
        around = walked.parents[block]
        inside = walked.first[around] < first and last < walked.last[around]
        items = walked.lines[first:last]
        linked = sum(line.linked for line in items) * 2 > sum(len(line.text) for line in items)
        if inside and keep[first - 1] and keep[last] and not linked:
            keep[first:last] = [line.image is None for line in items]
    return keep


def pieces(keep: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From the first to behind the last line of each run of chosen lines without a wide gap."""
    chosen_lines = np.flatnonzero(keep)
    runs = np.split(chosen_lines, np.flatnonzero(np.diff(chosen_lines) > _GAP) + 1)
    return [(int(run[0]), int(run[-1]) + 1) for run in runs]
