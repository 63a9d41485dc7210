"""Which sources are in trouble, and which are well again. What was told once is not told again until it has ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TroubleKind = Literal["silent", "failing", "blocked", "empty"]
FAILS = 3
"""Polls in a row that fail before a source is called failing: one is a hiccup, and the second comes an hour later."""
ANSWERS = 8
"""The newest answers that are looked at: fewer say little about a source."""
REFUSED = ("blocked", "consent", "paywall")
MOST = 0.75
"""Share of them from which a source counts as refusing (or as yielding nothing to read); below half of it, no longer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands after a round.

    ``silent`` and ``failing`` are of all its channels that have a habit; ``answers`` are the kinds of its newest page answers,
    the newest first; ``what`` is one line for people on the last failure.
    """

    source: str
    silent_since: datetime | None = None
    fails: int = 0
    what: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A trouble that began or ended: an intent, which the journal makes a fact."""

    source: str
    kind: TroubleKind
    began: bool
    what: str = ""


def decide_turns(standings: Iterable[Standing], open_: Collection[tuple[str, str]]) -> list[Turn]:
    """What began and what ended, given the (source, kind) pairs of troubles that are open."""
    turns: list[Turn] = []
    for standing in standings:
        for kind, (bad, well, what) in judged(standing).items():
            was = (standing.source, kind) in open_
            if bad and not was:
                turns.append(Turn(standing.source, kind, True, what))
            elif was and well:
                turns.append(Turn(standing.source, kind, False))
    return turns


def judged(standing: Standing) -> dict[TroubleKind, tuple[bool, bool, str]]:
    """For each kind of trouble: whether it is there, whether it is surely not, and what is to be said of it."""
    refused, refusals = _share(standing.answers, REFUSED)
    empty, empties = _share(standing.answers, ("empty", "unread"))
    many = min(len(standing.answers), ANSWERS)
    quiet = standing.silent_since
    since = f"nothing new since {quiet:%Y-%m-%d %H:%M} UTC, longer than its habit" if quiet else ""
    failing = standing.fails >= FAILS or (standing.fails > 0 and standing.silent_since is not None)
    return {
        "silent": (standing.silent_since is not None and not standing.fails, standing.silent_since is None, since),
        "failing": (failing, not standing.fails, standing.what),
        "blocked": (refused, refusals < MOST / 2, f"{round(refusals * many)} of its last {many} pages were refused"),
        "empty": (empty, empties < MOST / 2, f"{round(empties * many)} of its last {many} pages had no text to read"),
    }


def _share(answers: tuple[str, ...], kinds: Collection[str]) -> tuple[bool, float]:
    """Whether enough of the newest answers are of these kinds, and their share."""
    newest = answers[:ANSWERS]
    share = sum(kind in kinds for kind in newest) / len(newest) if newest else 0.0
    return len(newest) == ANSWERS and share >= MOST, share
