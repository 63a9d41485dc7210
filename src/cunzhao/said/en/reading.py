"""English text to statements."""

from __future__ import annotations

from datetime import date

from cunzhao.said.context import Context
from cunzhao.said.en.confidence import confidence
from cunzhao.said.en.found import Found
from cunzhao.said.en.join import find_all
from cunzhao.said.en.people import people_of
from cunzhao.said.en.phrases import verblike
from cunzhao.said.en.quotes import mark_quotes
from cunzhao.said.en.setting import OCCASIONS, setting
from cunzhao.said.en.speakers import Speaker, speakers
from cunzhao.said.en.tokens import Tokens, tokenise
from cunzhao.said.en.when import TRIGGERS, anchor, when
from cunzhao.said.en.words import SUBORDINATORS, table
from cunzhao.types import Statement
from cunzhao.types.statements import StatementKind

_ENDING = SUBORDINATORS | table("after before since until of about")
_LEAD = 16
_TELLING = TRIGGERS | OCCASIONS | {str(year) for year in range(1900, 2100)}
_WINDOW = 60
"""Tokens on each side of a verb in which time and occasion are looked for."""


def read(text: str, context: Context) -> tuple[Statement, ...]:
    """The statements that ``text`` attributes to somebody, in order of their content. Any text is good, and time grows
    with its length.

    Offsets are characters of ``text``. Days are counted from the dateline, else from ``context.published`` in the zone of
    the outlet.
    """
    tokens = tokenise(text)
    mark_quotes(tokens)
    found = [one for one in find_all(tokens) if one.sign != "colon-end"]
    if not found:
        return ()
    people = people_of(tokens)
    today = anchor(text, (context.published + context.zone).date() if context.published else None)
    told = speakers(tokens, people, found)
    made = (_statement(tokens, one, speaker, today) for one, speaker in zip(found, told, strict=True))
    return tuple(sorted(made, key=lambda s: (s.start, s.end)))


def _statement(tokens: Tokens, one: Found, speaker: Speaker, today: date | None) -> Statement:
    at = _narrated(tokens, one)
    said_on = when(tokens, _beside(tokens, one, at), today) if at else None
    occasion, place = setting(tokens, at) if at else (None, None)
    quote = _longest_quote(tokens, one)
    start, end = _mention(tokens, one)
    return Statement(
        start=tokens.starts[one.a],
        end=tokens.end(one.b - 1),
        kind=_kind(tokens, one),
        speaker=speaker.name,
        speaker_start=start,
        speaker_end=end,
        why=speaker.why,
        cue=tokens.said(one.cue, one.cue_end),
        quote_start=quote[0] if quote else None,
        quote_end=quote[1] if quote else None,
        title=speaker.title,
        occasion=occasion,
        place=place,
        said_on=said_on[0] if said_on else None,
        said_on_why=said_on[1] if said_on else None,
        relay=speaker.relay,
        confidence=confidence(tokens, one, speaker),
    )


def _narrated(tokens: Tokens, one: Found) -> list[int]:
    """The narrator's tokens around the verb: neither content, nor quotation, nor the mention. Empty if no word of theirs tells
    a time or an occasion.
    """
    a, b = max(one.unit.a, one.cue - _WINDOW), min(one.unit.b, one.cue + _WINDOW)
    if _TELLING.isdisjoint(tokens.lows[a:b]):
        return []
    over = one.a <= one.cue < one.b
    aside = one.subject.aside or (0, 0)
    return [
        i
        for i in range(a, b)
        if not tokens.inside[i]
        and (over or not one.a <= i < one.b)
        and not one.subject.a <= i < one.subject.b
        and not aside[0] <= i < aside[1]
    ]


def _beside(tokens: Tokens, one: Found, at: list[int]) -> list[int]:
    """Of the narrator's tokens those that date the saying: an introduction without a verb, and what stands by the verb."""
    first = min(one.subject.first, one.cue)
    lead = [i for i in at if i < first]
    if any(verblike(tokens, i) for i in lead) or len(lead) > _LEAD:
        lead = [i for i in lead if i >= first - 3]
    near = [i for i in at if i >= first]
    end = next(
        (i for i in near if i > one.cue and (tokens.words[i] in ",;" or tokens.lows[i] in _ENDING)),
        None,
    )
    return lead + [i for i in near if end is None or i < end or (tokens.words[end] == "," and end < i <= end + 3)]


def _mention(tokens: Tokens, one: Found) -> tuple[int, int]:
    """Where the mention stands, without "'s"."""
    a, b = one.subject.a, one.subject.b
    last = tokens.lows[b - 1]
    cut = (
        len(last) - last.rindex("'")
        if "'" in last[1:] and last.rpartition("'")[2] in ("s", "re", "ve", "d", "ll", "m", "")
        else 0
    )
    return tokens.starts[a], tokens.end(b - 1) - cut


def _kind(tokens: Tokens, one: Found) -> StatementKind:
    """Direct if all of it is quoted, but for "she said" between two parts."""
    i = one.a
    if one.a not in tokens.closes:
        return "indirect"
    while i < one.b:
        if i in tokens.closes:
            i = tokens.closes[i] + 1
            continue
        gap = i
        while gap < one.b and gap not in tokens.closes:
            gap += 1
        spoken = any(tokens.words[k][0].isalnum() for k in range(i, gap))
        if spoken and not i <= one.cue < gap:
            return "indirect"
        i = gap
    return "direct"


def _longest_quote(tokens: Tokens, one: Found) -> tuple[int, int] | None:
    """The longest part between quotation marks, the marks left out."""
    best, i = None, one.a
    while i < one.b:
        close = tokens.closes.get(i)
        if close is None:
            i += 1
            continue
        inner = (tokens.end(i), tokens.end(close) if i in tokens.unclosed else tokens.starts[close])
        if best is None or inner[1] - inner[0] > best[1] - best[0]:
            best = inner
        i = close + 1
    return best
