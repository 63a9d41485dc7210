"""Which runs of a container are the article: what their places say, what recurs, and what stands between what is sure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cunzhao.extract.wrapper.model import Form, Says
from cunzhao.extract.wrapper.runs import Run

_SENTENCE_END = re.compile(r"[.!?…。！？;；:：][\s\"'”’»)）」』\]]*$")
_SHORT, _LONG = 45, 150  # Latin letters: a line below is no running text, one above is, with or without a full stop
BELIEF: dict[Form, float] = {"run": 0.75, "short": 0.4, "linked": 0.1}
"""How likely a line of that form is text in a place that nobody saw."""
_FEW = 12  # characters: a line of marks only is no longer
MOST_REPEATED = 400  # characters: a longer line that recurs is not looked for
UNSURE = 0.3, 0.7


@dataclass(frozen=True, slots=True)
class Choice:
    """For each run whether it is text, a caption, or an image of the article (the others are furniture); letters of text, of
    text whose place was not sure, and of text in places that nobody saw."""

    text: list[bool]
    caption: list[bool]
    image: list[bool]
    size: int
    unsure: int
    unseen: int


def form_of(run: Run) -> Form:
    """What a line looks like."""
    if run.anchors and run.linked * 2 > len(run.text):
        return "linked"
    length = len(run.text)
    if length > _LONG:
        return "run"
    size = weight(run.text) if length * 2.5 >= _SHORT else 0
    return "run" if size > _LONG or (size >= _SHORT and _SENTENCE_END.search(run.text, length - 12)) else "short"


def weight(text: str) -> float:
    """The length of a text in Latin letters: a Han character or a kana says as much as 2.5 of them."""
    return float(len(text)) if text.isascii() else len(text) + 1.5 * sum(map("\u2e7f".__lt__, text))


def share(says: Says | None, form: Form) -> float:
    """How likely a line of this form is text in a place of which this is known."""
    if says is None:
        return BELIEF[form]
    known: float | None = getattr(says, form)
    return known if known is not None else BELIEF[form]


def choose(runs: Sequence[Run], repeats: Collection[str]) -> Choice:
    """Decide on every run."""
    beginnings = frozenset(key[:2] for key in repeats)
    likely = [_likely(run, repeats, beginnings) for run in runs]
    text = _between(runs, likely)
    sizes = [len(run.text) if keep else 0 for run, keep in zip(runs, text, strict=True)]
    low, high = UNSURE
    unsure = sum(len(r.text) for r, p in zip(runs, likely, strict=True) if p is not None and low < p < high)
    unseen = sum(size for run, size in zip(runs, sizes, strict=True) if run.says is None)
    caption = [run.says is not None and run.says.caption and not keep for run, keep in zip(runs, text, strict=True)]
    image = [run.image is not None and run.says is not None and run.says.image for run in runs]
    return Choice(text, caption, image, sum(sizes), unsure, unseen)


def _likely(run: Run, repeats: Collection[str], beginnings: Collection[str]) -> float | None:
    """How likely a run is text; None for an image. ``beginnings`` are the first two letters of what recurs: most lines need
    not be looked at further."""
    if run.image is not None:
        return None
    if len(run.text) <= _FEW and not run.key:
        return 0.0
    begins = run.text[:2]
    may_recur = len(run.text) <= MOST_REPEATED and (begins.lower() in beginnings or not begins.isalnum())
    if may_recur and run.key in repeats:
        return 0.0
    if run.says is not None and run.says.caption:
        return 0.0
    return share(run.says, form_of(run))


def _between(runs: Sequence[Run], likely: Sequence[float | None]) -> list[bool]:
    """What is likely; and of short lines that could be either, those between two lines that are: a heading or a line of verse
    belongs to the text around it, one at an edge to the page."""
    low, high = UNSURE
    keep = [p is not None and p >= high for p in likely]
    lines = [i for i, p in enumerate(likely) if p is not None]
    before = False
    after = _next_sure(lines, likely)
    for i in lines:
        p = likely[i]
        assert p is not None
        if low < p < high:
            keep[i] = before and after[i] if form_of(runs[i]) != "run" else p >= 0.5
        before = keep[i]
    return keep


def _next_sure(lines: Sequence[int], likely: Sequence[float | None]) -> dict[int, bool]:
    """For each line, whether the next one that is sure is text."""
    low, high = UNSURE
    found: dict[int, bool] = {}
    following = False
    for i in reversed(lines):
        found[i] = following
        p = likely[i]
        assert p is not None
        if not low < p < high:
            following = p >= high
    return found
