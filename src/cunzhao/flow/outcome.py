"""What became of a capture, in one value; reports are sums over outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from cunzhao.types import Purpose, SourceReport

OutcomeKind = Literal[
    "channel",
    "kept",
    "edited",
    "unchanged",
    "blocked",
    "missing",
    "gone",
    "image",
    "moved",
    "other",
    "failed",
    "merged",
]


@dataclass(frozen=True, slots=True)
class Queued:
    """A URL that this capture made worth fetching. ``claimed`` is when it is said to be from; ``fills`` the gap for which a
    channel is looked at, which began at ``since``."""

    url: str
    purpose: Purpose
    source: str | None
    channel: str | None = None
    claimed: datetime | None = None
    fills: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One capture's fate. ``found`` counts URLs never sighted before; ``detail`` is one line for people; ``gap``
    says of a channel that nothing it shows was known."""

    kind: OutcomeKind
    capture: str
    url: str
    source: str | None
    article: str | None = None
    detail: str = ""
    found: int = 0
    queued: tuple[Queued, ...] = ()
    gap: bool = False


def report(source: str, outcomes: Iterable[Outcome], held: int, named: int) -> SourceReport:
    """The row of one source. ``held`` and ``named`` are the images of its articles, over the whole archive."""
    found = SourceReport(source, images_held=held, images_named=named)
    for o in outcomes:
        found = replace(found, found=found.found + o.found)
        if o.kind in ("kept", "edited", "unchanged", "blocked", "missing", "gone"):
            found = replace(found, **{o.kind: getattr(found, o.kind) + 1})
        if o.kind == "failed" and o.detail not in found.errors:
            found = replace(found, errors=(*found.errors, o.detail))
    return found
