"""Loads the articles of ``english.txt``: text, day of publication, and the statements that must be found in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cunzhao.said.context import Context

ROWS = ("kind", "speaker", "mention", "cue", "said_on", "title", "occasion", "place")


class Article(NamedTuple):
    """One article: ``expected`` has, per statement, the content and what is said of it (None: there must be none)."""

    name: str
    text: str
    context: Context
    expected: list[tuple[str, dict[str, str | None]]]


def articles() -> list[Article]:
    """All articles, in order."""
    source = (Path(__file__).with_name("english.txt")).read_text(encoding="utf-8")
    return [_article(part) for part in re.split(r"^== ", source, flags=re.MULTILINE)[1:]]


def _article(part: str) -> Article:
    head, _, below = part.partition("\n--\n")
    name, published, marked = head.split("\n", 2)
    day = datetime.fromisoformat(published.removeprefix("published ")).replace(hour=12, tzinfo=UTC)
    contents = re.findall("⟦(.*?)⟧", marked, flags=re.DOTALL)
    rows = [dict(zip(ROWS, _cells(line), strict=True)) for line in below.splitlines() if "|" in line]
    assert len(contents) == len(rows), name
    return Article(name, re.sub("[⟦⟧]", "", marked), Context(published=day), list(zip(contents, rows, strict=True)))


def _cells(line: str) -> list[str | None]:
    return [None if cell == "-" else cell for cell in (cell.strip() for cell in line.split("|"))]
