"""When something was said: words of time beside the verb, counted from the day of publication. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from cunzhao.said.en.tokens import Tokens
from cunzhao.said.en.words import MONTHS, WEEKDAYS, table

_DATELINE = re.compile(
    r"^[A-Z][^\n(]{1,40}?,? ([A-Z][a-z]{2,8})\.? (\d{1,2})(?:, (\d{4}))? ?(?:\([^)\n]{1,30}\) ?)?[—–―-]", re.MULTILINE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_HEAD = 600
"""Characters at the beginning in which the line of a dateline starts: it may stand below a headline and a byline."""
_NEAR = timedelta(days=10)
"""A dateline farther from publication than this is of another story."""


def anchor(text: str, published: date | None) -> date | None:
    """The day from which "yesterday" is counted: the dateline's, if the text begins with one, else the day of publication."""
    line = _DATELINE.search(text[:_HEAD])
    month = MONTHS.get(line[1].lower().rstrip(".")) if line else None
    if line is None or month is None:
        return published
    if line[3]:
        return _day(int(line[3]), month, int(line[2])) or published
    found = _latest(published, month, int(line[2])) if published else None
    return found if found and published and published - found <= _NEAR else published


def when(tokens: Tokens, at: Sequence[int], today: date | None) -> tuple[str, str] | None:
    """The day, month or year named by the tokens ``at`` (indices, in order, narrator's words only), with rule and words."""
    for n, i in enumerate(at):
        low = tokens.lows[i]
        if low not in TRIGGERS and not _YEAR.fullmatch(low):
            continue
        before = tokens.lows[at[n - 1]] if n and at[n - 1] == i - 1 else ""
        found = _one(tokens, at, n, before, today)
        if found:
            first = i - 1 if before in _LEADS else i
            return found[0], f"{found[1]}: {tokens.said(first, i + 1)}"
    return None


_LEADS = table("on in last this earlier late early of since during")
TRIGGERS = (
    table("today tonight yesterday week month year morning afternoon evening") | MONTHS.keys() | WEEKDAYS.keys()
) - {"sun", "sat", "mon", "mar", "wed"}


def _one(tokens: Tokens, at: Sequence[int], n: int, before: str, today: date | None) -> tuple[str, str] | None:
    i = at[n]
    low = tokens.lows[i]
    if low in MONTHS and tokens.capital(i):
        return _month(tokens, at, n, before, today)
    if _YEAR.fullmatch(low):
        return (low, "year") if before in ("in", "since", "of") else None
    if today is None or before in ("next", "every", "each", "until", "by"):
        return None
    if low in WEEKDAYS and tokens.capital(i):
        back = (today.weekday() - WEEKDAYS[low]) % 7
        return (today - timedelta(days=back or (7 if before == "last" else 0))).isoformat(), "weekday"
    if low in ("today", "tonight") or (low in ("morning", "afternoon", "evening") and before == "this"):
        return today.isoformat(), "today"
    if low == "yesterday":
        return (today - timedelta(days=1)).isoformat(), "yesterday"
    return _span(low, before, today)


def _span(low: str, before: str, today: date) -> tuple[str, str] | None:
    """ "last week", "this month", "last year"."""
    if before not in ("last", "this"):
        return None
    if low == "week":
        end = today - timedelta(days=today.weekday() + 1) if before == "last" else today
        return "<=" + end.isoformat(), "week"
    if low == "month":
        end = today.replace(day=1) - timedelta(days=1) if before == "last" else today
        return end.strftime("%Y-%m"), "month"
    if low == "year":
        return str(today.year - (before == "last")), "year"
    return None


def _month(tokens: Tokens, at: Sequence[int], n: int, before: str, today: date | None) -> tuple[str, str] | None:
    """ "Sept. 15, 2016", "15 September", "March 2016", "in March"."""
    follows = [tokens.lows[k] for k in at[n + 1 : n + 5] if tokens.words[k] not in ".,"]
    month = MONTHS[tokens.lows[at[n]]]
    number = next((int(low) for low in [*follows[:1], before] if low.isdigit() and 1 <= int(low) <= 31), None)
    year = next((int(low) for low in follows[:2] if _YEAR.fullmatch(low)), None)
    if year is not None:
        exact = _day(year, month, number) if number else None
        return (exact.isoformat(), "date") if exact else (f"{year}-{month:02}", "month")
    if today is None:
        return None
    if number is not None:
        found = _latest(today, month, number)
        return (found.isoformat(), "date") if found else None
    if before in ("in", "last", "since", "this"):
        return f"{today.year - (month > today.month)}-{month:02}", "month"
    return None


def _latest(today: date, month: int, day: int) -> date | None:
    """The latest such day that is not after ``today``."""
    return next(
        (found for year in (today.year, today.year - 1) if (found := _day(year, month, day)) and found <= today), None
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
