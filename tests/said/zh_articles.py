"""Our own annotated articles: invented people, places and outlets, in the style of agencies, papers and interviews.

``articles/zh_*.txt`` holds records that open with ``== id day``. ``{speaker|day|kind|content}`` marks a statement (kind: d
direct, i indirect, e enumerated; ``-`` for no day), and ``{+|||content}`` the second half of the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cunzhao.said.context import Context

_KINDS = {"d": "direct", "i": "indirect", "e": "enumerated"}
_OPENING = re.compile(r"[，。：\s]*(?:[一二三四五六]是|第[一二三]，|其[一二三]，|首先，|其次，|再次，|最後，)?")
_EDGE = "，,。；;：:、！!？?…“”「」『』（） \n"


@dataclass(frozen=True)
class Marked:
    """A statement as annotated."""

    start: int
    end: int
    kind: str
    speaker: str
    day: str | None


@dataclass(frozen=True)
class Article:
    """One article and what it says that others said."""

    id: str
    text: str
    context: Context
    statements: tuple[Marked, ...]


def articles() -> Iterator[Article]:
    """All of them."""
    for path in sorted(Path(__file__).with_name("articles").glob("zh_*.txt")):
        for record in path.read_text(encoding="utf-8").split("== ")[1:]:
            head, body = record.split("\n", 1)
            name, day = head.split()
            yield _article(name, day, body.strip())


def _article(name: str, day: str, marked: str) -> Article:
    text, last = "", 0
    made: list[Marked] = []
    for match in re.finditer(r"\{([^{}]*)\}", marked):
        text += marked[last : match.start()]
        last = match.end()
        speaker, when, kind, content = match[1].split("|")
        if speaker == "+":
            made[-1] = Marked(made[-1].start, len(text) + len(content), *_rest(made[-1]))
        else:
            made.append(
                Marked(len(text), len(text) + len(content), _KINDS[kind], speaker, None if when == "-" else when)
            )
        text += content
    published = datetime.fromisoformat(day).replace(hour=4, tzinfo=UTC)
    return Article(name, text + marked[last:], Context(published, timedelta(hours=8)), tuple(made))


def _rest(m: Marked) -> tuple[str, str, str | None]:
    return m.kind, m.speaker, m.day


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without marks and list numbers at its ends."""
    match = re.compile(r"[，。：\s]*(?:[一二三四五六]是|第[一二三]，|其[一二三]，|首先，|其次，|再次，|最後，)?").match(
        text, start, end
    )
    start = match.end() if match else start
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
