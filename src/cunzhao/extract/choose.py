"""From probabilities to a choice: which lines of a page are its article."""

from __future__ import annotations

from collections.abc import Sequence

from cunzhao.extract import trim
from cunzhao.extract.features import Floats
from cunzhao.extract.lines import Line
from cunzhao.extract.model import THRESHOLD

_FAINT = 0.2


def chosen(lines: Sequence[Line], scores: Floats) -> list[bool]:
    """The lines that are likely text; on a page without any, those that are not unlikely, or else all that read like text."""
    for least in (THRESHOLD, _FAINT):
        keep = [bool(score >= least) and line.image is None for line, score in zip(lines, scores, strict=True)]
        if any(keep):
            return keep
    return [trim.good(line) for line in lines]
