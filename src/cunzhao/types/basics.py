"""The clock, progress, and the words that name kinds of things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

Clock = Callable[[], datetime]
"""Returns now, aware, in UTC. Always an argument."""


def utc_now() -> datetime:
    """The clock of the machine, for whoever composes the parts."""
    return datetime.now(UTC)


Progress = Callable[[str], None]
"""Told one line of plain text at every step worth showing."""


def silent(_: str) -> None:
    """Progress that nobody watches."""


ChannelKind = Literal["feed", "sitemap", "listing"]
Purpose = Literal["feed", "sitemap", "listing", "home", "page", "image", "robots", "other"]
"""Why something was fetched; kept with the capture, so that ``rebuild`` knows how to read it again. ``other`` is evidence only:
what came along in an archive that was handed in."""

ClaimKind = Literal[
    "feed", "sitemap", "json-ld", "meta", "time", "text", "url", "last-modified", "first-seen", "fetched", "post"
]
Precision = Literal["second", "minute", "day", "month", "year"]
BlockKind = Literal["paragraph", "heading", "list", "quotation", "table", "figure", "code"]
PageKind = Literal[
    "article",
    "listing",
    "blocked",
    "consent",
    "paywall",
    "soft-404",
    "gone",
    "moved",
    "empty",
    "media",
    "other",
    "unread",
]
FailureKind = Literal[
    "dns", "refused", "timeout", "address", "redirects", "tls", "protocol", "robots", "wait", "url", "network"
]
Truncation = Literal["length", "time", "disconnect"]
Origin = Literal["fetched", "supplied", "imported"]
"""Who brought the bytes: our own client, a person's file, or another archive."""
