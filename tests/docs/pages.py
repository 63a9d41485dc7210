"""The documentation as the tests read it: pages, sections, tables, code blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"


def page(name: str) -> str:
    """A page of the documentation by its path below ``docs``."""
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str, level: int = 2) -> dict[str, str]:
    """The sections of a page by heading; each reaches to the next heading of that level."""
    parts = re.split(rf"^{'#' * level} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each table row that begins with a word in backticks or a number."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and re.match(r"`|\d", cells[0]):
            yield cells


def code_blocks(text: str, language: str) -> list[str]:
    """What stands in the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def after_mark(text: str, mark: str) -> str:
    """The one command in the block that stands right after ``<!-- mark -->``."""
    found = re.findall(rf"^<!-- {mark} -->\n```sh\n([^\n]+)\n```$", text, flags=re.MULTILINE)
    assert len(found) == 1, f"README has {len(found)} blocks marked {mark}; one is wanted, right after the mark"
    return str(found[0])
