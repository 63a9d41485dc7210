"""Whether an answer's bytes can be a page."""

from __future__ import annotations

import pytest

from cunzhao.flow.material import is_html


@pytest.mark.parametrize(
    ("content_type", "data", "page"),
    [
        ("text/html", b"<p>text</p>", True),
        ("text/html", bytes(range(256)) * 9, False),
        ("", bytes(range(256)) * 9, False),
        (
            "text/html; charset=utf-16le",
            "<p>text</p>".encode("utf-16-le"),
            True,
        ),  # without a mark, but the header says so
        ("text/html", b"%PDF-1.7", False),
    ],
)
def test_a_page_is_text_whatever_its_header_says(content_type: str, data: bytes, page: bool) -> None:
    assert is_html(content_type, data) is page
