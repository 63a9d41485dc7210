"""What a round, an import or a reading anew did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one round did for one source; field names are those of ``run --json``."""

    source: str
    found: int = 0
    kept: int = 0
    unchanged: int = 0
    edited: int = 0
    blocked: int = 0
    missing: int = 0
    gone: int = 0
    images_held: int = 0
    images_named: int = 0
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; ``read = kept + merged + len(skipped)``."""

    read: int
    kept: int
    merged: int
    skipped: tuple[tuple[str, str], ...]
    odd: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReprocessReport:
    """What reading again did. ``articles = changed + unchanged + len(failed)``; ``failed`` are (article id, why) pairs.

    ``changed`` articles have another title, text or blocks than before, ``taken`` are captures that could not be read before,
    ``heard`` articles whose statements alone were read again.
    """

    articles: int = 0
    changed: int = 0
    unchanged: int = 0
    taken: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    heard: int = 0
