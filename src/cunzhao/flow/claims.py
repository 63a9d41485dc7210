"""Bringing together what was claimed of an article's time: by channels, by the page, and by our own eyes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from cunzhao.extract import derive_published
from cunzhao.types import Candidate, Claim, ClaimKind, Published

ANNOUNCEMENTS: tuple[ClaimKind, ...] = ("feed", "sitemap", "post")
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def gather(sightings: Sequence[Candidate], page: Sequence[Claim], fetched_at: datetime, url: str) -> tuple[Claim, ...]:
    """All claims, each once: the channels', the page's, when it was first seen, when it was first fetched."""
    seen = min(sightings, key=lambda s: s.seen_at, default=None)
    own = [Claim("fetched", fetched_at.isoformat(), fetched_at, url)]
    if seen is not None:
        own.insert(0, Claim("first-seen", seen.seen_at.isoformat(), seen.seen_at, seen.via))
    return tuple(dict.fromkeys([*(c for s in sightings for c in s.claims), *page, *own]))


def first_seen(claims: Sequence[Claim], fallback: datetime) -> datetime:
    """The earliest moment at which somebody had the article before their eyes: nothing can be published after it."""
    seen = [c.at for c in claims if c.kind in ("first-seen", "fetched") and c.at is not None]
    return min(seen, default=fallback)


def derive(claims: Sequence[Claim], seen_at: datetime) -> Published:
    """The derived time, given when the article was first seen. What was announced more than once counts from the first time."""
    return derive_published(sorted(claims, key=_announced_at), seen_at)


def _announced_at(claim: Claim) -> datetime:
    """Orders the announcements of one kind among each other; a page's own claims stay in the order of its extractor."""
    return claim.at if claim.kind in ANNOUNCEMENTS and claim.at is not None else BEFORE_ALL
