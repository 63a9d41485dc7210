"""Statements across sentences: split quotations, quotations over paragraphs, what a colon announces."""

from __future__ import annotations

from dataclasses import replace

from cunzhao.said.en.asides import DASHES
from cunzhao.said.en.cues import CUES, NOUNS
from cunzhao.said.en.find import find
from cunzhao.said.en.found import Found, run_on
from cunzhao.said.en.phrases import Subject
from cunzhao.said.en.subjects import main
from cunzhao.said.en.tokens import ENDS, Tokens, Unit, units
from cunzhao.said.en.turns import turns
from cunzhao.said.en.words import DETERMINERS

_DIRECT = frozenset(("quote-before", "medial"))
_MOST = 40
"""Verbs of saying that are looked at in one sentence; no sentence of a newspaper has as many."""
_SHORT = 6
"""Tokens that a paragraph of quotation has at least to be carried over."""
_CUE_WORDS = CUES.keys() | NOUNS | {"according"}
_QUOTED = frozenset(("quote", "quote-before", "before", "medial", "colon", "mixed", "dash"))


def find_all(tokens: Tokens) -> list[Found]:
    """The statements of a text, in the order of their cues."""
    played = turns(tokens)
    inside = bytearray(tokens.inside)
    for turn in played:
        inside[turn.unit.a : turn.unit.b] = b"\1" * (turn.unit.b - turn.unit.a)
    at = [i for i, low in enumerate(tokens.lows) if low in _CUE_WORDS and not inside[i]]
    found: list[Found] = []
    n, last, waiting = 0, None, None
    for unit in units(tokens):
        first = n
        while n < len(at) and at[n] < unit.b:
            n += 1
        here = find(tokens, unit, at[first : min(n, first + _MOST)]) if n > first else []
        last, waiting = _join(tokens, unit, here, found, last, waiting)
    return sorted([*found, *played], key=lambda one: one.cue) if played else found


def _join(
    tokens: Tokens, unit: Unit, here: list[Found], found: list[Found], last: Found | None, waiting: Unit | None
) -> tuple[Found | None, Unit | None]:
    """Adds what was found in ``unit`` to ``found``. Returns the statement that may run on, and the first of the bare
    quotations before it that still wait for a speaker."""
    if here:
        here = _with_waiting(here, waiting, unit)
        found.extend(here)
        return _may_run_on(here), None
    signed = _signed(tokens, unit)
    if signed:
        found.append(signed)
        return signed, None
    quoted = _only_quotes(tokens, unit)
    if quoted and last is not None and last.sign == "colon-end" and unit.paragraph - last.unit.paragraph <= 2:
        return _replace_last(found, last, replace(last, a=unit.a, b=quoted, sign="colon")), None
    if quoted and last is not None and _continues(tokens, last, unit):
        return _replace_last(found, last, run_on(last, quoted)), None
    if quoted and not waiting and last is not None and _carries(tokens, last, unit):
        return _replace_last(found, last, run_on(last, quoted)), None
    if quoted:
        return None, waiting if waiting and waiting.paragraph == unit.paragraph else unit
    extra = _announced(tokens, unit)
    if extra:
        found.append(extra)
    return extra, None


def _replace_last(found: list[Found], old: Found, new: Found) -> Found:
    at = next(n for n in range(len(found) - 1, -1, -1) if found[n] is old)
    found[at] = new
    return new


def _may_run_on(here: list[Found]) -> Found | None:
    """The statement of a sentence that a quotation in the next one goes on with."""
    quoted = [f for f in here if f.sign in _QUOTED or f.sign == "colon-end"]
    return quoted[0] if quoted else None


def _with_waiting(here: list[Found], waiting: Unit | None, unit: Unit) -> list[Found]:
    """ "A." "B," she said: the quotations before belong to it, if they stand in the same paragraph."""
    if (
        waiting
        and waiting.paragraph == unit.paragraph
        and here[0].sign in ("quote-before", "medial")
        and here[0].a == unit.a
    ):
        return [replace(here[0], a=waiting.a), *here[1:]]
    return here


def _only_quotes(tokens: Tokens, unit: Unit) -> int:
    """The end of a sentence that is quotation from its first mark on, with at most a few words outside; 0 if it is not."""
    if unit.a not in tokens.closes:
        return 0
    outside = sum(1 for i in range(unit.a, unit.b) if not tokens.inside[i] and tokens.words[i][0].isalnum())
    return unit.b if outside <= 8 else 0


def _continues(tokens: Tokens, last: Found, unit: Unit) -> bool:
    """Whether a bare quotation goes on with ``last``: in its paragraph, or in the next if the mark before was left open."""
    if last.unit.paragraph == unit.paragraph:
        return True
    opened = any(i in tokens.unclosed for i in range(max(last.a, last.b - 400), last.b) if i in tokens.closes)
    return opened and unit.a - last.b <= 3


def _carries(tokens: Tokens, last: Found, unit: Unit) -> bool:
    """A paragraph that is one whole quotation and nothing else, right after one with a speaker: it goes on with that."""
    if last.sign not in _DIRECT or unit.a - max(last.b, last.unit.b) > 2:
        return False
    close = tokens.closes[unit.a]
    alone = (
        close + 1 == unit.b
        and tokens.words[unit.a - 1] == "\n"
        and (unit.b == len(tokens.words) or tokens.words[unit.b] == "\n")
    )
    return alone and close - unit.a >= _SHORT and tokens.words[close - 1] in ENDS


def _signed(tokens: Tokens, unit: Unit) -> Found | None:
    """ "…" — Ann Lee: a quotation with a name behind a dash, and nothing else."""
    close = tokens.closes.get(unit.a)
    if close is None or close + 2 >= unit.b or tokens.words[close + 1] not in DASHES:
        return None
    b = unit.b - 1 if tokens.words[unit.b - 1] in ENDS else unit.b
    if b - close > 14 or not tokens.capital(close + 2):
        return None
    subject = Subject(close + 2, b, close + 2, "right")
    return Found(unit.a, close + 1, subject, close + 1, close + 2, "dash", "dash", unit)


def _announced(tokens: Tokens, unit: Unit) -> Found | None:
    """A colon and a whole quotation behind a clause with no verb of saying; a heading "Ann Lee: …"."""
    colon = next((i for i in range(unit.a + 1, unit.b - 1) if tokens.words[i] == ":" and not tokens.inside[i]), None)
    if colon is None:
        return None
    if colon + 1 in tokens.closes and tokens.closes[colon + 1] - colon > 5:
        subject = main(tokens, unit.a, colon)
        if subject:
            return Found(colon + 1, tokens.closes[colon + 1] + 1, subject, colon, colon + 1, "announced", ":", unit)
    if (
        unit.paragraph == 0
        and unit.a == 0
        and colon - unit.a <= 2
        and tokens.capital(unit.a)
        and tokens.lows[unit.a] not in DETERMINERS
        and unit.b - colon > 4
    ):
        b = unit.b - 1 if tokens.words[unit.b - 1] in ENDS else unit.b
        return Found(colon + 1, b, Subject(unit.a, colon, unit.a, "left"), colon, colon + 1, "heading", ":", unit)
    return None
