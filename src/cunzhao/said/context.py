"""What is known of a text besides the text, when its statements are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Context:
    """``published`` is when the text was published at the latest (aware, UTC), or None; ``zone`` is the outlet's distance from
    UTC, by which "yesterday" is counted. ``title`` is the headline, which is not part of the text.
    """

    published: datetime | None = None
    zone: timedelta = timedelta(0)
    title: str | None = None
