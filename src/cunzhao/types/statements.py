"""Who said what: a statement that an article attributes to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StatementKind = Literal["direct", "indirect", "enumerated"]
"""All of it between quotation marks; told in other words; one item of a list that somebody set out."""

SpeakerWhy = Literal["named", "pronoun", "carried", "enumerated", "unnamed"]
"""How the speaker is known: named beside the cue; meant by a pronoun or 该发言人; going on from the sentence before; by the
list that the item belongs to; or known only by a description ("officials", 知情人士)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a text says somebody said. Offsets are characters of the text that was read.

    ``start`` to ``end`` is the content alone, without speaker and cue. ``quote_start`` to ``quote_end`` is its longest part
    between quotation marks. ``speaker`` is the fullest name in the article, without title; ``speaker_start`` to
    ``speaker_end`` is the mention that governs it. ``said_on`` is an ISO day, month or year (``2021-06-03``, ``2021-06``),
    with a leading ``<=`` for "on or before"; ``said_on_why`` names the rule and the words. ``relay`` is who passed it on,
    ``on_behalf`` is for whom it was said. ``confidence`` lies between 0 and 1.
    """

    start: int
    end: int
    kind: StatementKind
    speaker: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    why: SpeakerWhy = "named"
    cue: str | None = None
    quote_start: int | None = None
    quote_end: int | None = None
    title: str | None = None
    on_behalf: str | None = None
    relay: str | None = None
    occasion: str | None = None
    place: str | None = None
    said_on: str | None = None
    said_on_why: str | None = None
    confidence: float = 0.5
