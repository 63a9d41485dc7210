"""What stands within an article and was not taken for its text, named, so that a reader of the record can see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cunzhao.extract import clean
from cunzhao.extract.arrays import running
from cunzhao.extract.lines import Walked
from cunzhao.reasons import phrase

_SNIPPET = 60


def left_out(walked: Walked, used: Sequence[bool], base: str) -> list[str]:
    """In words, the outermost boxes and the single lines inside the article that hold nothing of it.

    ``used`` says of each line whether it is in the article (as text, figure or caption). Inside means: in the deepest block
    that holds all of it. Each outermost box is named once, by what its name says it is, else by its first words.
    """
    sums = running(np.array(used, np.float64))
    held = sums[np.array(walked.last)] - sums[np.array(walked.first)]
    whole = float(sums[-1])
    if not whole:
        return []
    core = int(np.flatnonzero(held == whole)[-1])
    return [*_boxes(walked, held, core), *_lines(walked, used, held, core, base)]


def _boxes(walked: Walked, held: np.ndarray[tuple[int], np.dtype[np.float64]], core: int) -> Iterator[str]:
    b = core + 1
    while b < walked.ends[core]:
        if held[b]:
            b += 1
            continue
        said = _box(walked, b) if walked.tags[b] != "h1" else None  # the headline has a place of its own
        if said:
            yield said
        b = walked.ends[b]


def _box(walked: Walked, b: int) -> str | None:
    """A box in words; None for one that holds nothing and is named nothing."""
    element = walked.elements[b]
    kind = clean.kind_by_name(element)
    if kind:
        return phrase(kind, clean.label(element))
    text = next(
        (line.text for line in walked.lines[walked.first[b] : walked.last[b]] if line.text and line.image is None), ""
    )
    return phrase("left-out", f"{clean.label(element)} {text[:_SNIPPET]}") if text else None


def _lines(
    walked: Walked, used: Sequence[bool], held: np.ndarray[tuple[int], np.dtype[np.float64]], core: int, base: str
) -> Iterator[str]:
    """Lines that were left out of blocks of which something was kept."""
    for i in range(walked.first[core], walked.last[core]):
        line = walked.lines[i]
        if used[i] or not held[line.block]:
            continue
        if line.image is not None:
            target = next((t for a in line.image.iterancestors("a") if (t := clean.promoted(a, base))), None)
            if target:
                yield phrase("promotion-link", target)
        elif line.text:
            yield phrase("left-out", line.text[:_SNIPPET])
