"""On what occasion and where: "at a rally in Novi, Michigan", "in an interview with …", as far as the text says so."""

from __future__ import annotations

from collections.abc import Sequence

from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import DETERMINERS, MONTHS, PREPOSITIONS, TIME_WORDS, WEEKDAYS, table

OCCASIONS = table(
    "statement interview speech email e-mail letter tweet tweets report memo message briefing conference rally "
    "debate event hearing appearance testimony call summit meeting ceremony forum filing lawsuit affidavit ruling "
    "op-ed essay article column post fundraiser lecture sermon visit inauguration trial session gathering address"
)
_BEFORE = table("at in during on via through")
_FAR = 8


def setting(tokens: Tokens, at: Sequence[int]) -> tuple[str | None, str | None]:
    """Occasion and place named by the tokens ``at`` (indices, in order, narrator's words only); None where there is none."""
    allowed = set(at)
    for i in at:
        if tokens.lows[i] not in _BEFORE:
            continue
        noun = next(
            (
                k
                for k in range(i + 1, i + _FAR)
                if k not in allowed
                or tokens.lows[k] in OCCASIONS
                or tokens.words[k] in ",."
                or tokens.lows[k] in PREPOSITIONS
            ),
            None,
        )
        if noun is None or noun not in allowed or tokens.lows[noun] not in OCCASIONS:
            continue
        first = i + 1
        while first < noun and (
            tokens.lows[first] in DETERMINERS
            or tokens.lows[first] in WEEKDAYS
            or tokens.lows[first].split("'")[0] in WEEKDAYS
        ):
            first += 1
        end = _with(tokens, noun + 1, allowed)
        return tokens.said(first, end), _place(tokens, end, allowed)
    return None, None


def _with(tokens: Tokens, k: int, allowed: set[int]) -> int:
    """The end of "interview with CNN": the noun and whom it was with."""
    if k + 1 in allowed and k in allowed and tokens.lows[k] in ("with", "to", "of") and tokens.capital(k + 1):
        n = k + 1
        while n in allowed and tokens.capital(n) and tokens.lows[n] not in TIME_WORDS:
            n += 1
        return n
    return k


def _place(tokens: Tokens, k: int, allowed: set[int]) -> str | None:
    """The names behind "in" or "at": "in Novi, Michigan"."""
    while k in allowed and tokens.lows[k] in TIME_WORDS:
        k += 1
    if not (k in allowed and k + 1 in allowed and tokens.lows[k] in ("in", "at") and tokens.capital(k + 1)):
        return None
    n = k + 1
    while (
        n in allowed
        and n - k < _FAR
        and (tokens.capital(n) or (tokens.words[n] == "," and n + 1 in allowed and tokens.capital(n + 1)))
    ):
        if tokens.lows[n] in WEEKDAYS or tokens.lows[n] in MONTHS:
            break
        n += 1
    while n > k + 1 and tokens.words[n - 1] == ",":
        n -= 1
    return tokens.said(k + 1, n) if n > k + 1 else None
