"""What people said of a text's statements, brought into what was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from cunzhao.said.same import bands_of
from cunzhao.types import Correction, Noted, Statement

MEANT = 0.5
"""A correction is of the statement that shares at least half of all characters of the two."""
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "‘": "’", "«": "»"}


def digest_of(text: str) -> str:
    """SHA-256 (hex) of a stretch of text."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def noted(text: str, statement: Statement, by: str | None = None, *, sure: bool = False) -> Noted:
    """A statement with its words."""
    words = text[statement.start : statement.end]
    return Noted(statement, words, bands_of(words), by, sure)


def corrected(text: str, read: Iterable[Noted], corrections: Sequence[Correction]) -> tuple[Noted, ...]:
    """The statements of a text after all corrections, in the order in which they were made; by place, each place once.

    A correction whose words do not stand in this text says nothing of it.
    """
    held = list(read)
    for one in corrections:
        place = place_of(text, one)
        if place is None:
            continue
        meant = _meant(held, *place)
        if one.what == "none":
            held = [other for other in held if other is not meant]
        elif one.what == "speaker" and meant is not None:
            held = [_spoken(text, other, one) if other is meant else other for other in held]
        else:
            others = [other for other in held if (other.statement.start, other.statement.end) != place]
            held = [*others, _added(text, *place, one)]
    return tuple(sorted(held, key=lambda one: (one.statement.start, one.statement.end)))


def place_of(text: str, correction: Correction) -> tuple[int, int] | None:
    """Where the corrected words stand in a text: at their old place, else wherever the very same words are first."""
    start, end = correction.start, correction.end
    if digest_of(text[start:end]) == correction.digest and start < end <= len(text):
        return start, end
    length = end - start
    for at in range(len(text) - length + 1):
        if digest_of(text[at : at + length]) == correction.digest:
            return at, at + length
    return None


def _meant(held: Sequence[Noted], start: int, end: int) -> Noted | None:
    def share(one: Noted) -> float:
        both = min(one.statement.end, end) - max(one.statement.start, start)
        return both / (max(one.statement.end, end) - min(one.statement.start, start))

    best = max(held, key=share, default=None)
    return best if best is not None and share(best) >= MEANT else None


def _spoken(text: str, one: Noted, correction: Correction) -> Noted:
    start, end = _mention(text, correction.speaker, one.statement.start)
    said = replace(
        one.statement,
        speaker=correction.speaker,
        speaker_start=start,
        speaker_end=end,
        why="named" if correction.speaker else "unnamed",
        title=None,
        on_behalf=None,
        confidence=1.0,
    )
    return replace(one, statement=said, by=correction.id, sure=True)


def _added(text: str, start: int, end: int, correction: Correction) -> Noted:
    first, last = _mention(text, correction.speaker, start)
    quoted = _QUOTES.get(text[start - 1 : start]) == text[end : end + 1] != ""
    made = Statement(
        start,
        end,
        "direct" if quoted else "indirect",
        speaker=correction.speaker,
        speaker_start=first,
        speaker_end=last,
        why="named" if correction.speaker else "unnamed",
        quote_start=start if quoted else None,
        quote_end=end if quoted else None,
        confidence=1.0,
    )
    return noted(text, made, correction.id, sure=True)


def _mention(text: str, name: str | None, before: int) -> tuple[int, int] | tuple[None, None]:
    """The mention of a name that stands nearest to a place, the one before it rather than the one behind."""
    at = text.rfind(name, 0, before) if name else -1
    at = text.find(name) if name and at < 0 else at
    return (at, at + len(name)) if name and at >= 0 else (None, None)
