"""What was redacted answers with 410, in the reader's language, and what its keeper wrote is only ever text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cunzhao.errors import Redacted
from tests.web.conftest import client_of
from tests.web.fakes import MemoryLibrary

GONE = Redacted(
    "jabcdefghijklmn", "<b>A Keeper</b>", datetime(2026, 3, 2, 8, 5, tzinfo=UTC), "order <script>alert(1)</script>"
)
ADDRESSES = (
    "/article/agone",
    "/article/agone.json",
    "/article/agone/cite.bib",
    "/article/agone/revision/1",
    "/capture/cgone",
)
LIBRARY = MemoryLibrary(redacted={"agone": GONE, "cgone": GONE})


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "removed this from the archive on"), ("zh-Hans", "从档案中移除"), ("zh-Hant", "從檔案中移除")],
)
def test_who_when_and_why_are_said(address: str, language: str, words: str) -> None:
    answer = client_of(LIBRARY).get(address, headers={"accept-language": language})
    assert answer.status_code == 410
    assert words in answer.text
    assert "2026" in answer.text
    assert "&lt;b&gt;A Keeper&lt;/b&gt;" in answer.text
    assert "order &lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text


def test_what_is_only_unknown_stays_404() -> None:
    for address in ("/article/aother", "/capture/cother", "/nothing"):
        assert client_of(LIBRARY).get(address).status_code == 404
