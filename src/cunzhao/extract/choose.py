"""From probabilities to a choice: which lines of a page are its article."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cunzhao.extract import trim
from cunzhao.extract.features import Floats
from cunzhao.extract.lines import Line
from cunzhao.extract.model import THRESHOLD

_FAINT = 0.2
_GAP = 15  # lines that are no text: further off is another piece of the page
_SURE = 0.7
"""How likely a piece far from the article must be, on the mean of its letters. Comments of readers are 0.5 to 0.7; with this rule
F1 of pages whose sites trained nothing goes from 0.945 to 0.949, and stays where it is on the parts that train."""


def chosen(lines: Sequence[Line], scores: Floats) -> list[bool]:
    """The lines that are likely text; on a page without any, those that are not unlikely, or else all that read like text."""
    for least in (THRESHOLD, _FAINT):
        keep = np.array(
            [score >= least and line.image is None for line, score in zip(lines, scores, strict=True)], bool
        )
        if keep.any():
            sizes = np.array([trim.size(line) if kept else 0.0 for line, kept in zip(lines, keep, strict=True)])
            return [bool(kept) for kept in without_strays(keep, scores, sizes)]
    return [trim.good(line) for line in lines]


def without_strays(keep: NDArray[np.bool_], scores: Floats, sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The choice without pieces that lie far from the weightiest one and are not sure to be text."""
    pieces = _pieces(keep)
    weights = [float((sizes[a:b] * scores[a:b] * keep[a:b]).sum()) for a, b in pieces]
    main = int(np.argmax(weights))
    kept = keep.copy()
    for number, (a, b) in enumerate(pieces):
        letters = float((sizes[a:b] * keep[a:b]).sum())
        if number != main and weights[number] < _SURE * letters:
            kept[a:b] = False
    return kept


def _pieces(keep: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From the first to behind the last line of each run of chosen lines without a wide gap."""
    chosen_lines = np.flatnonzero(keep)
    runs = np.split(chosen_lines, np.flatnonzero(np.diff(chosen_lines) > _GAP) + 1)
    return [(int(run[0]), int(run[-1]) + 1) for run in runs]
