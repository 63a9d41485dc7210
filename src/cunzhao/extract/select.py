"""Which lines of a page are its article: trafilatura chooses text, and the choice is mapped back onto the page's lines.

trafilatura's own result tree drops captions, link texts and the text between elements. Mapping its choice back keeps its
judgement and loses none of that: what a reader sees in a chosen line is kept whole.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from copy import deepcopy
from itertools import accumulate

from lxml.html import HtmlElement

from cunzhao.extract.lines import Line, key_of

_UNIQUE = 16  # letters: a shorter text may well stand twice on a page
_NEAR = 3_000  # letters: how far behind the last match a short text is looked for
_COVERED = 0.5  # share of a line that must have been chosen
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def chosen_text(tree: HtmlElement, url: str, precise: bool = False) -> list[str]:
    """The lines of text that trafilatura takes for the article; empty where it finds none or fails."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(deepcopy(tree), url=url or None, include_comments=False, favor_precision=precise)
    except Exception:  # a third party's code on hostile input: whatever it raises, it found nothing
        return []
    if found is None or isinstance(found, dict) or not found.text:
        return []
    return [line for line in found.text.split("\n") if line.strip()]


def mapped(lines: Sequence[Line], texts: Sequence[str]) -> list[bool]:
    """For each line, whether the chosen texts cover it."""
    keys = [line.key if line.image is None else "" for line in lines]
    starts = list(accumulate((len(key) for key in keys), initial=0))
    whole = "".join(keys)
    covered = bytearray(len(whole))
    for begin, end in _places(whole, [key_of(text) for text in texts]):
        covered[begin:end] = b"\x01" * (end - begin)
    shares = (sum(covered[starts[i] : starts[i + 1]]) for i in range(len(keys)))
    return [share > 0 and share >= _COVERED * len(key) for share, key in zip(shares, keys, strict=True)]


def _places(whole: str, wanted: list[str]) -> list[tuple[int, int]]:
    """Where each wanted key stands in the whole page: unique ones first, the others between their neighbours."""
    fixed: list[int | None] = [None] * len(wanted)
    for i, key in enumerate(wanted):
        if len(key) >= _UNIQUE:
            first = whole.find(key)
            fixed[i] = first if first >= 0 and whole.find(key, first + 1) < 0 else None
    after = _next_fixed(fixed, len(whole))
    found: list[tuple[int, int]] = []
    cursor = 0
    for i, key in enumerate(wanted):
        place = fixed[i]
        at = _between(whole, key, cursor, after[i]) if place is None and key else place
        if at is not None and key:
            found.append((at, at + len(key)))
            cursor = at + len(key)
        elif len(key) >= _UNIQUE * 2:
            found.extend(_in_parts(whole, key, cursor))
            cursor = found[-1][1] if found else cursor
    return found


def _next_fixed(fixed: list[int | None], end: int) -> list[int]:
    """For each position, the next fixed place after it."""
    after, following = [end] * len(fixed), end
    for i in range(len(fixed) - 1, -1, -1):
        after[i] = following
        at = fixed[i]
        following = at if at is not None else following
    return after


def _between(whole: str, key: str, cursor: int, end: int) -> int | None:
    """A place for a key that is short or stands twice: next after the last one, or last before the next one."""
    at = whole.rfind(key, max(0, end - _NEAR), end) if cursor == 0 else whole.find(key, cursor, cursor + _NEAR)
    if at < 0 and len(key) >= _UNIQUE:
        at = whole.find(key, cursor)
        at = whole.rfind(key) if at < 0 else at
    return at if at >= 0 else None


def _in_parts(whole: str, key: str, cursor: int, size: int = 24) -> list[tuple[int, int]]:
    """Places of a key's pieces, for a text from which something was dropped in the middle."""
    found: list[tuple[int, int]] = []
    for begin in range(0, len(key) - size + 1, size):
        at = whole.find(key[begin : begin + size], cursor, cursor + 4 * _NEAR + len(key))
        at = whole.find(key[begin : begin + size]) if at < 0 and not found else at
        if at >= 0:
            found.append((at, at + size))
            cursor = at + size
    return found
