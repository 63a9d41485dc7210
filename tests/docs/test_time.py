"""The example on the page about time is what the program says."""

from __future__ import annotations

from datetime import UTC, datetime

from cunzhao.extract import derive_published
from cunzhao.types import Claim
from tests.docs.pages import page


def test_the_example_is_said_in_these_words() -> None:
    claimed, seen = datetime(2021, 6, 4, 18, 16, tzinfo=UTC), datetime(2021, 6, 4, 6, 16, 13, tzinfo=UTC)
    said = derive_published([Claim("feed", "1622830560000", claimed, "feed")], seen).why
    assert f"*{said}.*" in " ".join(page("explanation/time.md").split())
