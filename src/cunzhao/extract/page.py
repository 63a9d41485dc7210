"""What an extractor is given, and what every extractor promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cunzhao.types import Extraction


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was served: ``content`` is its bytes after content decoding, ``seen_at`` when we had it (UTC).

    ``content_type`` and ``last_modified`` are the values of the response headers of that name.
    """

    url: str
    content: bytes
    content_type: str | None
    seen_at: datetime
    last_modified: str | None = None


class Extractor(Protocol):
    """Reads a page. A pure function of its argument: equal pages give equal extractions, in any process.

    ``version`` names the extractor and what it is built on; a new version may read the same bytes differently.
    """

    version: str

    def extract(self, page: Page) -> Extraction:
        """The clean reading of ``page``. Never raises for bad input: what could not be read stands in ``partial``."""
        ...
