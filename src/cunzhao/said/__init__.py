"""said: clean text to the statements that it attributes to somebody, each with its exact place. Pure.

The reader of a language is loaded when its first text comes; other languages have none, and give no statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Literal

from cunzhao.said.context import Context
from cunzhao.types import Statement

__all__ = ["VERSION", "Context", "Read", "reader_of", "statements_of", "sure_from"]

VERSION = "said/1"
"""Raise it whenever a reader may find other statements: what an older one has read is then read again by ``reprocess``."""

Read = Callable[[str, Context], tuple[Statement, ...]]
"""What the reader of a language is."""

Readers = Literal["zh", "en"]

LONGEST = 200_000
"""Characters of a text that are read; the longest of 143 news texts has 22,000. What follows is left out."""
MOST = 2_000
"""Statements of one text, so that a page of nothing else costs little."""

_ENDLESS = re.compile(r"[^。．.！!？?；;\n]{1000,}")
"""A stretch without a stop in which nobody reads: the longest sentence of 143 news texts has 497 characters. Readers see
spaces there, since what they do within a sentence may grow with the square of its length."""
_SAMPLE = 4_000
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]")
_ENGLISH = re.compile(r"\b(?:the|and|of|to|in|that|was|with|said)\b", re.IGNORECASE)
_ENGLISH_SHARE = 0.12
"""Of all words, in a text that states no language: the least of 84 English news texts is 0.129, the median 0.18."""


def statements_of(text: str, language: str | None, context: Context) -> tuple[Statement, ...]:
    """The statements of a clean text, in the order of their places, each place once. ``language`` is a tag, or None."""
    name = reader_of(text, language)
    if name is None:
        return ()
    shown = _ENDLESS.sub(lambda found: " " * len(found[0]), text[:LONGEST])
    read: Read = import_module(f"cunzhao.said.{name}").read
    return tuple(_sound(text, read(shown, context)))[:MOST]


def sure_from(text: str, language: str | None) -> float:
    """The confidence from which the statements of a text are shown unasked: each reader counts its own tier."""
    name = reader_of(text, language)
    return 1.0 if name is None else float(import_module(f"cunzhao.said.{name}.confidence").HIGH)


def reader_of(text: str, language: str | None) -> Readers | None:
    """Which reader a text is for: by its letters, and where those do not tell, by the language that it states."""
    sample = text[:_SAMPLE]
    han, kana, latin = (len(found.findall(sample)) for found in (_HAN, _KANA, _LATIN))
    stated = (language or "").lower().replace("_", "-").partition("-")[0]
    if han > kana * 5 and han * 4 > latin and stated not in ("ja", "ko"):
        return "zh"
    if latin <= han + kana or stated not in ("en", "", "und", "zh"):
        return None
    return "en" if stated == "en" or _is_english(sample) else None


def _is_english(sample: str) -> bool:
    words = len(sample.split())
    return words > 0 and len(_ENGLISH.findall(sample)) >= _ENGLISH_SHARE * words


def _sound(text: str, found: Iterable[Statement]) -> Iterable[Statement]:
    """Those whose places lie in the text, each place once (the surest), by place."""
    held: dict[tuple[int, int], Statement] = {}
    for one in found:
        place = (one.start, one.end)
        if 0 <= one.start < one.end <= len(text) and text[one.start : one.end].strip():
            before = held.get(place)
            if before is None or before.confidence < one.confidence:
                held[place] = one
    return (held[place] for place in sorted(held))
