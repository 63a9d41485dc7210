"""What a teacher's reading says of each run of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cunzhao.extract.lines import key_of
from cunzhao.extract.wrapper.runs import Run
from cunzhao.types import Extraction

Label = Literal["text", "caption", "image", "none"]
_IN_PART = 8  # letters: a shorter run is the teacher's only where it is one of its lines


def labels_of(runs: Sequence[Run], read: Extraction) -> list[Label]:
    """For each run, what the teacher took it for. A run that stands twice is the one among the teacher's other runs."""
    lines = _lines(read)
    whole = "\n".join(lines)
    captions = "\n".join(key_of(f"{b.text} {b.credit or ''}") for b in read.blocks if b.kind == "figure")
    exact = set(lines)
    found: list[Label] = []
    for run in runs:
        if run.image is not None:
            found.append("none")
        elif run.key and (run.key in exact or (len(run.key) >= _IN_PART and run.key in whole)):
            found.append("text")
        else:
            found.append("caption" if len(run.key) >= 4 and run.key in captions else "none")
    return _one_stretch(runs, found)


def _lines(read: Extraction) -> list[str]:
    """The keys of the teacher's lines, a table's cells one by one."""
    texts: list[str] = []
    for block in read.blocks:
        if block.kind == "table":
            texts += [cell for row in block.rows for cell in row]
        elif block.kind != "figure":
            texts += block.text.split("\n")
    return [key for key in map(key_of, texts) if key]


def _one_stretch(runs: Sequence[Run], found: list[Label]) -> list[Label]:
    """Of runs with the same text (a headline and its echo in a list of links), only those in the article's stretch count."""
    sure = [i for i, label in enumerate(found) if label == "text" and len(runs[i].key) >= 3 * _IN_PART]
    if not sure:
        return found
    seen: dict[str, list[int]] = {}
    for i, label in enumerate(found):
        if label == "text":
            seen.setdefault(runs[i].key, []).append(i)
    once = [i for places in seen.values() if len(places) == 1 for i in places if i in set(sure)] or sure
    first, last = min(once), max(once)
    for places in seen.values():
        inside = [i for i in places if first <= i <= last]
        if len(places) > 1 and inside:
            for i in set(places) - set(inside):
                found[i] = "none"
    return found
